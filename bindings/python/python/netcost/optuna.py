"""Params of networks as suggestions of Optuna, and figures of networks as its objectives. Constraints need Optuna 5."""

from __future__ import annotations

import json
from typing import Any, Callable, Mapping, Sequence, Union

from . import _command
from ._errors import NetworkError, UsageError
from ._network import Network
from ._params import Interval

__all__ = ["objective", "suggest"]


def suggest(trial: Any, net: Network, space: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Values of the params of a network, for `Network.totals` and the like: one of those that the text allows for each.

    ``space`` has values for some of the params instead: a list, a range, an `Interval`. Params for which there are none keep
    their defaults and are left out."""
    legal = {**{name: param.legal for name, param in net.params.items()}, **(space or {})}
    return {name: _suggested(trial, name, values) for name, values in legal.items() if values is not None}


def _suggested(trial: Any, name: str, values: Any) -> Any:
    if isinstance(values, Interval):
        return trial.suggest_float(name, values.first, values.last)
    if isinstance(values, range) and len(values) > 0 and values.step > 0:
        return trial.suggest_int(name, values[0], values[-1], step=values.step)
    # Lists and tuples are no values of Optuna, but texts are.
    spelled = {value if isinstance(value, (bool, int, float, str)) else _command.spelled(value): value for value in values}
    return spelled[trial.suggest_categorical(name, list(spelled))]


def objective(
    net: Network,
    values: str | Sequence[str],
    *,
    where: str | Sequence[str] = (),
    space: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Callable[[Any], Union[float, tuple[float, ...]]]:
    """An objective for `Study.optimize`: a figure or param, or several, all of which are to be minimised. ``-width`` is the
    negative of the width.

    ``where`` is a condition as that of a sweep, or several; each is a constraint of the trial, 1 if it is broken and else 0.
    ``space`` is that of `suggest`, all other arguments are settings of the network. Values that make no network are pruned
    trials."""
    names = [values] if isinstance(values, str) else list(values)
    conditions = [where] if isinstance(where, str) else list(where)
    defaults = {name: param.default for name, param in net.params.items()}
    known = {**net.totals(**settings), **defaults}
    for name in names:
        if not isinstance(known.get(name.removeprefix("-")), (int, float)):
            raise UsageError(f"`{name.removeprefix('-')}` is neither a figure nor a param that is a number")

    def evaluate(trial: Any) -> float | tuple[float, ...]:
        from optuna import TrialPruned

        params = suggest(trial, net, space)
        try:
            totals = net.totals(params=params, **settings)
        except NetworkError as error:
            raise TrialPruned(error.diagnostics[0].message) from error
        for condition in conditions:
            trial.set_constraint(condition, float(_is_broken(net, condition, params, settings)))
        found = {**totals, **defaults, **params}
        numbers = tuple(-float(found[name[1:]]) if name.startswith("-") else float(found[name]) for name in names)
        return numbers[0] if isinstance(values, str) else numbers

    return evaluate


def _is_broken(net: Network, condition: str, params: Mapping[str, Any], settings: Mapping[str, Any]) -> bool:
    """Whether a network does not fulfil a condition."""
    words = [*_command.arguments(params, settings), "--where", condition, "--columns", "id", "--format", "json"]
    text, _ = _command.diagnosed("sweep", words, _command.word(net._source))
    return not json.loads(text)["rows"]
