"""Numbers as policy texts write them: 5,000, 1.5亿, 四十, 三百二十, 百分之七十, 三分之一."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from luodi.structure.numerals import DIGITS

# No figure of a policy is longer; without a bound a hostile text of digits costs its square.
ARABIC: Final = r"(?:\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,8})?|\d{1,16}(?:\.\d{1,8})?)"
_HAN_REST: Final = "一二三四五六七八九十百千万亿〇零两廿卅"
HAN: Final = (
    rf"(?:[一二三四五六七八九十百千两廿卅][{_HAN_REST}]{{0,15}}(?:点[一二三四五六七八九零〇]{{1,8}})?)"
)
SCALES: Final = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
}
SCALES_LARGE: Final = {"亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}
ALL_SCALES: Final = SCALES | SCALES_LARGE
SCALE: Final = "|".join(sorted((name for name in ALL_SCALES if name), key=len, reverse=True))
_STEPS: Final = {"十": 10, "百": 100, "千": 1000}
_MYRIADS: Final = {"万": 10**4, "亿": 10**8}
_IS_ARABIC: Final = re.compile(ARABIC)


def parse_number(words: str) -> Decimal:
    """The value of an Arabic or Chinese number without scale or unit.

    Raises ValueError for what is neither.
    """
    if _IS_ARABIC.fullmatch(words):
        return Decimal(words.replace(",", ""))
    whole, _, fraction = words.partition("点")
    value = Decimal(_whole(whole))
    if fraction:
        value += Decimal("0." + "".join(str(DIGITS[char]) for char in fraction))
    return value


def _whole(words: str) -> int:
    total = section = digit = 0
    for char in words:
        if char in DIGITS:
            # 二〇二五 is read digit by digit.
            digit = digit * 10 + DIGITS[char] if section == 0 and total == 0 and digit else DIGITS[char]
        elif char in "廿卅":
            section += 20 if char == "廿" else 30
            digit = 0
        elif char in _STEPS:
            section += (digit or 1) * _STEPS[char]
            digit = 0
        elif char in _MYRIADS:
            total = (
                (total + section + digit or 1) * _MYRIADS[char]
                if char == "亿"
                else total + ((section + digit) or 1) * _MYRIADS[char]
            )
            section = digit = 0
        else:
            raise ValueError(f"not a number: {words!r}")
    if not words:
        raise ValueError("empty number")
    return total + section + digit
