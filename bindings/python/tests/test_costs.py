"""What networks cost, against the command line."""

import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import netcost as nc
import pytest
from netcost import _netcost


def command(*arguments, stdin=""):
    """What the command line prints for these arguments."""
    status, stdout, stderr = _netcost.command(list(arguments), stdin.encode())
    assert status == 0, stderr.decode()
    return stdout.decode()


@pytest.mark.parametrize("name", nc.examples())
def test_an_example_costs_what_the_command_line_says(name):
    cost = nc.run(name)
    assert cost.to_json() == command("run", name, "--format", "json")
    # The totals of networks whose layers nobody looks at.
    totals = nc.Network(name).totals()
    reported = cost.totals
    assert totals == {total: reported[total] for total in totals}
    assert {"macs", "params", "peak_memory", "special"} <= totals.keys()


def test_formats_are_those_of_the_command_line():
    cost = nc.run("lenet5", batch=2)
    for form, text in [
        ("table", str(cost)),
        ("csv", cost.to_csv()),
        ("markdown", cost.to_markdown()),
        ("latex", cost.to_latex()),
        ("html", cost.to_html()),
    ]:
        assert text == command("run", "lenet5", "--batch", "2", "--format", form)
    assert cost.explain("conv2") == command("explain", "lenet5", "conv2", "--batch", "2")


def test_layers_are_a_table_and_found_by_name():
    cost = nc.run("resnet50")
    assert len(cost.layers) == cost.totals.layers
    assert sum(cost.layers.column("params")) == cost.totals.params
    conv = cost.layer("conv1")
    assert (conv.outputs, conv["macs"], conv.op) == ([[64, 112, 112]], 118_013_952, "conv")
    assert cost.layer(cost.layers[7].path) == cost.layers[7]
    assert [layer.index for layer in cost.layers[2:4]] == [3, 4]
    with pytest.raises(nc.NetworkError, match="did you mean"):
        cost.layer("comv1")
    with pytest.raises(KeyError, match="there are"):
        cost.layer(cost.layers[7].name)


def test_settings_and_params():
    cost = nc.run("mobilenet_v2", width=0.5, input=(3, 160, 160), batch=2, dtype="int8", convention="fvcore")
    expected = "run mobilenet_v2 -D width=0.5 --input 3x160x160 --batch 2 --dtype int8 --convention fvcore"
    assert cost.to_json() == command(*expected.split(), "--format", "json")
    assert cost.convention == "fvcore" and "by fvcore" in repr(cost)
    assert cost.flops("macs2") == 2 * cost.totals.macs
    deployed = nc.run("mobilenet_v1", inplace="depthwise", what_if=["prune:0.5", "int8"], deploy=True)
    expected = "run mobilenet_v1 --inplace=depthwise --what-if prune:0.5 --what-if int8 --deploy --format json"
    assert deployed.to_json() == command(*expected.split())
    many = "x: input 8; y: input 4; concat x; linear 6"
    assert nc.run(many, input={"x": [3], "y": "5"}).totals.params == 8 * 6 + 6
    types = nc.run("lenet5", dtype={"weights": "int8", "activations": "f16"}).report["dtype"]
    assert (types["weights"], types["activations"]) == ("int8", "f16")


def test_values_of_params_are_those_of_the_language():
    text = "param a = [1, 2]; param act = relu; param k = (3, 3); param f = 0.5; param on = false\n"
    text += "input 3x8x8; for c in a { conv c k=k }; act; conv floor(8 * f)\nif on { flatten }\n"
    plain = nc.run(text)
    given = nc.run(text, a=[4, 8], act="gelu", k=(1, 1), f=Fraction(1, 4), on=True)
    assert plain.layers[-1].outputs == [[4, 4, 4]]
    assert given.layers[-1].outputs == [[2 * 8 * 8]]
    assert [layer.op for layer in given.layers] == ["conv", "conv", "gelu", "conv", "flatten"]
    net = nc.Network(text)
    assert net.totals(a=[4, 8], act="gelu", k=(1, 1), f=0.25, on=True).params == given.totals.params


