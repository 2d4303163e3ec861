"""The column that orders a list: numbers as numbers, days as days, texts as texts, and nothing in between."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pyarrow
import pyarrow.parquet
import pytest

from luodi.cli import main
from luodi.dmn import write
from luodi.dmn.model import ItemDefinition
from tests.agreement.populations import rows_of
from tests.engine.decision_models import literal, model

# What stands in the column, row by row, and the places of the rows as they are then ordered.
ORDERED = {
    "numbers": (["10", "9", "-1.5"], [3, 2, 1]),
    "small numbers": (["2e-12", "1e-12", ".5"], [2, 1, 3]),
    "days": (["2021-10-01", "2021-09-30"], [2, 1]),
    "days of one other form": (["2021/10/1", "2021/6/7", "2021/06/30"], [2, 3, 1]),
    "days of eight digits": (["20211001", "20210607"], [2, 1]),
    "days with words": (["2021年10月1日", "2021年6月7日"], [2, 1]),
    "texts": (["乙", "甲", "A2"], [3, 1, 2]),
    "days of no calendar": (["2021/3/1", "2021/2/30", "2021/2/28"], [3, 2, 1]),
    "nulls last": (["", "10", "9"], [3, 2, 1]),
}
MIXED = {
    "a number that is none": (
        [*map(str, range(100)), "八"],
        {"numbers": "100", "others": "1", "forms": "—", "rows": "101", "shown": "八"},
    ),
    "days in two forms": (
        ["2021/10/1", "2021-06-07", "2021/1/1"],
        {"numbers": "0", "others": "0", "forms": "2021-06-30 × 1、2021/6/30 × 2", "rows": "2"},
    ),
    "days of eight digits and others": (
        ["20211001", "2021-06-07", "20210101"],
        {"numbers": "0", "others": "0", "forms": "2021-06-30 × 1、20210630 × 2", "rows": "2"},
    ),
    "days and one text": (
        [*["2021-10-01"] * 70, "不详", *["2021-06-07"] * 30],
        {"numbers": "0", "others": "1", "forms": "2021-06-30 × 100", "rows": "71", "shown": "不详"},
    ),
    "a number beside a day, and a text": (
        ["2021-10-01", "不详", "7"],
        {"numbers": "1", "others": "1", "forms": "2021-06-30 × 1", "rows": "1", "shown": "2021-10-01"},
    ),
}
# Numbers or days with texts that are neither: codes, of which some look like numbers.
CODES = {
    "codes": (["A1", "002", "9", "10"], [2, 4, 3, 1], "3 numbers, 0 dates and 1 other"),
    "codes of eight digits": (["A1", "20210002", "20200001"], [3, 2, 1], "2 numbers, 0 dates and 1 other"),
    "days and words": (["2021/10/1", "不详", "2021/6/7"], [1, 3, 2], "0 numbers, 2 dates and 1 other"),
}


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    item = ItemDefinition(name="表", is_collection=True, type_ref="number")
    path = tmp_path / "模型.dmn"
    path.write_bytes(write(model({"件": "表"}, {"全": literal("件")}, [item])))
    (tmp_path / "企业.csv").write_text("编号\n1\n", encoding="utf-8")
    return ["run", str(path), "-o", str(tmp_path / "o.parquet")]


def _files(folder: Path, values: Sequence[str], kind: str) -> list[str]:
    children = folder / f"件.{kind}"
    if kind == "csv":
        rows = "".join(f"1,{at},{value}\n" for at, value in enumerate(values, 1))
        children.write_text(f"谁,件,次\n{rows}", encoding="utf-8")
    else:
        columns = {"谁": ["1"] * len(values), "件": range(1, len(values) + 1)}
        made = pyarrow.table({**columns, "次": [each or None for each in values]})
        pyarrow.parquet.write_table(made, children)
    return ["--population", str(folder / "企业.csv"), "--child", f"件={children}:谁:次"]


def _tables(database: psycopg.Connection[Any], values: Sequence[str], url: str) -> list[str]:
    database.execute('CREATE TABLE "企业" ("编号" text)')
    database.execute("INSERT INTO \"企业\" VALUES ('1')")
    database.execute('CREATE TABLE "件" ("谁" text, "件" int, "次" text)')
    for at, each in enumerate(values, 1):
        database.execute("INSERT INTO \"件\" VALUES ('1', %s, %s)", [at, each or None])
    population = ["--population", "运行.企业", "--child", "件=运行.件:谁:次"]
    return [*population, "--engine", "postgres", "--url", url]


def _list(folder: Path) -> list[int]:
    (row,) = rows_of(folder / "o.parquet", "编号")
    return [int(Decimal(each)) for each in row["全"]]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("case", list(ORDERED))
def test_lists_of_files_stand_in_the_order_of_what_is_written(
    case: str, kind: str, arguments: list[str], tmp_path: Path
) -> None:
    values, order = ORDERED[case]

    assert main([*arguments, *_files(tmp_path, values, kind)]) == 0

    assert _list(tmp_path) == order


@pytest.mark.parametrize("case", list(ORDERED))
def test_lists_of_tables_stand_in_the_same_order(
    case: str, arguments: list[str], tmp_path: Path, database: psycopg.Connection[Any], postgres_url: str
) -> None:
    values, order = ORDERED[case]

    assert main([*arguments, *_tables(database, values, postgres_url)]) == 0

    assert _list(tmp_path) == order


@pytest.mark.parametrize("where", ["csv", "table"])
@pytest.mark.parametrize("case", list(MIXED))
def test_an_order_that_cannot_be_told_is_refused(
    case: str,
    where: str,
    arguments: list[str],
    tmp_path: Path,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    values, told = MIXED[case]
    url = request.getfixturevalue("postgres_url") if where == "table" else ""
    database = request.getfixturevalue("database") if where == "table" else None

    given = _files(tmp_path, values, "csv") if database is None else _tables(database, values, url)
    status = main([*arguments, *given, "--lang", "en"])

    said = capsys.readouterr().err
    assert (status, said.split()[0]) == (1, "POP063")
    assert f"{told['numbers']} numbers" in said
    assert f"({told['forms']})" in said
    assert f"{told['others']} other" in said
    assert f"Rows {told['rows']}: {told.get('shown', '')}" in said
    assert not (tmp_path / "o.parquet").exists()


@pytest.mark.parametrize("where", ["csv", "table"])
@pytest.mark.parametrize("case", list(CODES))
def test_codes_are_ordered_as_texts_which_is_told(
    case: str,
    where: str,
    arguments: list[str],
    tmp_path: Path,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    values, order, told = CODES[case]
    url = request.getfixturevalue("postgres_url") if where == "table" else ""
    database = request.getfixturevalue("database") if where == "table" else None

    given = _files(tmp_path, values, "csv") if database is None else _tables(database, values, url)
    status = main([*arguments, *given, "--lang", "en"])

    said = capsys.readouterr().err
    assert (status, said.count("POP090")) == (0, 1)
    assert told in said
    assert _list(tmp_path) == order


@pytest.mark.parametrize(("others", "code"), [(20, "POP063"), (21, "POP090")])
def test_few_texts_among_very_many_numbers_are_faults_of_typing(
    others: int, code: str, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = [*map(str, range(2_200)), *["无"] * others]

    main([*arguments, *_files(tmp_path, values, "csv")])

    assert code in capsys.readouterr().err
