"""Conditions on a figure as people write them, ``大于等于 100``, ``> 100 且 < 200``, as FEEL.

Nothing is taken for another thing silently: the parser offers what is found here as the fix of a cell that
it cannot read, and ``luodi.dmn.plain`` tells each cell that it rewrites.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final, TypeAlias

# Digits, with commas between thousands or without, and the unit behind them: the figure in FEEL, or None.
Figure: TypeAlias = Callable[[str, "str | None"], "str | None"]

WIDE: Final = str.maketrans(
    {
        **{chr(0xFF01 + offset): chr(0x21 + offset) for offset in range(94)},
        "　": " ",
        "≥": ">=",
        "≧": ">=",
        "≤": "<=",
        "≦": "<=",
        "【": "[",
        "】": "]",
        "～": "~",
        "—": "-",
        "–": "-",
    }
)
# What a figure with a unit is as a plain number.
FACTORS: Final = {
    "%": Decimal("0.01"),
    "‰": Decimal("0.001"),
    "": Decimal(1),
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万": Decimal(10**4),
    "万元": Decimal(10**4),
    "亿": Decimal(10**8),
    "亿元": Decimal(10**8),
}
_DIGITS: Final = r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d{1,30}(?:\.\d{1,30})?"
_NUMBER: Final = rf"({_DIGITS})\s*(%|‰|千元|万元|亿元|万|亿|元)?"
COMPARED: Final = re.compile(rf"(>=|<=|>|<|=)?\s*{_NUMBER}")
SHARES: Final = frozenset(("%", "‰"))
_UNIT_OF_LABEL: Final = re.compile(r"[（(]([^（()）]*)[)）]\s*$")
_BETWEEN: Final = re.compile(
    rf"(?:介于|在)?\s*([\[(])?\s*{_NUMBER}\s*(~|-|至|到|和|与|\.\.|,)\s*{_NUMBER}\s*([\])])?\s*(?:之间)?"
)
_OR: Final = re.compile(r"、|;|或者|或|\bor\b|\|\||,(?!\d{3})")
_OR_WORDS: Final = re.compile(r"或|\bor\b|\|\|")
_AND: Final = re.compile(r"并且|而且|且|\band\b|&&")
_WORDS: Final = (
    ("不低于", ">="), ("不少于", ">="), ("不小于", ">="), ("大于等于", ">="), ("大于或等于", ">="),
    ("不高于", "<="), ("不超过", "<="), ("不大于", "<="), ("小于等于", "<="), ("小于或等于", "<="),
    ("大于", ">"), ("高于", ">"), ("超过", ">"), ("小于", "<"), ("低于", "<"), ("不足", "<"), ("等于", ""),
)  # fmt: skip
# 以上 and 以下 include the figure itself (Civil Code, article 1259).
_AFTER: Final = (
    ("及以上", ">="),
    ("(含)以上", ">="),
    ("以上", ">="),
    ("及以下", "<="),
    ("(含)以下", "<="),
    ("以下", "<="),
)
# A cell that says more than this is no condition on a figure.
_LONGEST: Final = 200


def written_condition(text: str, figure: Figure) -> str | None:
    """The FEEL of one condition on a figure, or of several of which one must hold; None for anything else."""
    plain = text.translate(WIDE).strip()
    if len(plain) > _LONGEST:
        return None
    for words, op in _WORDS:
        plain = plain.replace(words, op)
    between = _between(plain, figure)
    if between is not None:
        return between
    if not _OR_WORDS.search(plain) and (both := _both(_OR.split(plain), figure)) is not None:
        return both
    said = [_one(part.strip(), figure) for part in _OR.split(plain)]
    return None if None in said else ", ".join(part for part in said if part is not None)


def unit_of_label(label: str | None) -> str | None:
    """The unit in brackets at the end of a label, ``万元``; None where there is none."""
    match = _UNIT_OF_LABEL.search(label or "")
    return match[1].strip() if match else None


def figure_in(unit: str | None) -> Figure:
    """Figures as numbers of a unit: ``10万元`` is 10 in 万元 and 100000 in 元.

    unit: "" for plain numbers; None where it is not known, and then only figures without one are read.
    """

    def figure(digits: str, written: str | None) -> str | None:
        number = Decimal(digits.replace(",", ""))
        if written and written != unit:
            if unit not in FACTORS or ((unit in SHARES) != (written in SHARES) and unit != ""):
                return None
            number = number * FACTORS[written] / FACTORS[unit]
        return number_text(number)

    return figure


def number_text(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _between(text: str, figure: Figure) -> str | None:
    found = _BETWEEN.fullmatch(text)
    if found is None:
        return None
    start, low, own, sign, high, other, end = found.groups()
    if sign == "," and not (start and end):
        return None
    # "3~5 万": the unit that stands once is that of both.
    first, last = figure(low, own or other), figure(high, other)
    return None if first is None or last is None else f"{start or '['}{first}..{last}{end or ']'}"


def _one(text: str, figure: Figure) -> str | None:
    """A comparison, a range, or two bounds that must both be kept."""
    parts = _AND.split(text)
    if len(parts) > 1:
        return _both(parts, figure)
    bound = _bound(text, figure)
    if bound is None:
        return _between(text, figure)
    return " ".join(bound) if bound[0] else bound[1]


def _both(texts: list[str], figure: Figure) -> str | None:
    """The range between a lower and an upper bound; None for anything else, and where it would be empty."""
    parts = [_bound(part.strip(), figure) for part in texts]
    if len(parts) != 2 or parts[0] is None or parts[1] is None:
        return None
    low, high = sorted((parts[0], parts[1]), key=lambda each: each[0].startswith("<"))
    if not low[0].startswith(">") or not high[0].startswith("<") or Decimal(low[1]) > Decimal(high[1]):
        return None
    return f"{'[' if '=' in low[0] else '('}{low[1]}..{high[1]}{']' if '=' in high[0] else ')'}"


def _bound(text: str, figure: Figure) -> tuple[str, str] | None:
    """The sign, "" for the figure itself, and the figure."""
    for words, op in _AFTER:
        if text.endswith(words):
            text = f"{op}{text.removesuffix(words)}"
            break
    match = COMPARED.fullmatch(text)
    number = figure(match[2], match[3]) if match else None
    if match is None or number is None:
        return None
    return ("" if match[1] in (None, "=") else match[1]), number
