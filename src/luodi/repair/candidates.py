"""What a lost character may have been, by what the rest of the document has in its place."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

# Half-width characters that a broken lead byte can swallow; the newline ends a paragraph.
SWALLOWED: Final = "\n 0123456789(),.:;!?%-+/*#&\"'<>="
_REACH = 4
_SHOWN = 3
_YEAR = re.compile(r"\d\d\d年|\d{3}-\d\d?-\d\d?")
_PARAGRAPH = re.compile(
    r"(?:第[一二三四五六七八九十百零]+[章节条]|[(（]?[一二三四五六七八九十]+[)）、]|附件)"
)


class Evidence:
    """Short contexts of the sound text, to look up what stands between two strings."""

    def __init__(self, sound_text: str) -> None:
        """sound_text: the parts of the document that no damage has reached, as the repair writes them."""
        self._text = sound_text

    def swallowed(self, left: str, right: str) -> tuple[str, ...]:
        """What may have stood between ``left`` and ``right``, likeliest first.

        A character counts for as much context as it has elsewhere in the document: ``“1+4`` speaks
        for a 1 between ``“`` and ``+4``.
        """
        found: Counter[str] = Counter()
        for char in SWALLOWED:
            found[char] = self._weight(left, char, right)
        line = right.split("\n", 1)[0]
        if _YEAR.match(right):
            found["2" if right[0] == "0" else "1"] += 3
        if left.endswith(("。", "；", ";", "：", ":")) and _PARAGRAPH.match(right):
            found["\n"] += 3
        if line.count(")") > line.count("(") and ")" in line and "(" not in line[: line.index(")")]:
            found["("] += 3
        return tuple(char for char, weight in found.most_common(_SHOWN) if weight >= 2)

    def _weight(self, left: str, char: str, right: str) -> int:
        """Length of the longest context that the character has elsewhere, both sides together."""
        best = 0
        for before in range(min(_REACH, len(left)), -1, -1):
            for after in range(min(_REACH, len(right)), 0, -1):
                if before + after <= best:
                    break
                wanted = left[len(left) - before :] + char + right[:after]
                if wanted in self._text:
                    best = before + after
                    break
        return best
