"""The sample enterprises: some as profiles, a whole population as a snapshot, and a run over it."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from demo.population import CHILDREN, KEY, child_path, child_rows, population_rows, write_population
from luodi_web.enterprises.domain.details import SaidRow, keep_rows, parse_texts
from luodi_web.enterprises.domain.profiles import Said, keep_batch, profile_fields
from luodi_web.enterprises.domain.snapshots import register_snapshot
from luodi_web.enterprises.enums import EnterpriseVerb
from luodi_web.enterprises.models import Enterprise, Snapshot
from luodi_web.fields.models import DetailList, Field
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.models import Region, Unit

PROFILES = 300
POPULATION = 100_000
AS_OF = date(2025, 12, 31)
NAME = "全省科技企业（示例，10 万家）"
SOURCE = "示例数据，随机生成"
_BATCH = 100


def load_enterprises(*, by: Actor, count: int = PROFILES) -> int:
    """Profiles of the first enterprises of the population, with all that is known of them; how many."""
    if Enterprise.objects.filter(is_sample=True).exists():
        return 0
    fields = {each.name: each for each in profile_fields()}
    regions = {each.name: each for each in Region.objects.all()}
    rows = population_rows(count)
    said = [_said(row, fields, regions) for row in rows]
    for start in range(0, len(said), _BATCH):
        keep_batch(said[start : start + _BATCH], by=by, is_sample=True)
    _load_details(count, by=by)
    record(by, EnterpriseVerb.IMPORTED, after={"created": len(said), "source": SOURCE})
    return len(said)


def _load_details(count: int, *, by: Actor) -> None:
    """What those enterprises have several of, of the details that the dictionary has."""
    firms = {each.code: each for each in Enterprise.objects.filter(is_sample=True)}
    for detail in DetailList.objects.filter(name__in=CHILDREN):
        columns = list(detail.columns.all())
        rows = []
        for row in child_rows(detail.name, count):
            texts = {name: _text(value) for name, value in row.items() if value is not None}
            values, _faults = parse_texts(columns, texts)
            rows.append(SaidRow(firms[str(row[KEY])], values, SOURCE, AS_OF))
        keep_rows(detail, rows, by=by)


def _said(row: dict[str, object], fields: dict[str, Field], regions: dict[str, Region]) -> Said:
    values = {
        fields[name].pk: _text(value) for name, value in row.items() if name in fields and value is not None
    }
    region = regions[str(row["注册区县"])]
    return Said(str(row[KEY]), str(row["企业名称"]), region, values, SOURCE, AS_OF)


def _text(value: object) -> str:
    """As profiles keep it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def load_snapshot(owner: Unit, *, by: Actor, rows: int = POPULATION) -> Snapshot | None:
    """A population of that many enterprises as a snapshot of the province; None where it is there already."""
    if Snapshot.objects.filter(name=NAME, is_sample=True).exists():
        return None
    region = owner.region or Region.objects.get(code="420000")
    with tempfile.TemporaryDirectory(prefix="luodi-demo-") as folder:
        path = Path(folder) / "population.parquet"
        names = list(DetailList.objects.filter(name__in=CHILDREN).values_list("name", flat=True))
        write_population(path, rows, children=names)
        return register_snapshot(
            path,
            name=NAME,
            region=region,
            owner=owner,
            as_of=AS_OF,
            note="虚构企业，随机生成，只供演示；不是统计数据。",
            by=by,
            lists={name: child_path(path, name) for name in names},
            is_sample=True,
        )
