"""PostgreSQL: from a table to a table, from a file to a table and back, and no half result of any of them."""

from __future__ import annotations

import datetime
import threading
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pyarrow
import pyarrow.parquet
import pytest

from luodi.cli import main
from luodi.dmn import write
from luodi.dmn.model import Definitions
from tests.agreement.populations import rows_of
from tests.engine.decision_models import literal, model, table

HEADER = "企业,研发费用,销售收入,高企,成立日\n"
ROWS = (
    "甲,600000.00,10000000,true,2020-02-29\n"
    "乙,499999.99,10000000,TRUE,2026-03-01\n"
    "丙,,10000000,true,2019-01-01\n"
    "丁,0,0,false,\n"
)


@pytest.fixture
def subsidy(tmp_path: Path) -> Path:
    rules = [("true", ">= 0.05", "min(研发费用 * 0.06, 30000)"), ("-", "-", "0")]
    inputs = {"研发费用": "number", "销售收入": "number", "高企": "boolean", "成立日": "date"}
    decisions: dict[str, Any] = {
        "补贴": (table("F", ["高企", "研发费用 / 销售收入"], [""], rules), "number"),
        "早于": literal('成立日 < date("2020-03-01")'),
        "明细": literal("{额: 补贴, 日: 成立日, 全: {高企: 高企}}"),
    }
    return saved(tmp_path, model(inputs, decisions))


def saved(folder: Path, definitions: Definitions) -> Path:
    path = folder / "补贴.dmn"
    path.write_bytes(write(definitions))
    return path


CREATE = """CREATE TABLE "企业表" (
  "企业" varchar(20) PRIMARY KEY, "研发费用" numeric, "销售收入" bigint, "高企" boolean, "成立日" text)"""
INSERT = """INSERT INTO "企业表" VALUES ('甲', 600000.00, 10000000, true, '2020-02-29'),
  ('乙', 499999.99, 10000000, true, '2026-03-01'), ('丙', null, 10000000, true, '2019-01-01'),
  ('丁', 0, 0, false, null)"""


