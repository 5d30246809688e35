"""Params of a text."""

from __future__ import annotations

from typing import Any, NamedTuple


class Interval(NamedTuple):
    """All numbers from ``first`` to ``last``."""

    first: float
    last: float


class Param(NamedTuple):
    """A param of a text. ``legal`` are the values that the text allows: a list, a range of whole numbers, or an
    `Interval`; ``None`` if it does not say."""

    default: Any
    legal: list[Any] | range | Interval | None = None

    @classmethod
    def of(cls, default: Any, legal: Any) -> Param:
        """From what the program says: a list of values, or a tuple of the first and the last."""
        if not isinstance(legal, tuple):
            return cls(default, legal)
        first, last = legal
        whole = isinstance(first, int) and isinstance(last, int)
        return cls(default, range(first, last + 1) if whole else Interval(first, last))
