"""`pytest --netcost 'nets/*.net'`: each file is a test, which fails with the messages about it."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import Any, Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the option."""
    group = parser.getgroup("netcost")
    group.addoption("--netcost", action="append", default=[], metavar="PATTERN", help="check these networks")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collects a file that one of the patterns names."""
    patterns = parent.config.getoption("--netcost")
    if any(file_path in _files(pattern, parent.config) for pattern in patterns):
        return NetworkFile.from_parent(parent, path=file_path)
    return None


def pytest_configure(config: pytest.Config) -> None:
    """Lets pytest look at the files that the patterns name, wherever they are."""
    found = [file for pattern in config.getoption("--netcost") for file in _files(pattern, config)]
    config.args.extend(str(file) for file in sorted(found))


def _files(pattern: str, config: pytest.Config) -> set[Path]:
    folder = config.invocation_params.dir
    return {Path(folder, name).resolve() for name in glob.glob(pattern, root_dir=folder, recursive=True)}


class NetworkFile(pytest.File):
    """A file with a network."""

    def collect(self) -> Iterator[pytest.Item]:
        """The one test of the file."""
        yield NetworkItem.from_parent(self, name="netcost")


class NetworkItem(pytest.Item):
    """The test that nothing is wrong with a network."""

    def runtest(self) -> None:
        """Checks the network with its claims."""
        from ._network import run

        run(self.path)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The messages in frames, without a traceback."""
        from ._errors import Error

        return str(excinfo.value) if isinstance(excinfo.value, Error) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """What the test is called."""
        return self.path, 0, f"netcost {self.path.name}"


@pytest.fixture
def netcost() -> Any:
    """The module."""
    import netcost

    return netcost
