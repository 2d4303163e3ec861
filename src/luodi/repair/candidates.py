"""What a lost character may have been, by what the rest of the document has in its place."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Final

from luodi.repair.chinese import is_hanzi

# Half-width characters that a broken lead byte can swallow; the newline ends a paragraph.
SWALLOWED: Final = "\n 0123456789(),.:;!?%-+/*#&\"'<>="
# Characters of context before and after, longest first: ``“`` and ``+4`` for the 1 of ``“1+4``.
_CONTEXTS: Final = ((2, 3), (2, 2), (1, 3), (1, 2), (0, 3), (1, 1))
_ENOUGH: Final = 3  # characters of context, from which on a character is believed
_STRONG: Final = 3
_SHOWN: Final = 3
# So many half-width characters of a document are looked at; their contexts repeat.
_MOST_PLACES: Final = 200_000
_PLACE = re.compile("[" + re.escape(SWALLOWED) + "]")
_YEAR = re.compile(r"\d\d\d年|\d{3}-\d\d?-\d\d?")
_PARAGRAPH = re.compile(
    r"(?:第[一二三四五六七八九十百零]+[章节節条條]|[(（]?[一二三四五六七八九十]+[)）、]|附件)"
)
# What may follow a paragraph's end, or a clause's in a list; what a lone digit may stand before.
_ENDS = re.compile(r"[。！!？?][”』]?\Z")
_ENDS_ITEM = re.compile(r"[；;：:]\Z")
_COUNTED = frozenset("年月日号时分天周个個家项項名人位条條次万萬亿億元所支批件种種类類级級岁歲点點、.%")
_INDENT = re.compile(r"\A[?\ufffd\u00a0]{2,}")  # no-break spaces, lost too
_ENDS_SPEECH = re.compile(r"[。！!？?]”\Z")
_BRACKET = re.compile(r"[()\n]")


class Evidence:
    """The half-width characters of a document by their contexts."""

    def __init__(self, text: str) -> None:
        self._found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._between: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        lines = text.count("\n")
        self._has_blank_lines = lines > 0 and 3 * text.count("\n\n") > lines
        self._has_indents = lines > 0 and 3 * text.count("\n\u3000\u3000") > lines
        for count, place in enumerate(_PLACE.finditer(text)):
            if count >= _MOST_PLACES:
                break
            start, end = place.span()
            for key in _keys(text, start, end):
                self._found[key][place[0]] += 1
            self._between[_kinds(text, start, end)][place[0]] += 1

    def candidates(self, text: str, at: int, guess: str) -> tuple[str, ...]:
        """What may have stood at ``text[at]``, likeliest first; at most three.

        guess: what the search that lost the character takes it for. What the document speaks for comes
        first, what it has most often between such neighbours last.
        """
        weights: Counter[str] = Counter()
        for (before, after), key in zip(_CONTEXTS, _keys(text, at, at + 1), strict=True):
            for char, count in self._found.get(key, Counter()).items():
                weights[char] = max(weights[char], 10 * (before + after) + min(count, 9))
        right = text[at + 1 : at + 80]
        if _YEAR.match(right):
            weights["2" if right[0] == "0" else "1"] += 10 * _STRONG
        ends_clause = text[max(0, at - 1) : at] in tuple("。；;：:") and _PARAGRAPH.match(right)
        if ends_clause or _ENDS_SPEECH.search(text[max(0, at - 2) : at]):
            weights["\n"] += 10 * _STRONG
        bracket = _BRACKET.search(right)
        if bracket and bracket[0] == ")":
            weights["("] += 10 * _STRONG
        believed = [char for char, weight in weights.most_common() if weight >= 10 * _ENOUGH]
        usual = [char for char, _ in self._between[_kinds(text, at, at + 1)].most_common(_SHOWN)]
        # The search knows nothing of what closes a bracket further on, or of digits.
        believed += [char for char in (guess, *usual) if char not in "()0123456789"]
        return tuple(dict.fromkeys(believed))[:_SHOWN]

    def is_newline(self, text: str, at: int) -> bool:
        """Whether nothing but the end of a paragraph can have stood at ``text[at]``.

        After the end of a sentence that is: before a blank line or a paragraph's mark, or before a hanzi
        that no digit counts, with no bracket to be opened.
        """
        left, right = text[max(0, at - 2) : at], _INDENT.sub("", text[at + 1 : at + 80])
        sentence = _ENDS.search(left) is not None
        if not (sentence or _ENDS_ITEM.search(left)):
            return False
        if self._has_blank_lines and right.startswith("\n") and right[1:2] != "\n":
            return True
        if self._has_indents and right.startswith("\u3000\u3000"):
            return True
        if _PARAGRAPH.match(right):
            return True
        bracket = _BRACKET.search(right)
        closes = bracket is not None and bracket[0] == ")"
        return sentence and not closes and is_hanzi(right[:1]) and right[0] not in _COUNTED


def _keys(text: str, start: int, end: int) -> list[tuple[str, str]]:
    return [(text[max(0, start - before) : start], text[end : end + after]) for before, after in _CONTEXTS]


def _kinds(text: str, start: int, end: int) -> tuple[str, str]:
    """What kinds of character stand before and after."""
    return _kind(text[max(0, start - 1) : start]), _kind(text[end : end + 1])


def _kind(char: str) -> str:
    """``hanzi`` stands for a lost character too, which mostly is one."""
    return "hanzi" if char and (is_hanzi(char) or char == "\ufffd") else "digit" if char.isdigit() else char
