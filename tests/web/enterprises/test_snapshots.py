"""Snapshots: what counts on a day, in one file that is never changed, with a digest that is checked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from luodi_web.enterprises.domain import snapshot_files
from luodi_web.enterprises.domain.scope import places_seen, snapshots_visible_to
from luodi_web.enterprises.domain.snapshot_files import describe_file
from luodi_web.enterprises.domain.snapshots import begin_snapshot, open_snapshot, run_snapshot
from luodi_web.enterprises.enums import SnapshotState
from luodi_web.enterprises.jobs import make_snapshot as make_snapshot_job
from luodi_web.enterprises.models import ProfileValue, Snapshot
from luodi_web.fields.enums import FieldType
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, Notification
from luodi_web.people.rules import Permission
from tests.web.at_once import needs_row_locks
from tests.web.enterprises.making import DAY, Area, make_enterprise, make_snapshot, make_value
from tests.web.factories import actor, make_user, signed_in
from tests.web.fields.making import make_field

pytestmark = pytest.mark.django_db

ROWS = [
    {"统一社会信用代码": "SL1", "企业名称": "甲", "注册地市": "武汉市", "注册区县": "洪山区", "研发费用": 1},
    {
        "统一社会信用代码": "SL2",
        "企业名称": "乙",
        "注册地市": "宜昌市",
        "注册区县": "宜昌市",
        "研发费用": None,
    },
]


def taken(area: Area, region: Any = None, as_of: date = date(2026, 1, 1)) -> Snapshot:
    snapshot = begin_snapshot(
        name="快照", region=region or area.province, owner=area.department, as_of=as_of, by=actor()
    )
    run_snapshot(snapshot.pk)
    snapshot.refresh_from_db()
    return snapshot


def rows_of(snapshot: Snapshot) -> list[dict[str, Any]]:
    with open_snapshot(snapshot) as path:
        return pyarrow.parquet.read_table(path).to_pylist()


def test_snapshot_holds_what_counts_on_its_day_and_unknown_stays_null(area: Area) -> None:
    cost, hitech = make_field("研发费用"), make_field("是否有效高企", type=FieldType.BOOLEAN)
    make_field("没人填的", type=FieldType.STRING)
    first, second = (
        make_enterprise(area.hongshan, "甲", "SL00000001"),
        make_enterprise(area.yichang, "乙", "SL00000002"),
    )
    make_value(first, cost, "100.5", date(2024, 12, 31))
    make_value(first, cost, "200", date(2025, 12, 31))
    make_value(second, hitech, "否", date(2025, 12, 31))

    assert rows_of(taken(area)) == [
        {
            "统一社会信用代码": "SL00000001",
            "企业名称": "甲",
            "注册地市": "武汉市",
            "注册区县": "洪山区",
            "研发费用": Decimal("200.0"),
            "是否有效高企": None,
        },
        {
            "统一社会信用代码": "SL00000002",
            "企业名称": "乙",
            "注册地市": "宜昌市",
            "注册区县": "宜昌市",
            "研发费用": None,
            "是否有效高企": False,
        },
    ]
    assert [row["研发费用"] for row in rows_of(taken(area, as_of=date(2025, 6, 1)))] == [
        Decimal("100.5"),
        None,
    ]
    assert [row["企业名称"] for row in rows_of(taken(area, area.wuhan))] == ["甲"]


def test_snapshot_says_what_is_in_it_and_is_audited_with_its_digest(area: Area) -> None:
    make_value(make_enterprise(area.hongshan, "甲", "SL00000001"), make_field("研发费用"), "1")
    make_enterprise(area.hongshan, "乙", "SL00000002")

    snapshot = taken(area)

    assert (snapshot.state, snapshot.rows, snapshot.key) == (SnapshotState.DONE, 2, "统一社会信用代码")
    assert snapshot.columns[-1] == ["研发费用", "number", 1]
    assert (snapshot.name_column, snapshot.city_column, snapshot.county_column) == (
        "企业名称",
        "注册地市",
        "注册区县",
    )
    assert snapshot.file is not None
    assert snapshot.digest == snapshot.file.sha256
    entry = AuditEntry.objects.get(verb="enterprises.snapshot_made")
    assert entry.after == {"rows": 2, "digest": snapshot.digest}


def test_database_itself_refuses_to_change_what_is_frozen(area: Area) -> None:
    snapshot = make_snapshot(area, ROWS)

    for act in (
        lambda: Snapshot.objects.filter(pk=snapshot.pk).update(digest="0" * 64),
        lambda: Snapshot.objects.filter(pk=snapshot.pk).delete(),
        lambda: snapshot.places.update(rows=0),
        lambda: snapshot.places.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert Snapshot.objects.get().digest == snapshot.digest
    assert sum(snapshot.places.values_list("rows", flat=True)) == len(ROWS)


def test_file_that_was_changed_on_disk_is_not_used(area: Area) -> None:
    snapshot = make_snapshot(area, ROWS)
    path = Path(settings.FILES_DIR) / snapshot.digest[:2] / snapshot.digest
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(whole[:-8] + b"tampered")
    try:
        with pytest.raises(ValidationError, match="与固定时不一致"), open_snapshot(snapshot):
            pass
    finally:
        path.write_bytes(whole)
    assert len(rows_of(snapshot)) == 2


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"统一社会信用代码": "SL1", "研发费用": 1}] * 2, "SL1"),
        ([{"统一社会信用代码": None, "研发费用": 1}], "统一社会信用代码"),
        ([], "文件里没有行。"),
    ],
)
def test_file_that_is_no_population_is_refused_in_words(area: Area, rows: list[Any], said: str) -> None:
    schema = pyarrow.schema([("统一社会信用代码", pyarrow.string()), ("研发费用", pyarrow.int64())])

    with pytest.raises(ValidationError) as refused:
        make_snapshot(area, rows, schema=schema)

    assert said in " ".join(refused.value.messages)
    assert not Snapshot.objects.exists()


def test_region_without_enterprises_gives_no_snapshot_and_says_so(area: Area) -> None:
    snapshot = taken(area)

    assert (snapshot.state, snapshot.problem) == (SnapshotState.FAILED, "“湖北省”还没有企业档案。")


def test_city_sees_the_provinces_snapshot_but_only_its_own_rows(area: Area) -> None:
    province = make_snapshot(area, ROWS)
    wuhan = make_snapshot(area, ROWS[:1], "武汉", region=area.wuhan, owner=area.wuhan_office)
    rights = {
        name: Rights.of(make_user(role=role, unit=unit))
        for name, role, unit in (
            ("province", Role.PROVINCE, area.department),
            ("wuhan", Role.CITY, area.wuhan_office),
            ("hongshan", Role.COUNTY, area.hongshan_office),
            ("yichang", Role.CITY, area.yichang_office),
            ("enterprise", Role.ENTERPRISE, area.department),
        )
    }

    seen = {name: {row.pk for row in snapshots_visible_to(each)} for name, each in rights.items()}
    places = {
        name: places_seen(each, Permission.MATCHES_VIEW, area.province) for name, each in rights.items()
    }

    assert seen == {
        "province": {province.pk, wuhan.pk},
        "wuhan": {province.pk, wuhan.pk},
        "hongshan": {province.pk, wuhan.pk},
        "yichang": {province.pk},
        "enterprise": set(),
    }
    assert places == {
        "province": None,
        "wuhan": [("city", "武汉市")],
        "hongshan": [("county", "洪山区")],
        "yichang": [("city", "宜昌市")],
        "enterprise": [],
    }


def test_screens_take_a_snapshot(client: Client, area: Area) -> None:
    make_enterprise(area.hongshan, "甲", "SL00000001")
    person = signed_in(client, make_user("wuhan", Role.CITY, area.wuhan_office))
    given = {"name": "武汉快照", "region": area.wuhan.pk, "as_of": "2026-01-01", "note": ""}
    beyond = person.post(reverse("staff:snapshot_new"), given | {"region": area.province.pk})
    assert (beyond.status_code, list(beyond.context["form"].errors)) == (422, ["region"])

    answer = person.post(reverse("staff:snapshot_new"), given)
    snapshot = Snapshot.objects.get()
    assert "排队中" in person.get(answer["Location"]).content.decode()
    run_snapshot(snapshot.pk)
    assert "注册地市" in person.get(answer["Location"]).content.decode()
    # A page that waited is opened anew: what may be done now stands beside the title too.
    waited = person.get(answer["Location"], headers={"HX-Request": "true"})
    assert waited.headers["HX-Refresh"] == "true"


def test_made_of_file_only_by_who_works_for_the_whole_area(client: Client, area: Area) -> None:
    snapshot = make_snapshot(area, ROWS, as_of=DAY)
    wuhan = signed_in(client, make_user("wuhan", Role.CITY, area.wuhan_office))

    assert wuhan.get(reverse("staff:snapshot", args=[snapshot.pk])).status_code == 200
    assert wuhan.get(reverse("staff:snapshot_file", args=[snapshot.pk])).status_code == 404


def test_run_that_was_taken_over_does_not_fail_the_later_one(
    area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = begin_snapshot(name="快照", region=area.province, owner=area.department, as_of=DAY, by=actor())

    def overtaken(*args: Any) -> int:
        Snapshot.objects.filter(pk=snapshot.pk).update(started_at=timezone.now())
        raise ValidationError("没有企业")

    monkeypatch.setattr("luodi_web.enterprises.domain.snapshots.write_profiles", overtaken)

    assert run_snapshot(snapshot.pk) is None
    snapshot.refresh_from_db()
    assert snapshot.state == SnapshotState.MAKING


def test_snapshot_that_failed_is_told(area: Area) -> None:
    person = make_user("asker", Role.PROVINCE, area.department)
    snapshot = begin_snapshot(
        name="快照", region=area.province, owner=area.department, as_of=DAY, by=actor(person)
    )

    make_snapshot_job.func(snapshot.pk)

    assert [note.text for note in Notification.objects.filter(user=person)] == [
        "数据快照“快照”没有生成，请看原因。"
    ]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["统一社会信用代码", "研发费用", "研发费用"], "有两列都叫“研发费用”。"),
        (["长" * 61], f"列名“{'长' * 60}”不能用：不能是空的，不能有换行等符号，最多 60 个字。"),
        (
            ["统一社会信用代码", "研发\x00"],
            "列名“研发\x00”不能用：不能是空的，不能有换行等符号，最多 60 个字。",
        ),
        ([f"列{number}" for number in range(1001)], "文件有 1001 列，最多 1000 列。"),
    ],
)
def test_columns_that_cannot_be_kept_are_told(tmp_path: Path, names: list[str], said: str) -> None:
    path = tmp_path / "population.parquet"
    table = pyarrow.Table.from_arrays([pyarrow.array(["SL1"])] * len(names), names=names)
    pyarrow.parquet.write_table(table, path)

    with pytest.raises(ValidationError) as refused:
        describe_file(path)

    assert refused.value.messages == [said]


def test_file_cut_short_is_told_without_the_engines_words(tmp_path: Path) -> None:
    path = tmp_path / "population.parquet"
    table = pyarrow.table({"统一社会信用代码": [f"SL{number}" for number in range(10_000)]})
    pyarrow.parquet.write_table(table, path)
    data = bytearray(path.read_bytes())
    data[4:2000] = bytes(1996)
    path.write_bytes(data)

    with pytest.raises(ValidationError) as refused:
        describe_file(path)

    assert refused.value.messages == ["这不是可以读的 Parquet 文件。"]


def test_unknown_is_counted_where_the_file_does_not_say(tmp_path: Path) -> None:
    path = tmp_path / "population.parquet"
    table = pyarrow.table({"统一社会信用代码": ["SL1", "SL2"], '研发 "费用': pyarrow.array([None, 1])})
    pyarrow.parquet.write_table(table, path, write_statistics=False)

    assert describe_file(path).columns == [
        ["统一社会信用代码", "string", 0],
        ['研发 "费用', "number", 1],
    ]


@pytest.mark.django_db(transaction=True)
def test_snapshot_is_of_one_moment_whatever_is_kept_meanwhile(
    area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_row_locks()
    field = make_field("研发费用", measure="元")
    row = make_enterprise(area.hongshan)
    make_value(row, field, "1.5")
    read = snapshot_files._scales

    def then_somebody_keeps(*args: Any) -> dict[int, int]:
        found = read(*args)
        thread = Thread(target=lambda: (make_value(row, field, "2.125"), connections.close_all()))
        thread.start()
        thread.join(20)
        return found

    monkeypatch.setattr(snapshot_files, "_scales", then_somebody_keeps)

    [kept] = rows_of(taken(area))

    assert (kept["研发费用"], ProfileValue.objects.count()) == (Decimal("1.5"), 2)
