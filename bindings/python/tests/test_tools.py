"""The console script, budgets, the plugin of pytest, notebooks."""

import subprocess
import sys

import netcost as nc
import pytest
from netcost.testing import assert_budget

pytest_plugins = ["pytester"]


def test_the_module_is_the_command_line():
    ran = subprocess.run(
        [sys.executable, "-m", "netcost", "run", "lenet5", "--format", "json"],
        capture_output=True, text=True, check=True,
    )
    assert ran.stdout == nc.run("lenet5").to_json()
    wrong = subprocess.run([sys.executable, "-m", "netcost", "run", "x.net"], capture_output=True)
    assert wrong.returncode == 2


def loaded(code):
    """The modules that are loaded after this code."""
    asked = f"import sys; before = set(sys.modules); {code}; print(*(set(sys.modules) - before))"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_importing_loads_nothing_until_it_is_used():
    assert loaded("import netcost") <= {"__future__", "netcost"}
    used = loaded("import netcost; netcost.run('lenet5').totals; netcost.Network('lenet5').totals()")
    assert "netcost._network" in used
    assert not used & {"numpy", "torch", "pandas", "pytest", "inspect", "netcost.torch", "netcost._html"}


def test_all_names_are_there():
    for name in [*nc.__all__, "compat", "testing"]:
        assert getattr(nc, name) is not None and name in dir(nc)
    with pytest.raises(AttributeError, match="no attribute 'rum'"):
        nc.rum
    names = {}
    exec("from netcost import *", names)
    assert "Network" in names and "torch" not in names


def test_budgets():
    assert_budget("mobilenet_v2", params="<= 4M", peak_memory="< 10MiB")
    with pytest.raises(AssertionError, match="params is 3,504,872, not <= 3M"):
        assert_budget(nc.Network("mobilenet_v2"), params="<= 3M")
    with pytest.raises(ValueError, match="no condition"):
        assert_budget("mobilenet_v2", params="3M")
    with pytest.raises(nc.Error):
        assert_budget("mobilenet_v2", parms="<= 3M")


def test_files_are_tests(pytester):
    pytester.makefile(".net", good="input 8\nlinear 4\n", bad="input 8\nlinear 4\nassert total.params < 3\n")
    result = pytester.runpytest_subprocess("--netcost", "*.net")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*net::claim::total*"])


def test_cells_of_notebooks():
    shell = pytest.importorskip("IPython.testing.globalipapp").start_ipython()
    shell.run_line_magic("load_ext", "netcost")
    shell.run_cell_magic("netcost", "--batch 2 --width 4 -o cost", "param width = 2\ninput 3x8x8\nconv width k3\n")
    assert shell.user_ns["cost"].totals.params == 112
    assert shell.user_ns["cost"].report["batch"] == 2
