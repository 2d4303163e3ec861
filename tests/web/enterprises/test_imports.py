"""Tables of profiles: looked through, told what they would do, kept; faults come back to be corrected."""

from __future__ import annotations

import io
from datetime import date
from functools import partial
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from luodi_web.enterprises.domain import importing
from luodi_web.enterprises.domain.importing import (
    begin_import,
    cancel_import,
    confirm_import,
    fault_table,
    run_import,
)
from luodi_web.enterprises.domain.profiles import newest_values
from luodi_web.enterprises.enums import ImportState
from luodi_web.enterprises.jobs import import_profiles
from luodi_web.enterprises.models import Enterprise, ProfileImport, ProfileValue
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import Field
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, Notification, User
from tests.web.at_once import at_once, needs_row_locks
from tests.web.enterprises.making import DAY, Area, make_enterprise, make_value
from tests.web.factories import actor, make_user, signed_in
from tests.web.fields.making import make_field

pytestmark = pytest.mark.django_db

HEAD = "统一社会信用代码,企业名称,注册地区,数据来源,数据日期,研发费用,是否有效高企"


@pytest.fixture
def fields(area: Area) -> list[Field]:
    return [
        make_field("研发费用", measure="元", allowed=">= 0", aliases=["研发投入"]),
        make_field("是否有效高企", type=FieldType.BOOLEAN),
    ]


@pytest.fixture
def person(area: Area) -> User:
    return make_user("wuhan", Role.CITY, area.wuhan_office)


