"""``<decision>#missing`` of a population: the interpreter's answer, asked once for all rows that are alike.

Rows without a null have nothing missing. The others are grouped by what can make a difference (see
``signatures``); of each group the interpreter works it out, and the answers are joined back.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import pyarrow
from sqlglot import exp

from luodi.dmn.model import Definitions
from luodi.engines.moments import moment_of
from luodi.engines.session import Kinds, Session
from luodi.evaluate import Model
from luodi.relational import Program
from luodi.relational.functions import name_of
from luodi.relational.hoisting import Stage
from luodi.relational.nodes import FALSE, TRUE, Column, Node, either, type_of
from luodi.relational.program import Output
from luodi.relational.pruning import pruned
from luodi.relational.signatures import points_of, region_of
from luodi.relational.types import BOOLEAN, RULE, STRING, ColumnType, ListType
from luodi.relational.values import is_missing
from luodi.sql.emit import FORMS, emit_query
from luodi.sql.forms import Forms

_ANSWERS: Final = "missing_found"
_NAMES: Final = ListType(STRING)
_UNKNOWN: Final = "u"


@dataclass(frozen=True, slots=True)
class _Part:
    """An input in a group. key: what rows of a group have in common, None where the value itself is it;
    is_moment: whether the column is a date and time, as its seconds."""

    label: str
    column: Column
    key: Node | None
    is_moment: bool = False

    def value_of(self, value: Any) -> Any:
        """What the interpreter has for a value of the column."""
        return moment_of(value) if self.is_moment and value is not None else value


def with_missing(
    session: Session,
    model: Model,
    program: Program,
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
        return _joined(session, emit_query(program, session.engine), decisions, parts, joins=False)
    grouped = replace(
        keyed,
        outputs=tuple(
            Output(f"{name}{at}", Column(f"{name}{at}", part.column.type))
            for at, part in enumerate(parts)
            for name in ("m", "v")
        ),
    )
    _answer(session, model, decisions, parts, _groups(session, grouped, parts), as_of)
    return _joined(session, emit_query(keyed, session.engine), decisions, parts, joins=True)


def result_kinds(program: Program, *, missing: bool) -> Kinds:
    """The columns of a program's result in their order, ``#missing`` beside each decision where wanted."""
    kinds: dict[str, ColumnType | None] = dict.fromkeys(program.keys)
    for output in program.outputs:
        kinds[output.label] = type_of(output.node)
        if missing and not output.label.endswith("#rule"):
            kinds[f"{output.label}#missing"] = _NAMES
    return kinds


