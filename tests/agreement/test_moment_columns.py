"""Columns of dates with times in files and tables: what is read, what is told, and what comes out of them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow
import pyarrow.parquet
import pytest

from luodi.cli import main
from luodi.dmn import write
from luodi.dmn.model import Definitions
from luodi.engines.children import ChildFile, open_children
from luodi.engines.population import Population, open_population
from luodi.messages import message_text
from luodi.simulate import compare, prepare
from tests.agreement.populations import On, rows_of
from tests.engine.decision_models import literal, model, table

WANTED = {"时": "date and time"}
BOUND = 'date and time("2026-03-01T08:00:00")'
FILLED = {
    "甲": "2026-03-01T08:00:00",
    "乙": "2026-03-01T07:59:59.999999",
    "丙": "2026-03-01T08:00:00.000001",
    "丁": "",
    "戊": "1969-12-31T23:59:59.5",
}


def _model() -> Definitions:
    rules = [(f"< {BOUND}", "1"), (f">= {BOUND}", "2")]
    decisions: dict[str, Any] = {
        "期": (table("F", ["时"], [""], rules), "number"),
        "晚": literal(f"时 > {BOUND}"),
        "原": literal("时"),
        "日": literal("date(时)"),
    }
    return model({"时": "date and time"}, decisions)


EXPECTED = [
    ("丁", None, ["时"], 0, None, None),
    ("丙", 2, [], 2, True, "2026-03-01T08:00:00.000001"),
    ("乙", 1, [], 1, False, "2026-03-01T07:59:59.999999"),
    ("戊", 1, [], 1, False, "1969-12-31T23:59:59.5"),
    ("甲", 2, [], 2, False, "2026-03-01T08:00:00"),
]


def _said(path: Path) -> list[tuple[Any, ...]]:
    names = ("编号", "期", "期#missing", "期#rule", "晚", "原")
    return [tuple(row[name] for name in names) for row in rows_of(path, "编号")]


def _saved(folder: Path) -> str:
    path = folder / "模型.dmn"
    path.write_bytes(write(_model()))
    return str(path)


def _csv(folder: Path, texts: dict[str, str] | list[str]) -> Path:
    rows = texts.items() if isinstance(texts, dict) else enumerate(texts, 1)
    path = folder / "企业.csv"
    path.write_text("编号,时\n" + "".join(f"{key},{text}\n" for key, text in rows), encoding="utf-8")
    return path


def _engine(on: On) -> list[str]:
    return ["--engine", on.engine.value, *(["--url", on.url] if on.url else [])]


def _arrow(unit: str, zone: str | None = None) -> pyarrow.Table:
    times = [datetime.datetime.fromisoformat(each) if each else None for each in FILLED.values()]
    column = pyarrow.array(times, pyarrow.timestamp("us")).cast(pyarrow.timestamp(unit), safe=False)
    if zone is not None:
        column = column.cast(pyarrow.timestamp(unit, zone))
    return pyarrow.table({"编号": list(FILLED), "时": column})


def _opened(path: Path) -> Population:
    with duckdb.connect() as connection:
        return open_population(connection, path, WANTED)


def _told(population: Population) -> list[tuple[str, dict[str, Any]]]:
    return [(each.code, dict(each.values)) for each in population.diagnostics]


# --- what comes out ---


@pytest.mark.parametrize("form", ["csv", "blank", "parquet", "nanoseconds", "arrow"])
def test_files_of_every_kind_are_read(form: str, tmp_path: Path) -> None:
    match form:
        case "csv":
            path = _csv(tmp_path, FILLED)
        case "blank":
            # As databases write them.
            path = _csv(tmp_path, {key: text.replace("T", " ") for key, text in FILLED.items()})
        case "arrow":
            path = tmp_path / "p.arrow"
            rows = _arrow("us")
            with pyarrow.OSFile(str(path), "wb") as sink, pyarrow.ipc.new_file(sink, rows.schema) as writer:
                writer.write_table(rows)
        case _:
            path = tmp_path / "p.parquet"
            pyarrow.parquet.write_table(_arrow("us" if form == "parquet" else "ns"), path)

    assert main(["run", _saved(tmp_path), "--population", str(path), "-o", str(tmp_path / "o.parquet")]) == 0

    assert _said(tmp_path / "o.parquet") == EXPECTED


def test_run_and_explain_on_every_engine(tmp_path: Path, on: On, capsys: pytest.CaptureFixture[str]) -> None:
    saved, path = _saved(tmp_path), str(_csv(tmp_path, FILLED))
    common = [saved, "--population", path, "--key", "编号", *_engine(on)]

    assert main(["run", *common, "-o", str(tmp_path / "o.parquet")]) == 0
    capsys.readouterr()
    assert main(["explain", saved, "--population", path, "--key", "丙", *_engine(on)]) == 0

    assert _said(tmp_path / "o.parquet") == EXPECTED
    told = capsys.readouterr()
    assert "POP012" not in told.err
    assert json.loads(told.out)["values"] == {
        "期": 2,
        "晚": True,
        "原": "2026-03-01T08:00:00.000001",
        "日": "2026-03-01",
    }


@pytest.mark.parametrize("kind", ["timestamp", "timestamp(3)", "text"])
def test_tables_of_postgres_are_read(
    kind: str,
    tmp_path: Path,
    database: psycopg.Connection[Any],
    postgres_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database.execute(f'CREATE TABLE "企业" ("编号" text, "时" {kind})')  # type: ignore[arg-type]
    for key, text in FILLED.items():
        database.execute('INSERT INTO "企业" VALUES (%s, %s)', (key, text or None))
    common = ["--population", "运行.企业", "--engine", "postgres", "--url", postgres_url]

    assert main(["run", _saved(tmp_path), *common, "-o", str(tmp_path / "o.parquet")]) == 0
    capsys.readouterr()
    assert main(["explain", _saved(tmp_path), *common, "--key", "戊"]) == 0

    rounded = "2026-03-01T08:00:00"
    expected = [
        (key, 2, [], 2, False, rounded) if kind == "timestamp(3)" and key in "乙丙" else (key, *rest)
        for key, *rest in EXPECTED
    ]
    assert _said(tmp_path / "o.parquet") == expected


def test_explain_shows_a_row_without_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _csv(tmp_path, FILLED)

    assert main(["explain", _saved(tmp_path), "--population", str(path), "--key", "丁"]) == 0

    assert json.loads(capsys.readouterr().out)["missing"]["期"] == ["时"]


def test_check_has_nothing_to_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", _saved(tmp_path), "--json"]) == 0
    assert "CHK05" not in capsys.readouterr().out


# --- what is told ---

FAULTS = [
    (["2026-03-01T08:00:00.1234567", "2026-03-01T08:00:00.1234560"], "POP091", 1, "1"),
    (
        ["", "2026-03-01T08:00:00Z", "2026-03-01 08:00:00+08", "2026-03-01T08:00:00.5+08:00"],
        "POP092",
        3,
        "2、3、4",
    ),
    (["2026-03-01T08:00:00@Asia/Shanghai"], "POP092", 1, "1"),
    (["2026-02-29T08:00:00", "2026-03-01", "2026-03-01T8:00:00"], "POP003", 3, "1、2、3"),
    (["2026-03-01T24:00:00", "2026-03-01T08:60:00", "2026-03-01T08:00:60"], "POP003", 3, "1、2、3"),
    (["0000-03-01T08:00:00", "2026-03-01T08:00", "明天"], "POP003", 3, "1、2、3"),
]


@pytest.mark.parametrize(("texts", "code", "count", "rows"), FAULTS)
def test_texts_that_are_none_are_told(
    texts: list[str], code: str, count: int, rows: str, tmp_path: Path
) -> None:
    population = _opened(_csv(tmp_path, ["2026-03-01T08:00:00", *texts]))

    (told,) = _told(population)
    at = "、".join(str(int(each) + 1) for each in rows.split("、"))
    assert (told[0], told[1]["count"], told[1]["rows"]) == (code, count, at)
    assert population.columns == {}


@pytest.mark.parametrize(("texts", "code", "count", "rows"), FAULTS)
def test_texts_of_a_table_are_told_alike(
    texts: list[str],
    code: str,
    count: int,
    rows: str,
    tmp_path: Path,
    database: psycopg.Connection[Any],
    postgres_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database.execute('CREATE TABLE "企业" ("编号" int, "时" text)')
    for at, text in enumerate(texts, 1):
        database.execute('INSERT INTO "企业" VALUES (%s, %s)', (at, text or None))
    common = ["--population", "运行.企业", "--engine", "postgres", "--url", postgres_url]

    assert main(["run", _saved(tmp_path), *common, "-o", str(tmp_path / "o.parquet")]) == 1

    said = capsys.readouterr()
    assert code in said.out + said.err
    assert not (tmp_path / "o.parquet").exists()


def test_nanoseconds_are_told_and_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    column = pyarrow.array([0, 1_000, 1_001, -1, None], pyarrow.timestamp("ns"))
    pyarrow.parquet.write_table(pyarrow.table({"编号": range(5), "时": column}), path)

    (told,) = _told(_opened(path))

    assert (told[0], told[1]["count"], told[1]["rows"]) == ("POP091", 2, "3、4")


@pytest.mark.parametrize("moment", ["'infinity'", "'-infinity'", "'12000-01-01 00:00:00'"])
def test_moments_beyond_the_calendar_are_told(moment: str, tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    with duckdb.connect() as connection:
        query = f"SELECT 1 AS 编号, TIMESTAMP {moment} AS 时 UNION ALL SELECT 2, NULL"
        connection.sql(query).write_parquet(str(path))

    (told,) = _told(_opened(path))

    assert (told[0], told[1]["count"], told[1]["rows"]) == ("POP003", 1, "1")


def test_zones_other_types_and_keys_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    found = []
    for rows in (
        _arrow("us", "UTC"),
        pyarrow.table({"编号": [1], "时": [datetime.date(2026, 3, 1)]}),
        _arrow("us").select(["时"]),
    ):
        pyarrow.parquet.write_table(rows, path)
        found.append([each.code for each in _opened(path).diagnostics if each.code != "POP004"])

    assert found == [["POP093"], ["POP002"], ["POP094"]]


@pytest.mark.parametrize("kind", ["timestamptz", "date"])
def test_zones_of_a_table_are_refused(
    kind: str,
    tmp_path: Path,
    database: psycopg.Connection[Any],
    postgres_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database.execute(f'CREATE TABLE "企业" ("编号" int, "时" {kind})')  # type: ignore[arg-type]
    common = ["--population", "运行.企业", "--engine", "postgres", "--url", postgres_url]

    assert main(["run", _saved(tmp_path), *common, "-o", str(tmp_path / "o.parquet")]) == 1

    said = capsys.readouterr()
    assert {"timestamptz": "POP093", "date": "POP002"}[kind] in said.out + said.err


def test_in_lists_they_are_refused(tmp_path: Path) -> None:
    path, rows = tmp_path / "p.csv", tmp_path / "c.parquet"
    path.write_text("编号\n1\n", encoding="utf-8")
    moment = datetime.datetime.fromisoformat("2026-03-01T08:00:00")
    pyarrow.parquet.write_table(pyarrow.table({"编号": ["1"], "时": [moment]}), rows)
    for kind in ("date and time", "Any"):
        with duckdb.connect() as connection:
            population = open_population(connection, path, {})
            open_children(population, {"表": ChildFile(rows, "编号")}, {"表": {"时": kind}})

        assert [each.code for each in population.diagnostics] == ["POP002"]


def test_words_stand_in_both_languages() -> None:
    for code in ("POP091", "POP092", "POP093", "POP094"):
        assert message_text(code, "zh").message != message_text(code, "en").message


# --- simulations ---


def test_simulations_group_by_them(tmp_path: Path) -> None:
    amounts = [table("F", ["时"], [""], [(f"< {BOUND}", each), ("-", "5")]) for each in ("1", "3")]
    base, new = (model({"时": "date and time"}, {"额": (each, "number")}) for each in amounts)

    with prepare(_csv(tmp_path, FILLED), keys=["编号"], columns=["时"]) as session:
        found = compare(base, new, session, by=["时"])

    (distribution,) = found.distributions
    groups = {each.values[0]: each.totals for each in distribution.groups}
    assert set(groups) == {text or None for text in FILLED.values()}
    assert groups[FILLED["戊"]].difference == 2
    assert groups[None].before.unknown == groups[None].after.unknown == 1
    assert {each.values for each in found.gains} == {(FILLED["乙"],), (FILLED["戊"],)}


def test_simulations_group_by_a_column_that_no_model_reads(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    rows = _arrow("us").append_column("额", pyarrow.array([1, 2, 3, 4, 5]))
    pyarrow.parquet.write_table(rows, path)
    base, new = (model({"额": "number"}, {"补": (literal(f"额 * {by}"), "number")}) for by in (1, 2))

    with prepare(path, keys=["编号"], columns=["时"]) as session:
        found = compare(base, new, session, by=["时"])

    assert {each.values[0] for each in found.distributions[0].groups} == {
        text or None for text in FILLED.values()
    }
