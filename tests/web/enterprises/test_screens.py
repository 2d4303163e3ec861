"""The screens of profiles: the list, one enterprise, one value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luodi_web.enterprises.domain.values import plain_value, value_words
from luodi_web.enterprises.models import Enterprise, ProfileValue
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import Field
from luodi_web.people.enums import Role
from tests.web.enterprises.making import Area, make_enterprise, make_row, make_snapshot, make_value
from tests.web.factories import actor, make_user, signed_in
from tests.web.fields.making import make_detail, make_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client, area: Area) -> Client:
    return signed_in(client, make_user("wuhan", Role.CITY, area.wuhan_office, name="吴某"))


def test_list_finds_by_name_code_place_and_what_is_unknown(staff: Client, area: Area) -> None:
    hitech = make_field("是否有效高企", type=FieldType.BOOLEAN)
    yes, no = make_enterprise(area.hongshan, "光谷甲"), make_enterprise(area.wuhan, "光谷乙")
    make_enterprise(area.hongshan, "洪山丙", "SL88888888")
    make_enterprise(area.yichang, "宜昌丁")
    make_value(yes, hitech, "是")
    make_value(no, hitech, "否")

    def names(**query: object) -> set[str]:
        return {row.name for row in staff.get(reverse("staff:enterprises"), query).context["table"].found}

    assert names() == {"光谷甲", "光谷乙", "洪山丙"}
    assert names(q="光谷") == {"光谷甲", "光谷乙"}
    assert names(q="88888888") == {"洪山丙"}
    assert names(hitech="true") == {"光谷甲"}
    assert names(hitech="unknown") == {"洪山丙"}
    assert names(hitech=["false", "unknown"]) == {"光谷乙", "洪山丙"}
    assert names(city="420500") == set()


def test_list_asks_the_database_as_often_for_three_rows_as_for_one(staff: Client, area: Area) -> None:
    field = make_field("上年销售收入")
    make_value(make_enterprise(area.hongshan), field, "1")
    with CaptureQueriesContext(connection) as one:
        staff.get(reverse("staff:enterprises"))
    for _each in range(2):
        make_value(make_enterprise(area.wuhan), field, "1")

    with CaptureQueriesContext(connection) as three:
        staff.get(reverse("staff:enterprises"))

    assert len(three) == len(one)


def test_page_says_value_source_day_and_who_and_what_is_unknown(staff: Client, area: Area) -> None:
    row = make_enterprise(area.hongshan, "甲公司")
    cost, hitech = make_field("研发费用", measure="元"), make_field("是否有效高企", type=FieldType.BOOLEAN)
    make_field("职工总数")
    staff.post(
        reverse("staff:enterprise_value", args=[row.pk, cost.pk]),
        {"text": "1200000", "source": "汇算清缴", "as_of": "2025-12-31", "valid_to": ""},
    )
    make_value(row, hitech, "是", date(2022, 1, 1), valid_to=date(2025, 1, 1))

    page = staff.get(reverse("staff:enterprise", args=[row.pk]))

    [group] = page.context["groups"]
    assert [(line["field"].name, line["words"]) for line in group["rows"]] == [
        ("研发费用", "1,200,000 元"),
        ("是否有效高企", ""),
    ]
    assert [field.name for field in page.context["unknown"]] == ["职工总数"]
    text = page.content.decode()
    for words in ("汇算清缴", "2025-12-31", "吴某", "武汉市科创局", "未知（已过期或已撤回）"):
        assert words in text


def test_faulty_value_stands_at_its_field_and_keeps_what_was_typed(staff: Client, area: Area) -> None:
    row, field = make_enterprise(area.hongshan), make_field("研发费用", allowed=">= 0")
    url = reverse("staff:enterprise_value", args=[row.pk, field.pk])

    answer = staff.post(url, {"text": "-3", "source": "表", "as_of": "2999-01-01"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"text", "as_of"}
    assert answer.context["form"]["text"].value() == "-3"
    assert not ProfileValue.objects.exists()


def test_value_is_withdrawn_with_a_reason(staff: Client, area: Area) -> None:
    row, field = make_enterprise(area.hongshan), make_field("研发费用")
    value = make_value(row, field, "5")
    url = reverse("staff:value_withdraw", args=[value.pk])

    assert staff.post(url, {f"e{value.pk}-reason": ""}).status_code == 422
    staff.post(url, {f"e{value.pk}-reason": "填错"})
    staff.post(url, {f"e{value.pk}-reason": "再撤"})

    value.refresh_from_db()
    assert value.withdrawn_reason == "填错"
    page = staff.get(reverse("staff:enterprise_value", args=[row.pk, field.pk])).content.decode()
    assert "已撤回" in page
    assert "填错" in page


def test_enterprise_is_made_and_changed_within_ones_area(staff: Client, area: Area) -> None:
    url = reverse("staff:enterprise_new")
    beyond = staff.post(url, {"code": "SL00000001", "name": "甲", "region": area.yichang.pk})
    assert (beyond.status_code, list(beyond.context["form"].errors)) == (422, ["region"])
    bad = staff.post(url, {"code": "中文", "name": "甲", "region": area.hongshan.pk})
    assert list(bad.context["form"].errors) == ["code"]

    staff.post(url, {"code": "SL00000001", "name": "甲", "region": area.hongshan.pk})
    row = Enterprise.objects.get()
    edit = reverse("staff:enterprise_edit", args=[row.pk])
    staff.post(edit, {"name": "甲新", "region": area.wuhan.pk, "revision": 0})
    stale = staff.post(edit, {"name": "甲旧", "region": area.wuhan.pk, "revision": 0})

    row.refresh_from_db()
    assert (row.name, row.region) == ("甲新", area.wuhan)
    assert stale.status_code == 422


def test_finance_and_leaders_look_and_keep_nothing(client: Client, area: Area) -> None:
    row, field = make_enterprise(area.hongshan), make_field("研发费用")
    make_value(row, field, "5", unit=area.department)
    for role in (Role.FINANCE, Role.LEADER):
        signed_in(client, make_user(role, role, area.department))
        assert client.get(reverse("staff:enterprise", args=[row.pk])).status_code == 200
        assert client.get(reverse("staff:enterprise_value", args=[row.pk, field.pk])).status_code == 200
        client.post(reverse("staff:enterprise_value", args=[row.pk, field.pk]), {"text": "6"})
        assert client.get(reverse("staff:enterprise_new")).status_code == 403
    assert ProfileValue.objects.count() == 1
    signed_in(client, make_user("qiye", Role.ENTERPRISE, area.department))
    assert client.get(reverse("staff:enterprises")).status_code == 403
    assert actor().user is None


@pytest.mark.parametrize(
    ("type_", "text"),
    [(FieldType.NUMBER, "约五万"), (FieldType.BOOLEAN, "是的"), (FieldType.DATE, "去年")],
)
def test_value_of_the_type_that_a_field_had_before_is_shown_as_it_is_and_unknown_to_rules(
    staff: Client, area: Area, type_: str, text: str
) -> None:
    row = make_enterprise(area.hongshan)
    field = make_field("上年销售收入", type=FieldType.STRING)
    make_value(row, field, text)
    Field.objects.filter(pk=field.pk).update(type=type_)

    assert staff.get(reverse("staff:enterprises")).status_code == 200
    assert staff.get(reverse("staff:enterprises"), {"export": "xlsx"}).status_code == 200
    page = staff.get(reverse("staff:enterprise", args=[row.pk])).content.decode()
    assert f"<strong>{text}</strong>" in page
    assert plain_value(type_, text) is None


def test_damaged_snapshot_is_not_given_away(staff: Client, area: Area) -> None:
    rows = [{"统一社会信用代码": "SL1"}]
    snapshot = make_snapshot(area, rows, region=area.wuhan, owner=area.wuhan_office)
    url = reverse("staff:snapshot_file", args=[snapshot.pk])
    assert staff.get(url).status_code == 200
    (Path(settings.FILES_DIR) / snapshot.digest[:2] / snapshot.digest).unlink()

    answer = staff.get(url, follow=True)

    assert answer.redirect_chain == [(reverse("staff:snapshot", args=[snapshot.pk]), 302)]
    assert "与固定时不一致" in answer.content.decode()


def test_sums_are_said_to_the_cent_and_other_figures_as_they_are() -> None:
    money = Field(type="number", measure="元")
    share = Field(type="number", measure="平方米")

    said = [value_words(money, text) for text in ("84748.3", "84748", "0.125")]

    assert said == ["84,748.30 元", "84,748 元", "0.125 元"]
    assert value_words(share, "84748.3") == "84,748.3 平方米"


def test_details_without_rows_stand_together(staff: Client, area: Area) -> None:
    row = make_enterprise(area.wuhan)
    kept, empty = make_detail("技术合同", unit=area.department), make_detail("获批平台", unit=area.department)
    make_row(row, kept, {"合同编号": "HT1"})

    page = staff.get(reverse("staff:enterprise", args=[row.pk]))

    assert page.context["without"] == [empty]
    text = page.content.decode()
    assert ("明细：技术合同（1 条）" in text, "明细：获批平台（0 条）" in text) == (True, False)
    assert reverse("staff:detail_rows", args=[row.pk, empty.pk]) in text
