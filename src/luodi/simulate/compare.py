"""Two versions of a model over one population: what changes, for whom, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeAlias

from sqlglot import exp

from luodi.dmn.model import Definitions
from luodi.simulate.amounts import AMOUNT, UNKNOWN, Amounts, amounts_of_both, chosen_decision
from luodi.simulate.results import Band, Change, Comparison, Distribution, Group, Side, Totals
from luodi.simulate.session import Session
from luodi.simulate.trees import (
    ROW,
    as_decimal,
    both,
    choice,
    column,
    count,
    decimal,
    known,
    matching,
    negated,
    number,
    table,
    total,
)
from luodi.sql.trees import alias

# One distribution: by one column, or by several together.
By: TypeAlias = str | Sequence[str]
# Where bands of amounts begin, in yuan. They do not depend on the data: runs can be laid side by side.
BOUNDS: Final[tuple[Decimal, ...]] = tuple(
    Decimal(each)
    for each in (
        *("0", "0.01", "1000", "5000", "10000", "50000", "100000", "500000", "1000000", "5000000"),
        *("10000000", "50000000", "100000000"),
    )
)

_GROUPS: Final = 1_000
_TOP: Final = 20
BEFORE: Final = "#before"
AFTER: Final = "#after"
BEFORE_UNKNOWN: Final = "#before_unknown"
AFTER_UNKNOWN: Final = "#after_unknown"
DIFFERENCE: Final = "#difference"


def prepare(path: Path, *, keys: Sequence[str] = (), columns: Sequence[str] = (), **options: Any) -> Session:
    """A population that stays loaded, for ``compare(…, session=…)`` again and again.

    keys: the key columns, the first where none is named. columns: those to group or rank by. options:
    as_of, memory, spill. It is read at the first question. Close it, or use it in a ``with``.
    """
    return Session(Path(path), tuple(keys), tuple(columns), **options)


def compare(
    base: Definitions,
    new: Definitions,
    population: Path | Session,
    *,
    decision: str | None = None,
    by: Sequence[By] = (),
    keys: Sequence[str] = (),
    bounds: Sequence[Decimal] = BOUNDS,
    top: int = _TOP,
) -> Comparison:
    """What the amount of one decision comes to under two models.

    population: a file, or a session of ``prepare``, which keeps the population and each model's result; then
    keys are the session's. decision: the numeric result that both have, where there is only one. by: a
    distribution for each, over one column or several. bounds: of the bands of amounts. top: how many gains
    and losses are listed.
    Raises SimulationError where a model is refused, the population is faulty, or it is not clear what is
    looked at.
    """
    if isinstance(population, Session):
        return _compared(population, base, new, decision, by, bounds, top)
    with prepare(population, keys=keys) as session:
        return _compared(session, base, new, decision, by, bounds, top)


def _compared(
    session: Session,
    base: Definitions,
    new: Definitions,
    decision: str | None,
    by: Sequence[By],
    bounds: Sequence[Decimal],
    top: int,
) -> Comparison:
    groupings = [(each,) if isinstance(each, str) else tuple(each) for each in by]
    labels = tuple(dict.fromkeys(label for each in groupings for label in each))
    with session.lock:
        session.load([base, new], labels)
        name = chosen_decision(session, [base, new], decision)
        pairs = Pairs(session, *amounts_of_both(session, base, new, name))
        try:
            (totals,) = pairs.totals()
            return Comparison(
                name,
                session.keys,
                labels,
                totals[1],
                tuple(pairs.distribution(each) for each in groupings),
                pairs.bands(bounds),
                pairs.changes(labels, top, gains=True),
                pairs.changes(labels, top, gains=False),
                session.diagnostics,
            )
        finally:
            pairs.drop()


class Pairs:
    """Each row's amount before and after, as a table."""

    def __init__(self, session: Session, before: Amounts, after: Amounts) -> None:
        self.session, self.before, self.after = session, before, after
        self.scale = max(before.scale, after.scale)
        self.table = session.new_name("pairs")
        session.create(
            self.table, paired(table(before.table, "b"), table(after.table, "a"), [ROW], self.scale)
        )

    def drop(self) -> None:
        self.session.drop(self.table)

    def totals(self, columns: Sequence[str] = ()) -> list[tuple[tuple[Any, ...], Totals]]:
        """Of each group, or of all rows, what the two models come to."""
        source: exp.Select = exp.Select().select(
            *(self.session.shown(each) for each in columns), *measures(self.scale)
        )
        source = source.from_(table(self.table, "d"))
        if columns:
            source = source.join(table(self.session.data.table, "p"), on=matching([ROW], "d", "p")).group_by(
                *(self.session.shown(each) for each in columns)
            )
        width = len(columns)
        return [(row[:width], totals_of(row[width:])) for row in self.session.fetch(source)]

    def distribution(self, columns: Sequence[str]) -> Distribution:
        groups = [Group(values, totals) for values, totals in self.totals(columns)]
        groups.sort(key=lambda each: (-each.totals.after.cost, -each.totals.before.cost, _order(each.values)))
        return Distribution(tuple(columns), tuple(groups[:_GROUPS]), max(0, len(groups) - _GROUPS))

    def bands(self, bounds: Sequence[Decimal]) -> tuple[Band, ...]:
        ends: list[Decimal | None] = [None, *sorted(bounds), None]
        before = rows_in_bands(self.session, self.before, bounds)
        after = rows_in_bands(self.session, self.after, bounds)
        return tuple(
            Band(low, high, *before[at], *after[at]) for at, (low, high) in enumerate(pairwise(ends))
        )

    def changes(self, labels: Sequence[str], top: int, *, gains: bool) -> tuple[Change, ...]:
        """The rows with the greatest gains, or losses; those alike in the order of their keys."""
        session = self.session
        keys = [column(each, "p") for each in session.keys]
        asked = (exp.GT if gains else exp.LT)(this=column(DIFFERENCE, "d"), expression=number(0))
        select = (
            exp.Select()
            .select(*keys, *(column(each, "d") for each in (BEFORE, AFTER, DIFFERENCE)))
            .select(*map(session.shown, labels))
            .from_(table(self.table, "d"))
            .join(table(session.data.table, "p"), on=matching([ROW], "d", "p"))
            .where(asked)
            .order_by(exp.Ordered(this=column(DIFFERENCE, "d"), desc=gains), *(key for key in keys))
            .limit(top)
        )
        width = len(keys)
        return tuple(
            Change(row[:width], row[width], row[width + 1], row[width + 2], row[width + 3 :])
            for row in session.fetch(select)
        )


