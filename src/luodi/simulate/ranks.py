"""What rows are ranked by: a column of texts that are all numbers, or all days, by what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlglot import exp

from luodi.diagnostics import Diagnostic, Severity
from luodi.engines.ordering import ordering
from luodi.engines.written import Look, is_written
from luodi.relational.types import STRING
from luodi.simulate.results import SimulationError
from luodi.simulate.session import Session
from luodi.simulate.trees import ROW, column, table

_SHOWN: Final = 3


def rank_of(session: Session, label: str) -> exp.Expression:
    """The column of the population, called p, as what it is ordered by.

    In a CSV all is text that no model reads as a number or a day: "99" would stand before "100" otherwise.
    Money hangs on it, so nothing is left to a warning: raises SimulationError POP063 where some texts are
    numbers or days and others are not, POP003 for days that the calendar does not have.
    """
    node = session.shown(label)
    known = session.data.columns.get(label)
    if known is None or known.type != STRING:
        return node
    source = table(session.data.table, "p")
    told: list[Diagnostic] = []

    def counts(measures: Mapping[str, Sequence[Any]]) -> dict[str, tuple[Any, ...]]:
        (found,) = session.fetch(exp.Select().select(*measures[label]).from_(source.copy()))
        return {label: found}

    def rows(value: exp.Expression, asked: Callable[[exp.Expression], exp.Expression]) -> tuple[str, str]:
        first = exp.Select().select(column(ROW, "p"), value.copy()).from_(source.copy()).where(asked(value))
        found = session.fetch(first.order_by(column(ROW, "p")).limit(_SHOWN))
        return "、".join(str(row) for row, _ in found), "、".join(str(each)[:40] for _, each in found)

    def tell(code: str, **values: object) -> None:
        told.append(Diagnostic(code, Severity.ERROR, None, values, str(session.path)))

    by = ordering(label, node, Look(counts, rows, tell, is_written), strict=True)
    if by is None:
        raise SimulationError(told)
    return by
