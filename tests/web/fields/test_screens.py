"""The dictionary's screens: who sees and changes what, and what a form answers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luodi_web.decisions.domain.field_uses import uses_of
from luodi_web.fields.domain.fields import retire_field
from luodi_web.fields.enums import FieldType, FieldVerb
from luodi_web.fields.models import Field
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, Unit
from tests.web.decisions.making import made
from tests.web.factories import actor, make_unit, make_user, signed_in
from tests.web.fields.making import make_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit("省科技厅")


@pytest.fixture
def staff(client: Client, unit: Unit) -> Client:
    return signed_in(client, make_user("zhengce", unit=unit, name="林某"))


def typed(unit: Unit, **more: object) -> dict[str, object]:
    return {
        "name": "研发费用",
        "aliases": "研发投入、研发支出",
        "subject": "enterprise",
        "type": "number",
        "measure": "元",
        "allowed": ">=0",
        "owner": unit.pk,
        "source": "年度申报表",
        "description": "上一年度",
        **more,
    }


def test_list_finds_by_name_alias_and_filters(staff: Client, unit: Unit) -> None:
    make_field("研发费用", unit=unit, aliases=["研发投入"])
    make_field("企业类型", unit=unit, type=FieldType.STRING)
    retire_field(make_field("旧字段", unit=unit), None, 0, by=actor())

    def names(**query: str) -> list[str]:
        return [row.name for row in staff.get(reverse("staff:fields"), query).context["table"].found]

    assert sorted(names()) == ["企业类型", "旧字段", "研发费用"]
    assert names(q="投入") == ["研发费用"]
    assert names(type="string") == ["企业类型"]
    assert names(state="False") == ["旧字段"]
    assert sorted(names(state="True", owner=str(unit.pk))) == ["企业类型", "研发费用"]


def test_list_asks_the_database_as_often_for_three_rows_as_for_one(staff: Client, unit: Unit) -> None:
    make_field("字段一", unit=unit, aliases=["别名一"])
    with CaptureQueriesContext(
        connection,
    ) as one:
        staff.get(reverse("staff:fields"))
    for name in ("二", "三"):
        make_field(f"字段{name}", unit=make_unit(), aliases=[f"别名{name}"])

    with CaptureQueriesContext(connection) as three:
        staff.get(reverse("staff:fields"))

    assert len(three) == len(one)


def test_field_is_made_changed_and_its_history_told(staff: Client, unit: Unit) -> None:
    answer = staff.post(reverse("staff:field_new"), typed(unit))
    row = Field.objects.get()
    assert answer["Location"] == reverse("staff:field", args=[row.pk])

    form = staff.get(reverse("staff:field_edit", args=[row.pk])).context["form"]
    assert (form["aliases"].value(), form["allowed"].value(), form["revision"].value()) == (
        "研发投入、研发支出",
        ">=0",
        0,
    )
    staff.post(reverse("staff:field_edit", args=[row.pk]), typed(unit, measure="万元", revision=0))

    page = staff.get(reverse("staff:field", args=[row.pk])).content.decode()
    assert "计量单位：元 → 万元" in page
    assert "新建字段" in page
    assert "林某" in page


def test_stale_form_is_refused_and_keeps_what_was_typed(staff: Client, unit: Unit) -> None:
    row = make_field("研发费用", unit=unit, measure="元")
    url = reverse("staff:field_edit", args=[row.pk])
    staff.post(url, typed(unit, measure="万元", revision=0))

    answer = staff.post(url, typed(unit, measure="亿元", revision=0))

    assert answer.status_code == 422
    assert "这个字段刚被他人修改，请刷新后再操作。" in answer.content.decode()
    assert answer.context["form"]["measure"].value() == "亿元"
    assert Field.objects.get().measure == "万元"
    assert staff.post(url, typed(unit, measure="亿元")).status_code == 422


def test_faults_stand_at_their_fields(staff: Client, unit: Unit) -> None:
    answer = staff.post(
        reverse("staff:field_new"), typed(unit, name="研发费用（万元）", allowed="[0..", aliases="甲、甲")
    )

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert errors["name"] == ["名称里不能有括号；计量单位请填在“计量单位”一栏。"]
    assert "取值范围读不懂" in errors["allowed"][0]
    assert not Field.objects.exists()


def test_owner_is_a_unit_of_the_persons_own_scope(staff: Client, unit: Unit) -> None:
    other = make_unit("省税务局")

    answer = staff.post(reverse("staff:field_new"), typed(other))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["owner"]


def test_field_of_another_unit_is_read_but_not_changed(staff: Client) -> None:
    row = make_field("税务字段", unit=make_unit("省税务局"))

    page = staff.get(reverse("staff:field", args=[row.pk]))

    assert page.status_code == 200
    assert not page.context["may_edit"]
    assert staff.get(reverse("staff:field_edit", args=[row.pk])).status_code == 404
    for act in ("field_edit", "field_retire", "field_restore"):
        assert staff.post(reverse(f"staff:{act}", args=[row.pk]), {"revision": 0}).status_code == 404
    assert Field.objects.get().is_active


def test_retire_points_to_the_successor_and_restore_takes_it_back(staff: Client, unit: Unit) -> None:
    old, new = make_field("研发费", unit=unit), make_field("研发费用", unit=unit)

    staff.post(reverse("staff:field_retire", args=[old.pk]), {"successor": new.pk, "revision": 0})
    page = staff.get(reverse("staff:field", args=[old.pk])).content.decode()
    assert "这个字段已停用，请改用" in page
    assert "研发费</a>" in staff.get(reverse("staff:field", args=[new.pk])).content.decode()
    # A double click: the second one is told and changes nothing.
    again = staff.post(reverse("staff:field_retire", args=[old.pk]), {"successor": new.pk, "revision": 0})
    assert again.status_code == 422
    staff.post(reverse("staff:field_restore", args=[old.pk]), {"revision": "x"})
    assert not Field.objects.get(pk=old.pk).is_active
    staff.post(reverse("staff:field_restore", args=[old.pk]), {"revision": 1})

    assert Field.objects.get(pk=old.pk).is_active
    verbs = AuditEntry.objects.filter(object_id=str(old.pk)).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [FieldVerb.CREATED, FieldVerb.RETIRED, FieldVerb.RESTORED]


def test_editor_gets_the_fields_in_use(staff: Client, unit: Unit) -> None:
    make_field(
        "企业类型",
        unit=unit,
        type=FieldType.STRING,
        allowed="国有、民营",
        aliases=["企业性质"],
        description="登记类型",
    )
    retire_field(make_field("旧字段", unit=unit), None, 0, by=actor())

    answer = staff.get(reverse("staff:fields_json"))

    assert answer.json() == {
        "fields": [
            {
                "name": "企业类型",
                "type": "string",
                "type_words": "文本",
                "measure": "",
                "allowed": '"国有","民营"',
                "allowed_words": ["国有", "民营"],
                "subject": "enterprise",
                "owner": "省科技厅",
                "source": "",
                "description": "登记类型",
                "aliases": ["企业性质"],
            }
        ]
    }


def test_a_county_reads_and_an_enterprise_does_not(client: Client) -> None:
    row = make_field("研发费用")
    signed_in(client, make_user(role=Role.COUNTY))
    assert client.get(reverse("staff:fields")).status_code == 200
    assert client.get(reverse("staff:field", args=[row.pk])).status_code == 200
    assert client.get(reverse("staff:field_new")).status_code == 403

    signed_in(client, make_user(role=Role.ENTERPRISE))
    assert client.get(reverse("staff:fields")).status_code == 403


def test_a_field_says_which_models_ask_for_it(staff: Client, unit: Unit) -> None:
    author = make_user("bianzhi", unit=unit)
    version = made(author, unit, name="研发补助")
    own = make_field("研发投入占比", unit=unit)
    alias = make_field("企业性质", unit=unit, type=FieldType.STRING, aliases=["企业类型"])
    near = make_field("研发投入", unit=unit)

    pages = [staff.get(reverse("staff:field", args=[row.pk])).content.decode() for row in (own, alias, near)]

    link = f'href="{reverse("staff:model_version", args=[version.pk])}"'
    assert [link in page for page in pages] == [True, True, False]
    assert "用的是别名“企业类型”" in pages[1]
    assert "还没有判定模型用到它" in pages[2]


def test_a_model_out_of_sight_is_not_named_where_a_field_is_used(staff: Client) -> None:
    other = make_unit("省财政厅")
    made(make_user("bieren", unit=other), other, name="别的厅的草稿")
    row = make_field("研发投入占比", unit=other)

    assert [
        use.version.model.name for use in uses_of([row.name], Rights.of(make_user("ta", unit=other)))
    ] == ["别的厅的草稿"]
    assert "别的厅的草稿" not in staff.get(reverse("staff:field", args=[row.pk])).content.decode()
