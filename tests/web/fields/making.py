"""Fields for tests."""

from __future__ import annotations

from typing import Any

from luodi_web.fields.domain.fields import FieldValues, create_field
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import Field
from luodi_web.people.models import Unit
from tests.web.factories import actor, make_unit


def values(name: str, *, unit: Unit | None = None, type: str = FieldType.STRING, **more: Any) -> FieldValues:
    return FieldValues(name, type, unit or make_unit(), **more)


def make_field(name: str, *, unit: Unit | None = None, type: str = FieldType.NUMBER, **more: Any) -> Field:
    """A number in use, of a unit of its own if none is given."""
    return create_field(values(name, unit=unit, type=type, **more), by=actor())
