"""``luodi parse`` and ``luodi plan`` as a user calls them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from luodi.cli import main
from luodi.decompose import Plan, PlanTask, TaskKind, Workstream, to_xlsx
from luodi.source import Span

TEXT = (
    "某市工作方案\n一、主要任务\n（一）建设平台。"
    "2025年6月底前建成平台10家，通过甲、乙等方式加强宣传。（责任单位：市科技局、市财政局）\n"
)
SEED = Path(__file__).parents[3] / "shared" / "seed" / "000_0ad4b72c3b226923.txt"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "方案.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_plan_to_json_has_the_published_shape(
    source: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    status = main(["plan", str(source), "--to", "json"])

    out, err = capfdbinary.readouterr()
    task = {
        "no": "1.1",
        "task": "2025年6月底前建成平台10家",
        "kind": "build",
        "measures": [],
        "lead": ["市科技局"],
        "joint": ["市财政局"],
        "deadline": "2025-06-30",
        "deliverable": None,
        "target": "平台10家",
        "span": [TEXT.index("2025"), TEXT.index("，通过")],
        "deadline_text": "2025年6月底前",
        "context": None,
        "section": ["（一）建设平台"],
        "path": ["一", "一"],
        "amount": None,
        "doubts": [],
    }
    second = {
        **task,
        "no": "1.2",
        "task": "加强宣传",
        "kind": "promote",
        "measures": ["甲", "乙"],
        "target": None,
        "span": [TEXT.index("加强"), TEXT.index("。（责任")],
    }
    assert (status, err) == (0, b"")
    assert json.loads(out) == {
        "source": "某市工作方案",
        "workstreams": [{"no": "一", "name": "主要任务", "tasks": [task, second]}],
    }


def test_plan_to_xlsx_has_the_columns_of_the_office_table(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "表.xlsx"

    status = main(["plan", str(source), "--to", "xlsx", "-o", str(target)])

    sheet = load_workbook(target).active
    rows = list(sheet.iter_rows(values_only=True))
    assert status == 0
    assert (sheet.title, rows[0][0], sheet.freeze_panes) == ("任务分解表", "某市工作方案任务分解表", "D3")
    assert rows[1] == (
        "序号", "工作任务(文件条款)", "具体举措/子任务", "目标值/成果形式", "牵头单位", "责任(配合)单位",
        "分管领导", "责任处室/责任人", "联系人电话", "起止/完成时限", "季度节点", "备注",
    )  # fmt: skip
    assert rows[2] == (
        "1.1", "一、主要任务\n（一）建设平台", "2025年6月底前建成平台10家", "平台10家", "市科技局",
        "市财政局", None, None, None, datetime(2025, 6, 30), None, "2025年6月底前",  # noqa: DTZ001 -- a day
    )  # fmt: skip
    assert rows[3][2:4] == ("加强宣传\n（1）甲\n（2）乙", None)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_xlsx_never_takes_text_for_a_formula(start: str, tmp_path: Path) -> None:
    words = f'{start}HYPERLINK("http://evil","x")'
    task = PlanTask("1.1", words, TaskKind.BUILD, Span(0, 1), (words,), (words,), target=words)
    path = tmp_path / "plan.xlsx"

    to_xlsx(Plan(words, (Workstream("一", words, (task,)),)), path)

    cells = [cell for row in load_workbook(path).active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.hyperlink for cell in cells} == {None}
    assert load_workbook(path).active["C3"].value == f"{words}\n（1）{words}"


def test_xlsx_holds_a_task_longer_than_a_cell(tmp_path: Path) -> None:
    task = PlanTask("1.1", "建" * 40_000, TaskKind.BUILD, Span(0, 1))
    path = tmp_path / "plan.xlsx"

    to_xlsx(Plan("甲", (Workstream("一", "乙", (task,)),)), path)

    assert load_workbook(path).active["C3"].value == "建" * 32_767


def test_xlsx_marks_what_a_person_must_decide(tmp_path: Path) -> None:
    sure = PlanTask("1.1", "建设平台", TaskKind.BUILD, Span(0, 4), context="甲" * 400)
    open_ = PlanTask(
        "1.2", "开展评估", TaskKind.ORGANISE, Span(5, 9), lead=("甲局", "乙局"), doubts=("PLAN102",)
    )
    path = tmp_path / "plan.xlsx"

    to_xlsx(Plan("方案", (Workstream("一", "任务", (sure, open_)),)), path)

    first, second = list(load_workbook(path).active.iter_rows(min_row=3))
    assert second[11].value == "【待核】牵头单位不止一个，或者没有点名"
    assert {cell.fill.start_color.rgb for cell in second} == {"FFFFF2CC"}
    assert {cell.fill.fill_type for cell in first} == {None}
    assert first[11].value == "甲" * 299 + "…"


def test_plan_to_md_escapes_what_would_break_the_table(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("一、任务\n建设甲|乙平台。", encoding="utf-8")

    assert main(["plan", str(path), "--to", "md"]) == 0

    assert "| 1.1 | 建设甲\\|乙平台 |" in capfdbinary.readouterr().out.decode()


def test_plan_to_xlsx_without_a_file_is_wrong_usage(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["plan", str(source), "--to", "xlsx"])

    out, err = capsys.readouterr()
    assert (status, out, err.split()[0]) == (2, "", "PLAN002")


def test_plan_of_a_text_without_tasks_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "天气.txt"
    path.write_text("今天天气很好。", encoding="utf-8")

    status = main(["plan", str(path), "--lang", "en"])

    out, err = capsys.readouterr()
    assert (status, out) == (1, "")
    assert err.splitlines()[:2] == [f"PLAN001  {path}", "No task was found in this text."]


@pytest.mark.parametrize("command", ["parse", "plan", "facts"])
def test_output_that_cannot_be_written_is_reported(
    command: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main([command, str(source), "-o", str(tmp_path / "no" / "folder.json")])

    err = capsys.readouterr().err
    assert (status, err.split()[0]) == (1, "CLI002")
    assert "文件夹不存在" in err


def test_parse_to_akn_is_well_formed(source: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["parse", str(source), "--to", "akn"]) == 0

    root = etree.fromstring(capfdbinary.readouterr().out)
    assert root.tag == "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}akomaNtoso"


def test_parse_repairs_unless_told_not_to(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "繁.txt"
    path.write_text("一、主要任務\n建設平臺。", encoding="utf-8")

    main(["parse", str(path)])
    repaired = json.loads(capfdbinary.readouterr().out)
    main(["parse", str(path), "--no-repair"])
    raw = json.loads(capfdbinary.readouterr().out)

    assert [each["parts"][0]["heading"] for each in (repaired, raw)] == ["主要任务", "主要任務"]


@pytest.mark.skipif(not SEED.exists(), reason="absent: ../shared/seed")
def test_plan_of_the_seed_on_the_command_line(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["plan", str(SEED), "--to", "json"]) == 0

    plan = json.loads(capfdbinary.readouterr().out)
    assert [(each["no"], each["name"], len(each["tasks"])) for each in plan["workstreams"]] == [
        ("一", "抓宣传推介", 2),
        ("二", "抓平台建设", 5),
        ("三", "抓政策兑现", 6),
        ("四", "抓改革落地", 6),
        ("五", "抓督办落实", 3),
    ]
