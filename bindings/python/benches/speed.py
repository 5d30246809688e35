#!/usr/bin/env python3
"""Times the totals of MobileNetV2 with `width=0.5` through Python and through the library, and the same network by the tools that
count a module of PyTorch, in one run. The tools are those that this Python finds:

    python3 -m venv /tmp/peers && . /tmp/peers/bin/activate
    pip install maturin torch torchvision fvcore ptflops thop torchinfo
    cd bindings/python && maturin develop --profile wheel-ci && python benches/speed.py

Times are of a processor. Of the library and of netcost in Python it is the least of rounds that take turns, of the tools the least of
five calls. A tool is given a module; with "candidate", the module is built each time, as for one of many networks."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any, Callable

import netcost as nc

HERE = Path(__file__).parent
ROUNDS, CALLS = 5, 500
BENCH = ["cargo", "bench", "--quiet", "--profile", "wheel-ci", "--bench", "totals"]


def library() -> float:
    """What the library takes, in seconds."""
    ran = subprocess.run(BENCH, cwd=HERE.parent, capture_output=True, text=True, check=True)
    return float(ran.stdout)


def in_python() -> float:
    """What a call takes in a loop of Python, in seconds: the least of several rounds."""
    net = nc.Network("mobilenet_v2")

    def once() -> None:
        assert net.totals(width=0.5).params == 1_968_680

    return min(timed(once, CALLS, time.perf_counter) for _ in range(ROUNDS))


def timed(call: Callable[[], Any], calls: int, clock: Callable[[], float] = time.process_time) -> float:
    """The seconds of a call."""
    start = clock()
    for _ in range(calls):
        call()
    return (clock() - start) / calls


def tools() -> dict[str, Callable[[Any, Any], Any]]:
    """What each of the tools that there are is asked."""

    def fvcore(model: Any, image: Any) -> Any:
        from fvcore.nn import FlopCountAnalysis

        return FlopCountAnalysis(model, image).total()

    def ptflops(model: Any, image: Any) -> Any:
        from ptflops import get_model_complexity_info

        return get_model_complexity_info(model, tuple(image.shape[1:]), print_per_layer_stat=False, as_strings=False)

    def thop(model: Any, image: Any) -> Any:
        from thop import profile

        return profile(model, inputs=(image,), verbose=False)

    def torchinfo(model: Any, image: Any) -> Any:
        from torchinfo import summary

        return summary(model, input_data=image, verbose=0).total_mult_adds

    found = {}
    for tool in (thop, fvcore, ptflops, torchinfo):
        try:
            found[f"{tool.__name__} {importlib.metadata.version(tool.__name__)}"] = tool
        except importlib.metadata.PackageNotFoundError:
            print(f"{tool.__name__} is not installed", file=sys.stderr)
    return found


def main() -> None:
    turns = [(library(), in_python()) for _ in range(3)]
    rust, python = (min(times) for times in zip(*turns))
    print("| | seconds | times netcost | with the module | times netcost |\n| --- | ---: | ---: | ---: | ---: |")
    print(f"| the library | {rust:.6f} | {rust / python:.2f} | | |")
    print(f"| netcost {nc.__version__} in Python | {python:.6f} | 1 | | |")
    import torch
    from torchvision.models import mobilenet_v2

    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    model, image = mobilenet_v2(width_mult=0.5).eval(), torch.zeros(1, 3, 224, 224)
    for name, tool in tools().items():
        with torch.no_grad():
            tool(model, image)
            count = min(timed(lambda: tool(model, image), 1) for _ in range(5))
            candidate = min(timed(lambda: tool(mobilenet_v2(width_mult=0.5).eval(), image), 1) for _ in range(5))
        print(f"| {name} | {count:.3f} | {count / python:,.0f} | {candidate:.3f} | {candidate / python:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
