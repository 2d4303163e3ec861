"""Lists from tables of PostgreSQL, of a population that is one: as from files, and as by the interpreter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow.parquet
import pytest

from luodi.cli import main
from luodi.diagnostics import Severity
from luodi.dmn import write
from luodi.dmn.model import ItemDefinition
from luodi.engines.children import ChildFile
from luodi.engines.sessions import open_server_table, open_session
from luodi.evaluate import compile_model
from luodi.relational import lower_model, wanted_children, wanted_columns
from luodi.review.missing_rows import result_kinds, with_missing
from luodi.sql.capabilities import Engine
from luodi.sql.fit import fitted
from tests.agreement.child_rows import ORDER, PARENT, write_children
from tests.agreement.populations import AS_OF, KEY, by_interpreter, rows_of, write_rows
from tests.agreement.test_child_tables import EXPRESSIONS, KINDS, random_rows, row_model
from tests.engine.decision_models import literal, model

TYPES = {"decimal128(28, 6)": "numeric", "string": "text", "bool": "boolean", "date32[day]": "date"}
CREATE = """
CREATE TABLE "企业" ("编号" {parent}, "额" numeric);
INSERT INTO "企业" VALUES (1, 5), (2, null), (3, 0);
CREATE TABLE "专利" ("专利号" text, "企业编号" {child}, "类型" varchar(9), "金额" numeric, "次" int);
INSERT INTO "专利" VALUES ('A', {one}, '发明', 10.5, 2), ('B', {one}, '发明', 4, 1),
  ('C', {two}, '外观', 7, 1), ('D', {one}, '发明', null, 3);