def test_a_param_with_the_name_of_a_setting():
    text = "param batch = 2; input batch; linear 3"
    assert nc.run(text, batch=5, params={"batch": 4}).totals.params == 15
    assert nc.Network(text).totals(batch=5, params={"batch": 4}).params == 15
    with pytest.raises(TypeError, match="given twice"):
        nc.run(text, params={"n": 1}, n=2)


def test_networks_and_costs_are_pickled():
    net, cost = nc.Network("mobilenet_v2"), nc.run("lenet5", batch=3)
    assert pickle.loads(pickle.dumps(net)).totals(width=0.5) == net.totals(width=0.5)
    assert pickle.loads(pickle.dumps(cost)).to_json() == cost.to_json()
    assert pickle.loads(pickle.dumps(cost.layers)) == cost.layers
    assert pickle.loads(pickle.dumps(cost.totals)) == cost.totals


def test_files_are_read_by_their_paths(tmp_path, monkeypatch):
    (tmp_path / "part.net").write_text("block part(c) { conv c k3; relu }\n")
    file = tmp_path / "é.net"
    file.write_text('use "part.net"\r\ninput 3x8x8\r\npart 4\r\n')
    assert nc.run(file).totals.params == nc.Network(str(file)).totals().params == 112
    monkeypatch.chdir(tmp_path)
    assert nc.run("é.net").totals.params == 112
    with pytest.raises(nc.NetworkError, match="é.net"):
        nc.run("./e.net")


def test_a_family_is_swept():
    net = nc.Network("mobilenet_v2")
    table = net.sweep({"width": [0.35, 0.5, 1.0], "res": range(96, 225, 32)}, where="params < 3M")
    assert table.columns[:4] == ["id", "width", "res", "status"]
    assert len(table) == 10 and set(table.column("status")) == {"ok"}
    for row in table:
        totals = net.totals(width=row.width, res=row.res)
        assert totals == {name: row[name] for name in totals}
    wide = command("sweep", "mobilenet_v2", *"-D width=0.35,0.5 -D res=96..128:8 --pareto macs,width:max --format json".split())
    found = net.sweep({"width": [0.35, 0.5], "res": range(96, 129, 8)}, pareto=["macs", "-width"])
    assert found.to_dicts() == json.loads(wide)["rows"]
    front = nc.Network("resnet").sweep({"depth": None}, pareto=["params", "macs"])
    assert len(front) >= 1 and set(front.column("status")) == {"ok"}
    assert net.sweep({"width": [9]})[0].status == "illegal"
    with pytest.raises(nc.UsageError, match="jobs"):
        net.sweep({"width": [1]}, jobs="many")


def test_the_largest_of_a_family_is_found():
    best = nc.Network("mobilenet_v2").fit("width=0.35,0.5,1", where="params <= 2M")
    assert best["best"]["row"]["width"] == 0.5


def test_closed_forms_are_found():
    text = "param n = 4 in 1..100; input n; linear n"
    found = nc.Network(text).formula("n=1..20", figures="params")
    assert found["figures"][0]["forms"][0]["formula"] == "n^2 + n"


def test_networks_are_compared():
    comparison = nc.compare("alexnet", "vgg16", "mobilenet_v2@width=0.5")
    assert comparison.to_json() == command(
        "compare", "alexnet", "vgg16", "mobilenet_v2@width=0.5", "--format", "json"
    )
    assert comparison.networks[2].params == 1_968_680
    assert str(comparison) == command("compare", "alexnet", "vgg16", "mobilenet_v2@width=0.5")


def test_a_text_is_compared_with_a_network():
    text = "input 3x227x227; conv 96 k11 s4 p0"
    assert nc.compare(text, "alexnet").to_json() == command("compare", "--format", "json", "--", "-", "alexnet", stdin=text)
    with pytest.raises(nc.UsageError, match="one of the networks"):
        nc.compare(text, text)