def upload(text: str, name: str = "企业.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode("gb18030"))


def looked_through(area: Area, person: User, text: str, name: str = "企业.csv") -> ProfileImport:
    by = actor(person, area.wuhan_office)
    row = begin_import(upload(text, name), source="区级摸底", as_of=DAY, by=by)
    run_import(row.pk)
    row.refresh_from_db()
    return row


def test_table_is_seen_before_anything_is_kept_then_kept(
    area: Area, fields: list[Field], person: User
) -> None:
    known = make_enterprise(area.hongshan, "甲公司", "SL00000001")
    make_value(known, fields[0], "100")
    text = f'{HEAD}\nSL00000001,,,,,100,是\nSL00000002,乙公司,洪山区,税务局,2025-06-30,"2,000",\n'

    row = looked_through(area, person, text)

    assert row.state == ImportState.READY
    assert row.counts == {"wrong": 0, "faults": 0, "created": 1, "changed": 1, "same": 0, "values": 2}
    assert Enterprise.objects.count() == 1

    confirm_import(row, by=actor(person, area.wuhan_office))
    run_import(row.pk)
    row.refresh_from_db()

    assert row.state == ImportState.DONE
    made = Enterprise.objects.get(code="SL00000002")
    assert (made.name, made.region) == ("乙公司", area.hongshan)
    [value] = newest_values([made.pk], date(2026, 1, 1))[made.pk].values()
    assert (value.text, value.source, value.as_of) == ("2000", "税务局", date(2025, 6, 30))
    assert (value.entered_by, value.entered_unit, value.file) == (person, area.wuhan_office, row.file)
    kept = newest_values([known.pk], date(2026, 1, 1))[known.pk]
    assert kept[fields[1].pk].source == "区级摸底"
    entry = AuditEntry.objects.get(verb="enterprises.imported")
    assert entry.after == {"created": 1, "changed": 1, "count": 2, "sha256": row.file.sha256}


def test_kept_twice_by_a_worker_that_was_thought_gone_is_kept_once(
    area: Area, fields: list[Field], person: User
) -> None:
    row = looked_through(area, person, f"{HEAD}\nSL00000002,乙公司,洪山区,,,2000,否\n")
    confirm_import(row, by=actor(person))
    ProfileImport.objects.filter(pk=row.pk).update(state=ImportState.IMPORTING)
    run_import(row.pk)
    ProfileImport.objects.filter(pk=row.pk).update(state=ImportState.IMPORTING)

    run_import(row.pk)

    assert ProfileValue.objects.count() == 2
    assert run_import(row.pk) is None


def test_faults_are_told_by_row_and_column_and_the_rest_can_be_kept(
    area: Area, fields: list[Field], person: User
) -> None:
    make_enterprise(area.yichang, "别处公司", "SL00000009")
    text = (
        f"{HEAD},没有这列\n"
        "SL00000001,甲公司,洪山区,,,-5,是,\n"
        "SL00000002,乙公司,宜昌市,,,1,大概,x\n"
        "SL00000003,,洪山区,,2999-01-01,1,,\n"
        "SL00000004,丁公司,洪山区,,,1,,\n"
        "SL00000004,丁公司,洪山区,,,1,,\n"
        "SL00000009,,,,,1,,\n"
        "x,戊公司,洪山区,,,1,,\n"
    )

    row = looked_through(area, person, text)

    assert [(number, column) for number, column, _words, _value in row.faults] == [
        (2, "研发费用"),
        (3, "注册地区"),
        (3, "是否有效高企"),
        (4, "企业名称"),
        (4, "数据日期"),
        (6, "统一社会信用代码"),
        (7, "统一社会信用代码"),
        (8, "统一社会信用代码"),
    ]
    assert (row.counts["wrong"], row.counts["created"]) == (6, 1)
    assert row.notes == ["这些列不在字段字典里，没有读：没有这列。"]
    columns, rows = fault_table(row)
    assert [label for label, _width in columns][:3] == ["问题", "统一社会信用代码", "企业名称"]
    assert rows[0][0] == "研发费用：“-5”不在取值范围内：>= 0。"
    assert rows[0][1:3] == ["SL00000001", "甲公司"]

    confirm_import(row, by=actor(person))
    run_import(row.pk)

    assert set(Enterprise.objects.values_list("code", flat=True)) == {"SL00000004", "SL00000009"}


def test_faults_corrected_in_their_own_list_can_be_imported(
    client: Client, area: Area, fields: list[Field], person: User
) -> None:
    row = looked_through(area, person, f"{HEAD}\nSL00000001,甲公司,洪山区,,,五百,是\n")
    signed_in(client, person)
    answer = client.get(reverse("staff:enterprise_import_faults", args=[row.pk]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = book.active
    place = [cell.value for cell in sheet[1]].index("研发费用") + 1
    sheet.cell(2, place).value = 500
    out = io.BytesIO()
    book.save(out)

    again = begin_import(
        SimpleUploadedFile("改.xlsx", out.getvalue()),
        source="改正",
        as_of=DAY,
        by=actor(person, area.wuhan_office),
    )
    run_import(again.pk)
    again.refresh_from_db()

    assert (again.state, again.faults, again.counts["created"]) == (ImportState.READY, [], 1)


def test_export_comes_in_again_without_a_change(
    client: Client, area: Area, fields: list[Field], person: User
) -> None:
    row = make_enterprise(area.hongshan, "甲公司")
    make_value(row, fields[0], "1234567.89")
    make_value(row, fields[1], "否")
    signed_in(client, person)
    answer = client.get(reverse("staff:enterprises"), {"export": "xlsx"})
    file = SimpleUploadedFile("导出.xlsx", b"".join(answer.streaming_content))

    again = begin_import(file, source="核对", as_of=DAY, by=actor(person, area.wuhan_office))
    run_import(again.pk)
    again.refresh_from_db()

    assert again.counts == {"wrong": 0, "faults": 0, "created": 0, "changed": 0, "same": 1, "values": 0}
    with pytest.raises(ValidationError, match="没有可以导入的内容"):
        confirm_import(again, by=actor(person))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "企业.xlsx",
            b"PK\x03\x04 broken",
            "这个文件不是可以打开的 Excel 表格（.xlsx），请在 Excel 中另存后再试。",
        ),
        ("企业.csv", "名称,地区\n甲,武汉\n".encode(), "表中找不到表头，第一列应是“统一社会信用代码”"),
        ("企业.csv", b"\xff\xfe\x00\x00\x80\x81", "CSV"),
    ],
)
def test_what_is_no_table_is_told(
    area: Area, fields: list[Field], person: User, name: str, data: bytes, said: str
) -> None:
    row = begin_import(
        SimpleUploadedFile(name, data), source="x", as_of=DAY, by=actor(person, area.wuhan_office)
    )

    run_import(row.pk)

    row.refresh_from_db()
    assert row.state == ImportState.FAILED
    assert said in row.problem


def test_given_up_import_keeps_nothing_and_cannot_be_confirmed(
    area: Area, fields: list[Field], person: User
) -> None:
    row = looked_through(area, person, f"{HEAD}\nSL00000002,乙公司,洪山区,,,2000,否\n")

    cancel_import(row, by=actor(person))

    with pytest.raises(ValidationError):
        confirm_import(row, by=actor(person))
    assert run_import(row.pk) is None
    assert not Enterprise.objects.exists()


