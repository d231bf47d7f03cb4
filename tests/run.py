"""`make test`: everything that can run here, then what was skipped and how to get it.

With EVENTHUB_TEST_NOTHING_SKIPPED set (CI) a skip is a failure.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the tests, showing them as they go; return the exit code."""
    arguments = sys.argv[1:] or ["tests"]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "2",
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        "-rs",
        *arguments,
    ]
    skipped = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, errors="replace") as tests:
        assert tests.stdout is not None
        for line in tests.stdout:
            print(line, end="", flush=True)
            if line.startswith("SKIPPED"):
                skipped.append(line.rstrip())
    if skipped:
        print("\n没有跑的部分（装上所说的程序再跑一次）：", *skipped, sep="\n  ")
        if os.environ.get("EVENTHUB_TEST_NOTHING_SKIPPED"):
            print("CI 不许跳过。")
            return tests.returncode or 1
    return tests.returncode


if __name__ == "__main__":
    sys.exit(main())
