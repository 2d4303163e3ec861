"""A dispatched plan with two workstreams and every state and light, and the people around a bulletin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.utils import timezone

from luodi_web.people.enums import RegionLevel, Role, UnitKind
from luodi_web.people.models import Unit, User
from luodi_web.supervision.domain.bulletins import begin_bulletin, save_words
from luodi_web.supervision.enums import (
    AssignmentState,
    BulletinTemplate,
    Light,
    PlanState,
    ReportState,
    UnitRole,
)
from luodi_web.supervision.models import Assignment, Bulletin, Plan
from tests.web.factories import (
    actor,
    make_assignment,
    make_plan,
    make_region,
    make_report,
    make_unit,
    make_user,
)

S, L = AssignmentState, Light


@dataclass
class Scene:
    department: Unit
    wuhan: Unit
    hanyang: Unit
    huangshi: Unit
    plan: Plan
    rows: list[Assignment]
    writer: User
    reviewer: User
    staff: User
    leader: User
    city: User
    county: User
    other_city: User
    month: str

    def begin(self, template: str = BulletinTemplate.MONTHLY, **values: object) -> Bulletin:
        values = {"package": self.plan.package, "plan": self.plan, "period": self.month} | values
        return begin_bulletin(template=template, owner=self.department, by=actor(self.writer), **values)

    def save(self, bulletin: Bulletin, texts: dict[str, str] | None = None, **values: object) -> Bulletin:
        bulletin.refresh_from_db()
        kept = {key: part["text"] for key, part in bulletin.parts.items()} | (texts or {})
        addressed = {"main": [self.wuhan, self.huangshi], "copies": [self.hanyang]}
        if bulletin.is_brief:
            addressed = {"main": [], "copies": []}
        given = {"title": bulletin.title, "practices": bulletin.practices, **addressed} | values
        return save_words(bulletin, revision=bulletin.revision, texts=kept, by=actor(self.writer), **given)


def make_scene() -> Scene:
    government = make_unit("湖北省人民政府", UnitKind.GOVERNMENT)
    department = make_unit("湖北省科学技术厅", UnitKind.DEPARTMENT, government, short_name="省科技厅")
    city, other = make_region("武汉市", "420100"), make_region("黄石市", "420200")
    county = make_region("汉阳区", "420105", RegionLevel.COUNTY, city)
    wuhan = make_unit("武汉市科技创新局", UnitKind.CITY, department, city)
    hanyang = make_unit("汉阳区科学技术局", UnitKind.COUNTY, wuhan, county)
    huangshi = make_unit("黄石市科学技术局", UnitKind.CITY, department, other)
    plan = make_plan(
        {"抓平台建设": ["建设实验室", "共享仪器"], "抓人才引进": ["引进团队"]},
        owner=department,
        title="任务分解表",
    )
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PUBLISHED, published_at=timezone.now())
    today = timezone.localdate()
    rows = _assignments(plan, [wuhan, hanyang, huangshi], today)
    month = f"{today:%Y-%m}"
    make_report(rows[0], month, 100, ReportState.ACCEPTED, text="实验室提前建成。")
    make_report(rows[1], month, 60, problem="缺共享收费标准")
    make_report(rows[3], month, 30, ReportState.RETURNED)
    return Scene(
        department,
        wuhan,
        hanyang,
        huangshi,
        plan,
        rows,
        make_user("writer", Role.INNOVATION_OFFICE, department),
        make_user("reviewer", Role.INNOVATION_OFFICE, department),
        make_user("staff", Role.PROVINCE, department),
        make_user("leader", Role.LEADER, government),
        make_user("wuhan", Role.CITY, wuhan),
        make_user("hanyang", Role.COUNTY, hanyang),
        make_user("huangshi", Role.CITY, huangshi),
        month,
    )


def _assignments(plan: Plan, units: list[Unit], today: date) -> list[Assignment]:
    """Seven in force in all states and lights, and one taken back that counts nowhere."""
    [first, second], [third] = (list(stream.tasks.all()) for stream in plan.workstreams.all())
    wuhan, hanyang, huangshi = units
    soon, late = today + timedelta(days=2), today - timedelta(days=9)
    lead, joint = UnitRole.LEAD, UnitRole.JOINT
    done = {"done_at": timezone.now(), "percent": 100, "light": L.GREEN, "light_reason": "已完成"}
    red = {"light": L.RED, "light_reason": "已逾期 9 天"}
    return [
        make_assignment(first, wuhan, lead, S.DONE, today + timedelta(days=30), **done),
        make_assignment(second, wuhan, lead, S.ACKNOWLEDGED, late, percent=60, **red),
        make_assignment(
            first, huangshi, joint, S.ACKNOWLEDGED, soon, light=L.YELLOW, light_reason="剩 2 个工作日"
        ),
        make_assignment(second, huangshi, joint, S.ACKNOWLEDGED, late, percent=30, **red),
        make_assignment(third, hanyang, lead, S.SENT, None, light=L.GREY, light_reason="未定完成时限"),
        make_assignment(third, huangshi, joint, S.RETURNED, soon, light=L.GREY, reason="不属本单位"),
        make_assignment(third, wuhan, joint, S.ACKNOWLEDGED, soon, light=L.BLUE, percent=100),
        make_assignment(first, hanyang, joint, S.WITHDRAWN, late, **red),
    ]


@pytest.fixture
def scene(db):
    return make_scene()
