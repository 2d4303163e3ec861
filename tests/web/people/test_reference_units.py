"""The units a platform starts with: 17 prefectures and 103 counties in 116 offices, and their names."""

import pytest
from django.db.models import Count

from luodi_web.people.actor import Actor
from luodi_web.people.domain.names import resolve_names
from luodi_web.people.domain.reference import load_reference
from luodi_web.people.domain.search import unit_options
from luodi_web.people.domain.units import change_unit
from luodi_web.people.enums import UnitKind
from luodi_web.people.models import Region, Unit, UnitGroup

pytestmark = pytest.mark.django_db
BY = Actor.system("测试")


@pytest.fixture
def hubei():
    return load_reference(BY)


def test_reference_holds_every_region_and_office(hubei):
    assert dict(Region.objects.values_list("level").annotate(Count("pk"))) == {
        "province": 1,
        "prefecture": 17,
        "county": 99,
    }
    assert sorted(Region.objects.filter(is_county_too=True).values_list("name", flat=True)) == sorted(
        ["仙桃市", "潜江市", "天门市", "神农架林区"]
    )
    assert Unit.objects.filter(kind__in=[UnitKind.CITY, UnitKind.COUNTY]).count() == 116
    assert {group.name: group.members.count() for group in UnitGroup.objects.all()} == {
        "各市、州": 17,
        "各县（市、区）": 103,
        "全省科技管理部门": 116,
        "省直有关部门": Unit.objects.filter(kind=UnitKind.DEPARTMENT).count(),
    }


def test_every_county_office_stands_under_its_city(hubei):
    counties = Unit.objects.filter(kind=UnitKind.COUNTY).select_related("region")

    wrong = [
        unit.name for unit in counties if Unit.objects.get_parent(unit).region_id != unit.region.parent_id
    ]

    assert (len(counties), wrong) == (99, [])


def test_second_load_adds_nothing(hubei):
    assert load_reference(BY) == {"regions": 0, "departments": 0, "offices": 0, "groups": 0}


def test_renamed_units_are_not_made_again(hubei):
    department = Unit.objects.get(name="湖北省财政厅")
    office = Unit.objects.get(name="大冶市科学技术局")
    for unit, name in ((department, "湖北省财政与国资厅"), (office, "大冶市科技创新局")):
        change_unit(unit, BY, name=name, short_name=unit.short_name, kind=unit.kind, region=unit.region)
    count = Unit.objects.count()

    load_reference(BY)

    assert Unit.objects.count() == count


def test_names_as_documents_write_them(hubei):
    meant = {
        "省科技厅": "湖北省科学技术厅",
        "科技厅": "湖北省科学技术厅",
        "省委省政府": "湖北省人民政府",
        "省委人才办": "中共湖北省委组织部",
        "省创新办": "湖北省科技创新办公室",
        "武汉市科技局": "武汉市科技创新局",
        "恩施州": "恩施土家族苗族自治州科学技术局",
        "长阳县科技局": "长阳土家族自治县科学技术局",
        "神农架林区": "神农架林区科学技术局",
        "各市州": "各市、州",
        "各市、州、直管市及神农架林区": "各市、州",
        "市科技局": "各市、州",
        "有关省直部门": "省直有关部门",
        "天上人间局": None,
    }

    found = {one.name: one.unit or one.group for one in resolve_names(meant)}

    assert {name: thing and thing.name for name, thing in found.items()} == meant


def test_picker_finds_by_name_alias_region_and_initials(hubei):
    first = {
        "skjt": "省科技厅",
        "SKJT": "省科技厅",
        "大冶": "大冶市科技局",
        "421002": "沙市区科技局",
        "创新办": "省科技创新办公室",
    }

    found = {typed: unit_options(Unit.objects.all(), typed, with_groups=False)[0].label for typed in first}

    assert found == first


def test_picker_offers_groups_by_their_aliases(hubei):
    options = unit_options(Unit.objects.all(), "各市州")

    group = UnitGroup.objects.get(name="各市、州")
    assert (options[0].value, options[0].label, options[0].hint) == (
        f"group:{group.pk}",
        "各市、州",
        "17 个机构",
    )
