from __future__ import annotations

import pytest

from tests.web.enterprises.making import Area


@pytest.fixture
def area(db: None) -> Area:
    return Area()
