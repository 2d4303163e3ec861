"""Names committed files that hold the address of a package registry or a path of somebody's machine.

Users fetch packages from mirrors of their own: a lock file that names a host sends them elsewhere.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Character classes keep these patterns from finding themselves.
REGISTRIES = re.compile(
    r"py[p]i\.(org|tuna|python)|python[h]osted|npm[j]s\.|npm[m]irror\.|deb\.[d]ebian|yarn[p]kg\."
    r"|registry\.[a-z]+\.(org|com|cn)"
)
MACHINE_PATHS = re.compile(r"(?<![\w.])(/(home|Users)/\w+|/(root|work|farm)/|[A-Z]:\\\\?Users\\)")


def committed_files() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [Path(name) for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()]


def faults_in(text: str) -> list[tuple[int, str]]:
    """Line number and what was found there."""
    return [
        (number, found.group())
        for number, line in enumerate(text.splitlines(), start=1)
        for pattern in (REGISTRIES, MACHINE_PATHS)
        if (found := pattern.search(line))
    ]


def main() -> int:
    faults = 0
    for path in committed_files():
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # not text: nothing a package manager or a person reads an address from
        for number, found in faults_in(text):
            print(f"{path}:{number}: {found}")
            faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
