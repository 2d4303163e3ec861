"""Full-width punctuation by GB/T 15834, where half-width marks stand in Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from luodi.repair import kinds
from luodi.repair.gbk import FULL_WIDTH
from luodi.repair.model import Draft, Edit, StageResult

_SIGN: Final = re.compile(r"[,:;!?()\"'.]|--")
_IS_CHINESE: Final = re.compile(
    "[\u3400-\u9fff\U00020000-\U0003ffff\u3001-\u3003\u3005-\u301f\uff01-\uff5e\ufffd]"
)
# Addresses of pages, mail and files, code, Markdown links and lines of tables, which keep their marks.
_KEPT: Final = re.compile(
    r"https?://[^\s\u3000-\u9fff\uff00-\uffef]+|www\.[^\s\u3000-\u9fff\uff00-\uffef]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}"
    r"|`[^`\n]*`|!?\[[^\[\]\n]{0,200}\]\([^()\s]{1,500}\)"
    r"|^[ \t]*\|[-:| \t]+\|[ \t]*$|</?[A-Za-z][^<>\n]{0,300}>",
    re.MULTILINE,
)
_MARK: Final = re.compile(r"\.{3,}|--+|[,:;!?()\"'.]")
_BRACKETS: Final = re.compile(r"[()（）\n]")
_QUOTES: Final = {'"': ("“", "”"), "'": ("‘", "’")}
# Characters of context that are looked through: brackets, quotes and a space.
_NEAR: Final = 3
_LONGEST_DASH: Final = 4
_ORDINAL: Final = re.compile(r"[ \t\u3000]*[一二三四五六七八九十]{1,3}")
_NUMBERED: Final = re.compile(r"^[ \t\u3000]*(\()\d{1,2}(\))(?=[\u4e00-\u9fff])", re.MULTILINE)
_DEEPEST: Final = 100
_INSIDE: Final = 200
_APOSTROPHE: Final = re.compile(r"[A-Za-z0-9]'[A-Za-z]?")
_LINE: Final = re.compile(r"[^\n]+")


def restore_punctuation(draft: Draft) -> StageResult:
    """Edits that put full-width marks where half-width ones stand in Chinese text.

    Left alone: numbers (1,000; 1:1; 10:30), addresses, English, brackets that hold nothing Chinese.
    """
    if draft.punctuation == "keep" or not _SIGN.search(draft.text):
        return StageResult()
    return StageResult(tuple(_Marks(draft.text).edits()))


class _Marks:
    """The half-width marks of one text and what each becomes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._kept = _Ranges(text)
        self._bracketed = set(_chinese_brackets(text))
        self._bracketed.update(at for one in _NUMBERED.finditer(text) for at in (one.start(1), one.start(2)))
        self._quoted = dict(_pairs_of_quotes(text))

    def edits(self) -> Iterator[Edit]:
        for found in _MARK.finditer(self._text):
            start, end = found.span()
            now = None if self._kept.has(start) else self._full(found[0], start, end)
            if now is not None:
                certain = found[0] not in _QUOTES
                yield Edit(start, end, found[0], now, kinds.PUNCTUATION, certain)

    def _full(self, mark: str, start: int, end: int) -> str | None:
        """The full-width form; None if the mark stays."""
        if mark in "()":
            return FULL_WIDTH[mark] if start in self._bracketed else None
        if mark in _QUOTES:
            return self._quoted.get(start)
        before, after = self._before(start), self._after(end)
        left, right = self._is_chinese(before), self._is_chinese(after)
        if mark.startswith(".."):
            return "……" if left or right else None
        if mark.startswith("--"):
            return "——" if left and right and len(mark) <= _LONGEST_DASH else None
        if mark == ".":
            return "。" if self._ends_sentence(start, end) else None
        if before.isdigit() and after.isdigit():
            return None
        if mark == ":" and before.isascii() and after.isascii():
            return None
        if left or (right and (before.isalnum() or before in ")]%％")):
            return FULL_WIDTH[mark]
        return None

    def _ends_sentence(self, start: int, end: int) -> bool:
        """Whether a full stop after a hanzi ends a sentence: 一.重点 and 3.5 are numbers."""
        before = self._text[max(0, start - 2) : start]
        if not before or not "\u3400" <= before[-1] <= "\u9fff":
            return False
        if self._text[end : end + 1].isalnum() and not self._is_chinese(self._text[end : end + 1]):
            return False
        line = self._text.rfind("\n", max(0, start - 6), start) + 1
        return _ORDINAL.fullmatch(self._text, line, start) is None if line or start < 6 else True

    def _before(self, start: int) -> str:
        """What the mark stands behind, brackets and quotes aside."""
        at = start
        while at and start - at < _NEAR and self._text[at - 1] in ")\"' ”’":
            at -= 1
        return self._text[at - 1 : at] if at else ""

    def _after(self, end: int) -> str:
        at = end
        while at - end < _NEAR and self._text[at : at + 1] in ("(", '"', "'", " ", "“", "‘"):
            at += 1
        return self._text[at : at + 1]

    @staticmethod
    def _is_chinese(char: str) -> bool:
        return bool(char) and _IS_CHINESE.match(char) is not None


class _Ranges:
    """Where marks are kept; asked for in ascending order."""

    def __init__(self, text: str) -> None:
        self._ranges = (found.span() for found in _KEPT.finditer(text))
        self._next = next(self._ranges, None)

    def has(self, at: int) -> bool:
        while self._next is not None and self._next[1] <= at:
            self._next = next(self._ranges, None)
        return self._next is not None and self._next[0] <= at


def _chinese_brackets(text: str) -> Iterator[int]:
    """Half-width brackets that pair up within a line and hold something Chinese."""
    open_at: list[int] = []
    for found in _BRACKETS.finditer(text):
        mark = found[0]
        if mark == "\n":
            open_at.clear()
        elif mark in "(（":
            if len(open_at) < _DEEPEST:
                open_at.append(found.start())
        elif open_at:
            start = open_at.pop()
            inside = text[start + 1 : min(found.start(), start + 1 + _INSIDE)]
            if _IS_CHINESE.search(inside):
                yield start
                yield found.start()


def _pairs_of_quotes(text: str) -> Iterator[tuple[int, str]]:
    """Straight quotes of a line whose number is even and that have Chinese text in them."""
    for line in _LINE.finditer(text):
        for quote, (opening, closing) in _QUOTES.items():
            if quote not in line[0]:
                continue
            places = [at for at, char in enumerate(line[0], line.start()) if char == quote]
            if quote == "'":
                places = [at for at in places if not _APOSTROPHE.match(text, max(0, at - 1))]
            if len(places) % 2:
                continue
            for begin, end in zip(places[::2], places[1::2], strict=True):
                if _IS_CHINESE.search(text, begin + 1, min(end, begin + _INSIDE)):
                    yield begin, opening
                    yield end, closing
