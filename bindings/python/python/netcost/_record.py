"""Values by name, and tables of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Iterable, Iterator, Mapping, NamedTuple, TypeVar, overload

from ._netcost import arrow_stream

if TYPE_CHECKING:
    from ._command import Source


class Origin(NamedTuple):
    """The network that a layer is of."""

    source: Source
    params: dict[str, Any]
    settings: dict[str, Any]

    def explain(self, layer: str) -> str:
        """The text of `netcost explain` about a layer or a group."""
        from . import _command

        settings = {name: it for name, it in self.settings.items() if name not in _command.OF_RUN}
        words = _command.arguments(self.params, settings)
        return _command.diagnosed("explain", words, [*_command.word(self.source), layer])[0]


class Record(Mapping[str, Any]):
    """Values by name, as a mapping and as attributes: ``it["macs"]``, ``it.macs``."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, name: str) -> Any:
        # `_values` itself is missing while a record is unpickled.
        if name != "_values" and name in self._values:
            return self._values[name]
        raise AttributeError(f"there is no `{name}`", name=name, obj=self)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._values]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._values,)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self._values.items())
        return f"{type(self).__name__}({shown})"


class Totals(Record):
    """The figures of a whole network.

    Counts are for the whole batch, memory is in bytes, times are in picoseconds."""

    __slots__ = ()


class Layer(Record):
    """A layer with its shapes and figures, which are for the whole batch."""

    __slots__ = ("_origin",)

    def __init__(self, values: Mapping[str, Any], origin: Origin | None = None) -> None:
        super().__init__(values)
        self._origin = origin

    @property
    def derivation(self) -> str:
        """How its costs are computed: the text of `netcost explain`."""
        if self._origin is None:
            raise ValueError("it is not known of which network this layer is")
        return self._origin.explain(str(self["path"]))

    def __reduce__(self) -> tuple[Any, ...]:
        return Layer, (self._values, self._origin)


class Row(Record):
    """A row of a table."""

    __slots__ = ()


AnyRecord = TypeVar("AnyRecord", bound=Record)


class Table(Generic[AnyRecord]):
    """Rows with the same columns. A table of pandas is ``pandas.DataFrame(table.to_dicts())``."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], kind: type[AnyRecord]) -> None:
        self._rows, self._kind = [row if isinstance(row, kind) else kind(row) for row in rows], kind

    @overload
    def __getitem__(self, index: int) -> AnyRecord: ...
    @overload
    def __getitem__(self, index: slice) -> Table[AnyRecord]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return Table(self._rows[index], self._kind)
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[AnyRecord]:
        return iter(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self._rows == other._rows

    __hash__ = None  # type: ignore[assignment]

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in the order in which rows have them."""
        return list(dict.fromkeys(name for row in self._rows for name in row))

    def column(self, name: str) -> list[Any]:
        """The values of a column; ``None`` where a row has none."""
        if name not in self.columns:
            raise KeyError(name)
        return [row.get(name) for row in self._rows]

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table for everything that reads Apache Arrow: ``pyarrow.table(table)``, ``polars.DataFrame(table)``,
        ``duckdb.sql("from table")``. Shapes are texts, as in CSV."""
        return arrow_stream([(name, [_arrow(it) for it in self.column(name)]) for name in self.columns])

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as plain dictionaries."""
        return [dict(row) for row in self._rows]

    def to_pandas(self) -> Any:
        """As a data frame of pandas, which must be installed."""
        import pandas

        return pandas.DataFrame(self.to_dicts(), columns=self.columns)

    def to_polars(self) -> Any:
        """As a data frame of polars, which must be installed."""
        import polars

        return polars.DataFrame(self)

    def _repr_html_(self) -> str:
        """For notebooks: the rows, without scripts."""
        from ._html import rows

        return rows(self)

    def __repr__(self) -> str:
        return f"Table({len(self)} rows: {', '.join(self.columns)})"


def _arrow(value: Any) -> Any:
    """A value as a cell: shapes, and lists of them, and counts by class are texts."""
    if isinstance(value, Mapping):
        return ";".join(f"{name}={it}" for name, it in value.items())
    if isinstance(value, (list, tuple)):
        if value and isinstance(value[0], (list, tuple)):
            return ";".join(map(_arrow, value))
        return "x".join(map(str, value))
    return value
