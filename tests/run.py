"""`make test`: everything that can run here, then what was skipped and how to get it.

The browser tests run in processes of their own beside the others. With EVENTHUB_TEST_NOTHING_SKIPPED set (CI) a skip
is a failure.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run lint and tests; return the exit code."""
    arguments = sys.argv[1:] or ["tests"]
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", "-rs", *arguments]
    result = subprocess.run(
        command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True, errors="replace"
    )
    print(result.stdout, end="")
    skipped = [line for line in result.stdout.splitlines() if line.startswith("SKIPPED")]
    if skipped:
        print("\n没有跑的部分（装上所说的程序再跑一次）：", *skipped, sep="\n  ")
        if os.environ.get("EVENTHUB_TEST_NOTHING_SKIPPED"):
            print("CI 不许跳过。")
            return result.returncode or 1
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
