"""The registry of measured indicators: figures the platform counts itself, so that nobody is asked for them.

An app registers its own in ``AppConfig.ready``. What an indicator cannot count for a place it answers with
None: unknown is not zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet


class MeasuredRow(NamedTuple):
    """One thing that was counted. url: its page, empty for none; amount: 1 where things are counted."""

    words: str
    day: date | None
    amount: Decimal
    url: str


@dataclass(frozen=True)
class Measured:
    """A figure with what is behind it. rows: in the order to show them; describe: one of them in words."""

    value: Decimal
    rows: QuerySet[Any]
    describe: Callable[[Any], MeasuredRow]


@dataclass(frozen=True)
class Indicator:
    """One figure that the platform measures.

    name: kept in requests, never changed. label: its words. measure: the unit of measure, e.g. 项.
    counts: what is counted and by which day, for the page of its rows.
    figure: for a unit or a region (people.models) and the first and last day, both included.
    """

    name: str
    label: Any
    measure: Any
    counts: Any
    figure: Callable[[Any, date, date], Measured | None]


_REGISTRY: dict[str, Indicator] = {}


def register(indicator: Indicator) -> None:
    """Raises ValueError when another indicator has the name."""
    if _REGISTRY.setdefault(indicator.name, indicator) != indicator:
        raise ValueError(f"two indicators named {indicator.name!r}")


def find_indicator(name: str) -> Indicator | None:
    return _REGISTRY.get(name)


def all_indicators() -> list[Indicator]:
    """Every indicator, in the order in which the apps registered them."""
    return list(_REGISTRY.values())
