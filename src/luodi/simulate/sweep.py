"""One parameter through many values, in one pass over the population."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from sqlglot import exp

from luodi.dmn.model import Definitions
from luodi.relational import SourceColumn
from luodi.relational.types import ColumnType, NumberType, joined, number_of
from luodi.simulate.amounts import amounts_of, amounts_query, chosen_decision
from luodi.simulate.child_rows import crossed_lists
from luodi.simulate.compare import measures, paired, prepare, totals_of
from luodi.simulate.parameters import Parameter, parameterised, parse_parameter
from luodi.simulate.results import Curve, Point
from luodi.simulate.session import Data, Session
from luodi.simulate.trees import ROW, column, decimal, number, table
from luodi.sql.trees import alias

# Which of the values a row has, and the number of a row with it.
_WAY: Final = "#way"
_PAIR: Final = "#pair"


def sweep(
    base: Definitions,
    new: Definitions,
    population: Path | Session,
    parameter: Parameter | str,
    values: Sequence[Decimal],
    *,
    decision: str | None = None,
    keys: Sequence[str] = (),
) -> Curve:
    """What the new model comes to for each value of one of its parameters, against the base model.

    parameter: a number in a cell or a decision, or an input (see ``Parameter``). All values run in one query:
    the parameter is a column that each row has once for each value. population, decision, keys: as for
    ``compare``.
    Raises SimulationError where there is no such parameter, or the model is refused with it as a column.
    """
    moved = parse_parameter(parameter) if isinstance(parameter, str) else parameter
    if isinstance(population, Session):
        return _swept(population, base, new, moved, values, decision)
    with prepare(population, keys=keys) as session:
        return _swept(session, base, new, moved, values, decision)


def _swept(
    session: Session,
    base: Definitions,
    new: Definitions,
    parameter: Parameter,
    values: Sequence[Decimal],
    decision: str | None,
) -> Curve:
    with session.lock:
        session.load([base, new])
        name = chosen_decision(session, [base, new], decision)
        before = amounts_of(session, base, name)
        model, label = parameterised(new, parameter, session.labels)
        data = _crossed(session, label, list(dict.fromkeys(values)))
        try:
            query, kind = amounts_query(session, data, model, name)
            scale = max(before.scale, kind.scale)
            pairs = paired(table(before.table, "b"), query.subquery("a"), [ROW], scale, [label])
            select = (
                exp.Select()
                .select(column(label), *measures(scale))
                .from_(pairs.subquery("d"))
                .group_by(column(label))
            )
            found = {row[0]: totals_of(row[1:]) for row in session.fetch(select)}
        finally:
            for each in (*(rows.table for rows in data.children.values()), data.table):
                session.drop(each, "VIEW")
        points = tuple(Point(value, found[value]) for value in values if value in found)
        return Curve(name, str(parameter), points, session.diagnostics)


def _crossed(session: Session, label: str, values: Sequence[Decimal]) -> Data:
    """Each row of the population once for each value of a column."""
    kind: ColumnType = number_of(values[0])
    for each in values[1:]:
        kind = joined(kind, number_of(each)) or kind
    assert isinstance(kind, NumberType)
    ways: exp.Expression | None = None
    for at, each in enumerate(values):
        one = exp.Select().select(alias(decimal(each, kind.scale), label), alias(number(at), _WAY))
        ways = one if ways is None else exp.union(ways, one, distinct=False)
    assert isinstance(ways, (exp.Select, exp.Union))
    kept = [each for each in (ROW, *session.data.columns) if each != label]
    # Of its own to each: what a row's lists are known by.
    pair = exp.Add(
        this=exp.Mul(this=column(ROW, "p"), expression=number(len(values))), expression=column(_WAY, "w")
    )
    query = (
        exp.Select()
        .select(*(column(each, "p") for each in kept), column(label, "w"), alias(pair, _PAIR))
        .from_(table(session.data.table, "p"))
        .join(ways.subquery("w"), join_type="cross")
    )
    made = session.new_name("swept")
    session.create(made, query, kind="VIEW")
    columns = {**session.data.columns, label: SourceColumn(kind, False)}
    children = crossed_lists(session, session.data, made, ROW, _PAIR)
    return Data(made, (_PAIR, ROW, label), columns, children)
