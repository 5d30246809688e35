"""What can be wrong with a network, as values and as exceptions."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence


class Span(NamedTuple):
    """A place in a text. ``offset`` and ``length`` are bytes of UTF-8; lines and columns count from 1, columns
    are characters; the end is excluded."""

    file: str
    offset: int
    length: int
    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def of(cls, place: dict[str, Any]) -> Span:
        return cls(**{name: place[name] for name in cls._fields})


class Label(NamedTuple):
    """What is said of a place; one label is the primary one."""

    text: str | None
    primary: bool
    span: Span


class Fix(NamedTuple):
    """A change of the text: what is in ``span`` becomes ``text``. If it is ``safe``, it is certainly what was meant."""

    text: str
    safe: bool
    span: Span


class Call(NamedTuple):
    """A call of a block or function that led to a mistake."""

    callee: str
    span: Span


class Diagnostic(NamedTuple):
    """A message about a network. ``code`` is a name as ``net::shape::mismatch``, which ``netcost explain`` explains;
    ``severity`` is ``error``, ``warning`` or ``advice``; ``more`` says how often the same was found elsewhere."""

    code: str
    severity: str
    message: str
    help: str | None
    fix: Fix | None
    labels: tuple[Label, ...]
    calls: tuple[Call, ...]
    more: int

    @classmethod
    def of(cls, found: dict[str, Any]) -> Diagnostic:
        fix = found["fix"]
        return cls(
            code=found["code"],
            severity=found["severity"],
            message=found["message"],
            help=found["help"],
            fix=fix and Fix(fix["text"], fix["safe"], Span.of(fix)),
            labels=tuple(Label(it["text"], it["primary"], Span.of(it)) for it in found["labels"]),
            calls=tuple(Call(it["callee"], Span.of(it)) for it in found["calls"]),
            more=found["more"],
        )

    @property
    def span(self) -> Span | None:
        """The place of the primary label."""
        return next((label.span for label in self.labels if label.primary), None)


class Error(Exception):
    """Every error of netcost."""


class UsageError(Error, ValueError):
    """A setting does not exist, or has no such value."""


class NetworkError(Error):
    """A network has errors. ``str`` of it is the framed messages of the command line; ``diagnostics`` are the same as
    values."""

    diagnostics: tuple[Diagnostic, ...]

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message, tuple(diagnostics))
        self.diagnostics = tuple(diagnostics)

    def __str__(self) -> str:
        return str(self.args[0])


class ClaimError(NetworkError):
    """All that is wrong with a network is that claims about it fail."""


class ParamError(NetworkError, TypeError):
    """A network has no param of that name."""
