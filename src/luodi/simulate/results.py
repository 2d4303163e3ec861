"""What simulations answer: plain values, frozen, ready for a page, a table or JSON.

Amounts are exact Decimals in the unit of the decision. A row whose amount is unknown (its ``#missing`` is
not empty) is counted as that and stands in no sum; a row that is settled without an amount receives nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from luodi.diagnostics import Diagnostic, LuodiError

_PERCENT = Decimal("0.01")


class SimulationError(LuodiError):
    """A simulation that cannot be made. diagnostics: all reasons, of which the first is ``diagnostic``."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(diagnostics[0])
        self.diagnostics = tuple(diagnostics)


@dataclass(frozen=True, slots=True)
class Side:
    """One model over some rows.

    cost: the sum of all amounts that are known. paid: rows with a known amount other than nought. nothing:
    rows settled with nought or without an amount. unknown: rows of which it cannot be said yet.
    """

    cost: Decimal
    paid: int
    nothing: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Two models over the same rows.

    difference, gained, lost, and the counts but for rows and unknown: over the rows that are known under
    both; difference = gained - lost. winners: rows with more than before, newly_in among them; losers: with
    less, dropped_out among them. before_only, after_only: cost of the rows known under that model alone, so
    that after.cost - before.cost = difference + after_only - before_only. unknown: under either model.
    """

    rows: int
    before: Side
    after: Side
    difference: Decimal
    gained: Decimal
    lost: Decimal
    winners: int
    losers: int
    unchanged: int
    newly_in: int
    dropped_out: int
    unknown: int
    before_only: Decimal
    after_only: Decimal

    @property
    def compared(self) -> int:
        """Rows known under both models."""
        return self.rows - self.unknown

    def share_percent(self, count: int) -> Decimal | None:
        """A count of rows as a percentage of the rows compared; None where there are none."""
        return percent(count, self.compared)


def percent(part: int, of: int) -> Decimal | None:
    """A share with two decimals, half to even."""
    if not of:
        return None
    return (Decimal(part) * 100 / Decimal(of)).quantize(_PERCENT, ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Group:
    """values: of the columns the rows have in common; None for rows without a value."""

    values: tuple[Any, ...]
    totals: Totals


@dataclass(frozen=True, slots=True)
class Distribution:
    """Rows by the values of columns.

    groups: those with the greatest cost after, then before, first; others: how many there are beside these.
    """

    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    others: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """Known amounts from low up to, and without, high; None is open. What is settled without an amount is
    nought."""

    low: Decimal | None
    high: Decimal | None
    before_rows: int
    before_cost: Decimal
    after_rows: int
    after_cost: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """One row. before, after: None where it is settled without an amount. values: of ``Comparison.by``."""

    key: tuple[Any, ...]
    before: Decimal | None
    after: Decimal | None
    difference: Decimal
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models over one population. by: the columns whose values the changes carry."""

    decision: str
    keys: tuple[str, ...]
    by: tuple[str, ...]
    totals: Totals
    distributions: tuple[Distribution, ...]
    bands: tuple[Band, ...]
    gains: tuple[Change, ...]
    losses: tuple[Change, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """The new model with one value of the parameter, against the base model."""

    value: Decimal
    totals: Totals


@dataclass(frozen=True, slots=True)
class Curve:
    """parameter: what was moved, in words. points: in the order of the values."""

    decision: str
    parameter: str
    points: tuple[Point, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """One row that is granted less than it asks for. rank: the value it was ranked by."""

    key: tuple[Any, ...]
    asked: Decimal
    granted: Decimal
    rank: Any = None


@dataclass(frozen=True, slots=True)
class Shares:
    """What a group, or all, ask for and are granted. full, part, nothing: rows that ask, by what they get."""

    values: tuple[Any, ...]
    rows: int
    asked: Decimal
    granted: Decimal
    full: int
    part: int
    nothing: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """A budget, or a cap for each row, and who gets less.

    Amounts are counted in the hundredth; what an amount has beyond it is left out and summed in fractions.
    The cap comes first, and the budget is shared among what it leaves: total.granted equals the budget where
    that is more. negative: rows with an amount below nought, which ask for nothing. last_rank: the value of
    the last row served by rank; tied: rows of that value, among which the keys decided; unranked: rows that
    ask without a value to rank by, served last. cuts: the rows that lose most.
    """

    decision: str
    keys: tuple[str, ...]
    method: str
    cap: Decimal | None
    budget: Decimal | None
    total: Shares
    groups: tuple[tuple[tuple[str, ...], tuple[Shares, ...]], ...]
    cuts: tuple[Cut, ...]
    fractions: Decimal
    negative: int
    last_rank: Any = None
    tied: int = 0
    unranked: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
