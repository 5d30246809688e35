"""The command line: `python -m netcost`, and the script `netcost`."""

from __future__ import annotations

import sys

from . import _netcost


def main() -> int:
    """Runs the command line on the arguments of the process; the exit status."""
    return _netcost.main(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
