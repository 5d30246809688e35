#!/usr/bin/env python3
"""How long `import netcost` takes beyond the start of the interpreter, in milliseconds: the least and the median of processes
that take turns."""

import statistics
import subprocess
import sys
import time

RUNS = 30


def milliseconds(code: str) -> float:
    """How long a process takes for this code."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    codes = {
        "nothing": "pass",
        "import netcost": "import netcost",
        "the totals of a network": "import netcost; netcost.Network('mobilenet_v2').totals()",
        "the report of a network": "import netcost; netcost.run('mobilenet_v2').totals",
    }
    times: dict[str, list[float]] = {name: [] for name in codes}
    for _ in range(RUNS):
        for name, code in codes.items():
            times[name].append(milliseconds(code))
    bare = times["nothing"]
    print("| | least | median | beyond nothing, least | median |\n| --- | ---: | ---: | ---: | ---: |")
    for name, each in times.items():
        least, median = min(each), statistics.median(each)
        print(f"| {name} | {least:.1f} | {median:.1f} | {least - min(bare):.1f} | {median - statistics.median(bare):.1f} |")


if __name__ == "__main__":
    main()
