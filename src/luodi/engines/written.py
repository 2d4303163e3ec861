"""How numbers, days and truth values are written in columns of text: told, and read where it is one way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlglot import exp

from luodi.diagnostics import Severity

# A column's type as it is read, "date of text", and its values.
Read: TypeAlias = tuple[str, exp.Expression]
_THOUSANDS: Final = r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"
DAY_FORM: Final = "2021-06-30"
# The form as it is told, the pattern of its texts, and how DuckDB parses it.
DATE_FORMS: Final[Mapping[str, tuple[str, str]]] = {
    DAY_FORM: (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "%Y-%m-%d"),
    "2021/6/30": (r"[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}", "%Y/%m/%d"),
    "2021.06.30": (r"[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}", "%Y.%m.%d"),
    "20210630": (r"[0-9]{8}", "%Y%m%d"),
    "2021年6月30日": (r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日", "%Y年%m月%d日"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What the forms are found with. counts: of each column's conditions, all in one query; rows: numbers
    and values of the first rows where a condition of a node is true; tell: a diagnostic; matches: whether all
    of a text is as a pattern says."""

    counts: Callable[[Mapping[str, Sequence[Any]]], dict[str, tuple[Any, ...]]]
    rows: Callable[[exp.Expression, Callable[[exp.Expression], exp.Expression]], tuple[str, str]]
    tell: Callable[..., None]
    matches: Callable[[exp.Expression, str], exp.Expression]


def read_forms(found: Mapping[str, Read], look: Look, *, thousands: bool) -> dict[str, Read]:
    """The columns with what is written otherwise brought to the form that is read on.

    Days: one other form for all of a column is read, several are an error (POP054). Thousands separators are
    read where asked for, else an error (POP052). 是 and 否 are true and false. A column with an error is
    left out.
    """
    asked: dict[str, list[Any]] = {}
    for label, (read, node) in found.items():
        tests = _tests(read, node)
        if tests:
            asked[label] = [exp.CountIf(this=test) for test in tests]
    counts = look.counts(asked) if asked else {}
    made: dict[str, Read] = {}
    for label, (read, node) in found.items():
        if label not in counts or not any(counts[label]):
            made[label] = (read, node)
            continue
        of = {"number of text": _number, "date of text": _date, "boolean of text": _truth}[read]
        changed = of(label, node, counts[label], look, thousands)
        if changed is not None:
            made[label] = (read, changed)
    return made


def _tests(read: str, node: exp.Expression) -> list[exp.Expression]:
    match read:
        case "number of text":
            return [is_written(node, _THOUSANDS)]
        case "date of text":
            return [is_written(node, pattern) for pattern, _ in DATE_FORMS.values()]
        case "boolean of text":
            return [_is_word(node)]
        case _:
            return []


def _number(
    label: str, node: exp.Expression, counts: Sequence[int], look: Look, thousands: bool
) -> exp.Expression | None:
    if not thousands:
        rows, shown = look.rows(node, lambda value: is_written(value, _THOUSANDS))
        look.tell("POP052", name=label, count=counts[0], rows=rows, shown=shown)
        return None
    plain = exp.Anonymous(
        this="REPLACE", expressions=[node.copy(), exp.Literal.string(","), exp.Literal.string("")]
    )
    return exp.Case(ifs=[exp.If(this=is_written(node, _THOUSANDS), true=plain)], default=node.copy())


def _date(
    label: str, node: exp.Expression, counts: Sequence[int], look: Look, thousands: bool
) -> exp.Expression | None:
    used = [(form, count) for form, count in zip(DATE_FORMS, counts, strict=True) if count]
    if len(used) > 1:
        rare = min(used, key=lambda each: each[1])[0]
        rows, shown = look.rows(node, lambda value: is_written(value, DATE_FORMS[rare][0]))
        forms = "、".join(f"{form} × {count}" for form, count in used)
        look.tell("POP054", name=label, forms=forms, rows=rows, shown=shown)
        return None
    form, count = used[0]
    if form == DAY_FORM:
        return node
    pattern, written = DATE_FORMS[form]
    rows, shown = look.rows(node, lambda value: is_written(value, pattern))
    look.tell("POP053", Severity.INFO, name=label, count=count, form=form, rows=rows, shown=shown)
    day = exp.Anonymous(this="TRY_STRPTIME", expressions=[node.copy(), exp.Literal.string(written)])
    text = exp.Anonymous(this="STRFTIME", expressions=[day, exp.Literal.string("%Y-%m-%d")])
    # What is of no such form, or no day, stays as it is and is told as what it is.
    kept = exp.Coalesce(this=text, expressions=[node.copy()])
    return exp.Case(ifs=[exp.If(this=is_written(node, pattern), true=kept)], default=node.copy())


def _truth(
    label: str, node: exp.Expression, counts: Sequence[int], look: Look, thousands: bool
) -> exp.Expression | None:
    look.tell("POP055", Severity.INFO, name=label, count=counts[0])
    ifs = [
        exp.If(
            this=exp.EQ(this=node.copy(), expression=exp.Literal.string(word)),
            true=exp.Literal.string(value),
        )
        for word, value in (("是", "true"), ("否", "false"))
    ]
    return exp.Case(ifs=ifs, default=node.copy())


def is_written(node: exp.Expression, pattern: str) -> exp.Expression:
    """Whether all of a text is as a pattern says, in DuckDB."""
    return exp.Anonymous(this="REGEXP_FULL_MATCH", expressions=[node.copy(), exp.Literal.string(pattern)])


def _is_word(node: exp.Expression) -> exp.Expression:
    return exp.In(this=node.copy(), expressions=[exp.Literal.string("是"), exp.Literal.string("否")])
