"""The geometry of a bar chart, the same for PDF and DOCX."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from luodi.gazette.model import Chart
from luodi.gazette.wording import width_in_characters

# Told apart in grey too: their lightness differs.
PALETTE = ("1F4E79", "8FB8DE", "C00000", "F4B183", "A6A6A6")


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """shares: each value's part of the longest bar, 0..1. words: the values as printed beside it."""

    label: str
    shares: tuple[float, ...]
    words: str


def drawn_bars(chart: Chart) -> tuple[DrawnBar, ...]:
    """The chart's bars on one scale from zero; the longest one has shares that sum to 1."""
    longest = max((sum(bar.values, Decimal(0)) for bar in chart.bars), default=Decimal(0))
    return tuple(
        DrawnBar(
            bar.label,
            tuple(float(value / longest) if longest else 0.0 for value in bar.values),
            " / ".join(_number(value) for value in bar.values),
        )
        for bar in chart.bars
    )


def column_shares(chart: Chart) -> tuple[float, float]:
    """How much of the width labels and numbers take, at most two fifths and three tenths."""
    bars = drawn_bars(chart)
    label = max(width_in_characters(bar.label) for bar in bars)
    words = max(width_in_characters(bar.words) for bar in bars)
    # At 11 pt a line of 156 mm has 40 characters.
    return min(0.4, (label + 1.5) / 40), min(0.3, (words + 1) / 40)


def _number(value: Decimal) -> str:
    return f"{value:f}"