"""
PATENTS = "专利号,企业编号,类型,金额,次\nA,1,发明,10.5,2\nB,1,发明,4,1\nC,2,外观,7,1\nD,1,发明,,3\n"


def _create(
    database: psycopg.Connection[Any],
    parent: str = "int",
    child: str = "int",
    one: str = "1",
    two: str = "2",
) -> None:
    database.execute(CREATE.format(parent=parent, child=child, one=one, two=two).encode())


@pytest.fixture
def saved(tmp_path: Path) -> str:
    parts = (
        ItemDefinition(name="类型", type_ref="string"),
        ItemDefinition(name="金额", type_ref="number"),
    )
    items = [ItemDefinition(name="专利表", is_collection=True, components=parts)]
    decisions = {
        "发明数": literal('count(专利[类型 = "发明"])'),
        "发明额": literal('sum(专利[类型 = "发明"].金额)'),
        "总额": literal("sum(专利.金额)"),
        "第一": literal("专利[1].金额"),
        "末": literal("专利[-1].金额"),
        "全": literal("专利"),
        "超": literal("count(专利[金额 > 额])"),
    }
    path = tmp_path / "模型.dmn"
    path.write_bytes(write(model({"专利": "专利表", "额": "number"}, decisions, items)))
    return str(path)


def _codes(said: str) -> list[str]:
    return [line.split()[0] for line in said.splitlines() if line[:3] in ("POP", "SQL")]


@dataclass(frozen=True)
class Run:
    """A run of the saved model over the tables of the database, and what it told."""

    saved: str
    out: Path
    url: str
    capsys: pytest.CaptureFixture[str]

    def __call__(self, child: str = "专利=运行.专利:企业编号:次") -> int:
        arguments = ["run", self.saved, "--population", "运行.企业", "-o", str(self.out), "--child", child]
        return main([*arguments, "--engine", "postgres", "--url", self.url])

    @property
    def rows(self) -> list[dict[str, Any]]:
        return rows_of(self.out, "编号")

    def said(self) -> str:
        """On standard error, since it was last asked."""
        return self.capsys.readouterr().err


@pytest.fixture
def run(saved: str, tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(saved, tmp_path / "o.parquet", postgres_url, capsys)


def test_tables_as_files(run: Run, tmp_path: Path, database: psycopg.Connection[Any]) -> None:
    _create(database)
    (tmp_path / "专利.csv").write_text(PATENTS, encoding="utf-8")
    duckdb.sql("SELECT * FROM (VALUES (1, 5.0), (2, NULL), (3, 0.0)) AS t(编号, 额)").write_parquet(
        str(tmp_path / "企业.parquet")
    )
    files = [
        "run",
        run.saved,
        "--population",
        str(tmp_path / "企业.parquet"),
        "-o",
        str(tmp_path / "a.parquet"),
    ]

    assert main([*files, "--child", f"专利={tmp_path / '专利.csv'}:企业编号:次"]) == 0
    assert run() == 0

    by_file, by_table = rows_of(tmp_path / "a.parquet", "编号"), run.rows
    assert by_file == by_table
    assert (by_table[0]["第一"], by_table[0]["末"], by_table[0]["超"]) == (Decimal(4), None, Decimal(1))
    assert by_table[1]["超#missing"] == ["额"]


def _stored(database: psycopg.Connection[Any], path: Path, name: str) -> None:
    """A Parquet file as a table."""
    data = pyarrow.parquet.read_table(path)
    columns = ", ".join(f'"{each.name}" {TYPES.get(str(each.type), "bigint")}' for each in data.schema)
    database.execute(f'CREATE TABLE "{name}" ({columns})'.encode())
    with database.cursor().copy(f'COPY "{name}" FROM STDIN'.encode()) as copy:
        for row in data.to_pylist():
            copy.write_row(list(row.values()))


def test_expressions_over_tables_agree(
    tmp_path: Path, database: psycopg.Connection[Any], postgres_url: str
) -> None:
    rows = random_rows(60)
    write_rows(rows, KINDS, tmp_path / "rows.parquet")
    _stored(database, tmp_path / "rows.parquet", "行")
    for at in range(0, len(EXPRESSIONS), 25):
        definitions = row_model({f"r{n}": text for n, text in enumerate(EXPRESSIONS[at : at + 25])})
        children = {}
        for number, (name, file) in enumerate(write_children(definitions, rows, tmp_path).items()):
            if at == 0:
                _stored(database, file.path, f"表{number}")
            children[name] = ChildFile(Path(f"运行.表{number}"), PARENT, ORDER)
        with open_session(Engine.POSTGRES, tmp_path, postgres_url) as session:
            population = open_server_table(
                session, "运行.行", wanted_columns(definitions), [KEY], children, wanted_children(definitions)
            )
            assert [each for each in population.diagnostics if each.severity is Severity.ERROR] == []
            lowered = lower_model(
                definitions, population.columns, children=population.children, keys=[KEY], as_of=AS_OF
            )
            program = fitted(lowered, Engine.POSTGRES)
            query = with_missing(session, compile_model(definitions), program, AS_OF)
            found = session.batches(query, result_kinds(program, missing=True))
            by_sql = sorted((row for each in found for row in each.to_pylist()), key=lambda row: row[KEY])

        assert program.refusals == ()
        assert by_sql == by_interpreter(definitions, rows, program)


@pytest.mark.parametrize(
    ("parent", "child", "one", "two", "fits"),
    [
        ("bigint", "numeric", "1.0", "2", True),
        ("int", "numeric", "1.4", "2", False),
        ("int", "double precision", "1", "2", True),
        ("int", "text", "'01'", "'2'", True),
        ("int", "text", "'一'", "'2'", False),
        ("int", "date", "'2020-01-01'", "'2020-01-02'", False),
        ("text", "int", "1", "2", True),
        ("numeric(9,2)", "int", "1", "2", True),
        ("numeric(9,2)", "text", "'1'", "'2.000'", True),
        ("double precision", "numeric", "1", "2", True),
        ("double precision", "numeric", "1.00000000000000000001", "2", False),
        ("char(3)", "varchar", "'1'", "'2'", True),
    ],
)
def test_key_is_one_of_the_parents_type_or_is_told(
    run: Run, database: psycopg.Connection[Any], parent: str, child: str, one: str, two: str, fits: bool
) -> None:
    _create(database, parent, child, one, two)

    status = run()

    told = [each for each in _codes(run.said()) if each.startswith("POP")]
    assert (status, told) == ((0, []) if fits else (1, ["POP002"]))
    assert run.out.exists() == fits
    if fits:
        counts = [row["发明数"] for row in run.rows]
        assert counts == [Decimal(3), Decimal(0), Decimal(0)]


@pytest.mark.parametrize(
    ("child", "code"),
    [
        ("专利=运行.专例:企业编号", "POP086"),
        ("专利=运行.专利:企业号", "POP006"),
        ("专利=运行.专利:企业编号:序", "POP006"),
        ("专例=运行.专利:企业编号", "POP015"),
        ("专利=运行.坏:企业编号", "POP003"),
        ("专利=专利.csv:企业编号", "POP033"),
    ],
)
def test_bad_tables_are_told_and_nothing_is_written(
    run: Run, database: psycopg.Connection[Any], child: str, code: str
) -> None:
    _create(database)
    database.execute('CREATE TABLE "坏" AS SELECT 1 AS "企业编号", \'发明\' AS "类型", \'一千\' AS "金额"')

    assert run(child) == 1

    assert code in _codes(run.said())
    assert not run.out.exists()


def _rows(database: psycopg.Connection[Any], rows: Sequence[str]) -> None:
    database.execute('DELETE FROM "专利"')
    for row in rows:
        database.execute(f'INSERT INTO "专利" VALUES {row}'.encode())


def test_rows_stand_by_their_entries_where_nothing_orders_them(
    run: Run, database: psycopg.Connection[Any]
) -> None:
    """However they lie in the table; by code point, in which 中 stands before 乙 and b behind Z."""
    _create(database)
    given = ["('A', 1, '乙', 1, 1)", "('B', 1, '中', 9, 1)", "('C', 1, 'b', 2, 1)", "('D', 1, 'Z', 5, 1)"]
    found = []
    for rows in (given, given[::-1]):
        _rows(database, rows)
        assert run("专利=运行.专利:企业编号") == 0
        found.append([each["类型"] for each in run.rows[0]["全"]])

    assert found == [["Z", "b", "中", "乙"]] * 2


def test_rows_that_are_nobodys_are_told(run: Run, database: psycopg.Connection[Any]) -> None:
    _create(database, "numeric(9,2)")
    database.execute("INSERT INTO \"专利\" VALUES ('E', 9, '发明', 1, 1), ('F', null, '发明', 1, 1)")

    assert run() == 0

    said = run.said()
    assert _codes(said) == ["POP018"]
    assert "2" in said
    assert run.rows[0]["发明数"] == Decimal(3)


def test_row_of_a_table_is_explained_with_its_lists(
    saved: str, database: psycopg.Connection[Any], postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _create(database)
    arguments = ["explain", saved, "--population", "运行.企业", "--child", "专利=运行.专利:企业编号:次"]
    engine = ["--engine", "postgres", "--url", postgres_url]

    status = main([*arguments, *engine, "--key", "1"])

    said = json.loads(capsys.readouterr().out, parse_float=Decimal)
    assert status == 0
    assert {name: said["values"][name] for name in ("发明数", "发明额", "第一", "超")} == {
        "发明数": 3,
        "发明额": None,
        "第一": 4,
        "超": 1,
    }
    assert [each["金额"] for each in said["values"]["全"]] == [4, Decimal("10.5"), None]
    assert said["missing"]["总额"] == ["专利[3].金额"]
    assert main([*arguments, *engine, "--key", "4"]) == 1
    assert _codes(capsys.readouterr().err) == ["POP010"]
    # The session's own tables went with it.
    assert database.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'one row%'").fetchall() == [
        (0,)
    ]


def test_row_of_a_table_is_found_by_all_its_keys(
    tmp_path: Path,
    database: psycopg.Connection[Any],
    postgres_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Keys of several types; a text of fixed width is read without the blanks behind it, as by the query."""
    database.execute(
        'CREATE TABLE "年报" ("代码" char(6), "年度" date, "类" char(4), "额" double precision, "日" text)'
    )
    database.execute(
        """INSERT INTO "年报" VALUES ('91A', '2024-12-31', '甲', 0.1, '2024-02-29'),
        ('91A', '2025-12-31', '乙', null, '2025-01-01'), ('92B', '2025-12-31', '甲', 7, null)"""
    )
    decisions = {
        "长": literal("string length(类)"),
        "倍": literal("额 * 3"),
        "年后": literal('日 + @"P1Y"'),
        "分": literal("额 / 7"),
    }
    path = tmp_path / "年报.dmn"
    path.write_bytes(write(model({"类": "string", "额": "number", "日": "date"}, decisions)))
    arguments = ["explain", str(path), "--population", "运行.年报", "--engine", "postgres"]
    columns = ["--url", postgres_url, "--key-column", "代码", "--key-column", "年度"]

    status = main([*arguments, *columns, "--key", "91A", "--key", "2024-12-31"])

    told = capsys.readouterr()
    said = json.loads(told.out, parse_float=Decimal)
    assert (status, _codes(told.err)) == (0, ["SQL004"])
    del said["values"]["分"]
    assert said["values"] == {"长": 1, "倍": Decimal("0.3"), "年后": "2025-02-28"}
    assert main([*arguments, *columns, "--key", "92B", "--key", "2024-12-31"]) == 1
    assert _codes(capsys.readouterr().err) == ["POP010"]
