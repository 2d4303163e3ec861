"""Dispatch on screen, and what may be adjusted afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from luodi_web.people.models import Unit
from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.models import Assignment, Plan, Task
from tests.web.factories import make_plan, make_unit
from tests.web.plans.screen import send, words

pytestmark = pytest.mark.django_db


def ready(office: Unit) -> tuple[Plan, Unit]:
    plan = make_plan({"甲": ["建设实验室"]}, owner=office)
    task, other = tasks_of(plan).get(), make_unit("省财政厅")
    task.task_units.create(role="lead", unit=office)
    task.task_units.create(role="joint", unit=other, order=1)
    Task.objects.update(deadline=timezone.localdate() + timedelta(days=100))
    return plan, other


def test_dispatch_is_previewed_and_then_done(editor, office):
    plan, other = ready(office)
    url = reverse("staff:plan_publish", args=[plan.pk])

    preview = words(editor.get(url))
    assert "省科学技术厅 1 0" in preview and f"{other.name} 0 1" in preview
    done = editor.post(url, {"revision": "0"})

    assert done.url == reverse("staff:plan", args=[plan.pk])
    assert Assignment.objects.count() == 2
    assert editor.post(url, {"revision": "0"}).status_code == 302
    assert Assignment.objects.count() == 2


def test_dispatch_of_a_plan_changed_since_the_preview_shows_it_again(editor, office):
    plan, _other = ready(office)
    send(editor, "plan_workstream_add", plan, name="乙")

    answer = editor.post(reverse("staff:plan_publish", args=[plan.pk]), {"revision": "0"}, follow=True)

    assert "请核对后再下达" in words(answer)
    assert not Assignment.objects.exists()


def test_dispatch_with_errors_names_the_tasks(editor, office):
    plan = make_plan({"甲": ["无人牵头"]}, owner=office)
    url = reverse("staff:plan_publish", args=[plan.pk])

    page = words(editor.get(url))
    editor.post(url, {"revision": "0"})

    assert "还有 1 处要改，暂不能下达" in page and "无人牵头" in page
    assert not Assignment.objects.exists()


def test_adjustment_keeps_the_input_when_the_reason_is_missing(editor, office):
    plan, other = ready(office)
    editor.post(reverse("staff:plan_publish", args=[plan.pk]), {"revision": "0"})
    url = reverse("staff:plan_task_adjust", args=[plan.pk, tasks_of(plan).get().pk])
    new = make_unit("省教育厅")
    data = {"lead": f"unit:{other.pk}", "joint": [f"unit:{new.pk}"], "deadline": "2030-01-31", "reason": ""}

    wrong = editor.post(url, data)
    assert wrong.status_code == 422
    assert f'value="unit:{new.pk}" data-label="省教育厅"' in wrong.content.decode()
    assert Assignment.objects.count() == 2
    done = editor.post(url, {**data, "reason": "分工调整"})

    assert done.url == reverse("staff:plan", args=[plan.pk])
    rows = Assignment.objects.order_by("pk").values_list("unit", "role", "state")
    assert list(rows) == [
        (office.pk, "lead", "withdrawn"),
        (other.pk, "lead", "sent"),
        (new.pk, "joint", "sent"),
    ]
    assert "分工调整" in words(editor.get(url))


def test_draft_is_deleted_by_its_office(editor, office):
    plan = make_plan(owner=office)

    answer = editor.post(reverse("staff:plan_delete", args=[plan.pk]))

    assert answer.url == reverse("staff:plans")
    assert not Plan.objects.exists()


def test_settings_with_lights_in_the_wrong_order_are_refused(editor, office):
    plan = make_plan(owner=office)
    url = reverse("staff:plan_settings", args=[plan.pk])

    rules = {"period_kind": "quarter", "report_day": "20", "makeup_periods": "2"}

    wrong = editor.post(url, {"title": "新标题", "blue_days": "3", "yellow_days": "5", **rules})
    assert (wrong.status_code, Plan.objects.get().title) == (422, plan.title)
    editor.post(url, {"title": "新标题", "blue_days": "15", "yellow_days": "5", **rules})

    plan.refresh_from_db()
    assert (plan.title, plan.blue_days, plan.yellow_days) == ("新标题", 15, 5)
    assert (plan.period_kind, plan.report_day, plan.makeup_periods) == ("quarter", 20, 2)
