"""``luodi explain``: one row of a run on any engine, held against the interpreter."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
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
from luodi.dmn import write
from luodi.dmn.model import Definitions, ItemDefinition
from luodi.engines.postgres_days import day_number
from luodi.engines.session import Session
from luodi.evaluate import Model, compile_model
from luodi.relational import Program
from luodi.relational.nodes import Literal, type_of
from luodi.review import explained_row
from luodi.review.missing_rows import with_missing
from tests.agreement.populations import On
from tests.engine.decision_models import literal, model, table

PATENTS = "企业编号,类型,金额,次\n1,发明,10.5,2\n1,发明,4,1\n2,外观,7,1\n1,发明,,3\n9,发明,1,1\n"
ITEMS = [
    ItemDefinition(
        name="专利表",
        is_collection=True,
        components=(
            ItemDefinition(name="类型", type_ref="string"),
            ItemDefinition(name="金额", type_ref="number"),
            ItemDefinition(name="授权日", type_ref="date"),
        ),
    ),
]


def _saved(folder: Path, definitions: Definitions) -> str:
    path = folder / "模型.dmn"
    path.write_bytes(write(definitions))
    return str(path)


def _award(folder: Path) -> str:
    rules = [("> 100", ">= 1", "min(额 * 0.06, 30)"), ("-", "-", "0")]
    decisions: dict[str, Any] = {
        "发明数": literal('count(专利[类型 = "发明"])'),
        "总额": literal("sum(专利.金额)"),
        "首件": literal("专利[1]"),
        "奖励": (table("F", ["额", "发明数"], [""], rules), "number"),
        "满期": literal('成立日 + @"P3Y"'),
        "占比": literal("额 / 3"),
    }
    inputs = {"额": "number", "成立日": "date", "专利": "专利表"}
    return _saved(folder, model(inputs, decisions, ITEMS))


def _arguments(on: On) -> list[str]:
    return ["--engine", on.engine.value, *(["--url", on.url] if on.url else [])]


def _codes(said: str) -> list[str]:
    return [line.split()[0] for line in said.splitlines() if line[:3] in ("POP", "SQL")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "企业.csv").write_text(
        '编号,额,成立日\n1,"1,200.50",2020-02-29\n2,99,2021-01-01\n3,,\n', encoding="utf-8"
    )
    (tmp_path / "专利.csv").write_text(PATENTS, encoding="utf-8")
    return tmp_path


def test_row_of_a_file_agrees_on_each_engine(
    folder: Path, on: On, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["explain", _award(folder), "--population", str(folder / "企业.csv"), "--thousands"]
    child = ["--child", f"专利={folder / '专利.csv'}:企业编号:次"]

    status = main([*arguments, "--key", "1", *child, *_arguments(on)])

    told = capsys.readouterr()
    said = json.loads(told.out, parse_float=Decimal)
    assert (status, _codes(told.err)) == (0, ["POP001", "POP018", "SQL004"])
    assert {name: said["values"][name] for name in ("发明数", "总额", "奖励", "满期", "首件")} == {
        "发明数": 3,
        "总额": None,
        "奖励": 30,
        "满期": "2023-02-28",
        "首件": {"类型": "发明", "金额": 4, "授权日": None},
    }
    # Of a column that is not there the entry is unknown in every row; of a list what is read is asked for.
    assert said["missing"]["首件"] == ["专利[1].授权日"]
    assert said["missing"]["总额"] == ["专利[3].金额"]
    assert said["tables"][0]["matched"] == [1, 2]


def test_one_decision_is_explained_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["explain", _award(folder), "--population", str(folder / "企业.csv"), "--thousands"]

    assert main([*arguments, "--key", "2", "--decision", "满期"]) == 0
    assert json.loads(capsys.readouterr().out)["values"] == {"满期": "2024-01-01"}
    assert main([*arguments, "--key", "2", "--decision", "无"]) == 1
    assert _codes(capsys.readouterr().err) == ["POP013"]


def test_row_has_a_value_for_each_key_column(
    folder: Path, on: On, capsys: pytest.CaptureFixture[str]
) -> None:
    years = pyarrow.table({"编号": [1, 1, 2], "年": ["2024", "2025", "2025"], "额": [10, 20, 30]})
    pyarrow.parquet.write_table(years, folder / "年.parquet")
    saved = _saved(folder, model({"额": "number"}, {"倍": literal("额 * 2")}))
    columns = ["--key-column", "编号", "--key-column", "年", *_arguments(on)]
    arguments = ["explain", saved, "--population", str(folder / "年.parquet"), *columns]

    assert main([*arguments, "--key", "1", "--key", "2025"]) == 0
    assert json.loads(capsys.readouterr().out)["values"] == {"倍": 40}
    assert main([*arguments, "--key", "2", "--key", "2024"]) == 1
    assert main([*arguments, "--key", "1"]) == 1
    assert _codes(capsys.readouterr().err) == ["POP010", "POP019"]


def test_value_that_sql_has_otherwise_is_told(
    folder: Path, on: On, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = _saved(folder, model({"额": "number"}, {"倍": literal("额 * 2"), "半": literal("额 * 0.5")}))

    def wrong(session: Session, model: Model, program: Program, as_of: datetime.date | None) -> exp.Select:
        first, *others = program.outputs
        changed = replace(first, node=Literal(Decimal(5), type_of(first.node)))
        return with_missing(session, model, replace(program, outputs=(changed, *others)), as_of)

    monkeypatch.setattr(explained_row, "with_missing", wrong)
    arguments = ["explain", saved, "--population", str(folder / "企业.csv"), "--thousands", "--key", "2"]

    status = main([*arguments, *_arguments(on)])

    told = capsys.readouterr()
    assert (status, _codes(told.err)) == (1, ["POP050", "POP012"])
    assert "倍" in told.err.partition("POP012")[2]
    assert json.loads(told.out)["values"] == {"倍": 198, "半": 49.5}


def test_names_of_what_is_missing_are_compared_too(
    folder: Path, on: On, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = _saved(folder, model({"额": "number"}, {"倍": literal("额 * 2")}))
    arguments = ["explain", saved, "--population", str(folder / "企业.csv"), "--thousands", "--key", "3"]

    def wrong(session: Session, model: Model, program: Program, as_of: datetime.date | None) -> exp.Select:
        return with_missing(session, compile_model(other), program, as_of)

    assert main([*arguments, *_arguments(on)]) == 0
    assert json.loads(capsys.readouterr().out)["missing"] == {"倍": ["额"]}
    other = model({"额": "number"}, {"倍": literal("1")})
    monkeypatch.setattr(explained_row, "with_missing", wrong)

    status = main([*arguments, *_arguments(on)])

    told = capsys.readouterr()
    assert (status, _codes(told.err)) == (1, ["POP050", "POP012"])
    assert "倍#missing" in told.err


def test_all_that_is_wrong_with_a_population_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = _saved(
        folder, model({"额": "number", "成立日": "date"}, {"甲": literal("额"), "乙": literal("成立日")})
    )
    (folder / "坏.csv").write_text("编号,额,成立日\n1,一千,昨天\n", encoding="utf-8")

    status = main(["explain", saved, "--population", str(folder / "坏.csv"), "--key", "1"])

    assert (status, _codes(capsys.readouterr().err)) == (1, ["POP003", "POP003"])


@pytest.fixture
def far(folder: Path) -> list[str]:
    """A model and a population in which days lie beyond the years that Python's calendar has: of results, of
    the key, and of a column that is no input."""
    decisions = {
        "后": literal('日 + @"P5Y"'),
        "前": literal('日 - @"P9999Y"'),
        "列": literal('[日, 日 + @"P5Y"]'),
        "境": literal('{至: 日 + @"P5Y", 自: [日 - @"P9999Y"]}'),
    }
    rows = "SELECT DATE '12000-01-01' AS 期, DATE '9998-12-31' AS 日, DATE '15000-02-03' AS 别"
    duckdb.sql(rows).write_parquet(str(folder / "远.parquet"))
    return [_saved(folder, model({"日": "date"}, decisions)), "--population", str(folder / "远.parquet")]


def test_days_beyond_the_year_9999_are_explained(
    far: list[str], on: On, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["explain", *far, "--key", "12000-01-01", *_arguments(on)])

    told = capsys.readouterr()
    assert (status, _codes(told.err)) == (0, ["POP050"])
    assert json.loads(told.out)["values"] == {
        "后": "10003-12-31",
        "前": "-0001-12-31",
        "列": ["9998-12-31", "10003-12-31"],
        "境": {"至": "10003-12-31", "自": ["-0001-12-31"]},
    }


def test_days_beyond_the_year_9999_come_out_of_a_run(far: list[str], on: On, folder: Path) -> None:
    out = folder / "o.parquet"

    assert main(["run", *far, "-o", str(out), *_arguments(on)]) == 0

    names = ", ".join(f'"{each}"::text' for each in ("期", "后", "前", "列", "境"))
    (row,) = duckdb.sql(f"SELECT {names} FROM '{out}'").fetchall()
    assert row == (
        "12000-01-01",
        "10003-12-31",
        "0002-12-31 (BC)",
        "[9998-12-31, 10003-12-31]",
        "{'至': 10003-12-31, '自': ['0002-12-31 (BC)']}",
    )


def test_days_of_postgres_are_counted_as_its_calendar_does() -> None:
    first = datetime.date(1970, 1, 1)
    for day in (first, datetime.date(1, 1, 1), datetime.date(9999, 12, 31), datetime.date(2000, 2, 29)):
        assert day_number(day.isoformat()) == (day - first).days
    assert day_number("10000-01-01") == day_number("9999-12-31") + 1
    assert day_number("0001-12-31 BC") == day_number("0001-01-01") - 1
    assert day_number("0001-02-29 BC") == day_number("0001-03-01 BC") - 1
    assert day_number("0401-01-01 BC") == day_number("0401-12-31 BC") - 365
    with pytest.raises(psycopg.DataError):
        day_number("infinity")
