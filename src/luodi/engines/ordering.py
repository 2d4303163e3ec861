"""What a column of texts orders rows by: by what all of its texts say, never by some of them."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from luodi.diagnostics import Severity
from luodi.engines.digits import COLUMN_DIGITS, NUMBER, decimals, whole_digits
from luodi.engines.type_names import ColumnTypeName
from luodi.engines.written import DATE_FORMS, DAY_FORM, Look
from luodi.sql.trees import decimal

# Of days that are written so it cannot be said whether they are numbers.
_DIGITS_FORM: Final = "20210630"
# Up to so many texts that are neither numbers nor days, and under one in a hundred, are faults of typing.
_SLIPS: Final = 20


def ordering(label: str, text: exp.Expression, look: Look, *, strict: bool = False) -> exp.Expression | None:
    """Numbers where all texts are, days (as 2021-06-30) where all are in one form, else the texts.

    Codes, which texts of other kinds among numbers or days are, are told as POP090 and stay texts. None where
    it is neither: told as POP063, or POP062 for numbers that no column holds. Whether a day is one of the
    calendar does not matter: it has its place among the others. Nulls stay null. strict: of what money hangs
    on; codes with numbers or days among them are refused too, and days that are none, as POP003.
    """
    way = _way_of(label, text, look, strict)
    if way is None:
        return None
    if way == NUMBER:
        return _as_number(label, text, look)
    if way == "":
        return text
    by = text if way == DAY_FORM else _day(text, way)
    return by if not strict or _are_days(label, text, way, look) else None


def _way_of(label: str, text: exp.Expression, look: Look, strict: bool) -> str | None:
    """How the texts of a column are written: NUMBER, a form of days, "" for texts. None where it cannot be
    said, which is told."""
    tests = {form: look.matches(text, pattern) for form, (pattern, _) in DATE_FORMS.items()}
    number = look.matches(text, NUMBER)
    other = exp.Not(this=exp.Paren(this=exp.or_(number, *tests.values())))
    asked = [exp.CountIf(this=each.copy()) for each in (number, other, *tests.values())]
    known, numbers, others, *found = look.counts({label: [exp.Count(this=text.copy()), *asked]})[label]
    days = {form: count for form, count in zip(tests, found, strict=True) if count}
    if not numbers and not days:
        return ""
    if numbers == known:
        return NUMBER
    if len(days) == 1 and known in days.values():
        return next(iter(days))
    if len(days) > 1 and days.get(_DIGITS_FORM) == numbers:
        numbers = 0
    elif numbers:
        days.pop(_DIGITS_FORM, None)
    ways = {**days, **({NUMBER: numbers} if numbers else {}), **({"": others} if others else {})}
    rare = min(ways, key=lambda each: ways[each])

    def is_rare(value: exp.Expression) -> exp.Expression:
        if rare:
            return look.matches(value, DATE_FORMS[rare][0] if rare in DATE_FORMS else rare)
        patterns = [NUMBER, *(pattern for pattern, _ in DATE_FORMS.values())]
        return exp.Not(this=exp.Paren(this=exp.or_(*(look.matches(value, each) for each in patterns))))

    rows, shown = look.rows(text, is_rare)
    counted = {"numbers": numbers, "days": sum(days.values()), "others": others}
    is_slip = others <= _SLIPS and others * 100 < known
    if len(ways) == 2 and others and not is_slip and not strict:
        look.tell("POP090", Severity.WARNING, name=label, **counted, rows=rows, shown=shown)
        return ""
    told = "、".join(f"{form} × {count}" for form, count in days.items()) or "—"
    look.tell("POP063", name=label, **counted, forms=told, rows=rows, shown=shown)
    return None


def _are_days(label: str, text: exp.Expression, form: str, look: Look) -> bool:
    """Whether all texts in a form of days are days of the calendar; tells of those that are none."""

    def is_none(value: exp.Expression) -> exp.Expression:
        day = exp.TryCast(this=_day(value, form), to=exp.DataType.build("DATE"))
        asked = (value.copy(), day)
        known, none = (exp.Paren(this=exp.Is(this=each, expression=exp.Null())) for each in asked)
        return exp.And(this=exp.Not(this=known), expression=none)

    (bad,) = look.counts({label: [exp.CountIf(this=is_none(text))]})[label]
    if bad:
        rows, shown = look.rows(text, is_none)
        look.tell("POP003", name=label, count=bad, wanted=ColumnTypeName("date"), rows=rows, shown=shown)
    return not bad


def _as_number(label: str, text: exp.Expression, look: Look) -> exp.Expression | None:
    """Texts that are all numbers as these; None where no column holds them, which is told."""
    most = look.counts({label: [exp.Max(this=count(text)) for count in (whole_digits, decimals)]})[label]
    whole, scale = (each or 0 for each in most)
    if whole + scale <= COLUMN_DIGITS:
        return exp.TryCast(this=text.copy(), to=decimal(COLUMN_DIGITS, scale))
    rows, shown = look.rows(
        text, lambda value: exp.EQ(this=whole_digits(value), expression=exp.Literal.number(whole))
    )
    look.tell("POP062", name=label, whole=whole, scale=scale, limit=COLUMN_DIGITS, rows=rows, shown=shown)
    return None


def _day(text: exp.Expression, form: str) -> exp.Expression:
    """A day as databases write it, 2021-06-07 for 2021/6/7, which as a text stands where the day does."""
    plain = text.copy()
    for sign in form:
        if not sign.isdigit():
            plain = _replaced(plain, sign, "/")
    year, month, day = (
        exp.Anonymous(
            this="LPAD",
            expressions=[
                exp.SplitPart(
                    this=plain.copy(),
                    delimiter=exp.Literal.string("/"),
                    part_index=exp.Literal.number(at),
                ),
                exp.Literal.number(width),
                exp.Literal.string("0"),
            ],
        )
        for at, width in ((1, 4), (2, 2), (3, 2))
    )
    made: exp.Expression = year
    for part in (month, day):
        made = exp.DPipe(this=exp.DPipe(this=made, expression=exp.Literal.string("-")), expression=part)
    return exp.Paren(this=made)


def _replaced(node: exp.Expression, old: str, new: str) -> exp.Expression:
    return exp.Anonymous(this="REPLACE", expressions=[node, exp.Literal.string(old), exp.Literal.string(new)])
