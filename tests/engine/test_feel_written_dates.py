"""Days as people write them in cells: what has one reading is read, what has two is asked about."""

from __future__ import annotations

import pytest

from luodi.feel.parser import parse_unary_tests
from luodi.feel.written_dates import date_fault, written_date, written_dates

D = 'date("2020-01-01")'
E = 'date("2020-12-31")'


@pytest.mark.parametrize(
    ("text", "feel"),
    [
        ("2020年1月1日", D),
        ("2020/1/1", D),
        ("2020-01-01", D),
        ("2020.1.1", D),
        ("２０２０年１月１日", D),
        ('"2020-01-01"', D),
        ("> 2020-01-01", f"> {D}"),
        ('> "2020-01-01"', f"> {D}"),
        ("≥2020年1月1日", f">= {D}"),
        ("晚于2020年1月1日", f"> {D}"),
        ("早于 2020-1-1", f"< {D}"),
        ("不早于2020年1月1日", f">= {D}"),
        ("不晚于2020年1月1日", f"<= {D}"),
        ("2020年1月1日起", f">= {D}"),
        ("自2020年1月1日起至今", f">= {D}"),
        ("2020年1月1日以来", f">= {D}"),
        ("2020年1月1日及以后", f">= {D}"),
        ("2020年1月1日（含）以后", f">= {D}"),
        ("2020年1月1日以后（含当日）", f">= {D}"),
        ("2020年1月1日（不含）以后", f"> {D}"),
        ("2020年1月1日之前（不含当日）", f"< {D}"),
        ("2020年1月1日当日及之前", f"<= {D}"),
        ("2020年1月1日止", f"<= {D}"),
        ("截至2020年1月1日", f"<= {D}"),
        ("2020-1-1至2020-12-31", f"[{D}..{E}]"),
        ("2020年1月1日—2020年12月31日", f"[{D}..{E}]"),
        ("自2020年1月1日起至2020年12月31日止", f"[{D}..{E}]"),
        ("（2020/1/1，2020/12/31]", f"({D}..{E}]"),
        (">=2020-1-1,<2020-12-31", f"[{D}..{E})"),
        ("≤2020-12-31 且 ＞2020-1-1", f"({D}..{E}]"),
        ("2020-1-1、2020-12-31", f"{D}, {E}"),
        ("<2020-1-1 或 >2020-12-31", f"< {D}, > {E}"),
    ],
)
def test_what_has_one_reading_is_read(text: str, feel: str) -> None:
    read = written_dates(text)
    told = date_fault(text)

    assert read is not None and (read.included, read.excluded) == (feel, feel)
    assert parse_unary_tests(feel).diagnostics == ()
    assert told is not None and (told.code, told.values["fix"]) == ("FEEL014", feel)


@pytest.mark.parametrize(
    ("text", "included", "excluded"),
    [
        ("2020年1月1日以后", f">= {D}", f"> {D}"),
        ("2020年1月1日后", f">= {D}", f"> {D}"),
        ("2020年1月1日前", f"<= {D}", f"< {D}"),
        ("在2020年1月1日之前", f"<= {D}", f"< {D}"),
        ("2020年1月1日后、2020年12月31日前", f"[{D}..{E}]", f"({D}..{E})"),
        ("2020年1月1日起且2020年12月31日前", f"[{D}..{E}]", f"[{D}..{E})"),
        ("2020年1月1日前或2020年12月31日后", f"<= {D}, >= {E}", f"< {D}, > {E}"),
    ],
)
def test_what_leaves_the_day_itself_open_is_asked_about(text: str, included: str, excluded: str) -> None:
    told = date_fault(text)

    assert told is not None and told.code == "FEEL032"
    assert (told.values["included"], told.values["excluded"]) == (included, excluded)
    for lang in ("zh", "en"):
        assert included in (told.hint(lang) or "") and excluded in (told.hint(lang) or "")


@pytest.mark.parametrize(
    "text",
    [
        D,
        f">= {D}",
        '@"2020-01-01"',
        "2020年2月30日",
        "2020年1月以后",
        "2020年",
        "1/2/2020",
        "2020-1-12020",
        "2020-12-31至2020-1-1",
        "2020年1月1日前后",
        "大约2020年1月1日",
        "100-200",
        "",
    ],
)
def test_anything_else_is_left_alone(text: str) -> None:
    assert written_dates(text) is None and date_fault(text) is None


def test_a_result_is_one_day() -> None:
    assert written_date(" 2020年1月1日 ") == D
    assert written_date("2020年1月1日起") is None
