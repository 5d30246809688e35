"""The command line in this process: settings become arguments, and messages become exceptions."""

from __future__ import annotations

import json
import os
import re
from typing import Any, Callable, Iterable, Mapping, Sequence, Union

from . import _netcost
from ._errors import ClaimError, Diagnostic, NetworkError, ParamError, UsageError

Source = Union[str, "os.PathLike[str]"]

_CLAIMS = {f"net::claim::{name}" for name in ("assert", "total", "bytes", "time", "does_not_fit")}


def is_text(source: Source) -> bool:
    """Whether a source is a text of the language, not the name of an example or a path: it has a line end or ``;``."""
    return isinstance(source, str) and ("\n" in source or ";" in source)


def word(source: Source) -> list[str]:
    """The arguments that name a source."""
    if is_text(source):
        return ["-e", str(source)]
    name = os.fspath(source)
    if not name or name == "-":
        raise UsageError("a network is the name of an example, a path, or a text with a line end or `;`")
    if not isinstance(source, str) and not os.path.dirname(name):
        name = os.path.join(os.curdir, name)
    return ["--", name]


def spelled(value: Any) -> str:
    """A value as the language writes it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return value if re.fullmatch(r"[A-Za-z_]\w*", value) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple):
        return f"({', '.join(map(spelled, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join(map(spelled, value))}]"
    return _number(value)


def _number(value: Any) -> str:
    """A number without an exponent: a float by the shortest digits that are read back as the same, all others exactly."""
    from decimal import Decimal, localcontext
    from fractions import Fraction
    from numbers import Rational

    if hasattr(value, "__index__"):
        return str(value.__index__())
    if isinstance(value, float):
        value = Decimal(repr(float(value)))
    elif isinstance(value, Rational):
        with localcontext() as context:
            context.prec = 40
            quotient = Decimal(int(value.numerator)) / Decimal(int(value.denominator))
        if Fraction(quotient) != value:
            raise UsageError(f"`{value}` has no exact decimal")
        value = quotient
    if not isinstance(value, Decimal):
        raise TypeError(f"a param has no value of type `{type(value).__name__}`")
    if not value.is_finite():
        raise UsageError(f"`{value}` is no value of a param")
    return format(value, "f")


def dimensions(shape: Iterable[int] | str) -> str:
    """A shape as in ``3x224x224``."""
    return shape if isinstance(shape, str) else "x".join(str(size) for size in shape)


def _named(option: str, values: Any, show: Any) -> list[str]:
    """An option that is given once, or by names."""
    if isinstance(values, Mapping):
        return [it for name, value in values.items() for it in (option, f"{name}={show(value)}")]
    return [option, show(values)]


def _all(option: str, values: Any) -> list[str]:
    """An option that is given several times."""
    values = [values] if isinstance(values, str) else values
    return [it for value in values for it in (option, str(value))]


def _flag(option: str, wanted: bool) -> list[str]:
    return [option] if wanted else []


def _dtype(types: str | Mapping[str, str]) -> list[str]:
    if isinstance(types, Mapping):
        types = ",".join(f"{part}={dtype}" for part, dtype in types.items())
    return ["--dtype", types]


#: The settings of a network, each with the arguments that it becomes.
SETTINGS: dict[str, Callable[[Any], list[str]]] = {
    "batch": lambda it: ["--batch", str(it)],
    "input": lambda it: _named("--input", it, dimensions),
    "dtype": _dtype,
    "inplace": lambda it: [f"--inplace={it}"] if isinstance(it, str) else _flag("--inplace", it),
    "patches": lambda it: ["--patches", it],
    "arena": lambda it: ["--arena", it],
    "convention": lambda it: ["--convention", it],
    "device": lambda it: ["--device", os.fspath(it)],
    "strict": lambda it: _flag("--strict", it),
    "limit": lambda it: _named("--limit", it, str),
    "shape": lambda it: _named("--shape", it, dimensions),
    "what_if": lambda it: _all("--what-if", it),
    "deploy": lambda it: _flag("--deploy", it),
    "training": lambda it: ["--training", it],
}


#: Settings that only `run` knows.
OF_RUN = {"what_if", "deploy", "training"}


def split(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Params and settings of keyword arguments: what is no setting is a param, as what is in ``params`` is."""
    params = dict(given.get("params") or {})
    settings = {}
    for name, value in given.items():
        if name in SETTINGS:
            if value is not None:
                settings[name] = value
        elif name != "params":
            if name in params:
                raise TypeError(f"the param `{name}` is given twice")
            params[name] = value
    return params, settings


