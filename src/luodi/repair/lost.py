"""Question marks of a damaged page that stand for a character its charset did not have."""

from __future__ import annotations

import re
from bisect import bisect_right

from luodi.repair import kinds
from luodi.repair.model import REPLACEMENT_CHARACTER, Draft, Edit, Lost, StageResult
from luodi.repair.script import is_traditional

_SPACES = ("\u00a0",)
_COPYRIGHT = re.compile(r"(?:copyright|版[权權](?:所有)?|\(c\))\s*\Z", re.IGNORECASE)
_YEAR = re.compile(r"\s*(?:19|20)\d\d\b")
_HEADING = re.compile(r"第[一二三四五六七八九十百零\d]+[章节節条條]\Z")
_ASKING = re.compile(
    r"[吗嗎呢吧么麼啥谁誰何几幾怎哪]|多少|[是能可]否|有[没沒]有|是不是|[难難]道"
    r"|\b(?:what|who|why|how|when|where|which|is|are|do|does|can)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[。!?！？;；\n]")
_RUN = re.compile(r"\?+")
_ROW = 4  # nobody asks with so many
_INDENT = 2  # or begins a line with so many
_LATIN = re.compile(r"[0-9A-Za-z]")


def mark_lost(draft: Draft) -> StageResult:
    """Edits that mark as lost the ``?`` that cannot be question marks, with what they may have been.

    Only on a page that was damaged; on a sound page a ``?`` is one. A ``?`` at which a sentence can
    end is left alone.
    """
    text = draft.text
    damaged = bool(draft.edits)
    if "?" not in text and REPLACEMENT_CHARACTER not in text:
        return StageResult()
    if not damaged and not is_traditional(text):
        return StageResult()
    edits: list[Edit] = []
    lost: list[Lost] = []
    sentence_ends = [found.end() for found in _SENTENCE.finditer(text)]
    for run in _RUN.finditer(text):
        start, end = run.span()
        candidates = _meaning(text, start, end, sentence_ends)
        if candidates is None or (not damaged and not _is_plain(text, start, end)):
            continue
        edits.append(Edit(start, end, run[0], REPLACEMENT_CHARACTER * (end - start), kinds.LOST, False))
        lost.extend(Lost(at, "", candidates) for at in range(start, end))
    return StageResult(tuple(edits), tuple(lost))


def _is_plain(text: str, start: int, end: int) -> bool:
    """Whether the ``?`` are no question marks even on a page that shows no other damage."""
    indent = end - start >= _INDENT and text[start - 1 : start] in ("", "\n")
    return indent or end - start >= _ROW or _COPYRIGHT.search(text, max(0, start - 24), start) is not None


def _meaning(text: str, start: int, end: int, sentence_ends: list[int]) -> tuple[str, ...] | None:
    """What each ``?`` of a run stands for, likeliest first; None if it can be what it looks like."""
    before = text[max(0, start - 24) : start]
    left, right = before[-1:], text[end : end + 1]
    alone = end - start == 1
    if alone and (_COPYRIGHT.search(before) or (left in ("", "\n", " ") and _YEAR.match(text, end))):
        return ("©", *_SPACES)
    if in_address(text, start):
        return None
    at_line_start = left in ("", "\n") and (right not in ("", "\n") or not alone)
    if at_line_start or _HEADING.search(before) or (end - start >= 3 and right.isalnum()):
        return _SPACES
    if _LATIN.match(left) and _LATIN.match(right):
        return _SPACES if left.isdigit() else ("®", "™", *_SPACES)
    if _asks(text, start, sentence_ends):
        return None
    if right.isalnum() and (left.isspace() or not alone):
        return _SPACES
    if right and right in "、，,%％":
        return ()
    return None


def asks_before(text: str, at: int) -> bool:
    """Whether the sentence before ``text[at]`` has a word that asks."""
    begin = max((found.end() for found in _SENTENCE.finditer(text, max(0, at - 200), at)), default=0)
    return _ASKING.search(text, max(begin, at - 200), at) is not None


def _asks(text: str, at: int, sentence_ends: list[int]) -> bool:
    index = bisect_right(sentence_ends, at) - 1
    begin = sentence_ends[index] if index >= 0 else 0
    return _ASKING.search(text, max(begin, at - 200), at) is not None


def in_address(text: str, at: int) -> bool:
    """Whether the ``?`` begins the query of a web address."""
    begin = at
    while begin and at - begin < 300 and "!" < text[begin - 1] < "\x7f":
        begin -= 1
    return "://" in text[begin:at] or text.startswith("www.", begin)