def rows_in_bands(session: Session, amounts: Amounts, bounds: Sequence[Decimal]) -> list[tuple[int, Decimal]]:
    """Of each band how many known amounts lie in it, and their sum; kept with the amounts."""
    ordered = tuple(sorted(bounds))
    if ordered not in amounts.bands:
        amount = exp.Coalesce(this=column(AMOUNT), expressions=[decimal(Decimal(0), amounts.scale)])
        ifs = [
            exp.If(this=exp.LT(this=amount, expression=number(bound)), true=number(at))
            for at, bound in enumerate(ordered)
        ]
        band = exp.Case(ifs=ifs, default=number(len(ordered))) if ifs else number(0)
        select = (
            exp.Select()
            .select(alias(band, "band"), alias(count(), "n"), alias(total(amount, amounts.scale), "s"))
            .from_(table(amounts.table))
            .where(negated(column(UNKNOWN)))
            .group_by(exp.Literal.number(1))
        )
        found = {at: (rows, cost) for at, rows, cost in session.fetch(select)}
        amounts.bands[ordered] = [found.get(at, (0, Decimal(0))) for at in range(len(ordered) + 1)]
    return amounts.bands[ordered]


def paired(
    before: exp.Expression, after: exp.Expression, rows: Sequence[str], scale: int, extra: Sequence[str] = ()
) -> exp.Select:
    """Amounts ``b`` and ``a`` side by side. The difference is null where one of them is unknown; what is
    settled without an amount counts as nought in it. extra: columns of ``a`` that are kept."""
    values = [as_decimal(column(AMOUNT, owner), scale) for owner in ("b", "a")]
    unknown = [column(UNKNOWN, owner) for owner in ("b", "a")]
    received = [exp.Coalesce(this=each, expressions=[decimal(Decimal(0), scale)]) for each in values]
    difference = as_decimal(exp.Sub(this=received[1], expression=received[0]), scale)
    settled = both(*(negated(each) for each in unknown))
    return (
        exp.Select()
        .select(*(column(each, "a") for each in (*rows, *extra)))
        .select(alias(values[0], BEFORE), alias(values[1], AFTER))
        .select(alias(unknown[0], BEFORE_UNKNOWN), alias(unknown[1], AFTER_UNKNOWN))
        .select(alias(choice(settled, difference), DIFFERENCE))
        .from_(after)
        .join(before, on=matching(rows, "b", "a"))
    )


def measures(scale: int) -> list[exp.Expression]:
    """What ``totals_of`` reads, over rows of ``paired``."""
    made: list[exp.Expression] = [count()]
    for amount, unknown in ((BEFORE, BEFORE_UNKNOWN), (AFTER, AFTER_UNKNOWN)):
        value, is_unknown = column(amount), column(unknown)
        pays = both(negated(is_unknown), known(value), exp.NEQ(this=value, expression=number(0)))
        made += [total(value, scale, negated(is_unknown)), count(pays), count(is_unknown)]
    difference = column(DIFFERENCE)
    compared = known(difference)
    gain = exp.GT(this=difference, expression=number(0))
    loss = exp.LT(this=difference, expression=number(0))
    paid_before, paid_after = (
        both(known(column(each)), exp.NEQ(this=column(each), expression=number(0)))
        for each in (BEFORE, AFTER)
    )
    made += [
        total(difference, scale),
        total(difference, scale, gain),
        total(difference, scale, loss),
        count(gain),
        count(loss),
        count(compared),
        count(both(compared, paid_after, negated(_surely(paid_before)))),
        count(both(compared, paid_before, negated(_surely(paid_after)))),
    ]
    for amount, one, other in (
        (BEFORE, BEFORE_UNKNOWN, AFTER_UNKNOWN),
        (AFTER, AFTER_UNKNOWN, BEFORE_UNKNOWN),
    ):
        alone = both(negated(column(one)), column(other))
        made.append(total(column(amount), scale, alone))
    return [alias(each, f"m{at}") for at, each in enumerate(made)]


def _surely(node: exp.Expression) -> exp.Expression:
    return exp.Coalesce(this=node, expressions=[exp.false()])


def totals_of(row: Sequence[Any]) -> Totals:
    rows = row[0]
    before = Side(row[1], row[2], rows - row[2] - row[3], row[3])
    after = Side(row[4], row[5], rows - row[5] - row[6], row[6])
    difference, gained, lost, winners, losers, compared, newly_in, dropped_out, only, later = row[7:17]
    return Totals(
        rows=rows,
        before=before,
        after=after,
        difference=difference,
        gained=gained,
        lost=-lost if lost else lost,
        winners=winners,
        losers=losers,
        unchanged=compared - winners - losers,
        newly_in=newly_in,
        dropped_out=dropped_out,
        unknown=rows - compared,
        before_only=only,
        after_only=later,
    )


def _order(values: Sequence[Any]) -> tuple[tuple[bool, str], ...]:
    return tuple((each is None, str(each)) for each in values)
