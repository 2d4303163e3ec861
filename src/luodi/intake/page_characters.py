"""Characters of fixed pages as they are meant: radicals are hanzi, and a hanzi has a whole square."""

from __future__ import annotations

import unicodedata
from typing import Final

# Fonts draw a hanzi and the radical of its shape with one glyph, so programs that go back from glyphs to
# characters (Chromium, WPS) write one for the other. NFKC knows the Kangxi block (U+2F00), and of the
# supplement (U+2E80) two only; these are its others whose shape is a hanzi of its own.
_SUPPLEMENT: Final = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⺟",
        "民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟母",
        strict=True,
    )
)
_NARROW: Final = 0.93


def hanzi_of(char: str) -> str:
    """The hanzi for a radical or a compatibility form, any other character as it is."""
    if "\u2e80" <= char <= "\u2eff":
        return _SUPPLEMENT.get(char, char)
    if "\u2f00" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff":
        return unicodedata.normalize("NFKC", char)
    return char


def square(char: str, x0: float, x1: float, size: float) -> tuple[float, float]:
    """A hanzi's left and right edge: some fonts give the edges of its strokes instead."""
    if char >= "\u2e80" and char.isalpha() and 0 < x1 - x0 < _NARROW * size:
        middle = (x0 + x1) / 2
        return middle - size / 2, middle + size / 2
    return x0, x1
