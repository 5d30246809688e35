"""Sweeps whose rows are computed in several threads, processes or machines, against those of one process."""

import os
import re
import signal
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import netcost as nc
import pytest
from netcost import _command, _executor, _netcost

CHAPTER = Path(__file__).parents[3] / "docs" / "python.md"

#: A family of 1,536 networks, and how its rows are selected.
SPACE = {"width": "0.25..1:0.15", "res": range(96, 224), "classes": [2, 10]}
SELECTIONS = [
    {},
    {"where": "params < 2M and macs > 20M"},
    {"pareto": ["macs", "-width", "-res"]},
    {"sort": "-macs", "top": 7},
    {"sample": 500, "seed": 3},
    {"where": "width > 0.5", "sample": 700, "columns": ["id", "width", "peak_memory"], "sort": "peak_memory"},
]


class Here(Executor):
    """Computes everything at once, in this thread."""

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        future.set_result(function(*args, **kwargs))
        return future


def texts(executor, space, **options):
    """The JSON of a sweep by an executor, and that of the command line."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for module, name in [(_executor, "report"), (_command, "diagnosed")]:
            original = getattr(module, name)

            def spied(*args, original=original, **kwargs):
                result = original(*args, **kwargs)
                found.append(result if isinstance(result, str) else result[0])
                return result

            patch.setattr(module, name, spied)
        net = nc.Network("mobilenet_v2")
        assert net.sweep(space, executor=executor, **options) == net.sweep(space, jobs=1, **options)
    by_executor, by_command = found
    return by_executor, by_command


def assert_same(executor, space, **options):
    """Asserts that an executor makes no difference."""
    by_executor, by_command = texts(executor, space, **options)
    assert by_executor.encode() == by_command.encode()


@pytest.mark.parametrize("options", SELECTIONS, ids=lambda it: "+".join(it) or "all")
def test_threads(options):
    with ThreadPoolExecutor(3) as pool:
        assert_same(pool, SPACE, **options)


def test_processes():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for options in SELECTIONS:
            assert_same(pool, SPACE, **options)


def test_combinations_without_a_network_and_single_points():
    assert_same(Here(), {"width": [0.5, 9]})
    assert_same(Here(), {"width": [9]})
    assert_same(Here(), {})
    assert len(nc.Network("mobilenet_v2").sweep({"width": [1]}, where="macs < 1", executor=Here())) == 0


def test_texts_and_files(tmp_path):
    file = tmp_path / "net.net"
    file.write_text("param n = 4 in 1..9\ninput n\nlinear n\n")
    for source in (file, file.read_text(encoding="utf-8")):
        found = nc.Network(source).sweep({"n": None}, executor=Here())
        assert found.column("params") == [n * n + n for n in range(1, 10)]


def test_each_process_reads_the_text_once():
    _executor._known.cache_clear()
    nc.Network("mobilenet_v2").sweep(SPACE, executor=Here())
    assert _executor._known.cache_info().misses == 1
    assert _executor._known.cache_info().hits > 40


def test_mistakes_are_said_before_anything_is_computed():
    net = nc.Network("mobilenet_v2")
    with pytest.raises(nc.ParamError, match="widht"):
        net.sweep({"widht": [1]}, executor=Here())
    with pytest.raises(nc.UsageError, match="device"):
        net.sweep({}, sort="time", executor=Here())
    for options in ({"jobs": 2}, {"parts": "x"}, {"shard": "0/2"}):
        with pytest.raises(nc.UsageError, match="executor"):
            net.sweep({"width": [1]}, executor=Here(), **options)


def test_a_worker_with_another_text_or_version_is_refused(tmp_path):
    file = tmp_path / "net.net"
    file.write_text("param n = 4\ninput n\nlinear n\n")
    words = ("-D", "n=1..9", "--", str(file))
    fingerprint = _netcost.Sweep.of(words).fingerprint
    assert _executor.rows(words, fingerprint, 0, 9).startswith(b"9\n")
    with pytest.raises(nc.Error, match="the version of netcost"):
        _executor.rows(words, fingerprint.replace('of netcost","', 'of netcost","9'), 0, 9)
    file.write_text("param n = 4\ninput n\nlinear n; relu\n")
    _executor._known.cache_clear()
    with pytest.raises(nc.Error, match="the text of"):
        _executor.rows(words, fingerprint, 0, 9)
    file.unlink()
    with pytest.raises(nc.Error, match="cannot read"):
        _executor.rows(words, fingerprint, 0, 9)


def test_an_error_of_a_task_is_raised():
    class Broken(Executor):
        def map(self, function, *iterables, **_):
            yield function(*next(zip(*iterables)))
            raise OSError("the cluster is gone")

    with pytest.raises(OSError, match="the cluster is gone"):
        nc.Network("mobilenet_v2").sweep(SPACE, executor=Broken())
    with pytest.raises(ValueError, match="not rows"):
        _netcost.Sweep.of(["mobilenet_v2"]).report(iter([(1, b"?")]))


class Killing(Executor):
    """An executor that calls a function once some tasks are done."""

    def __init__(self, executor, after, kill):
        self.executor, self.after, self.kill = executor, after, kill
        self.lock, self.submitted, self.done = threading.Lock(), 0, 0

    def submit(self, function, /, *args, **kwargs):
        future = self.executor.submit(function, *args, **kwargs)
        self.submitted += 1
        future.add_done_callback(self._count)
        return future

    def _count(self, _):
        with self.lock:
            self.done += 1
            if self.done == self.after:
                self.kill()


@pytest.fixture(scope="module")
def dask():
    """A client of a cluster of two processes."""
    distributed = pytest.importorskip("distributed")
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "host": "127.0.0.1", "dashboard_address": None}
    with distributed.LocalCluster(**settings) as cluster, distributed.Client(cluster) as client:
        yield client


@pytest.mark.parametrize("options", SELECTIONS, ids=lambda it: "+".join(it) or "all")
def test_dask(dask, options):
    assert_same(dask.get_executor(), SPACE, **options)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_dask_when_a_worker_is_killed(dask):
    before = set(dask.run(os.getpid).values())
    assert len(before) == 2
    victim = min(before)
    executor = Killing(dask.get_executor(), 20, lambda: os.kill(victim, signal.SIGKILL))
    assert_same(executor, SPACE)
    assert executor.done == executor.submitted > 40
    dask.wait_for_workers(2)
    assert victim not in dask.run(os.getpid).values()


def recipe(name):
    """The executor of this name that the chapter shows."""
    blocks = re.findall(r"```python\n(.*?)```", CHAPTER.read_text(encoding="utf-8"), re.DOTALL)
    (block,) = [block for block in blocks if f"class {name}" in block]
    names = {}
    exec(block, names)
    return names[name]


all_engines = pytest.mark.skipif(
    os.environ.get("NETCOST_ENGINES") != "all", reason="Ray and Spark are tried with NETCOST_ENGINES=all"
)


@all_engines
def test_ray():
    ray = pytest.importorskip("ray")
    ray.init(num_cpus=2, include_dashboard=False, _node_ip_address="127.0.0.1")
    try:
        for options in SELECTIONS:
            assert_same(recipe("RayExecutor")(), SPACE, **options)
    finally:
        ray.shutdown()


@all_engines
def test_spark():
    spark = pytest.importorskip("pyspark.sql").SparkSession.builder.master("local[2]").getOrCreate()
    try:
        for options in SELECTIONS:
            assert_same(recipe("SparkExecutor")(spark), SPACE, **options)
    finally:
        spark.stop()
