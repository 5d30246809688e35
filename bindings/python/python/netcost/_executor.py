"""Sweeps on the executors of `concurrent.futures`: threads, processes, and the machines of a cluster.

A task is a range of points. What is sent are the arguments of `netcost sweep`, and what comes back are rows as bytes. A process
reads the text once for all tasks of a sweep. Tasks have no effects, so an engine may run a lost one again."""

from __future__ import annotations

import json
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from . import _command, _netcost
from ._errors import Error, UsageError

if TYPE_CHECKING:
    from concurrent.futures import Executor

#: The fewest points of a task, unless it is the last.
_LEAST = 32

#: The most tasks.
_TASKS = 2000

#: Options of what `netcost sweep` does by itself.
_LOCAL = {"jobs", "merge", "output", "parts", "resume", "shard"}


def report(executor: Executor, words: list[str], source: list[str], options: set[str]) -> str:
    """What `netcost sweep` prints for these arguments, with the rows computed by an executor."""
    if local := sorted(options & _LOCAL):
        raise UsageError(f"`{local[0]}` is not for sweeps with an executor")
    arguments = (*words, *source)
    sweep = _netcost.Sweep.of(arguments)
    if sweep is None:
        # It is said what is wrong.
        return _command.diagnosed("sweep", words, source)[0]
    size = max(_LEAST, -(-sweep.points // _TASKS))
    firsts = range(0, sweep.points, size)
    ends = [min(first + size, sweep.points) for first in firsts]
    found = executor.map(partial(rows, arguments, sweep.fingerprint), firsts, ends)
    return sweep.report(zip((end - first for first, end in zip(firsts, ends)), found)).decode()


def rows(arguments: tuple[str, ...], fingerprint: str, first: int, end: int) -> bytes:
    """The rows of the points from `first` to before `end`: the task of an executor."""
    return _known(arguments, fingerprint).rows(first, end)


def _sweep(arguments: tuple[str, ...], fingerprint: str) -> _netcost.Sweep:
    """The sweep of these arguments in this process, which must be that of the process that asks."""
    sweep = _netcost.Sweep.of(arguments)
    if sweep is None:
        raise Error("a worker cannot read the network, or one of its files")
    if sweep.fingerprint != fingerprint:
        asked = json.loads(fingerprint)
        differs = [what for what, value in json.loads(sweep.fingerprint) if [what, value] not in asked]
        raise Error(f"a worker has another value of {differs[0] if differs else 'a setting'}")
    return sweep


#: The sweeps that this process has read.
_known = lru_cache(maxsize=8)(_sweep)
