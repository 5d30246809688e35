"""What there is: examples, devices, operations, conventions."""

from __future__ import annotations

from typing import NamedTuple

from . import _netcost
from ._netcost import names


class Operation(NamedTuple):
    """An operation of the language, or a standard block, which is built of operations."""

    name: str
    #: How it is called, with its parameters and their defaults.
    signature: str
    #: Other names for it.
    aliases: list[str]
    #: What it does, in a line.
    summary: str
    #: All about it, in Markdown: parameters, shape rule, counts and an example.
    page: str
    is_block: bool

    def __str__(self) -> str:
        return self.page


def examples() -> list[str]:
    """The names of the bundled networks."""
    return names("examples")


def devices() -> list[str]:
    """The names of the devices that netcost knows."""
    return names("devices")


def conventions() -> list[str]:
    """The names of the conventions of flops."""
    return names("conventions")


def operations() -> dict[str, Operation]:
    """The operations of the language and the standard blocks, by name."""
    return {it[0]: Operation(*it) for it in _netcost.operations()}
