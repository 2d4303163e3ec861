"""Traditional characters to simplified ones, where the document as a whole is traditional."""

from __future__ import annotations

from collections import Counter

from luodi.repair import kinds
from luodi.repair.chinese import DOUBTFUL, is_simplified_only, is_traditional_only, simplify
from luodi.repair.model import Draft, Edit, StageResult

# A simplified text may quote a traditional name or line, so a few characters do not decide.
_LEAST_TYPES = 3
_LEAST_SHARE = 0.8


def traditional_types(text: str) -> int:
    """How many different characters speak for a traditional document; 0 if as many speak against."""
    traditional: Counter[str] = Counter()
    simplified = 0
    for char, count in Counter(text).items():
        if is_traditional_only(char):
            traditional[char] = count
        elif is_simplified_only(char):
            simplified += count
    total = traditional.total()
    return len(traditional) if total >= _LEAST_SHARE * (total + simplified) else 0


def is_traditional(text: str) -> bool:
    """Whether the document as a whole is written in traditional characters."""
    return traditional_types(text) >= _LEAST_TYPES


def simplify_script(draft: Draft) -> StageResult:
    """Edits that write a traditional document in simplified characters, one per character.

    A page whose damage has been undone is traditional: only such pages had it.
    """
    text = draft.text
    damaged = any(edit.kind == kinds.PINYIN for edit in draft.edits)
    if draft.script == "keep" or not (damaged or is_traditional(text)):
        return StageResult()
    simplified = simplify(text)
    edits = (
        Edit(at, at + 1, was, now, kinds.SCRIPT, was not in DOUBTFUL)
        for at, (was, now) in enumerate(zip(text, simplified, strict=True))
        if was != now
    )
    return StageResult(tuple(edits))