def _parts(model: Model, program: Program) -> list[_Part]:
    points = points_of(model.definitions)
    return [
        _Part(
            label,
            column,
            region_of(column, points[label]) if label in points else None,
            label in program.moments,
        )
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


def _groups(session: Session, program: Program, parts: Sequence[_Part]) -> exp.Select:
    """One row a group: its key, and the values of one of its rows."""
    query = emit_query(pruned(program, [Column(_UNKNOWN, BOOLEAN)]), session.engine)
    keys = [exp.column(f"m{at}", quoted=True) for at in range(len(parts))]
    select = []
    for at, part in enumerate(parts):
        select.append(exp.alias_(keys[at].copy(), f"m{at}", quoted=True))
        # Where the value is the key there is one only.
        value = keys[at].copy() if part.key is None else exp.Min(this=exp.column(f"v{at}", quoted=True))
        select.append(exp.alias_(value, f"v{at}", quoted=True))
    query.set("expressions", select or [exp.Literal.number(1)])
    query = query.where(exp.column(_UNKNOWN, quoted=True))
    return query.group_by(*keys) if keys else query.limit(1)


def _key_kinds(parts: Sequence[_Part]) -> dict[str, ColumnType]:
    return {f"m{at}": type_of(part.column if part.key is None else part.key) for at, part in enumerate(parts)}


def _answer(
    session: Session,
    model: Model,
    decisions: Sequence[str],
    parts: Sequence[_Part],
    groups: exp.Select,
    as_of: datetime.date | None,
) -> None:
    """Ask the interpreter of each group; the answers become a table."""
    keys = _key_kinds(parts)
    kinds: dict[str, ColumnType] = {}
    for at, part in enumerate(parts):
        kinds[f"m{at}"] = keys[f"m{at}"]
        kinds[f"v{at}"] = part.column.type
    answers = {f"a{at}": _NAMES for at in range(len(decisions))}
    columns: dict[str, ColumnType] = {**keys, **answers}
    inputs = input_names(model.definitions)

    def rows() -> Iterator[pyarrow.Table]:
        for batch in session.batches(groups, kinds or {"one": RULE}):
            found: list[list[list[str]]] = [[] for _ in decisions]
            for row in batch.to_pylist():
                values = {part.label: part.value_of(row[f"v{place}"]) for place, part in enumerate(parts)}
                given = nested(values, inputs)
                missing = model.decide(given, as_of=as_of, decisions=decisions).missing
                for place, decision in enumerate(decisions):
                    found[place].append(list(missing[decision]))
            lists = [pyarrow.array(each, pyarrow.list_(pyarrow.string())) for each in found]
            yield pyarrow.Table.from_arrays([*batch.select(list(keys)).columns, *lists], names=list(columns))

    session.store(_ANSWERS, columns, rows())


def nested(row: Mapping[str, Any], inputs: tuple[str, ...] = ()) -> dict[str, Any]:
    """Values by input; ``企业.研发费用`` as an entry of 企业, at any depth.

    inputs: the model's, some of which may have a point in their names.
    """
    made: dict[str, Any] = {}
    for label, value in row.items():
        *around, last = _path(label, inputs)
        entries = made
        for each in around:
            entries = entries.setdefault(each, {})
        entries[last] = Decimal(value) if type(value) is int else value
    return made


@lru_cache(maxsize=10_000)
def _path(label: str, inputs: tuple[str, ...]) -> tuple[str, ...]:
    """An input and the entries in one another that a column's name stands for."""
    whole = label.partition(".")[0]
    for each in inputs:
        if len(each) > len(whole) and (label == each or label.startswith(f"{each}.")):
            whole = each
    rest = label[len(whole) + 1 :]
    return (whole, *rest.split(".")) if rest else (whole,)


def input_names(definitions: Definitions) -> tuple[str, ...]:
    return tuple(map(name_of, definitions.inputs))


def _joined(
    session: Session, query: exp.Select, decisions: Sequence[str], parts: Sequence[_Part], *, joins: bool
) -> exp.Select:
    """The query with a list of names beside each decision, before its rule."""
    forms = FORMS[session.engine]()
    nothing = forms.cast(exp.Array(expressions=[]), _NAMES)
    labels = {forms.stored_name(each): each for each in decisions}
    selected: list[Any] = []
    for each in query.expressions:
        selected.append(each)
        if each.alias in labels:
            label = labels[each.alias]
            answer = exp.column(f"a{decisions.index(label)}", table=_ANSWERS, quoted=True)
            value = exp.Coalesce(this=answer, expressions=[nothing.copy()]) if joins else nothing.copy()
            selected.append(exp.alias_(value, _missing_name(forms, label)))
    query.set("expressions", selected)
    if not joins:
        return query
    stage = query.args["from_"].this
    matches: list[Any] = [
        forms.matches(
            exp.column(name, table=stage.name, quoted=True),
            exp.column(name, table=_ANSWERS, quoted=True),
            kind,
        )
        for name, kind in _key_kinds(parts).items()
    ]
    matches.append(exp.column(_UNKNOWN, table=stage.name, quoted=True))
    return query.join(
        exp.Table(this=exp.to_identifier(_ANSWERS, quoted=True)), on=exp.and_(*matches), join_type="left"
    )


def _missing_name(forms: Forms, label: str) -> exp.Identifier:
    return exp.to_identifier(forms.stored_name(f"{label}#missing"), quoted=True)
