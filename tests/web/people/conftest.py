"""Units of a province, and its system administrator."""

import pytest

from luodi_web.people.enums import Role, UnitKind
from tests.web.factories import make_region, make_unit, make_user, signed_in


@pytest.fixture
def province():
    root = make_unit("湖北省人民政府", UnitKind.GOVERNMENT)
    department = make_unit("湖北省科学技术厅", UnitKind.DEPARTMENT, root, short_name="省科技厅")
    wuhan = make_unit("武汉市科技局", UnitKind.CITY, department, make_region("武汉市", "420100"))
    huangshi = make_unit("黄石市科技局", UnitKind.CITY, department, make_region("黄石市", "420200"))
    return root, department, wuhan, huangshi


@pytest.fixture
def system(client, province):
    return signed_in(client, make_user("sys", Role.SYSTEM_ADMIN, province[0]))
