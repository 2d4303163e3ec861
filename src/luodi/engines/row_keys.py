"""Which row a key names: the text of an argument is compared as the key's column has its values."""

from __future__ import annotations

import re
from calendar import monthrange
from decimal import Decimal, localcontext
from typing import Any, Final

from sqlglot import exp

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.engines.digits import COLUMN_DIGITS, NUMBER
from luodi.engines.population import is_number
from luodi.engines.type_names import ColumnTypeName
from luodi.engines.written import DATE_FORMS
from luodi.sql.trees import column, decimal, number

# With months and days of one digit too.
_DAY: Final = r"[0-9]{4,7}-[0-9]{1,2}-[0-9]{1,2}"
_TRUTH: Final = {"true": "true", "false": "false", "是": "true", "否": "false"}
# What floats of 32 and 64 bits hold: an engine would refuse to read what is beyond.
_FLOATS: Final = {
    "FLOAT": (Decimal("1.5e-45"), Decimal("3.4e38")),
    "DOUBLE": (Decimal("5e-324"), Decimal("1.79e308")),
}


def is_key(label: str, kind: str, text: str) -> exp.Expression:
    """Whether a row's key is the one of an argument.

    kind: the column's type, NUMERIC for numbers of any width. Numbers are compared as numbers, days in any
    form that is read, truth values as true and false; all else as texts, every blank of them. Raises
    LuodiError POP087 for what is no value of the type.
    """
    if is_number(kind):
        if re.fullmatch(NUMBER, text.strip(), re.ASCII) is None:
            raise _no_value("number", label, text)
        return _is_number(label, kind, Decimal(text.strip()))
    if kind == "BOOLEAN":
        if text.strip().lower() not in _TRUTH:
            raise _no_value("boolean", label, text)
        return _is_text(label, _TRUTH[text.strip().lower()])
    return _is_text(label, _day(label, text.strip()) if kind == "DATE" else text)


def _is_number(label: str, kind: str, value: Decimal) -> exp.Expression:
    if kind == "NUMERIC":
        own = exp.Cast(this=column(label), to=exp.DataType.build("DECIMAL", dialect="postgres"))
        return exp.EQ(this=own, expression=number(value))
    if kind in _FLOATS:
        least, most = _FLOATS[kind]
        if value and not least <= abs(value) <= most:
            return exp.false()
        to = exp.DataType.build(kind, dialect="duckdb")
        read = exp.Cast(this=exp.Literal.string(format(value, "f")), to=to)
        return exp.EQ(this=column(label), expression=read)
    scale = int(kind.rstrip(")").rpartition(",")[2]) if kind.startswith("DECIMAL") else 0
    with localcontext() as context:
        # More than any value of an argument has.
        context.prec = 20_000
        exact = value.quantize(Decimal(1).scaleb(-scale))
    if exact != value or len(exact.as_tuple().digits) > COLUMN_DIGITS:
        return exp.false()
    if kind.startswith("DECIMAL"):
        read = exp.Cast(this=exp.Literal.string(format(exact, "f")), to=decimal(COLUMN_DIGITS, scale))
        return exp.EQ(this=column(label), expression=read)
    return _is_text(label, str(int(exact)))


def _is_text(label: str, text: str) -> exp.Expression:
    own: Any = exp.Cast(this=column(label), to=exp.DataType.build("TEXT"))
    return exp.EQ(this=own, expression=exp.Literal.string(text))


def _day(label: str, text: str) -> str:
    """A day of one of the forms that are read, as databases write it. Years may be beyond 9999, as theirs."""
    for pattern in (_DAY, *(pattern for pattern, _ in DATE_FORMS.values())):
        if re.fullmatch(pattern, text, re.ASCII):
            parts = re.findall("[0-9]+", text)
            year, month, day = map(int, parts if len(parts) == 3 else (text[:4], text[4:6], text[6:]))
            if not year or not 1 <= month <= 12 or not 1 <= day <= monthrange(2000 + year % 400, month)[1]:
                break
            return f"{year:04}-{month:02}-{day:02}"
    raise _no_value("date", label, text)


def _no_value(wanted: str, label: str, text: str) -> LuodiError:
    values = {"text": text, "name": label, "wanted": ColumnTypeName(wanted)}
    return LuodiError(Diagnostic("POP087", Severity.ERROR, None, values))
