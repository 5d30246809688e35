"""Tables for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Callable

from ._record import Layer

if TYPE_CHECKING:
    from ._network import Cost

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
    layers, totals = cost.layers, cost.totals
    shown = layers if len(layers) <= _MOST else [*layers[: _MOST // 2], *layers[-_MOST // 2 :]]
    rows = [_row([of(layer) for of in _COLUMNS.values()]) for layer in shown]
    if len(shown) < len(layers):
        left_out = f"<tr><td colspan={len(_COLUMNS)}>… {len(layers) - len(shown):,} more layers …</td></tr>"
        rows.insert(_MOST // 2, left_out)
    total = _row(["total", "", "", totals.params, totals.macs, totals.flops])
    peak = f"peak memory {totals.peak_memory:,} bytes at {escape(str(totals.peak_layer))}"
    return (
        f"<table><caption>{escape(cost.name)}: flops by {escape(cost.convention)}, {peak}</caption>"
        f"<thead><tr>{''.join(f'<th>{title}</th>' for title in _COLUMNS)}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody><tfoot>{total}</tfoot></table>"
    )


def _row(cells: list[Any]) -> str:
    return f"<tr>{''.join(map(_cell, cells))}</tr>"


def _cell(value: Any) -> str:
    if isinstance(value, int):
        return f'<td style="text-align: right">{value:,}</td>'
    return f'<td style="text-align: left">{escape(str(value))}</td>'
