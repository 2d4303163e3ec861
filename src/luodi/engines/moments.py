"""Columns of dates with times: told where they cannot be read, and read as seconds from 1970 on.

A local date and time is the number of seconds on its own clock, with six digits behind the point. No engine's
own zones have a say in it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from sqlglot import exp

from luodi.engines.written import Look, Read

# What a column of them is read as, by where its values come from.
MOMENT: Final = "date and time"
OF_TEXT: Final = f"{MOMENT} of text"
OF_STAMP: Final = f"{MOMENT} of stamp"
WAYS: Final = (OF_TEXT, OF_STAMP)
# DuckDB's types that are local; others have a zone.
LOCAL: Final = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
ZONED: Final = ("TIMESTAMP WITH TIME ZONE", "timestamptz")
SCALE: Final = 6
_CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_WHOLE: Final = rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{_CLOCK}"
_PLAIN: Final = rf"{_WHOLE}(\.[0-9]{{1,{SCALE}}}0*)?"
_FRACTION: Final = rf"{_WHOLE}\.[0-9]+"
_WITH_ZONE: Final = rf"{_WHOLE}(\.[0-9]+)?([Zz]|[+-][0-9]{{2}}(:?[0-9]{{2}}(:[0-9]{{2}})?)?|@.+)"
# Up to the sixth digit behind the point.
_WIDTH: Final = 26
_FIRST: Final = "0001-01-01 00:00:00"
_LAST: Final = "9999-12-31 23:59:59.999999"
_EPOCH: Final = datetime.datetime(1970, 1, 1)  # noqa: DTZ001 -- local, as the values are

# Whether a value is at fault.
_Fault: TypeAlias = Callable[[exp.Expression], exp.Expression]


def moment_of(seconds: Decimal) -> datetime.datetime:
    """The local date and time of a number of seconds."""
    whole = int(seconds // 1)
    micros = int((seconds - whole).scaleb(SCALE))
    return _EPOCH + datetime.timedelta(seconds=whole, microseconds=micros)


def is_stamp(kind: str) -> bool:
    """Whether a type of the database is one of dates with times."""
    return kind in LOCAL or kind in ZONED


def way_of(label: str, kind: str, tell: Callable[..., None], *, is_key: bool) -> str | None:
    """What a column of a type is read as; None where it is told why it is not read."""
    if is_key:
        tell("POP094", name=label)
    elif kind in ZONED:
        tell("POP093", name=label)
    elif kind in LOCAL:
        return OF_STAMP
    elif kind == "VARCHAR":
        return OF_TEXT
    else:
        tell("POP002", name=label, wanted=MOMENT, was=kind)
    return None


def read_moments(
    found: Mapping[str, Read],
    kinds: Mapping[str, str],
    look: Look,
    is_bad: Callable[[str, exp.Expression], exp.Expression],
    seconds: Callable[[exp.Expression], exp.Expression],
) -> dict[str, Read]:
    """The columns of dates with times among those found, as seconds; one with a fault is told and left out.

    kinds: the database's type of each; is_bad: whether a text is no day; seconds: of a ``TIMESTAMP``.
    """
    faults = {
        label: _faults_of_text(look, is_bad) if read == OF_TEXT else _faults_of_stamp(kinds[label])
        for label, (read, _) in found.items()
        if read in WAYS
    }
    if not faults:
        return {}
    counts = look.counts(
        {
            label: [exp.CountIf(this=fault(found[label][1])) for fault in asked.values()]
            for label, asked in faults.items()
        }
    )
    made: dict[str, Read] = {}
    for label, asked in faults.items():
        node = found[label][1]
        for code, count in zip(asked, counts[label], strict=True):
            if count:
                rows, shown = look.rows(node, asked[code])
                look.tell(code, name=label, count=count, wanted=MOMENT, rows=rows, shown=shown)
        if not any(counts[label]):
            made[label] = MOMENT, seconds(stamp(node, kinds[label]))
    return made


def _faults_of_text(look: Look, is_bad: Callable[[str, exp.Expression], exp.Expression]) -> dict[str, _Fault]:
    def is_plain(node: exp.Expression) -> exp.Expression:
        return look.matches(node, _PLAIN)

    def is_none(node: exp.Expression) -> exp.Expression:
        form = exp.or_(look.matches(node, _FRACTION), is_plain(node), look.matches(node, _WITH_ZONE))
        year = exp.EQ(this=_part(node, 4), expression=exp.Literal.string("0000"))
        no_day = exp.or_(is_bad("date", _part(node, 10)), year)
        return exp.Paren(this=exp.or_(exp.not_(form), exp.and_(is_plain(node), no_day)))

    def is_fine(node: exp.Expression) -> exp.Expression:
        return exp.Paren(this=exp.and_(look.matches(node, _FRACTION), exp.not_(is_plain(node))))

    return {"POP003": is_none, "POP091": is_fine, "POP092": lambda node: look.matches(node, _WITH_ZONE)}


def _faults_of_stamp(kind: str) -> dict[str, _Fault]:
    def is_beyond(node: exp.Expression) -> exp.Expression:
        known = stamp(node.copy(), kind)
        first, last = (_cast(exp.Literal.string(each), "TIMESTAMP") for each in (_FIRST, _LAST))
        below, above = exp.LT(this=known, expression=first), exp.GT(this=known.copy(), expression=last)
        return exp.Paren(this=exp.or_(below, above))

    def is_fine(node: exp.Expression) -> exp.Expression:
        nanos = exp.Anonymous(this="EPOCH_NS", expressions=[node.copy()])
        rest = exp.Mod(this=nanos, expression=exp.Literal.number(1000))
        return exp.Paren(this=exp.NEQ(this=rest, expression=exp.Literal.number(0)))

    found: dict[str, _Fault] = {"POP003": is_beyond}
    if kind == "TIMESTAMP_NS":
        found["POP091"] = is_fine
    return found


def stamp(node: exp.Expression, kind: str) -> exp.Expression:
    """A column as the database's date and time, to the microsecond. Texts are those without a fault."""
    if kind == "VARCHAR":
        return _cast(_part(node, _WIDTH), "TIMESTAMP")
    return node if kind == "TIMESTAMP" else _cast(node, "TIMESTAMP")


