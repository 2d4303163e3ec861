"""Temporal values, arithmetic, comparison and the texts of values, without any FEEL text."""

from __future__ import annotations

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.evaluate.arithmetic import OPERATIONS, modulo, negate
from luodi.evaluate.comparison import compare, equal, in_range
from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal import Date, DateTime, Time
from luodi.evaluate.temporal_text import parse_at_literal as at
from luodi.evaluate.values import Range, format_value, from_python, number_of


def value(text: str) -> object:
    """``@…`` is a temporal value, ``"…`` a string, anything else a number."""
    return at(text[1:]) if text[0] == "@" else text[1:] if text[0] == '"' else Decimal(text)


@given(st.dates())
def test_date_agrees_with_python_wherever_python_has_it(day: datetime.date) -> None:
    date = Date(day.year, day.month, day.day)

    assert Date.from_days(date.days) == date
    assert date.days == (day - datetime.date(1970, 1, 1)).days
    assert (date.weekday, date.week_of_year, date.day_of_year) == (
        day.isoweekday(),
        day.isocalendar()[1],
        day.timetuple().tm_yday,
    )


@given(st.integers(-365_000_000_000, 365_000_000_000))
def test_date_of_any_day_within_nine_digits_of_year_comes_back(days: int) -> None:
    date = Date.from_days(days)

    assert Date.of(date.year, date.month, date.day).days == days


@pytest.mark.parametrize(
    ("left", "op", "right", "result"),
    [
        ("@2024-01-31", "+", "@P1M", "2024-02-29"),
        ("@2024-02-29", "-", "@P1Y", "2023-02-28"),
        ("@2021-01-02", "-", "@PT1H", "2021-01-01"),
        ("@2021-01-01T24:00:00", "-", "@PT1S", "2021-01-01T23:59:59"),
        ("@-0001-01-01T00:00:00", "-", "@PT1S", "-0002-12-31T23:59:59"),
        ("@23:30:00+08:00", "+", "@PT1H", "00:30:00+08:00"),
        ("@2021-01-02T10:10:10@Europe/Paris", "-", "@1995-01-01T10:10:10@Asia/Dhaka", "P9498DT5H"),
        ("@2021-01-02", "-", "@2021-01-01T10:10:10+11:00", "P1DT49M50S"),
        ("@P10Y11M", "/", "2.5", "P4Y4M"),
        ("@P10D", "/", "@P5D", "2"),
        ("2", "**", "0.5", "1.414213562373095048801688724209698"),
        ("1", "/", "3", "0.3333333333333333333333333333333333"),
        ('"研发', "+", '"费用', "研发费用"),
    ],
)
def test_arithmetic_between_values(left: str, op: str, right: str, result: str) -> None:
    assert format_value(OPERATIONS[op](value(left), value(right))) == result


@pytest.mark.parametrize(
    ("left", "op", "right", "code"),
    [
        ("1", "/", "0", "EVAL003"),
        ("10", "**", "1e10", "EVAL004"),
        ("-8", "**", "0.5", "EVAL008"),
        ("@2021-01-02T00:00:00", "-", "@2021-01-02T00:00:00Z", "EVAL029"),
        ("@999999999-12-31", "+", "@P1D", "EVAL004"),
        ("1", "+", '"1', "EVAL002"),
        ("@P1Y", "+", "@P1D", "EVAL002"),
    ],
)
def test_arithmetic_that_has_no_value_says_why(left: str, op: str, right: str, code: str) -> None:
    with pytest.raises(Failure) as caught:
        OPERATIONS[op](value(left), value(right))

    assert caught.value.code == code


def test_a_null_operand_is_named_as_the_reason() -> None:
    with pytest.raises(Failure) as caught:
        OPERATIONS["+"](Decimal(1), None)

    assert (caught.value.code, caught.value.values) == ("EVAL001", {"op": "+"})


@pytest.mark.parametrize(
    ("dividend", "divisor", "rest"), [(12, 5, 2), (-12, 5, 3), (12, -5, -3), (-12, -5, -2)]
)
def test_modulo_has_the_sign_of_the_divisor(dividend: int, divisor: int, rest: int) -> None:
    assert modulo(Decimal(dividend), Decimal(divisor)) == rest


def test_negating_nought_gives_plain_nought() -> None:
    assert str(negate(Decimal("0.00"))) == "0"


