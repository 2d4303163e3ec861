"""An office and a person in it who edits and dispatches its plans."""

from __future__ import annotations

import pytest
from django.test import Client

from luodi_web.people.enums import Role
from luodi_web.people.models import Unit
from tests.web.factories import make_unit, make_user, signed_in


@pytest.fixture
def office() -> Unit:
    return make_unit("省科学技术厅", short_name="省科技厅")


@pytest.fixture
def editor(client: Client, office: Unit) -> Client:
    """A person of the office, who may edit and dispatch its plans."""
    return signed_in(client, make_user(role=Role.INNOVATION_OFFICE, unit=office))
