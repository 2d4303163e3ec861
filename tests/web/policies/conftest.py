"""A unit, its package of policies, and one of its people who puts texts in."""

from __future__ import annotations

import pytest

from luodi_web.people.enums import Role
from tests.web.factories import make_unit, make_user, signed_in
from tests.web.policies.texts import make_package


@pytest.fixture
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def unit():
    return make_unit("省科技厅")


@pytest.fixture
def package(unit):
    return make_package(unit)


@pytest.fixture
def office(client, unit):
    return signed_in(client, make_user("policy", Role.PROVINCE, unit))