def test_screens_lead_from_the_file_to_the_counts(
    client: Client, area: Area, fields: list[Field], person: User
) -> None:
    signed_in(client, person)
    nothing = client.post(reverse("staff:enterprise_import_new"), {"source": "", "as_of": "x"})
    assert nothing.status_code == 422
    assert set(nothing.context["form"].errors) == {"file", "source", "as_of"}
    program = SimpleUploadedFile("a.csv", b"MZ\x90")
    wrong = {"file": program, "source": "s", "as_of": "2025-12-31"}
    assert client.post(reverse("staff:enterprise_import_new"), wrong).status_code == 422

    file = upload(f"{HEAD}\nSL00000002,乙公司,洪山区,,,2000,否\nSL00000003,丙公司,洪山区,,,x,否\n")
    answer = client.post(
        reverse("staff:enterprise_import_new"), {"file": file, "source": "s", "as_of": "2025-12-31"}
    )
    row = ProfileImport.objects.get()
    assert answer["Location"] == reverse("staff:enterprise_import", args=[row.pk])
    assert "正在检查" in client.get(answer["Location"]).content.decode()
    run_import(row.pk)
    page = client.get(answer["Location"]).content.decode()
    assert "导入没有问题的行" in page
    assert "“x”不是数字" in page
    client.post(reverse("staff:enterprise_import_confirm", args=[row.pk]))
    client.post(reverse("staff:enterprise_import_confirm", args=[row.pk]))
    run_import(row.pk)
    assert "已导入" in client.get(answer["Location"]).content.decode()
    assert Enterprise.objects.count() == 1
    assert client.get(reverse("staff:enterprise_imports")).status_code == 200
    other = make_user("yichang", Role.CITY, area.yichang_office)
    assert signed_in(client, other).get(answer["Location"]).status_code == 404


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ((DAY, "100"), (date(2024, 12, 31), "90")),
        # The same value, known to be true until then.
        ((date(2024, 12, 31), "100"), (DAY, "100")),
    ],
    ids=["of an earlier day", "the same of a later day"],
)
def test_table_of_another_day_kept_twice_is_kept_once(
    area: Area, fields: list[Field], person: User, known: tuple[date, str], said: tuple[date, str]
) -> None:
    enterprise = make_enterprise(area.hongshan, "甲公司", "SL00000001")
    make_value(enterprise, fields[0], known[1], known[0])
    text = f"{HEAD}\nSL00000001,,,,{said[0]},{said[1]},\n"
    for _time in range(2):
        row = looked_through(area, person, text)
        if row.counts["values"]:
            confirm_import(row, by=actor(person, area.wuhan_office))
            run_import(row.pk)

    kept = ProfileValue.objects.filter(enterprise=enterprise).order_by("as_of")
    assert [(value.as_of, value.text) for value in kept] == sorted([known, said])
    assert row.counts["same"] == 1


def test_code_that_somebody_makes_meanwhile_is_read_again(
    area: Area, fields: list[Field], person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = looked_through(
        area, person, f"{HEAD}\nSL00000001,甲公司,洪山区,,,1,\nSL00000002,乙公司,洪山区,,,1,\n"
    )
    confirm_import(row, by=actor(person, area.wuhan_office))
    keep = importing.keep_batch

    def late(*args: Any, **more: Any) -> Any:
        # The other import's row is committed between this one's look and its insert.
        monkeypatch.setattr(importing, "keep_batch", keep)
        raise IntegrityError

    monkeypatch.setattr(importing, "keep_batch", late)
    make_enterprise(area.yichang, "他市公司", "SL00000001")
    run_import(row.pk)
    row.refresh_from_db()

    assert (row.state, row.counts["created"], row.counts["wrong"]) == (ImportState.DONE, 1, 1)
    assert Enterprise.objects.get(code="SL00000001").name == "他市公司"


def test_who_confirmed_is_in_the_audit(area: Area, fields: list[Field], person: User) -> None:
    other = make_user("second", Role.CITY, area.wuhan_office)
    row = looked_through(area, person, f"{HEAD}\nSL00000001,甲公司,洪山区,,,1,\n")

    confirm_import(row, by=actor(other, area.wuhan_office))

    entry = AuditEntry.objects.filter(verb="enterprises.import_confirmed").get()
    assert entry.user == other


def test_person_without_a_unit_brings_no_table(area: Area, fields: list[Field], person: User) -> None:
    with pytest.raises(ValidationError) as refused:
        begin_import(upload(f"{HEAD}\n"), source="摸底", as_of=DAY, by=actor(person))

    assert refused.value.messages == ["您没有所属机构。"]


def test_failed_import_is_told(area: Area, fields: list[Field], person: User) -> None:
    by = actor(person, area.wuhan_office)
    row = begin_import(upload("没有,表头\n1,2\n"), source="摸底", as_of=DAY, by=by)

    import_profiles.func(row.pk)

    assert [note.text for note in Notification.objects.filter(user=person)] == [
        "“企业.csv”没有导入，请看原因。"
    ]


@pytest.mark.django_db(transaction=True)
def test_two_tables_of_the_same_new_enterprises_at_once_are_both_kept(
    area: Area, fields: list[Field], person: User
) -> None:
    needs_row_locks()
    lines = [f"SL{number:08d},企业{number},洪山区,,,{number},\n" for number in range(150)]
    waiting = []
    for order in (lines, lines[::-1]):
        row = looked_through(area, person, f"{HEAD}\n{''.join(order)}")
        waiting.append(confirm_import(row, by=actor(person, area.wuhan_office)))

    at_once(*(partial(run_import, row.pk) for row in waiting))

    assert {row.state for row in ProfileImport.objects.all()} == {ImportState.DONE}
    assert Enterprise.objects.count() == ProfileValue.objects.count() == 150
