"""What a neural network costs: shapes, parameters, MACs, FLOPs and memory, exactly.

>>> import netcost as nc
>>> nc.run("alexnet").totals.macs
1135256096
"""

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
from ._lists import conventions, devices, examples, operations
from ._netcost import __version__
from ._network import Comparison, Cost, Network, check, compare, fmt, run
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
    "Label",
    "Layer",
    "Network",
    "NetworkError",
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


def load_ipython_extension(shell: object) -> None:
    """`%load_ext netcost`: cells that begin with `%%netcost` are texts of the language."""
    from .magic import register

    register(shell)
