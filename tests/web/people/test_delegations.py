"""Task rights lent to a colleague while one is away: how far they reach, and that they end."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from luodi_web.people.domain.actors import actor_for
from luodi_web.people.domain.delegations import candidates, delegate, end_delegation
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import Role, UnitKind
from luodi_web.people.models import AuditEntry, Delegation, Notification
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.assignments import acknowledge
from luodi_web.supervision.domain.assignments_history import history_of
from luodi_web.supervision.domain.assignments_scope import own_assignments
from luodi_web.supervision.domain.notices import people_by_unit
from luodi_web.supervision.domain.reports import accept_report
from luodi_web.supervision.enums import AssignmentState
from luodi_web.supervision.models import Assignment
from tests.web.factories import (
    actor,
    make_assignment,
    make_grant,
    make_post,
    make_report,
    make_task,
    make_unit,
    make_user,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def department():
    return make_unit("省科学技术厅", UnitKind.DEPARTMENT)


@pytest.fixture
def unit(department):
    return make_unit("武汉市科技创新局", UnitKind.CITY, department)


@pytest.fixture
def zhang(unit):
    return make_user("zhang", Role.CITY, unit, "张三")


@pytest.fixture
def li(unit):
    """A colleague with a post and no rights of their own."""
    person = make_user("li", None, name="李四")
    make_post(unit, "科员", holder=person)
    return person


def lend(user, other, first=0, last=3, reason="出差"):
    today = timezone.localdate()
    return delegate(
        user,
        other,
        starts_on=today + timedelta(days=first),
        ends_on=today + timedelta(days=last),
        reason=reason,
        by=actor(user),
    )


def test_stand_in_signs_for_the_unit_and_the_trail_says_for_whom(unit, zhang, li):
    assignment = make_assignment(unit=unit)
    assert not own_assignments(Rights.of(li)).exists()

    lend(zhang, li)
    rights = Rights.of(li)
    [found] = own_assignments(rights)
    acknowledge([found], by=actor_for(li, None, rights))

    entry = AuditEntry.objects.get(verb="supervision.acknowledged")
    assert (entry.user, entry.user_name) == (li, "李四（代张三办理）")
    assert Assignment.objects.get().acknowledged_by == li
    assert "李四（代张三办理）" in history_of(assignment)[0].who


def test_own_right_needs_no_other_name(unit, zhang):
    other = make_user("wang", Role.CITY, unit, "王五")
    lend(zhang, other)
    assignment = make_assignment(unit=unit)

    acknowledge([assignment], by=actor_for(other, None))

    assert AuditEntry.objects.get(verb="supervision.acknowledged").user_name == "王五"


def test_only_task_rights_are_lent(department):
    office = make_user("office", Role.INNOVATION_OFFICE, department)
    other = make_user("other", None)
    make_post(department, holder=other)

    lend(office, other)

    rights = Rights.of(other)
    lent = {permission for permission in Permission.values if rights.may(permission)}
    assert lent == {Permission.HOME, Permission.TASKS_VIEW, Permission.TASKS_REVIEW}
    assert rights.roles == set()
    assert rights.factor_roles == {Role.INNOVATION_OFFICE}


def test_second_factor_is_asked_of_who_stands_in_for_the_office(client, department):
    office = make_user("office", Role.INNOVATION_OFFICE, department)
    other = make_user("other", None)
    make_post(department, holder=other)
    lend(office, other)
    client.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.get("/reports/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")


def test_leader_and_administrator_have_nothing_to_lend(department):
    for role in (Role.LEADER, Role.SYSTEM_ADMIN):
        person = make_user(role, role, department)
        with pytest.raises(ValidationError, match="签发公文和管理员的权限不能委托"):
            lend(person, make_user(f"to-{role}", Role.PROVINCE, department))


def test_candidates_are_of_the_unit_or_the_one_above(department, unit, zhang, li):
    above = make_user("above", Role.PROVINCE, department)
    make_user("beside", Role.CITY, make_unit("黄石市科学技术局", UnitKind.CITY, department))
    make_user("below", Role.COUNTY, make_unit("汉阳区科学技术局", UnitKind.COUNTY, unit))
    make_user("admin", Role.SYSTEM_ADMIN, department)

    assert set(candidates(zhang)) == {above, li}


def test_others_are_refused(zhang):
    with pytest.raises(ValidationError, match="只能委托给本机构或直接上级机构"):
        lend(zhang, make_user("stranger"))
    with pytest.raises(ValidationError, match="只能委托给本机构或直接上级机构"):
        lend(zhang, zhang)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(-1, 3, "不能早于今天"), (3, 2, "委托止不能早于委托起"), (0, 92, "不能超过 92 天")],
)
def test_impossible_days_are_refused(zhang, li, first, last, words):
    with pytest.raises(ValidationError, match=words):
        lend(zhang, li, first, last)
    lend(zhang, li, 0, 91)


@pytest.mark.parametrize(("offset", "lent"), [(-1, False), (0, True), (3, True), (4, False)])
def test_lent_from_the_first_day_to_the_last_without_anybody_doing_anything(unit, zhang, li, offset, lent):
    today = timezone.localdate()
    lend(zhang, li)

    with patch.object(timezone, "localdate", return_value=today + timedelta(days=offset)):
        assert Rights.of(li).may(Permission.TASKS_REPORT) == lent


def test_nothing_is_passed_on_twice(unit, zhang, li):
    wang = make_user("wang", Role.CITY, unit, "王五")
    lend(zhang, wang)

    with pytest.raises(ValidationError, match="您没有可以委托"):
        lend(li, wang)
    # Put there behind the rule's back, it still lends only what is the lender's own.
    revoked = wang.grants.get()
    Delegation.objects.create(
        from_user=wang,
        to_user=li,
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
        reason="转托",
    )
    revoked.revoked_at = timezone.now()
    revoked.save()
    assert Rights.of(wang).may(Permission.TASKS_REPORT)
    assert not Rights.of(li).may(Permission.TASKS_REPORT)


def test_who_is_away_cannot_stand_in(unit, zhang, li):
    wang = make_user("wang", Role.CITY, unit, "王五")
    lend(wang, li)

    with pytest.raises(ValidationError, match="王五这一时段也已外出委托"):
        lend(zhang, wang)
    with pytest.raises(ValidationError, match="这一时段内已有委托"):
        lend(wang, zhang)


def test_taken_back_at_once_and_only_once(zhang, li):
    made = lend(zhang, li)

    end_delegation(made, by=actor(zhang))

    assert not Rights.of(li).may(Permission.TASKS_REPORT)
    with pytest.raises(ValidationError, match="委托已经结束"):
        end_delegation(made, by=actor(zhang))


def test_lenders_loss_is_the_stand_ins(zhang, li):
    lend(zhang, li)

    zhang.is_active = False
    zhang.save()

    assert not Rights.of(li).may(Permission.TASKS_REPORT)


def test_administrator_borrows_nothing(unit, zhang, li):
    lend(zhang, li)

    make_grant(li, Role.AUDITOR, unit)

    assert not Rights.of(li).may(Permission.TASKS_REPORT)


def test_stand_in_does_not_decide_on_what_the_absent_one_wrote(department, unit):
    office = make_user("office", Role.INNOVATION_OFFICE, department, "赵主任")
    other = make_user("other", None)
    make_post(department, holder=other)
    lend(office, other)
    task = make_task(owner=department)
    assignment = make_assignment(task, unit, state=AssignmentState.ACKNOWLEDGED)
    written = make_report(assignment, by=office)

    with pytest.raises(ValidationError, match="不能审核自己报送的进展"):
        accept_report(written, "", by=actor_for(other, None))

    fair = make_report(make_assignment(make_task(task.workstream.plan), unit, state="acknowledged"))
    accept_report(fair, "", by=actor_for(other, None))
    assert AuditEntry.objects.get(verb="supervision.report_accepted").user_name.endswith("（代赵主任办理）")


def test_notices_of_the_unit_reach_the_stand_in(unit, zhang, li):
    lend(zhang, li)

    assert people_by_unit([unit.pk])[unit.pk] == [zhang, li]


def test_page_of_the_task_says_for_whom(client, unit, zhang, li):
    assignment = make_assignment(make_task(text="建设实验室"), unit)
    lend(zhang, li)

    page = signed_in(client, li).get(f"/tasks/{assignment.task_id}/").content.decode()

    assert "代 张三 办理" in page


def test_account_page_lends_and_takes_back(client, zhang, li, django_capture_on_commit_callbacks):
    today = timezone.localdate().isoformat()
    signed_in(client, zhang)
    values = {"to_user": li.pk, "starts_on": today, "ends_on": today, "reason": "出差"}

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/delegations/new", values)

    made = Delegation.objects.get()
    assert "李四 代办" in client.get("/account/").content.decode()
    assert Notification.objects.get(user=li).text.startswith("张三外出")
    client.post(f"/account/delegations/{made.pk}/end")
    assert not Delegation.objects.in_force().exists()


def test_form_keeps_what_was_typed(client, zhang, li):
    values = {"to_user": li.pk, "starts_on": "2026-13-01", "ends_on": "", "reason": "去北京"}

    answer = signed_in(client, zhang).post("/account/delegations/new", values)

    assert answer.status_code == 422
    assert "去北京" in answer.content.decode()
    assert "日期不存在" in answer.content.decode()


def test_another_persons_delegation_is_not_found(client, zhang, li):
    made = lend(zhang, li)

    assert signed_in(client, li).post(f"/account/delegations/{made.pk}/end").status_code == 404


def test_one_query_more_for_nobody(zhang, li, django_assert_num_queries):
    lend(zhang, li)
    for person in (zhang, li):
        with django_assert_num_queries(1):
            Rights.of(person)


def test_reminding_is_set_on_the_account_page(client, zhang):
    signed_in(client, zhang)

    wrong = client.post(
        "/account/reminding", {"mode": "digest", "quiet_from": "25:00", "quiet_until": "8:00"}
    )
    same = client.post("/account/reminding", {"mode": "digest", "quiet_from": "8:00", "quiet_until": "8:00"})
    good = client.post("/account/reminding", {"mode": "digest", "quiet_from": "19:00", "quiet_until": "9:00"})

    assert [wrong.status_code, same.status_code, good.status_code] == [422, 422, 302]
    assert "时间不对" in wrong.content.decode()
    assert "起止时间不能相同" in same.content.decode()
    assert "19:00 至 09:00" in client.get("/account/").content.decode()
