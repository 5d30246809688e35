"""Networks and what they cost."""

from __future__ import annotations

import json
import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, Mapping

from . import _command, _netcost
from ._command import Source
from ._errors import Diagnostic, UsageError
from ._params import Param
from ._record import Layer, Origin, Row, Table, Totals

if TYPE_CHECKING:
    from concurrent.futures import Executor


class Network:
    """A network, or a family of them: the name of a bundled example, the path of a `.net` file or of a model
    (`.onnx`, `.pt2`), or a text with a line end or ``;``. A text is read once.

    >>> net = Network("mobilenet_v2")
    >>> net.totals(width=0.5).params
    1968680
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._program = _program(source)
        # A mistake that does not depend on params is said here.
        if self._program is None:
            _command.diagnosed("check", [], _command.word(source))

    @property
    def source(self) -> str:
        """The text of the network; for a model, the text that it becomes."""
        if self._program is not None:
            return self._program.text
        text, _ = _command.diagnosed("import", [], _command.word(self._source))
        return text

    def instantiate(self, *, params: Mapping[str, Any] | None = None, **settings: Any) -> Cost:
        """The cost of the network with these params and settings, layer by layer.

        Keyword arguments are the settings of `run`; all others are params. A param with the name of a setting is given in
        ``params``. Raises `NetworkError` if there are errors, `UsageError` for a setting that does not exist."""
        return Cost(self._source, *_command.split({"params": params, **settings}))

    def totals(self, *, params: Mapping[str, Any] | None = None, **settings: Any) -> Totals:
        """The totals of the network with these params and settings, without figures of layers: the fastest way to
        cost many networks of one text."""
        given, settings = _command.split({"params": params, **settings})
        if self._program is not None and settings.keys() <= {"batch", "convention"}:
            figures = self._program.totals(given, **settings)
            if figures is not None:
                return Totals(figures)
        return Cost(self._source, given, settings).totals

    def sweep(
        self, space: Mapping[str, Any], *, jobs: int | None = None, executor: Executor | None = None, **options: Any
    ) -> Table[Row]:
        """The networks of all combinations of these values: ``{"width": [0.5, 1], "res": range(96, 225, 32)}``.

        A value is a list, a range, or what `netcost sweep` takes: ``"0.25..1:0.25"``; ``None`` stands for all values
        that the text allows. Options are those of the command, with ``_`` for ``-``: ``where="params < 3M"``,
        ``pareto=["macs", "-width"]``, ``sort``, ``top``, ``columns``, ``sample``, ``seed``. A ``-`` before a name says that
        large is good. Rows have the values, a status, and the figures. ``jobs`` is the number of threads, by default one for
        each core.

        ``executor`` computes the rows: any `concurrent.futures.Executor`, also of a cluster, as
        ``dask.distributed.Client().get_executor()``. Its workers need netcost, and files under the same paths. The rows
        are the same, whatever computes them."""
        axes = [it for name, values in space.items() for it in ("-D", _axis(name, values))]
        order = {name: _command.objectives(options.pop(name, None)) for name in ("pareto", "sort")}
        words = [*axes, *_command.options({**options, **order}, jobs=jobs), "--format", "json"]
        source = _command.word(self._source)
        if executor is None:
            text, _ = _command.diagnosed("sweep", words, source)
        else:
            from ._executor import report

            text = report(executor, words, source, {*options, *(["jobs"] if jobs else [])})
        return Table(json.loads(text)["rows"], Row)

    def fit(self, *names: str, where: str, **options: Any) -> dict[str, Any]:
        """The largest network of the family within a condition: ``net.fit("width", where="params <= 1M")``. What is
        returned is the JSON of `netcost fit`, whose schema is `fit-1.json`."""
        axes = [it for name in names for it in ("--param", name)]
        words = [*axes, *_command.options({"where": where, **options}), "--format", "json"]
        text, _ = _command.diagnosed("fit", words, _command.word(self._source))
        found: dict[str, Any] = json.loads(text)
        return found

    def formula(self, *names: str, figures: str = "params,macs,flops,peak_memory") -> dict[str, Any]:
        """Closed forms of figures in whole-numbered params: ``net.formula("depth=1..24")``. What is returned is the JSON
        of `netcost formula`, whose schema is `formula-1.json`."""
        axes = [it for name in names for it in ("--param", name)]
        words = [*axes, "--figures", figures, "--format", "json"]
        text, _ = _command.diagnosed("formula", words, _command.word(self._source))
        found: dict[str, Any] = json.loads(text)
        return found

    def what_if(self, *changes: str, **settings: Any) -> Comparison:
        """The network compared with itself after lenses and passes: ``net.what_if("depthwise")``. Each change is a column,
        ``"fold-bn+int8"`` several in one; of several there is a last column with all together. Other keyword arguments
        are settings and params, as of `instantiate`."""
        if not changes:
            raise UsageError("name a lens or a pass: `net.what_if(\"depthwise\")`")
        return Comparison((self._source,), settings, changes)

    @property
    def params(self) -> dict[str, Param]:
        """The params, each with its default and the values that the text allows."""
        if self._program is None:
            return {name: Param(value) for name, value in Cost(self._source, {}, {}).params.items()}
        return {name: Param.of(default, legal) for name, default, legal in self._program.params()}

    def __reduce__(self) -> tuple[Any, ...]:
        return Network, (self._source,)

    def __repr__(self) -> str:
        return f"Network({self._source!r})"


class Cost:
    """What a network costs. ``str`` of it is the report of the command line."""

    def __init__(self, source: Source, params: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
        self._source, self._params, self._settings = source, dict(params), dict(settings)
        self._json, self.diagnostics = self._written("json")

    def _written(self, form: str, *words: str) -> tuple[str, tuple[Diagnostic, ...]]:
        words = (*_command.arguments(self._params, self._settings), *words, "--format", form)
        return _command.diagnosed("run", list(words), _command.word(self._source))

    #: Warnings about the network.
    diagnostics: tuple[Diagnostic, ...]

    @cached_property
    def report(self) -> dict[str, Any]:
        """The report as `netcost run --format json` writes it, whose schema is `report-1.json`."""
        report: dict[str, Any] = json.loads(self._json)
        return report

    @property
    def name(self) -> str:
        """The title of the network."""
        return str(self.report["network"])

    @property
    def params(self) -> dict[str, Any]:
        """The params with their values."""
        return dict(self.report["arguments"])

    @property
    def convention(self) -> str:
        """What ``flops`` counts."""
        return str(self.report["convention"])

    @cached_property
    def totals(self) -> Totals:
        """The figures of the whole network."""
        totals = dict(self.report["totals"])
        ops = totals.pop("ops")
        return Totals({**totals, **ops})

    @cached_property
    def layers(self) -> Table[Layer]:
        """The layers, in the order in which they run."""
        return Table((Layer(layer, self._origin) for layer in self.report["layers"]), Layer)

    @property
    def _origin(self) -> Origin:
        return Origin(self._source, self._params, self._settings)

    def layer(self, name: str) -> Layer:
        """The layer of this name or path: ``conv1``, ``bottleneck3/conv2``."""
        named = [layer for layer in self.layers if name in (layer.path, layer.name)]
        exact = [layer for layer in named if layer.path == name]
        if len(exact or named) == 1:
            return (exact or named)[0]
        if named:
            paths = ", ".join(f"`{layer.path}`" for layer in named[:5])
            raise KeyError(f"there are {len(named)} layers `{name}`; their paths are {paths}, …")
        # It is said here what may be meant.
        self.explain(name)
        raise KeyError(f"`{name}` is a group of layers")

    def explain(self, layer: str) -> str:
        """How the costs of a layer are computed, or the layers of a group: the text of `netcost explain`."""
        return self._origin.explain(layer)

    def flops(self, convention: str) -> int:
        """The flops by a convention: ``fvcore``, ``thop``, ``ptflops``, …"""
        settings = {**self._settings, "convention": convention}
        return int(Cost(self._source, self._params, settings).totals["flops"])

    def to_json(self) -> str:
        """The report as JSON."""
        return self._json

    def to_csv(self) -> str:
        """The layers as CSV."""
        return self._written("csv")[0]

    def to_markdown(self) -> str:
        """The report as Markdown."""
        return self._written("markdown")[0]

    def to_latex(self) -> str:
        """The report as a LaTeX table with booktabs."""
        return self._written("latex")[0]

    def to_html(self) -> str:
        """The report as a page of its own, which makes no request."""
        return self._written("html")[0]

    def _repr_html_(self) -> str:
        """For notebooks: the table of layers, without scripts."""
        from ._html import table

        return table(self)

    def __str__(self) -> str:
        return self._written("table")[0]

    def __repr__(self) -> str:
        totals = self.totals
        return (
            f"<Cost of {self.name}: {totals.params:,} params, {totals.macs:,} MACs, "
            f"{totals.flops:,} flops by {self.convention}>"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return Cost, (self._source, self._params, self._settings)


class Comparison:
    """What networks cost, compared with the first. ``str`` of it is the table of the command line."""

    def __init__(
        self, sources: tuple[Source, ...], settings: Mapping[str, Any], changes: tuple[str, ...] = ()
    ) -> None:
        self._sources, self._settings, self._changes = sources, dict(settings), changes
        self._json = self._written("json")

    def _written(self, form: str) -> str:
        params, settings = _command.split(self._settings)
        changes = [it for change in self._changes for it in ("--what-if", change)]
        words = [*_command.arguments(params, settings), *changes, "--format", form]
        named, text = _command.compared(self._sources)
        return _command.diagnosed("compare", words, named, text)[0]

    @cached_property
    def report(self) -> dict[str, Any]:
        """The comparison as `netcost compare --format json` writes it, whose schema is `compare-1.json`."""
        report: dict[str, Any] = json.loads(self._json)
        return report

    @cached_property
    def networks(self) -> Table[Row]:
        """The totals of each network, with what was asked for as ``asked``."""
        flat = ({"asked": it["asked"], **it["totals"], **it["totals"]["ops"]} for it in self.report["networks"])
        return Table(({name: it for name, it in row.items() if name != "ops"} for row in flat), Row)

    def to_json(self) -> str:
        """The comparison as JSON."""
        return self._json

    def to_markdown(self) -> str:
        """The comparison as Markdown."""
        return self._written("markdown")

    def to_html(self) -> str:
        """The comparison as a page of its own."""
        return self._written("html")

    def _repr_html_(self) -> str:
        """For notebooks: the totals, without scripts."""
        return self.networks._repr_html_()

    def __str__(self) -> str:
        return self._written("table")

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(it['asked'] for it in self.report['networks'])}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Comparison, (self._sources, self._settings, self._changes)


def _program(source: Source) -> _netcost.Program | None:
    """The program of a source; `None` for a model, and for what cannot be read or has errors."""
    if _command.is_text(source):
        return _netcost.Program.of("<-e>", str(source), False)
    name = os.fspath(source)
    is_path = os.path.dirname(name) != "" or not isinstance(source, str) or name.endswith(".net")
    try:
        return _netcost.Program.of(name, None, not is_path)
    except (OSError, UnicodeDecodeError):
        return None


def _axis(name: str, values: Any) -> str:
    """An axis as `netcost sweep` takes it."""
    if values is None:
        return name
    if isinstance(values, str):
        return f"{name}={values}"
    if isinstance(values, (int, float)):
        values = [values]
    if isinstance(values, range) and len(values) > 1 and values.step > 0:
        return f"{name}={values[0]}..{values[-1]}:{values.step}"
    return f"{name}={','.join(map(_command.spelled, values))}"


def run(source: Source, *, params: Mapping[str, Any] | None = None, **settings: Any) -> Cost:
    """What a network costs, layer by layer.

    ``source`` is the name of a bundled example, the path of a `.net` file or of a model, or a text with a line end or
    ``;``. Settings are ``batch``, ``input`` (a shape without the batch, or shapes by name), ``dtype``, ``inplace``, ``patches``, ``arena``, ``convention``,
    ``device``, ``strict``, ``limit``, ``shape``, ``what_if``, ``deploy`` and ``training``, as the options of `netcost run`;
    all other keyword arguments are params of the text.

    >>> run("alexnet", batch=4).totals.params
    62378344
    """
    return Cost(source, *_command.split({"params": params, **settings}))


def compare(*sources: Source, **settings: Any) -> Comparison:
    """What networks cost, compared with the first: names of examples, also with params (``"mobilenet_v2@width=0.5"``), paths,
    or a text."""
    return Comparison(sources, settings)


def check(source: Source, **settings: Any) -> list[Diagnostic]:
    """All that is wrong with a network, without raising for it."""
    return _command.checked(source, settings)


def fmt(text: str) -> str:
    """A text in the canonical layout."""
    return _command.diagnosed("fmt", [], ["-"], stdin=text)[0]
