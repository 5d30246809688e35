"""What a neural network costs: shapes, parameters, MACs, FLOPs and memory, exactly.

>>> import netcost as nc
>>> nc.run("alexnet").totals.macs
1135256096
"""

from __future__ import annotations

# As in `typing`, which takes longer to import than all of this package.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from . import compat as compat, optuna as optuna, testing as testing, torch as torch
    from ._errors import (
        Call,
        ClaimError,
        Diagnostic,
        Error,
        Fix,
        Label,
        NetworkError,
        ParamError,
        Span,
        UsageError,
    )
    from ._lists import Operation, conventions, devices, examples, operations
    from ._netcost import __version__
    from ._network import Comparison, Cost, Network, check, compare, fmt, run
    from ._params import Interval, Param
    from ._record import Layer, Record, Row, Table, Totals
    from .torch import from_torch

__all__ = [
    "Call",
    "ClaimError",
    "Comparison",
    "Cost",
    "Diagnostic",
    "Error",
    "Fix",
    "Interval",
    "Label",
    "Layer",
    "Network",
    "NetworkError",
    "Operation",
    "Param",
    "ParamError",
    "Record",
    "Row",
    "Span",
    "Table",
    "Totals",
    "UsageError",
    "__version__",
    "check",
    "compare",
    "conventions",
    "devices",
    "examples",
    "fmt",
    "from_torch",
    "operations",
    "run",
]

#: The modules with the names that they define. A module is imported when one of its names is used.
_NAMES = {
    "_errors": "Call ClaimError Diagnostic Error Fix Label NetworkError ParamError Span UsageError",
    "_lists": "Operation conventions devices examples operations",
    "_netcost": "__version__",
    "_network": "Comparison Cost Network check compare fmt run",
    "_params": "Interval Param",
    "_record": "Layer Record Row Table Totals",
    "torch": "from_torch",
}

#: Modules that are attributes, too. They are not in `__all__`, since `torch` is the name of another one.
_MODULES = ("compat", "optuna", "testing", "torch")


def __getattr__(name: str) -> object:
    from importlib import import_module

    module = next((module for module, names in _NAMES.items() if name in names.split()), None)
    if module is not None:
        value = getattr(import_module(f"{__name__}.{module}"), name)
    elif name in _MODULES:
        value = import_module(f"{__name__}.{name}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_MODULES})


def load_ipython_extension(shell: object) -> None:
    """`%load_ext netcost`: cells that begin with `%%netcost` are texts of the language."""
    from .magic import register

    register(shell)
