"""Sheets as offices make them: many names, merged cells, several units in a cell, bad days."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from luodi_web.common.tables.workbook import write_workbook
from luodi_web.people.models import UnitGroup
from luodi_web.supervision.domain.drafting_units import link_units
from luodi_web.supervision.domain.milestones import Step, write_milestones
from luodi_web.supervision.domain.plan_tables import Layout, columns_of, plan_rows, rows_in_layout
from luodi_web.supervision.domain.plan_tables_import import PlanImport, import_plan, parse_plan_sheet
from luodi_web.supervision.domain.sheet_days import DayFault, read_day
from luodi_web.supervision.domain.sheet_units import split_units
from luodi_web.supervision.models import Plan, Task
from tests.web.factories import (
    actor,
    make_package,
    make_plan,
    make_unit,
)
from tests.web.plans.screen import words

pytestmark = pytest.mark.django_db


def book(rows: list[list[object]], *merges: str, title: str = "Sheet1") -> BytesIO:
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    for merge in merges:
        made.active.merge_cells(merge)
    out = BytesIO()
    made.save(out)
    out.seek(0)
    return out


@pytest.fixture
def units() -> dict[str, object]:
    found = {
        name: make_unit(f"湖北省{name}", short_name=f"省{name}")
        for name in ("科学技术厅", "财政厅", "税务局")
    }
    UnitGroup.objects.create(name="各市、州").members.add(make_unit("武汉市科技创新局"))
    return found


def read(*args, **kwargs) -> PlanImport:
    return parse_plan_sheet(book(*args, **kwargs))


UNION = [
    *("序号", "工作任务（文件条款）", "具体举措/子任务", "目标值/成果形式", "牵头单位", "责任（配合）单位"),
    *("分管领导", "责任处室/责任人", "联系人电话", "起止/完成时限", "季度节点", "备注"),
]


def test_union_layout_with_title_rows_and_merged_cells_is_read(units):
    found = read(
        [
            ["2026年度重点任务责任分工表"],
            ["填报单位：省科学技术厅"],
            UNION,
            [1, "抓平台建设", "建设实验室", "2家", "省科学技术厅", "省财政厅，省税务局", "张某",
             "基础处/李某", "027-1", "2026.1-2026.12", "一季度：选址；二季度：开工", "重点"],
            [2, None, "完善机制", "办法", None, "各市、州", None, None, None, "长期坚持", None, None],
        ],
        "B4:B5",
        "E4:E5",
        "G4:G5",
    )  # fmt: skip

    assert found.errors == []
    assert [name for name, _rows in found.workstreams] == ["抓平台建设"]
    first, second = found.rows
    assert (first.text, first.target, first.lead, first.joint) == (
        "建设实验室",
        "2家",
        ["省科学技术厅"],
        ["省财政厅", "省税务局"],
    )
    assert (first.leader, first.responsible, first.phone) == ("张某", "基础处/李某", "027-1")
    assert (first.deadline, first.deadline_text) == (date(2026, 12, 31), "2026.1-2026.12")
    assert first.milestones == [Step(date(2026, 3, 31), "选址"), Step(date(2026, 6, 30), "开工")]
    assert (second.lead, second.leader, second.joint) == (["省科学技术厅"], "张某", ["各市、州"])
    assert (second.deadline, second.deadline_text) == (None, "长期坚持")
    assert [(note.cell, note.value) for note in found.notes] == [("J5", "长期坚持")]


def test_header_of_two_rows_is_read_by_what_stands_below(units):
    found = read(
        [
            ["序号", "重点工作", "重点任务", "责任单位", None, "时间要求", None],
            [None, None, None, "牵头", "配合", "开始时间", "完成时间"],
            [1, "抓平台", "建设实验室", "省科学技术厅", "省财政厅", "2026-01-01", "2026-06-30"],
        ],
        "A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1",
    )  # fmt: skip

    [row] = found.rows
    assert found.errors == []
    assert (row.workstream, row.text, row.lead, row.joint) == (
        "抓平台",
        "建设实验室",
        ["省科学技术厅"],
        ["省财政厅"],
    )
    assert (row.deadline, row.deadline_text) == (date(2026, 6, 30), "2026-01-01—2026-06-30")


def test_task_merged_over_rows_gets_each_row_as_sub_task(units):
    found = read(
        [
            ["工作板块", "工作任务", "具体举措", "牵头单位", "完成时限"],
            ["抓平台", "建设实验室", "1.选址", "省科学技术厅", "2026-03-31"],
            [None, None, "2.开工", "省财政厅", "2026-06-30"],
            ["抓平台", "完善机制", "1.出台办法；2.开展评估", "省财政厅", "2026-12-31"],
        ],
        "A2:A3",
        "B2:B3",
    )

    assert found.errors == []
    assert [(row.text, row.is_sub, row.lead, row.deadline) for row in found.rows] == [
        ("建设实验室", False, [], None),
        ("选址", True, ["省科学技术厅"], date(2026, 3, 31)),
        ("开工", True, ["省财政厅"], date(2026, 6, 30)),
        ("完善机制", False, ["省财政厅"], date(2026, 12, 31)),
    ]
    assert found.rows[3].measures == ["出台办法", "开展评估"]
    plan = import_plan(found, package=make_package(), title="表", owner=make_unit(), by=actor())
    assert [row.no for row in plan_rows(plan)] == ["1.1", "1.1.1", "1.1.2", "1.2"]


def test_units_merged_with_their_task_are_the_tasks_and_inherited(units):
    found = read(
        [
            ["工作板块", "工作任务", "具体举措", "牵头单位"],
            ["抓平台", "建设实验室", "选址", "省科学技术厅"],
            [None, None, "开工", None],
        ],
        "A2:A3",
        "B2:B3",
        "D2:D3",
    )

    assert [(row.text, row.lead) for row in found.rows] == [
        ("建设实验室", ["省科学技术厅"]),
        ("选址", []),
        ("开工", []),
    ]


def test_lines_over_the_whole_width_name_the_workstreams(units):
    found = read(
        [
            ["序号", "工作任务", "责任单位", "完成时限"],
            ["一、抓平台", None, None, None],
            [1, "建设实验室", "省科学技术厅、省财政厅", "2026-12-31"],
            ["二、抓改革", None, None, None],
            [2, "完善机制", "省财政厅", "2026-12-31"],
        ],
        "A2:D2",
        "A4:D4",
    )

    assert found.errors == []
    assert [(row.workstream, row.text, row.lead, row.joint) for row in found.rows] == [
        ("抓平台", "建设实验室", ["省科学技术厅"], ["省财政厅"]),
        ("抓改革", "完善机制", ["省财政厅"], []),
    ]


@pytest.mark.parametrize(
    ("cell", "lead", "joint", "plain"),
    [
        ("省财政厅、省税务局", [], [], ["省财政厅", "省税务局"]),
        ("牵头：省财政厅；配合：省税务局，各市、州", ["省财政厅"], ["省税务局", "各市、州"], []),
        ("省财政厅（牵头）、省税务局（配合）", ["省财政厅"], ["省税务局"], []),
        ("省财政厅牵头，省税务局、各市、州配合", ["省财政厅"], ["省税务局", "各市、州"], []),
        ("省财政厅\n省税务局", [], [], ["省财政厅", "省税务局"]),
        ("各市、州", [], [], ["各市、州"]),
    ],
)
def test_units_in_one_cell(cell, lead, joint, plain):
    assert split_units(cell, {"各市、州", "省财政厅", "省税务局"}) == (lead, joint, plain)


@pytest.mark.parametrize(
    ("text", "day", "keeps"),
    [
        ("2026年2月30日", date(2026, 2, 28), True),
        ("2026-02-30", date(2026, 2, 28), True),
        ("45000", date(2023, 3, 15), False),
        ("年底前", date(2026, 12, 31), True),
        ("6月底前", date(2026, 6, 30), True),
        ("20261231", None, False),
        ("2026年13月底前", None, True),
    ],
)
def test_day_that_needs_a_person_comes_with_what_may_be_meant(text, day, keeps):
    with pytest.raises(DayFault) as caught:
        read_day(text, 2026)

    assert (caught.value.suggested, caught.value.may_keep_words) == (day, keeps)


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        ("长期", None, "长期"),
        ("2026年12月", date(2026, 12, 31), "2026年12月"),
        ("2026年", date(2026, 12, 31), "2026年"),
        ("2026年3月至10月", date(2026, 10, 31), "2026年3月至10月"),
        ("2026/3/5", date(2026, 3, 5), ""),
    ],
)
def test_day_that_can_be_read(text, day, said):
    assert read_day(text, 2026) == (day, said)


BAD = [
    ["2026年任务分解表"],
    ["工作板块", "工作任务", "牵头单位", "配合单位", "完成时限"],
    ["抓平台", "建设实验室", "省科学技术厅、省财政厅", "省税务", "2026年2月30日"],
    [None, "完善机制", "财政局", "省税务", 45000],
    [None, "开展评估", "省财政厅", None, "年底前"],
    [None, None, "省财政厅", None, "2026-12-31"],
]


def test_every_problem_says_where_and_what_to_do(units):
    found = read(BAD)

    assert sorted((p.cell, p.kind.value, p.key) for p in found.errors) == [
        ("B6", "row", "row:Sheet1!B6"),
        ("C3", "lead", "lead:Sheet1!C3"),
        ("C4", "unit", "unit:财政局"),
        ("D3", "unit", "unit:省税务"),
        ("E3", "day", "day:Sheet1!E3"),
        ("E4", "day", "day:Sheet1!E4"),
        ("E5", "day", "day:Sheet1!E5"),
    ]
    tax = next(p for p in found.errors if p.key == "unit:省税务")
    assert (tax.count, tax.choices[0][1]) == (2, "湖北省税务局")
    assert next(p for p in found.errors if p.key == "unit:财政局").choices[0][1] == "湖北省财政厅"
    with pytest.raises(ValidationError):
        import_plan(found, package=make_package(), title="表", owner=make_unit(), by=actor())
    assert not Plan.objects.exists()


def test_problems_are_settled_on_the_page_without_another_upload(editor, office, units):
    data = {"package": make_package(office).pk, "title": "改好的表", "owner": office.pk}
    url = reverse("staff:plan_import")
    first = editor.post(url, {**data, "file": upload(book(BAD))})
    token = first.context["token"]
    assert (first.status_code, "7 处有误，没有导入任何内容" in words(first)) == (422, True)

    settled = {
        "fix:lead:Sheet1!C3": "first",
        "fix:unit:省税务": f"unit:{units['税务局'].pk}",
        "pickkey-3": "unit:财政局",
        "pick-3": f"unit:{units['财政厅'].pk}",
        "fix:day:Sheet1!E3": "2026-02-28",
        "fix:day:Sheet1!E4": "2026-03-15",
    }
    half = editor.post(url, {**data, "token": token, **settled, "confirm": "1"})
    assert (half.status_code, "2 处有误" in words(half)) == (422, True)
    assert 'name="fix:lead:Sheet1!C3" value="first"' in half.content.decode()
    assert not Plan.objects.exists()

    rest = {"fix:day:Sheet1!E5": "words", "fix:row:Sheet1!B6": "skip", "fix:unit:财政局": settled["pick-3"]}
    preview = editor.post(url, {**data, "token": token, **settled, **rest})
    assert (preview.status_code, "导入这 3 项任务" in words(preview)) == (200, True)
    done = editor.post(url, {**data, "token": token, **settled, **rest, "confirm": "1"})

    plan = Plan.objects.get()
    assert done["Location"] == reverse("staff:plan_edit", args=[plan.pk])
    assert [(r.text, r.lead, r.joint, r.deadline, r.deadline_text) for r in plan_rows(plan)] == [
        ("建设实验室", "省科学技术厅", "湖北省财政厅、湖北省税务局", date(2026, 2, 28), "2026年2月30日"),
        ("完善机制", "湖北省财政厅", "湖北省税务局", date(2026, 3, 15), ""),
        ("开展评估", "湖北省财政厅", "", None, "年底前"),
    ]


def test_answers_that_settle_nothing_are_asked_again(editor, office, units):
    data = {"package": make_package(office).pk, "title": "表", "owner": office.pk}
    url = reverse("staff:plan_import")
    token = editor.post(url, {**data, "file": upload(book(BAD))}).context["token"]
    wrong = {
        "fix:unit:省税务": "unit:99999999",
        "fix:day:Sheet1!E3": "2026-02-30",
        "fix:day:Sheet1!E4": "words",
        "fix:lead:Sheet1!C3": "x",
    }

    answer = editor.post(url, {**data, "token": token, **wrong, "confirm": "1"})

    assert (answer.status_code, "7 处有误" in words(answer)) == (422, True)


def test_sheet_without_any_known_header_is_refused_in_words():
    with pytest.raises(ValidationError, match="表头"):
        read([["甲", "乙"], ["1", "2"]])


def test_several_sheets_of_one_workbook_are_read_together(units):
    made = openpyxl.load_workbook(book([["工作任务", "牵头单位"], ["建设", "省财政厅"]], title="抓平台"))
    other = made.create_sheet("抓改革")
    other.append(["任务内容", "主办单位"])
    other.append(["完善机制", "省税务局"])
    hidden = made.create_sheet("旧表")
    hidden.append(["工作任务", "牵头单位"])
    hidden.append(["作废", "省财政厅"])
    hidden.sheet_state = "hidden"
    out = BytesIO()
    made.save(out)
    out.seek(0)

    found = parse_plan_sheet(out)

    assert [(name, [row.text for row in rows]) for name, rows in found.workstreams] == [
        ("抓平台", ["建设"]),
        ("抓改革", ["完善机制"]),
    ]


def upload(file: BytesIO) -> BytesIO:
    file.name = "表.xlsx"
    return file


def again(plan: Plan, layout: str) -> Plan:
    out = BytesIO()
    headers = [(str(label), width) for _name, label, width in columns_of(layout)]
    write_workbook(out, "表", headers, (row.cells(layout) for row in rows_in_layout(plan, layout)))
    out.seek(0)
    found = parse_plan_sheet(out)
    assert found.errors == []
    return import_plan(found, package=plan.package, title="再来", owner=plan.owner, by=actor())


def content(plan: Plan) -> list[list[object]]:
    return [[*row.cells()[:-2], row.note, row.task.parent_id is not None] for row in plan_rows(plan)]


WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp", "Cf", "Co"), max_codepoint=0x9FFF),
    min_size=1,
    max_size=12,
).filter(lambda text: text == text.strip() and "_x" not in text.lower())
TASK = st.fixed_dictionaries(
    {
        "text": WORDS,
        "measures": st.lists(WORDS.filter(lambda w: not w.startswith(("（", "("))), max_size=3),
        "target": WORDS | st.just(""),
        "deliverable": WORDS | st.just(""),
        "leader": WORDS | st.just(""),
        "responsible": WORDS | st.just(""),
        "phone": WORDS | st.just(""),
        "note": WORDS | st.just(""),
        "deadline": st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        "deadline_text": WORDS | st.just(""),
        "lead": st.sampled_from([[], ["湖北省财政厅"], ["湖北省税务局"]]),
        "joint": st.sampled_from([[], ["各市、州"], ["各市、州", "湖北省科学技术厅"]]),
        "steps": st.lists(st.tuples(st.none() | st.dates(), st.sampled_from(["选址", "开工"])), max_size=2),
        "is_sub": st.booleans(),
    }
)


class RoundTrips(TestCase):
    """What goes out in either layout comes in again as it was: words, units, days, levels, order."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(st.tuples(WORDS, st.lists(TASK, min_size=1, max_size=4)), min_size=1, max_size=3),
        st.sampled_from(Layout.values),
    )
    def test_plan_comes_in_again_unchanged(self, streams, layout):
        for name in ("科学技术厅", "财政厅", "税务局"):
            make_unit(f"湖北省{name}")
        UnitGroup.objects.create(name="各市、州")
        plan = make_plan({})
        Task.objects.filter(workstream__plan=plan).delete()
        plan.workstreams.all().delete()
        for order, (name, tasks) in enumerate(streams):
            stream = plan.workstreams.create(order=order, name=name)
            above = None
            for place, values in enumerate(tasks):
                own = {k: v for k, v in values.items() if k not in ("lead", "joint", "steps", "is_sub")}
                parent = above if values["is_sub"] else None
                task = Task.objects.create(workstream=stream, order=place, parent=parent, **own)
                above = above if parent else task
                link_units([(task, values["lead"], values["joint"])])
                write_milestones(task, [Step(*step) for step in values["steps"]])

        assert content(again(plan, layout)) == content(plan)
