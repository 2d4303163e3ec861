"""Names what the documents promise and the repository does not hold.

Links between files must lead somewhere; a ``make`` target or a ``luodi`` command written in a document must
exist; the two READMEs must give the same commands.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
CODE = re.compile(r"```(?:sh|console)\n(.*?)```|`([^`\n]+)`", re.DOTALL)
MAKE = re.compile(r"\bmake ([a-z]+)\b")
LUODI = re.compile(r"(?:^|bin/)luodi ([a-z]+)\b", re.MULTILINE)


def documents() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.md"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in sorted(set(listed.split("\0"))) if name and (ROOT / name).is_file()]


def commands_in(text: str) -> list[str]:
    """Lines of the shell blocks, without comments."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL)
    lines = [line.split(" #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def faults_of(path: Path, targets: set[str], commands: set[str]) -> list[str]:
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT)
    faults = [
        f"{name}: link to {link} leads nowhere"
        for link in LINK.findall(text)
        if not (path.parent / link).exists()
    ]
    for block, inline in CODE.findall(text):
        code = block or inline
        faults += [f"{name}: no target make {word}" for word in MAKE.findall(code) if word not in targets]
        faults += [f"{name}: no command luodi {word}" for word in LUODI.findall(code) if word not in commands]
    return faults


def main() -> int:
    from luodi.cli import COMMANDS

    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    faults = [fault for path in documents() for fault in faults_of(path, targets, set(COMMANDS))]
    english, chinese = (
        commands_in((ROOT / name).read_text(encoding="utf-8")) for name in ("README.md", "README.zh-CN.md")
    )
    if english != chinese:
        faults.append("README.md and README.zh-CN.md do not give the same commands")
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
