"""Details brought with a snapshot's file: kept at once, looked through by the worker, frozen with it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from luodi_web.common.domain.files import remove_unused
from luodi_web.common.models import StoredFile
from luodi_web.enterprises.domain.snapshot_lists import digest_over_all
from luodi_web.enterprises.domain.snapshots import run_snapshot
from luodi_web.enterprises.enums import SnapshotState
from luodi_web.enterprises.models import Snapshot
from luodi_web.fields.domain.lists import ColumnValues, ListValues, change_list, retire_list
from luodi_web.fields.models import DetailList
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry
from tests.web.enterprises.making import Area, parquet
from tests.web.factories import actor, make_user, signed_in
from tests.web.fields.making import make_detail

pytestmark = pytest.mark.django_db

KEY = "统一社会信用代码"
SCHOOLS = [{KEY: "SL1", "企业类型": "高等院校"}, {KEY: "SL2", "企业类型": "企业"}]


def contract(key: str | None, number: str | None, **more: Any) -> dict[str, Any]:
    said = {"合同类别": "技术开发", "到账日期": date(2025, 3, 1), "到账金额": Decimal("5.00")}
    return {KEY: key, "合同编号": number, **said, **more}


@pytest.fixture
def staff(client: Client, area: Area) -> Client:
    return signed_in(client, make_user("wuhan", Role.CITY, area.wuhan_office))


@pytest.fixture
def contracts(area: Area) -> DetailList:
    return make_detail(unit=area.department)


def brought(staff: Client, area: Area, detail: DetailList, data: bytes) -> Any:
    values = {"name": "摸底文件", "region": area.wuhan.pk, "as_of": "2026-01-01"}
    files = {
        "file": SimpleUploadedFile("a.parquet", parquet(SCHOOLS)),
        f"list_{detail.pk}": SimpleUploadedFile("b.parquet", data),
    }
    return staff.post(reverse("staff:snapshot_upload"), {**values, **files})


def looked_through(staff: Client, area: Area, detail: DetailList, rows: list[dict[str, Any]]) -> Snapshot:
    brought(staff, area, detail, parquet(rows))
    snapshot = Snapshot.objects.latest("pk")
    run_snapshot(snapshot.pk)
    snapshot.refresh_from_db()
    return snapshot


def test_list_is_looked_through_and_frozen_with_the_snapshot(
    staff: Client, area: Area, contracts: DetailList
) -> None:
    rows = [contract("SL1", "HT1"), contract("SL1", "HT2", 到账金额=None)]

    snapshot = looked_through(staff, area, contracts, rows)

    assert (snapshot.state, snapshot.problem) == (SnapshotState.DONE, "")
    [kept] = snapshot.lists.all()
    assert (kept.name, kept.key, kept.rows, kept.enterprises) == ("技术合同", KEY, 2, 1)
    assert ["到账金额", "number", 1] in kept.columns
    begun, made = AuditEntry.objects.filter(verb__startswith="enterprises.snapshot_").order_by("pk")[:2]
    assert begun.after["lists"] == [f"技术合同 {kept.digest}"]
    assert made.after["lists"] == [f"技术合同 2 {kept.digest}"]
    page = staff.get(reverse("staff:snapshot", args=[snapshot.pk])).content.decode()
    assert digest_over_all(snapshot) in page
    # Nothing is waited for any more, and nothing of it is swept away.
    assert remove_unused(timedelta(days=-1)) == 0


def test_digest_over_all_tells_every_file(staff: Client, area: Area, contracts: DetailList) -> None:
    one = looked_through(staff, area, contracts, [contract("SL1", "HT1")])
    same = looked_through(staff, area, contracts, [contract("SL1", "HT1")])
    other = looked_through(staff, area, contracts, [contract("SL1", "HT2")])

    assert digest_over_all(one) == digest_over_all(same)
    assert one.digest == other.digest
    assert digest_over_all(one) != digest_over_all(other)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [contract("SL1", "HT1", 到账金额="五元"), contract("SL1", "HT2", 到账金额="1,200")],
            "明细“技术合同”的“到账金额”列应是数值，文件里是文本。",
        ),
        (
            [contract("SL1", "HT1"), contract("SL1", "HT2", 合同类别="买卖")],
            "明细“技术合同”的“合同类别”列有 1 行不在取值范围内：技术开发、技术转让、技术许可、技术咨询、"
            "技术服务。第 2 行：买卖",
        ),
        (
            [contract("SL1", f"HT{at}", 到账金额=Decimal(3 - at)) for at in range(9)],
            "明细“技术合同”的“到账金额”列有 5 行不在取值范围内：&gt;= 0。"
            "第 5 行：-1；第 6 行：-2；第 7 行：-3",
        ),
        (
            [contract("SL1", "HT1"), contract("SL1", None), contract("SL2", None)],
            "明细“技术合同”的“合同编号”列用来区分各条，有 2 行是空的：第 2、3 行",
        ),
        (
            [contract("SL1", each) for each in ("HT1", "", " \u3000\t", "HT2", "")],
            "明细“技术合同”的“合同编号”列用来区分各条，有 3 行是空的：第 2、3、5 行",
        ),
        (
            # Whatever else stands there, rows are counted.
            [contract("SL1", each, file_row_number=7, row=7) for each in ("HT1", None)],
            "明细“技术合同”的“合同编号”列用来区分各条，有 1 行是空的：第 2 行",
        ),
        (
            [contract("SL1", "HT1"), contract("SL2", "HT1"), contract("SL1", "HT1")],
            "明细“技术合同”的“合同编号”列在同一家企业里有 1 行重复：第 3 行",
        ),
        ([{KEY: "SL1", "到账金额": 5}], "明细“技术合同”没有“合同编号”这一列，分不清各条明细。"),
        ([contract("SL1", "HT1"), contract("SL9", "HT2")], "明细“技术合同”有 1 行不属于快照里的任何企业。"),
    ],
)
def test_fault_is_told_by_column_with_counts_and_first_rows(
    staff: Client, area: Area, contracts: DetailList, rows: list[dict[str, Any]], words: str
) -> None:
    snapshot = looked_through(staff, area, contracts, rows)

    assert snapshot.state == SnapshotState.FAILED
    assert snapshot.problem == words.replace("&gt;", ">")
    assert words in staff.get(reverse("staff:snapshot", args=[snapshot.pk])).content.decode()
    assert remove_unused(timedelta(days=-1)) == 2
    assert not StoredFile.objects.exists()


def test_faults_of_all_columns_are_told_at_once(staff: Client, area: Area, contracts: DetailList) -> None:
    rows = [contract("SL1", None, 合同类别="买卖", 到账日期="三月")]

    problem = looked_through(staff, area, contracts, rows).problem

    assert [line.split("列")[0] for line in problem.splitlines()] == [
        "明细“技术合同”的“合同编号”",
        "明细“技术合同”的“合同类别”",
        "明细“技术合同”的“到账日期”",
    ]


def renamed(detail: DetailList, name: str, was: str, column: str) -> None:
    """The detail by another name, and one of its columns too."""
    columns = [
        ColumnValues(
            column if each.name == was else each.name,
            each.type,
            each.measure,
            each.allowed,
            is_key=each.is_key,
            was=each.name,
        )
        for each in detail.columns.all()
    ]
    change_list(detail, ListValues(name, detail.owner, columns), detail.revision, by=actor())


def test_detail_renamed_before_the_check_is_checked_still(
    staff: Client, area: Area, contracts: DetailList
) -> None:
    brought(staff, area, contracts, parquet([contract("SL1", "HT1", 合同类别="买卖", 到账金额=-1)]))
    renamed(contracts, "到账合同", "到账金额", "到账额")

    run_snapshot(Snapshot.objects.get().pk)

    assert Snapshot.objects.get().problem.splitlines() == [
        "明细“到账合同”的“合同类别”列有 1 行不在取值范围内：技术开发、技术转让、技术许可、技术咨询、"
        "技术服务。第 1 行：买卖",
        "明细“到账合同”的“到账金额”列有 1 行不在取值范围内：>= 0。第 1 行：-1",
    ]


def test_column_stands_there_once_by_whatever_name(staff: Client, area: Area, contracts: DetailList) -> None:
    renamed(contracts, "技术合同", "合同编号", "编号")

    problem = looked_through(staff, area, contracts, [contract("SL1", "HT1", 编号="HT1")]).problem

    assert problem == "明细“技术合同”的“编号”列重复：“合同编号”是它用过的名称，只能留一列。"
    assert looked_through(staff, area, contracts, [contract("SL1", "HT1")]).problem == ""


def test_file_of_a_detail_that_is_gone_is_a_fault(staff: Client, area: Area, contracts: DetailList) -> None:
    brought(staff, area, contracts, parquet([contract("SL1", "HT1")]))
    contracts.delete()

    run_snapshot(Snapshot.objects.get().pk)

    assert Snapshot.objects.get().problem == "字典里没有明细“技术合同”，它的文件没有核对，不能使用。"


def test_what_is_no_parquet_is_told_at_its_field(staff: Client, area: Area, contracts: DetailList) -> None:
    wrong = brought(staff, area, contracts, b"id,name\n")

    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {f"list_{contracts.pk}": ["这不是可以读的 Parquet 文件。"]}
    assert not Snapshot.objects.exists()


def test_page_offers_each_detail_in_use(staff: Client, area: Area, contracts: DetailList) -> None:
    retired = make_detail("旧明细", unit=area.department)
    retire_list(retired, "不再用", 0, by=actor())

    form = staff.get(reverse("staff:snapshot_upload")).context["form"]

    assert [str(box.label) for box in form.list_boxes] == ["技术合同"]
    assert "list_" not in staff.get(reverse("staff:snapshot_new")).content.decode()
