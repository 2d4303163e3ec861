"""The screens of details: of one enterprise, over all enterprises, a row entered and taken back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luodi_web.enterprises.models import DetailRow, Enterprise
from luodi_web.fields.models import DetailList
from luodi_web.people.enums import Role
from tests.web.enterprises.making import Area, make_enterprise, make_row
from tests.web.factories import make_user, signed_in
from tests.web.fields.making import make_detail

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client, area: Area) -> Client:
    return signed_in(client, make_user("wuhan", Role.CITY, area.wuhan_office, name="吴某"))


@pytest.fixture
def contracts(area: Area) -> DetailList:
    return make_detail()


@pytest.fixture
def firm(area: Area) -> Enterprise:
    return make_enterprise(area.hongshan, "甲公司", "SL00000001")


def test_row_is_entered_shown_and_withdrawn(staff: Client, contracts: DetailList, firm: Enterprise) -> None:
    url = reverse("staff:detail_rows", args=[firm.pk, contracts.pk])
    assert "还没有登记过明细" in staff.get(url).content.decode()

    form = {"c0": "HT1", "c2": "true", "c5": "1,200", "source": "登记系统", "as_of": "2025-12-31"}
    assert staff.post(url, form)["Location"] == url

    row = DetailRow.objects.get()
    assert row.values == {"合同编号": "HT1", "是否认定登记": "true", "到账金额": "1200"}
    for address in (url, reverse("staff:enterprise", args=[firm.pk])):
        page = staff.get(address).content.decode()
        assert "HT1" in page
        assert "1,200 元" in page
    assert "吴某" in staff.get(url).content.decode()

    withdraw = reverse("staff:row_withdraw", args=[row.pk])
    assert staff.post(withdraw, {f"e{row.pk}-reason": ""}).status_code == 422
    staff.post(withdraw, {f"e{row.pk}-reason": "填错"})
    staff.post(withdraw, {f"e{row.pk}-reason": "再撤"})

    row.refresh_from_db()
    assert row.withdrawn_reason == "填错"
    assert "填错" in staff.get(url).content.decode()
    page = staff.get(reverse("staff:enterprise", args=[firm.pk]))
    assert [shown["count"] for shown in page.context["details"]] == [0]


def test_faulty_row_stands_at_its_boxes_and_keeps_what_was_typed(
    staff: Client, contracts: DetailList, firm: Enterprise
) -> None:
    url = reverse("staff:detail_rows", args=[firm.pk, contracts.pk])

    answer = staff.post(url, {"c0": "HT1", "c5": "-3", "source": "表", "as_of": "2999-01-01"})
    empty = staff.post(url, {"c0": "", "c5": "3", "source": "表", "as_of": "2025-12-31"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"c5", "as_of"}
    assert answer.context["form"]["c5"].value() == "-3"
    assert set(empty.context["form"].errors) == {"c0"}
    assert not DetailRow.objects.exists()


def test_screens_ask_the_database_as_often_for_many_rows_as_for_one(
    staff: Client, area: Area, contracts: DetailList, firm: Enterprise
) -> None:
    make_row(firm, contracts, {"合同编号": "HT0"})
    addresses = [
        reverse("staff:detail_rows", args=[firm.pk, contracts.pk]),
        reverse("staff:enterprise", args=[firm.pk]),
        reverse("staff:details", args=[contracts.pk]),
    ]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as found:
                assert staff.get(address).status_code == 200
            counts.append(len(found))
        return counts

    one = asked()
    for number in range(1, 4):
        make_row(firm, contracts, {"合同编号": f"HT{number}"})
        make_row(make_enterprise(area.hongshan), contracts, {"合同编号": "HT"})

    assert asked() == one


def test_rows_are_paged(
    staff: Client, contracts: DetailList, firm: Enterprise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luodi_web.staff.views.enterprise_details.PAGE_ROWS", 2)
    for number in range(3):
        make_row(firm, contracts, {"合同编号": f"HT{number}"})
    url = reverse("staff:detail_rows", args=[firm.pk, contracts.pk])

    assert [len(staff.get(url, {"page": page}).context["lines"]) for page in (1, 2)] == [2, 1]


def test_details_are_of_ones_own_area(
    client: Client, area: Area, contracts: DetailList, firm: Enterprise
) -> None:
    other = make_enterprise(area.yichang, "宜昌公司")
    mine, theirs = (
        make_row(firm, contracts, {"合同编号": "HT1"}),
        make_row(other, contracts, {"合同编号": "HT2"}),
    )
    signed_in(client, make_user("wuhan", Role.CITY, area.wuhan_office))

    listed = client.get(reverse("staff:details", args=[contracts.pk]))

    assert [row.pk for row in listed.context["table"].found] == [mine.pk]
    assert client.get(reverse("staff:detail_rows", args=[other.pk, contracts.pk])).status_code == 404
    withdraw = reverse("staff:row_withdraw", args=[theirs.pk])
    assert client.post(withdraw, {f"e{theirs.pk}-reason": "x"}).status_code == 404


def test_finance_and_leaders_look_and_keep_nothing(
    client: Client, area: Area, contracts: DetailList, firm: Enterprise
) -> None:
    row = make_row(firm, contracts, {"合同编号": "HT1"})
    url = reverse("staff:detail_rows", args=[firm.pk, contracts.pk])
    for role in (Role.FINANCE, Role.LEADER):
        signed_in(client, make_user(role, role, area.department))
        assert client.get(url).status_code == 200
        assert client.get(reverse("staff:details", args=[contracts.pk])).status_code == 200
        client.post(url, {"c0": "HT2", "source": "表", "as_of": "2025-12-31"})
        assert client.post(reverse("staff:row_withdraw", args=[row.pk])).status_code == 403
        assert client.get(reverse("staff:detail_template", args=[contracts.pk])).status_code == 403
    assert DetailRow.objects.get().withdrawn_at is None
