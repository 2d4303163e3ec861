"""A released model, a snapshot with every standing in it, and runs of the one over the other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow

from luodi_web.benefits.domain.runs import begin_run, run_match
from luodi_web.benefits.models import MatchRun
from luodi_web.decisions.models import ModelVersion
from luodi_web.people.models import User
from tests.web.decisions.making import made, released
from tests.web.enterprises.making import Area, make_snapshot
from tests.web.factories import actor, make_user

AS_OF = date(2026, 6, 1)
KEY = "统一社会信用代码"
_COLUMNS = (KEY, "企业名称", "注册地市", "注册区县", "研发投入占比", "企业类型")
# The model gives 20 from 5 % and 10 from 3 % to 高企, 5 to 规上, the highest of them.
ROWS = [
    dict(zip(_COLUMNS, row, strict=True))
    for row in [
        ("SL1", "甲公司", "武汉市", "洪山区", 5, "高企"),
        ("SL2", "乙公司", "武汉市", "洪山区", 3, "高企"),
        ("SL3", "丙公司", "宜昌市", "宜昌市", 4, "规上"),
        ("SL4", "=丁公司", "宜昌市", "宜昌市", 1, "其他"),
        ("SL5", "戊公司", "武汉市", "江夏区", None, "高企"),
        ("SL6", "己公司", "武汉市", "江夏区", 5, None),
        ("SL7", "庚公司", "宜昌市", "宜昌市", None, "规上"),
    ]
]
SCHEMA = pyarrow.schema(
    [(name, pyarrow.decimal128(10, 2) if name == "研发投入占比" else pyarrow.string()) for name in _COLUMNS]
)


def make_version(area: Area) -> ModelVersion:
    author, reviewer = make_user(unit=area.department), make_user(unit=area.department)
    version = released(made(author, area.department), author, reviewer)
    version.refresh_from_db()
    return version


def begun(area: Area, by: User | None = None, rows: list[dict[str, Any]] = ROWS, **more: Any) -> MatchRun:
    """A run that waits for the worker."""
    snapshot = more.pop("snapshot", None) or make_snapshot(area, rows, schema=SCHEMA)
    version = more.pop("version", None) or make_version(area)
    return begin_run(version, snapshot, owner=area.department, as_of=AS_OF, by=actor(by, area.department))


def done(area: Area, **more: Any) -> MatchRun:
    run = begun(area, **more)
    run_match(run.pk)
    return MatchRun.objects.select_related("version__model", "snapshot__region", "file").get(pk=run.pk)
