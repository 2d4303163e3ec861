"""The bench's side in the database: offices, people and tasks before, what arrived after. Answers JSON."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 -- needs the settings
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from luodi_web.people.enums import Role, UnitKind  # noqa: E402
from luodi_web.people.models import AuditEntry, Unit  # noqa: E402
from luodi_web.supervision.enums import AssignmentState, PlanState, ReportState, SupervisionVerb, UnitRole  # noqa: E402
from luodi_web.supervision.models import Assignment, Report, Task  # noqa: E402
from luodi_web.supervision.rules import period_of  # noqa: E402
from tests.web.factories import make_plan, make_user  # noqa: E402

OFFICES = 116
ROUNDS = 3
STREAM = "全体报送"


def prepare() -> list[dict[str, Any]]:
    """Reference units, one signed-in person in each of 116, three tasks with last month's reports."""
    call_command("setup", verbosity=0)
    offices = list(
        Unit.objects.filter(kind__in=(UnitKind.CITY, UnitKind.COUNTY), is_active=True).order_by("path")[
            :OFFICES
        ]
    )
    if len(offices) < OFFICES:
        raise SystemExit(f"only {len(offices)} offices in the reference data")
    owner = Unit.objects.filter(kind=UnitKind.DEPARTMENT).order_by("path").first()
    make_user("bench-office", Role.INNOVATION_OFFICE, owner)
    plan = make_plan({STREAM: [f"第{number + 1}轮任务" for number in range(ROUNDS)]}, owner=owner)
    plan.state = PlanState.PUBLISHED
    plan.save()
    tasks = list(Task.objects.filter(workstream__plan=plan).order_by("order", "pk"))
    today = timezone.localdate()
    last = period_of(today.replace(day=1) - timedelta(days=1))
    prepared = []
    for number, unit in enumerate(offices):
        role = Role.CITY if unit.kind == UnitKind.CITY else Role.COUNTY
        user = make_user(f"bench{number}", role, unit)
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        rows = [_assignment(task, unit, last, today) for task in tasks]
        prepared.append(
            {
                "name": unit.name,
                "cookies": {name: item.value for name, item in client.cookies.items()},
                "assignments": [row.pk for row in rows],
                "period": period_of(today),
            }
        )
    return prepared


def _assignment(task: Task, unit: Unit, last: str, today: Any) -> Assignment:
    now = timezone.now()
    row = Assignment.objects.create(
        task=task,
        unit=unit,
        role=UnitRole.LEAD,
        state=AssignmentState.ACKNOWLEDGED,
        deadline=today + timedelta(days=60),
        sent_at=now - timedelta(days=60),
        acknowledged_at=now - timedelta(days=59),
    )
    Report.objects.create(
        assignment=row,
        period=last,
        percent=40,
        text="已启动。",
        state=ReportState.ACCEPTED,
        submitted_at=now - timedelta(days=30),
    )
    return row


def count(number: int) -> dict[str, Any]:
    """The words of the present month's reports in a round's task, and how many entries the trail has."""
    task = list(Task.objects.filter(workstream__name=STREAM).order_by("order", "pk"))[number]
    rows = Report.objects.filter(assignment__task=task, period=period_of(timezone.localdate()))
    keys = [str(key) for key in rows.values_list("assignment", flat=True)]
    entries = AuditEntry.objects.filter(verb=SupervisionVerb.REPORTED, object_id__in=keys)
    return {"texts": list(rows.values_list("text", flat=True)), "entries": entries.count()}


if __name__ == "__main__":
    command, _colon, which = sys.argv[1].partition(":")
    json.dump(prepare() if command == "prepare" else count(int(which)), sys.stdout)
