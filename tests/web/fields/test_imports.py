"""The dictionary in Excel: what goes out comes in unchanged; faults are named by row and column."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from luodi_web.fields.domain.fields import retire_field
from luodi_web.fields.domain.imports import FIELDS_SHEET, import_fields
from luodi_web.fields.enums import FieldType, FieldVerb
from luodi_web.fields.models import Field
from luodi_web.fields.rules import IMPORT_ROWS
from luodi_web.people.domain.imports import ImportOutcome
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import AuditEntry, Unit
from tests.web.factories import actor, make_unit, make_user, signed_in
from tests.web.fields.making import make_field

pytestmark = pytest.mark.django_db
HEADS = ["名称", "类型", "主管机构", "计量单位", "取值范围", "别名", "状态"]


@pytest.fixture
def unit() -> Unit:
    return make_unit("省科技厅")


def workbook(*rows: list[object], heads: list[str] = HEADS) -> BytesIO:
    book, out = Workbook(), BytesIO()
    for row in (heads, *rows):
        book.active.append(row)
    book.save(out)
    out.seek(0)
    return out


def run(file: BytesIO, unit: Unit, *, commit: bool = True) -> ImportOutcome:
    rights = Rights.of(make_user(unit=unit))
    return import_fields(FIELDS_SHEET.read(file), actor(), rights, commit=commit)


def exported(client: Client) -> BytesIO:
    return BytesIO(b"".join(client.get(reverse("staff:fields"), {"export": "xlsx"})))


def test_what_is_exported_comes_in_unchanged(client: Client, unit: Unit) -> None:
    make_field("研发费用", unit=unit, measure="元", allowed=">=0", aliases=["研发投入", "研发支出"])
    make_field(
        "企业类型", unit=unit, type=FieldType.STRING, allowed="国有、民营", description="登记时的\n类型"
    )
    retire_field(make_field("旧字段", unit=unit, type=FieldType.BOOLEAN), None, 0, by=actor())
    before = list(Field.objects.order_by("pk").values())

    outcome = run(exported(signed_in(client, make_user(unit=unit))), unit)

    assert outcome.errors == []
    assert (outcome.created, outcome.changed, outcome.same) == (0, 0, 3)
    assert list(Field.objects.order_by("pk").values()) == before


def test_export_is_on_record_and_has_every_column_of_the_import(client: Client, unit: Unit) -> None:
    make_field("研发费用", unit=unit)

    book = load_workbook(exported(signed_in(client, make_user(unit=unit))))

    heads = [cell.value for cell in book.active[1]]
    assert heads == [str(column.label) for column in FIELDS_SHEET.columns]
    assert AuditEntry.objects.filter(verb=FieldVerb.EXPORTED).count() == 1


def test_rows_make_and_change_fields(unit: Unit) -> None:
    make_field("研发费用", unit=unit, measure="万元", aliases=["研发投入"])

    outcome = run(
        workbook(
            ["研发费用", "数值", "省科技厅", "元", ">=0", None, "停用"],
            ["企业类型", "文本", "省科技厅", None, "国有、民营", "企业性质", None],
        ),
        unit,
    )

    assert outcome.errors == []
    assert (outcome.created, outcome.changed) == (1, 1)
    old, new = Field.objects.order_by("pk")
    assert (old.measure, old.allowed, old.is_active) == ("元", ">=0", False)
    assert [alias.name for alias in old.aliases.all()] == ["研发投入"]
    assert (new.allowed, new.is_active) == ('"国有","民营"', True)
    assert AuditEntry.objects.get(verb=FieldVerb.IMPORTED).after == {
        "title": "字段字典",
        "created": 1,
        "changed": 1,
    }


def test_one_fault_keeps_everything_out_and_all_are_named(unit: Unit) -> None:
    other = make_unit("省税务局")
    make_field("税务字段", unit=other)

    outcome = run(
        workbook(
            ["研发费用", "数值", "省科技厅", "元", "[0..", None, None],
            ["3年收入", "数值", "省科技厅", None, None, None, None],
            ["企业类型", "字符", "省科技厅", None, None, None, "作废"],
            ["好字段", "数值", "省科技厅", None, None, None, None],
            ["好字段", "数值", "省科技厅", None, None, None, None],
            ["税务字段", "数值", "省税务局", None, None, None, None],
            ["是否高企", "是否", "省科技厅", "元", None, None, None],
        ),
        unit,
    )

    assert [(error.row, error.column) for error in outcome.errors] == [
        (2, "取值范围"),
        (3, "名称"),
        (4, "类型"),
        (4, "状态"),
        (6, "名称"),
        (7, "主管机构"),
        (8, "计量单位"),
    ]
    assert [row.name for row in Field.objects.all()] == ["税务字段"]
    assert not AuditEntry.objects.filter(verb__in=[FieldVerb.IMPORTED]).exists()


def test_a_field_of_another_unit_is_not_taken_over(unit: Unit) -> None:
    make_field("税务字段", unit=make_unit("省税务局"))

    outcome = run(workbook(["税务字段", "文本", "省科技厅", None, None, None, None]), unit)

    assert [(error.column, error.message) for error in outcome.errors] == [
        ("名称", "“税务字段”由“省税务局”主管，不在您的管理范围内。")
    ]
    assert Field.objects.get().type == FieldType.NUMBER


def test_a_trial_changes_nothing(unit: Unit) -> None:
    outcome = run(workbook(["研发费用", "数值", "省科技厅", "元", None, None, None]), unit, commit=False)

    assert (outcome.created, Field.objects.count()) == (1, 0)


def test_a_sheet_too_long_to_wait_for_is_refused(unit: Unit) -> None:
    rows = [[f"字段{number}", "数值", "省科技厅"] for number in range(IMPORT_ROWS + 1)]

    with pytest.raises(ValidationError, match="请拆分后再导入"):
        run(workbook(*rows, heads=HEADS[:3]), unit)


def test_import_by_the_screens(client: Client, unit: Unit) -> None:
    signed_in(client, make_user(unit=unit))
    file = workbook(["研发费用", "数值", "省科技厅", "元", None, None, None])
    file.name = "字段.xlsx"

    preview = client.post(reverse("staff:fields_import"), {"file": file})
    assert "“字段.xlsx”可以导入" in preview.content.decode()
    assert not Field.objects.exists()
    answer = client.post(reverse("staff:fields_import_confirm"))

    assert answer["Location"] == reverse("staff:fields")
    assert Field.objects.get().name == "研发费用"
    template = load_workbook(BytesIO(b"".join(client.get(reverse("staff:fields_import_template")))))
    assert [cell.value for cell in template.active[1]][:4] == ["名称＊", "别名", "描述对象", "类型＊"]
