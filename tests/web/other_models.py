"""A model, a field, an enterprise and what is made of them, of one unit, with the key of ``other_units``."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow
import pyarrow.parquet
from django.utils import timezone

from luodi.dmn.cases import Case, CaseFile
from luodi.dmn.write_cases import write_cases
from luodi_web.benefits.enums import RunState
from luodi_web.benefits.models import MatchRun, RunPlace
from luodi_web.common.domain.files import store_bytes
from luodi_web.common.models import StoredFile
from luodi_web.decisions.domain.content import digest_of
from luodi_web.decisions.enums import ModelState, SaveSource
from luodi_web.decisions.models import DecisionModel, ModelVersion, PendingSave, SavedCase
from luodi_web.enterprises.enums import ImportState, SnapshotSource, SnapshotState
from luodi_web.enterprises.models import (
    DetailRow,
    Enterprise,
    ProfileImport,
    ProfileValue,
    Snapshot,
    SnapshotList,
    SnapshotPlace,
    SnapshotUpload,
)
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import DetailColumn, DetailColumnName, DetailList, DetailName, Field
from luodi_web.people.enums import RegionLevel
from luodi_web.people.models import Unit, User
from tests.web.decisions.making import incoming
from tests.web.factories import make_region


def models_of(unit: Unit, user: User, key: int, *, published: bool) -> None:
    """published: whether the model is released; else it is a draft that the person has not written in."""
    Field.objects.create(pk=key, name="研发费用", type=FieldType.NUMBER, owner=unit)
    DecisionModel.objects.create(pk=key, name="研发补助", owner=unit, created_by=user)
    xml = incoming().xml or ""
    version = ModelVersion.objects.create(
        pk=key,
        model_id=key,
        number=1,
        xml=xml,
        digest=digest_of(xml),
        state=ModelState.RELEASED if published else ModelState.DRAFT,
        effective_from=date(2026, 1, 1),
        created_by=user,
    )
    case = write_cases(CaseFile(cases=(Case(id="one"),))).decode()
    SavedCase.objects.create(pk=key, version=version, name="示例", xml=case, created_by=user)
    PendingSave.objects.create(
        version=version,
        user=user,
        xml=xml,
        revision=0,
        source=SaveSource.DMN,
        created_at=timezone.now(),
    )
    _enterprises_of(unit, user, version, key, published=published)


def _enterprises_of(unit: Unit, user: User, version: ModelVersion, key: int, *, published: bool) -> None:
    """In the unit's region, which no other unit works for. published: whether what takes time is done."""
    if unit.region is None:
        unit.region = make_region("秭归县", "420527", RegionLevel.COUNTY)
        unit.save(update_fields=["region"])
    now, today = timezone.now(), timezone.localdate()
    row = Enterprise.objects.create(pk=key, code="SL420527", name="示例公司", region=unit.region)
    said = {"text": "1", "source": "申报表", "as_of": today, "entered_at": now, "entered_by": user}
    ProfileValue.objects.create(pk=key, enterprise=row, field_id=key, **said)
    DetailList.objects.create(pk=key, name="技术合同", owner=unit)
    DetailName.objects.create(detail_id=key, name="合同")
    DetailColumnName.objects.create(detail_id=key, name="编号", now="合同编号")
    DetailColumn.objects.create(detail_id=key, order=0, name="合同编号", type=FieldType.STRING)
    DetailRow.objects.create(
        pk=key,
        enterprise=row,
        detail_id=key,
        values={"合同编号": "HT1"},
        source="登记系统",
        as_of=today,
        entered_at=now,
    )
    data = "统一社会信用代码,企业名称,注册地区,研发费用\nSL420527,,,x\n".encode()
    ProfileImport.objects.create(
        pk=key,
        file=store_bytes(data),
        file_name="企业.csv",
        source="申报表",
        as_of=today,
        state=ImportState.READY,
        faults=[[2, "研发费用", "不是数字", "x"]],
        counts={"created": 1},
        started_at=now,
        by=user,
        unit=unit,
    )
    file = _parquet({"统一社会信用代码": "SL420527", "研发费用": Decimal(1)})
    snapshot = Snapshot.objects.create(
        pk=key,
        name="快照",
        source=SnapshotSource.FILE,
        region=unit.region,
        owner=unit,
        as_of=today,
        state=SnapshotState.DONE,
        file=file,
        digest=file.sha256,
        rows=1,
        columns=[["统一社会信用代码", "string", 0], ["研发费用", "number", 0]],
        key="统一社会信用代码",
        started_at=now,
    )
    child = _parquet({"统一社会信用代码": "SL420527", "合同编号": "HT1"})
    SnapshotPlace.objects.create(snapshot=snapshot, city="宜昌市", county="夷陵区", rows=1)
    SnapshotUpload.objects.create(snapshot=snapshot, name="技术合同", file=child)
    SnapshotList.objects.create(
        pk=key,
        snapshot=snapshot,
        name="技术合同",
        file=child,
        digest=child.sha256,
        key="统一社会信用代码",
        rows=1,
        enterprises=1,
        columns=[["合同编号", "string", 0]],
    )
    out = _parquet({"统一社会信用代码": "SL420527", "研发补助": Decimal(1), "研发补助#missing": ["企业类型"]})
    told = {"won": 0, "lost": 0, "open": 1, "sum": "0", "values": [], "missing": [["企业类型", 1]]}
    run = MatchRun.objects.create(
        pk=key,
        version=version,
        snapshot=snapshot,
        owner=unit,
        as_of=today,
        state=RunState.DONE if published else RunState.WAITING,
        model_digest=version.digest,
        snapshot_digest=snapshot.digest,
        file=out,
        result_digest=out.sha256,
        rows=1,
        decisions=[["研发补助", "number", True]],
        summary={"rows": 1, "decisions": {"研发补助": told}, "places": []},
        started_at=now,
        by=user,
    )
    RunPlace.objects.create(run=run, city="宜昌市", county="夷陵区", won=0, amount="0")


def _parquet(row: dict[str, Any]) -> StoredFile:
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([row]), out)
    return store_bytes(out.getvalue())
