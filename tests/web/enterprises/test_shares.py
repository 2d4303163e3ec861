"""A snapshot of a larger area than one governs tells of one's own rows only."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from luodi_web.enterprises.domain import shares
from luodi_web.enterprises.domain.shares import PlaceUntold, share_of
from luodi_web.enterprises.models import Snapshot, SnapshotPlace
from luodi_web.people.enums import Role
from tests.web.enterprises.making import Area, make_snapshot
from tests.web.enterprises.thawing import thawed
from tests.web.factories import make_grant, make_user, signed_in

pytestmark = pytest.mark.django_db

COLUMNS = ("统一社会信用代码", "企业名称", "注册地市", "注册区县", "研发费用")
# More of Yichang than of Wuhan, and unknown in other shares: no figure of one is another's.
ROWS = [
    dict(zip(COLUMNS, row, strict=True))
    for row in [
        ("SL1", "甲", "武汉市", "洪山区", 1),
        ("SL2", "乙", "武汉市", "江夏区", None),
        ("SL3", "丙", "宜昌市", "西陵区", None),
        ("SL4", "丁", "宜昌市", "西陵区", None),
        ("SL5", "戊", "宜昌市", "夷陵区", 5),
        ("SL6", "己", None, None, None),
    ]
]


@pytest.fixture
def snapshot(area: Area) -> Snapshot:
    return make_snapshot(area, ROWS)


@pytest.mark.parametrize(
    ("places", "rows", "nulls"),
    [
        (None, 6, 4),
        ([("city", "武汉市")], 2, 1),
        ([("county", "洪山区")], 1, 0),
        ([("city", "宜昌市"), ("county", "洪山区")], 4, 2),
        ([("county", "东湖区")], 0, 0),
        ([], 0, 0),
    ],
)
def test_share_is_of_ones_places(snapshot: Snapshot, places: Any, rows: int, nulls: int) -> None:
    share = share_of(snapshot, places)

    assert (share.rows, share.nulls["研发费用"]) == (rows, nulls)


@pytest.mark.parametrize("places", [[("county", "洪山区")], [("city", "宜昌市"), ("county", "洪山区")]])
def test_share_of_a_file_that_does_not_tell_the_place_is_unknown(area: Area, places: Any) -> None:
    cities = make_snapshot(area, without_counties(ROWS))

    with pytest.raises(PlaceUntold, match="哪个县市区"):
        share_of(cities, places)
    assert share_of(cities, [("city", "武汉市")]).rows == 2


def without_counties(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "注册区县"} for row in rows]


@pytest.mark.parametrize(
    ("role", "office", "listed"),
    [
        (Role.PROVINCE, "department", "6"),
        (Role.CITY, "wuhan_office", "2"),
        (Role.COUNTY, "hongshan_office", "—"),
    ],
)
def test_county_is_told_that_a_file_of_cities_does_not_tell_it(
    client: Client, area: Area, role: str, office: str, listed: str
) -> None:
    lists = {"技术合同": [{"统一社会信用代码": "SL1", "合同编号": "HT1"}]}
    made = make_snapshot(area, without_counties(ROWS), lists=lists)
    signed_in(client, make_user(role=role, unit=getattr(area, office)))

    answer = client.get(reverse("staff:snapshot", args=[made.pk]))
    page = answer.content.decode()
    [(_row, cells)] = client.get(reverse("staff:snapshots")).context["table"].rows

    assert cells[4].text == listed
    is_untold = listed == "—"
    assert ("文件没有说明每家企业在哪个县市区" in page, answer.context["rows"] is None) == (
        is_untold,
        is_untold,
    )
    assert ("家，共 6 家" in page) == (role == Role.PROVINCE)
    # What the file is stays to be seen; only the counts are not known.
    assert (made.digest in page, "研发费用" in page) == (True, True)


def test_county_of_a_city_that_one_governs_too_needs_no_column_of_its_own(client: Client, area: Area) -> None:
    cities = make_snapshot(area, without_counties(ROWS))
    user = make_user("both", Role.CITY, area.wuhan_office)
    make_grant(user, Role.COUNTY, area.hongshan_office)
    signed_in(client, user)

    [row] = client.get(reverse("staff:snapshots")).context["table"].found
    page = client.get(reverse("staff:snapshot", args=[cities.pk]))

    assert (row.rows_seen, page.context["rows"]) == (2, 2)


def test_share_is_counted_once(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    first = share_of(snapshot, [("city", "武汉市")])
    monkeypatch.setattr(shares, "open_snapshot", None)

    assert share_of(snapshot, [("city", "武汉市")]) is first


@pytest.mark.parametrize(
    ("role", "office", "listed", "rows", "unknown", "known"),
    [
        (Role.PROVINCE, "department", "6", 6, 4, 33.3),
        (Role.CITY, "wuhan_office", "2", 2, 1, 50.0),
        (Role.COUNTY, "hongshan_office", "1", 1, 0, 100.0),
    ],
)
def test_pages_tell_of_the_area_that_one_governs(
    client: Client,
    area: Area,
    snapshot: Snapshot,
    role: str,
    office: str,
    listed: str,
    rows: int,
    unknown: int,
    known: float,
) -> None:
    signed_in(client, make_user(role=role, unit=getattr(area, office)))

    page = client.get(reverse("staff:snapshot", args=[snapshot.pk]))
    table = client.get(reverse("staff:snapshots")).context["table"]
    book = client.get(reverse("staff:snapshots"), {"export": "xlsx"})

    column = page.context["columns"][-1]
    assert (page.context["rows"], column["nulls"], column["known"]) == (rows, unknown, known)
    assert ("只统计本地区" in page.content.decode()) == (role != Role.PROVINCE)
    [(_row, cells)] = table.rows
    assert cells[4].text == listed
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book))).active
    assert [cell for row in sheet.values for cell in row if cell in ("6", "2", "1", "—")] == [listed]


def test_order_of_the_list_does_not_tell_which_larger_area_has_more(
    client: Client, area: Area, snapshot: Snapshot
) -> None:
    fewer = make_snapshot(area, ROWS[:3], "小")
    signed_in(client, make_user("wuhan", Role.CITY, area.wuhan_office))

    def listed(sort: str) -> list[int]:
        return [
            row.pk for row in client.get(reverse("staff:snapshots"), {"sort": sort}).context["table"].found
        ]

    # Of Wuhan both have two, of all the first has more.
    assert listed("rows") == [snapshot.pk, fewer.pk]
    assert listed("-rows") == [fewer.pk, snapshot.pk]


def test_list_does_not_count_a_file_without_places_nor_one_never_counted(
    client: Client, area: Area, snapshot: Snapshot
) -> None:
    plain = make_snapshot(area, [{"统一社会信用代码": "SL1", "研发费用": 1}], "没有地区")
    older = make_snapshot(area, ROWS[:4], "以前的")
    with thawed(SnapshotPlace):
        older.places.all().delete()
    user = make_user("wuhan", Role.CITY, area.wuhan_office)
    signed_in(client, user)

    found = client.get(reverse("staff:snapshots")).context["table"].found

    assert {row.pk: row.rows_seen for row in found} == {snapshot.pk: 2, plain.pk: None, older.pk: None}


def test_snapshot_whose_file_was_changed_is_told_and_counts_nothing(
    client: Client, area: Area, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(*args: Any) -> Any:
        raise ValidationError("文件与固定时不一致")

    monkeypatch.setattr(shares, "open_snapshot", changed)
    shares._kept.clear()
    signed_in(client, make_user("wuhan", Role.CITY, area.wuhan_office))

    page = client.get(reverse("staff:snapshot", args=[snapshot.pk])).content.decode()

    assert "文件与固定时不一致" in page
    assert "未知的企业" not in page
