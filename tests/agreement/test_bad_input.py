"""Files that are not as they should be: told by column with counts and first rows, or read and told."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet
import pytest

from luodi.diagnostics import LuodiError, Severity
from luodi.engines.population import Population, open_population
from luodi.messages import message_text
from luodi.relational.types import DATE, NumberType

WANTED = {"额": "number", "日": "date", "是": "boolean"}


def _opened(folder: Path, text: str | bytes, **options: Any) -> tuple[Population, list[dict[str, Any]]]:
    path = folder / "p.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with duckdb.connect() as connection:
        population = open_population(connection, path, WANTED, **options)
        if any(each.severity is Severity.ERROR for each in population.diagnostics):
            return population, []
        relation = connection.table(population.view)
        return population, [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def _told(population: Population) -> list[tuple[str, dict[str, Any]]]:
    return [(each.code, dict(each.values)) for each in population.diagnostics]


@pytest.mark.parametrize("written", ["2021/6/30", "2021.06.30", "20210630", "2021年6月30日"])
def test_days_written_in_one_other_way_are_read(written: str, tmp_path: Path) -> None:
    form = {"2021/6/30": "2021/6/30", "2021.06.30": "2021.06.30"}.get(written, written)

    population, rows = _opened(tmp_path, f"号,额,日,是\n甲,1,{written},true\n乙,2,,false\n")

    assert [row["日"] for row in rows] == [datetime.date(2021, 6, 30), None]
    assert population.columns["日"].type == DATE
    assert _told(population) == [
        ("POP053", {"name": "日", "count": 1, "form": form, "rows": "1", "shown": written})
    ]


def test_days_written_in_several_ways_are_refused(tmp_path: Path) -> None:
    text = "号,额,日,是\n甲,1,2021/6/7,true\n乙,2,2021-06-07,true\n丙,2,2021/7/6,true\n"

    population, _ = _opened(tmp_path, text)

    told = {"name": "日", "forms": "2021-06-30 × 1、2021/6/30 × 2", "rows": "2", "shown": "2021-06-07"}
    assert _told(population) == [("POP054", told)]


def test_a_day_that_is_none_is_told_in_its_own_form(tmp_path: Path) -> None:
    population, _ = _opened(tmp_path, "号,额,日,是\n甲,1,2021/6/30,true\n乙,2,2021/2/30,true\n")

    assert [code for code, _ in _told(population)] == ["POP053", "POP003"]
    assert _told(population)[1][1] == {
        "name": "日",
        "count": 1,
        "wanted": "date",
        "rows": "2",
        "shown": "2021/2/30",
    }


def test_thousands_separators_are_read_where_asked_for(tmp_path: Path) -> None:
    text = '号,额,日,是\n甲,"1,234,567.50",2021-06-30,true\n乙,-12,2021-06-30,true\n'

    refused, _ = _opened(tmp_path, text)
    taken, rows = _opened(tmp_path, text, thousands=True)
    wrong, _ = _opened(tmp_path, text.replace("-12", '"1,2"'), thousands=True)

    assert _told(refused) == [("POP052", {"name": "额", "count": 1, "rows": "1", "shown": "1,234,567.50"})]
    assert (taken.diagnostics, [row["额"] for row in rows]) == ([], [Decimal("1234567.50"), Decimal(-12)])
    assert isinstance(taken.columns["额"].type, NumberType)
    assert [(code, told["shown"]) for code, told in _told(wrong)] == [("POP003", "1,2")]


def test_yes_and_no_are_truth_values(tmp_path: Path) -> None:
    population, rows = _opened(tmp_path, "号,额,日,是\n甲,1,,是\n乙,1,,否\n丙,1,,TRUE\n丁,1,,\n")

    assert [row["是"] for row in rows] == [True, False, True, None]
    assert _told(population) == [("POP055", {"name": "是", "count": 2})]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_other_encodings_are_read_and_told(encoding: str, tmp_path: Path) -> None:
    text = "号,额,日,是\n𠮷野家武汉分店,1.5,2021-06-30,是\n"

    population, rows = _opened(tmp_path, text.encode(encoding))

    assert rows == [
        {"号": "𠮷野家武汉分店", "额": Decimal("1.5"), "日": datetime.date(2021, 6, 30), "是": True}
    ]
    assert _told(population) == [
        ("POP051", {"encoding": encoding.upper()}),
        ("POP055", {"name": "是", "count": 1}),
    ]


def test_columns_without_a_use_are_information(tmp_path: Path) -> None:
    population, rows = _opened(tmp_path, "号,额,日,是,备注,电话\n甲,1,,true,无,0\n")

    (told,) = population.diagnostics
    assert (told.code, told.severity) == ("POP050", Severity.INFO)
    assert dict(told.values) == {"count": 2, "names": "备注、电话"}
    assert len(rows) == 1


def test_words_stand_in_both_languages() -> None:
    for code in ("POP050", "POP051", "POP052", "POP053", "POP054", "POP055"):
        assert message_text(code, "zh").message != message_text(code, "en").message


def test_rows_of_a_csv_are_not_taken_for_comments_or_a_preamble(tmp_path: Path) -> None:
    text = "号,额,日,是\n甲,1,2021-06-30,true\n#乙,2,,false\n丙#,3,,\n"

    _, rows = _opened(tmp_path, text)

    assert [(row["号"], row["额"]) for row in rows] == [("甲", 1), ("#乙", 2), ("丙#", 3)]


def test_quotes_of_a_csv_are_the_same_in_all_its_rows(tmp_path: Path) -> None:
    text = "号,额,日,是\n" + "".join(f"'{at}',{at},,\n" for at in range(50)) + '"甲,乙",50,,\n'

    _, rows = _opened(tmp_path, text)

    assert [row["号"] for row in rows] == [*(f"'{at}'" for at in range(50)), "甲,乙"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "POP077"),
        ("号,额\n甲\n", "POP070"),
        ("号,额\n甲,1,2\n乙,2\n", "POP070"),
        ("2021年\n号,额\n甲,1\n", "POP070"),
    ],
)
def test_a_csv_whose_rows_are_not_as_its_first_line_is_refused(text: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(LuodiError) as raised:
        _opened(tmp_path, text)

    assert raised.value.diagnostic.code == code


def test_columns_that_differ_in_case_alone_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"号": [1], "a": [1], "A": [2]}), path)

    for opened in (
        lambda: _opened(tmp_path, "号,a,A\n1,1,2\n"),
        lambda: open_population(duckdb.connect(), path, {"A": "number"}),
    ):
        with pytest.raises(LuodiError) as raised:
            opened()
        assert raised.value.diagnostic.code == "POP011"


@pytest.mark.parametrize("day", ["date '12000-01-01'", "date '0001-01-01' - 1", "'infinity'::date"])
def test_days_of_no_year_that_is_supported_are_refused(day: str, tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    with duckdb.connect() as connection:
        connection.sql(f"SELECT 1 AS 号, {day} AS 日 UNION ALL SELECT 2, NULL").write_parquet(str(path))

        population = open_population(connection, path, {"日": "date"})

    assert [(each.code, each.values["count"]) for each in population.diagnostics] == [("POP003", 1)]