def test_table_to_table_as_file_to_file(
    subsidy: Path, tmp_path: Path, database: psycopg.Connection[Any], postgres_url: str
) -> None:
    database.execute(CREATE)
    database.execute(INSERT)
    population = tmp_path / "企业.csv"
    population.write_text(HEADER + ROWS, encoding="utf-8")
    engine = ["--engine", "postgres", "--url", postgres_url]

    assert (
        main(["run", str(subsidy), "--population", str(population), "-o", str(tmp_path / "a.parquet")]) == 0
    )
    assert (
        main(
            ["run", str(subsidy), "--population", str(population), "-o", str(tmp_path / "b.parquet"), *engine]
        )
        == 0
    )
    assert (
        main(["run", str(subsidy), "--population", "运行.企业表", "-o", str(tmp_path / "c.parquet"), *engine])
        == 0
    )
    assert main(["run", str(subsidy), "--population", "运行.企业表", "-o", "运行.结果", *engine]) == 0
    # Again, in the place of the one that is there.
    assert main(["run", str(subsidy), "--population", str(population), "-o", "运行.结果", *engine]) == 0

    by_duckdb, from_file, from_table = (rows_of(tmp_path / f"{name}.parquet", "企业") for name in "abc")
    assert by_duckdb == from_file == from_table
    assert by_duckdb[3]["明细"] == {
        "额": Decimal(30000),
        "日": datetime.date(2020, 2, 29),
        "全": {"高企": True},
    }
    found = database.execute(
        'SELECT "企业", "补贴", "补贴#rule", "补贴#missing", "早于" FROM "结果" ORDER BY "企业" COLLATE "C"'
    )
    assert found.fetchall() == [
        tuple(row[name] for name in ("企业", "补贴", "补贴#rule", "补贴#missing", "早于"))
        for row in by_duckdb
    ]
    names = database.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = '运行' ORDER BY 1"
    ).fetchall()
    assert sorted(name for (name,) in names) == sorted(["企业表", "结果"])


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ('UPDATE "企业表" SET "成立日" = \'2026-02-29\' WHERE "企业" = \'甲\'', ["POP003"]),
        ('UPDATE "企业表" SET "研发费用" = \'NaN\' WHERE "企业" = \'甲\'', ["POP003"]),
        ('ALTER TABLE "企业表" ALTER "高企" TYPE int USING 1', ["POP002"]),
        (
            'ALTER TABLE "企业表" DROP CONSTRAINT "企业表_pkey"; INSERT INTO "企业表" VALUES (\'甲\')',
            ["POP005"],
        ),
        ('DROP TABLE "企业表"', ["POP086"]),
    ],
)
def test_bad_tables_are_told_and_nothing_is_written(
    subsidy: Path,
    database: psycopg.Connection[Any],
    postgres_url: str,
    change: str,
    codes: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    database.execute(CREATE)
    database.execute(INSERT)
    database.execute(change.encode())
    arguments = ["run", str(subsidy), "--population", "运行.企业表", "-o", "运行.结果"]

    status = main([*arguments, "--engine", "postgres", "--url", postgres_url])

    told = [line.split()[0] for line in capsys.readouterr().err.splitlines() if line.startswith("POP")]
    assert (status, told) == (1, codes)
    assert database.execute("SELECT count(*) FROM pg_tables WHERE tablename = '结果'").fetchall() == [(0,)]


def test_lost_connection_leaves_what_was_there(
    subsidy: Path,
    tmp_path: Path,
    database: psycopg.Connection[Any],
    postgres_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database.execute('CREATE TABLE "结果" AS SELECT 1 AS "以前"')
    # Each row takes its time, so that the run is on its way when it is ended.
    database.execute(CREATE)
    database.execute(INSERT)
    database.execute(
        """CREATE VIEW "慢" AS SELECT e.* FROM "企业表" e, pg_sleep(0.3) WHERE pg_sleep(0.5) IS NOT NULL"""
    )
    out = tmp_path / "结果.parquet"
    out.write_bytes(b"before")

    def end_runs() -> None:
        ended = 0
        limit = time.monotonic() + 30
        while ended < 2 and time.monotonic() < limit:
            time.sleep(0.2)
            ended += database.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND query LIKE '%population%' AND state = 'active'"
                " AND datname = current_database()"
            ).fetchall()[0][0]

    ender = threading.Thread(target=end_runs)
    ender.start()
    statuses = [
        main(
            [
                "run",
                str(subsidy),
                "--population",
                "运行.慢",
                "-o",
                to,
                "--engine",
                "postgres",
                "--url",
                postgres_url,
            ]
        )
        for to in ("运行.结果", str(out))
    ]
    ender.join()

    told = [line.split()[0] for line in capsys.readouterr().err.splitlines() if line.startswith("POP")]
    assert (statuses, told) == ([1, 1], ["POP030", "POP030"])
    assert database.execute('SELECT * FROM "结果"').fetchall() == [(1,)]
    assert out.read_bytes() == b"before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["结果.parquet", "补贴.dmn"]


def test_no_server_and_no_url_are_told(
    subsidy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", str(subsidy), "--population", "表", "-o", "结果", "--engine", "postgres"]

    assert main([*arguments, "--url", "postgresql://nobody@127.0.0.1:1/none"]) == 1
    assert main(arguments) == 1

    told = [line.split()[0] for line in capsys.readouterr().err.splitlines() if line.startswith("POP")]
    assert told == ["POP030", "POP032"]


def test_names_that_postgres_would_cut_are_whole_in_files(tmp_path: Path, postgres_url: str) -> None:
    long = "一个名称很长很长的决策，长到数据库的列名放不下它的全部文字" * 2
    path = saved(
        tmp_path,
        model({"甲" + long: "number"}, {long + "一": literal(f"甲{long} + 1"), long + "二": literal("2")}),
    )
    pyarrow.parquet.write_table(pyarrow.table({"号": [1, 2], "甲" + long: [1, None]}), tmp_path / "p.parquet")
    out = tmp_path / "o.parquet"

    engine = ["--engine", "postgres", "--url", postgres_url]

    status = main(["run", str(path), "--population", str(tmp_path / "p.parquet"), "-o", str(out), *engine])

    assert status == 0
    assert rows_of(out, "号") == [
        {
            "号": 1,
            f"{long}一": Decimal(2),
            f"{long}一#missing": [],
            f"{long}二": Decimal(2),
            f"{long}二#missing": [],
        },
        {
            "号": 2,
            f"{long}一": None,
            f"{long}一#missing": ["甲" + long],
            f"{long}二": Decimal(2),
            f"{long}二#missing": [],
        },
    ]


def test_sql_is_compiled_for_the_columns_of_a_table(
    subsidy: Path,
    database: psycopg.Connection[Any],
    postgres_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database.execute(CREATE)
    database.execute(INSERT)
    given = ["sql", str(subsidy), "--population", "运行.企业表", "--engine", "postgres"]

    status = main([*given, "--decision", "早于", "--url", postgres_url])
    said = capsys.readouterr()
    assert (status, said.out[:4]) == (0, "WITH")
    assert '"成立日"' in said.out
    assert main(given) == 1
    assert capsys.readouterr().err.split()[0] == "POP032"
    # Nothing of ours is left.
    assert database.execute("SELECT count(*) FROM pg_tables WHERE schemaname = '运行'").fetchone() == (1,)
