"""A big table's rules as rows, joined with a stage's: by what is equal, then by what lies between."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from sqlglot import exp

from luodi.relational.nodes import (
    Case,
    Column,
    Compare,
    IsNull,
    Literal,
    Node,
    RuleColumn,
    RuleJoin,
    RuleTable,
)
from luodi.relational.types import RULE, ColumnType, NumberType, number_of
from luodi.relational.values import unified
from luodi.sql.forms import Forms
from luodi.sql.trees import alias, table

_NUMBER: Final = "no"
_BIN: Final = "bin"
_FIRST_DAY: Final = datetime.date.min
_LAST_DAY: Final = datetime.date.max


def add_joins(
    forms: Forms, stage: exp.Select, name: str, before: str, joins: Sequence[tuple[str, RuleJoin]], keys: int
) -> list[tuple[str, exp.Select, str]]:
    """Give a stage the columns that are joins; what has to stand before it, with names and comments.

    keys: how many columns tell rows apart. Raises ValueError where there is none.
    """
    if not keys:
        raise ValueError("a join with rules needs rows with keys")
    made: list[tuple[str, exp.Select, str]] = []
    groups: dict[tuple[tuple[Column, ...], RuleTable], list[tuple[str, RuleJoin]]] = {}
    for each in joins:
        groups.setdefault((each[1].subjects, each[1].table), []).append(each)
    for at, ((subjects, rules), members) in enumerate(groups.items(), 1):
        of_rules, found = f"{name}_rules{at}", f"{name}_found{at}"
        made.append((of_rules, _rows(forms, subjects, rules), f"{len(rules.rows)} rows of rules"))
        made.append((found, _matches(forms, subjects, rules, members, before, of_rules, keys), "matches"))
        on = [exp.EQ(this=_of(found, f"f{key}"), expression=_of(before, f"k{key}")) for key in _keys(keys)]
        for label, _ in members:
            stage.select(alias(_of(found, label), label), copy=False)
        stage.join(table(found), on=exp.and_(*on), join_type="left", copy=False)
    return made


def _keys(count: int) -> range:
    return range(1, count + 1)


def _of(source: str, name: str) -> exp.Column:
    return exp.column(name, table=source, quoted=True)


def _matches(
    forms: Forms,
    subjects: Sequence[Column],
    rules: RuleTable,
    members: Sequence[tuple[str, RuleJoin]],
    before: str,
    of_rules: str,
    keys: int,
) -> exp.Select:
    """The number of each row that a rule matches, by its keys."""
    select = exp.Select()
    for key in _keys(keys):
        select.select(alias(_of(before, f"k{key}"), f"f{key}"), copy=False)
    for label, each in members:
        kind = exp.Max if each.last else exp.Min
        select.select(alias(kind(this=_of(of_rules, _NUMBER)), label), copy=False)
    on: list[exp.Expression] = []
    if rules.binned is not None:
        code = forms.emit(_bin(subjects[rules.binned], rules.cuts))
        on.append(exp.EQ(this=code, expression=_of(of_rules, _BIN)))
    for at, (subject, of_column) in enumerate(zip(subjects, rules.columns, strict=True)):
        on += _conditions(forms, subject, of_column, of_rules, at)
    # What is equal comes first: it is what rows and rules are hashed by.
    on.sort(key=lambda each: not isinstance(each, exp.EQ))
    joined = select.from_(table(before)).join(table(of_rules), on=exp.and_(*on))
    return joined.group_by(*(_of(before, f"k{key}") for key in _keys(keys)))


def _conditions(
    forms: Forms, subject: Column, of_column: RuleColumn, of_rules: str, at: int
) -> list[exp.Expression]:
    value = forms.as_kind(subject, of_column.type)
    if of_column.kind == "equal":
        asked: list[exp.Expression] = [exp.EQ(this=value, expression=_of(of_rules, f"v{at}"))]
        first = f"v{at}"
    else:
        asked = [
            exp.GTE(this=value, expression=_of(of_rules, f"low{at}")),
            exp.LTE(this=value.copy(), expression=_of(of_rules, f"high{at}")),
        ]
        first = f"low{at}"
    if not _has_any(subject, of_column):
        return list(asked)
    anything = exp.Is(this=_of(of_rules, first), expression=exp.Null())
    return [exp.Paren(this=exp.or_(anything, exp.and_(*asked)))]


def _has_any(subject: Column, of_column: RuleColumn) -> bool:
    """Whether a rule that does not ask is told by a null: one span holds all values but not a null."""
    return of_column.may_be_any and (of_column.kind == "equal" or subject.may_be_null)


def _bin(subject: Column, cuts: Sequence[Any]) -> Node:
    def between(low: int, high: int) -> Node:
        if low == high:
            return Literal(low, RULE)
        middle = (low + high) // 2
        cut = cuts[middle]
        kind = number_of(cut) if isinstance(cut, Decimal) else subject.type
        (one, other), _ = unified([subject, Literal(cut, kind)])
        return Case(((Compare("<", one, other), between(low, middle)),), between(middle + 1, high), RULE)

    inner = between(0, len(cuts))
    if not subject.may_be_null:
        return inner
    return Case(((IsNull(subject), Literal(-1, RULE)),), inner, RULE)


# --- the rules as rows ---------------------------------------------------------------------------------


def _rows(forms: Forms, subjects: Sequence[Column], rules: RuleTable) -> exp.Select:
    columns: list[tuple[str, ColumnType, list[Any]]] = [
        (_NUMBER, RULE, [row[0] for row in rules.rows]),
    ]
    if rules.binned is not None:
        columns.append((_BIN, RULE, [row[1] for row in rules.rows]))
    for at, (subject, of_column) in enumerate(zip(subjects, rules.columns, strict=True)):
        values = [row[2][at] for row in rules.rows]
        if of_column.kind == "equal":
            columns.append((f"v{at}", of_column.type, values))
            continue
        least, greatest = _ends(of_column.type)
        whole = None if _has_any(subject, of_column) else (least, greatest)
        spans = [whole if each is None else each for each in values]
        lows = [None if each is None else least if each[0] is None else each[0] for each in spans]
        highs = [None if each is None else greatest if each[1] is None else each[1] for each in spans]
        columns += [(f"low{at}", of_column.type, lows), (f"high{at}", of_column.type, highs)]
    return forms.rows(columns)


def _ends(kind: ColumnType) -> tuple[Any, Any]:
    return (kind.low, kind.high) if isinstance(kind, NumberType) else (_FIRST_DAY, _LAST_DAY)
