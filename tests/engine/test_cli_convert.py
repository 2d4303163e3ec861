"""``luodi convert``: tables between workbooks and DMN files."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from luodi.cli import main
from luodi.dmn import read
from luodi.dmn.compare import differences
from tests.engine.dmn_files import decision, literal, model

TABLE = [
    ["决策表", "奖励"],
    ["命中策略", "F"],
    ["列", "输入", "输出"],
    ["名称或算式", "研发费用", None],
    ["类型", "number", "number"],
    ["规则"],
    [1, ">= 100", 50],
    [2, "-", 0],
]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in TABLE:
        book.active.append(row)
    path = tmp_path / "奖励.xlsx"
    book.save(path)
    return path


def test_a_workbook_becomes_a_model_and_a_workbook_again(workbook: Path, tmp_path: Path) -> None:
    there, back, again = tmp_path / "m.dmn", tmp_path / "back.xlsx", tmp_path / "again.dmn"

    assert main(["convert", str(workbook), "-o", str(there)]) == 0
    assert main(["convert", str(there), "-o", str(back)]) == 0
    assert main(["convert", str(back), "-o", str(again)]) == 0

    first, second = read(there).definitions, read(again).definitions
    assert first is not None
    assert len(first.decisions) == 1
    assert differences(first, second) == []


def test_faults_are_said_and_nothing_is_written(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(workbook)
    book.active["B7"] = "=A1"
    book.save(workbook)
    target = tmp_path / "m.dmn"

    status = main(["convert", str(workbook), "-o", str(target)])

    assert (status, target.exists()) == (1, False)
    assert "XLS004" in capsys.readouterr().err


def test_a_cell_that_cannot_be_read_is_named(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(workbook)
    book.active.title = "奖励表"
    book.active["B7"] = "＞ 100"
    book.save(workbook)

    status = main(["convert", str(workbook), "-o", str(tmp_path / "m.dmn")])

    said = capsys.readouterr().err
    assert status == 1
    assert "FEEL009" in said
    assert "奖励表!B7" in said


def test_newer_boxed_kinds_are_rewritten_where_asked(tmp_path: Path) -> None:
    source, target = tmp_path / "a.dmn", tmp_path / "b.dmn"
    xml = f"<filter><in>{literal('a')}</in><match>{literal('true')}</match></filter>"
    source.write_bytes(model(decision(xml)))

    assert main(["convert", str(source), "-o", str(target), "--lower"]) == 0

    assert b"20191111" in target.read_bytes()
    assert b"(a)[(true)]" in target.read_bytes()


@pytest.mark.parametrize("target", ["out.txt", "out.xlsm"])
def test_another_extension_is_wrong_usage(
    workbook: Path, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", str(workbook), "-o", target]) == 2
    assert "CLI004" in capsys.readouterr().err
