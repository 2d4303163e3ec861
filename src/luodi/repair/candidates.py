"""What a lost character may have been, by what the rest of the document has in its place."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Final

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
_ENDS_SPEECH = re.compile(r"[。！!？?]”\Z")
_BRACKET = re.compile(r"[()\n]")


class Evidence:
    """The half-width characters of a document by their contexts."""

    def __init__(self, text: str) -> None:
        self._found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for count, place in enumerate(_PLACE.finditer(text)):
            if count >= _MOST_PLACES:
                break
            for key in _keys(text, *place.span()):
                self._found[key][place[0]] += 1

    def candidates(self, text: str, at: int, guess: str) -> tuple[str, ...]:
        """What may have stood at ``text[at]``, likeliest first; at most three.

        guess: what the search that lost the character takes it for. What the document speaks for comes
        first; a guessed digit is worth nothing.
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
        if guess and not guess.isdigit():
            believed.append(guess)
        return tuple(dict.fromkeys(believed))[:_SHOWN]


def _keys(text: str, start: int, end: int) -> list[tuple[str, str]]:
    return [(text[max(0, start - before) : start], text[end : end + after]) for before, after in _CONTEXTS]
