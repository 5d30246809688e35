#!/usr/bin/env python3
"""Times netcost and the Python tools that read models in ONNX, for the files of the bench `models`.

Whole processes, from start to end, with their output thrown away. The tools are those that this Python finds:

    python3 -m venv /tmp/peers
    /tmp/peers/bin/pip install onnx onnx-tool onnxruntime sympy
    mkdir /tmp/models
    cargo bench -p netcost-benches --bench models -- /tmp/models
    /tmp/peers/bin/python benches/models.py target/release/netcost /tmp/models 5

Exported models come without their weights; here they get weights that are zero, as Python tools insist on them.
"""

import importlib.metadata
import json
import math
import statistics
import subprocess
import sys
from pathlib import Path

import onnx
from onnx import TensorProto
from peers import mebibytes, seconds

# How long a tool may take.
MOST_SECONDS = 600

# What a user of each tool types to get as far as it goes.
PEERS = {
    "onnx": "import onnx, sys; onnx.load(sys.argv[1])",
    "onnxruntime": (
        "import onnx, sys\n"
        "from onnxruntime.tools.symbolic_shape_infer import SymbolicShapeInference as S\n"
        "S.infer_shapes(onnx.load(sys.argv[1]), auto_merge=True)"
    ),
    "onnx-tool": (
        "import numpy, onnx_tool, sys\n"
        "m = onnx_tool.Model(sys.argv[1]); i = m.graph.input[0]; s = m.graph.tensormap[i].get_shape()\n"
        "m.graph.shape_infer({i: numpy.zeros([1 if isinstance(d, str) else d for d in s], numpy.float32)})\n"
        "m.graph.profile(); print(int(m.graph.macs[0]))"
    ),
}


def with_weights(path):
    """The file with its weights, which are zero."""
    model = onnx.load(path, load_external_data=False)
    constants = [attribute.t for node in model.graph.node for attribute in node.attribute]
    for tensor in [*model.graph.initializer, *constants]:
        if tensor.data_location == TensorProto.EXTERNAL:
            size = onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type).itemsize
            tensor.raw_data = bytes(size * math.prod(tensor.dims))
            del tensor.external_data[:]
            tensor.data_location = TensorProto.DEFAULT
    path = path.with_stem(path.stem + ".whole")
    onnx.save(model, path)
    return path, len(model.graph.node)


def outcome(command):
    """Whether a command works, and what it prints or how it ends."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return False, f"more than {MOST_SECONDS} s"
    return run.returncode == 0, (run.stdout if run.returncode == 0 else run.stderr).strip()


def main():
    netcost, folder, runs = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    print("| file | tool | MACs | seconds | of processor | MiB |\n| --- | --- | ---: | ---: | ---: | ---: |")
    for path in sorted(path for path in folder.glob("*.onnx") if ".whole" not in path.name):
        whole, nodes = with_weights(path)
        title = f"{path.name}: {nodes:,} nodes, {whole.stat().st_size / 1e6:,.1f} MB"
        commands = {"netcost": [netcost, "run", str(whole), "--format", "json"]}
        for name, code in PEERS.items():
            commands[f"{name} {importlib.metadata.version(name)}"] = [sys.executable, "-c", code, str(whole)]
        for tool, command in commands.items():
            works, printed = outcome(command)
            if not works:
                print(f"| {title} | {tool} | {printed.splitlines()[-1]} | | | |", flush=True)
                continue
            macs = json.loads(printed)["totals"]["macs"] if tool == "netcost" else printed
            walls, processors = zip(*(seconds(command) for _ in range(runs)))
            times = f"{statistics.median(walls):.4f} | {statistics.median(processors):.4f}"
            macs = f"{int(macs):,}" if macs else ""
            print(f"| {title} | {tool} | {macs} | {times} | {mebibytes(command):,.1f} |", flush=True)


if __name__ == "__main__":
    main()
