"""Details of the dictionary: defined once, changed with an audit entry, by the unit that answers for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from luodi_web.decisions.domain.uploads import read_bytes
from luodi_web.decisions.domain.versions import create_model
from luodi_web.fields.domain.allowed import allowed_text
from luodi_web.fields.domain.lists import ColumnValues, ListValues, change_list
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import DetailList
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, Unit
from tests.web.factories import actor, make_unit, make_user, signed_in
from tests.web.fields.making import make_detail, make_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Unit:
    return make_unit("省科技厅")


@pytest.fixture
def staff(client: Client, office: Unit) -> Client:
    return signed_in(client, make_user("zhengce", Role.PROVINCE, office))


def form(office: Unit, *columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    values = {
        "name": "技术合同",
        "subject": "project",
        "owner": office.pk,
        "columns-TOTAL_FORMS": 6,
        "columns-INITIAL_FORMS": 0,
    }
    for at in range(6):
        given = columns[at] if at < len(columns) else {}
        values |= {f"columns-{at}-{name}": value for name, value in {"type": "string", **given}.items()}
    return values | more


def test_detail_is_defined_changed_and_audited(staff: Client, office: Unit) -> None:
    number = {"name": "合同编号", "is_key": "on"}
    kind = {"name": "合同类别", "allowed": "技术开发、技术转让"}
    staff.post(reverse("staff:field_list_new"), form(office, number, kind))

    row = DetailList.objects.get()
    assert [(each.name, each.is_key, each.allowed) for each in row.columns.all()] == [
        ("合同编号", True, ""),
        ("合同类别", False, '"技术开发","技术转让"'),
    ]
    edit = reverse("staff:field_list_edit", args=[row.pk])
    lines = staff.get(edit).context["lines"]
    assert lines[1]["allowed"].value() == "技术开发、技术转让"
    paid = {"name": "到账金额", "type": "number", "measure": "元"}
    staff.post(edit, form(office, number, paid, revision=0))
    stale = staff.post(edit, form(office, number, revision=0))

    row.refresh_from_db()
    assert [each.name for each in row.columns.all()] == ["合同编号", "到账金额"]
    assert stale.status_code == 422
    entry = AuditEntry.objects.get(verb="fields.list_changed")
    assert entry.before == {}
    assert entry.after == {
        "columns": ["新增 到账金额（数值；元）", "删去 合同类别（文本；技术开发、技术转让）"]
    }
    page = staff.get(reverse("staff:field_list", args=[row.pk])).content.decode()
    assert "用来区分" in page
    assert "技术合同" in staff.get(reverse("staff:field_lists")).content.decode()


def test_changes_of_columns_are_told_by_column_and_in_words(staff: Client, office: Unit) -> None:
    row = make_detail(unit=office)
    said = [
        ColumnValues(each.name, each.type, each.measure, allowed_text(each.allowed), is_key=each.is_key)
        for each in row.columns.all()
    ]
    number, kind, registered, *rest = said
    kind = replace(kind, name="类别", was="合同类别", allowed="技术开发、技术转让")
    registered = replace(registered, was=registered.name, description="以登记证明为准")
    day, paid = (replace(each, name=each.name[2:], was=each.name) for each in rest[1:])

    change_list(
        row, ListValues(row.name, office, [number, kind, registered, rest[0], paid, day]), 0, by=actor()
    )

    words = [
        "合同类别 → 类别：（文本；技术开发、技术转让、技术许可、技术咨询、技术服务） → "
        "（文本；技术开发、技术转让）",
        "是否认定登记：（是否） → （是否；以登记证明为准）",
        "到账金额 → 金额",
        "到账日期 → 日期",
        "次序改为：合同编号 类别 是否认定登记 受让方是否在汉企业 金额 日期",
    ]
    assert AuditEntry.objects.get(verb="fields.list_changed").after == {"columns": words}
    history = staff.get(reverse("staff:field_list", args=[row.pk])).context["history"]
    assert history[0]["changes"] == [("列", None, "、".join(words))]
    assert "&quot;技术开发" not in staff.get(reverse("staff:field_list", args=[row.pk])).content.decode()


def test_model_that_asks_by_a_former_name_is_told_so(
    staff: Client, office: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make_detail(unit=office)
    columns = [ColumnValues(each.name, each.type) for each in row.columns.all()]
    change_list(row, ListValues("到账合同", office, columns), 0, by=actor())
    author = actor(make_user(unit=office), office)
    model = Path(__file__).parents[3] / "demo" / "models" / "wh-7-technology-output.dmn"
    create_model(
        name="补助",
        owner=office,
        incoming=read_bytes(model.read_bytes(), model.name),
        effective_from=date(2025, 1, 1),
        by=author,
    )

    page = staff.get(reverse("staff:field_list", args=[row.pk])).content.decode()

    assert "用的是旧名称“技术合同”" in page
    assert "别名" not in page


def test_faults_are_told_and_what_was_typed_stays(staff: Client, office: Unit) -> None:
    make_field("研发费用")
    bad = {"name": "3年金额", "type": "number"}

    answer = staff.post(reverse("staff:field_list_new"), form(office, bad, name="研发费用"))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["name"]
    [words] = answer.context["faults"]
    assert words.startswith("第 1 列：名称不能以数字开头")
    assert answer.context["lines"][0]["name"].value() == "3年金额"
    empty = staff.post(reverse("staff:field_list_new"), form(office))
    assert empty.context["faults"] == ["至少要有一列。"]
    assert not DetailList.objects.exists()


def test_field_and_detail_never_share_a_name(office: Unit) -> None:
    make_detail("技术合同", unit=office)

    with pytest.raises(ValidationError, match="字典里已有明细“技术合同”"):
        make_field("技术合同")
    with pytest.raises(ValidationError, match="字典里已有明细“技术合同”"):
        make_detail("技术合同", unit=office)


def test_nothing_said_anew_is_no_change(office: Unit) -> None:
    row = make_detail("仪器设备", [ColumnValues("设备名称")], unit=office)
    values = ListValues("仪器设备", office, [ColumnValues("设备名称")])

    assert change_list(row, values, 0, by=actor()).revision == 0
    assert not AuditEntry.objects.filter(verb="fields.list_changed").exists()


def test_column_is_of_single_values(office: Unit) -> None:
    with pytest.raises(ValidationError, match="请选择类型"):
        make_detail("甲", [ColumnValues("名称", FieldType.NUMBERS)], unit=office)
    with pytest.raises(ValidationError, match="只能用一列来区分"):
        columns = [ColumnValues("号", is_key=True), ColumnValues("名称", is_key=True)]
        make_detail("乙", columns, unit=office)
