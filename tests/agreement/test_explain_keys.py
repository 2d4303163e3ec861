"""Which row a key names, by the type of its column, on DuckDB and as a table of PostgreSQL."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow
import pyarrow.parquet
import pytest
from sqlglot import exp

from luodi.cli import main
from luodi.diagnostics import LuodiError
from luodi.dmn import write
from luodi.engines.one_row import RowPlace, StagedRow, key_condition
from luodi.engines.population import Population, open_population
from luodi.engines.sessions import open_server_table, open_session, row_place
from luodi.sql.capabilities import Engine
from luodi.sql.emit import POPULATION
from luodi.sql.trees import column, table
from tests.engine.decision_models import literal, model

# The column's values as the table is filled with them, its type there and in a file, and which row a key is.
COLUMNS: dict[str, tuple[str, str, list[str], dict[str, int | str | None]]] = {
    "whole numbers": (
        "int",
        "INTEGER",
        ["7", "-8", "1000"],
        {
            "7": 1,
            "007": 1,
            "7.0": 1,
            "7e0": 1,
            " 7": 1,
            "-8": 2,
            "1E3": 3,
            "7.5": None,
            "70": None,
            "七": "POP087",
        },
    ),
    "long numbers": (
        "bigint",
        "BIGINT",
        ["9007199254740993", "2", "3"],
        {"9007199254740993": 1, "9007199254740992": None, "1e40": None},
    ),
    "decimals": (
        "numeric(9,2)",
        "DECIMAL(9,2)",
        ["5", "0.5", "-7.25"],
        {"5": 1, "5.00": 1, "5.0000": 1, ".5": 2, "-7.250": 3, "5.001": None, "1e30": None, "": "POP087"},
    ),
    "floats": (
        "double precision",
        "DOUBLE",
        ["0.1", "1e-05", "1e22"],
        {"0.1": 1, "0.10": 1, "0.00001": 2, "1E+22": 3, "0.2": None, "1e400": None, "1e-400": None},
    ),
    "short floats": ("real", "FLOAT", ["0.1", "2", "3"], {"0.1": 1, "2.0": 2, "1e39": None, "1e-60": None}),
    "texts": (
        "text",
        "VARCHAR",
        ["007", " 甲 ", "a"],
        {"007": 1, "7": None, " 甲 ": 2, "甲": None, "a": 3, "A": None},
    ),
    "days": (
        "date",
        "DATE",
        ["2021-06-30", "2021-07-01", "12000-01-01"],
        {
            "2021-06-30": 1,
            "2021/6/30": 1,
            "2021年7月1日": 2,
            "20210701": 2,
            "2021-6-30": 1,
            "2021-7-01": 2,
            "12000-01-01": 3,
            "12000-1-1": 3,
            "2021-06-29": None,
            "2021-02-30": "POP087",
            "2021/13/1": "POP087",
            "0000-01-01": "POP087",
            "x": "POP087",
            "": "POP087",
        },
    ),
    "truth": (
        "boolean",
        "BOOLEAN",
        ["true", "false"],
        {"true": 1, "TRUE": 1, "否": 2, "是": 1, "t": "POP087"},
    ),
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("m") / "模型.dmn"
    path.write_bytes(write(model({"行": "number"}, {"是": literal("行")})))
    return str(path)


def _found(population: Population, place: RowPlace, keys: Iterable[str]) -> dict[str, int | str | None]:
    found: dict[str, int | str | None] = {}
    for key in keys:
        try:
            asked: Any = key_condition(population, [key], place)
            rows = place.fetch(exp.Select().select(column("行")).from_(table(POPULATION)).where(asked))
        except LuodiError as error:
            found[key] = error.diagnostic.code
        else:
            found[key] = rows[0][0] if rows else None
    return found


def _row(capsys: pytest.CaptureFixture[str], *arguments: str) -> int | str | None:
    status = main(["explain", *arguments])
    told = capsys.readouterr()
    if status == 0:
        return int(json.loads(told.out)["values"]["是"])
    code = told.err.split()[0]
    return None if code == "POP010" else code


@pytest.mark.parametrize("name", list(COLUMNS))
def test_row_of_a_file_is_found_by_what_its_key_says(name: str, tmp_path: Path) -> None:
    _, kind, values, keys = COLUMNS[name]
    rows = ", ".join(f"('{value}'::{kind}, {at})" for at, value in enumerate(values, 1))
    path = tmp_path / "p.parquet"
    with duckdb.connect() as connection:
        connection.sql(f'SELECT * FROM (VALUES {rows}) t("号", "行")').write_parquet(str(path))
        population = open_population(connection, path, {"行": "number"})

        assert _found(population, StagedRow(population), keys) == keys


@pytest.mark.parametrize("name", list(COLUMNS))
def test_row_of_a_table_is_found_the_same(
    name: str, database: psycopg.Connection[Any], postgres_url: str, tmp_path: Path
) -> None:
    kind, _, values, keys = COLUMNS[name]
    database.execute(f'CREATE TABLE "数" ("号" {kind}, "行" int)'.encode())
    for at, value in enumerate(values, 1):
        database.execute('INSERT INTO "数" VALUES (%s, %s)', [value, at])
    with open_session(Engine.POSTGRES, tmp_path, postgres_url) as session:
        population = open_server_table(session, "运行.数", {"行": "number"}, [], {}, {})

        assert _found(population, row_place(session, population, on_server=True), keys) == keys


def test_numbers_of_any_width_are_numbers_as_keys(
    saved: str, database: psycopg.Connection[Any], postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database.execute('CREATE TABLE "数" ("号" numeric, "行" int)')
    database.execute('INSERT INTO "数" VALUES (5.00, 1), (1e50, 2)')
    engine = ["--population", "运行.数", "--engine", "postgres", "--url", postgres_url]

    assert [_row(capsys, saved, *engine, "--key", key) for key in ("5", "1e50", "6")] == [1, 2, None]


def test_a_csv_has_texts_unless_its_key_is_an_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = {}
    for name, inputs in (("texts", {"行": "number"}), ("numbers", {"行": "number", "号": "number"})):
        made[name] = str(tmp_path / f"{name}.dmn")
        Path(made[name]).write_bytes(write(model(inputs, {"是": literal("行")})))
    (tmp_path / "p.csv").write_text("号,行\n007,1\n8.0,2\n", encoding="utf-8")
    population = ["--population", str(tmp_path / "p.csv"), "--key"]

    found = {
        name: [_row(capsys, saved, *population, key) for key in ("007", "7", "8")]
        for name, saved in made.items()
    }

    assert found == {"texts": [1, None, None], "numbers": [1, 1, 2]}


def test_several_key_columns_each_have_their_type(
    saved: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = datetime.date(2021, 6, 30)
    rows = {"号": [Decimal("1.50")] * 2, "日": [day, None], "行": [1, 2]}
    rows["日"] = [day, datetime.date(2021, 7, 1)]
    pyarrow.parquet.write_table(pyarrow.table(rows), tmp_path / "p.parquet")
    given = ["--population", str(tmp_path / "p.parquet"), "--key-column", "号", "--key-column", "日"]

    assert _row(capsys, saved, *given, "--key", "1.5", "--key", "2021/7/1") == 2
