"""`%%netcost`: a cell of a notebook as a network."""

from __future__ import annotations

import ast
import shlex
from typing import Any

from ._errors import Error
from ._network import Cost, run


def register(shell: Any) -> None:
    """Registers the magic with IPython."""

    def netcost(line: str, cell: str) -> Cost | None:
        """`%%netcost --batch 8 --width 0.5 -o NAME`: reports the cost of the cell, and binds it to a name."""
        name, settings = _settings(line)
        try:
            # A line end makes it a text, and lines count from the first of the cell.
            cost = run(f"{cell.rstrip()}\n", **settings)
        except Error as error:
            print(error)
            return None
        if name:
            shell.user_ns[name] = cost
        return cost

    shell.register_magic_function(netcost, magic_kind="cell", magic_name="netcost")


def _settings(line: str) -> tuple[str | None, dict[str, Any]]:
    """The name to bind, and the settings and params."""
    name, settings = None, {}
    words = iter(shlex.split(line))
    for word in words:
        value = next(words, None)
        if value is None or not word.startswith("-"):
            raise ValueError("write options with values: `%%netcost --batch 8 -o NAME`")
        if word in ("-o", "--output"):
            name = value
        else:
            settings[word.lstrip("-").replace("-", "_")] = _value(value)
    return name, settings


def _value(text: str) -> Any:
    """A number, a list, a truth value or else a word."""
    if text in ("true", "false"):
        return text == "true"
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text
