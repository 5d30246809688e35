"""Writes the small models of `tests/diagnostics/import/`, one for each message about a model that was read.

    python3 -m venv env && env/bin/pip install onnx==1.23.2
    env/bin/python tests/import/scripts/diagnostics.py
"""

import pathlib

import onnx
from onnx import TensorProto, helper

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "diagnostics" / "import"
FLOAT, INT64, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL


def info(name, dims, kind=FLOAT):
    return helper.make_tensor_value_info(name, kind, dims)


def ints(name, values):
    return helper.make_tensor(name, INT64, [len(values)], values)


def save(name, nodes, inputs, outputs, initializers=(), opsets=(("", 17),)):
    graph = helper.make_graph(nodes, "g", inputs, outputs, list(initializers))
    versions = [helper.make_opsetid(domain, version) for domain, version in opsets]
    model = helper.make_model(graph, producer_name="pytorch", producer_version="2.3.1", opset_imports=versions)
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())


def branches():
    """An `If` between two functions of the same tensor."""
    one = helper.make_graph([helper.make_node("Relu", ["x"], ["a"])], "then", [], [info("a", None)])
    two = helper.make_graph([helper.make_node("Neg", ["x"], ["b"])], "else", [], [info("b", None)])
    return helper.make_node("If", ["training"], ["y"], "/drop/If", then_branch=one, else_branch=two)


def loop(count):
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Relu", ["h"], ["h1"])],
        "body",
        [info("i", [], INT64), info("go", [], BOOL), info("h", None)],
        [info("on", [], BOOL), info("h1", None)],
    )
    return helper.make_node("Loop", [count, "", "x"], ["y"], "/decode/Loop", body=body)


image, out = [info("x", [1, 3, 8, 8])], [info("y", None)]
save("condition", [branches()], image + [info("training", [], BOOL)], out)
save(
    "cycle",
    [helper.make_node("Add", ["x", "b"], ["a"], "/a/Add"), helper.make_node("Relu", ["a"], ["b"], "/b/Relu"),
     helper.make_node("Relu", ["b"], ["y"], "/y/Relu")],
    image, out,
)
save(
    "made_twice",
    [helper.make_node("Relu", ["x"], ["y"], "/one/Relu"), helper.make_node("Neg", ["x"], ["y"], "/two/Neg")],
    image, out,
)
save("empty", [helper.make_node("Relu", ["x"], ["y"], "/act/Relu")], image, [])
save("not_made", [helper.make_node("Add", ["x", "shortcut"], ["y"], "/add/Add")], image, out)
save(
    "invalid_node",
    [helper.make_node("Reshape", ["x", "shape"], ["y"], "/view/Reshape")],
    image, out, [ints("shape", [1, 100])],
)
save("loop_count", [loop("steps")], image + [info("steps", [], INT64)], out)
save(
    "not_counted",
    [helper.make_node("Relu", ["x"], ["a"], "/act/Relu"),
     helper.make_node("Sharpen", ["a"], ["y"], "/post/Sharpen", domain="my.ops")],
    image, [info("y", [1, 3, 8, 8])], opsets=(("", 17), ("my.ops", 1)),
)
save(
    "open_dims",
    [helper.make_node("Relu", ["x"], ["y"], "/act/Relu")],
    [info("x", ["N", 3, "height", "width"])], out,
)
save(
    "run_time",
    [helper.make_node("NonZero", ["x"], ["y"], "/find/NonZero")],
    image, out,
)
save("unknown_name", [helper.make_node("Relu", ["x"], ["y"], "/act/Relu")], [info("x", ["N", 3, "height", "width"])], out)
save(
    "unknown_operator",
    [helper.make_node("Sharpen", ["x"], ["y"], "/post/Sharpen", domain="my.ops")],
    image, out, opsets=(("", 17), ("my.ops", 1)),
)
save("wrong_dims", [helper.make_node("Relu", ["x"], ["y"], "/act/Relu")], image, out)
