"""Runs the examples of docs/reference and compares their output: ``check_examples.py [--write]``.

An example is a ``sh`` block of one ``luodi`` command, followed by a ``json`` or ``text`` block with what it
prints: standard output, and standard error where there is no other or the command writes there by name.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = tuple(
    ROOT / "docs" / "reference" / name for name in ("formats.md", "decisions.md", "check.md", "simulation.md")
)
EXAMPLE = re.compile(r"(```sh\n(luodi [^\n]+)\n```\n```(?:json|text)\n)(.*?)(```)", re.DOTALL)


def output_of(command: str) -> str:
    arguments = shlex.split(command)[1:]
    done = subprocess.run(
        [sys.executable, "-m", "luodi.cli", *arguments], cwd=PAGES[0].parent, capture_output=True, check=False
    )
    printed = done.stderr if "/dev/stderr" in arguments else done.stdout or done.stderr
    return printed.decode("utf-8").rstrip("\n") + "\n"


def rendered(page: str) -> str:
    """The page with the output of every example as it is now."""
    return EXAMPLE.sub(lambda found: found[1] + output_of(found[2]) + found[4], page)


def main() -> int:
    stale = 0
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        now = rendered(page)
        if "--write" in sys.argv:
            path.write_text(now, encoding="utf-8")
        elif now != page:
            name = path.relative_to(ROOT)
            print(f"{name}: an example prints something else now; tools/check_examples.py --write")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
