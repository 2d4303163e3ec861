"""Files that cannot be read: the cause in its true words, with the line and the column where there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from luodi.diagnostics import Diagnostic, LuodiError
from luodi.engines.csv_faults import csv_fault
from luodi.engines.heads import Heads
from luodi.engines.population import open_population

HEAD = "号,额,日\n1,5,2020-01-01\n"


def _refused(path: Path) -> Diagnostic:
    with duckdb.connect() as connection, pytest.raises(LuodiError) as raised:
        open_population(connection, path, {"额": "number"})
    return raised.value.diagnostic


CASES: dict[str, tuple[str | bytes, str, dict[str, Any]]] = {
    "fewer columns": (HEAD + "2,6\n", "POP070", {"line": 3, "found": 2, "wanted": 3}),
    "more columns": (HEAD + "\n2,6,,9\n", "POP070", {"line": 4, "found": 4, "wanted": 3}),
    "after a value of two lines": (
        HEAD + '2,"6\n7",\n3,8\n',
        "POP070",
        {"line": 5, "found": 2, "wanted": 3},
    ),
    "fewer columns behind empty ones": (
        HEAD + "2,6,2020-01-01,\n3,7\n",
        "POP070",
        {"line": 4, "found": 2, "wanted": 3},
    ),
    "a value behind empty ones": (HEAD + "2,6,,,9\n", "POP070", {"line": 3, "found": 5, "wanted": 3}),
    "open quote in the header": ('"号,额\n1,5\n', "POP071", {"line": 1, "name": "1"}),
    "open quote further on in the header": ('号,额,"日\n1,5,6\n', "POP071", {"line": 1, "name": "3"}),
    "open quote": (HEAD + '2,"6,2020-01-01\n3,7,2020-01-02\n', "POP071", {"line": 3, "name": "额"}),
    "open quote in the last line": (HEAD + '2,6,"', "POP071", {"line": 3, "name": "日"}),
    "text behind a quote": (
        HEAD + '"2""3"x,6,\n',
        "POP072",
        {"line": 3, "name": "号", "sign": "x"},
    ),
    "a lone carriage return": (HEAD + "2,6,2020-01-01\r3,7,2020-01-01\n", "POP075", {"line": 3}),
    "too long": (HEAD + f"2,{'9' * 2_100_000},\n", "POP074", {"line": 3, "limit": 2}),
    "bytes of no encoding": (HEAD.encode() + b"2,\x81\x20\xff,\n", "POP073", {"line": 3}),
    "bytes of no encoding in the header": (b"\xb1\xff\xff" + HEAD.encode(), "POP073", {"line": 1}),
    "half a sign of UTF-16": (HEAD.encode("utf-16") + b"1", "POP073", {"line": 1}),
    "nothing": ("", "POP077", {}),
    "blank lines": ("\n\n", "POP077", {}),
}


@pytest.mark.parametrize("case", list(CASES))
def test_faults_of_a_csv_are_told_by_line_and_column(case: str, tmp_path: Path) -> None:
    content, code, values = CASES[case]
    path = tmp_path / "p.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    told = _refused(path)

    assert (told.code, dict(told.values), told.file) == (code, values, str(path))


def test_faults_of_another_encoding_are_told_of_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes((HEAD + "甲,6\n").encode("gb18030"))

    told = _refused(path)

    assert (told.code, told.values["line"], told.file) == ("POP070", 3, str(path))


def test_files_that_are_not_there_or_not_files_are_told_so(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "bad.parquet").write_bytes(b"PAR1garbage")
    (tmp_path / "bad.arrow").write_bytes(b"garbage")

    names = ("no.csv", "no/p.parquet", "folder.csv", "bad.parquet", "bad.arrow")
    told = [_refused(tmp_path / name) for name in names]

    assert [each.code for each in told] == ["POP068", "POP068", "POP069", "POP076", "POP076"]
    assert "这是文件夹" in told[2].message()
    assert [each.values.get("kind") for each in told[3:]] == ["Parquet", "Arrow"]


def test_empty_cells_behind_the_last_column_are_passed_over(tmp_path: Path) -> None:
    """Spreadsheets write a comma behind each row where a column was emptied."""
    (tmp_path / "p.csv").write_text(HEAD + '2,6,2020-01-01,\n3,7,2020-01-01,"",\n', encoding="utf-8")

    with duckdb.connect() as connection:
        population = open_population(connection, tmp_path / "p.csv", {"额": "number", "日": "date"})
        rows = connection.table(population.view).select("号", "额").fetchall()

    assert (population.diagnostics, rows) == ([], [("1", 5), ("2", 6), ("3", 7)])
    assert csv_fault(tmp_path / "p.csv") is None


@pytest.mark.parametrize("wanted", [("额",), ("甲",), ("号", "量")])
def test_an_open_quote_in_the_header_is_no_header_without_inputs(
    wanted: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "p.csv").write_text('"号,量\n1,5\n', encoding="utf-8")

    with duckdb.connect() as connection, pytest.raises(LuodiError) as raised:
        open_population(connection, tmp_path / "p.csv", {}, heads=Heads(wanted))

    assert raised.value.diagnostic.code == "POP071"


def test_a_name_of_two_lines_is_shown_in_one(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text('号,"金额\n（万元）"\n1,5\n', encoding="utf-8")

    with duckdb.connect() as connection, pytest.raises(LuodiError) as raised:
        open_population(connection, tmp_path / "p.csv", {}, heads=Heads(("额",)))

    assert raised.value.diagnostic.values["found"] == "号、金额 （万元）"
