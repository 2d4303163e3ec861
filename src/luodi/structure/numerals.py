"""Chinese and other numerals as labels use them."""

from __future__ import annotations

import re
import unicodedata

DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
HAN = "一二三四五六七八九十百千零〇两"


def numeral_value(numeral: str) -> int:
    """The number a label's numeral stands for: ``十五``, ``5``, ``１``, ``③``.

    Raises ValueError for anything that is not a numeral.
    """
    if numeral in CIRCLED and len(numeral) == 1:
        return CIRCLED.index(numeral) + 1
    if numeral.isdecimal():
        return int(numeral)
    total = 0
    digit = 0
    for char in numeral:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            raise ValueError(f"not a numeral: {numeral!r}")
    if not numeral:
        raise ValueError("empty numeral")
    return total + digit


def bare_numeral(sign: str) -> str:
    """A numeral without what a one-character label adds to it, and without the width of its digits.

    ``㈠`` is 一, ``⑴`` and ``⒈`` and ``１`` are 1; ``①`` is itself.
    """
    return sign if sign in CIRCLED else re.sub(r"[().]", "", unicodedata.normalize("NFKC", sign))
