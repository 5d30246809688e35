"""Tables for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Callable

from ._record import Layer

if TYPE_CHECKING:
    from ._network import Cost
    from ._record import Table

#: The columns, each with its title and what it shows.
_COLUMNS: dict[str, Callable[[Layer], Any]] = {
    "layer": lambda it: it.path,
    "operation": lambda it: it.source,
    "output": lambda it: ", ".join("×".join(map(str, shape)) for shape in it.outputs),
    "params": lambda it: it.params,
    "macs": lambda it: it.macs,
    "flops": lambda it: it.flops,
}

#: More layers than these are left out of the middle.
_MOST = 200


def table(cost: Cost) -> str:
    """The layers of a network with their totals, without scripts."""
    totals = cost.totals
    rows = ([of(layer) for of in _COLUMNS.values()] for layer in cost.layers)
    total = _row(["total", "", "", totals.params, totals.macs, totals.flops])
    peak = f"peak memory {totals.peak_memory:,} bytes at {escape(str(totals.peak_layer))}"
    caption = f"<caption>{escape(cost.name)}: flops by {escape(cost.convention)}, {peak}</caption>"
    return _table(caption, list(_COLUMNS), list(rows), f"<tfoot>{total}</tfoot>")


def rows(table: Table[Any]) -> str:
    """The rows of a table, without scripts."""
    columns = table.columns
    return _table("", columns, [[row.get(name) for name in columns] for row in table], "")


def _table(caption: str, titles: list[str], rows: list[list[Any]], foot: str) -> str:
    """A table, of which the middle is left out if it is long."""
    shown = list(map(_row, rows if len(rows) <= _MOST else [*rows[: _MOST // 2], *rows[-_MOST // 2 :]]))
    if len(shown) < len(rows):
        left_out = f"<tr><td colspan={len(titles)}>… {len(rows) - len(shown):,} more rows …</td></tr>"
        shown.insert(_MOST // 2, left_out)
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(shown)}</tbody>{foot}</table>"


def _row(cells: list[Any]) -> str:
    return f"<tr>{''.join(map(_cell, cells))}</tr>"


def _cell(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f'<td style="text-align: right">{value:,}</td>'
    return f'<td style="text-align: left">{"" if value is None else escape(str(value))}</td>'
