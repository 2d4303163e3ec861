"""Columns of dates with times: to the microsecond the same in the interpreter and on every engine."""

from __future__ import annotations

import datetime
import itertools
import random
from pathlib import Path
from typing import Any

from luodi.dmn.model import ItemDefinition, UnaryTests
from luodi.relational import lower_model
from tests.agreement.populations import On, agree
from tests.engine.decision_models import literal, model, table

KINDS = {"时": "date and time", "刻": "date and time", "日": "date", "数": "number"}
_TEXTS = [
    "2026-03-01T08:00:00",
    "2026-03-01T07:59:59.999999",
    "2026-03-01T08:00:00.000001",
    "2026-03-01T00:00:00",
    "2026-02-28T23:59:59.999999",
    "1969-12-31T23:59:59.999999",
    "1970-01-01T00:00:00",
    "0001-01-01T00:00:00.000001",
    "9999-12-31T23:59:59.999999",
    "2024-02-29T12:30:15.250000",
]
TIMES = [None, *map(datetime.datetime.fromisoformat, _TEXTS)]
BOUND = datetime.datetime.fromisoformat(_TEXTS[0])
MICRO = datetime.timedelta(microseconds=1)
AT = 'date and time("2026-03-01T08:00:00")'
EXPRESSIONS = [
    *(f"时 {op} 刻" for op in ("<", "<=", ">", ">=", "=", "!=")),
    *(f"时 {op} {AT}" for op in ("<", "<=", ">", ">=", "=", "!=")),
    f'{AT} < 时 and 时 < date and time("2026-03-01T08:00:00.000002")',
    f'时 in [date and time("2026-03-01T00:00:00")..{AT}]',
    f'时 in (date and time("2026-03-01T00:00:00")..{AT})',
    f"时 between 刻 and {AT}",
    "时 in [刻..刻]",
    '时 < date and time("2026-03-01T08:00:00.000000001")',
    # Beside one with an offset there is no order.
    '时 < date and time("2026-03-01T08:00:00+08:00")',
    '时 = date and time("2026-03-01T08:00:00Z")',
    '时 != @"2026-03-01T08:00:00Z"',
    "时 = null",
    "时 != null",
    "时",
    "string(时)",
    "date(时)",
    "date(时) = 日",
    "time(时)",
    "时.year",
    "时.month",
    "时.day",
    "时.weekday",
    "时.hour",
    "时.minute",
    "时.second",
    "时.time offset",
    "时.timezone",
    "时 - 刻",
    f"时 - {AT}",
    f"(时 - {AT}).days",
    f'时 - {AT} > duration("PT0.0000005S")',
    "if 时 < 刻 then 数 else -数",
    "if 时 < 刻 then 时 else 刻",
    "if 数 > 50 then null else 时",
    "(if 数 > 50 then null else 时) = null",
    f"(if 数 > 50 then 时 else {AT}) >= 刻",
    f"if 数 > 50 then (if 数 > 70 then {AT} else null) else 刻",
    "date and time(时)",
    "date and time(日, time(时))",
    "years and months duration(时, 刻)",
    "day of week(时)",
    "is(时, 刻)",
    "[时, 刻][1] = 时",
    "{甲: 时, 乙: 甲.hour}.乙",
]
# Where the sum leaves the years that there are the two have their own ends.
NEAR = ['时 + duration("P1D")', '时 - duration("P1M")', '时 + duration("PT0.000001S") > 刻']


def _rows(times: list[Any]) -> list[dict[str, Any]]:
    days = [None, datetime.date(2026, 3, 1), datetime.date(2024, 2, 29)]
    pairs = itertools.product(times, times)
    return [
        {"时": one, "刻": other, "日": days[at % 3], "数": None if at % 7 == 0 else at}
        for at, (one, other) in enumerate(pairs)
    ]


