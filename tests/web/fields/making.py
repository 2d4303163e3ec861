"""Fields for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from luodi_web.fields.domain.fields import FieldValues, create_field
from luodi_web.fields.domain.lists import ColumnValues, ListValues, create_list
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import DetailList, Field
from luodi_web.people.models import Unit
from tests.web.factories import actor, make_unit


def values(name: str, *, unit: Unit | None = None, type: str = FieldType.STRING, **more: Any) -> FieldValues:
    return FieldValues(name, type, unit or make_unit(), **more)


def make_field(name: str, *, unit: Unit | None = None, type: str = FieldType.NUMBER, **more: Any) -> Field:
    """A number in use, of a unit of its own if none is given."""
    return create_field(values(name, unit=unit, type=type, **more), by=actor())


def make_detail(
    name: str = "技术合同", columns: Sequence[ColumnValues] = (), *, unit: Unit | None = None, **more: Any
) -> DetailList:
    """Contracts, told apart by their numbers, if no columns are given."""
    columns = columns or [
        ColumnValues("合同编号", is_key=True),
        ColumnValues("合同类别", allowed="技术开发、技术转让、技术许可、技术咨询、技术服务"),
        ColumnValues("是否认定登记", FieldType.BOOLEAN),
        ColumnValues("受让方是否在汉企业", FieldType.BOOLEAN),
        ColumnValues("到账日期", FieldType.DATE),
        ColumnValues("到账金额", FieldType.NUMBER, "元", ">= 0"),
    ]
    return create_list(ListValues(name, unit or make_unit(), columns, **more), by=actor())
