"""From a confirmed text to a draft: spans, clauses, units, and texts without tasks."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from luodi.facts import extract_facts
from luodi.structure import parse_document
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, UnitGroup
from luodi_web.policies.domain.confirming import keep_provisions
from luodi_web.policies.domain.fact_reading import keep_facts
from luodi_web.policies.enums import FactKind, FactState, VersionState
from luodi_web.supervision.domain.completeness import can_publish, read_coverage
from luodi_web.supervision.domain.drafting import (
    begin_plan,
    change_plan,
    delete_draft,
    draft_plan,
    says_no_tasks,
)
from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.enums import PlanState, SupervisionVerb
from luodi_web.supervision.models import Plan, Task
from tests.web.factories import actor, make_package, make_plan, make_unit, make_user, make_version

pytestmark = pytest.mark.django_db

TEXT = """关于加快创新发展的实施方案
一、总体要求
深入贯彻创新驱动发展战略。
二、重点任务
（一）建设创新平台。2026年底前，新建省级实验室10家。（牵头单位：省科技厅；责任单位：省财政厅、各市、州）
（二）完善评价机制。制定科技成果评价办法。（责任单位：省某某局）
"""


def drafted() -> Plan:
    make_unit("湖北省科学技术厅", short_name="省科技厅")
    make_unit("湖北省财政厅", short_name="省财政厅")
    UnitGroup.objects.create(name="各市、州")
    version = make_version(TEXT)
    keep_provisions(version)
    return draft_plan(version, actor())


def test_draft_ties_each_task_to_its_words_and_its_clause():
    plan = drafted()

    tasks = list(tasks_of(plan).select_related("provision"))
    assert tasks
    for task in tasks:
        assert task.text == TEXT[task.start : task.end]
        assert task.provision.start <= task.start and task.end <= task.provision.end
    assert AuditEntry.objects.filter(verb=SupervisionVerb.PLAN_DRAFTED, object_id=str(plan.pk)).count() == 1


def test_draft_links_known_units_and_keeps_unknown_words():
    plan = drafted()

    platform = tasks_of(plan).get(text__contains="实验室10家")
    rules = tasks_of(plan).get(text__contains="评价办法")
    assert [(u.role, str(u)) for u in platform.task_units.all()] == [
        ("lead", "湖北省科学技术厅"),
        ("joint", "湖北省财政厅"),
        ("joint", "各市、州"),
    ]
    assert platform.deadline == date(2026, 12, 31)
    assert [(u.unit, u.group, u.written) for u in rules.task_units.all()] == [(None, None, "省某某局")]
    assert "不认识的单位“省某某局”" in [f.message for f in can_publish(plan).errors]


def test_draft_notes_what_the_text_leaves_open():
    plan = draft_plan(
        make_version("一、任务\n省科技厅、省财政厅要设立基金。\n下月底前召开会议。6月底前制定方案。"), actor()
    )

    assert {task.text: task.note for task in tasks_of(plan)} == {
        "设立基金": "【待核】牵头单位不止一个，或者没有点名",
        "下月底前召开会议": "【待核】时限缺年份或日期",
        "6月底前制定方案": "【待核】时限缺年份或日期",
    }


def test_draft_of_a_text_without_tasks_has_one_empty_workstream_and_says_so():
    plan = draft_plan(make_version("今天天气晴朗。"), actor())

    assert [(s.name, s.tasks.count()) for s in plan.workstreams.all()] == [("工作任务", 0)]
    assert says_no_tasks(plan)


def test_draft_of_an_unconfirmed_text_is_refused():
    version = make_version(TEXT)
    version.state = VersionState.REVIEW
    version.save()

    with pytest.raises(ValidationError):
        draft_plan(version, actor())

    assert not Plan.objects.exists()


def test_seed_gives_its_five_workstreams(shared):
    text = (shared / "seed" / "clean.txt").read_text(encoding="utf-8")

    plan = draft_plan(make_version(text), actor())

    assert [s.name for s in plan.workstreams.all()] == [
        "抓宣传推介",
        "抓平台建设",
        "抓政策兑现",
        "抓改革落地",
        "抓督办落实",
    ]
    assert all(t.text == text[t.start : t.end] for t in tasks_of(plan))


def test_plan_by_hand_begins_with_one_empty_workstream():
    package = make_package()

    plan = begin_plan(package, "年度要点", package.owner, by=actor())

    assert [s.tasks.count() for s in plan.workstreams.all()] == [0]
    assert not says_no_tasks(plan)


def test_delete_draft_takes_its_rows_and_leaves_a_trace():
    plan = make_plan({"甲": ["一", "二"]}, title="草稿")

    delete_draft(plan, by=actor())

    assert not Task.objects.exists()
    entry = AuditEntry.objects.get(verb=SupervisionVerb.PLAN_DELETED)
    assert entry.before == {"title": "草稿", "tasks": 2}


def test_dispatched_plan_is_neither_deleted_nor_renamed():
    plan = make_plan()
    Plan.objects.update(state=PlanState.PUBLISHED)

    with pytest.raises(ValidationError):
        delete_draft(plan, by=actor())
    with pytest.raises(ValidationError):
        change_plan(plan, title="改", blue_days=10, yellow_days=3, by=actor())

    assert Plan.objects.get().title == plan.title


def test_coverage_names_clauses_without_task_and_tasks_without_clause():
    plan = drafted()
    rules = tasks_of(plan).get(text__contains="评价办法")
    Task.objects.filter(pk=rules.pk).delete()
    loose = Task.objects.create(workstream=plan.workstreams.first(), order=99, text="手写任务")

    coverage = read_coverage(plan)

    assert "（二）" in [p.label for p in coverage.bare_provisions]
    assert "（一）" not in [p.label for p in coverage.bare_provisions]
    assert coverage.loose_tasks == [loose]
    assert "".join(piece.text for paragraph in coverage.paragraphs for piece in paragraph) == TEXT.replace(
        "\n", ""
    )
    marked = {pk for paragraph in coverage.paragraphs for piece in paragraph for pk in piece.tasks}
    assert marked == {t.pk for t in tasks_of(plan) if t.start is not None}
    for paragraph in coverage.paragraphs:
        for piece in paragraph:
            assert TEXT[piece.start : piece.start + len(piece.text)] == piece.text


def test_can_publish_lists_every_reason():
    today = date(2026, 6, 1)
    plan = make_plan({"甲": ["一", "一", "", "四"]})
    one, two, three, four = tasks_of(plan)
    unit, off = make_unit(), make_unit()
    off.is_active = False
    off.save()
    empty = UnitGroup.objects.create(name="空组")
    for task, role, fields in (
        (one, "lead", {"unit": unit}),
        (two, "lead", {"unit": unit}),
        (two, "lead", {"unit": off}),
        (three, "lead", {"group": empty}),
        (four, "lead", {"written": "某处"}),
    ):
        task.task_units.create(role=role, **fields)
    Task.objects.filter(pk=one.pk).update(deadline=date(2026, 5, 31))
    Task.objects.filter(pk=two.pk).update(deadline=date(2026, 6, 1))
    Task.objects.filter(pk=three.pk).update(deadline_text="长期坚持")

    found = [(f.task, f.is_error, f.message) for f in can_publish(plan, today).findings]

    assert found == [
        (one, False, "与另一项任务内容相同"),
        (one, True, "完成时限已过"),
        (two, True, "有 2 个牵头单位，请留一个"),
        (two, True, f"“{off.name}”已停用"),
        (two, False, "与另一项任务内容相同"),
        (three, True, "机构组“空组”里没有机构"),
        (three, True, "任务内容是空的"),
        (three, False, "时限“长期坚持”没有换算成日期"),
        (four, True, "不认识的单位“某处”"),
        (four, False, "没有完成时限"),
        (None, False, "有 1 个机构还没有能签收任务的人员，下达后要尽快开通账号。"),
    ]


def test_can_publish_counts_only_units_where_nobody_can_sign():
    plan = make_plan({"甲": ["一"]})
    [task] = tasks_of(plan)
    manned, empty, watching = make_unit(), make_unit(), make_unit()
    make_user(role=Role.CITY, unit=manned)
    make_user(role=Role.LEADER, unit=watching)
    task.deadline = date(2026, 6, 1)
    task.save()
    task.task_units.create(role="lead", unit=manned)
    task.task_units.create(role="joint", unit=empty)
    task.task_units.create(role="joint", unit=watching)

    readiness = can_publish(plan, date(2026, 6, 1))

    words = "有 2 个机构还没有能签收任务的人员，下达后要尽快开通账号。"
    assert (readiness.allowed, [f.message for f in readiness.findings]) == (True, [words])


def test_can_publish_of_an_empty_plan_says_so():
    plan = make_plan({"甲": []})

    assert [f.message for f in can_publish(plan).errors] == ["任务分解表里还没有任务。"]


def test_draft_follows_what_was_decided_of_the_facts():
    version = make_version(TEXT)
    keep_provisions(version)
    keep_facts(version, extract_facts(parse_document(TEXT), TEXT))
    facts = version.facts.all()
    finance = facts.get(kind=FactKind.UNIT, values__name="省财政厅")
    finance.state = FactState.REJECTED
    office = facts.get(kind=FactKind.UNIT, values__name="省某某局")
    office.state, office.values = FactState.CORRECTED, {"name": "省教育厅", "role": "lead"}
    due = facts.get(kind=FactKind.DEADLINE)
    due.state, due.values = FactState.CORRECTED, {**due.values, "date": "2027-06-30"}
    for fact in (finance, office, due):
        fact.save()

    platform, method = tasks_of(draft_plan(version, actor())).prefetch_related("task_units")

    assert {unit.written for unit in platform.task_units.all()} == {"省科技厅", "各市、州"}
    assert (platform.deadline, platform.deadline_text) == (date(2027, 6, 30), "")
    assert [(unit.written, unit.role) for unit in method.task_units.all()] == [("省教育厅", "lead")]


SEVERAL = "【待核】牵头单位不止一个，或者没有点名"


def with_facts(text: str):
    version = make_version(text)
    keep_provisions(version)
    keep_facts(version, extract_facts(parse_document(text), text))
    return version


def notes(version) -> list[str]:
    return [task.note for task in tasks_of(draft_plan(version, actor()))]


def test_doubt_who_leads_goes_once_a_person_said_so():
    version = with_facts("一、任务\n（一）设立基金。（牵头单位：有关部门）\n")
    assert notes(version) == [SEVERAL]
    unit = version.facts.get(kind=FactKind.UNIT)
    unit.state, unit.values = FactState.CORRECTED, {"name": "省财政厅", "role": "lead"}
    unit.save()

    assert notes(version) == [""]


def test_doubt_who_leads_comes_where_a_correction_brings_a_second():
    version = with_facts("一、任务\n（一）设立基金。（牵头单位：省科技厅；配合单位：省财政厅）\n")
    assert notes(version) == [""]
    unit = version.facts.get(kind=FactKind.UNIT, values__name="省财政厅")
    unit.state, unit.values = FactState.CORRECTED, {"name": "省财政厅", "role": "lead"}
    unit.save()

    assert notes(version) == [SEVERAL]


def test_doubt_about_a_day_goes_with_the_day_that_was_corrected():
    version = with_facts("一、任务\n（一）2026年3月底前、2026年9月底前提交报告。\n")
    no_verb = "【待核】没有认出这句话要做的事"
    assert notes(version) == [f"{no_verb}；【待核】一项任务有几个时限，取了第一个"]
    for fact in version.facts.filter(kind=FactKind.DEADLINE):
        fact.state, fact.values = FactState.CORRECTED, {**fact.values, "date": "2026-12-31"}
        fact.save()

    assert notes(version) == [no_verb]


def test_draft_has_no_day_that_was_rejected():
    version = make_version(TEXT)
    keep_provisions(version)
    keep_facts(version, extract_facts(parse_document(TEXT), TEXT))
    version.facts.filter(kind=FactKind.DEADLINE).update(state=FactState.REJECTED)

    platform = tasks_of(draft_plan(version, actor())).first()

    assert (platform.deadline, platform.deadline_text) == (None, "")


def test_draft_notes_whom_a_payment_is_for():
    version = make_version("关于奖励的措施\n一、奖励\n对首次认定的高新技术企业，给予20万元奖励。\n")
    keep_provisions(version)

    [task] = tasks_of(draft_plan(version, actor()))

    assert (task.text, task.note) == ("给予20万元奖励", "对首次认定的高新技术企业")
