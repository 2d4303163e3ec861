"""A cap for each row, or a budget for all: who gets how much, to the hundredth.

All is counted in whole hundredths (fen), so that no share is rounded twice and a budget is used up exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sqlglot import exp

from luodi.dmn.model import Definitions
from luodi.simulate.amounts import AMOUNT, UNKNOWN, Amounts, amounts_of, chosen_decision
from luodi.simulate.compare import By, prepare
from luodi.simulate.ranks import rank_of
from luodi.simulate.results import Allocation, Cut, Shares
from luodi.simulate.session import Session, error
from luodi.simulate.trees import (
    DIGITS,
    ROW,
    as_decimal,
    as_whole,
    both,
    choice,
    column,
    count,
    is_null,
    known,
    matching,
    negated,
    number,
    table,
    whole,
)
from luodi.sql.trees import alias

_TOP: Final = 20
_PLACES: Final = 2
# What a row asks for, what of it the cap leaves, and what it gets.
_ASKED: Final = "asked"
_CLAIM: Final = "claim"
_GRANTED: Final = "granted"
_RANK: Final = "rank"
_WRITTEN: Final = re.compile(r"pro-rata|(?P<how>rank|first):(?P<column>.+?)(:(?P<order>asc|desc))?")


class Method(StrEnum):
    """How a budget that is too small is shared.

    PRO_RATA: each gets the same share of what it asks for; fen that are left go to the largest remainders,
    among equal ones by key. RANK: the highest value of a column is served first, or the lowest. FIRST: the
    earliest.
    """

    PRO_RATA = "pro-rata"
    RANK = "rank"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a budget is shared. column: that ranks the rows; ascending: whether the least value comes first."""

    method: Method = Method.PRO_RATA
    column: str | None = None
    ascending: bool = False

    def __str__(self) -> str:
        if self.column is None:
            return self.method.value
        order = ":asc" if self.method is Method.RANK and self.ascending else ""
        return f"{self.method.value}:{self.column}{order}"


