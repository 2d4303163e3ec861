"""Populations without any input of the model: of a CSV refused, with what was found and looked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pyarrow
import pyarrow.ipc
import pyarrow.parquet
import pytest

from luodi.cli import main
from luodi.dmn import write
from luodi.dmn.model import ItemDefinition
from tests.agreement.populations import rows_of
from tests.engine.decision_models import literal, model

ROWS = "编号,额,成立日\n1,5,2020-01-01\n2,6,2020-01-02\n"
TITLED = "2021 年企业名单,,\n" + ROWS


@pytest.fixture
def saved(tmp_path: Path) -> str:
    decisions = {"倍": literal("额 * 2"), "后": literal('成立日 + @"P1Y"')}
    path = tmp_path / "模型.dmn"
    path.write_bytes(write(model({"额": "number", "成立日": "date"}, decisions)))
    return str(path)


def _run(saved: str, population: Path | str, *more: str) -> int:
    out = Path(saved).parent / "o.parquet"
    return main(["run", saved, "--population", str(population), "-o", str(out), *more])


def _codes(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.split()[0] for line in capsys.readouterr().err.splitlines() if line.startswith("POP")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TITLED, ("POP065", "line 2 has (额、成立日)", "2021 年企业名单")),
        ("2021 年企业名单\n" + ROWS, ("POP065", "line 2 has (额、成立日)", "2021 年企业名单")),
        ("sep=,\n" + ROWS, ("POP065", "line 2 has (额、成立日)", "sep=")),
        ("sep=;\n" + ROWS.replace(",", ";"), ("POP065", "line 2 has (额、成立日)", "sep=")),
        ('"名单\n（二）",,\n\n' + ROWS, ("POP065", "line 4 has (额、成立日)", "名单")),
        (ROWS.replace(",", "，"), ("POP066", "编号，额，成立日", "额、成立日")),
        (ROWS.replace(",", "~"), ("POP066", "编号~额~成立日", "额、成立日")),
        ("编号,金额,日期\n1,5,2020-01-01\n", ("POP064", "编号、金额、日期", "额、成立日")),
        ("1,5,2020-01-01\n2,6,2020-01-02\n", ("POP064", "1、5、2020-01-01", "额、成立日")),
        # Names of inputs may be values too.
        ("编号,项目,值\n1,额,5\n2,成立日,6\n", ("POP064", "编号、项目、值", "额、成立日")),
        ("编号,甲,乙,丙\n1,额,成立日,额\n", ("POP064", "编号、甲、乙、丙", "额、成立日")),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_csv_whose_first_line_has_no_input_is_refused(
    saved: str,
    tmp_path: Path,
    text: str,
    told: tuple[str, ...],
    encoding: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "p.csv").write_text(text, encoding=encoding)

    status = _run(saved, tmp_path / "p.csv", "--lang", "en")

    said = capsys.readouterr().err
    assert (status, said.split()[:2]) == (1, [told[0], str(tmp_path / "p.csv")])
    assert all(each in said for each in told[1:])
    assert said.count("POP0") == 1
    assert not (tmp_path / "o.parquet").exists()


def test_a_csv_with_one_of_the_inputs_runs(saved: str, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("编号,额\n额,5\n", encoding="utf-8")

    assert _run(saved, tmp_path / "p.csv") == 0


@pytest.mark.parametrize("suffix", ["parquet", "arrow"])
def test_a_file_with_types_runs_and_warns_of_each_input(
    saved: str, tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Such a file's names are meant: the inputs are null in every row."""
    rows, path = pyarrow.table({"编号": ["1"], "金额": [5]}), tmp_path / f"p.{suffix}"
    if suffix == "parquet":
        pyarrow.parquet.write_table(rows, path)
    else:
        with pyarrow.ipc.new_file(str(path), rows.schema) as writer:
            writer.write_table(rows)

    status = _run(saved, path)

    assert (status, _codes(capsys)) == (0, ["POP050", "POP001", "POP001"])
    (row,) = rows_of(tmp_path / "o.parquet", "编号")
    assert (row["倍"], row["倍#missing"]) == (None, ["额"])
    assert main(["simulate", saved, saved, "--population", str(path), "--decision", "倍"]) == 0
    assert main(["explain", saved, "--population", str(path), "--key", "1"]) == 0


def test_a_table_of_postgres_runs_the_same(
    saved: str, database: psycopg.Connection[Any], postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database.execute('CREATE TABLE "企业" ("编号" text, "金额" int)')

    status = _run(saved, "运行.企业", "--engine", "postgres", "--url", postgres_url)

    assert (status, _codes(capsys)) == (0, ["POP050", "POP001", "POP001"])


def test_simulate_refuses_it_too(saved: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_text(TITLED, encoding="utf-8")
    (tmp_path / "q.csv").write_text("编号,地区\n1,武汉\n", encoding="utf-8")
    codes = []
    for name in ("p.csv", "q.csv"):
        given = ["--population", str(tmp_path / name), "--by", "地区", "--decision", "倍"]
        assert main(["simulate", saved, saved, *given]) == 1
        codes.append(capsys.readouterr().err.split()[0])

    assert codes == ["POP065", "POP064"]


def test_a_population_of_keys_alone_has_its_lists(tmp_path: Path) -> None:
    """What is asked may need nothing but lists."""
    item = ItemDefinition(name="表", is_collection=True, type_ref="number")
    made = model({"额": "number", "件": "表"}, {"和": literal("sum(件)"), "倍": literal("额 * 2")}, [item])
    (tmp_path / "模型.dmn").write_bytes(write(made))
    (tmp_path / "p.csv").write_text("编号\n1\n", encoding="utf-8")
    (tmp_path / "件.csv").write_text("谁,件\n1,2\n", encoding="utf-8")

    children = ["--child", f"件={tmp_path / '件.csv'}:谁"]

    assert _run(str(tmp_path / "模型.dmn"), tmp_path / "p.csv", *children) == 0


def test_names_of_inputs_among_values_are_no_header_where_there_are_lists(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = ItemDefinition(name="表", is_collection=True, type_ref="number")
    decisions = {"和": literal("sum(件)"), "倍": literal("额 * 2 + 量")}
    made = model({"额": "number", "量": "number", "件": "表"}, decisions, [item])
    (tmp_path / "模型.dmn").write_bytes(write(made))
    (tmp_path / "件.csv").write_text("谁,件\n1,2\n", encoding="utf-8")
    children = ["--child", f"件={tmp_path / '件.csv'}:谁"]

    def codes(text: str) -> list[str]:
        (tmp_path / "p.csv").write_text(text, encoding="utf-8")
        _run(str(tmp_path / "模型.dmn"), tmp_path / "p.csv", *children)
        return [each for each in _codes(capsys) if each not in ("POP001", "POP018", "POP050")]

    assert codes("编号,一,二,三\n1,额,量,x\n") == []
    assert codes("编号,一,二,三,四\n1,额,量,x,y\n") == []
    assert codes("名单,,\n编号,额,量\n1,2,3\n") == ["POP065"]


def test_the_one_input_of_a_model_is_found_further_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "模型.dmn").write_bytes(write(model({"额": "number"}, {"倍": literal("额 * 2")})))
    (tmp_path / "p.csv").write_text("名单,\n编号,额\n1,2\n", encoding="utf-8")

    assert _run(str(tmp_path / "模型.dmn"), tmp_path / "p.csv") == 1
    assert _codes(capsys) == ["POP065"]
