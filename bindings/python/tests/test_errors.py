"""What is said about mistakes."""

import pickle
from fractions import Fraction

import netcost as nc
import pytest

BROKEN = "input 3x8x8\r\n# é\r\nconvv 4 k3\r\n"


def test_a_mistake_is_an_exception_with_values():
    with pytest.raises(nc.NetworkError) as raised:
        nc.run(BROKEN)
    (found,) = raised.value.diagnostics
    assert (found.code, found.severity) == ("net::name::unknown_operation", "error")
    assert found.message == "there is no operation `convv`"
    assert found.help.startswith("did you mean `conv`?")
    span = found.span
    assert (span.line, span.column, span.end_line, span.end_column) == (3, 1, 3, 6)
    assert BROKEN.encode()[span.offset : span.offset + span.length] == b"convv"
    assert (found.fix.text, found.fix.safe, found.fix.span) == ("conv", False, span)
    # The messages of the command line, with the place.
    assert "error[net::name::unknown_operation]" in str(raised.value)
    assert "3 | convv 4 k3" in str(raised.value)


def test_check_does_not_raise():
    assert nc.check("lenet5") == []
    (found,) = nc.check(BROKEN)
    assert found.code == "net::name::unknown_operation"
    calls = nc.check("block b(k) { conv 4 k=k p0 }\ninput 3x8x8; b 9\n")[0].calls
    assert [call.callee for call in calls] == ["b(k = 9)"]


def test_claims_that_fail():
    with pytest.raises(nc.ClaimError, match="not at most 100"):
        nc.run("input 3x8x8; conv 4 k3; assert total.params <= 100")
    with pytest.raises(nc.ClaimError):
        nc.Network("input 3x8x8; conv 4 k3; assert it.shape == 3").totals()


def test_a_param_that_does_not_exist():
    with pytest.raises(TypeError, match="widht"):
        nc.run("mobilenet_v2", widht=0.5)
    with pytest.raises(nc.ParamError, match="widht"):
        nc.Network("mobilenet_v2").totals(widht=0.5)


def test_values_that_a_param_does_not_allow():
    for call in (nc.run, lambda name, **params: nc.Network(name).totals(**params)):
        with pytest.raises(nc.NetworkError) as raised:
            call("mobilenet_v2", width=9)
        assert raised.value.diagnostics[0].code == "net::setting::illegal_argument"
    for value in (float("nan"), float("inf"), Fraction(1, 3), {1}, object()):
        with pytest.raises((nc.UsageError, TypeError)):
            nc.run("mobilenet_v2", width=value)


def test_settings_without_such_a_value():
    with pytest.raises(nc.UsageError, match="batch"):
        nc.run("lenet5", batch=0)
    with pytest.raises(ValueError, match="convention"):
        nc.run("lenet5", convention="flops")
    with pytest.raises(ValueError, match="convention"):
        nc.Network("lenet5").totals(convention="flops")


@pytest.mark.parametrize("source", ["", "-", "--help", "no_such_example", "./no.net", "a\0b", "\ud800;"])
def test_what_is_no_network(source):
    for call in (nc.run, nc.Network):
        with pytest.raises((nc.Error, ValueError)):
            call(source)


def test_errors_are_pickled():
    with pytest.raises(nc.NetworkError) as raised:
        nc.run(BROKEN)
    again = pickle.loads(pickle.dumps(raised.value))
    assert (str(again), again.diagnostics) == (str(raised.value), raised.value.diagnostics)
