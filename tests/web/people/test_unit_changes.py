"""Units change name, place and state without losing what refers to them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from luodi_web.people.actor import Actor
from luodi_web.people.domain import units as domain
from luodi_web.people.domain.names import resolve_names
from luodi_web.people.domain.posts import end_holding, hold_post
from luodi_web.people.domain.units import (
    OpenWork,
    can_disable_unit,
    change_unit,
    create_unit,
    move_unit,
    save_group,
    set_aliases,
    set_unit_active,
)
from luodi_web.people.enums import PeopleVerb, Role, UnitKind
from luodi_web.people.models import AuditEntry, Unit, UnitName
from luodi_web.supervision.enums import AssignmentState
from luodi_web.supervision.models import Assignment
from tests.web.factories import make_assignment, make_grant, make_post, make_unit, make_user

pytestmark = pytest.mark.django_db
BY = Actor.system("测试")


@pytest.fixture
def tree():
    root = make_unit("省政府", UnitKind.GOVERNMENT)
    department = make_unit("省科技厅", UnitKind.DEPARTMENT, root)
    city = make_unit("武汉市科技局", UnitKind.CITY, department)
    county = make_unit("洪山区科技局", UnitKind.COUNTY, city)
    return root, department, city, county


def fresh(unit: Unit) -> Unit:
    return Unit.objects.get(pk=unit.pk)


def test_rename_keeps_the_old_name_as_an_alias_and_says_so(tree):
    city = tree[2]

    change_unit(city, BY, name="武汉市科技创新局", short_name="", kind=city.kind, region=None)

    assert resolve_names(["武汉市科技局"])[0].unit == city
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.before, entry.after) == (
        PeopleVerb.UNIT_CHANGED,
        {"name": "武汉市科技局", "aliases": []},
        {"name": "武汉市科技创新局", "aliases": ["武汉市科技局"]},
    )


def test_rename_back_drops_the_alias_that_is_the_name_again(tree):
    city = tree[2]
    change_unit(city, BY, name="武汉市科技创新局", short_name="", kind=city.kind, region=None)

    change_unit(fresh(city), BY, name="武汉市科技局", short_name="", kind=city.kind, region=None)

    assert list(city.aliases.values_list("name", flat=True)) == ["武汉市科技创新局"]


def test_nothing_changed_writes_no_entry(tree):
    city = tree[2]

    change_unit(city, BY, name=city.name, short_name=city.short_name, kind=city.kind, region=None)

    assert AuditEntry.objects.count() == 0


def test_alias_of_another_unit_is_refused_by_name(tree):
    _root, department, city, _county = tree
    set_aliases(city, ["市局"], BY)

    with pytest.raises(ValidationError) as refused:
        set_aliases(department, ["市局", "武汉市科技局"], BY)

    assert refused.value.messages == ["“市局”已是武汉市科技局的别名。", "“武汉市科技局”是机构的名称。"]
    assert list(UnitName.objects.values_list("name", flat=True)) == ["市局"]


def test_move_takes_everything_below_along(tree):
    root, department, city, county = tree
    other = make_unit("省经信厅", UnitKind.DEPARTMENT, root)

    move_unit(city, other, BY)

    assert fresh(county).is_descendant_of(fresh(other))
    assert not fresh(county).is_descendant_of(fresh(department))
    assert Unit.objects.filter(path__startswith=fresh(other).path).count() == 3


@pytest.mark.parametrize("target", [2, 3], ids=["itself", "below itself"])
def test_move_into_its_own_branch_is_refused(tree, target):
    with pytest.raises(ValidationError, match="不能移到自己或自己的下级之下"):
        move_unit(tree[2], tree[target], BY)

    assert Unit.objects.get_parent(fresh(tree[2])) == tree[1]


def test_move_of_the_root_is_refused(tree):
    with pytest.raises(ValidationError, match="最上级机构不能移动"):
        move_unit(tree[0], tree[2], BY)


def test_unit_with_active_units_below_is_not_disabled(tree):
    with pytest.raises(ValidationError, match="下面还有 1 个启用的机构"):
        set_unit_active(tree[2], False, BY)

    assert fresh(tree[2]).is_active


def test_unit_with_open_work_is_not_disabled_and_says_which(tree, monkeypatch):
    monkeypatch.setattr(domain, "OPEN_WORK", [OpenWork("未办结任务", lambda unit: 3)])

    assert can_disable_unit(tree[3]).reason == "还有未办结的工作：未办结任务 3 项。"


def test_unit_with_a_task_under_way_is_not_disabled(tree):
    assignment = make_assignment(unit=tree[3])
    busy = can_disable_unit(tree[3]).reason
    Assignment.objects.filter(pk=assignment.pk).update(state=AssignmentState.DONE)

    assert busy == "还有未办结的工作：承办任务 1 项。"
    assert can_disable_unit(tree[3]).allowed


def test_unit_with_rights_in_force_is_not_disabled(tree):
    make_user("hong", Role.COUNTY, tree[3])

    assert can_disable_unit(tree[3]).reason == "还有 1 项有效授权，请安全管理员先收回。"


def test_idle_unit_is_disabled_and_enabled_again(tree):
    county = tree[3]

    set_unit_active(county, False, BY)
    disabled = fresh(county).is_active
    set_unit_active(county, True, BY)

    assert (disabled, fresh(county).is_active) == (False, True)
    assert AuditEntry.objects.filter(verb=PeopleVerb.UNIT_CHANGED).count() == 2


def test_new_unit_is_found_by_its_initials(tree):
    unit = create_unit("湖北省农业农村厅", UnitKind.DEPARTMENT, tree[0], BY, short_name="省农业农村厅")

    assert unit.initials == "snynct hbsnynct"


def test_group_replaces_members_and_aliases(tree):
    _root, department, city, county = tree
    group = save_group(None, "有关单位", [city, county], ["各单位"], BY)

    save_group(group, "有关单位", [department], ["相关单位"], BY)

    assert list(group.members.all()) == [department]
    assert list(group.aliases.values_list("name", flat=True)) == ["相关单位"]


def test_post_is_not_held_twice_on_one_day(tree):
    today = timezone.localdate()
    user = make_user("li", role=None)
    post = make_post(tree[3], holder=user)

    with pytest.raises(ValidationError, match="这一时段内已任该岗位"):
        hold_post(post, user, today, BY)


def test_post_can_be_held_again_after_it_ended(tree):
    today = timezone.localdate()
    user = make_user("li", role=None)
    post = make_post(tree[3], holder=user)
    end_holding(post.holdings.get(), today - timedelta(days=1), BY)

    hold_post(post, user, today, BY)

    assert post.holdings.on(today).count() == 1


def test_grant_elsewhere_does_not_keep_a_unit_open(tree):
    make_grant(make_user("wu", role=None), Role.CITY, tree[2])

    assert can_disable_unit(tree[3]).allowed
