"""What a document says that can be checked: units, deadlines, targets, amounts, stacking rules.

Every fact has the span of the words that say it, in code points of the text the document was parsed from.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from luodi.source import Span

UnitRole = Literal["lead", "joint"]
DeadlineKind = Literal["by", "from", "within", "every", "period", "ongoing"]
TermUnit = Literal["日", "工作日", "周", "月", "季度", "年"]
TargetOp = Literal[">=", ">", "<=", "<", "=", "~", "rank", "times"]
AmountKind = Literal["fixed", "cap", "floor", "rate", "match", "per"]
StackingKind = Literal["highest", "once", "add", "priority"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that answers for an item. span: its name as it stands in the text."""

    name: str
    role: UnitRole
    span: Span


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due, starts, lasts or recurs.

    by: not after ``date``. from: ``date`` on. within: ``amount`` of ``unit`` after an event. every: each
    ``amount`` of ``unit``. period: ``date`` to ``until``, or a term of ``amount`` of ``unit``. ongoing:
    without end. What the words do not say is None.
    """

    kind: DeadlineKind
    span: Span
    date: datetime.date | None = None
    until: datetime.date | None = None
    amount: Decimal | None = None
    unit: TermUnit | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to be reached.

    value: percentages as written (15 for 15%); a fall is negative; ``rank`` 3 is 前三; ``times`` 2 is 翻番.
    by: the year it is set for, where the item says one.
    """

    indicator: str
    op: TargetOp
    value: Decimal
    unit: str
    span: Span
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """What is paid, required as a match, or limited.

    value: yuan or dollars; rates and matches are ratios (0.2 for 20%, 1 for 1:1). base: what a rate is taken
    of. grade: the case it is paid for. years: for how many years it is paid.
    """

    kind: AmountKind
    value: Decimal
    unit: Literal["元", "美元", "比例"]
    span: Span
    base: str | None = None
    grade: str | None = None
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Stacking:
    """What happens where several supports meet.

    highest: 就高不重复. once: 不重复享受. add: 可叠加. priority: one goes before the other.
    """

    kind: StackingKind
    span: Span


Fact = Unit | Deadline | Target | Amount | Stacking


@dataclass(frozen=True, slots=True)
class Item:
    """The smallest numbered provision with its facts, each list in reading order.

    path: as of ``luodi parse``; those of a further annex begin with its label.
    """

    path: tuple[str, ...]
    heading: str | None
    span: Span
    units: tuple[Unit, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    targets: tuple[Target, ...] = ()
    amounts: tuple[Amount, ...] = ()
    stacking: tuple[Stacking, ...] = ()

    def facts(self) -> Iterator[Fact]:
        """All facts in reading order."""
        everything: list[Fact] = [*self.units, *self.deadlines, *self.targets, *self.amounts, *self.stacking]
        yield from sorted(everything, key=lambda fact: fact.span)


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document that the text rests on.

    article: as written (第二十一条第一款); None where none is named.
    """

    title: str
    doc_no: str | None
    article: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Repeal:
    """A document that this one ends."""

    title: str
    doc_no: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Facts:
    """A document's facts.

    title, doc_no, issuers, date: as of its structure. valid_from, valid_to: first and last day of its
    validity. validity_span: the words that say it. trial: it is issued 试行 or 暂行.
    """

    title: str
    doc_no: str | None
    issuers: tuple[str, ...]
    date: datetime.date | None
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    trial: bool
    repeals: tuple[Repeal, ...]
    references: tuple[Reference, ...]
    items: tuple[Item, ...]
    validity_span: Span | None = None
