"""Tables of details: looked through by the same machinery as profiles, told, kept, and taken out again."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from luodi_web.enterprises.domain.details import counting_rows
from luodi_web.enterprises.domain.importing import begin_import, confirm_import, fault_table, run_import
from luodi_web.enterprises.enums import ImportState
from luodi_web.enterprises.models import DetailRow, Enterprise, ProfileImport
from luodi_web.fields.domain.lists import ColumnValues
from luodi_web.fields.models import DetailList
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, User
from tests.web.enterprises.making import DAY, Area, make_enterprise, make_row
from tests.web.factories import actor, make_user, signed_in
from tests.web.fields.making import make_detail

pytestmark = pytest.mark.django_db

HEAD = "统一社会信用代码,企业名称,数据来源,数据日期,合同编号,合同类别,是否认定登记,到账日期,到账金额"


@pytest.fixture
def contracts(area: Area) -> DetailList:
    return make_detail()


@pytest.fixture
def firm(area: Area) -> Enterprise:
    return make_enterprise(area.hongshan, "甲公司", "SL00000001")


@pytest.fixture
def person(area: Area) -> User:
    return make_user("wuhan", Role.CITY, area.wuhan_office)


def upload(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("合同.csv", text.encode("gb18030"))


def looked_through(area: Area, person: User, detail: DetailList, text: str) -> ProfileImport:
    by = actor(person, area.wuhan_office)
    row = begin_import(upload(text), source="登记系统导出", as_of=DAY, detail=detail, by=by)
    run_import(row.pk)
    row.refresh_from_db()
    return row


def kept(row: ProfileImport, person: User) -> ProfileImport:
    confirm_import(row, by=actor(person))
    run_import(row.pk)
    row.refresh_from_db()
    return row


def test_table_is_seen_before_anything_is_kept_then_kept(
    area: Area, contracts: DetailList, firm: Enterprise, person: User
) -> None:
    make_row(firm, contracts, {"合同编号": "HT1", "到账金额": "1"})
    make_row(firm, contracts, {"合同编号": "HT2", "到账金额": "7"})
    text = (
        f"{HEAD}\nSL00000001,,,,HT1,,是,,2.50\nSL00000001,,,,HT2,,,,7\n"
        'SL00000001,改了的名称,省厅,2025-06-30,HT3,技术开发,否,2025/3/1,"1,000"\n'
    )

    row = looked_through(area, person, contracts, text)

    assert row.state == ImportState.READY
    assert row.counts == {"wrong": 0, "faults": 0, "created": 1, "changed": 1, "same": 1, "values": 8}
    assert DetailRow.objects.count() == 2

    kept(row, person)

    assert row.state == ImportState.DONE
    found = {each.key: each for each in counting_rows([firm.pk], contracts, date(2026, 1, 1))}
    assert [each.values.get("到账金额") for each in found.values()] == ["1000", "7", "2.5"]
    new = found["HT3"]
    assert (new.source, new.as_of, new.file) == ("省厅", date(2025, 6, 30), row.file)
    assert (new.entered_by, new.entered_unit) == (person, area.wuhan_office)
    assert found["HT1"].source == "登记系统导出"
    assert Enterprise.objects.get().name == "甲公司"
    assert AuditEntry.objects.get(verb="enterprises.import_begun").after["detail"] == "技术合同"
    again = looked_through(area, person, contracts, text)
    assert (again.counts["same"], again.counts["created"], again.counts["changed"]) == (3, 0, 0)


def test_worker_that_was_thought_gone_keeps_nothing_twice(
    area: Area, firm: Enterprise, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices = make_detail("仪器设备", [ColumnValues("设备名称")])
    monkeypatch.setattr("luodi_web.enterprises.domain.importing.IMPORT_BATCH", 2)
    text = "统一社会信用代码,设备名称\n" + "SL00000001,显微镜\n" * 5
    row = looked_through(area, person, devices, text)
    assert row.counts["created"] == 5

    for _each in range(2):
        ProfileImport.objects.filter(pk=row.pk).update(state=ImportState.IMPORTING)
        run_import(row.pk)

    assert DetailRow.objects.count() == 5


def test_faults_are_told_by_row_and_column_and_come_back_to_be_corrected(
    area: Area, contracts: DetailList, firm: Enterprise, person: User
) -> None:
    make_enterprise(area.yichang, "别处公司", "SL00000009")
    text = (
        f"{HEAD}\n"
        "SL00000001,,,,HT1,买卖,,,5\n"
        "SL00000007,,,,HT2,,,,5\n"
        "SL00000009,,,,HT3,,,,5\n"
        "SL00000001,,,2999-01-01,HT4,,,,五万\n"
        "SL00000001,,,,,技术开发,,,\n"
        "SL00000001,,,,HT6,,,,6\n"
        "SL00000001,,,,HT6,,,,7\n"
    )

    row = looked_through(area, person, contracts, text)

    told = {(number, column) for number, column, _words, _value in row.faults}
    assert told == {
        (2, "合同类别"),
        (3, "统一社会信用代码"),
        (4, "统一社会信用代码"),
        (5, "数据日期"),
        (5, "到账金额"),
        (6, "合同编号"),
        (8, "合同编号"),
    }
    assert all("别处公司" not in words + value for _row, _column, words, value in row.faults)
    assert (row.counts["created"], row.counts["wrong"]) == (1, 6)
    columns, rows = fault_table(row)
    assert [label for label, _width in columns][:2] == ["问题", "统一社会信用代码"]
    assert len(rows) == 6
    kept(row, person)
    assert [each.key for each in DetailRow.objects.all()] == ["HT6"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("统一社会信用代码,到账金额\nSL00000001,5\n", "没有“合同编号”这一列"),
        ("编号,到账金额\nSL00000001,5\n", "找不到表头"),
    ],
)
def test_table_without_its_heads_is_refused_in_words(
    area: Area, contracts: DetailList, person: User, text: str, words: str
) -> None:
    row = looked_through(area, person, contracts, text)

    assert row.state == ImportState.FAILED
    assert words in row.problem


def test_template_export_and_import_have_one_layout(
    client: Client, area: Area, contracts: DetailList, firm: Enterprise, person: User
) -> None:
    make_row(
        firm,
        contracts,
        {"合同编号": "HT1", "到账金额": "2.50", "是否认定登记": "是", "到账日期": "2025-03-01"},
    )
    make_row(make_enterprise(area.yichang), contracts, {"合同编号": "HT9"})
    signed_in(client, person)

    def sheet(url: str, **query: str) -> list[tuple[object, ...]]:
        data = b"".join(client.get(url, query).streaming_content)
        return list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))

    template = sheet(reverse("staff:detail_template", args=[contracts.pk]))
    exported = sheet(reverse("staff:details", args=[contracts.pk]), export="xlsx")

    assert template == exported[:1]
    assert len(exported) == 2
    row = dict(zip(exported[0], exported[1], strict=True))
    assert (row["统一社会信用代码"], row["合同编号"], row["是否认定登记"]) == ("SL00000001", "HT1", "是")
    assert Decimal(str(row["到账金额"])) == Decimal("2.5")
    book = openpyxl.Workbook()
    for line in exported:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    answer = client.post(
        reverse("staff:enterprise_import_new"),
        {
            "detail": contracts.pk,
            "file": SimpleUploadedFile("合同.xlsx", out.getvalue()),
            "source": "导出",
            "as_of": "2025-12-31",
        },
    )
    made = ProfileImport.objects.get()
    run_import(made.pk)
    made.refresh_from_db()
    assert answer["Location"] == reverse("staff:enterprise_import", args=[made.pk])
    assert (made.state, made.counts["same"], made.counts["wrong"]) == (ImportState.READY, 1, 0)
    page = client.get(answer["Location"]).content.decode()
    assert "新增明细" in page
