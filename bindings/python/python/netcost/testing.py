"""Budgets as tests."""

from __future__ import annotations

import re
from typing import Any

from ._network import Network

_CONDITION = re.compile(r"(<=|>=|==|!=|<|>)\s*\S.*")


def assert_budget(network: Any, **conditions: str) -> None:
    """Asserts conditions of totals: ``assert_budget("mobilenet_v2", params="<= 5M", peak_memory="< 10MiB")``.

    Conditions are those of the language, with its units. What fails is an `AssertionError` with the figure."""
    net = network if isinstance(network, Network) else Network(network)
    for total, condition in conditions.items():
        if not _CONDITION.fullmatch(condition.strip()):
            raise ValueError(f"`{condition}` is no condition: write one as in `<= 5M`")
        found = net.sweep({}, where=f"{total} {condition}", columns=["id"])
        if not len(found):
            figure = net.totals()[total]
            raise AssertionError(f"{total} is {figure:,}, not {condition}")