def arguments(params: Mapping[str, Any], settings: Mapping[str, Any]) -> list[str]:
    """The arguments of params and settings."""
    written = [it for name, value in params.items() for it in ("-D", f"{name}={spelled(value)}")]
    return [it for name, value in settings.items() for it in SETTINGS[name](value)] + written


def output(*words: str, stdin: str = "") -> str:
    """What a command without messages prints."""
    status, stdout, stderr = _netcost.command(list(words), stdin.encode())
    if status:
        raise UsageError(_plain(stderr))
    return stdout.decode()


def diagnosed(
    command: str, words: list[str], network: list[str], stdin: str = ""
) -> tuple[str, tuple[Diagnostic, ...]]:
    """What a command prints, with the warnings about its network.

    An error raises `NetworkError`."""
    asked = [command, *words]
    status, stdout, stderr = _netcost.command([*asked, "--message-format", "json", *network], stdin.encode())
    found = _diagnostics(stderr)
    if found is None:
        raise UsageError(_plain(stderr))
    # A sweep in which no point has a network is written, too, and has status 1.
    is_written = stdout and not any(it.severity == "error" for it in found)
    if status == 0 or is_written:
        return stdout.decode(), found
    _, _, framed = _netcost.command([*asked, *network], stdin.encode())
    raise _error(found)(framed.decode(), found)


def _diagnostics(stderr: bytes) -> tuple[Diagnostic, ...] | None:
    """Messages in JSON; `None` for one of the command line itself, which is none."""
    lines = stderr.decode().splitlines()
    if any(not line.startswith("{") for line in lines):
        return None
    return tuple(Diagnostic.of(json.loads(line)) for line in lines)


def _error(found: tuple[Diagnostic, ...]) -> type[NetworkError]:
    """The exception for these messages."""
    codes = {diagnostic.code for diagnostic in found if diagnostic.severity == "error"}
    if codes and codes <= _CLAIMS:
        return ClaimError
    return ParamError if codes == {"net::setting::unknown_param"} else NetworkError


def _plain(stderr: bytes) -> str:
    """A message about arguments, without what leads to the help of the command line."""
    text = stderr.decode().strip().removeprefix("error: ")
    return text.split("\n\nUsage:")[0].split("\n\nFor more information")[0]


def options(given: Mapping[str, Any], **more: Any) -> list[str]:
    """Keyword arguments as options: `all_ok=True` is `--all-ok`, a list is joined with commas."""
    written: list[str] = []
    for name, value in {**given, **more}.items():
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, bool) or value is None:
            written += _flag(option, bool(value))
        elif isinstance(value, (str, os.PathLike)) or not isinstance(value, Iterable):
            written += [option, str(value)]
        else:
            written += [option, ",".join(map(str, value))]
    return written


def objectives(names: Any) -> Any:
    """What `pareto` and `sort` take: in a list or alone, ``-width`` stands for ``width:max``."""
    if names is None:
        return None
    each = names.split(",") if isinstance(names, str) else names
    return ",".join(f"{name[1:]}:max" if name.startswith("-") else name for name in map(str.strip, each))


def checked(source: Source, given: Mapping[str, Any]) -> list[Diagnostic]:
    """All that is wrong with a network."""
    params, settings = split(given)
    try:
        _, found = diagnosed("check", arguments(params, settings), word(source))
    except NetworkError as error:
        found = error.diagnostics
    return list(found)


def compared(sources: Sequence[Source]) -> tuple[list[str], str]:
    """Sources as `netcost compare` names them, and what it reads from stdin: a text, of which it takes one."""
    texts = [str(source) for source in sources if is_text(source)]
    if len(texts) > 1:
        raise UsageError("one of the networks may be a text; write the others to files")
    words = ["-" if is_text(source) else word(source)[-1] for source in sources]
    return ["--", *words], "".join(texts)
