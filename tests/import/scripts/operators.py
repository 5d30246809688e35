"""The one-node cases that the ONNX project tests runtimes with, as a table: `operators/`.

    python3 -m venv venv
    venv/bin/pip install onnx==1.23.2
    venv/bin/python tests/import/scripts/operators.py

`cases.jsonl.gz` has a line for each case: its name, the operators of its model, how many bytes the model has, and the
inputs and outputs that were recorded for it. `models.bin.gz` has the models themselves, one behind the other.
"""

import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
from onnx.backend.test.case.node import collect_testcases
from onnx.helper import tensor_dtype_to_np_dtype

FOLDER = Path(__file__).resolve().parent.parent / "operators"
# Values are kept of tensors of at most so many elements, all of them finite.
MOST_VALUES = 64


def main():
    lines, models, left_out = [], [], Counter()
    cases = sorted(collect_testcases(None), key=lambda case: case.name)
    assert len({case.name for case in cases}) == len(cases)
    for case in cases:
        graph = case.model.graph
        kinds = {it.type.WhichOneof("value") for it in [*graph.input, *graph.output]} - {"tensor_type"}
        if kinds:
            left_out[" and ".join(sorted(kinds))] += 1
        else:
            models.append(case.model.SerializeToString(deterministic=True))
            lines.append(row(case, len(models[-1])))
    text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
    size = write("cases.jsonl.gz", text.encode()) + write("models.bin.gz", b"".join(models))

    single = [line["operators"][0] for line in lines if line["nodes"] == 1]
    values = sum("values" in tensor for line in lines for tensor in line["inputs"] + line["outputs"])
    print(len(lines), "cases,", size, "bytes;", len(single), "of one node,", len(set(single)), "operators;")
    print(len({it for line in lines for it in line["operators"]}), "operators in all;", values, "tensors with values")
    for kinds, count in left_out.most_common():
        print("left out:", count, "with", kinds)


def write(name, data):
    """Without the time and the name of a file: the same bytes whenever they are made."""
    packed = gzip.compress(data, 9, mtime=0)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / name).write_bytes(packed)
    return len(packed)


def row(case, size):
    model = case.model
    [(inputs, outputs)] = case.data_sets
    return {
        "name": case.name.removeprefix("test_"),
        "operators": sorted({qualified(node) for node in model.graph.node}),
        "nodes": len(model.graph.node),
        "bytes": size,
        "inputs": tensors(model.graph.input, inputs),
        "outputs": tensors(model.graph.output, outputs),
    }


def qualified(node):
    return ".".join(filter(None, [node.domain, node.op_type]))


def tensors(declared, recorded):
    assert len(declared) == len(recorded)
    return [tensor(it, value) for it, value in zip(declared, recorded)]


def tensor(declared, value):
    element = declared.type.tensor_type.elem_type
    if isinstance(value, onnx.TensorProto):
        assert value.data_type == element, declared
        value = onnx.numpy_helper.to_array(value)
    value = np.asarray(value)
    described = {
        "name": declared.name,
        "type": onnx.TensorProto.DataType.Name(element).lower(),
        "shape": list(value.shape),
    }
    if element != onnx.TensorProto.STRING:
        expected = tensor_dtype_to_np_dtype(element)
        assert value.dtype == expected, (declared, value.dtype)
        if value.size <= MOST_VALUES and not np.iscomplexobj(value):
            values = numbers(value)
            if all(np.isfinite(values)):
                described["values"] = values
    return described


def numbers(value):
    """Integers, with 0 and 1 for truth values, or floats: always with a point."""
    if value.dtype == bool or np.issubdtype(value.dtype, np.integer) or "int" in value.dtype.name:
        return [int(it) for it in value.flatten()]
    return [float(it) for it in value.astype(np.float64).flatten()]


main()
