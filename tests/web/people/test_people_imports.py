"""Units, people and grants from sheets: every fault named, nothing kept by half, the preview true."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luodi_web.people.enums import PeopleVerb, Role, UnitKind
from luodi_web.people.models import AuditEntry, Grant, Post, Unit, User
from tests.web.factories import make_region, make_unit, make_user, signed_in

pytestmark = pytest.mark.django_db

UNIT_HEAD = ["名称", "简称", "类别", "上级机构", "所在地区", "别名"]
USER_HEAD = ["登录名", "姓名", "机构", "岗位", "职责", "联系电话", "电子邮箱"]
GRANT_HEAD = ["登录名", "角色", "机构", "生效日期", "截止日期"]


def workbook(*rows: list[object], name: str = "表.xlsx") -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


@pytest.fixture
def province():
    root = make_unit("湖北省人民政府", UnitKind.GOVERNMENT)
    department = make_unit("湖北省科学技术厅", UnitKind.DEPARTMENT, root, short_name="省科技厅")
    return root, department


@pytest.fixture
def system(client, province):
    return signed_in(client, make_user("sys", Role.SYSTEM_ADMIN, province[0]))


def errors(response) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.message) for error in response.context["errors"]]


def test_units_are_previewed_then_kept_on_confirmation(system):
    make_region("黄石市", "420200")
    # The county stands above its city: order in the sheet does not matter.
    file = workbook(
        UNIT_HEAD,
        ["大冶市科学技术局", "大冶市科技局", "县市区科技部门", "黄石市科学技术局", "", "大冶市、大冶"],
        ["黄石市科学技术局", "黄石市科技局", "市州科技部门", "省科技厅", "420200", ""],
    )

    preview = system.post(reverse("staff:units_import"), {"file": file})
    before = Unit.objects.count()
    done = system.post(reverse("staff:units_import_confirm"), follow=True)

    assert "可以导入" in preview.content.decode()
    assert preview.context["outcome"].created == 2
    assert before == 2
    county = Unit.objects.get(name="大冶市科学技术局")
    assert Unit.objects.get_parent(county).name == "黄石市科学技术局"
    assert sorted(county.aliases.values_list("name", flat=True)) == ["大冶", "大冶市"]
    assert "已导入：新建 2 条，更新 0 条，未变 0 条。" in done.content.decode()
    assert AuditEntry.objects.latest("pk").verb == PeopleVerb.IMPORTED


def test_all_faults_are_named_by_row_and_column_and_nothing_is_kept(system, province):
    file = workbook(
        UNIT_HEAD,
        ["甲县科技局", "", "县市区科技部门", "省科技厅", "", ""],
        ["乙县科技局", "", "县级", "省科技厅", "", ""],
        ["", "", "县市区科技部门", "省科技厅", "", ""],
        ["丙县科技局", "", "县市区科技部门", "某某厅", "", ""],
        ["丁县科技局", "", "县市区科技部门", "省科技厅", "天上市", ""],
        ["甲县科技局", "", "县市区科技部门", "省科技厅", "", ""],
        ["戊县科技局", "", "县市区科技部门", "省科技厅", "", "省科技厅、湖北省科学技术厅"],
    )

    response = system.post(reverse("staff:units_import"), {"file": file})

    kinds = "、".join(str(label) for label in UnitKind.labels)
    assert errors(response) == [
        (3, "类别", f"“县级”不在可选项中，请填：{kinds}。"),
        (4, "名称", "此列必填。"),
        (5, "上级机构", "找不到机构“某某厅”。"),
        (6, "所在地区", "找不到行政区划“天上市”。"),
        (7, "名称", "与第 2 行重复。"),
        (8, "", "“湖北省科学技术厅”是机构的名称。"),
    ]
    assert Unit.objects.count() == 2
    assert "没有导入任何内容" in response.content.decode()
    assert AuditEntry.objects.count() == 0


def test_confirming_without_a_preview_imports_nothing(system):
    response = system.post(reverse("staff:units_import_confirm"), follow=True)

    assert "要导入的文件已经不在，请重新选择。" in response.content.decode()


def test_what_changed_after_the_preview_is_found_at_the_confirmation(system, province):
    file = workbook(UNIT_HEAD, ["甲县科技局", "", "县市区科技部门", "省科技厅", "", "甲县"])
    system.post(reverse("staff:units_import"), {"file": file})
    province[1].aliases.create(name="甲县")

    response = system.post(reverse("staff:units_import_confirm"))

    assert errors(response) == [(2, "", "“甲县”已是湖北省科学技术厅的别名。")]
    assert Unit.objects.count() == 2


def test_exported_units_can_be_imported_again_and_change_nothing(system, province):
    make_unit("黄石市科学技术局", UnitKind.CITY, province[1], make_region("黄石市", "420200"))
    exported = b"".join(system.get(reverse("staff:units"), {"export": "xlsx"}).streaming_content)
    book = openpyxl.load_workbook(BytesIO(exported))
    # The root has no parent: it is not for import.
    book.active.delete_rows(2)
    out = BytesIO()
    book.save(out)

    response = system.post(
        reverse("staff:units_import"), {"file": SimpleUploadedFile("机构.xlsx", out.getvalue())}
    )

    outcome = response.context["outcome"]
    assert (outcome.errors, outcome.created, outcome.changed, outcome.same) == ([], 0, 0, 2)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 not a workbook"), "不是可以打开的 Excel 表格"),
        (SimpleUploadedFile("a.xlsx", b""), "文件是空的"),
        (SimpleUploadedFile("a.xlsx", b"MZ\x90\x00"), "程序文件"),
        (workbook(["甲", "乙"], ["1", "2"]), "找不到表头，至少要有这些列：名称、类别、上级机构。"),
    ],
    ids=["broken", "empty", "program", "another table"],
)
def test_file_that_cannot_be_read_is_said_at_the_field(system, file, said):
    file.seek(0)
    response = system.post(reverse("staff:units_import"), {"file": file})

    assert said in response.context["form"].errors["file"].as_text()
    assert Unit.objects.count() == 2


def test_people_get_an_account_and_a_post_but_no_rights(system, province):
    file = workbook(
        USER_HEAD,
        ["Zhang", "张示例", "省科技厅", "综合岗", "责任处室", "027-1", "zhang@example.com"],
        ["li", "李示例", "省科技厅", "", "", "", ""],
    )

    system.post(reverse("staff:users_import"), {"file": file})
    system.post(reverse("staff:users_import_confirm"))

    people = list(
        User.objects.exclude(username="sys").values_list(
            "username", "name", "holdings__post__name", "activated_at"
        )
    )
    assert people == [("li", "李示例", "联络员", None), ("zhang", "张示例", "综合岗", None)]
    assert Grant.objects.filter(user__username="zhang").count() == 0
    assert Post.objects.filter(unit=province[1]).count() == 2


def test_faults_of_people_are_named(system, province):
    make_user("li", role=None, name="李示例")
    file = workbook(
        USER_HEAD,
        ["has space", "张示例", "省科技厅", "", "", "", ""],
        ["wang", "", "省科技厅", "", "", "", ""],
        ["zhao", "赵示例", "省科技厅", "", "局长", "", ""],
        ["qian", "钱示例", "省科技厅", "", "", "", "不是邮箱"],
        ["sun", "孙示例", "各市州", "", "", "", ""],
        ["zhou", "周示例", "省科技厅", "", "", "", ""],
        ["ZHOU", "周示例", "省科技厅", "", "", "", ""],
    )

    response = system.post(reverse("staff:users_import"), {"file": file})

    assert [(row, column) for row, column, _message in errors(response)] == [
        (2, "登录名"),
        (3, "姓名"),
        (4, "职责"),
        (5, "电子邮箱"),
        (6, "机构"),
        (8, "登录名"),
    ]
    assert User.objects.count() == 2


def test_city_administrator_imports_only_below_the_city(client, province):
    city = make_unit("武汉市科技局", UnitKind.CITY, province[1])
    signed_in(client, make_user("sys", Role.SYSTEM_ADMIN, city))
    units = workbook(UNIT_HEAD, ["甲县科技局", "", "县市区科技部门", "省科技厅", "", ""])
    users = workbook(USER_HEAD, ["zhang", "张示例", "省科技厅", "", "", "", ""])

    of_units = client.post(reverse("staff:units_import"), {"file": units})
    of_users = client.post(reverse("staff:users_import"), {"file": users})

    assert errors(of_units) == [(2, "上级机构", "“省科技厅”不在您的管理范围内。")]
    assert errors(of_users) == [(2, "机构", "“省科技厅”不在您的管理范围内。")]


def test_grants_are_given_as_a_whole_or_not_at_all(client, province):
    root, _department = province
    signed_in(client, make_user("sec", Role.SECURITY_ADMIN, root))
    for name in ("zhang", "li"):
        make_user(name, role=None)
    good = ["zhang", "省级政策人员", "省科技厅", "2026-11-01", ""]
    bad = workbook(
        GRANT_HEAD,
        good,
        ["li", "审计管理员", "湖北省人民政府", "", ""],
        ["li", "领导", "省科技厅", "", ""],
        ["nobody", "领导", "省科技厅", "", ""],
        ["zhang", "领导", "省科技厅", "2026-13-01", ""],
    )

    refused = client.post(reverse("staff:grants_import"), {"file": bad})
    client.post(reverse("staff:grants_import_confirm"))
    after_bad = Grant.objects.filter(user__username="zhang").count()
    client.post(reverse("staff:grants_import"), {"file": workbook(GRANT_HEAD, good)})
    client.post(reverse("staff:grants_import_confirm"))

    assert [(row, column) for row, column, _message in errors(refused)] == [
        (4, ""),
        (5, "登录名"),
        (6, "生效日期"),
    ]
    assert after_bad == 0
    assert list(Grant.objects.filter(user__username="zhang").values_list("role", "unit__name")) == [
        (Role.PROVINCE, "湖北省科学技术厅")
    ]


@pytest.mark.parametrize("kind", ["units", "users"])
def test_template_has_the_headers_that_the_import_reads(system, kind):
    response = system.get(reverse(f"staff:{kind}_import_template"))
    book = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))
    heads = [cell.value.rstrip("＊") for cell in book.active[1]]

    assert heads == (UNIT_HEAD if kind == "units" else USER_HEAD)


def test_chosen_people_get_links_in_a_workbook(system, province):
    system.post(
        reverse("staff:users_import"),
        {"file": workbook(USER_HEAD, ["zhang", "张示例", "省科技厅", "", "", "", ""])},
    )
    system.post(reverse("staff:users_import_confirm"))
    active = make_user("li", role=None)
    keys = list(User.objects.values_list("pk", flat=True))

    response = system.post(reverse("staff:users_invite"), {"row": keys})

    rows = list(
        openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active.iter_rows(
            min_row=2, values_only=True
        )
    )
    assert [(row[0], row[1], row[2]) for row in rows] == [("zhang", "张示例", "湖北省科学技术厅")]
    assert rows[0][3].startswith("http://testserver/activate/")
    assert active.invitations.count() == 0
