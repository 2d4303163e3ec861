"""A file that is brought as a snapshot: kept at once, looked through by the worker, told on its page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from luodi_web.common.domain.files import remove_unused
from luodi_web.common.models import StoredFile
from luodi_web.enterprises.domain import snapshots
from luodi_web.enterprises.domain.snapshots import run_snapshot
from luodi_web.enterprises.enums import SnapshotState
from luodi_web.enterprises.jobs import make_snapshot as make_snapshot_job
from luodi_web.enterprises.models import Snapshot
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, Notification
from tests.web.enterprises.making import Area, parquet
from tests.web.factories import make_user, signed_in

pytestmark = pytest.mark.django_db

ROWS = [
    {"统一社会信用代码": "SL1", "注册地市": "武汉市", "研发费用": 1},
    {"统一社会信用代码": "SL2", "注册地市": "武汉市", "研发费用": None},
]
NO_PARQUET = "这不是可以读的 Parquet 文件。"


@pytest.fixture
def staff(client: Client, area: Area) -> Client:
    return signed_in(client, make_user("wuhan", Role.CITY, area.wuhan_office))


def brought(staff: Client, area: Area, data: bytes, **more: str) -> Any:
    given = {"name": "摸底文件", "region": area.wuhan.pk, "as_of": "2026-01-01", "note": "区级上报", **more}
    file = SimpleUploadedFile("a.parquet", data)
    return staff.post(reverse("staff:snapshot_upload"), {**given, "file": file})


def test_request_keeps_the_file_and_the_worker_looks_through_it(
    staff: Client, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    look = snapshots.describe_file

    def looked(path: Path) -> Any:
        seen.append(staff.get(page).content.decode())
        return look(path)

    monkeypatch.setattr(snapshots, "describe_file", looked)
    data = parquet(ROWS)

    page = brought(staff, area, data)["Location"]

    snapshot = Snapshot.objects.get()
    assert (page, snapshot.state, seen) == (
        reverse("staff:snapshot", args=[snapshot.pk]),
        SnapshotState.MAKING,
        [],
    )
    waiting = staff.get(page).content.decode()
    assert ("排队中" in waiting, "共 2 家企业" in waiting) == (True, False)
    assert staff.get(reverse("staff:snapshot_file", args=[snapshot.pk])).status_code == 302

    run_snapshot(snapshot.pk)

    assert ["正在核对文件" in text and "共 2 家企业" in text for text in seen] == [True]
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.rows, snapshot.columns[-1]) == (
        SnapshotState.DONE,
        2,
        ["研发费用", "number", 1],
    )
    got = staff.get(reverse("staff:snapshot_file", args=[snapshot.pk]))
    assert b"".join(got.streaming_content) == data
    begun, made = AuditEntry.objects.filter(verb__startswith="enterprises.snapshot_").order_by("pk")[:2]
    assert begun.after == {"region": str(area.wuhan), "day": "2026-01-01", "sha256": snapshot.digest}
    assert made.after == {"rows": 2, "digest": snapshot.digest}


def test_fault_stays_with_the_row_and_what_was_filled_in_is_brought_along(staff: Client, area: Area) -> None:
    page = brought(staff, area, parquet([ROWS[0], ROWS[0]]))["Location"]
    snapshot = Snapshot.objects.get()

    make_snapshot_job.func(snapshot.pk)

    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.rows, snapshot.file) == (SnapshotState.FAILED, 0, None)
    told = staff.get(page).content.decode()
    assert "SL1" in snapshot.problem
    assert snapshot.problem in told.replace("&quot;", '"')
    again = f"{reverse('staff:snapshot_upload')}?like={snapshot.pk}"
    assert again in told
    form = staff.get(again).context["form"]
    assert [form[name].value() for name in ("name", "region", "note")] == [
        "摸底文件",
        area.wuhan.pk,
        "区级上报",
    ]
    assert [note.text for note in Notification.objects.all()] == ["数据快照“摸底文件”没有生成，请看原因。"]


def test_file_of_a_snapshot_that_failed_is_not_kept_for_ever(staff: Client, area: Area) -> None:
    brought(staff, area, parquet([ROWS[0], ROWS[0]]))
    snapshot = Snapshot.objects.get()
    assert remove_unused(timedelta(days=-1)) == 0
    run_snapshot(snapshot.pk)

    assert remove_unused(timedelta(days=-1)) == 1
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("data", [b"PAR1 not", b"id,name\n", b"PAR", b"MZ" + bytes(20) + b"PAR1"])
def test_what_is_no_parquet_by_its_ends_is_told_in_the_form(staff: Client, area: Area, data: bytes) -> None:
    wrong = brought(staff, area, data, name="坏")

    form = wrong.context["form"]
    assert (wrong.status_code, form.errors) == (422, {"file": [NO_PARQUET]})
    assert (form["name"].value(), form["note"].value()) == ("坏", "区级上报")
    assert not Snapshot.objects.exists()


def test_what_is_no_parquet_in_between_is_told_on_the_page(staff: Client, area: Area) -> None:
    page = brought(staff, area, b"PAR1 nothing of this can be read PAR1")["Location"]

    run_snapshot(Snapshot.objects.get().pk)

    assert NO_PARQUET in staff.get(page).content.decode()


def test_floats_are_brought_and_those_that_are_none_are_told(staff: Client, area: Area) -> None:
    small = [{"统一社会信用代码": "SL1", "研发费用": 1e-05}, {"统一社会信用代码": "SL2", "研发费用": 1.5e17}]
    pages = []
    for last in (2.5, 1e300, float("nan")):
        data = parquet([*small, {"统一社会信用代码": "SL3", "研发费用": last}])
        page = brought(staff, area, data, name=f"文件 {last}")["Location"]
        run_snapshot(Snapshot.objects.latest("pk").pk)
        pages.append(staff.get(page).content.decode())

    assert Snapshot.objects.earliest("pk").state == SnapshotState.DONE
    assert "列“研发费用”的数位数太多，不能精确计算" in pages[1]
    assert "第 1、3 行：1e-05、1e+300" in pages[1]
    assert "列“研发费用”有 1 个值不是数：第 3 行，如 nan。" in pages[2]


def test_day_to_come_is_told_at_its_field(staff: Client, area: Area) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)

    wrong = brought(staff, area, parquet(ROWS), as_of=tomorrow.isoformat())

    assert wrong.context["form"].errors == {"as_of": ["数据日期不能晚于今天。"]}
    assert not Snapshot.objects.exists()


def test_file_that_was_changed_before_the_worker_came_is_refused(staff: Client, area: Area) -> None:
    brought(staff, area, parquet(ROWS))
    snapshot = Snapshot.objects.get()
    assert snapshot.file is not None
    path = Path(settings.FILES_DIR) / snapshot.file.sha256[:2] / snapshot.file.sha256
    path.chmod(0o600)
    path.write_bytes(parquet(ROWS[:1]))
    try:
        run_snapshot(snapshot.pk)
    finally:
        path.unlink()

    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.problem) == (
        SnapshotState.FAILED,
        "上传的文件已经不在，请重新选择。",
    )


def test_form_begins_only_from_a_failed_snapshot_of_ones_own_area(staff: Client, area: Area) -> None:
    brought(staff, area, parquet([ROWS[0], ROWS[0]]))
    mine = Snapshot.objects.get()
    run_snapshot(mine.pk)
    Snapshot.objects.filter(pk=mine.pk).update(region=area.yichang, owner=area.yichang_office)

    for key in (str(mine.pk), "x", "9" * 30, ""):
        form = staff.get(reverse("staff:snapshot_upload"), {"like": key}).context["form"]
        assert form["name"].value() is None
