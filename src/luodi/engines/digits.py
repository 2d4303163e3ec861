"""Numbers as texts have them: how they are written, and how many digits a column for them needs."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

# How a text has to be written to be taken for a number. Spreadsheets write .5 and 1.5E+05, floats 1e-05.
# An exponent has so few digits that PostgreSQL's numeric holds what it says.
NUMBER: Final = r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?"
# A column of a database holds no more digits.
COLUMN_DIGITS: Final = 38
_SIGNS: Final = "+-"


def signs_around_point(text: exp.Expression) -> tuple[exp.Expression, exp.Expression]:
    """How many signs a text has before its point and behind: no fewer than digits where no exponent is."""
    return _length(_part(text, ".", 1)), _length(_part(text, ".", 2))


def has_exponent(text: exp.Expression) -> exp.Expression:
    """Whether an e stands in a text."""
    found = [
        exp.GT(
            this=exp.StrPosition(this=text.copy(), substr=exp.Literal.string(sign)),
            expression=exp.Literal.number(0),
        )
        for sign in "eE"
    ]
    return exp.Or(this=found[0], expression=found[1])


def whole_digits(text: exp.Expression) -> exp.Expression:
    """How many digits a number that is written so has before its point, but for noughts at its head."""
    plain = _length(_without(_part(text, ".", 1), f"{_SIGNS}0"))
    digits = _without(_replaced(_mantissa(text), "."), _SIGNS)
    noughts = exp.Sub(this=_length(digits), expression=_length(_without(digits, "0")))
    point = exp.Add(
        this=_length(_without(_part(_mantissa(text), ".", 1), _SIGNS)), expression=_exponent(text)
    )
    is_nought = exp.EQ(this=_without(digits, "0"), expression=exp.Literal.string(""))
    moved = exp.Case(
        ifs=[exp.If(this=is_nought, true=exp.Literal.number(0))],
        default=_at_least_nought(exp.Sub(this=exp.Paren(this=point), expression=exp.Paren(this=noughts))),
    )
    return _with_exponent(text, moved, plain)


def decimals(text: exp.Expression) -> exp.Expression:
    """How many digits behind its point a column needs for a number that is written so."""
    moved = exp.Sub(this=_length(_part(_mantissa(text), ".", 2)), expression=_exponent(text))
    return _with_exponent(text, _at_least_nought(moved), _length(_part(text, ".", 2)))


def _with_exponent(text: exp.Expression, moved: exp.Expression, plain: exp.Expression) -> exp.Expression:
    has_none = exp.EQ(this=_part(_lower(text), "e", 2), expression=exp.Literal.string(""))
    return exp.Case(ifs=[exp.If(this=has_none, true=plain)], default=moved)


def _mantissa(text: exp.Expression) -> exp.Expression:
    return _part(_lower(text), "e", 1)


def _exponent(text: exp.Expression) -> exp.Expression:
    digits = _replaced(_part(_lower(text), "e", 2), "+")
    return exp.TryCast(this=digits, to=exp.DataType.build("INT"))


def _lower(text: exp.Expression) -> exp.Expression:
    return exp.Lower(this=text.copy())


def _part(text: exp.Expression, delimiter: str, at: int) -> exp.Expression:
    return exp.SplitPart(
        this=text.copy(), delimiter=exp.Literal.string(delimiter), part_index=exp.Literal.number(at)
    )


def _without(text: exp.Expression, signs: str) -> exp.Expression:
    """A text without these signs at its head."""
    return exp.Anonymous(this="LTRIM", expressions=[text.copy(), exp.Literal.string(signs)])


def _replaced(text: exp.Expression, sign: str) -> exp.Expression:
    return exp.Anonymous(
        this="REPLACE", expressions=[text.copy(), exp.Literal.string(sign), exp.Literal.string("")]
    )


def _length(text: exp.Expression) -> exp.Expression:
    return exp.Length(this=text)


def _at_least_nought(node: exp.Expression) -> exp.Expression:
    return exp.Greatest(this=node, expressions=[exp.Literal.number(0)])
