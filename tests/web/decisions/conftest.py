"""Two people of one department who write and review models, and one of a city."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from luodi_web.people.enums import Role
from luodi_web.people.models import Unit, User
from tests.web.factories import make_unit, make_user, signed_in


@dataclass
class Authors:
    unit: Unit
    author: User
    second: User
    other: User
    city: User


@pytest.fixture
def authors(db: None) -> Authors:
    unit = make_unit("省科技厅")
    return Authors(
        unit,
        make_user("author", Role.PROVINCE, unit, "编制人"),
        make_user("second", Role.PROVINCE, unit, "复核人"),
        make_user("other", Role.PROVINCE, make_unit("省财政厅"), "别的厅"),
        make_user("city", Role.CITY, make_unit("武汉市科技局"), "市里人"),
    )


@pytest.fixture
def author(client, authors):
    return signed_in(client, authors.author)
