#!/usr/bin/env python3
"""Times netcost and the Python tools that count a network, each printing its figures for AlexNet.

Whole processes, from start to end, with their output thrown away: the median of so many runs, after
one that is not counted and tells the memory. What is compared is the time of processors, which other
programs of the machine disturb less. The tools are those that this Python finds:

    python3 -m venv /tmp/peers
    /tmp/peers/bin/pip install torch torchvision torchinfo fvcore ptflops thop calflops transformers
    /tmp/peers/bin/python benches/peers.py target/release/netcost 10
"""

import importlib.metadata
import os
import statistics
import subprocess
import sys
import time

MODEL = "import torch, torchvision; m = torchvision.models.alexnet().eval(); x = torch.zeros(1, 3, 224, 224)\n"

# What is typed for the table of layers with its totals, or for the totals if a tool has no table.
PEERS = {
    "torchinfo": "from torchinfo import summary; summary(m, input_data=x, verbose=1)",
    "fvcore": "from fvcore.nn import FlopCountAnalysis as F, flop_count_table; print(flop_count_table(F(m, x)))",
    "ptflops": "from ptflops import get_model_complexity_info as g; print(g(m, (3, 224, 224)))",
    "thop": "from thop import profile; print(profile(m, (x,)))",
    "calflops": "from calflops import calculate_flops as c; print(c(m, (1, 3, 224, 224), output_as_string=True))",
    "torch": "from torch.utils.flop_counter import FlopCounterMode as F\nwith F(display=True, depth=4): m(x)",
}


def seconds(command):
    """How long one run takes, and how long processors work for it."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{command} failed: {status}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime


def mebibytes(command):
    """The most memory that one run holds. GNU time starts it, since a process counts as its own what
    the one that started it held, and Python holds more than netcost."""
    timed = ["/usr/bin/time", "--quiet", "-f", "%M", *command]
    run = subprocess.run(timed, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return int(run.stderr.splitlines()[-1]) / 1024


def main():
    netcost, runs = sys.argv[1], int(sys.argv[2])
    version = subprocess.run([netcost, "--version"], capture_output=True, text=True, check=True).stdout
    commands = {version.strip(): [netcost, "run", "examples/alexnet_torchvision.net"]}
    for name, code in PEERS.items():
        title = f"{name} {importlib.metadata.version(name)}"
        commands[title] = [sys.executable, "-c", MODEL + code]
    print(f"Python {sys.version.split()[0]}, torchvision {importlib.metadata.version('torchvision')}\n")
    print("| tool | seconds | of processor | times netcost | MiB |\n| --- | ---: | ---: | ---: | ---: |")
    least = None
    for title, command in commands.items():
        memory = mebibytes(command)
        walls, processors = zip(*(seconds(command) for _ in range(runs)))
        wall, processor = statistics.median(walls), statistics.median(processors)
        least = least or processor
        row = f"{wall:.4f} | {processor:.4f} | {processor / least:,.0f} | {memory:,.1f}"
        print(f"| {title} | {row} |", flush=True)


if __name__ == "__main__":
    main()
