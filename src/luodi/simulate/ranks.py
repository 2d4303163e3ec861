"""What rows are ranked by: a column of texts that are all numbers, or all days, by what they say."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from luodi.engines.digits import NUMBER
from luodi.engines.written import DATE_FORMS
from luodi.relational.types import STRING
from luodi.simulate.session import Session
from luodi.simulate.trees import column, table
from luodi.sql.trees import decimal

_WIDTH: Final = 38
_DIGITS: Final = 9


def rank_of(session: Session, label: str) -> exp.Expression:
    """The column of the population, called p, as what it is ordered by.

    In a CSV all is text that no model reads as a number or a day: "99" would stand before "100" otherwise.
    """
    node = column(label, "p")
    known = session.data.columns.get(label)
    if known is None or known.type != STRING:
        return node
    forms = [NUMBER, *(pattern for pattern, _ in DATE_FORMS.values())]
    counts = [exp.CountIf(this=_matches(column(label), each)) for each in forms]
    asked = exp.Select().select(exp.Count(this=column(label)), *counts).from_(table(session.data.table))
    ((known_rows, *found),) = session.fetch(asked)
    if not known_rows or known_rows not in found:
        return node
    at = found.index(known_rows)
    if at == 0:
        return exp.TryCast(this=node, to=decimal(_WIDTH, _DIGITS))
    written = list(DATE_FORMS.values())[at - 1][1]
    day = exp.Anonymous(this="TRY_STRPTIME", expressions=[node, exp.Literal.string(written)])
    return exp.TryCast(this=day, to=exp.DataType.build("DATE"))


def _matches(node: exp.Expression, pattern: str) -> exp.Expression:
    return exp.Anonymous(this="REGEXP_FULL_MATCH", expressions=[node, exp.Literal.string(pattern)])
