"""Enterprises, values and snapshots for tests."""

from __future__ import annotations

import io
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow
import pyarrow.parquet

from luodi_web.enterprises.domain.details import keep_row
from luodi_web.enterprises.domain.profiles import create_enterprise, keep_value
from luodi_web.enterprises.domain.snapshots import register_snapshot
from luodi_web.enterprises.models import DetailRow, Enterprise, ProfileValue, Snapshot
from luodi_web.fields.models import DetailList, Field
from luodi_web.people.enums import RegionLevel, UnitKind
from luodi_web.people.models import Region, Unit
from tests.web.factories import actor, make_region, make_unit

DAY = date(2025, 12, 31)
_numbers = count(1)


class Area:
    """Hubei in little: the province with two cities and a county of the first, and an office in each."""

    def __init__(self) -> None:
        self.province = make_region("湖北省", "420000", RegionLevel.PROVINCE)
        self.wuhan = make_region("武汉市", "420100", RegionLevel.PREFECTURE, self.province)
        self.yichang = make_region("宜昌市", "420500", RegionLevel.PREFECTURE, self.province)
        self.hongshan = make_region("洪山区", "420111", RegionLevel.COUNTY, self.wuhan)
        self.department = make_unit("省科技厅", UnitKind.DEPARTMENT, region=self.province)
        self.wuhan_office = make_unit("武汉市科创局", UnitKind.CITY, self.department, self.wuhan)
        self.yichang_office = make_unit("宜昌市科技局", UnitKind.CITY, self.department, self.yichang)
        self.hongshan_office = make_unit("洪山区科技局", UnitKind.COUNTY, self.wuhan_office, self.hongshan)


def make_enterprise(region: Region, name: str = "", code: str = "") -> Enterprise:
    number = next(_numbers)
    return create_enterprise(code or f"SLTEST{number:012d}", name or f"示例{number}公司", region, by=actor())


def make_value(
    row: Enterprise, field: Field, text: str, as_of: date = DAY, unit: Unit | None = None, **more: Any
) -> ProfileValue:
    return keep_value(row, field, text, source="年度申报", as_of=as_of, by=actor(unit=unit), **more)


def make_row(
    row: Enterprise, detail: DetailList, texts: dict[str, str], as_of: date = DAY, **more: Any
) -> DetailRow:
    return keep_row(row, detail, texts, source="登记系统", as_of=as_of, by=actor(), **more)


def parquet(rows: list[dict[str, Any]]) -> bytes:
    """A file with these rows."""
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), out)
    return out.getvalue()


def make_snapshot(area: Area, rows: list[dict[str, Any]], name: str = "示例快照", **more: Any) -> Snapshot:
    """A registered file of the province with these rows. lists: rows of details, by name."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "population.parquet"
        lists = {}
        for name, given in more.pop("lists", {}).items():
            lists[name] = Path(folder) / f"{name}.parquet"
            pyarrow.parquet.write_table(pyarrow.Table.from_pylist(given), lists[name])
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=more.pop("schema", None)), path)
        values = {"region": area.province, "owner": area.department, "as_of": DAY, "by": actor(), **more}
        return register_snapshot(path, name=name, lists=lists, **values)
