"""Baselines and drift; clauses without tasks; plans for another year."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from luodi_web.people.models import AuditEntry
from luodi_web.policies.domain.confirming import keep_provisions
from luodi_web.policies.models import Policy
from luodi_web.supervision.domain.baselines import freeze_baseline, is_intact, read_drift
from luodi_web.supervision.domain.drafting_units import link_units
from luodi_web.supervision.domain.editing_units import Pick
from luodi_web.supervision.domain.milestones import Step, milestones_of, write_milestones
from luodi_web.supervision.domain.package_coverage import (
    exempt_provision,
    read_package_coverage,
    task_from_provision,
)
from luodi_web.supervision.domain.plan_content import plan_content
from luodi_web.supervision.domain.plan_tables import plan_rows
from luodi_web.supervision.domain.plan_templates import plan_from_content, read_shifts, save_template, year_of
from luodi_web.supervision.domain.publishing import publish_plan
from luodi_web.supervision.domain.publishing_changes import adjust_task
from luodi_web.supervision.enums import SupervisionVerb
from luodi_web.supervision.models import Baseline, Plan, PlanTemplate, ProvisionExemption, Task
from tests.web.at_once import at_once
from tests.web.factories import actor, make_package, make_plan, make_unit, make_version
from tests.web.plans.screen import words

pytestmark = pytest.mark.django_db
BY = actor()
TEXT = (
    "关于建设的意见\n一、重点任务\n（一）建设平台。\n（二）完善机制。\n二、附则\n本意见自发布之日起施行。\n"
)


def published(office=None) -> tuple[Plan, Task, Task]:
    plan = make_plan({"甲": ["一", "二"]}, owner=office)
    one, two = Task.objects.filter(workstream__plan=plan).order_by("order")
    make_unit("省财政厅")
    make_unit("省税务局")
    link_units([(one, ["省财政厅"], []), (two, ["省财政厅"], ["省税务局"])])
    Task.objects.filter(workstream__plan=plan).update(deadline=timezone.localdate() + timedelta(days=40))
    publish_plan(plan, BY)
    return plan, Task.objects.get(pk=one.pk), Task.objects.get(pk=two.pk)


def test_publishing_freezes_a_baseline_without_drift():
    plan, _one, _two = published()

    baseline = plan.baselines.get()

    assert (baseline.name, is_intact(baseline), read_drift(baseline)) == ("下达时", True, [])
    entry = AuditEntry.objects.get(verb=SupervisionVerb.BASELINE_FROZEN)
    assert entry.after == {"name": "下达时", "tasks": 2, "sha256": baseline.digest}


def test_drift_names_days_units_and_the_reason():
    plan, one, two = published()
    unit = Pick(unit_id=make_unit("省教育厅").pk)
    lead = Pick(unit_id=one.task_units.get().unit_id)
    later = one.deadline + timedelta(days=7)
    adjust_task(one, deadline=later, lead=[lead], joint=[unit], reason="会议决定延后", by=BY)
    Task.objects.filter(pk=two.pk).update(target="4场")
    lead_of_two = two.assignments.get(role="lead")
    lead_of_two.deadline = two.deadline - timedelta(days=3)
    lead_of_two.save()

    first, second = read_drift(plan.baselines.get())

    assert [(c.kind, c.days) for c in first.changes] == [("deadline", 7), ("units", None)]
    assert first.changes[0].words == f"{one.deadline} → {later}（推后 7 天）"
    assert first.changes[1].words == "配合：无 → 省教育厅"
    assert [reason.partition("：")[2] for reason in first.reasons] == ["会议决定延后"]
    assert [(c.kind, c.words, c.days) for c in second.changes] == [
        ("target", "无 → 4场", None),
        ("deadline", f"省财政厅 单独定为 {lead_of_two.deadline}", -3),
    ]


def test_drift_of_a_draft_has_what_came_and_what_went():
    plan = make_plan({"甲": ["一", "二"]})
    baseline = freeze_baseline(plan, "初稿", by=BY)
    Task.objects.get(text="一").delete()
    Task.objects.create(workstream=plan.workstreams.get(), order=5, text="三")

    rows = [(row.text, row.task_id is None, [c.kind for c in row.changes]) for row in read_drift(baseline)]

    assert rows == [("三", False, ["added"]), ("一", True, ["removed"])]


def test_baseline_changed_behind_our_back_is_seen():
    baseline = freeze_baseline(make_plan(), "初稿", by=BY)
    baseline.content["workstreams"][0]["tasks"][0]["deadline"] = "2030-01-01"
    baseline.save()

    assert not is_intact(baseline)


def test_second_baseline_of_a_name_is_refused():
    plan = make_plan()
    freeze_baseline(plan, "初稿", by=BY)

    with pytest.raises(ValidationError, match="换一个名称"):
        freeze_baseline(plan, "初稿", by=BY)
    assert plan.baselines.count() == 1


def test_drift_costs_the_same_for_many_tasks():
    def cost(count: int) -> int:
        plan = make_plan({"甲": [f"任务{n}" for n in range(count)]})
        baseline = freeze_baseline(plan, "初稿", by=BY)
        Task.objects.filter(workstream__plan=plan).update(target="改了")
        with CaptureQueriesContext(connection) as found:
            assert len(read_drift(baseline)) == count
        return len(found)

    assert cost(1) == cost(4)


def test_drift_page_filters_and_freezes(editor, office):
    plan, one, _two = published(office)
    Task.objects.filter(pk=one.pk).update(target="4场")
    url = reverse("staff:plan_drift", args=[plan.pk])

    page = editor.get(url)
    assert "无 → 4场" in words(page)
    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"]] == [("全部", 1), ("目标变化", 1)]
    assert editor.get(url, {"baseline": "9999999"}).status_code == 404
    done = editor.post(reverse("staff:plan_baseline_new", args=[plan.pk]), {"name": "一季度末"})
    made = Baseline.objects.get(name="一季度末")
    assert done["Location"] == f"{url}?baseline={made.pk}"
    again = editor.post(reverse("staff:plan_baseline_new", args=[plan.pk]), {"name": "一季度末"})
    assert (again.status_code, "请换一个名称" in words(again)) == (422, True)
    sheet = editor.get(reverse("staff:plan_drift_export", args=[plan.pk]))
    assert sheet.status_code == 200


def clauses():
    version = make_version(TEXT)
    keep_provisions(version)
    return version, {row.path: row for row in version.provisions.all()}


def states(version) -> dict[str, str]:
    found = read_package_coverage(Policy.objects.filter(pk=version.policy_id), Plan.objects.all())
    return {clause.provision.path: clause.state for clause in found.clauses}


def test_clause_is_bare_until_it_has_a_task_or_a_reason():
    version, rows = clauses()
    plan = make_plan({"甲": ["建设平台", "手写"]}, version=version)
    task = Task.objects.get(text="建设平台")
    task.start, task.end = TEXT.index("建设平台"), TEXT.index("建设平台") + 4
    task.save()

    assert states(version) == {"一/一": "covered", "一/二": "bare", "二": "bare"}
    exempt_provision(rows["二"], "附则", by=BY)
    Task.objects.filter(text="手写").update(provision=rows["一/二"])
    assert states(version) == {"一/一": "covered", "一/二": "covered", "二": "exempt"}

    Task.objects.create(workstream=plan.workstreams.get(), order=9, text="没有出处")
    found = read_package_coverage(Policy.objects.all(), Plan.objects.all())
    assert [row.text for row in found.loose] == ["没有出处"]
    assert found.counts == {"bare": 0, "exempt": 1, "covered": 2}


def test_task_from_a_clause_goes_into_the_draft_of_its_text_once():
    version, rows = clauses()
    plan = make_plan({"甲": []}, version=version)

    task = task_from_provision(rows["一/二"], Plan.objects.all(), by=BY)
    same = task_from_provision(rows["一/二"], Plan.objects.all(), by=BY)

    assert (task.pk, task.workstream.plan_id) == (same.pk, plan.pk)
    assert (task.provision, "完善机制" in task.text) == (rows["一/二"], True)
    assert states(version)["一/二"] == "covered"


def test_task_from_a_clause_without_a_draft_makes_one():
    version, rows = clauses()

    task = task_from_provision(rows["一/一"], Plan.objects.none(), by=BY)

    assert task.workstream.plan.version == version
    assert task.workstream.plan.title.endswith("补充任务分解表")


@pytest.mark.django_db(transaction=True)
def test_two_who_click_at_once_make_one_task():
    version, rows = clauses()
    make_plan({"甲": []}, version=version)

    at_once(*[partial(task_from_provision, rows["一/一"], Plan.objects.all(), by=BY)] * 2)

    assert Task.objects.filter(provision=rows["一/一"]).count() == 1


def test_coverage_page_shows_acts_to_the_owner_only(editor, office):
    version, rows = clauses()
    Policy.objects.filter(pk=version.policy_id).update(owner=office)
    url = reverse("staff:package_coverage", args=[version.policy.package_id])

    page = editor.get(url)
    assert page.context["tabs"][0]["count"] == 3
    assert "据此条款建任务" in words(page)
    empty = editor.post(reverse("staff:provision_exempt", args=[rows["二"].pk]), {"reason": " "}, follow=True)
    assert "请写明为什么不需要任务" in words(empty)
    editor.post(reverse("staff:provision_exempt", args=[rows["二"].pk]), {"reason": "附则", "next": url})
    assert ProvisionExemption.objects.get().reason == "附则"
    lost = editor.post(reverse("staff:provision_need", args=[rows["二"].pk]), {"next": "板块"})
    assert lost["Location"] == url  # not an address: back to the list of clauses
    editor.post(reverse("staff:provision_exempt", args=[rows["二"].pk]), {"reason": "附则", "next": url})
    assert "附则" in words(editor.get(url, {"state": "exempt"}))
    editor.post(reverse("staff:provision_need", args=[rows["二"].pk]))
    assert not ProvisionExemption.objects.exists()
    made = editor.post(reverse("staff:provision_task", args=[rows["一/一"].pk]))
    assert made["Location"].startswith(reverse("staff:plan_edit", args=[Plan.objects.get().pk]))
    _other, others = clauses()
    assert editor.post(reverse("staff:provision_task", args=[others["二"].pk])).status_code == 404


def yearly() -> Plan:
    plan = make_plan({"2026年重点": ["印发2026年计划", "一甲"]}, title="2026年度任务分解表")
    one, sub = Task.objects.filter(workstream__plan=plan).order_by("order")
    make_unit("省财政厅")
    link_units([(one, ["省财政厅"], ["某某协会"])])
    Task.objects.filter(pk=one.pk).update(
        deadline=date(2028, 2, 29), deadline_text="2026年底前", note="依据鄂政发〔2026〕8号，2025年为20项"
    )
    Task.objects.filter(pk=sub.pk).update(parent=one)
    write_milestones(one, [Step(date(2026, 3, 31), "选址"), Step(None, "2026年验收")])
    return plan


def test_every_change_of_the_year_is_shown_and_may_be_refused():
    plan = yearly()
    content = plan_content(plan)

    shifts = read_shifts(content, 2026, 2027)

    assert year_of(plan) == 2026
    assert [(s.field, s.was, s.now) for s in shifts] == [
        ("工作板块", "2026年重点", "2027年重点"),
        ("工作任务", "印发2026年计划", "印发2027年计划"),
        ("时限原文", "2026年底前", "2027年底前"),
        ("完成时限", "2028-02-29", "2029-02-28"),
        ("季度节点", "2026-03-31 选址", "2027-03-31 选址"),
        ("季度节点", "2026年验收", "2027年验收"),
    ]
    made = plan_from_content(
        content,
        old=2026,
        new=2027,
        refused={shifts[2].key},
        package=plan.package,
        title="2027年度任务分解表",
        owner=plan.owner,
        by=BY,
    )
    rows = [(r.no, r.text, r.deadline, r.deadline_text, r.lead, r.joint, r.note) for r in plan_rows(made)]
    note = "依据鄂政发〔2026〕8号，2025年为20项"
    assert rows == [
        ("1.1", "印发2027年计划", date(2029, 2, 28), "2026年底前", "省财政厅", "某某协会", note),
        ("1.1.1", "一甲", None, "", "", "", ""),
    ]
    assert made.workstreams.get().name == "2027年重点"
    first = Task.objects.get(workstream__plan=made, parent=None)
    assert milestones_of(first) == [Step(date(2027, 3, 31), "选址"), Step(None, "2027年验收")]


def test_template_outlives_its_plan_and_units():
    plan = yearly()
    template = save_template(plan, "年度模板", 2026, by=BY)
    Task.objects.filter(workstream__plan=plan).delete()

    made = plan_from_content(
        template.content, old=2026, new=2026, package=plan.package, title="又一份", owner=plan.owner, by=BY
    )

    assert [r.text for r in plan_rows(made)] == ["印发2026年计划", "一甲"]
    with pytest.raises(ValidationError, match="还没有任务"):
        save_template(plan, "空", 2026, by=BY)


def test_new_year_is_made_only_from_what_was_previewed(editor, office):
    plan = yearly()
    Plan.objects.filter(pk=plan.pk).update(owner=office)
    url = reverse("staff:plan_again", args=[plan.pk])
    data = {
        "package": make_package(office).pk,
        "title": "2027年度任务分解表",
        "owner": office.pk,
        "year": 2027,
    }

    unseen = editor.post(url, {**data, "confirm": "1"})
    assert (unseen.status_code, Plan.objects.count()) == (200, 1)
    shifts = unseen.context["shifts"]
    shown = [f"{s.key}={s.now}" for s in shifts]
    take = [s.key for s in shifts if s.field != "工作板块"]
    done = editor.post(url, {**data, "confirm": "1", "shown": shown, "take": take})

    made = Plan.objects.latest("pk")
    assert done["Location"] == reverse("staff:plan_edit", args=[made.pk])
    assert next(plan_rows(made)).workstream == "一、2026年重点"
    wrong = editor.post(url, {**data, "year": "二〇二七"})
    assert (wrong.status_code, "2027年度任务分解表" in wrong.content.decode()) == (422, True)


def test_template_is_saved_used_and_deleted_on_screen(editor, office):
    plan = yearly()
    Plan.objects.filter(pk=plan.pk).update(owner=office)
    editor.post(reverse("staff:plan_template_save", args=[plan.pk]), {"name": "年度模板", "year": 2026})
    template = PlanTemplate.objects.get()

    assert "年度模板" in words(editor.get(reverse("staff:plan_templates")))
    page = editor.get(reverse("staff:plan_template_use", args=[template.pk]))
    assert (page.status_code, "预览年度变化" in words(page)) == (200, True)
    editor.post(reverse("staff:plan_template_delete", args=[template.pk]))
    assert not PlanTemplate.objects.exists()
