"""Names source files that have grown past the limit, and listed exceptions that have outlived their reason.

A file over LIMIT lines must stand in ``tools/size_exceptions.toml`` with the number of lines it may have
and why; it may shrink and never grow. One that fits again must leave the list.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 600  # lines
PATTERNS = ("*.py", "*.ts", "*.js", "*.css", "*.html", "*.sh")


def source_files() -> list[Path]:
    """Files under version control and new ones that are not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *PATTERNS]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [Path(name) for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()]


def check_sizes(sizes: dict[str, int], exceptions: dict[str, dict[str, int | str]]) -> list[str]:
    """Faults in words; sizes in lines by path."""
    faults = []
    for path, lines in sizes.items():
        listed = exceptions.get(path)
        if listed is None:
            if lines > LIMIT:
                faults.append(f"{path}: {lines} lines; split it by subject at {LIMIT}")
        elif not str(listed.get("reason", "")).strip():
            faults.append(f"{path}: its exception gives no reason")
        elif lines > int(listed["lines"]):
            faults.append(f"{path}: {lines} lines, more than the {listed['lines']} it is allowed")
        elif lines <= LIMIT:
            faults.append(f"{path}: {lines} lines; it fits again, take it off the list")
    faults += [f"{path}: listed as an exception but absent" for path in exceptions.keys() - sizes.keys()]
    return faults


def main() -> int:
    sizes = {
        path.as_posix(): len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in source_files()
    }
    exceptions = tomllib.loads((ROOT / "tools/size_exceptions.toml").read_text(encoding="utf-8"))
    faults = check_sizes(sizes, exceptions)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
