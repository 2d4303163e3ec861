"""Plans begun by hand and from Excel."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from luodi_web.people.enums import Role
from luodi_web.supervision.domain.plan_tables import COLUMNS
from luodi_web.supervision.models import Plan
from tests.web.factories import make_package, make_unit, make_user, signed_in
from tests.web.plans.screen import outline, words

pytestmark = pytest.mark.django_db


def test_new_plan_opens_in_the_editor(editor, office):
    package = make_package(office)

    answer = editor.post(
        reverse("staff:plan_new"), {"package": package.pk, "title": "年度要点", "owner": office.pk}
    )

    plan = Plan.objects.get()
    assert answer.url == reverse("staff:plan_edit", args=[plan.pk])
    assert (plan.title, plan.owner) == ("年度要点", office)


def test_new_plan_of_a_foreign_office_is_refused_at_the_field(editor, office):
    data = {"package": make_package(office).pk, "title": "越权", "owner": make_unit().pk}

    answer = editor.post(reverse("staff:plan_new"), data)

    assert answer.status_code == 422
    assert not Plan.objects.exists()


def workbook(*rows: list[str]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    book.active.append([str(label) for _name, label, _width in COLUMNS])
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("表.xlsx", out.getvalue())


def test_import_is_previewed_and_then_confirmed_without_choosing_the_file_again(editor, office):
    data = {"package": make_package(office).pk, "title": "导入的表", "owner": office.pk}
    row = ["1.1", "一、抓平台", "建设实验室", "", "", "", "省科技厅"]
    url = reverse("staff:plan_import")

    preview = editor.post(url, {**data, "file": workbook(row)})
    assert (preview.status_code, Plan.objects.count()) == (200, 0)
    assert "建设实验室" in words(preview)
    token = re.search(r'name="token" value="([^"]+)"', preview.content.decode())[1]
    done = editor.post(url, {**data, "token": token, "confirm": "1"})

    plan = Plan.objects.get()
    assert done.url == reverse("staff:plan_edit", args=[plan.pk])
    assert outline(plan) == {"抓平台": ["建设实验室"]}


def test_import_without_a_title_takes_the_file_s_name(editor, office):
    data = {"package": make_package(office).pk, "title": " ", "owner": office.pk}
    row = ["1.1", "一、抓平台", "建设实验室", "", "", "", "省科技厅"]
    url = reverse("staff:plan_import")

    preview = editor.post(url, {**data, "file": workbook(row)})
    nothing = editor.post(url, data)

    assert preview.context["form"]["title"].value() == "表"
    assert 'value="表"' in preview.content.decode()
    assert "请填写标题，或选择文件" in words(nothing)


def test_import_with_faults_lists_them_and_stores_nothing(editor, office):
    data = {"package": make_package(office).pk, "title": "有错的表", "owner": office.pk}
    unknown = ["", "抓平台", "建设实验室", "", "", "", "省某某厅"]
    impossible = ["", "", "完善机制", *[""] * 8, "2026-02-30"]
    file = workbook(unknown, impossible)

    answer = editor.post(reverse("staff:plan_import"), {**data, "file": file, "confirm": "1"})

    page = words(answer)
    assert answer.status_code == 422
    assert "2 处有误，没有导入任何内容" in page
    assert "机构名册里没有“省某某厅”" in page and "2026-02-30" in page
    assert not Plan.objects.exists()


def test_import_of_no_workbook_keeps_the_other_choices(editor, office):
    data = {"package": make_package(office).pk, "title": "留下的标题", "owner": office.pk}
    file = SimpleUploadedFile("表.xlsx", b"\x00\x01 not a workbook")

    answer = editor.post(reverse("staff:plan_import"), {**data, "file": file})

    assert answer.status_code == 422
    assert 'value="留下的标题"' in answer.content.decode()
    assert "不是可以打开的 Excel 表格" in words(answer)


def test_import_token_of_another_person_is_worth_nothing(editor, office):
    data = {"package": make_package(office).pk, "title": "表", "owner": office.pk}
    row = ["1.1", "一、抓平台", "建设实验室", "", "", "", "省科技厅"]
    preview = editor.post(reverse("staff:plan_import"), {**data, "file": workbook(row)})
    token = re.search(r'name="token" value="([^"]+)"', preview.content.decode())[1]
    thief = signed_in(Client(), make_user(role=Role.INNOVATION_OFFICE, unit=office))

    answer = thief.post(reverse("staff:plan_import"), {**data, "token": token, "confirm": "1"})

    assert answer.status_code == 422
    assert not Plan.objects.exists()


def test_template_of_the_import_can_be_imported(editor, office):
    make_unit("省财政厅")
    make_unit("各市、州")
    file = b"".join(editor.get(reverse("staff:plan_import_template")).streaming_content)
    data = {"package": make_package(office).pk, "title": "模板", "owner": office.pk}

    answer = editor.post(
        reverse("staff:plan_import"), {**data, "file": SimpleUploadedFile("模板.xlsx", file)}
    )

    assert answer.status_code == 200
    assert "导入这 1 项任务" in words(answer)
