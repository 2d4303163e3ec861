"""Who sees and may act on which assignments: every test first makes something that could leak."""

import pytest

from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import RegionLevel, Role, UnitKind
from luodi_web.supervision.domain.assignments_scope import (
    assignments_on_task,
    assignments_reviewed_by,
    assignments_visible_to,
    own_assignments,
    reports_visible_to,
    reports_waiting_for,
    tasks_visible_to,
)
from luodi_web.supervision.enums import AssignmentState, UnitRole
from tests.web.factories import make_assignment, make_region, make_report, make_task, make_unit, make_user

pytestmark = pytest.mark.django_db


class Province:
    """A department with an office's plan, two cities, a county in each, and a department beside it."""

    def __init__(self) -> None:
        self.government = make_unit("湖北省人民政府", UnitKind.GOVERNMENT)
        self.department = make_unit("省科学技术厅", UnitKind.DEPARTMENT, self.government)
        self.section = make_unit("省科技创新办公室", UnitKind.SECTION, self.department)
        self.finance = make_unit("省财政厅", UnitKind.DEPARTMENT, self.government)
        self.wuhan = make_unit("武汉市科技创新局", UnitKind.CITY, self.department, make_region("武汉市"))
        self.hanyang = make_unit(
            "汉阳区科技局", UnitKind.COUNTY, self.wuhan, make_region("汉阳区", level=RegionLevel.COUNTY)
        )
        self.huangshi = make_unit("黄石市科学技术局", UnitKind.CITY, self.department)
        self.daye = make_unit("大冶市科学技术局", UnitKind.COUNTY, self.huangshi)
        self.task = make_task(owner=self.section)
        units = {
            self.finance: UnitRole.LEAD,
            self.wuhan: UnitRole.JOINT,
            self.hanyang: UnitRole.JOINT,
            self.huangshi: UnitRole.JOINT,
            self.daye: UnitRole.JOINT,
        }
        self.rows = {
            unit: make_assignment(self.task, unit, role, AssignmentState.ACKNOWLEDGED)
            for unit, role in units.items()
        }
        self.reports = {unit: make_report(row) for unit, row in self.rows.items()}

    def rights(self, role, unit):
        return Rights.of(make_user(None, role, unit))

    def units(self, rows):
        return {row.unit.name for row in rows}


@pytest.fixture
def province():
    return Province()


@pytest.mark.parametrize(
    ("role", "unit", "visible", "own"),
    [
        ("county", "hanyang", {"hanyang"}, {"hanyang"}),
        ("city", "wuhan", {"wuhan", "hanyang"}, {"wuhan"}),
        ("finance", "finance", {"finance"}, {"finance"}),
        ("province", "department", {"finance", "wuhan", "hanyang", "huangshi", "daye"}, set()),
        ("innovation_office", "section", {"finance", "wuhan", "hanyang", "huangshi", "daye"}, set()),
        ("leader", "government", {"finance", "wuhan", "hanyang", "huangshi", "daye"}, set()),
        ("enterprise", "department", set(), set()),
        ("expert", "department", set(), set()),
        ("system_admin", "government", set(), set()),
    ],
)
def test_assignments_by_role(province, role, unit, visible, own):
    rights = province.rights(role, getattr(province, unit))

    assert set(assignments_visible_to(rights)) == {province.rows[getattr(province, name)] for name in visible}
    assert set(own_assignments(rights)) == {province.rows[getattr(province, name)] for name in own}


def test_office_of_another_tree_sees_nothing_of_the_plan(province):
    rights = province.rights(Role.INNOVATION_OFFICE, make_unit("省教育厅", parent=province.government))

    assert list(assignments_visible_to(rights)) == []
    assert list(assignments_reviewed_by(rights)) == []
    assert list(reports_waiting_for(rights)) == []


def test_review_reaches_units_outside_the_offices_tree(province):
    rights = province.rights(Role.INNOVATION_OFFICE, province.section)

    assert set(assignments_reviewed_by(rights)) == set(province.rows.values())
    assert set(reports_waiting_for(rights)) == set(province.reports.values())


def test_policy_staff_and_leaders_review_nothing(province):
    for role in (Role.PROVINCE, Role.LEADER, Role.CITY):
        assert list(assignments_reviewed_by(province.rights(role, province.department))) == []


def test_lead_sees_the_joint_units_on_its_task_and_their_reports(province):
    rights = province.rights(Role.FINANCE, province.finance)

    assert set(assignments_on_task(rights, province.task)) == set(province.rows.values())
    assert set(reports_visible_to(rights)) == set(province.reports.values())


def test_joint_unit_sees_neither_the_lead_nor_its_fellows(province):
    rights = province.rights(Role.COUNTY, province.hanyang)

    assert list(assignments_on_task(rights, province.task)) == [province.rows[province.hanyang]]
    assert list(reports_visible_to(rights)) == [province.reports[province.hanyang]]


def test_lead_of_one_task_sees_nothing_of_another(province):
    other = make_task(province.task.workstream.plan, "另一项任务")
    make_report(make_assignment(other, province.wuhan, UnitRole.JOINT))
    rights = province.rights(Role.FINANCE, province.finance)

    assert list(tasks_visible_to(rights)) == [province.task]
    assert list(assignments_on_task(rights, other)) == []
    assert set(reports_visible_to(rights)) == set(province.reports.values())


def test_lead_whose_share_was_withdrawn_sees_no_longer(province):
    province.rows[province.finance].state = AssignmentState.WITHDRAWN
    province.rows[province.finance].save()
    rights = province.rights(Role.FINANCE, province.finance)

    assert list(assignments_on_task(rights, province.task)) == [province.rows[province.finance]]
    assert list(reports_visible_to(rights)) == [province.reports[province.finance]]


def test_task_is_visible_only_to_those_with_a_share(province):
    make_assignment(make_task(province.task.workstream.plan, "只给黄石"), province.huangshi)

    assert list(tasks_visible_to(province.rights(Role.COUNTY, province.hanyang))) == [province.task]
