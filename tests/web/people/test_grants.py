"""Roles: who may hold what together, who may give it, and who could do what on a day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from luodi_web.people.domain.grants import can_grant, can_revoke, grant_role, revoke_grant
from luodi_web.people.domain.scope import Rights
from luodi_web.people.domain.users import can_disable_user
from luodi_web.people.enums import PeopleVerb, Role, UnitKind
from luodi_web.people.models import AuditEntry, Grant, Notification
from luodi_web.people.rules import ADMINISTRATORS, ROLE_PERMISSIONS, Permission
from tests.web.factories import actor, make_grant, make_unit, make_user, signed_in

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture
def province():
    root = make_unit("省政府", UnitKind.GOVERNMENT)
    department = make_unit("省科技厅", UnitKind.DEPARTMENT, root)
    city = make_unit("武汉市科技局", UnitKind.CITY, department)
    county = make_unit("洪山区科技局", UnitKind.COUNTY, city)
    return root, department, city, county


@pytest.fixture
def security(province):
    return make_user("sec", Role.SECURITY_ADMIN, province[0], name="安示例")


def test_no_act_belongs_to_two_administrators():
    shared = {Permission.HOME, Permission.UNITS_VIEW, Permission.USERS_VIEW, Permission.GRANTS_VIEW}
    acts = {role: ROLE_PERMISSIONS[role] - shared for role in ADMINISTRATORS}

    pairs = [(one, other, acts[one] & acts[other]) for one in acts for other in acts if one < other]
    assert [pair for pair in pairs if pair[2]] == []
    assert acts[Role.AUDITOR] == {Permission.AUDIT_VIEW}


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
        (Role.SECURITY_ADMIN, Role.AUDITOR),
        (Role.AUDITOR, Role.SYSTEM_ADMIN),
        (Role.PROVINCE, Role.AUDITOR),
        (Role.SYSTEM_ADMIN, Role.LEADER),
    ],
)
def test_administrators_hold_nothing_else(province, security, held, wanted):
    person = make_user("zhang", held, province[1])

    with pytest.raises(ValidationError, match="互斥"):
        grant_role(person, wanted, province[1], actor(security), starts_on=TODAY())

    assert list(person.grants.values_list("role", flat=True)) == [held]


def test_roles_that_exclude_each_other_may_follow_each_other(province, security):
    person = make_user("zhang", role=None)
    make_grant(person, Role.PROVINCE, province[1], ends_on=TODAY() + timedelta(days=9))

    during = can_grant(person, Role.AUDITOR, province[0], TODAY(), None, actor(security))
    after = can_grant(person, Role.AUDITOR, province[0], TODAY() + timedelta(days=10), None, actor(security))

    assert (during.allowed, after.allowed) == (False, True)


def test_business_roles_may_be_held_together(province, security):
    person = make_user("zhang", Role.PROVINCE, province[1])

    grant_role(person, Role.LEADER, province[1], actor(security), starts_on=TODAY())

    assert Rights.of(person).roles == {Role.PROVINCE, Role.LEADER}


def test_nobody_grants_to_themselves(province, security):
    assert can_grant(security, Role.AUDITOR, province[0], TODAY(), None, actor(security)).reason == (
        "不能为自己授权，请由其他安全管理员办理。"
    )


def test_role_is_refused_in_a_unit_that_it_does_not_fit(province, security):
    person = make_user("zhang", role=None)

    verdict = can_grant(person, Role.CITY, province[3], TODAY(), None, actor(security))

    assert verdict.reason == "“市州经办”只能授予在市州科技部门。"


def test_grant_tells_the_person_and_is_recorded(province, security, django_capture_on_commit_callbacks):
    person = make_user("zhang", role=None, name="张示例")

    with django_capture_on_commit_callbacks(execute=True):
        grant_role(person, Role.CITY, province[2], actor(security), starts_on=TODAY())

    assert list(Notification.objects.values_list("user", "text")) == [
        (person.pk, "您获得了“市州经办”角色（武汉市科技局）。")
    ]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.object_name, entry.after) == (
        PeopleVerb.GRANTED,
        "张示例",
        {"role": "city", "unit": "武汉市科技局", "starts_on": TODAY().isoformat(), "ends_on": None},
    )


def test_revoked_right_is_gone_at_once_but_the_record_stays(province, security):
    person = make_user("zhang", Role.PROVINCE, province[1])
    grant = person.grants.get()

    revoke_grant(grant, actor(security))

    assert Rights.of(person).grants == ()
    assert list(Grant.objects.on(TODAY()).filter(user=person)) == [grant]
    assert list(Grant.objects.on(TODAY() + timedelta(days=1)).filter(user=person)) == []
    assert grant.revoked_by == security


def test_last_administrator_of_a_kind_is_neither_revoked_nor_disabled(province, security):
    other = make_user("sec2", Role.SECURITY_ADMIN, province[0])
    both = can_revoke(security.grants.get(), actor(other)).allowed
    revoke_grant(other.grants.get(), actor(security))
    system = make_user("sys", Role.SYSTEM_ADMIN, province[0])

    last = can_revoke(security.grants.get(), actor(system))
    disable = can_disable_user(security, actor(system))

    assert both
    assert last.reason == "这是最后一位安全管理员，不能收回。"
    assert disable.reason == "这是最后一位安全管理员，不能停用。"


def test_rights_begin_and_end_with_the_day(province):
    person = make_user("zhang", role=None)
    make_grant(person, Role.CITY, province[2], TODAY() - timedelta(days=9), TODAY() - timedelta(days=1))
    make_grant(person, Role.PROVINCE, province[1], TODAY() + timedelta(days=1))
    make_grant(person, Role.LEADER, province[1], TODAY(), TODAY())

    assert Rights.of(person).roles == {Role.LEADER}


def test_report_says_who_could_do_what_on_a_day(client, province, security):
    zhang = make_user("zhang", role=None, name="张示例")
    li = make_user("li", role=None, name="李示例")
    make_grant(zhang, Role.CITY, province[2], date(2026, 3, 1), date(2026, 3, 31))
    make_grant(li, Role.CITY, province[2], date(2026, 4, 1))
    signed_in(client, security)
    url = reverse("staff:grants_on_day")

    march = client.get(url, {"on": "2026-03-31"}).content.decode()
    april = client.get(url, {"on": "2026-04-01"}).content.decode()

    assert ("张示例" in march, "李示例" in march) == (True, False)
    assert ("张示例" in april, "李示例" in april) == (False, True)
    assert "签收和报送任务" in march


def test_report_as_a_workbook_is_recorded(client, province, security):
    signed_in(client, security)

    response = client.get(reverse("staff:grants_on_day"), {"on": "2026-03-31", "export": "xlsx"})

    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert b"".join(response.streaming_content)[:2] == b"PK"
    assert AuditEntry.objects.get().after == {"title": "授权日报", "starts_on": "2026-03-31"}


def test_granting_on_the_page_keeps_input_and_says_why_not(client, province, security):
    person = make_user("zhang", Role.AUDITOR, province[0])
    signed_in(client, security)
    data = {"role": Role.CITY, "unit": f"unit:{province[2].pk}", "starts_on": "2026-11-22", "ends_on": ""}

    page = client.post(reverse("staff:grant_new", args=[person.pk]), data).content.decode()

    assert "互斥" in page
    assert f'value="unit:{province[2].pk}" data-label="武汉市科技局"' in page
    assert '<option value="city" selected>' in page


def test_city_administrator_grants_only_in_the_city(client, province):
    _root, department, city, county = province
    other_city = make_unit("黄石市科技局", UnitKind.CITY, department)
    signed_in(client, make_user("sec", Role.SECURITY_ADMIN, city))
    mine = make_user("mine", Role.COUNTY, county)
    theirs = make_user("theirs", Role.CITY, other_city)
    data = {"role": Role.CITY, "unit": f"unit:{other_city.pk}", "starts_on": TODAY().isoformat()}

    outside = client.get(reverse("staff:grant_new", args=[theirs.pk])).status_code
    beyond = client.post(reverse("staff:grant_new", args=[mine.pk]), data).content.decode()
    foreign = client.post(reverse("staff:grant_revoke", args=[theirs.grants.get().pk])).status_code

    assert (outside, foreign) == (404, 404)
    assert "请从候选中选择" in beyond
    assert mine.grants.count() == 1
