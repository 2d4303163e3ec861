"""What a column of texts orders rows by: by what all of its texts say, never by some of them."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from luodi.engines.digits import COLUMN_DIGITS, NUMBER, decimals, whole_digits
from luodi.engines.written import DATE_FORMS, DAY_FORM, Look
from luodi.sql.trees import decimal

# Of days that are written so it cannot be said whether they are numbers.
_DIGITS_FORM: Final = "20210630"


def ordering(label: str, text: exp.Expression, look: Look) -> exp.Expression | None:
    """Numbers where all texts are, days where all are in one form, the texts where none is either.

    None where it is neither: told as POP063, or POP062 for numbers that no column holds. Whether a day is one
    of the calendar does not matter: it has its place among the others. Nulls stay null.
    """
    way = way_of(label, text, look)
    if way is None:
        return None
    if way == NUMBER:
        return as_number(label, text, look)
    return _day(text, way) if way not in ("", DAY_FORM) else text


def way_of(label: str, text: exp.Expression, look: Look) -> str | None:
    """How all texts of a column are written: NUMBER, a form of days, "" where none is either. None where some
    are and others are not, which is told."""
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
    told = "、".join(f"{form} × {count}" for form, count in days.items()) or "—"
    look.tell(
        "POP063",
        name=label,
        numbers=numbers,
        days=sum(days.values()),
        forms=told,
        others=others,
        rows=rows,
        shown=shown,
    )
    return None


def as_number(label: str, text: exp.Expression, look: Look) -> exp.Expression | None:
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
    """A day as one number, 20210607 for 2021/6/7."""
    plain = text.copy()
    for sign in form:
        if not sign.isdigit():
            plain = _replaced(plain, sign, "/")
    parts = [
        exp.TryCast(
            this=exp.SplitPart(
                this=plain.copy(), delimiter=exp.Literal.string("/"), part_index=exp.Literal.number(at)
            ),
            to=exp.DataType.build("INT"),
        )
        for at in (1, 2, 3)
    ]
    year, month, day = parts
    months = exp.Add(this=_times(year, 10_000), expression=_times(month, 100))
    return exp.Add(this=months, expression=day)


def _times(node: exp.Expression, by: int) -> exp.Expression:
    return exp.Mul(this=node, expression=exp.Literal.number(by))


def _replaced(node: exp.Expression, old: str, new: str) -> exp.Expression:
    return exp.Anonymous(this="REPLACE", expressions=[node, exp.Literal.string(old), exp.Literal.string(new)])
