"""Details in snapshots: a file each with what counts on the day, frozen, with a digest that is checked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from luodi_web.enterprises.domain.snapshot_lists import list_digests, open_lists
from luodi_web.enterprises.domain.snapshots import begin_snapshot, run_snapshot
from luodi_web.enterprises.enums import SnapshotState
from luodi_web.enterprises.models import Snapshot, SnapshotList
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, Region
from tests.web.enterprises.making import Area, make_enterprise, make_row, make_snapshot
from tests.web.factories import actor, make_user, signed_in
from tests.web.fields.making import make_detail

pytestmark = pytest.mark.django_db

ROWS = [
    {"统一社会信用代码": "SL1", "企业名称": "甲", "注册地市": "武汉市"},
    {"统一社会信用代码": "SL2", "企业名称": "乙", "注册地市": "宜昌市"},
]
CONTRACTS = [
    {"统一社会信用代码": "SL1", "合同编号": "HT1", "到账金额": Decimal("1.50")},
    {"统一社会信用代码": "SL1", "合同编号": "HT2", "到账金额": None},
]


def taken(area: Area, region: Region | None = None, as_of: date = date(2026, 1, 1)) -> Snapshot:
    snapshot = begin_snapshot(
        name="快照", region=region or area.province, owner=area.department, as_of=as_of, by=actor()
    )
    run_snapshot(snapshot.pk)
    snapshot.refresh_from_db()
    return snapshot


def rows_of(snapshot: Snapshot, name: str = "技术合同") -> list[dict[str, Any]]:
    with open_lists(snapshot, [name]) as files:
        return pyarrow.parquet.read_table(files[name].path).to_pylist()


def file_of(one: SnapshotList) -> Path:
    return Path(settings.FILES_DIR) / one.digest[:2] / one.digest


def test_snapshot_holds_the_rows_that_count_on_its_day_with_their_types(area: Area) -> None:
    detail = make_detail()
    make_detail("获批平台")
    first = make_enterprise(area.hongshan, "甲", "SL00000001")
    second = make_enterprise(area.yichang, "乙", "SL00000002")
    make_enterprise(area.yichang, "没有合同的", "SL00000003")
    make_row(second, detail, {"合同编号": "HT9", "到账金额": "7"})
    make_row(first, detail, {"合同编号": "HT1", "到账金额": "1"}, date(2025, 1, 1))
    texts = {"合同编号": "HT1", "到账金额": "2.25", "是否认定登记": "否", "到账日期": "2025-03-01"}
    make_row(first, detail, texts, date(2025, 12, 31))

    snapshot = taken(area)

    nothing = dict.fromkeys(("合同类别", "是否认定登记", "受让方是否在汉企业", "到账日期"))
    assert rows_of(snapshot) == [
        {
            "统一社会信用代码": "SL00000001",
            **nothing,
            "合同编号": "HT1",
            "到账金额": Decimal("2.25"),
            "是否认定登记": False,
            "到账日期": date(2025, 3, 1),
        },
        {"统一社会信用代码": "SL00000002", **nothing, "合同编号": "HT9", "到账金额": Decimal("7.00")},
    ]
    [one] = snapshot.lists.all()
    assert (one.name, one.rows, one.enterprises, one.key) == ("技术合同", 2, 2, "统一社会信用代码")
    assert one.columns[0] == ["合同编号", "string", 0]
    assert one.columns[-1] == ["到账金额", "number", 0]
    assert one.columns[1] == ["合同类别", "string", 2]
    entry = AuditEntry.objects.get(verb="enterprises.snapshot_made")
    assert entry.after["lists"] == [f"技术合同 2 {one.digest}"]
    assert [row["合同编号"] for row in rows_of(taken(area, area.wuhan))] == ["HT1"]
    early = taken(area, area.wuhan, date(2025, 6, 1))
    assert [row["到账金额"] for row in rows_of(early)] == [Decimal(1)]
    assert not taken(area, area.wuhan, date(2024, 6, 1)).lists.exists()


def test_database_itself_refuses_to_change_a_frozen_detail(area: Area) -> None:
    snapshot = make_snapshot(area, ROWS, lists={"技术合同": CONTRACTS})

    for act in (
        lambda: SnapshotList.objects.filter(snapshot=snapshot).update(rows=9),
        lambda: SnapshotList.objects.filter(snapshot=snapshot).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert snapshot.lists.get().rows == 2
    assert rows_of(snapshot) == CONTRACTS


def test_detail_that_was_changed_on_disk_is_not_used(area: Area) -> None:
    snapshot = make_snapshot(area, ROWS, lists={"技术合同": CONTRACTS})
    path = file_of(snapshot.lists.get())
    whole = path.read_bytes()
    path.write_bytes(whole[:-8] + b"tampered")

    try:
        with pytest.raises(ValidationError, match="明细“技术合同”的文件与固定时不一致"):
            rows_of(snapshot)
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"合同编号": "HT1"}], "没有“统一社会信用代码”这一列"),
        ([{"统一社会信用代码": "SL9", "合同编号": "HT1"}], "有 1 行不属于快照里的任何企业"),
        ([{"统一社会信用代码": None, "合同编号": "HT1"}], "有 1 行不属于快照里的任何企业"),
        ([{"统一社会信用代码": "SL1"}], "除了企业代码没有别的列"),
    ],
)
def test_detail_that_is_none_of_the_population_is_refused_and_nothing_is_kept(
    area: Area, rows: list[dict[str, Any]], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        make_snapshot(area, ROWS, lists={"技术合同": rows})

    assert not Snapshot.objects.exists()


def test_digests_are_of_the_details_asked_for(area: Area) -> None:
    snapshot = make_snapshot(area, ROWS, lists={"技术合同": CONTRACTS, "获批平台": CONTRACTS[:1]})

    assert list_digests(snapshot, ["技术合同", "没有的"]) == {
        "技术合同": snapshot.lists.get(name="技术合同").digest
    }
    assert snapshot.state == SnapshotState.DONE


def test_page_shows_details_and_gives_their_files_to_who_works_for_the_whole_area(
    client: Client, area: Area
) -> None:
    snapshot = make_snapshot(area, ROWS, lists={"技术合同": CONTRACTS})
    one = snapshot.lists.get()
    url = reverse("staff:snapshot_list_file", args=[snapshot.pk, one.pk])
    signed_in(client, make_user("sheng", Role.PROVINCE, area.department))

    page = client.get(reverse("staff:snapshot", args=[snapshot.pk]))
    text = page.content.decode()
    file = client.get(url)

    assert one.digest in text
    [shown] = page.context["lists"]
    assert (shown["list"], [column["known"] for column in shown["columns"]]) == (one, [100.0, 50.0])
    assert b"".join(file.streaming_content) == file_of(one).read_bytes()
    assert AuditEntry.objects.get(verb="enterprises.snapshot_downloaded").after == {
        "detail": "技术合同",
        "digest": one.digest,
    }

    for office, counted in ((area.wuhan_office, (2, 1, [0, 1])), (area.yichang_office, (0, 0, [0, 0]))):
        signed_in(client, make_user(office.name, Role.CITY, office))
        [shown] = client.get(reverse("staff:snapshot", args=[snapshot.pk])).context["lists"]
        share = shown["share"]
        assert (share.rows, share.enterprises, list(share.nulls.values())) == counted
    assert client.get(url).status_code == 404
