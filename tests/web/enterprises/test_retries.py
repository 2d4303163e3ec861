"""Whoever hands stuck work to another worker is in the audit; what is not stuck stays with its worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from luodi_web.benefits.enums import RunState
from luodi_web.benefits.models import MatchRun
from luodi_web.enterprises.domain.importing import begin_import
from luodi_web.enterprises.domain.snapshots import begin_snapshot
from luodi_web.people.domain.audit_words import entry_changes
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, User
from tests.web.benefits.making import begun
from tests.web.enterprises.making import DAY, Area
from tests.web.factories import actor, make_user, signed_in
from tests.web.fields.making import make_field

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(hours=3)


@pytest.fixture
def person(area: Area) -> User:
    return make_user("officer", Role.PROVINCE, area.department, name="吴某")


def an_import(area: Area, person: User) -> Any:
    make_field("研发费用")
    file = SimpleUploadedFile("企业.csv", "统一社会信用代码,研发费用\nSL1,1\n".encode())
    return begin_import(file, source="摸底", as_of=DAY, by=actor(person, area.department))


def a_snapshot(area: Area, person: User) -> Any:
    by = actor(person, area.department)
    return begin_snapshot(name="快照", region=area.province, owner=area.department, as_of=DAY, by=by)


def a_run(area: Area, person: User) -> Any:
    run = begun(area, by=person)
    MatchRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, percent=40)
    return run


@pytest.mark.parametrize(
    ("make", "url", "verb", "more"),
    [
        (an_import, "staff:enterprise_import_retry", "enterprises.import_retried", {}),
        (a_snapshot, "staff:snapshot_retry", "enterprises.snapshot_retried", {}),
        (a_run, "staff:match_retry", "benefits.run_retried", {"状态": ("正在计算", "排队中")}),
    ],
)
def test_retry_of_stuck_work_is_audited_once(
    client: Client, area: Area, person: User, make: Any, url: str, verb: str, more: dict[str, Any]
) -> None:
    row = make(area, person)
    signed_in(client, person)
    client.post(reverse(url, args=[row.pk]))
    assert not AuditEntry.objects.filter(verb=verb).exists()
    began = timezone.now() - LONG_AGO
    type(row).objects.filter(pk=row.pk).update(started_at=began)

    client.post(reverse(url, args=[row.pk]))
    client.post(reverse(url, args=[row.pk]))

    entry = AuditEntry.objects.get(verb=verb)
    row.refresh_from_db()
    assert (entry.user, entry.object_id, entry.object_name) == (person, str(row.pk), str(row))
    told = {name: (before, after) for name, before, after in entry_changes(entry)}
    assert {name: pair for name, pair in told.items() if name != "开始时间"} == more
    assert entry.before is not None
    assert datetime.fromisoformat(entry.before["started_at"]).replace(microsecond=0) == began.replace(
        microsecond=0
    )
    assert row.started_at > began + LONG_AGO / 2
