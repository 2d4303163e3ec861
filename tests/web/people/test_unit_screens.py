"""Units, posts and groups as administrators change them on screen."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from luodi_web.people.enums import Duty, Role, UnitKind
from luodi_web.people.models import Unit, UnitGroup
from tests.web.factories import make_unit, make_user, signed_in

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


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


def test_group_is_edited_by_who_has_the_whole_tree_only(client, province):
    group = UnitGroup.objects.create(name="各市、州")
    url = reverse("staff:unit_group", args=[group.pk])
    data = {"name": "各市、州", "members": [f"unit:{province[2].pk}"], "aliases": "各市州"}

    by_city = signed_in(Client(), make_user("c", Role.SYSTEM_ADMIN, province[2])).post(url, data)
    signed_in(client, make_user("sys", Role.SYSTEM_ADMIN, province[0])).post(url, data)

    assert by_city.status_code == 403
    assert list(group.members.all()) == [province[2]]
    assert list(group.aliases.values_list("name", flat=True)) == ["各市州"]
