"""Numbers as Word writes them before a paragraph, by the name of the format (ISO/IEC 29500-1, 17.18.59)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_HAN: Final = "〇一二三四五六七八九"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
# More than Word itself counts to; keeps a hostile start value from making a long label.
_MOST: Final = 32_767


def format_number(value: int, style: str) -> str:
    """The number in a numbering format; in digits where the format is not known or has no such number."""
    value = max(0, min(value, _MOST))
    write = _FORMATS.get(style)
    return write(value) or str(value) if write else str(value)


def _thousands(value: int, digits: str, units: str) -> str:
    """三百零五, and 十二 without a leading 一 where the digits are those of everyday use."""
    if value == 0:
        return digits[0]
    out: list[str] = []
    gap = False
    for power, unit in ((10_000, units[3]), (1000, units[2]), (100, units[1]), (10, units[0]), (1, "")):
        digit, value = divmod(value, power)
        if digit:
            out += ([digits[0]] if gap and out else []) + [digits[digit], unit]
            gap = False
        else:
            gap = True
    text = "".join(out)
    return text[1:] if text.startswith("一十") else text


def _counting(value: int) -> str:
    """Up to 99 as spoken; from 100 digit by digit, with ○ for nought."""
    if value < 100:
        return _thousands(value, "○一二三四五六七八九", "十百千万")
    return "".join("○一二三四五六七八九"[int(digit)] for digit in str(value))


def _thousand(value: int) -> str:
    return _thousands(value, "零一二三四五六七八九", "十百千万")


def _legal(value: int) -> str:
    return _thousands(value, "零壹贰叁肆伍陆柒捌玖", "拾佰仟萬")


def _legal_traditional(value: int) -> str:
    return _thousands(value, "零壹貳參肆伍陸柒捌玖", "拾佰仟萬")


def _digital(value: int) -> str:
    return "".join(_HAN[int(digit)] for digit in str(value))


def _full_width(value: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))


def _roman(value: int) -> str:
    out = []
    for amount, letters in _ROMAN:
        count, value = divmod(value, amount)
        out.append(letters * count)
    return "".join(out)


def _letters(value: int) -> str:
    """a … z, aa, bb …: as Word counts, not as spreadsheets do."""
    count, letter = divmod(value - 1, 26)
    return chr(ord("a") + letter) * min(count + 1, 9) if value else ""


def _circle(value: int) -> str:
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= value <= last:
            return chr(start + value - first)
    return ""


def _from(start: int, last: int) -> Callable[[int], str]:
    return lambda value: chr(start + value - 1) if 1 <= value <= last else ""


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)] if value else ""


_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "decimalZero": lambda value: f"{value:02d}",
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerLetter": _letters,
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": _thousand,
    "taiwaneseCountingThousand": _thousand,
    "japaneseCounting": _thousand,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal_traditional,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "decimalEnclosedCircle": _circle,
    "decimalEnclosedCircleChinese": _circle,
    "decimalEnclosedFullstop": _from(0x2488, 20),
    "decimalEnclosedParen": _from(0x2474, 20),
    "ideographEnclosedCircle": _from(0x3220, 10),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
}
