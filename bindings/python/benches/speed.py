#!/usr/bin/env python3
"""Times the totals of MobileNetV2 through Python and through the library, and the same network by the tools that count a module of
PyTorch, in one run. The tools are those that this Python finds:

    python3 -m venv /tmp/peers && . /tmp/peers/bin/activate
    pip install maturin torch torchvision fvcore ptflops thop torchinfo
    cd bindings/python && maturin develop --profile wheel-ci && python benches/speed.py

Each time is the least of many. The library and netcost in Python take turns, with `width=0.5`. The tools count the network as it is
published, on one thread: a module that is there, and as one of many candidates, a module that is built first."""

from __future__ import annotations

import importlib.metadata
import logging
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any, Callable

import netcost as nc

HERE = Path(__file__).parent
ROUNDS, CALLS = 200, 10
BENCH = ["cargo", "bench", "--quiet", "--profile", "wheel-ci", "--bench", "totals"]


def library() -> float:
    """What the library takes, in seconds."""
    ran = subprocess.run(BENCH, cwd=HERE.parent, capture_output=True, text=True, check=True)
    return float(ran.stdout)


def in_python(**params: float) -> float:
    """What a call takes in a loop of Python, in seconds."""
    net = nc.Network("mobilenet_v2")
    return min(timed(lambda: net.totals(**params), CALLS, time.perf_counter) for _ in range(ROUNDS))


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
    turns = [(library(), in_python(width=0.5)) for _ in range(3)]
    rust, python = (min(times) for times in zip(*turns))
    print(f"the library takes {rust * 1e6:.1f} us, a call from Python {python * 1e6:.1f} us, {python / rust:.3f} times as long\n")
    import torch
    from torchvision.models import mobilenet_v2

    warnings.simplefilter("ignore")
    logging.disable()
    torch.set_num_threads(1)
    model, image, own = mobilenet_v2().eval(), torch.zeros(1, 3, 224, 224), in_python()
    print("| | seconds | times netcost | with the module | times netcost |\n| --- | ---: | ---: | ---: | ---: |")
    print(f"| netcost {nc.__version__} | {own:.6f} | 1 | | |")
    for name, tool in tools().items():
        with torch.no_grad():
            tool(model, image)
            count = min(timed(lambda: tool(model, image), 1) for _ in range(10))
            candidate = min(timed(lambda: tool(mobilenet_v2().eval(), image), 1) for _ in range(10))
        print(f"| {name} | {count:.3f} | {count / own:,.0f} | {candidate:.3f} | {candidate / own:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