def _random_rows(count: int) -> list[dict[str, Any]]:
    chance = random.Random(7)

    def one() -> datetime.datetime | None:
        if chance.random() < 0.15:
            return None
        far = chance.random() < 0.5
        span = datetime.timedelta(days=300_000) if far else datetime.timedelta(seconds=2)
        return BOUND + datetime.timedelta(
            microseconds=chance.randint(-1, 1) * chance.randint(0, span // MICRO)
        )

    return [{"时": one(), "刻": one(), "日": None, "数": at} for at in range(count)]


def test_what_is_made_of_moments_agrees(tmp_path: Path, on: On) -> None:
    near = [each for each in TIMES if each is None or 1900 < each.year < 9000]
    for texts, rows in ((EXPRESSIONS, _rows(TIMES) + _random_rows(100)), (NEAR, _rows(near))):
        definitions = model(KINDS, {f"r{at}": literal(text) for at, text in enumerate(texts)})

        program = agree(definitions, rows, KINDS, tmp_path, on)

        refused = [(texts[int(str(each.values["decision"])[1:])], each.code) for each in program.refusals]
        assert refused == []


def test_tables_over_moments_agree(tmp_path: Path, on: On) -> None:
    start, end = (f'date and time("2026-03-01T0{hour}:00:00")' for hour in (0, 8))
    rules = [
        [f"[{start}..{end})", "-", '"前"'],
        [f">= {end}", f"< {end}", '"后"'],
        ["null", "-", '"未填"'],
        ["-", ">= 时", '"余"'],
    ]
    definitions = model(
        KINDS,
        {"段": table("F", ["时", "刻"], [""], rules), "均": table("C", ["时", "刻"], [""], rules)},
    )

    program = agree(definitions, _rows(TIMES) + _random_rows(200), KINDS, tmp_path, on)

    assert program.refusals == ()


def test_moments_without_a_column_or_a_type_agree(tmp_path: Path, on: On) -> None:
    kinds = {"时": "date and time", "数": "number"}
    definitions = model(
        {**KINDS, "时": "Any"},
        {
            "晚": literal("时 > 刻"),
            "年": literal("刻.year"),
            "同": literal("时 = 刻 or 数 > 1"),
            "分": literal("时.minute"),
        },
    )
    rows = [{name: row[name] for name in kinds} for row in _rows(TIMES)]

    program = agree(definitions, rows, kinds, tmp_path, on)

    assert (program.refusals, program.absent) == ((), ("刻", "日"))


def test_moments_with_conditions_and_in_contexts_agree(tmp_path: Path, on: On) -> None:
    allowed = UnaryTests(text=f">= {AT}, null")
    items = [
        ItemDefinition(name="限", type_ref="date and time", allowed_values=allowed),
        ItemDefinition(
            name="件",
            components=(
                ItemDefinition(name="时", type_ref="date and time"),
                ItemDefinition(name="数", type_ref="number"),
            ),
        ),
    ]
    rules = [[f"< {AT}", "1"], [f">= {AT}", "2"]]
    decisions: dict[str, Any] = {
        "限时": literal("限 - 刻"),
        "期": table("U", ["限"], [""], rules),
        "件时": literal("if 件.时 > 刻 then 件.数 else 件.时.second"),
        "件期": table("F", ["件.时"], [""], rules),
    }
    definitions = model({"限": "限", "件": "件", "刻": "date and time"}, decisions, items)
    kinds = {"限": "date and time", "件.时": "date and time", "件.数": "number", "刻": "date and time"}
    rows = [
        {"限": row["时"], "件.时": row["刻"], "件.数": row["数"], "刻": TIMES[at % 5]}
        for at, row in enumerate(_rows(TIMES))
    ]

    program = agree(definitions, rows, kinds, tmp_path, on)

    assert program.refusals == ()


def test_a_column_without_a_value_agrees(tmp_path: Path, on: On) -> None:
    definitions = model(KINDS, {"晚": literal("时 > 刻"), "差": literal("时 - 刻"), "原": literal("时")})

    program = agree(definitions, [dict.fromkeys(KINDS)] * 3, KINDS, tmp_path, on)

    assert program.refusals == ()


def test_check_and_sql_take_moments_without_data() -> None:
    definitions = model(
        KINDS, {"晚": literal(f"时 > {AT}"), "差": literal("(时 - 刻).days"), "段": literal("时.hour")}
    )

    assert lower_model(definitions).refusals == ()
