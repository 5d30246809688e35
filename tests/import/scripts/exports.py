"""Counts what the models of `exports/` hold, and explains why it is not what PyTorch counts: `exports.json`.

    python3 -m venv venv
    venv/bin/pip install onnx==1.23.2
    venv/bin/python tests/import/scripts/exports.py

Only the files, `tests/truth/networks.json` and the facts about modules below are read. The script fails
where an explanation is not the whole difference.
"""

import gzip
import json
import math
from pathlib import Path

import onnx

HERE = Path(__file__).resolve().parent.parent
TRUTH = HERE.parent / "truth" / "networks.json"
FLOATS = {onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16, onnx.TensorProto.BFLOAT16, onnx.TensorProto.DOUBLE}

# What a file does not tell of the module that it was made of.
# Modules whose convolutions have biases although a batch norm follows; the others' have none.
BIAS_BEFORE_NORM = {"vgg16_bn", "m5_audio"}
# Rows of the module's table of positions, which the exporter slices to the length of the input.
POSITIONS = {"bert_base": 512, "gpt2_small_matmul": 1024}


def main():
    truth = json.loads(TRUTH.read_text())
    rows = {}
    for path in sorted((HERE / "exports").glob("*.onnx.gz")):
        name = path.name.removesuffix(".onnx.gz")
        model = onnx.load_model_from_string(gzip.decompress(path.read_bytes()))
        rows[name] = row(name, model)
        explained = sum(rows[name]["differences"].values())
        counted = rows[name]["float_elements"] - rows[name]["running_statistics"]
        assert counted - truth[name]["params"] == explained, (name, counted, truth[name], rows[name])
    lines = (f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    (HERE / "exports.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(len(rows), "models")


def row(name, model):
    graph = model.graph
    floats = {tensor.name: list(tensor.dims) for tensor in graph.initializer if tensor.data_type in FLOATS}
    elements = {tensor: math.prod(dims) for tensor, dims in floats.items()}
    running = {tensor for node in graph.node if node.op_type == "BatchNormalization" for tensor in node.input[3:5]}
    differences = {
        "norms_folded": norms_folded(name, graph, floats),
        "tied_twice": tied_twice(graph, floats),
        "positions_cut": positions_cut(name, graph, floats),
        "biases_gathered": biases_gathered(graph, floats),
    }
    [opset] = model.opset_import
    return {
        "opset": opset.version,
        "inputs": {it.name: [dim.dim_value for dim in it.type.tensor_type.shape.dim] for it in graph.input},
        "nodes": len(graph.node),
        "operators": len({node.op_type for node in graph.node}),
        "initializers": len(graph.initializer),
        "float_elements": sum(elements.values()),
        "running_statistics": sum(elements[tensor] for tensor in running),
        "differences": {rule: difference for rule, difference in differences.items() if difference},
    }


def norms_folded(name, graph, floats):
    """A batch norm right behind a convolution becomes part of it: its 2c values go, and a bias of c comes
    where the convolution had none. The exporter calls weights that it computed `onnx::Conv_N`."""
    convolutions = [node.input[1] for node in graph.node if node.op_type == "Conv"]
    channels = sum(floats[weight][0] for weight in convolutions if weight.startswith("onnx::"))
    return -channels * (2 if name in BIAS_BEFORE_NORM else 1)


def tied_twice(graph, floats):
    """A table that is also the weight of the last product stands there a second time, transposed."""
    tables = [floats[node.input[0]] for node in graph.node if node.op_type == "Gather" and node.input[0] in floats]
    products = [floats[node.input[1]] for node in graph.node if node.op_type == "MatMul" and node.input[1] in floats]
    return sum(math.prod(dims) for dims in products if dims[::-1] in tables)


def positions_cut(name, graph, floats):
    """Of a table of positions, only the rows that the input has are stored: a constant of two axes that is
    added."""
    if name not in POSITIONS:
        return 0
    [(rows, width)] = (dims for dims in added(graph, floats) if len(dims) == 2)
    return (rows - POSITIONS[name]) * width


def biases_gathered(graph, floats):
    """A table of (2w - 1)² biases by relative position becomes the biases of all pairs of places in a window of
    w by w, [1, heads, w², w²]."""
    pairs = [dims for dims in added(graph, floats) if len(dims) == 4 and dims[2] == dims[3]]
    return sum(heads * (places**2 - (2 * math.isqrt(places) - 1) ** 2) for _, heads, places, _ in pairs)


def added(graph, floats):
    return [floats[it] for node in graph.node if node.op_type == "Add" for it in node.input if it in floats]


main()
