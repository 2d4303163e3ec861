"""Words that the form itself adds or joins: days, addressees, copies, labels of annexes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from luodi.gazette.model import Document

_ENDINGS = "：:；;，,。.、"


def day_words(day: date) -> str:
    """2026年3月5日: Arabic figures without leading zeros (GB/T 9704, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def addressees_words(addressees: Sequence[str]) -> str:
    """The line of the addressees, with its full-width colon (7.3.2); "" for none."""
    joined = "，".join(item.rstrip(_ENDINGS) for item in addressees)
    return f"{joined}：" if joined else ""


def copies_words(copies: Sequence[str]) -> str:
    """What follows 抄送：, ending in a full stop (7.4.2); "" for none."""
    joined = "，".join(item.rstrip(_ENDINGS) for item in copies)
    return f"{joined}。" if joined else ""


def annex_label(index: int, count: int) -> str:
    """附件 for an only one, else 附件1, 附件2 …; index from 0."""
    return f"附件{index + 1}" if count > 1 else "附件"


def width_in_characters(text: str) -> float:
    """How many characters of the grid a text takes: a half-width one is half."""
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def all_text(document: Document) -> str:
    """All words of the document, in no order; what is printed of numbers and days is always there."""
    words: list[str] = []

    def gather(value: object) -> None:
        if isinstance(value, str):
            words.append(value)
        elif isinstance(value, tuple):
            for item in value:
                gather(item)
        elif hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                if name not in ("data", "alt", "align", "size", "kind"):
                    gather(getattr(value, name))

    gather(document)
    return "".join(words)
