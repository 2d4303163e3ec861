"""``--child`` on the command line: files of lists, what is told of them, one row explained."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet
import pytest

from luodi.cli import main
from luodi.dmn import write
from luodi.dmn.model import ItemDefinition
from tests.engine.decision_models import literal, model

PATENTS = "专利号,企业编号,类型,金额,次\nA,1,发明,10.5,2\nB,1,发明,4,1\nC,2,外观,7,1\nD,1,外观,,3\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    parts = (
        ItemDefinition(name="类型", type_ref="string"),
        ItemDefinition(name="金额", type_ref="number"),
    )
    items = [
        ItemDefinition(name="专利表", is_collection=True, components=parts),
        ItemDefinition(name="分数表", is_collection=True, type_ref="number"),
    ]
    decisions = {
        "发明数": literal('count(专利[类型 = "发明"])'),
        "发明额": literal('sum(专利[类型 = "发明"].金额)'),
        "总额": literal("sum(专利.金额)"),
        "第一": literal("专利[1].金额"),
    }
    definitions = model({"专利": "专利表"}, decisions, items)
    (tmp_path / "模型.dmn").write_bytes(write(definitions))
    (tmp_path / "企业.csv").write_text("编号,名称\n1,甲\n2,乙\n3,丙\n", encoding="utf-8")
    (tmp_path / "专利.csv").write_text(PATENTS, encoding="utf-8")
    scores = model({"分数": "分数表"}, {"最高": literal("max(分数)")}, items)
    (tmp_path / "分数.dmn").write_bytes(write(scores))
    return tmp_path


def _run(folder: Path, *more: str, model_file: str = "模型.dmn") -> int:
    arguments = ["run", str(folder / model_file), "--population", str(folder / "企业.csv")]
    return main([*arguments, "-o", str(folder / "o.parquet"), *more])


def _rows(folder: Path) -> dict[str, dict[str, object]]:
    found = pyarrow.parquet.read_table(folder / "o.parquet").to_pylist()
    return {row.pop("编号"): row for row in found}


def test_run_reads_children_in_the_order_asked_for(folder: Path) -> None:
    status = _run(folder, "--child", f"专利={folder / '专利.csv'}:企业编号:次")

    nothing = {"发明额": None, "总额": None, "第一": None}
    missing = {f"{name}#missing": [] for name in ("发明数", "发明额", "总额", "第一")}
    assert status == 0
    assert _rows(folder) == {
        "1": {
            "发明数": Decimal(2),
            "发明额": Decimal("14.5"),
            "总额": None,
            "第一": Decimal(4),
            **missing,
            "总额#missing": ["专利[3].金额"],
        },
        "2": {"发明数": Decimal(0), **nothing, "总额": Decimal(7), "第一": Decimal(7), **missing},
        "3": {"发明数": Decimal(0), **nothing, **missing},
    }


def test_file_of_single_values_has_one_column(folder: Path) -> None:
    (folder / "分数.csv").write_text("谁,分\n1,3\n1,8\n3,\n", encoding="utf-8")

    status = _run(folder, "--child", f"分数={folder / '分数.csv'}:谁", model_file="分数.dmn")

    assert status == 0
    assert _rows(folder) == {
        "1": {"最高": Decimal(8), "最高#missing": []},
        "2": {"最高": None, "最高#missing": []},
        "3": {"最高": None, "最高#missing": ["分数[1]"]},
    }


@pytest.mark.parametrize(
    ("child", "code"),
    [
        ("专利", "POP014"),
        ("专利={folder}/专利.csv", "POP014"),
        ("专例={folder}/专利.csv:企业编号", "POP015"),
        ("专利={folder}/专利.csv:企业号", "POP006"),
        ("专利={folder}/无.csv:企业编号", "POP068"),
        ("专利={folder}/坏.csv:企业编号", "POP003"),
    ],
)
def test_bad_child_is_told_and_nothing_is_written(
    folder: Path, child: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "坏.csv").write_text("企业编号,类型,金额\n1,发明,一千\n", encoding="utf-8")

    status = _run(folder, "--child", child.format(folder=folder))

    told = [line.split()[0] for line in capsys.readouterr().err.splitlines() if line[:3] in ("POP", "SQL")]
    assert status == 1
    assert code in told
    assert not (folder / "o.parquet").exists()


def test_rows_that_are_nobodys_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "专利.csv").write_text(PATENTS + "E,9,发明,1,1\nF,,发明,1,1\n", encoding="utf-8")

    status = _run(folder, "--child", f"专利={folder / '专利.csv'}:企业编号")

    assert status == 0
    assert "POP018" in capsys.readouterr().err
    assert _rows(folder)["1"]["发明数"] == Decimal(2)


def test_explain_gathers_the_children(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["explain", str(folder / "模型.dmn"), "--population", str(folder / "企业.csv")]
    child = ["--child", f"专利={folder / '专利.csv'}:企业编号:次"]

    status = main([*arguments, "--key", "1", *child])

    said = json.loads(capsys.readouterr().out)
    assert status == 0
    assert said["values"] == {"发明数": 2, "发明额": 14.5, "总额": None, "第一": 4}
    assert said["missing"] == {"发明数": [], "发明额": [], "总额": ["专利[3].金额"], "第一": []}


def test_sql_shows_one_grouping_of_the_children(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", str(folder / "模型.dmn"), "--decision", "发明数"]) == 0

    said = capsys.readouterr().out
    assert '"child 专利"' in said
    assert said.count("GROUP BY") == 1


def test_order_that_is_a_number_in_a_csv_is_not_that_of_texts(folder: Path) -> None:
    (folder / "专利.csv").write_text("企业编号,金额,次\n1,10,10\n1,2,2\n", encoding="utf-8")

    status = _run(folder, "--child", f"专利={folder / '专利.csv'}:企业编号:次", "--decision", "第一")

    assert status == 0
    assert _rows(folder)["1"]["第一"] == Decimal(2)


@pytest.mark.parametrize(("key", "fits"), [(1.0, True), (1.4, False), ("01", True), ("1.4", False)])
def test_key_that_is_none_of_the_parents_type_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], key: object, fits: bool
) -> None:
    path, child = folder / "企业.parquet", folder / "专利.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"编号": [1]}), path)
    pyarrow.parquet.write_table(pyarrow.table({"企业编号": [key], "金额": [2]}), child)
    arguments = ["run", str(folder / "模型.dmn"), "--population", str(path), "--decision", "总额"]

    status = main([*arguments, "-o", str(folder / "o.parquet"), "--child", f"专利={child}:企业编号"])

    assert status == (0 if fits else 1)
    assert ("POP002" in capsys.readouterr().err) != fits
    assert not fits or _rows(folder)[1]["总额"] == Decimal(2)  # type: ignore[index]


def test_simulation_gives_lists_to_each_value_of_a_sweep(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The number that is moved stands in the filter of a list."""
    items = [
        ItemDefinition(
            name="专利表", is_collection=True, components=(ItemDefinition(name="金额", type_ref="number"),)
        )
    ]
    decisions = {"线": literal("5", "number"), "奖励": literal("count(专利[金额 >= 线]) * 100", "number")}
    (folder / "奖励.dmn").write_bytes(write(model({"专利": "专利表"}, decisions, items)))
    saved = str(folder / "奖励.dmn")
    child = f"专利={folder / '专利.csv'}:企业编号"
    given = ["simulate", saved, saved, "--population", str(folder / "企业.csv"), "--child", child]

    status = main([*given, "--decision", "奖励", "--sweep", "线=4,5,8", "--by", "名称", "--json"])

    found = json.loads(capsys.readouterr().out, parse_float=Decimal)
    assert status == 0
    # 甲 has 10.5, 4 and one that is not known; 乙 has 7; 丙 none.
    assert found["totals"]["after"] == found["totals"]["before"]
    groups = {
        each["values"][0]: (each["totals"]["after"]["cost"], each["totals"]["after"]["unknown"])
        for each in found["distributions"][0]["groups"]
    }
    assert groups == {"甲": (0, 1), "乙": (100, 0), "丙": (0, 0)}
    points = [(each["value"], each["totals"]["after"]) for each in found["curve"]["points"]]
    assert [(value, after["cost"], after["unknown"]) for value, after in points] == [
        (4, 100, 1),
        (5, 100, 1),
        (8, 0, 1),
    ]


def test_child_that_no_model_of_a_simulation_reads_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved, child = str(folder / "模型.dmn"), f"商标={folder / '专利.csv'}:企业编号"

    status = main(["simulate", saved, saved, "--population", str(folder / "企业.csv"), "--child", child])

    assert (status, capsys.readouterr().err.split()[0]) == (1, "POP015")


@pytest.mark.parametrize("more", [(), ("--decision", "总额")])
@pytest.mark.parametrize("command", ["run", "sql"])
def test_a_fault_of_a_list_is_all_that_is_told(
    folder: Path, command: str, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Decisions that need the list are refused for nothing but that."""
    (folder / "专利.csv").write_text(PATENTS.replace("10.5", "十"), encoding="utf-8")
    out = ["-o", str(folder / "o.parquet")] if command == "run" else []
    given = [command, str(folder / "模型.dmn"), "--population", str(folder / "企业.csv"), *out]

    status = main([*given, "--child", f"专利={folder / '专利.csv'}:企业编号:次", *more])

    said = capsys.readouterr().err
    assert (status, "POP003" in said, "SQL" in said) == (1, True, False)
