"""Text of a cell: numbers before lines, measures written under a task or in one line."""

from __future__ import annotations

import re

# A line's own number or mark, as people type it before a workstream or a measure.
_ENUMERATION = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,3}(?:[、．]|\.(?!\d)))\s*"
)
_NUMBERED = re.compile(r"\s*[（(]\d{1,3}[）)]")
# Numbers inside one line of a cell: 1.… 2.…, （1）…（2）…, ①…②….
_INLINE = (
    re.compile(r"(?:^|(?<=[\s；;。，,]))(\d{1,2})(?:[、．]|\.(?!\d))"),
    re.compile(r"(?:^|(?<=[\s；;。，,]))[（(](\d{1,2})[）)]"),
    re.compile(r"([①-⑳])"),
)
_ROUND = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def without_number(line: str) -> str:
    """The line without its own number or mark."""
    return _ENUMERATION.sub("", line.strip()).strip()


def split_means(cell: str) -> tuple[str, list[str]]:
    """A task and the means under it: （1）…, （2）…, one a line. Other lines are words of the task."""
    first, *rest = cell.splitlines() or [""]
    if first and rest and all(_NUMBERED.match(line) for line in rest) and not _NUMBERED.match(first):
        return first.strip(), rest
    return cell, []


def split_inline(line: str) -> list[str]:
    """A line cut at its numbers where these run 1, 2, 3 …; else the line whole."""
    for pattern in _INLINE:
        marks = list(pattern.finditer(line))
        values = [_ROUND.find(mark[1]) + 1 or int(mark[1]) for mark in marks]
        if (
            len(marks) > 1
            and values == list(range(1, len(marks) + 1))
            and not line[: marks[0].start()].strip()
        ):
            ends = [*(mark.start() for mark in marks[1:]), len(line)]
            parts = (line[mark.end() : end] for mark, end in zip(marks, ends, strict=True))
            return [part.strip(" ；;。，,") for part in parts]
    return [line]
