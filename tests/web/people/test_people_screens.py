"""What each administrator sees and does on screen, within their scope, in the same number of queries."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from luodi_web.common.models import Holiday
from luodi_web.people.domain.audit import record, seal_entries
from luodi_web.people.domain.holidays import load_holidays
from luodi_web.people.domain.notices import mark_read, notify_people
from luodi_web.people.enums import Duty, PeopleVerb, Role, UnitKind
from luodi_web.people.models import AuditEntry, Unit, UnitGroup, User
from tests.web.factories import actor, make_grant, make_post, make_region, make_unit, make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    root = make_unit("湖北省人民政府", UnitKind.GOVERNMENT)
    department = make_unit("湖北省科学技术厅", UnitKind.DEPARTMENT, root, short_name="省科技厅")
    wuhan = make_unit("武汉市科技局", UnitKind.CITY, department, make_region("武汉市", "420100"))
    huangshi = make_unit("黄石市科技局", UnitKind.CITY, department, make_region("黄石市", "420200"))
    return root, department, wuhan, huangshi


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


def test_notices_are_ones_own(client, province):
    mine, theirs = make_user("a", Role.CITY, province[2]), make_user("b", Role.CITY, province[3])
    notify_people([theirs], "别人的通知")
    notify_people([mine], "我的通知", "/units/")
    signed_in(client, mine)

    page = text_of(client.get(reverse("staff:notifications")))
    foreign = client.post(reverse("staff:notification_open", args=[theirs.notifications.get().pk]))
    opened = client.post(reverse("staff:notification_open", args=[mine.notifications.get().pk]))

    assert ("我的通知" in page, "别人的通知" in page) == (True, False)
    assert foreign.status_code == 404
    assert opened["Location"] == "/units/"
    assert mine.notifications.filter(read_at__isnull=True).count() == 0


def test_bell_lists_the_newest_unread_only(client, province):
    person = make_user("a", Role.CITY, province[2])
    for number in range(10):
        notify_people([person], f"第{number}条")
    mark_read(person.notifications.filter(text="第9条"))
    signed_in(client, person)

    bell = text_of(client.get(reverse("staff:notifications_bell")))

    assert re.findall("第[0-9]条", bell) == [f"第{number}条" for number in range(8, 0, -1)]


def test_notice_leads_nowhere_outside(client, province):
    person = make_user("a", Role.CITY, province[2])
    notify_people([person], "坏通知", "https://example.com/")
    signed_in(client, person)

    response = client.post(reverse("staff:notification_open", args=[person.notifications.get().pk]))

    assert response["Location"] == reverse("staff:notifications")


def test_one_notice_is_marked_in_place_and_all_at_once(client, province):
    person = make_user("a", Role.CITY, province[2])
    notify_people([person, person, person], "通知")
    signed_in(client, person)
    first = person.notifications.first()

    row = client.post(reverse("staff:notification_open", args=[first.pk]), headers={"HX-Request": "true"})
    left = person.notifications.filter(read_at__isnull=True).count()
    client.post(reverse("staff:notifications_read_all"))

    assert text_of(row).strip().startswith(f'<li class="ld-notice-row" id="notice-{first.pk}">')
    assert "未读" not in text_of(row)
    assert (left, person.notifications.filter(read_at__isnull=True).count()) == (2, 0)


# ---- acts


@pytest.fixture
def system(client, province):
    return signed_in(client, make_user("sys", Role.SYSTEM_ADMIN, province[0]))


def test_new_unit_goes_under_the_chosen_parent(system, province):
    data = {
        "parent": f"unit:{province[2].pk}",
        "name": "洪山区科技局",
        "short_name": "",
        "kind": UnitKind.COUNTY,
        "region": "",
        "aliases": "洪山区、洪山",
    }

    response = system.post(reverse("staff:unit_new"), data)

    unit = Unit.objects.get(name="洪山区科技局")
    assert response["Location"] == reverse("staff:unit", args=[unit.pk])
    assert Unit.objects.get_parent(unit) == province[2]
    assert set(unit.aliases.values_list("name", flat=True)) == {"洪山区", "洪山"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"parent": "unit:999999"}, "parent"),
        ({"parent": f"unit:{10**40}"}, "parent"),
        ({"parent": "group:1"}, "parent"),
        ({"parent": ""}, "parent"),
        ({"name": "武汉市科技局"}, "name"),
        ({"name": ""}, "name"),
        ({"kind": "nothing"}, "kind"),
        ({"kind": UnitKind.CITY}, "kind"),
        ({"region": "999999"}, "region"),
        ({"aliases": "省科技厅、武汉市科技局"}, "aliases"),
    ],
)
def test_unit_form_says_at_the_field_what_is_wrong_and_keeps_the_rest(system, province, changed, field):
    data = {
        "parent": f"unit:{province[2].pk}",
        "name": "洪山区科技局",
        "short_name": "洪山局",
        "kind": UnitKind.COUNTY,
        "region": "420100",
        "aliases": "",
        **changed,
    }

    response = system.post(reverse("staff:unit_new"), data)

    assert list(response.context["form"].errors) == [field]
    assert 'value="洪山局"' in text_of(response)
    assert not Unit.objects.filter(name="洪山区科技局").exists()


def test_unit_is_changed_moved_and_closed_on_its_pages(system, province):
    _root, department, _wuhan, huangshi = province
    other = make_unit("省经信厅", UnitKind.DEPARTMENT, province[0])
    data = {
        "name": "黄石市科技创新局",
        "short_name": "",
        "kind": UnitKind.CITY,
        "region": "420200",
        "aliases": "",
    }

    system.post(reverse("staff:unit_edit", args=[huangshi.pk]), data)
    system.post(reverse("staff:unit_move", args=[huangshi.pk]), {"parent": f"unit:{other.pk}"})
    refused = system.post(reverse("staff:unit_active", args=[department.pk]), {"active": "0"}, follow=True)
    system.post(reverse("staff:unit_active", args=[huangshi.pk]), {"active": "0"})

    huangshi = Unit.objects.get(pk=huangshi.pk)
    assert (huangshi.name, Unit.objects.get_parent(huangshi), huangshi.is_active) == (
        "黄石市科技创新局",
        other,
        False,
    )
    assert "下面还有 1 个启用的机构" in text_of(refused)


def test_tree_opens_branch_by_branch(system, province):
    whole = text_of(system.get(reverse("staff:units")))
    branch = text_of(system.get(reverse("staff:unit_children", args=[province[1].pk])))

    assert ("湖北省科学技术厅" in whole, "武汉市科技局" in whole) == (True, False)
    assert re.findall(r">([^<>]+科技局)<", branch) == ["武汉市科技局", "黄石市科技局"]


@pytest.mark.parametrize("typed", ["武汉", "wh", "汉市", "420100"])
def test_search_finds_units_by_name_alias_region_and_initials(system, province, typed):
    province[2].initials = "whskjj"
    province[2].save()

    page = text_of(system.get(reverse("staff:units"), {"q": typed})).split("<tbody>")[1]

    assert ("武汉市科技局" in page, "黄石市科技局" in page) == (True, False)


def test_post_is_filled_and_ended_on_the_units_page(system, province):
    person = make_user("zhang", role=None, name="张示例")
    system.post(reverse("staff:post_new", args=[province[2].pk]), {"name": "联络员", "duty": Duty.LIAISON})
    post = province[2].posts.get()

    system.post(
        reverse("staff:holding_new", args=[post.pk]),
        {"user": f"user:{person.pk}", "starts_on": "2026-01-01", "ends_on": ""},
    )
    page = text_of(system.get(reverse("staff:unit", args=[province[2].pk])))
    system.post(reverse("staff:holding_end", args=[post.holdings.get().pk]))

    assert "张示例" in page
    assert post.holdings.get().ends_on == timezone.localdate()


def test_user_is_made_with_a_post_and_found_by_filters(system, province):
    data = {
        "username": "Zhang",
        "name": "张示例",
        "unit": f"unit:{province[2].pk}",
        "post_name": "",
        "duty": Duty.LIAISON,
        "phone": "",
        "email": "",
    }

    response = system.post(reverse("staff:user_new"), data, follow=True)

    person = User.objects.get(username="zhang")
    assert "请安全管理员授予角色" in text_of(response)
    assert person.holdings.get().post.unit == province[2]
    for params, found in (
        ({"state": "waiting"}, True),
        ({"state": "active"}, False),
        ({"unit": str(province[2].pk)}, True),
        ({"unit": str(province[3].pk)}, False),
        ({"role": Role.CITY}, False),
        ({"q": "张示"}, True),
    ):
        assert ("张示例" in text_of(system.get(reverse("staff:users"), params))) is found, params


def test_taken_user_name_is_said_at_the_field(system, province):
    make_user("zhang", role=None)
    data = {"username": "ZHANG", "name": "张", "unit": f"unit:{province[2].pk}", "duty": Duty.LIAISON}

    response = system.post(reverse("staff:user_new"), data)

    assert response.context["form"].errors == {"username": ["登录名已有人用，请换一个。"]}


def test_administrator_does_not_disable_themselves(system):
    me = User.objects.get(username="sys")

    response = system.post(reverse("staff:user_active", args=[me.pk]), {"active": "0"}, follow=True)

    me.refresh_from_db()
    assert me.is_active
    assert "不能停用自己的账号" in text_of(response)


def test_group_is_edited_by_who_has_the_whole_tree_only(client, province):
    group = UnitGroup.objects.create(name="各市、州")
    url = reverse("staff:unit_group", args=[group.pk])
    data = {"name": "各市、州", "members": [f"unit:{province[2].pk}"], "aliases": "各市州"}

    by_city = signed_in(Client(), make_user("c", Role.SYSTEM_ADMIN, province[2])).post(url, data)
    signed_in(client, make_user("sys", Role.SYSTEM_ADMIN, province[0])).post(url, data)

    assert by_city.status_code == 403
    assert list(group.members.all()) == [province[2]]
    assert list(group.aliases.values_list("name", flat=True)) == ["各市州"]


def test_denied_page_is_recorded(client, province):
    signed_in(client, make_user("zhang", Role.CITY, province[2]))

    response = client.get(reverse("staff:audit"))

    entry = AuditEntry.objects.get()
    assert response.status_code == 403
    assert (entry.verb, entry.after) == (
        PeopleVerb.DENIED,
        {"path": "/audit/", "permission": "audit.view"},
    )


# ---- audit, holidays


@pytest.fixture
def auditor(client, province):
    return signed_in(client, make_user("audit", Role.AUDITOR, province[0], name="沈示例"))


def test_entry_is_read_in_words(auditor, province):
    person = make_user("zhang", role=None, name="张示例")
    entry = record(
        actor(person, province[1]),
        PeopleVerb.UNIT_CHANGED,
        province[2],
        before={"name": "旧名", "kind": "city", "is_active": True, "region": None},
        after={"name": "武汉市科技局", "kind": "county", "is_active": False, "region": "武汉市"},
    )

    page = text_of(auditor.get(reverse("staff:audit_entry", args=[entry.pk])))
    rows = re.findall(r'<th scope="row">([^<]+)</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>', page)

    assert rows == [
        ("名称", "旧名", "武汉市科技局"),
        ("类别", "市州科技部门", "县市区科技部门"),
        ("所在地区", "（空）", "武汉市"),
        ("启用", "是", "否"),
    ]


def test_export_of_the_trail_leaves_its_digest_in_the_trail(auditor, province):
    import hashlib

    record(actor(make_user("zhang", role=None), province[1]), PeopleVerb.SIGNED_IN)

    response = auditor.get(reverse("staff:audit"), {"export": "xlsx", "verb": PeopleVerb.SIGNED_IN})
    digest = hashlib.sha256(b"".join(response.streaming_content)).hexdigest()

    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.after) == (
        PeopleVerb.EXPORTED,
        {"title": "审计记录", "rows": 1, "filters": "操作：登录", "sha256": digest},
    )
    assert digest[:8] in response["Content-Disposition"]


def test_trail_is_filtered_by_day_person_and_verb(auditor, province):
    record(actor(make_user("a", role=None, name="甲示例"), province[1]), PeopleVerb.SIGNED_IN)
    record(actor(make_user("b", role=None, name="乙示例"), province[1]), PeopleVerb.SIGNED_OUT)
    today = timezone.localdate().isoformat()
    url = reverse("staff:audit")

    by_person = text_of(auditor.get(url, {"q": "甲示"}))
    by_verb = text_of(auditor.get(url, {"verb": PeopleVerb.SIGNED_OUT}))
    by_day = text_of(auditor.get(url, {"day_from": today, "day_to": today}))
    before = text_of(auditor.get(url, {"day_to": "2020-01-01"}))

    assert ("甲示例" in by_person, "乙示例" in by_person) == (True, False)
    assert ("甲示例" in by_verb, "乙示例" in by_verb) == (False, True)
    assert ("甲示例" in by_day, "乙示例" in by_day) == (True, True)
    assert ("甲示例" in before, "乙示例" in before) == (False, False)


def test_chain_is_checked_on_the_page(auditor, province):
    record(actor(make_user("a", role=None), province[1]), PeopleVerb.SIGNED_IN)
    whole = text_of(auditor.post(reverse("staff:audit_verify")))
    first = AuditEntry.objects.earliest("pk")
    AuditEntry.objects.filter(pk=first.pk).update(user_name="别人")

    broken = text_of(auditor.post(reverse("staff:audit_verify")))

    assert "核验通过：1 条记录没有发现改动。" in whole
    assert f"第 1 条（记录号 {first.pk}）被改动过。" in broken
    assert AuditEntry.objects.latest("pk").after == {"errors": 1}
    assert seal_entries() == 1


def test_holiday_table_warns_before_it_runs_out(system, monkeypatch):
    load_holidays(actor())
    url = reverse("staff:holidays")
    runs_out = "节假日表只到 2026年12月31日"
    november = text_of(system.get(url))

    system.post(reverse("staff:holiday_new"), {"day": "2027-01-01", "name": "元旦"})

    assert runs_out in november or timezone.localdate().year > 2026
    assert "节假日表只到" not in text_of(system.get(url)) or timezone.localdate().year > 2026
    assert Holiday.objects.get(day="2027-01-01").name == "元旦"


def test_loaded_years_are_the_administrators_own(system):
    load_holidays(actor())
    Holiday.objects.filter(day="2026-10-01").delete()

    assert load_holidays(actor()) == 0
    assert not Holiday.objects.filter(day="2026-10-01").exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"day": "2026-10-01", "name": "国庆节"}, "day"),
        ({"day": "2026-02-30", "name": "节"}, "day"),
        ({"day": "2026-11-23", "name": "上班", "is_workday": "on"}, "is_workday"),
        ({"day": "2026-11-28", "name": ""}, "name"),
    ],
)
def test_holiday_form_says_at_the_field_what_is_wrong(system, data, field):
    load_holidays(actor())

    response = system.post(reverse("staff:holiday_new"), data)

    assert list(response.context["form"].errors) == [field]


def test_holiday_is_removed(system):
    load_holidays(actor())
    day = Holiday.objects.get(day="2026-10-10")

    system.post(reverse("staff:holiday_remove", args=[day.pk]))

    assert not Holiday.objects.filter(day="2026-10-10").exists()
    assert AuditEntry.objects.latest("pk").before == {
        "day": "2026-10-10",
        "name": "国庆节调休上班",
        "is_workday": True,
    }


def test_person_in_two_posts_acts_for_the_unit_of_the_grant(client, province):
    person = make_user("zhang", role=None)
    make_post(province[3], name="兼职", holder=person)
    make_post(province[2], name="主职", holder=person)
    make_grant(person, Role.CITY, province[2])
    signed_in(client, person)

    client.get(reverse("staff:audit"))

    entry = AuditEntry.objects.get()
    assert (entry.unit_name, entry.post_name) == ("武汉市科技局", "主职")