def parse_rule(text: str) -> Rule:
    """``pro-rata``, ``rank:评分``, ``rank:成立年限:asc`` or ``first:申报日期``. Raises SIM015."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise error("SIM015", text=text)
    if found["how"] is None:
        return Rule()
    method = Method(found["how"])
    ascending = found["order"] == "asc" if found["order"] else method is Method.FIRST
    return Rule(method, found["column"], ascending)


def allocate(
    model: Definitions,
    population: Path | Session,
    *,
    budget: Decimal | None = None,
    cap: Decimal | None = None,
    rule: Rule | str = Rule(),
    decision: str | None = None,
    by: Sequence[By] = (),
    keys: Sequence[str] = (),
    top: int = _TOP,
) -> Allocation:
    """What becomes of a model's amounts under a cap for each row, a budget for all, or both (the cap first).

    population, decision, keys, by: as for ``compare``. rule: how the budget is shared; ties in rank are
    broken by key, a row without a value to rank by comes last. Rows whose amount is unknown ask for nothing
    and are counted.
    Raises SimulationError SIM011 for a negative budget or cap, SIM013 where the figures have too many digits,
    SIM015, SIM016 for a rule that is none.
    """
    chosen = parse_rule(rule) if isinstance(rule, str) else rule
    if chosen.method is not Method.PRO_RATA and chosen.column is None:
        raise error("SIM016")
    for each in (budget, cap):
        if each is not None and each < 0:
            raise error("SIM011", text=str(each))
    if isinstance(population, Session):
        return _allocated(population, model, decision, _Task(chosen, budget, cap, top), by)
    with prepare(population, keys=keys) as session:
        return _allocated(session, model, decision, _Task(chosen, budget, cap, top), by)


@dataclass(frozen=True, slots=True)
class _Task:
    rule: Rule
    budget: Decimal | None
    cap: Decimal | None
    top: int


def _allocated(
    session: Session, model: Definitions, decision: str | None, task: _Task, by: Sequence[By]
) -> Allocation:
    groupings = [(each,) if isinstance(each, str) else tuple(each) for each in by]
    labels = [label for each in groupings for label in each]
    if task.rule.column is not None:
        labels.append(task.rule.column)
    with session.lock:
        session.load([model], labels)
        name = chosen_decision(session, [model], decision)
        work = _Work(session, amounts_of(session, model, name), task)
        try:
            work.ask()
            work.grant()
            return work.answer(name, groupings)
        finally:
            work.clean()


class _Work:
    def __init__(self, session: Session, amounts: Amounts, task: _Task) -> None:
        self.session, self.amounts, self.task = session, amounts, task
        self.tables: list[str] = []

    def clean(self) -> None:
        for each in self.tables:
            self.session.drop(each)

    def _create(self, what: str, query: exp.Expression) -> str:
        made = self.session.new_name(what)
        self.session.create(made, query)
        self.tables.append(made)
        return made

    # --- in fen ---

    def ask(self) -> None:
        """Of each row what it asks for, in fen, as a table; with its keys and what it is ranked by."""
        session, scale = self.session, self.amounts.scale
        unit = whole(10 ** max(scale - _PLACES, 0))
        amount = column(AMOUNT, "a")
        asks = both(negated(column(UNKNOWN, "a")), exp.GT(this=amount, expression=number(0)))
        # Of no more digits than a sum of them has room for.
        places = as_decimal(amount, max(scale, _PLACES))
        digits = as_whole(exp.Mul(this=places, expression=number(10 ** max(scale, _PLACES))))
        fen: exp.Expression = exp.IntDiv(this=digits, expression=unit)
        claim = fen
        if self.task.cap is not None:
            claim = exp.Least(this=fen.copy(), expressions=[whole(_in_fen(self.task.cap))], ignore_nulls=True)
        rest = exp.Sub(
            this=digits.copy(),
            expression=exp.Mul(
                this=exp.Paren(this=exp.IntDiv(this=digits.copy(), expression=unit.copy())),
                expression=unit.copy(),
            ),
        )
        select = (
            exp.Select()
            .select(
                column(ROW, "a"),
                *(alias(column(each, "p"), f"k{at}") for at, each in enumerate(session.keys)),
            )
            .select(alias(choice(asks, fen, whole(0)), _ASKED))
            .select(alias(choice(asks, claim, whole(0)), _CLAIM))
            .select(alias(choice(asks, rest, whole(0)), "rest"))
            .select(alias(column(UNKNOWN, "a"), UNKNOWN))
            .select(
                alias(both(negated(column(UNKNOWN, "a")), exp.LT(this=amount, expression=number(0))), "below")
            )
            .from_(table(self.amounts.table, "a"))
            .join(table(session.data.table, "p"), on=matching([ROW], "a", "p"))
        )
        if self.task.rule.column is not None:
            select = select.select(alias(rank_of(session, self.task.rule.column), _RANK))
        self.asked = self._create("asked", select)
        total, rest_sum = self.session.fetch(
            exp.Select().select(_sum(_CLAIM), _sum("rest")).from_(table(self.asked))
        )[0]
        self.total = int(total)
        self.fractions = Decimal(int(rest_sum)).scaleb(-max(scale, _PLACES))

    def grant(self) -> None:
        budget = self.task.budget
        if budget is None or _in_fen(budget) >= self.total:
            granted: exp.Select = exp.Select().select(exp.Star(), alias(column(_CLAIM), _GRANTED))
            self.granted = self._create("granted", granted.from_(table(self.asked)))
            self.short = False
            return
        self.short = True
        if self.task.rule.method is Method.PRO_RATA:
            self._share_out(_in_fen(budget))
        else:
            self._serve(_in_fen(budget))

    def _share_out(self, budget: int) -> None:
        """Each row's share rounded down, and one fen more to the largest remainders."""
        ((most,),) = self.session.fetch(
            exp.Select().select(exp.Max(this=column(_CLAIM))).from_(table(self.asked))
        )
        if int(most) * budget >= 10**DIGITS:
            raise error("SIM013", digits=len(str(int(most) * budget)))
        product = exp.Paren(this=exp.Mul(this=column(_CLAIM), expression=whole(budget)))
        share = exp.IntDiv(this=product, expression=whole(self.total))
        shares = exp.Select().select(exp.Star(), alias(share, "share")).from_(table(self.asked))
        left = exp.Sub(
            this=exp.Mul(this=column(_CLAIM), expression=whole(budget)),
            expression=exp.Mul(this=column("share"), expression=whole(self.total)),
        )
        table_of = self._create(
            "shares", exp.Select().select(exp.Star(), alias(left, "left")).from_(shares.subquery("s"))
        )
        ((given,),) = self.session.fetch(exp.Select().select(_sum("share")).from_(table(table_of)))
        order = [exp.Ordered(this=column("left"), desc=True), *self._by_key()]
        place = exp.Window(this=exp.RowNumber(), order=exp.Order(expressions=order))
        placed = exp.Select().select(exp.Star(), alias(place, "place")).from_(table(table_of))
        more = choice(
            exp.LTE(this=column("place"), expression=number(budget - int(given))), whole(1), whole(0)
        )
        granted = as_whole(exp.Add(this=column("share"), expression=more))
        self.granted = self._create(
            "granted", exp.Select().select(exp.Star(), alias(granted, _GRANTED)).from_(placed.subquery("s"))
        )

    def _serve(self, budget: int) -> None:
        """Row after row in full while the budget lasts; the row it ends in gets what is left."""
        up_to = exp.Window(
            this=exp.Sum(this=column(_CLAIM)),
            order=exp.Order(expressions=self._in_order()),
            spec=exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW"),
        )
        served = exp.Select().select(exp.Star(), alias(as_whole(up_to), "up_to")).from_(table(self.asked))
        left = exp.Sub(
            this=whole(budget),
            expression=exp.Paren(this=exp.Sub(this=column("up_to"), expression=column(_CLAIM))),
        )
        granted = exp.Greatest(
            this=exp.Least(this=column(_CLAIM), expressions=[left], ignore_nulls=True),
            expressions=[whole(0)],
            ignore_nulls=True,
        )
        self.granted = self._create(
            "granted",
            exp.Select().select(exp.Star(), alias(as_whole(granted), _GRANTED)).from_(served.subquery("s")),
        )

    def _by_key(self) -> list[exp.Expression]:
        return [exp.Ordered(this=column(f"k{at}"), desc=False) for at in range(len(self.session.keys))]

    def _in_order(self) -> list[exp.Expression]:
        asks = choice(exp.GT(this=column(_CLAIM), expression=number(0)), number(0), number(1))
        absent = choice(is_null(column(_RANK)), number(1), number(0))
        return [
            exp.Ordered(this=asks, desc=False),
            exp.Ordered(this=absent, desc=False),
            exp.Ordered(this=column(_RANK), desc=not self.task.rule.ascending),
            *self._by_key(),
        ]

    # --- what came of it ---

    def answer(self, decision: str, groupings: Sequence[tuple[str, ...]]) -> Allocation:
        task = self.task
        last, tied, unranked = self._ranks() if task.rule.column is not None else (None, 0, 0)
        ((below,),) = self.session.fetch(
            exp.Select().select(count(column("below"))).from_(table(self.granted))
        )
        return Allocation(
            decision=decision,
            keys=self.session.keys,
            method=str(task.rule),
            cap=task.cap,
            budget=task.budget,
            total=self._shares(())[0],
            groups=tuple((each, tuple(self._shares(each))) for each in groupings),
            cuts=self._cuts(),
            fractions=self.fractions,
            negative=below,
            last_rank=last,
            tied=tied,
            unranked=unranked,
            diagnostics=self.session.diagnostics,
        )

    def _shares(self, columns: Sequence[str]) -> list[Shares]:
        asked, granted = column(_ASKED, "g"), column(_GRANTED, "g")
        asks = exp.GT(this=asked, expression=number(0))
        some = exp.GT(this=granted, expression=number(0))
        select = (
            exp.Select()
            .select(*map(self.session.shown, columns))
            .select(count(), _sum(_ASKED, "g"), _sum(_GRANTED, "g"))
            .select(count(both(asks, exp.EQ(this=granted, expression=asked))))
            .select(count(both(asks, some, exp.LT(this=granted, expression=asked))))
            .select(count(both(asks, negated(some))), count(column(UNKNOWN, "g")))
            .from_(table(self.granted, "g"))
        )
        if columns:
            select = select.join(table(self.session.data.table, "p"), on=matching([ROW], "g", "p"))
            select = select.group_by(*map(self.session.shown, columns))
        width = len(columns)
        found = [
            Shares(row[:width], row[width], _yuan(row[width + 1]), _yuan(row[width + 2]), *row[width + 3 :])
            for row in self.session.fetch(select)
        ]
        return sorted(found, key=lambda each: (-each.asked, tuple(map(str, each.values))))

    def _cuts(self) -> tuple[Cut, ...]:
        keys = [column(f"k{at}") for at in range(len(self.session.keys))]
        lost = exp.Sub(this=column(_ASKED), expression=column(_GRANTED))
        ranked = [column(_RANK)] if self.task.rule.column is not None else []
        select = (
            exp.Select()
            .select(*keys, column(_ASKED), column(_GRANTED), *ranked)
            .from_(table(self.granted))
            .where(exp.LT(this=column(_GRANTED), expression=column(_ASKED)))
            .order_by(exp.Ordered(this=lost, desc=True), *self._by_key())
            .limit(self.task.top)
        )
        width = len(keys)
        return tuple(
            Cut(row[:width], _yuan(row[width]), _yuan(row[width + 1]), *row[width + 2 :])
            for row in self.session.fetch(select)
        )

    def _ranks(self) -> tuple[Any, int, int]:
        """The value of the last row served, how many rows that ask have it while some of them get less, and
        how many that ask have none."""
        asks = exp.GT(this=column(_ASKED), expression=number(0))
        ((unranked,),) = self.session.fetch(
            exp.Select().select(count(both(asks, is_null(column(_RANK))))).from_(table(self.granted))
        )
        if not self.short:
            return None, 0, unranked
        served = (
            exp.Select()
            .select(column(_RANK))
            .from_(table(self.granted))
            .where(exp.GT(this=column(_GRANTED), expression=number(0)))
            .where(known(column(_RANK)))
            .order_by(exp.Ordered(this=column(_RANK), desc=self.task.rule.ascending))
            .limit(1)
        )
        found = self.session.fetch(served)
        if not found:
            return None, 0, unranked
        cut = exp.LT(this=column(_GRANTED), expression=column(_CLAIM))
        same = exp.EQ(
            this=column(_RANK),
            expression=exp.Subquery(this=served),
        )
        ((rows, cut_rows),) = self.session.fetch(
            exp.Select().select(count(), count(cut)).from_(table(self.granted)).where(both(asks, same))
        )
        return found[0][0], rows if cut_rows and rows > 1 else 0, unranked


def _sum(label: str, owner: str | None = None) -> exp.Expression:
    return as_decimal(exp.Coalesce(this=exp.Sum(this=column(label, owner)), expressions=[number(0)]), 0)


def _in_fen(value: Decimal) -> int:
    """Whole hundredths, what is beyond them cut off."""
    return int(value * 100)


def _yuan(fen: Any) -> Decimal:
    return Decimal(int(fen)).scaleb(-_PLACES)
