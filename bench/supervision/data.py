"""A large register: tasks of one plan with a unit each, and a report of every month."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice

from django.utils import timezone

from luodi_web.people.domain.reference import SCIENCE_DEPARTMENT
from luodi_web.people.enums import UnitKind
from luodi_web.people.models import Unit
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.positions import position_of
from luodi_web.supervision.enums import AssignmentState, Light, PlanState, ReportState, UnitRole
from luodi_web.supervision.models import Assignment, Plan, Report, Task, Workstream

STREAMS = 20
BATCH = 2000
VERBS = ("建设", "推进", "组织", "开展", "完善", "培育", "引进", "兑现", "评估", "推广")
THINGS = (
    "重点实验室",
    "成果转化基地",
    "高新技术企业",
    "科技金融产品",
    "揭榜挂帅项目",
    "人才公寓",
    "中试平台",
)
LIGHTS = (Light.GREEN, Light.GREEN, Light.GREEN, Light.BLUE, Light.YELLOW, Light.RED, Light.GREY)
STATES = (AssignmentState.ACKNOWLEDGED,) * 6 + (AssignmentState.SENT, AssignmentState.DONE)


def periods_before(day: date, count: int) -> list[str]:
    """So many months up to the day's own, oldest first."""
    months = [day.year * 12 + day.month - 1 - back for back in range(count)]
    return [f"{month // 12}-{month % 12 + 1:02}" for month in reversed(months)]


def plan_with_streams() -> Plan:
    """The plan that all tasks go into; made once."""
    plan = Plan.objects.filter(title="测量用任务分解表").first()
    if plan is None:
        owner = Unit.objects.get(name=SCIENCE_DEPARTMENT)
        package = Package.objects.create(name="测量用政策包", owner=owner)
        plan = Plan.objects.create(
            package=package,
            owner=owner,
            title="测量用任务分解表",
            state=PlanState.PUBLISHED,
            published_at=timezone.now(),
        )
        names = (f"工作板块{number + 1}" for number in range(STREAMS))
        Workstream.objects.bulk_create(
            Workstream(plan=plan, order=order, name=name) for order, name in enumerate(names)
        )
    return plan


def fill(count: int, periods: int) -> None:
    """Grow the plan to so many tasks; each new one has one assignment and a report of each period."""
    plan = plan_with_streams()
    streams = list(plan.workstreams.all())
    units = list(Unit.objects.filter(kind__in=(UnitKind.CITY, UnitKind.COUNTY)).order_by("path"))
    first = Task.objects.filter(workstream__plan=plan).count()
    today = timezone.localdate()
    tasks = Task.objects.bulk_create(
        (
            Task(
                workstream=streams[number % STREAMS],
                order=number // STREAMS,
                text=f"{VERBS[number % 10]}{THINGS[number % 7]}{number}，形成可复制的做法并按期报送。",
                deadline=today + timedelta(days=number * 37 % 720 - 240),
            )
            for number in range(first, count)
        ),
        batch_size=BATCH,
    )
    assignments = Assignment.objects.bulk_create(
        (_assignment(task, number, units, today) for number, task in enumerate(tasks, start=first)),
        batch_size=BATCH,
    )
    months = periods_before(today, periods)
    reports = (
        _report(assignment, month, number + place)
        for number, assignment in enumerate(assignments, start=first)
        for place, month in enumerate(months)
    )
    while batch := list(islice(reports, BATCH)):
        Report.objects.bulk_create(batch)


def _assignment(task: Task, number: int, units: list[Unit], today: date) -> Assignment:
    light = LIGHTS[number * 5 % len(LIGHTS)]
    return Assignment(
        task=task,
        unit=units[number * 7 % len(units)],
        role=UnitRole.LEAD if number % 3 else UnitRole.JOINT,
        state=STATES[number * 3 % len(STATES)],
        deadline=task.deadline,
        sent_at=_noon(today - timedelta(days=300 + number % 90)),
        percent=number * 13 % 101,
        light=light,
        light_reason="",
        light_since=_noon(today - timedelta(days=number % 60)),
        position=position_of(task),
    )


def _report(assignment: Assignment, month: str, number: int) -> Report:
    at = _noon(date.fromisoformat(f"{month}-20"))
    return Report(
        assignment=assignment,
        period=month,
        percent=number % 101,
        text="已完成选址和方案论证，正在办理手续。",
        problem="用地指标尚未落实。" if number % 9 == 0 else "",
        state=ReportState.ACCEPTED,
        submitted_at=at,
        decided_at=at,
    )


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())
