"""Traditional characters to simplified ones, where the document as a whole is traditional."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from luodi.repair import kinds
from luodi.repair.chinese import is_certain, is_simplified_only, is_traditional_only, simplify
from luodi.repair.model import Draft, Edit, StageResult
from luodi.repair.paragraphs import traditional_paragraphs

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

    Of a simplified text with damaged paragraphs, those: only traditional pages had this damage.
    """
    text = draft.text
    if draft.script == "keep":
        return StageResult()
    if is_traditional(text) or (_noted(draft) and traditional_types(text)):
        return StageResult(tuple(_edits(text, 0)))
    if not _noted(draft):
        return StageResult()
    return StageResult(
        tuple(
            edit
            for start, end in traditional_paragraphs(text, _places(draft))
            for edit in _edits(text[start:end], start)
        )
    )


def _noted(draft: Draft) -> bool:
    return any(edit.kind == kinds.PINYIN for edit in draft.edits)


def _places(draft: Draft) -> Iterator[int]:
    """Where readings were taken out, as offsets of the text as it is now."""
    shift = 0
    for edit in draft.edits:
        if edit.kind == kinds.PINYIN:
            yield edit.start + shift
        shift += len(edit.now) - (edit.end - edit.start)


def _edits(text: str, offset: int) -> Iterator[Edit]:
    simplified = simplify(text)
    if simplified == text:
        return
    for at, (was, now) in enumerate(zip(text, simplified, strict=True)):
        if was != now:
            yield Edit(offset + at, offset + at + 1, was, now, kinds.SCRIPT, is_certain(text, at))
