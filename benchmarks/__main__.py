"""`make bench`: every benchmark in turn, figures and ratios to standard output. Nothing here is a test."""

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Run the benchmarks named on the command line, or all of them; return the number that failed."""
    names = sys.argv[1:] or sorted(
        path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_") and path.stem != "real_cases"
    )
    failed = 0
    for name in names:
        print(f"\n== {name}", flush=True)
        failed += bool(importlib.import_module(f"benchmarks.{name}").main())
    return failed


if __name__ == "__main__":
    sys.exit(main())
