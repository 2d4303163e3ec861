"""A long text is repaired by the worker: once, told when done, and tried again when it failed."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from luodi.repair.model import Edit, Repaired
from luodi_web.people.models import AuditEntry
from luodi_web.policies.domain import repairing
from luodi_web.policies.domain.repairing import is_stuck, run_repair
from luodi_web.policies.enums import PolicyVerb, RepairState
from luodi_web.policies.jobs import repair_version
from luodi_web.policies.models import PolicyVersion
from luodi_web.policies.rules import BACKGROUND_CHARS
from tests.web.factories import make_unit
from tests.web.policies.texts import make_policy
from tests.web.policies.uploads import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


LONG = "各市州科技局要推進平臺建設，完善管理辦法。\n" * (BACKGROUND_CHARS // 20)


def test_long_text_is_repaired_by_the_worker(office, package, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(office, text=LONG, package=package.pk, title="长文")
    version = PolicyVersion.objects.get()
    waiting = office.get(f"/versions/{version.pk}/review/").content.decode()

    job = DBTaskResult.objects.get()
    repair_version.func(*job.args_kwargs["args"])

    version.refresh_from_db()
    assert "等待修复" in waiting
    assert version.repair_state == RepairState.DONE
    assert version.text == LONG.replace("進平臺", "进平台").replace("設", "设").replace("辦", "办")
    assert version.repair_total == version.edits.count() > 0
    notice = version.created_by.notifications.get()
    assert (notice.text, notice.url) == ("“长文”的文本已修复，可以校订。", f"/versions/{version.pk}/review/")


def waiting_version(**fields) -> PolicyVersion:
    values = {
        "repair_state": RepairState.QUEUED,
        "repair_started_at": timezone.now(),
        "policy": fields.pop("policy", None) or make_policy(make_unit()),
        **fields,
    }
    return PolicyVersion.objects.create(number=1, original="甲乙丙", text="甲乙丙", **values)


def test_repair_run_twice_keeps_its_edits_once():
    version = waiting_version()
    found = Repaired("甲乙丙", "甲丁丙", (Edit(1, 2, "乙", "丁", "bytes", True),))
    with mock.patch.object(repairing, "repair_text", return_value=found):
        run_repair(version.pk)
        run_repair(version.pk)

    assert list(version.edits.values_list("was", "now")) == [("乙", "丁")]


def test_repair_taken_over_by_a_later_run_writes_no_more():
    version = waiting_version()
    found = Repaired("甲乙丙", "甲丁丙", (Edit(1, 2, "乙", "丁", "bytes", True),))

    def overtaken(text: str, *, punctuation: str) -> Repaired:
        PolicyVersion.objects.update(repair_started_at=timezone.now() + timedelta(seconds=1))
        return found

    with mock.patch.object(repairing, "repair_text", side_effect=overtaken):
        run_repair(version.pk)

    version.refresh_from_db()
    assert (version.edits.count(), version.repair_state) == (0, RepairState.RUNNING)


def test_failed_repair_is_said_and_can_be_tried_again(office, unit, django_capture_on_commit_callbacks):
    version = waiting_version(policy=make_policy(unit, "长文"))
    with mock.patch.object(repairing, "repair_text", side_effect=ValueError), pytest.raises(ValueError):
        run_repair(version.pk)
    page = office.get(f"/versions/{version.pk}/review/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        office.post(f"/versions/{version.pk}/review/retry/")

    version.refresh_from_db()
    assert "文本修复没有完成" in page
    assert (version.repair_state, DBTaskResult.objects.count()) == (RepairState.QUEUED, 1)
    assert AuditEntry.objects.filter(verb=PolicyVerb.REPAIR_FAILED).count() == 1


def test_repair_without_a_worker_counts_as_stuck_after_a_while():
    fresh, old = waiting_version(), waiting_version(repair_started_at=timezone.now() - timedelta(hours=1))

    assert (is_stuck(fresh), is_stuck(old)) == (False, True)


def test_progress_asks_for_the_page_anew_once_the_repair_is_done(office, unit):
    version = waiting_version(policy=make_policy(unit, "长文"), repair_total=10, repair_saved=4)
    running = office.get(f"/versions/{version.pk}/review/progress/", headers={"HX-Request": "true"})
    PolicyVersion.objects.update(repair_state=RepairState.DONE)

    done = office.get(f"/versions/{version.pk}/review/progress/", headers={"HX-Request": "true"})

    assert "40%" in running.content.decode()
    assert done.headers["HX-Refresh"] == "true"
