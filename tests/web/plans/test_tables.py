"""Plans in and out of Excel: what goes out comes in again; what is wrong is named by row."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from luodi.decompose import decompose_text, to_xlsx
from luodi_web.common.tables.workbook import write_workbook
from luodi_web.people.enums import UnitKind
from luodi_web.people.models import UnitGroup, UnitName
from luodi_web.policies.domain.confirming import keep_provisions
from luodi_web.supervision.domain.drafting_units import link_units
from luodi_web.supervision.domain.plan_tables import COLUMNS, plan_markdown, plan_rows
from luodi_web.supervision.domain.plan_tables_import import import_plan, parse_deadline, parse_plan_sheet
from luodi_web.supervision.models import Plan, Task
from tests.web.factories import actor, make_package, make_plan, make_unit, make_version

pytestmark = pytest.mark.django_db
HEADERS = [str(label) for _name, label, _width in COLUMNS]


def sheet(*rows: dict[str, object], merge: str = "") -> BytesIO:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["湖北省任务分解表"])
    page.append(HEADERS)
    for row in rows:
        page.append([row.get(header, None) for header in HEADERS])
    if merge:
        page.merge_cells(merge)
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def units() -> None:
    make_unit("湖北省科学技术厅", short_name="省科技厅")
    make_unit("湖北省财政厅", short_name="省财政厅")
    group = UnitGroup.objects.create(name="各市、州")
    UnitName.objects.create(name="各市（州）", group=group)


def content(plan: Plan) -> list[tuple]:
    return [
        (
            r.workstream,
            r.text,
            r.measures,
            r.target,
            r.deliverable,
            r.lead,
            r.joint,
            r.deadline,
            r.deadline_text,
            r.note,
        )
        for r in plan_rows(plan)
    ]


def test_exported_plan_comes_in_again_unchanged():
    units()
    plan = make_plan({"抓宣传推介": ["制定方案", "加大宣传"], "抓平台建设": ["=SUM(1,2)"]})
    tasks = list(Task.objects.filter(workstream__plan=plan).order_by("pk"))
    link_units([(tasks[0], ["省科技厅"], ["省财政厅", "各市、州"]), (tasks[1], ["省财政厅"], [])])
    Task.objects.filter(pk=tasks[0].pk).update(
        measures=["在线访谈", "专题宣讲"],
        target="4场",
        deliverable="方案",
        deadline=date(2026, 12, 31),
        note="重点",
    )
    Task.objects.filter(pk=tasks[1].pk).update(deadline_text="长期坚持")
    book = BytesIO()
    write_workbook(book, "表", [(h, 10) for h in HEADERS], (row.cells() for row in plan_rows(plan)))
    book.seek(0)

    found = parse_plan_sheet(book)
    again = import_plan(found, package=plan.package, title="再来", owner=plan.owner, by=actor())

    assert found.errors == []
    assert content(again) == content(plan)
    assert again.title == "再来"


def test_merged_workstream_cells_and_a_title_above_the_header_are_read():
    units()
    file = sheet(
        {
            "工作板块": "一、抓平台",
            "工作任务": "建设实验室",
            "牵头单位": "省科技厅",
            "配合单位": "各市、州、省财政厅",
        },
        {"工作任务": "完善机制", "牵头单位": "省财政厅", "完成时限": "2026年6月底前"},
        merge="B3:B4",
    )

    found = parse_plan_sheet(file)

    assert found.errors == []
    assert [(name, len(rows)) for name, rows in found.workstreams] == [("抓平台", 2)]
    assert found.rows[0].joint == ["各市、州", "省财政厅"]
    assert (found.rows[1].deadline, found.rows[1].deadline_text) == (date(2026, 6, 30), "2026年6月底前")


def test_every_fault_is_named_by_row_and_nothing_is_stored():
    units()
    package = make_package()
    file = sheet(
        {"工作任务": "没有板块的任务", "牵头单位": "省科技厅"},
        {"工作板块": "抓平台", "工作任务": "两个牵头", "牵头单位": "省科技厅、省财政厅"},
        {"工作任务": "不认识的单位", "牵头单位": "省某某厅", "完成时限": "2026-02-30"},
        {"工作板块": "抓改革", "牵头单位": "省科技厅"},
    )

    found = parse_plan_sheet(file)

    assert [(e.row, e.column) for e in found.errors] == [
        (3, "工作板块"),
        (4, "牵头单位"),
        (5, "完成时限"),
        (5, "牵头单位"),
        (6, "工作任务"),
    ]
    with pytest.raises(ValidationError):
        import_plan(found, package=package, title="表", owner=package.owner, by=actor())
    assert not Plan.objects.exists()


def test_unit_that_never_signs_is_refused():
    make_unit("武汉某公司", UnitKind.ENTERPRISE)

    found = parse_plan_sheet(sheet({"工作板块": "抓平台", "工作任务": "建设", "牵头单位": "武汉某公司"}))

    assert [(e.row, e.column, e.value) for e in found.errors] == [(3, "牵头单位", "武汉某公司")]


def test_file_that_is_no_workbook_is_refused_in_words():
    with pytest.raises(ValidationError, match="Excel"):
        parse_plan_sheet(BytesIO(b"%PDF-1.7 not a sheet"))


def test_workbook_of_the_command_line_is_read_with_its_own_columns():
    text = (
        "一是抓平台建设。争创国家实验室，加强湖北实验室建设。"
        "二是抓督办落实。通过座谈、走访等方式，定期通报进展情况。"
    )
    plan = decompose_text(f"下一步，将重点做好以下几个方面工作。{text}", "报道")
    book = BytesIO()
    to_xlsx(plan, book)
    book.seek(0)

    found = parse_plan_sheet(book)

    assert found.errors == []
    assert [(name, [row.text for row in rows]) for name, rows in found.workstreams] == [
        (stream.name, [task.task for task in stream.tasks]) for stream in plan.workstreams
    ]
    assert [row.measures for row in found.rows] == [[], [], ["座谈", "走访"]]


def test_lines_under_a_task_are_its_means_only_where_all_are_numbered():
    means = {"工作板块": "抓平台", "工作任务": "加强宣传\n（1）访谈\n（2）宣讲"}
    words = {"工作板块": "抓平台", "工作任务": "加强宣传\n并做好总结"}

    found = parse_plan_sheet(sheet(means, words))

    assert [(row.text, row.measures) for row in found.rows] == [
        ("加强宣传", ["访谈", "宣讲"]),
        ("加强宣传\n并做好总结", []),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-31", (date(2026, 12, 31), "")),
        ("2026年12月31日", (date(2026, 12, 31), "")),
        ("2026年底前", (date(2026, 12, 31), "2026年底前")),
        ("长期坚持", (None, "长期坚持")),
        ("每年", (None, "每年")),
        ("30个工作日内", (None, "30个工作日内")),
    ],
)
def test_deadline_cell_is_a_day_or_words(text, expected):
    assert parse_deadline(text) == expected


@pytest.mark.parametrize("text", ["2026-02-30", "2026年13月底前", "2026/31/12", "20261231"])
def test_deadline_cell_with_an_impossible_day_is_refused(text):
    with pytest.raises(ValidationError):
        parse_deadline(text)


def test_markdown_has_a_table_for_each_workstream_and_keeps_pipes_inside_cells():
    plan = make_plan({"抓平台": ["甲|乙"], "抓改革": ["完善机制"]}, title="任务分解表")

    head = "| 序号 | 工作任务 | 具体举措 | 目标值 | 成果形式 | 牵头单位 | 配合单位 | 完成时限 | 备注 |"
    line = "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    assert plan_markdown(plan) == (
        "# 任务分解表\n\n\n"
        f"## 一、抓平台\n\n{head}\n{line}\n| 1.1 | 甲\\|乙 |  |  |  |  |  | 未定 |  |\n\n"
        f"## 二、抓改革\n\n{head}\n{line}\n| 2.1 | 完善机制 |  |  |  |  |  | 未定 |  |\n"
    )


def test_clause_of_a_task_is_cited_as_documents_do():
    text = "关于建设的意见\n一、重点任务\n（一）建设平台。\n"
    version = make_version(text)
    keep_provisions(version)
    plan = make_plan({"甲": ["建设平台", "手写任务"]})
    plan.version = version
    plan.save()
    task = Task.objects.get(text="建设平台")
    task.provision = version.provisions.get(path="一/一")
    task.save()

    assert [row.provision for row in plan_rows(plan)] == ["第一部分第（一）项", ""]


def test_moments_in_a_workbook_are_to_the_minute():
    out = BytesIO()
    write_workbook(out, "表", [("时间", 10)], [[datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)]])

    assert openpyxl.load_workbook(out).active["A2"].value == datetime(2026, 3, 1, 17, 30)  # noqa: DTZ001 -- a workbook has no time zones
