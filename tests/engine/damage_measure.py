"""What a repair gave against what was there: silent mistakes, told ones, characters left lost."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from luodi.repair import Repaired


class Outcome(NamedTuple):
    """silent: places where the text differs, is not U+FFFD and no uncertain edit or note stands. told:
    characters that differ at one. lost: recoverable characters that are U+FFFD."""

    silent: list[tuple[str, str, str]]
    told: int
    lost: int


def measure(repaired: Repaired, expected: str, gone: Collection[int] = ()) -> Outcome:
    """Compares character by character. gone: offsets of ``expected`` that no repair can recover."""
    silent: list[tuple[str, str, str]] = []
    told = lost = 0
    text = repaired.text
    uncertain = _uncertain(repaired)
    for i, j, k, m in _differences(text, expected):
        found, there = text[i:j], expected[k:m]
        recoverable = sum(at not in gone for at in range(k, m))
        if found and not found.strip("\ufffd"):
            lost += recoverable
        elif found and not found.strip("?") and not recoverable:
            continue  # left as the page had it
        elif any(start <= j and end >= i for start, end in uncertain):
            told += max(j - i, m - k)
        else:
            silent.append((found, there, text[max(0, i - 8) : j + 8]))
    return Outcome(silent, told, lost)


def _differences(text: str, expected: str) -> Iterator[tuple[int, int, int, int]]:
    """Ranges of both that differ; line by line where they have as many, as long texts take long to align."""
    lines, others = text.split("\n"), expected.split("\n")
    if len(lines) != len(others):
        lines, others = [text], [expected]
    at = other_at = 0
    for line, other in zip(lines, others, strict=True):
        if len(line) == len(other):
            pairs = enumerate(zip(line, other, strict=True))
            yield from ((at + i, at + i + 1, other_at + i, other_at + i + 1) for i, (a, b) in pairs if a != b)
        else:
            matcher = SequenceMatcher(None, line, other, autojunk=False)
            for tag, i, j, k, m in matcher.get_opcodes():
                if tag != "equal":
                    yield at + i, at + j, other_at + k, other_at + m
        at, other_at = at + len(line) + 1, other_at + len(other) + 1


def _uncertain(repaired: Repaired) -> list[tuple[int, int]]:
    """Where, in the repaired text, the uncertain edits and the notes stand."""
    out: list[tuple[int, int]] = []
    shift = 0
    for edit in repaired.edits:
        start = edit.start + shift
        shift += len(edit.now) - (edit.end - edit.start)
        if not edit.certain:
            out.append((start, start + len(edit.now)))
    for note in repaired.notes:
        before = [edit for edit in repaired.edits if edit.end <= note.start]
        start = note.start + sum(len(edit.now) - (edit.end - edit.start) for edit in before)
        out.append((start, start + note.end - note.start))
    return out
