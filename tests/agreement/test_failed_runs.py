"""Why a run could not be made, in its true words: places, servers, what PostgreSQL cannot hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from luodi.cli import main
from luodi.dmn import write
from luodi.engines.session import run_failed
from tests.engine.decision_models import literal, model


@pytest.fixture
def given(tmp_path: Path) -> list[str]:
    path = tmp_path / "模型.dmn"
    path.write_bytes(write(model({"额": "number", "名": "string"}, {"倍": literal("额 * 2")})))
    (tmp_path / "p.csv").write_text("号,额,名\n1,5,甲\n2,6,乙\n", encoding="utf-8")
    return ["run", str(path), "--population", str(tmp_path / "p.csv"), "--lang", "en", "-o"]


def _said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    said = capsys.readouterr().err
    return said.split()[0], said


def test_a_folder_that_is_not_there_is_told(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*given, str(tmp_path / "无" / "o.parquet")]) == 1

    code, said = _said(capsys)
    assert code == "POP079"
    assert "the folder does not exist" in said
    assert "memory" not in said


def test_a_folder_as_a_result_is_told(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "o.parquet").mkdir()

    assert main([*given, str(tmp_path / "o.parquet")]) == 1

    code, said = _said(capsys)
    assert code == "POP058"
    assert "folder" in said


@pytest.mark.parametrize(
    ("engine", "url", "code"),
    [
        ("postgres", "secret", "POP082"),
        ("postgres", "http://secret", "POP082"),
        ("postgres", "postgresql://u@127.0.0.1:1/x", "POP030"),
        ("spark", "secret", "POP082"),
        ("spark", "http://secret:80", "POP082"),
    ],
)
def test_an_address_that_is_none_is_told_without_it(
    engine: str, url: str, code: str, given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*given, str(tmp_path / "o.parquet"), "--engine", engine, "--url", url]) == 1

    found, said = _said(capsys)
    assert found == code
    assert "secret" not in said


@pytest.mark.parametrize(
    ("before", "out", "code"),
    [
        ('CREATE VIEW "果" AS SELECT 1 AS "号"', "运行.果", "POP080"),
        ('CREATE MATERIALIZED VIEW "果" AS SELECT 1 AS "号"', "运行.果", "POP080"),
        ("SELECT 1", "没有.果", "POP085"),
        ('CREATE TABLE "果" ("号" int); CREATE VIEW "看" AS SELECT * FROM "果"', "运行.果", "POP081"),
        ("SELECT 1", "运行.数", "POP059"),
    ],
)
def test_a_table_that_no_result_can_take_the_place_of_is_told_before_the_run(
    before: str,
    out: str,
    code: str,
    given: list[str],
    database: psycopg.Connection[Any],
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database.execute('CREATE TABLE "数" ("号" int, "额" int, "名" text)')
    database.execute("INSERT INTO \"数\" VALUES (1, 5, '甲')")
    database.execute(before.encode())
    arguments = [*given, out, "--engine", "postgres", "--url", postgres_url]
    arguments[3] = "运行.数"

    def ran(*args: object) -> None:
        raise AssertionError("it ran")

    monkeypatch.setattr("luodi.engines.postgres.PostgresSession.write", ran)

    assert main(arguments) == 1
    assert _said(capsys)[0] == code
    assert database.execute('SELECT "额" FROM "数"').fetchall() == [(5,)]


def test_tables_that_are_not_there_or_not_for_us_are_told(
    given: list[str],
    database: psycopg.Connection[Any],
    postgres_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database.execute('CREATE TABLE "数" ("号" int, "额" int, "名" text)')
    database.execute("DROP ROLE IF EXISTS outsider")
    database.execute("CREATE ROLE outsider LOGIN")
    codes = []
    for name, url in (
        ("运行.无", postgres_url),
        ("没有.数", postgres_url),
        ("运行.数", postgres_url.replace("luodi@", "outsider@")),
    ):
        arguments = [*given, str(tmp_path / "o.parquet"), "--engine", "postgres", "--url", url]
        arguments[3] = name
        assert main(arguments) == 1
        codes.append(_said(capsys)[0])
    database.execute("DROP ROLE outsider")

    assert codes == ["POP086", "POP086", "POP078"]


def test_what_postgres_cannot_hold_is_told_by_column(
    given: list[str], tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.csv").write_text("号,额,名\n1,5,甲\0乙\n2,6,\0\n", encoding="utf-8")

    status = main([*given, str(tmp_path / "o.parquet"), "--engine", "postgres", "--url", postgres_url])

    code, said = _said(capsys)
    assert (status, code) == (1, "POP083")
    assert "“名” has 2" in said


def test_want_of_memory_or_disk_is_told_apart_from_other_failures() -> None:
    memory = run_failed(duckdb.OutOfMemoryException("failed to allocate")).diagnostic
    disk = run_failed(duckdb.IOException("Could not write file: No space left on device")).diagnostic
    other = run_failed(duckdb.InternalException("Attempted to access index 4")).diagnostic

    assert [each.code for each in (memory, disk, other)] == ["POP009", "POP009", "POP084"]
    assert "not enough memory" in memory.message("en")
    assert "no space is left" in disk.message("en")
    assert "index 4" in other.message("en")
    assert "memory" not in str(other.hint("en"))