@pytest.mark.parametrize(
    ("left", "op", "right", "result"),
    [
        ("@2018-10-08T00:00:00+02:00", "=", "@2018-10-08T00:00:00@Europe/Paris", True),
        ("@2002-04-02T23:00:00-04:00", "=", "@2002-04-03T02:00:00-01:00", True),
        ("@P1D", "=", "@PT24H", True),
        ("@P1Y", "<=", "@P12M", True),
        ("@09:00:00+08:00", "<", "@02:00:00Z", True),
        ("@2026-03-01", ">", "@2026-02-28", True),
        ('"乙', ">=", '"甲', False),
    ],
)
def test_comparison_of_values(left: str, op: str, right: str, result: bool) -> None:
    assert compare(op, value(left), value(right)) is result


@pytest.mark.parametrize(
    ("left", "op", "right"),
    [("1", "=", '"1'), ("@P1Y", "=", "@P365D"), ("@2026-03-01", "<", "1"), ("@10:00:00", "=", "@10:00:00Z")],
)
def test_values_that_cannot_be_compared_have_no_answer(left: str, op: str, right: str) -> None:
    with pytest.raises(Failure):
        compare(op, value(left), value(right))


def test_null_equals_null_only() -> None:
    assert equal(None, None)
    assert not equal(None, Decimal(0))
    assert not equal([None], [Decimal(0)])


def test_a_range_with_a_null_end_answers_nothing_and_a_comparison_does() -> None:
    with pytest.raises(Failure):
        in_range(Decimal(5), Range(None, Decimal(10), False, True))

    assert in_range(Decimal(5), Range(None, Decimal(10), False, True, "<="))


@pytest.mark.parametrize(
    "text",
    [
        "2017-13-10",
        "998-12-31",
        "01211-12-31",
        "+2012-12-02",
        "2017-12-31T7:00:00",
        "2017-12-31T13:20:00+19:00",
        "2011-12-03T10:15:30+01:00@Europe/Paris",
        "2017-12-31T13:20:00@xyz/abc",
        "10:60:00",
        "P",
        "P1H",
        "PT",
        "P1YT1H",
        "2017-12-31T24:00:01",
        "10:00:00@../../etc/passwd",
    ],
)
def test_texts_that_are_no_date_time_or_duration(text: str) -> None:
    with pytest.raises(Failure):
        at(text)


@pytest.mark.parametrize(
    "text",
    [
        "-999999999-12-31T23:59:59.999999999+02:00",
        "999999999-12-31T23:59:59@Europe/Paris",
        "10:30:00@Asia/Shanghai",
        "P1DT2H3M4.123456789S",
        "-P8Y4M",
        "2026-03-01",
        "P0M",
        "PT0S",
    ],
)
def test_a_normalised_text_comes_back(text: str) -> None:
    assert format_value(at(text)) == text


def test_values_from_python_become_feel_values() -> None:
    moment = datetime.datetime(2026, 3, 1, 8, 30, tzinfo=datetime.UTC)

    assert from_python({"a": [1, 0.1, moment, datetime.date(2026, 3, 1)]}) == {
        "a": [
            Decimal(1),
            Decimal("0.1"),
            DateTime(Date(2026, 3, 1), Time(8, 30, 0, 0, 0)),
            Date(2026, 3, 1),
        ]
    }


def test_a_moment_of_python_keeps_its_zone() -> None:
    zoned = datetime.datetime(2026, 3, 1, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    fixed = datetime.datetime(2026, 3, 1, 8, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))

    assert format_value(from_python(zoned)) == "2026-03-01T08:30:00@Asia/Shanghai"
    assert format_value(from_python(fixed)) == "2026-03-01T08:30:00+08:00"
    assert equal(from_python(zoned), from_python(fixed))


@pytest.mark.parametrize("bad", [float("nan"), Decimal("Infinity"), object()])
def test_what_feel_has_no_value_for_is_refused(bad: object) -> None:
    with pytest.raises(TypeError):
        from_python(bad)


@pytest.mark.parametrize("word", ["NaN", "-nan", "Infinity", "-inf", "snan"])
def test_words_for_what_is_no_number_are_no_numerals(word: str) -> None:
    with pytest.raises(Failure) as refused:
        number_of(word)
    assert refused.value.code == "EVAL009"


def test_minus_before_a_text_is_no_operation_of_two_values() -> None:
    with pytest.raises(Failure) as refused:
        negate("甲")
    assert refused.value.code == "EVAL038"
