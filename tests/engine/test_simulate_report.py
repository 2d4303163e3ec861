"""A simulation on the terminal and in files: whole texts and cells, from figures worked out by hand."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from luodi.simulate import allocate, compare, parse_values, sweep
from luodi.simulate.picture import to_html, to_svg
from luodi.simulate.report import Report, document_of
from luodi.simulate.terminal import to_text
from luodi.simulate.words import WORDS
from luodi.simulate.workbook import to_csv, to_xlsx
from tests.engine.simulated import rows, subsidy, written

D = Decimal
ROWS = rows(
    ("武汉", "2000", "0.05", True),
    ("=宜昌", "3000", "0.03", True),
    (None, None, "0.05", True),
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = written(tmp_path_factory.mktemp("simulated"), ROWS)
    base, new = subsidy(), subsidy("0.04", "0.2")
    asked = {"decision": "补贴金额"}
    return Report(
        "原.dmn",
        "新.dmn",
        path.name,
        compare(base, new, path, by=["地区"], bounds=[D(0), D("0.01"), D(300)], **asked),  # type: ignore[arg-type]
        sweep(base, new, path, "比例#1.占比", parse_values("3%:5%:1%"), **asked),  # type: ignore[arg-type]
        allocate(new, path, budget=D(300), rule="rank:占比", by=["地区"], **asked),  # type: ignore[arg-type]
    )


def test_the_terminal_shows_aligned_tables(report: Report) -> None:
    shown = to_text(report)

    blocks = shown.rstrip("\n").split("\n\n")
    assert len(blocks) == 9
    assert blocks[0] == "决策：补贴金额（原.dmn → 新.dmn，population.parquet）"
    assert (
        blocks[2]
        == """\
【按地区分布】
地区        行数  原支出  新支出     差额  增加  其中新进入  减少  其中退出  不变  未知
───────────────────────────────────────────────────────────────────────────────────────
武汉           1  200.00  400.00   200.00     1           0     0         0     0     0
=宜昌          1  300.00    0.00  -300.00     0           0     1         1     0     0
（未填写）     1    0.00    0.00     0.00     0           0     0         0     0     1"""
    )


def test_a_value_cannot_move_the_cursor(tmp_path: Path) -> None:
    path = written(tmp_path, rows(("武\x1b[2J\n汉", "2000", "0.05", True)))
    found = compare(subsidy(), subsidy(), path, by=["地区"], decision="补贴金额")

    shown = to_text(Report("a", "b", "c", found))

    assert "武 [2J 汉" in shown and "\x1b" not in shown


def test_csv_holds_every_table_and_no_formula(report: Report) -> None:
    text = to_csv(report).decode("utf-8-sig")

    blocks = [block.split("\r\n") for block in text.strip().split("\r\n\r\n")]
    assert blocks[1] == [
        "按地区分布",
        "地区,行数,原支出,新支出,差额,增加,其中新进入,减少,其中退出,不变,未知",
        "武汉,1,200,400,200,1,0,0,0,0,0",
        "'=宜昌,1,300,0,-300,0,0,1,1,0,0",
        "（未填写）,1,0,0,0,0,0,0,0,0,1",
    ]


def test_json_names_everything_as_the_results_do(report: Report) -> None:
    document = document_of(report)

    assert document["decision"] == "补贴金额"
    assert document["totals"]["before"] == {"cost": D(500), "paid": 2, "nothing": 0, "unknown": 1}
    assert document["totals"]["difference"] == D(-100)
    assert document["totals"]["share_percent"]["losers"] == D("50.00")
    assert [each["value"] for each in document["curve"]["points"]] == [D("0.03"), D("0.04"), D("0.05")]
    assert document["allocation"]["total"]["granted"] == D("300.00")
    assert document["losses"] == [
        {"key": [2], "before": D(300), "after": D(0), "difference": D(-300), "values": ["=宜昌"]}
    ]


def test_the_workbook_has_a_sheet_for_each_table_and_charts(report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(report)))

    assert book.sheetnames == [
        "总览",
        "按地区分布",
        "金额分布",
        "变化最大的",
        "曲线",
        "预算分配",
        "预算分配·按地区分布",
        "预算分配·少得最多的",
    ]
    assert [[cell.value for cell in row][:5] for row in book["按地区分布"].iter_rows()] == [
        ["地区", "行数", "原支出", "新支出", "差额"],
        ["武汉", 1, 200, 400, 200],
        ["=宜昌", 1, 300, 0, -300],
        ["（未填写）", 1, 0, 0, 0],
    ]
    assert book["按地区分布"]["A3"].data_type == "s"
    charts = {name: len(book[name]._charts) for name in book.sheetnames}
    assert charts["按地区分布"] == charts["金额分布"] == charts["曲线"] == 1
    assert charts["总览"] == charts["变化最大的"] == 0


def test_an_amount_with_more_digits_than_excel_keeps_is_text(report: Report) -> None:
    totals = replace(report.comparison.totals, gained=D("1234567890123456.78"))
    wide = replace(report, comparison=replace(report.comparison, totals=totals))

    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(wide)))

    cells = {row[0].value: row[3].value for row in book["总览"].iter_rows()}
    assert cells["增加的金额"] == "1,234,567,890,123,456.78"


def test_the_picture_has_a_bar_for_each_figure_and_a_curve(report: Report) -> None:
    root = ElementTree.fromstring(to_svg(report))

    space = "{http://www.w3.org/2000/svg}"
    titled = [each.find(f"{space}title") for each in root.iter(f"{space}rect")]
    bars = [each.text for each in titled if each is not None]
    assert bars[:6] == ["200", "300", "0", "400", "0", "0"]
    assert len(list(root.iter(f"{space}circle"))) == 3


def test_the_page_stands_alone_and_escapes_names(report: Report) -> None:
    page = to_html(replace(report, base="<b>.dmn"))

    assert "<b>.dmn" not in page and "&lt;b&gt;.dmn" in page
    assert "<script" not in page and "http://www.w3.org/2000/svg" in page


def test_words_are_there_in_both_languages(report: Report) -> None:
    assert WORDS["zh"].keys() == WORDS["en"].keys()
    assert "【Overview】" in to_text(report, "en")
