"""What each administrator sees of units and people, within their scope, in the same number of queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import notify_people
from luodi_web.people.enums import Duty, PeopleVerb, Role, UnitKind
from luodi_web.people.models import Unit, UnitGroup, User
from tests.web.factories import actor, make_post, make_region, make_unit, make_user, signed_in

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def queries(client: Client, url: str, **params: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url, params).status_code == 200
    return len(captured)


def add_units(province, count: int) -> None:
    for number in range(Unit.objects.count(), Unit.objects.count() + count):
        unit = make_unit(f"测试{number}区科技局", UnitKind.COUNTY, province[2], make_region("测试区"))
        unit.aliases.create(name=f"测试{number}区")
        make_post(unit, holder=make_user(f"u{number}", role=None))


def add_people(province, count: int) -> None:
    for number in range(User.objects.count(), User.objects.count() + count):
        person = make_user(f"p{number}", Role.CITY, province[2])
        post = make_post(province[2], name=f"岗位{person.pk}", duty=Duty.SECTION, holder=person)
        record(actor(person, province[2]), PeopleVerb.POST_CHANGED, post, after={"name": post.name})
        notify_people([person], "一条通知")
        UnitGroup.objects.create(name=f"组{person.pk}").members.add(province[2])


LISTS = [
    (Role.SYSTEM_ADMIN, "staff:units", {}),
    (Role.SYSTEM_ADMIN, "staff:units", {"view": "list"}),
    (Role.SYSTEM_ADMIN, "staff:unit_groups", {}),
    (Role.SYSTEM_ADMIN, "staff:users", {}),
    (Role.SECURITY_ADMIN, "staff:grants", {}),
    (Role.SECURITY_ADMIN, "staff:grants_on_day", {}),
    (Role.AUDITOR, "staff:audit", {}),
]


@pytest.mark.parametrize(("role", "name", "params"), LISTS)
def test_list_asks_the_database_no_more_for_more_rows(client, province, role, name, params):
    signed_in(client, make_user("admin", role, province[0]))
    add_units(province, 1)
    add_people(province, 1)
    client.get(reverse(name), params)
    few = queries(client, reverse(name), **params)
    add_units(province, 3)
    add_people(province, 3)

    assert queries(client, reverse(name), **params) == few


def test_unit_page_asks_no_more_for_more_posts(client, province):
    signed_in(client, make_user("admin", Role.SYSTEM_ADMIN, province[0]))
    url = reverse("staff:unit", args=[province[2].pk])
    add_people(province, 1)
    client.get(url)
    few = queries(client, url)
    add_people(province, 3)

    assert queries(client, url) == few


def test_notices_ask_no_more_for_more_rows(client, province):
    person = make_user("zhang", Role.CITY, province[2])
    signed_in(client, person)
    url = reverse("staff:notifications")
    notify_people([person], "一")
    client.get(url)
    few = queries(client, url)
    notify_people([person] * 3, "二")

    assert queries(client, url) == few


# ---- scope


def test_county_sees_its_own_unit_and_no_other(client, province):
    _root, _department, wuhan, huangshi = province
    signed_in(client, make_user("wu", Role.CITY, wuhan))

    listed = text_of(client.get(reverse("staff:units"), {"view": "list"}))
    own = client.get(reverse("staff:unit", args=[wuhan.pk]))
    other = client.get(reverse("staff:unit", args=[huangshi.pk]))
    branch = client.get(reverse("staff:unit_children", args=[huangshi.pk]))

    assert ("武汉市科技局" in listed, "黄石市科技局" in listed) == (True, False)
    assert (own.status_code, other.status_code, branch.status_code) == (200, 404, 404)
    assert "修改" not in text_of(own).split("<main")[1]


@pytest.mark.parametrize("name", ["unit_edit", "unit_move", "unit_active", "post_new"])
def test_city_administrator_changes_nothing_outside_the_city(client, province, name):
    _root, _department, wuhan, huangshi = province
    signed_in(client, make_user("sys", Role.SYSTEM_ADMIN, wuhan))

    response = client.post(reverse(f"staff:{name}", args=[huangshi.pk]), {"active": "0", "name": "改"})

    huangshi.refresh_from_db()
    assert response.status_code == 404
    assert (huangshi.name, huangshi.is_active) == ("黄石市科技局", True)


def test_city_administrator_sees_only_people_of_the_city(client, province):
    _root, _department, wuhan, huangshi = province
    mine = make_user("mine", Role.CITY, wuhan, name="吴示例")
    theirs = make_user("theirs", Role.CITY, huangshi, name="黄示例")
    make_post(huangshi, holder=theirs)
    signed_in(client, make_user("sys", Role.SYSTEM_ADMIN, wuhan))

    listed = text_of(client.get(reverse("staff:users")))
    options = client.get(reverse("staff:user_options"), {"q": "示例"}).json()
    answers = {
        name: client.post(reverse(f"staff:{name}", args=[theirs.pk])).status_code
        for name in ("user_edit", "user_active", "user_invite", "user_unlock")
    }

    assert ("吴示例" in listed, "黄示例" in listed) == (True, False)
    assert [option["label"] for option in options] == ["吴示例"]
    assert set(answers.values()) == {404}
    assert client.get(reverse("staff:user", args=[mine.pk])).status_code == 200


def test_city_auditor_reads_only_the_citys_entries(client, province):
    _root, _department, wuhan, huangshi = province
    record(actor(make_user("a", Role.CITY, wuhan, name="吴示例"), wuhan), PeopleVerb.SIGNED_IN)
    foreign = record(
        actor(make_user("b", Role.CITY, huangshi, name="黄示例"), huangshi), PeopleVerb.SIGNED_IN
    )
    stranger = record(actor(), PeopleVerb.SIGN_IN_FAILED)
    signed_in(client, make_user("audit", Role.AUDITOR, wuhan))

    listed = text_of(client.get(reverse("staff:audit")))

    assert ("吴示例" in listed, "黄示例" in listed, "测试" in listed) == (True, False, False)
    assert client.get(reverse("staff:audit_entry", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("staff:audit_entry", args=[stranger.pk])).status_code == 404


def test_picker_of_an_administrator_keeps_to_their_units(client, province):
    signed_in(client, make_user("sys", Role.SYSTEM_ADMIN, province[2]))
    url = reverse("staff:unit_options")

    anywhere = client.get(url, {"q": "科技局"}).json()
    mine = client.get(url, {"q": "科技局", "for": "units"}).json()

    assert [option["label"] for option in anywhere] == ["武汉市科技局", "黄石市科技局"]
    assert [option["value"] for option in mine] == [f"unit:{province[2].pk}"]


def test_picker_for_tasks_leaves_out_who_never_signs(client, province):
    signed_in(client, make_user("sys", Role.SYSTEM_ADMIN, province[2]))
    for kind in UnitKind:
        make_unit(f"光谷{kind.label}", kind)

    found = client.get(reverse("staff:unit_options"), {"q": "光谷", "for": "tasks"}).json()

    expected = {f"光谷{kind.label}" for kind in UnitKind} - {"光谷企业", "光谷高校院所"}
    assert {option["label"] for option in found} == expected
