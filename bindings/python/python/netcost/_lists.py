"""What there is: examples, devices, operations, conventions."""

from __future__ import annotations

from . import _command
from ._netcost import names


def examples() -> list[str]:
    """The names of the bundled networks."""
    return names("examples")


def devices() -> list[str]:
    """The names of the devices that netcost knows."""
    return names("devices")


def conventions() -> list[str]:
    """The names of the conventions of flops."""
    return names("conventions")


def operations() -> str:
    """The operations of the language: the text of `netcost ops`."""
    return _command.output("ops")
