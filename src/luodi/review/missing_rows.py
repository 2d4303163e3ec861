"""``<decision>#missing`` of a population: the interpreter's answer, asked once for all rows that are alike.

Rows without a null have nothing missing. The others are grouped by what can make a difference (see
``signatures``); of each group the interpreter works it out, and the answers are joined back.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

import duckdb
import pyarrow
from sqlglot import exp

from luodi.evaluate import Model
from luodi.relational import Program
from luodi.relational.hoisting import Stage
from luodi.relational.nodes import FALSE, TRUE, Column, Node, either
from luodi.relational.program import Output
from luodi.relational.types import ListType
from luodi.relational.values import is_missing
from luodi.review.signatures import points_of, region_of
from luodi.sql.capabilities import Engine
from luodi.sql.emit import emit_query, to_text

_GROUPS: Final = "unknown_rows"
_ANSWERS: Final = "missing_found"
_BATCH: Final = 20_000
_UNKNOWN: Final = "u"


@dataclass(frozen=True, slots=True)
class _Part:
    """An input in a group. key: what rows of a group have in common, None where the value itself is it."""

    label: str
    column: Column
    key: Node | None


def with_missing(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    program: Program,
    engine: Engine,
    as_of: datetime.date | None,
) -> exp.Select:
    """The query of a program with ``#missing`` beside each decision; the groups are worked out here."""
    parts = _parts(model, program)
    decisions = [each.label for each in program.outputs if not each.label.endswith("#rule")]
    open_parts = [is_missing(part.column) for part in parts]
    open_parts += [each.unknown for each in program.lists.values()]
    unknown: Node = TRUE if program.absent else either(open_parts)
    keyed = _with_keys(program, parts, unknown)
    if unknown == FALSE:
        return _joined(emit_query(program, engine), decisions, parts, joins=False)
    grouped = replace(
        keyed,
        outputs=tuple(
            Output(f"{name}{at}", Column(f"{name}{at}", part.column.type))
            for at, part in enumerate(parts)
            for name in ("m", "v")
        ),
    )
    _answer(connection, model, decisions, parts, _groups(grouped, parts, engine), as_of)
    return _joined(emit_query(keyed, engine), decisions, parts, joins=True)


def _parts(model: Model, program: Program) -> list[_Part]:
    points = points_of(model.definitions)
    return [
        _Part(label, column, region_of(column, points[label]) if label in points else None)
        for label, column in program.checked.items()
    ] + [
        _Part(label, whole.value, None)
        for label, whole in program.lists.items()
        if isinstance(whole.value, Column)
    ]


def _with_keys(program: Program, parts: Sequence[_Part], unknown: Node) -> Program:
    columns: list[tuple[str, Node]] = [(_UNKNOWN, unknown)]
    for at, part in enumerate(parts):
        columns.append((f"m{at}", part.column if part.key is None else part.key))
        columns.append((f"v{at}", part.column))
    return replace(program, stages=(*program.stages, *program.list_stages, Stage("missing", tuple(columns))))


def _groups(program: Program, parts: Sequence[_Part], engine: Engine) -> str:
    """One row a group: its key, and the values of one of its rows."""
    query = emit_query(program, engine)
    keys = [exp.column(f"m{at}", quoted=True) for at in range(len(parts))]
    select = []
    for at in range(len(parts)):
        select.append(exp.alias_(keys[at].copy(), f"m{at}", quoted=True))
        # Of a list any, for it is its own key: an order of lists is not needed.
        kind = exp.AnyValue if isinstance(parts[at].column.type, ListType) else exp.Min
        value = kind(this=exp.column(f"v{at}", quoted=True))
        select.append(exp.alias_(value, f"v{at}", quoted=True))
    query.set("expressions", select or [exp.Literal.number(1)])
    query = query.where(exp.column(_UNKNOWN, quoted=True))
    return to_text(query.group_by(*keys) if keys else query.limit(1), engine)


def _answer(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    decisions: Sequence[str],
    parts: Sequence[_Part],
    groups: str,
    as_of: datetime.date | None,
) -> None:
    """Ask the interpreter of each group; the answers become a table."""
    connection.sql(groups).create(_GROUPS)
    names = connection.table(_GROUPS).columns
    schema = pyarrow.schema([(f"a{at}", pyarrow.list_(pyarrow.string())) for at in range(len(decisions))])
    made = False
    at = 0
    while True:
        batch = connection.table(_GROUPS).limit(_BATCH, at).to_arrow_table()
        if batch.num_rows == 0 and made:
            break
        at += _BATCH
        answers: list[list[list[str]]] = [[] for _ in decisions]
        for row in batch.to_pylist():
            given = nested({part.label: row[f"v{place}"] for place, part in enumerate(parts)})
            missing = model.decide(given, as_of=as_of, decisions=decisions).missing
            for place, decision in enumerate(decisions):
                answers[place].append(list(missing[decision]))
        keys = batch.select([name for name in names if name.startswith("m")])
        table = pyarrow.Table.from_arrays(
            [*keys.columns, *(pyarrow.array(each, pyarrow.list_(pyarrow.string())) for each in answers)],
            names=[*keys.column_names, *schema.names],
        )
        if made:
            connection.from_arrow(table).insert_into(_ANSWERS)
        else:
            connection.from_arrow(table).create(_ANSWERS)
        made = True


def nested(row: Mapping[str, Any]) -> dict[str, Any]:
    """Values by input; ``企业.研发费用`` as an entry of 企业."""
    made: dict[str, Any] = {}
    for label, value in row.items():
        head, dot, entry = label.partition(".")
        if dot:
            made.setdefault(head, {})[entry] = value
        else:
            made[label] = Decimal(value) if type(value) is int else value
    return made


def _joined(
    query: exp.Select, decisions: Sequence[str], parts: Sequence[_Part], *, joins: bool
) -> exp.Select:
    """The query with a list of names beside each decision, before its rule."""
    names = exp.DataType.build("TEXT[]", dialect="duckdb")
    nothing = exp.Cast(this=exp.Array(expressions=[]), to=names)
    selected: list[Any] = []
    for each in query.expressions:
        selected.append(each)
        if each.alias in decisions:
            answer = exp.column(f"a{decisions.index(each.alias)}", table=_ANSWERS, quoted=True)
            value = exp.Coalesce(this=answer, expressions=[nothing.copy()]) if joins else nothing.copy()
            selected.append(exp.alias_(value, exp.to_identifier(f"{each.alias}#missing", quoted=True)))
    query.set("expressions", selected)
    if not joins:
        return query
    stage = query.args["from_"].this
    matches: list[Any] = [
        exp.NullSafeEQ(
            this=exp.column(f"m{at}", table=stage.name, quoted=True),
            expression=exp.column(f"m{at}", table=_ANSWERS, quoted=True),
        )
        for at in range(len(parts))
    ]
    matches.append(exp.column(_UNKNOWN, table=stage.name, quoted=True))
    return query.join(
        exp.Table(this=exp.to_identifier(_ANSWERS, quoted=True)), on=exp.and_(*matches), join_type="left"
    )
