"""A small province for the screens: a department with an office's plan, two cities and a county."""

from dataclasses import dataclass

import pytest

from luodi_web.people.enums import RegionLevel, Role, UnitKind
from luodi_web.people.models import Unit, User
from tests.web.factories import make_region, make_unit, make_user


@dataclass
class People:
    department: Unit
    wuhan: Unit
    hanyang: Unit
    huangshi: Unit
    office: User
    staff: User
    city: User
    county: User
    other_city: User
    leader: User


@pytest.fixture
def people(db):
    government = make_unit("湖北省人民政府", UnitKind.GOVERNMENT)
    department = make_unit("湖北省科学技术厅", UnitKind.DEPARTMENT, government)
    city, other = make_region("武汉市", "420100"), make_region("黄石市", "420200")
    county = make_region("汉阳区", "420105", RegionLevel.COUNTY, city)
    wuhan = make_unit("武汉市科技创新局", UnitKind.CITY, department, city)
    hanyang = make_unit("汉阳区科学技术局", UnitKind.COUNTY, wuhan, county)
    huangshi = make_unit("黄石市科学技术局", UnitKind.CITY, department, other)
    return People(
        department,
        wuhan,
        hanyang,
        huangshi,
        make_user("office", Role.INNOVATION_OFFICE, department),
        make_user("staff", Role.PROVINCE, department),
        make_user("wuhan", Role.CITY, wuhan),
        make_user("hanyang", Role.COUNTY, hanyang),
        make_user("huangshi", Role.CITY, huangshi),
        make_user("leader", Role.LEADER, government),
    )