def test_a_network_is_compared_with_itself():
    net = nc.Network("vgg16")
    found = net.what_if("depthwise")
    assert found.to_json() == command("compare", "vgg16", "--what-if", "depthwise", "--format", "json")
    before, after = found.networks
    assert before.params == net.totals().params
    assert after.macs == net.instantiate(what_if="depthwise").totals.macs < before.macs
    several = nc.Network("mobilenet_v2").what_if("fold-bn+int8", "prune:0.5", width=0.5, batch=2)
    assert [it.asked for it in several.networks][1:3] == ["fold-bn+int8", "prune:0.5"]
    assert len(several.networks) == 4 and several.networks[0].params == 1_968_680
    assert pickle.loads(pickle.dumps(several)).to_json() == several.to_json()
    text = nc.Network("input 3x8x8; conv 8 k3; bn").what_if("fold-bn")
    assert [it.params for it in text.networks] == [240, 224]
    with pytest.raises(nc.UsageError, match="name a lens"):
        net.what_if()
    with pytest.raises(nc.UsageError, match="did you mean"):
        net.what_if("depthwis")


def test_params_have_defaults_and_legal_values():
    text = """param a = 2 in [1, 2, 4]
param width = 0.5 in 0.25..1.5
param n = 3 in 1..8
param act = relu in [relu, gelu]
param skip = none
param on = true
param sizes = [a, 3]
param k = (3, 3)
param name = "x"
input 3x8x8
for c in sizes { conv c k=k }
act
"""
    params = nc.Network(text).params
    assert params == {
        "a": (2, [1, 2, 4]),
        "width": (0.5, nc.Interval(0.25, 1.5)),
        "n": (3, range(1, 9)),
        "act": ("relu", ["relu", "gelu"]),
        "skip": (None, None),
        "on": (True, None),
        "sizes": ([2, 3], None),
        "k": ((3, 3), None),
        "name": ("x", None),
    }
    assert params["n"].legal[-1] == 8 and params["on"].default is True
    for name in nc.examples():
        net = nc.Network(name)
        defaults = {param: it.default for param, it in net.params.items()}
        assert net.totals(params=defaults) == net.totals(), name
        assert list(defaults) == list(net.instantiate().params), name


def test_the_derivation_of_a_layer():
    cost = nc.run("lenet5", batch=2)
    conv = cost.layer("conv2")
    assert conv.derivation == cost.explain("conv2")
    assert cost.layers[1:3][0].derivation == cost.explain(cost.layers[1].path)
    assert pickle.loads(pickle.dumps(conv)).derivation == conv.derivation
    with pytest.raises(ValueError):
        nc.Layer({"path": "x"}).derivation


def test_operations_are_listed():
    operations = nc.operations()
    assert str(operations["conv"]) == command("ops", "conv")
    assert operations["se"].is_block and not operations["conv"].is_block
    assert operations["se"].signature.startswith("se(squeeze=")
    listed = command("ops")
    assert all(name in listed and it.summary for name, it in operations.items())


def test_a_text_is_formatted():
    assert nc.fmt("input   3x8x8\nconv  4   k3") == "input 3x8x8\nconv 4 k3\n"


def test_threads_give_the_same_results():
    net = nc.Network("mobilenet_v2")
    widths = [0.35, 0.5, 0.75, 1.0] * 8
    with ThreadPoolExecutor(4) as pool:
        several = list(pool.map(lambda width: net.totals(width=width).macs, widths))
    assert several == [net.totals(width=width).macs for width in widths]


def test_figures_are_integers_of_any_size():
    totals = nc.Network("input 4\ncustom \"x\" 4 macs=18446744073709551615\n").totals(batch=1000)
    assert totals.macs == 18446744073709551615 * 1000


def test_a_notebook_shows_a_table_and_no_markup_of_a_file():
    cost = nc.run('network "<b>&"; input 3x8x8; conv 4 k3')
    html = cost._repr_html_()
    assert "&lt;b&gt;&amp;" in html and "<b>" not in html and "<script" not in html
    assert "<td" in html and "3,888" in html
    table = nc.Network("mobilenet_v2").sweep({"res": range(96, 400)})._repr_html_()
    assert "… 104 more rows …" in table and table.count("<tr>") == 202
    assert "depthwise" in nc.Network("vgg16").what_if("depthwise")._repr_html_()
