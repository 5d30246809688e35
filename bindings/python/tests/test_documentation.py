"""What the documentation shows is what happens."""

import doctest
from pathlib import Path

import netcost
import pytest

BINDINGS = Path(__file__).parents[1]
CHAPTER = BINDINGS.parents[1] / "docs" / "python.md"


def ran(text, name):
    """Runs the examples of a text; how many there are."""
    lines = ("" if line.startswith("```") else line for line in text.splitlines())
    examples = doctest.DocTestParser().get_doctest("\n".join(lines), {it: getattr(netcost, it) for it in netcost.__all__}, name, name, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    report = []
    runner.run(examples, out=report.append)
    assert not runner.failures, "".join(report)
    return runner.tries


@pytest.mark.skipif(not CHAPTER.exists(), reason="a source distribution has no book")
def test_the_chapter():
    assert ran(CHAPTER.read_text(encoding="utf-8"), "python.md") >= 18


def test_docstrings():
    for documented in (netcost, netcost.run, netcost.Network):
        assert ran(documented.__doc__, documented.__name__) > 0


def test_the_readme():
    block = (BINDINGS / "README.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    pytest.importorskip("pandas")
    exec(block, {})