def seconds_in_duckdb(node: exp.Expression) -> exp.Expression:
    """The seconds of a ``TIMESTAMP``, exact: DuckDB would give a floating number."""
    micros = exp.Anonymous(this="EPOCH_US", expressions=[node])
    unit = _cast(exp.Literal.number("0.000001"), "DECIMAL(7, 6)")
    return exp.Mul(this=_cast(micros, "DECIMAL(19, 0)"), expression=unit)


def written_in_duckdb(seconds: exp.Expression) -> exp.Expression:
    """The text that FEEL writes of a number of seconds."""
    micros = exp.Mul(this=seconds, expression=exp.Literal.number(10**SCALE))
    made = exp.Anonymous(this="MAKE_TIMESTAMP", expressions=[_cast(micros, "BIGINT")])
    form = exp.Literal.string("%Y-%m-%dT%H:%M:%S.%f")
    text = exp.Anonymous(this="STRFTIME", expressions=[made, form])
    for sign in ("0", "."):
        text = exp.Anonymous(this="RTRIM", expressions=[text, exp.Literal.string(sign)])
    return text


def seconds_in_postgres(node: exp.Expression) -> exp.Expression:
    """As ``seconds_in_duckdb``: what PostgreSQL extracts is numeric."""
    epoch = exp.Extract(this=exp.var("EPOCH"), expression=node)
    return exp.Cast(this=epoch, to=exp.DataType.build(f"DECIMAL(38, {SCALE})"))


def _part(node: exp.Expression, length: int) -> exp.Expression:
    return exp.Substring(this=node.copy(), start=exp.Literal.number(1), length=exp.Literal.number(length))


def _cast(node: exp.Expression, kind: str) -> exp.Expression:
    return exp.Cast(this=node, to=exp.DataType.build(kind, dialect="duckdb"))
