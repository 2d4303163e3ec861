"""Long texts are drafted by the worker: once, with a page that says how far it is."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from luodi_web.people.models import AuditEntry, Notification
from luodi_web.policies.domain.confirming import keep_provisions
from luodi_web.policies.rules import BACKGROUND_CHARS
from luodi_web.supervision.domain import drafting_queue
from luodi_web.supervision.domain.drafting_queue import run_drafting
from luodi_web.supervision.enums import DraftingState, SupervisionVerb
from luodi_web.supervision.jobs import draft_long_plan
from luodi_web.supervision.models import Drafting, Plan
from tests.web.factories import make_unit, make_user, signed_in
from tests.web.policies.texts import make_confirmed

pytestmark = pytest.mark.django_db

SHORT = "关于建设试验田的意见\n一、主要任务\n（一）建设中试平台。\n"
LONG = SHORT + "二、背景\n" + "这一段说明有关情况。\n" * (BACKGROUND_CHARS // 10)


@pytest.fixture
def version(office):
    found = make_confirmed(office, text=LONG)
    keep_provisions(found)
    return found


@pytest.fixture
def drafting(editor, version) -> Drafting:
    editor.post(f"/versions/{version.pk}/draft/")
    return Drafting.objects.get()


def test_short_text_is_drafted_at_once(editor, office):
    version = make_confirmed(office, text=SHORT)

    response = editor.post(f"/versions/{version.pk}/draft/")

    assert response.url == f"/plans/{Plan.objects.get().pk}/edit/"
    assert not Drafting.objects.exists()


def test_long_text_is_handed_to_the_worker_once(editor, version, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = editor.post(f"/versions/{version.pk}/draft/")
        second = editor.post(f"/versions/{version.pk}/draft/")

    drafting = Drafting.objects.get()
    assert first.url == second.url == f"/plans/drafting/{drafting.pk}/"
    assert (drafting.state, DBTaskResult.objects.count(), Plan.objects.count()) == ("queued", 1, 0)
    page = editor.get(first.url).content.decode()
    assert f"这份文本有 {len(LONG)} 字" in page and "every 2s" in page


def test_worker_makes_the_plan_and_tells_who_asked(editor, drafting):
    draft_long_plan.func(drafting.pk)

    plan = Plan.objects.get()
    drafting.refresh_from_db()
    assert (drafting.state, drafting.plan) == (DraftingState.DONE, plan)
    assert plan.created_by == drafting.by
    assert Notification.objects.get(user=drafting.by).url == f"/plans/{plan.pk}/edit/"
    assert editor.get(f"/plans/drafting/{drafting.pk}/").url == f"/plans/{plan.pk}/edit/"
    part = editor.get(f"/plans/drafting/{drafting.pk}/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == f"/plans/{plan.pk}/edit/"


def test_job_started_twice_makes_one_plan(drafting):
    assert run_drafting(drafting.pk) is not None
    assert run_drafting(drafting.pk) is None

    assert Plan.objects.count() == 1


def test_failure_leaves_no_plan_and_can_be_tried_again(editor, drafting):
    broken = mock.patch.object(drafting_queue, "draft_plan", side_effect=RuntimeError)
    with broken, pytest.raises(RuntimeError):
        run_drafting(drafting.pk)

    page = editor.get(f"/plans/drafting/{drafting.pk}/").content.decode()
    assert "起草没有完成" in page and "every 2s" not in page
    assert AuditEntry.objects.filter(verb=SupervisionVerb.PLAN_DRAFT_FAILED).count() == 1
    editor.post(f"/plans/drafting/{drafting.pk}/retry/")
    assert run_drafting(drafting.pk).plan == Plan.objects.get()


def test_drafting_without_its_worker_is_stuck_and_one_that_waits_is_not(editor, drafting):
    waiting = editor.post(f"/plans/drafting/{drafting.pk}/retry/")
    before = Drafting.objects.get().started_at
    Drafting.objects.update(started_at=timezone.now() - timedelta(hours=1))
    editor.post(waiting.url + "retry/")

    assert before == drafting.started_at
    assert Drafting.objects.get().started_at > before


def test_deleted_plan_of_a_drafting_is_said(editor, drafting):
    run_drafting(drafting.pk)
    Plan.objects.all().delete()

    assert "已删除" in editor.get(f"/plans/drafting/{drafting.pk}/").content.decode()


def test_drafting_of_another_office_is_not_found(client, drafting):
    other = signed_in(client, make_user("other", "innovation_office", make_unit("另一厅")))

    assert other.get(f"/plans/drafting/{drafting.pk}/").status_code == 404
    assert other.post(f"/plans/drafting/{drafting.pk}/retry/").status_code == 404
