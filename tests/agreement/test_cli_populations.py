"""``luodi run``, ``sql`` and ``explain`` over files: what comes out, what is told before anything runs."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pyarrow
import pyarrow.csv
import pyarrow.ipc
import pyarrow.parquet
import pytest

from luodi.cli import main
from luodi.dmn import write
from luodi.dmn.model import Definitions
from tests.engine.decision_models import literal, model, table

HEADER = "企业,研发费用,销售收入,高企\n"
ROWS = "甲,600000.00,10000000,true\n乙,499999.99,10000000,TRUE\n丙,,10000000,true\n丁,0,0,false\n"


def _model(folder: Path, definitions: Definitions) -> Path:
    path = folder / "补贴.dmn"
    path.write_bytes(write(definitions))
    return path


@pytest.fixture
def subsidy(tmp_path: Path) -> Path:
    rules = [("true", ">= 0.05", "min(研发费用 * 0.06, 30000)"), ("-", "-", "0")]
    decision = table("F", ["高企", "研发费用 / 销售收入"], [""], rules)
    inputs = {"研发费用": "number", "销售收入": "number", "高企": "boolean"}
    return _model(tmp_path, model(inputs, {"补贴": (decision, "number")}))


def _population(folder: Path, text: str) -> Path:
    path = folder / "企业.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_run_from_csv_gives_value_missing_and_rule(subsidy: Path, tmp_path: Path) -> None:
    population, out = _population(tmp_path, HEADER + ROWS), tmp_path / "结果.parquet"

    status = main(["run", str(subsidy), "--population", str(population), "-o", str(out)])

    rows = sorted(pyarrow.parquet.read_table(out).to_pylist(), key=lambda row: row["企业"])
    assert status == 0
    assert rows == [
        {"企业": "丁", "补贴": Decimal(0), "补贴#missing": [], "补贴#rule": 2},
        {"企业": "丙", "补贴": Decimal(0), "补贴#missing": ["研发费用"], "补贴#rule": 2},
        {"企业": "乙", "补贴": Decimal(0), "补贴#missing": [], "补贴#rule": 2},
        {"企业": "甲", "补贴": Decimal(30000), "补贴#missing": [], "补贴#rule": 1},
    ]
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_parquet_and_arrow_give_the_same(subsidy: Path, tmp_path: Path) -> None:
    data = pyarrow.table(
        {
            "企业": ["甲", "乙", "丙"],
            "研发费用": pyarrow.array([500000.0, 499999.99, None]),
            "销售收入": pyarrow.array([10_000_000, 10_000_000, 1]),
            "高企": [True, True, None],
        }
    )
    pyarrow.parquet.write_table(data, tmp_path / "p.parquet")
    with pyarrow.ipc.new_file(str(tmp_path / "p.arrow"), data.schema) as writer:
        writer.write_table(data)
    found = []
    for suffix in ("parquet", "arrow"):
        out = tmp_path / f"out.{suffix}"
        population = tmp_path / f"p.{suffix}"
        assert main(["run", str(subsidy), "--population", str(population), "-o", str(out)]) == 0
        read = (
            pyarrow.parquet.read_table(out) if suffix == "parquet" else pyarrow.ipc.open_file(out).read_all()
        )
        found.append({row["企业"]: (row["补贴"], row["补贴#missing"]) for row in read.to_pylist()})

    wanted = {"甲": (Decimal(30000), []), "乙": (Decimal(0), []), "丙": (Decimal(0), ["研发费用", "高企"])}
    assert found == [wanted, wanted]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (HEADER + '甲,"600,000",1,true\n乙,1,1,true\n', ["POP052"]),
        (HEADER + "甲,六十万,1,对\n", ["POP003", "POP003"]),
        (HEADER + "甲,1,1,true\n甲,2,1,true\n", ["POP005"]),
        (HEADER + ",1,1,true\n", ["POP004"]),
        ("企业,研发经费,销售收入,高企\n甲,1,1,true\n", []),
    ],
)
def test_bad_columns_are_told_and_nothing_is_written(
    subsidy: Path, tmp_path: Path, text: str, codes: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "结果.parquet"

    status = main(["run", str(subsidy), "--population", str(_population(tmp_path, text)), "-o", str(out)])

    told = [line.split()[0] for line in capsys.readouterr().err.splitlines() if line.startswith("POP")]
    assert [each for each in told if each not in ("POP001", "POP050")] == codes
    assert (status, out.exists()) == ((1, False) if codes else (0, True))


def test_refused_decision_stops_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _model(
        tmp_path,
        model({"甲": "number", "乙": "number"}, {"商": literal("甲 / 乙"), "和": literal("甲 + 乙")}),
    )
    population, out = _population(tmp_path, "号,甲,乙\n1,1,3\n"), tmp_path / "o.parquet"
    arguments = ["run", str(path), "--population", str(population), "-o", str(out)]

    assert main(arguments) == 1
    assert "SQL004" in capsys.readouterr().err
    assert not out.exists()
    assert main([*arguments, "--decision", "和"]) == 0
    assert pyarrow.parquet.read_table(out).to_pylist() == [{"号": "1", "和": Decimal(4), "和#missing": []}]


def test_causes_of_a_refusal_are_told_where_one_decision_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decisions = {"率": literal("甲 / 乙"), "补": literal("率 * 2"), "再": literal("补 + 1")}
    path = _model(tmp_path, model({"甲": "number", "乙": "number"}, decisions))
    arguments = ["run", str(path), "--population", str(_population(tmp_path, "号,甲,乙\n1,1,3\n"))]

    assert main([*arguments, "-o", str(tmp_path / "o.parquet"), "--decision", "再"]) == 1

    told = [line.split()[0] for line in capsys.readouterr().err.splitlines() if line.startswith("SQL")]
    assert told == ["SQL004", "SQL017", "SQL017"]


def test_failed_run_leaves_what_was_there(subsidy: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果.parquet"
    out.write_bytes(b"before")

    status = main(["run", str(subsidy), "--population", str(tmp_path / "无.csv"), "-o", str(out)])

    assert (status, out.read_bytes()) == (1, b"before")


def test_explain_agrees_and_traces(subsidy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    population = _population(tmp_path, HEADER + ROWS)

    status = main(["explain", str(subsidy), "--population", str(population), "--key", "丙"])

    said = json.loads(capsys.readouterr().out)
    assert status == 0
    assert (said["values"], said["missing"]) == ({"补贴": 0}, {"补贴": ["研发费用"]})
    assert said["tables"][0]["matched"] == [2]
    assert main(["explain", str(subsidy), "--population", str(population), "--key", "戊"]) == 1


def test_sql_names_each_stage_and_quotes_every_name(
    subsidy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sql", str(subsidy), "--engine", "duckdb"]) == 0

    said = capsys.readouterr().out
    assert "/* 补贴 */" in said
    assert 'AS "补贴#rule"' in said
    assert said.count("WITH") == 1


def test_sql_tells_the_clause_that_a_decision_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    demo = Path(__file__).parents[2] / "demo" / "models" / "wh-1-hitech-award.dmn"

    assert main(["sql", str(demo)]) == 0

    said = capsys.readouterr().out
    assert "/* 区级配套下限: 各区按不低于 1:1 的比例配套，实际比例由各区定。 */" in said
    assert (
        said.count(
            "/* 市区奖励合计下限: 《武汉市高企培育政策（2019 起）》 (条款编号：WH-1、WH-2、WH-3、WH-4); "
        )
        == 1
    )


def test_decision_beside_one_that_is_refused_for_its_constants_runs(tmp_path: Path) -> None:
    tiny = table("F", ["额"], [""], [("> 0." + "0" * 30 + "1", "1"), ("-", "2")])
    definitions = model(
        {"额": "number", "奖": "number"},
        {"细": tiny, "粗": table("F", ["额"], [""], [("> 5", "奖"), ("-", "0")])},
    )
    (tmp_path / "模型.dmn").write_bytes(write(definitions))
    columns = {"编号": [1, 2], "额": [Decimal(10) ** 22, None], "奖": [None, 3]}
    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "p.parquet")
    arguments = ["run", str(tmp_path / "模型.dmn"), "--population", str(tmp_path / "p.parquet")]

    status = main([*arguments, "-o", str(tmp_path / "o.parquet"), "--decision", "粗"])

    assert status == 0
    found = {
        row["编号"]: row["粗#missing"]
        for row in pyarrow.parquet.read_table(tmp_path / "o.parquet").to_pylist()
    }
    assert found == {1: ["奖"], 2: ["额"]}


@pytest.mark.parametrize("command", ["run", "explain", "sql"])
def test_decision_that_is_named_twice_is_one(
    command: str, subsidy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o.parquet"
    population = ["--population", str(_population(tmp_path, HEADER + ROWS))]
    more = {"run": ["-o", str(out)], "explain": ["--key", "甲"], "sql": []}[command]
    twice = ["--decision", "补贴", "--decision", " 补贴"]

    assert main([command, str(subsidy), *population, *more, *twice]) == 0

    assert "SQL019" not in capsys.readouterr().err
    if command == "run":
        assert pyarrow.parquet.read_schema(out).names == ["企业", "补贴", "补贴#missing", "补贴#rule"]


def test_address_that_nothing_is_done_with_is_told(
    subsidy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [str(subsidy), "--population", str(_population(tmp_path, HEADER + ROWS))]
    url = ["--url", "postgresql://nobody@127.0.0.1:1/none"]

    for command, more in (("run", ["-o", str(tmp_path / "o.parquet")]), ("explain", ["--key", "甲"])):
        assert main([command, *given, *more, *url]) == 1
        assert capsys.readouterr().err.split()[0] == "POP088"
    for arguments in (given, given[:1]):
        assert main(["sql", *arguments, *url]) == 1
        assert capsys.readouterr().err.split()[0] == "POP088"
    assert not (tmp_path / "o.parquet").exists()


def test_sql_without_a_population_says_that_types_are_assumed(
    subsidy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sql", str(subsidy)]) == 0
    chinese = capsys.readouterr().out.splitlines()[0]
    assert main(["sql", str(subsidy), "--lang", "en"]) == 0
    assumed = capsys.readouterr().out.splitlines()
    assert main(["sql", str(subsidy), "--population", str(_population(tmp_path, HEADER + ROWS))]) == 0
    known = capsys.readouterr().out

    assert "假定" in chinese
    assert chinese[:3] == assumed[0][:3] == "-- "
    assert "assumed" in assumed[0]
    assert "DECIMAL(18, 4)" in assumed[0]
    # What is behind it runs as it is.
    assert assumed[1].startswith("WITH")
    assert known.startswith("WITH")
