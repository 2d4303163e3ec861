"""The screens of match runs: beginning one, figures, rows, one enterprise's reasons, taking them along."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from luodi_web.benefits.domain.runs import run_match
from luodi_web.benefits.enums import RunState
from luodi_web.benefits.models import MatchRun, RunPlace
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry
from luodi_web.staff.views.matches import _chart, money
from tests.web.benefits.making import ROWS, SCHEMA, begun, done, make_version
from tests.web.enterprises.making import Area, make_enterprise, make_snapshot
from tests.web.enterprises.thawing import thawed
from tests.web.factories import make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client, area: Area) -> Client:
    return signed_in(client, make_user("zhengce", Role.PROVINCE, area.department))


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_run_is_begun_watched_and_read(staff: Client, area: Area) -> None:
    version, snapshot = make_version(area), make_snapshot(area, ROWS, schema=SCHEMA)
    url = reverse("staff:match_new")
    assert staff.get(url, {"snapshot": snapshot.pk}).context["form"]["snapshot"].value() == str(snapshot.pk)
    assert staff.post(url, {"version": "x", "snapshot": "", "as_of": ""}).status_code == 422

    answer = staff.post(url, {"version": version.pk, "snapshot": snapshot.pk, "as_of": "2026-06-01"})
    staff.post(url, {"version": version.pk, "snapshot": snapshot.pk, "as_of": "2026-06-01"})
    run = MatchRun.objects.get()
    assert answer["Location"] == reverse("staff:match", args=[run.pk])
    waiting = staff.get(answer["Location"]).content.decode()
    assert "排队中" in waiting
    assert 'id="match-progress" hx-get' in waiting
    run_match(run.pk)

    page = staff.get(answer["Location"])
    text = page.content.decode()
    assert 'id="match-progress" hx-get' not in text
    assert run.model_digest in text
    [card] = page.context["cards"]
    assert (card["won"], card["lost"], card["open"]) == (4, 1, 2)


def test_results_say_what_is_lacking_and_lead_to_the_reasons(staff: Client, area: Area) -> None:
    run = done(area)
    make_enterprise(area.hongshan, "甲公司", "SL1XXXXX")

    page = staff.get(reverse("staff:match_results", args=[run.pk])).content.decode()
    assert "尚不能判定（缺：研发投入占比）" in page
    row = staff.get(reverse("staff:match_row", args=[run.pk]), {"key": "SL2", "standing": "won"})
    text = row.content.decode()
    assert row.context["explained"].differences == []
    assert "规则 1 成立" in text
    assert "standing=won" in row.context["breadcrumb"][2]["url"]
    assert staff.get(reverse("staff:match_row", args=[run.pk]), {"key": "SL99"}).status_code == 404
    assert staff.get(reverse("staff:match_row", args=[run.pk]), {"key": "\x00"}).status_code == 404


def test_junk_in_the_address_is_left_out(staff: Client, area: Area) -> None:
    run = done(area)
    junk = {
        "decision": "没有",
        "standing": "x",
        "least": "1e999",
        "most": "NaN",
        "page": "9" * 30,
        "sort": "-没有",
        "q": "\x00 '",
        "place": '"',
        "missing": "' OR 1=1",
    }

    for name, value in junk.items():
        answer = staff.get(reverse("staff:match_results", args=[run.pk]), {name: value})
        assert answer.status_code == 200, name


def test_table_and_csv_hold_the_rows_found(staff: Client, area: Area) -> None:
    run = done(area)
    url = reverse("staff:match_export", args=[run.pk])

    sheet = openpyxl.load_workbook(io.BytesIO(content(staff.get(url, {"standing": "won"})))).active
    rows = list(csv.reader(io.StringIO(content(staff.get(url, {"format": "csv"})).decode("utf-8-sig"))))

    assert [cell.value for cell in sheet[1]][:2] == ["统一社会信用代码", "企业名称"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["SL1", "SL2", "SL3", "SL7"]
    assert rows[0][-2:] == ["研发补助", "研发补助：缺少的数据"]
    assert rows[1][-2:] == ["20", ""]
    assert rows[5][-2:] == ["", "研发投入占比"]
    # A name that a spreadsheet would run as a formula.
    assert rows[4][1] == "'=丁公司"
    exports = AuditEntry.objects.filter(verb="benefits.exported").order_by("pk")
    assert [entry.after["rows"] for entry in exports] == [4, 7]


def test_too_many_rows_for_a_workbook_are_told(
    staff: Client, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = done(area)
    monkeypatch.setattr("luodi_web.staff.views.match_results.WORKBOOK_ROWS", 3)

    answer = staff.get(reverse("staff:match_export", args=[run.pk]), follow=True)

    assert "最多导出 3 行" in answer.content.decode()


def test_county_sees_a_provincial_run_for_its_own_enterprises_only(client: Client, area: Area) -> None:
    run = done(area)
    waiting = begun(area, version=run.version, snapshot=make_snapshot(area, ROWS, "另一个", schema=SCHEMA))
    signed_in(client, make_user("hongshan", Role.COUNTY, area.hongshan_office))

    listed = client.get(reverse("staff:matches")).context["table"].found
    results = client.get(reverse("staff:match_results", args=[run.pk])).content.decode()

    assert [row.pk for row in listed] == [run.pk]
    assert "甲公司" in results
    assert "丙公司" not in results
    assert client.get(reverse("staff:match_row", args=[run.pk]), {"key": "SL3"}).status_code == 404
    assert client.get(reverse("staff:match", args=[waiting.pk])).status_code == 404
    assert client.post(reverse("staff:match_cancel", args=[run.pk])).status_code == 403
    text = content(client.get(reverse("staff:match_export", args=[run.pk]), {"format": "csv"})).decode()
    assert "丙公司" not in text
    page = client.get(reverse("staff:match", args=[run.pk]))
    [card] = page.context["cards"]
    assert (card["won"], card["open"]) == (2, 0)
    assert ("2 家企业" in page.content.decode(), "7 家企业" in page.content.decode()) == (True, False)
    assert [row.rows_seen for row in listed] == [2]
    assert own_cells(client) == ["2", "可以得到 2", own_sum(card)]


def test_run_over_a_file_that_does_not_tell_the_county_says_so_to_it(client: Client, area: Area) -> None:
    schema = SCHEMA.remove(SCHEMA.get_field_index("注册区县"))
    rows = [{name: value for name, value in row.items() if name != "注册区县"} for row in ROWS]
    run = done(area, snapshot=make_snapshot(area, rows, schema=schema))
    signed_in(client, make_user("hongshan", Role.COUNTY, area.hongshan_office))
    words = "文件没有说明每家企业在哪个县市区"

    page = client.get(reverse("staff:match", args=[run.pk]))
    cells = own_cells(client)

    assert words in page.content.decode()
    assert "cards" not in page.context
    assert cells == ["—", "—", "—"]
    for name, query in (("results", {}), ("export", {"format": "csv"}), ("row", {"key": "SL1"})):
        answer = client.get(reverse(f"staff:match_{name}", args=[run.pk]), query, follow=True)
        assert answer.redirect_chain == [(reverse("staff:match", args=[run.pk]), 302)], name


def own_cells(client: Client) -> list[str]:
    """Enterprises, those that get something and the sum, as the list tells them of its only run."""
    table = client.get(reverse("staff:matches")).context["table"]
    [(_row, cells)] = table.rows
    names = [each.name for each in table.columns if each.screen]
    return [cells[names.index(name)].text for name in ("rows", "won", "amount")]


def own_sum(card: dict[str, Any]) -> str:
    assert card["sum"]
    return str(card["sum"])


@pytest.mark.parametrize(
    ("role", "office"),
    [
        (Role.PROVINCE, "department"),
        (Role.CITY, "wuhan_office"),
        (Role.CITY, "yichang_office"),
        (Role.COUNTY, "hongshan_office"),
    ],
)
def test_list_tells_each_the_figures_that_the_runs_page_tells(
    client: Client, area: Area, role: str, office: str
) -> None:
    run = done(area)
    signed_in(client, make_user("kan", role, getattr(area, office)))

    page = client.get(reverse("staff:match", args=[run.pk])).context
    cells = own_cells(client)

    [card] = page["cards"]
    assert cells == [f"{page['rows']:,}", f"{card['won_words']} {card['won']:,}", card["sum"] or "—"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("number", "可以得到 99,963"), ("boolean", "符合条件 99,963"), ("string", "有结果 99,963")],
)
def test_list_and_its_table_say_what_the_enterprises_counted_have(
    staff: Client, area: Area, kind: str, words: str
) -> None:
    told = {"won": 99_963, "lost": 0, "open": 0, "sum": None, "values": [], "missing": []}
    run = done(area)
    MatchRun.objects.create(
        version=run.version,
        snapshot=make_snapshot(area, ROWS, "另一个", schema=SCHEMA),
        owner=area.department,
        as_of=run.as_of,
        state=RunState.DONE,
        decisions=[["分层", kind, True]],
        summary={"rows": 99_963, "decisions": {"分层": told}, "places": []},
        started_at=run.started_at,
    )

    page = staff.get(reverse("staff:matches"), {"q": "另一个"})
    book = staff.get(reverse("staff:matches"), {"q": "另一个", "export": "xlsx"})

    assert f">{words}<" in page.content.decode()
    assert "可得" not in page.content.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(content(book))).active
    cells = [cell for row in sheet.values for cell in row]
    assert (cells.count(words), cells.count("可得企业")) == (1, 0)


def test_run_whose_figures_were_never_added_up_by_place_tells_a_city_none(client: Client, area: Area) -> None:
    run = done(area)
    with thawed(RunPlace):
        run.places.all().delete()

    signed_in(client, make_user("wuhan", Role.CITY, area.wuhan_office))
    city = own_cells(client)
    signed_in(client, make_user("sheng", Role.PROVINCE, area.department))
    whole = own_cells(client)

    assert city == ["4", "—", "—"]
    assert whole[:2] == ["7", "可以得到 4"]


@pytest.mark.parametrize("role", [Role.PROVINCE, Role.CITY])
def test_list_of_runs_asks_the_database_the_same_whatever_is_in_it(
    client: Client, area: Area, role: str
) -> None:
    office = area.department if role == Role.PROVINCE else area.wuhan_office
    signed_in(client, make_user("kan", role, office))
    run = done(area)
    client.get(reverse("staff:matches"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("staff:matches"))
    for name in ("乙", "丙"):
        again = begun(area, version=run.version, snapshot=make_snapshot(area, ROWS, name, schema=SCHEMA))
        run_match(again.pk)

    with CaptureQueriesContext(connection) as three:
        page = client.get(reverse("staff:matches"))

    assert len(page.context["table"].found) == 3
    assert len(three) == len(one)


def test_city_runs_over_its_own_snapshots_only(client: Client, area: Area) -> None:
    version = make_version(area)
    whole = make_snapshot(area, ROWS, schema=SCHEMA)
    own = make_snapshot(area, ROWS[:2], "武汉", schema=SCHEMA, region=area.wuhan, owner=area.wuhan_office)
    signed_in(client, make_user("wuhan", Role.CITY, area.wuhan_office))
    given = {"version": version.pk, "as_of": "2026-06-01"}

    refused = client.post(reverse("staff:match_new"), given | {"snapshot": whole.pk})
    client.post(reverse("staff:match_new"), given | {"snapshot": own.pk})

    assert list(refused.context["form"].errors) == ["snapshot"]
    assert MatchRun.objects.get().snapshot == own


def test_cancel_is_told_and_only_once(staff: Client, area: Area) -> None:
    run = begun(area)
    url = reverse("staff:match_cancel", args=[run.pk])

    staff.post(url)
    again = staff.post(url, follow=True)

    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert "这次匹配已经结束。" in again.content.decode()


def test_page_that_waited_is_opened_anew_when_the_run_has_ended(staff: Client, area: Area) -> None:
    run = begun(area)
    url, asked = reverse("staff:match", args=[run.pk]), {"HX-Request": "true"}

    part = staff.get(url, headers=asked).content.decode()
    run_match(run.pk)
    after = staff.get(url, headers=asked)

    assert part.lstrip().startswith('<div class="ld-stack-loose" id="match-progress"')
    assert after.headers["HX-Refresh"] == "true"


def test_bound_that_is_no_number_is_told_and_kept(staff: Client, area: Area) -> None:
    run = done(area)

    page = staff.get(reverse("staff:match_results", args=[run.pk]), {"least": "五十万", "most": "900000"})

    text = page.content.decode()
    assert "请填写数字" in text
    assert 'name="least" value="五十万" aria-invalid="true"' in text
    assert 'name="most" value="900000">' in text


def test_page_of_a_run_at_work_says_how_far_it_is(staff: Client, area: Area) -> None:
    run = begun(area)
    began = timezone.now() - timedelta(minutes=3)
    MatchRun.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING, rows=1_200_000, percent=25, started_at=began
    )

    page = staff.get(reverse("staff:match", args=[run.pk])).content.decode()

    assert "共 1,200,000 家企业" in page
    assert "约还需 10 分钟" in page or "约还需 9 分钟" in page
    assert '<progress max="100" value="25"' in page


def test_list_asks_the_database_as_often_for_three_rows_as_for_one(staff: Client, area: Area) -> None:
    run = done(area)
    with CaptureQueriesContext(connection) as one:
        staff.get(reverse("staff:matches"))
    for _each in range(2):
        done(area, version=run.version, snapshot=run.snapshot)

    with CaptureQueriesContext(connection) as three:
        staff.get(reverse("staff:matches"))

    assert len(three) == len(one)


def test_results_that_were_changed_on_disk_are_not_shown(staff: Client, area: Area) -> None:
    run = done(area)
    results = reverse("staff:match_results", args=[run.pk])
    assert staff.get(results).status_code == 200
    path = Path(settings.FILES_DIR) / run.file.sha256[:2] / run.file.sha256
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"x")

    for name, query in (
        ("results", {}),
        ("export", {"format": "csv"}),
        ("export", {}),
        ("row", {"key": "SL1"}),
    ):
        answer = staff.get(reverse(f"staff:match_{name}", args=[run.pk]), query, follow=True)
        assert answer.redirect_chain == [(reverse("staff:match", args=[run.pk]), 302)], name
        assert "与固定时不一致" in answer.content.decode()
    path.unlink()
    signed_in(staff, make_user("hongshan", Role.COUNTY, area.hongshan_office))
    assert "与固定时不一致" in staff.get(reverse("staff:match", args=[run.pk])).content.decode()


def test_model_that_was_changed_behind_its_release_is_told_on_the_page(staff: Client, area: Area) -> None:
    run = done(area)
    # Only the page's reader is deceived: the database refuses to change a released version.
    with patch("luodi_web.decisions.domain.content.digest_of", return_value="0" * 64):
        answer = staff.get(reverse("staff:match", args=[run.pk]))

    assert answer.status_code == 200
    assert "与发布时不一致" in answer.content.decode()


def test_hints_that_quote_rows_are_for_who_sees_all_rows(staff: Client, area: Area) -> None:
    run = begun(area)
    with patch("luodi_web.benefits.domain.runs._words", return_value=["第 3 行：宜昌的值"]):
        run_match(run.pk)
    page = reverse("staff:match", args=[run.pk])
    assert "宜昌的值" in staff.get(page).content.decode()

    signed_in(staff, make_user("hongshan", Role.COUNTY, area.hongshan_office))

    assert "宜昌的值" not in staff.get(page).content.decode()


@pytest.mark.parametrize(
    ("text", "unit", "chinese", "english"),
    [
        ("123456789.10", "元", "1.23 亿元", "123.46 million yuan"),
        ("-123456.70", "元", "-12.35 万元", "-123,456.7 yuan"),
        ("9999", "元", "9,999 元", "9,999 yuan"),
        ("2500000000", "元", "25.00 亿元", "2.50 billion yuan"),
        ("1200.50", "平方米", "1,200.5 平方米", "1,200.5 平方米"),
    ],
)
def test_money_is_said_as_each_language_counts(text: str, unit: str, chinese: str, english: str) -> None:
    assert money(text, unit) == chinese
    with override("en"):
        assert money(text, unit) == english


def test_chart_is_in_the_unit_of_the_sums() -> None:
    places = [
        {"place": name, "decisions": {"面积": {"sum": text}}}
        for name, text in (("甲", "12345.60"), ("乙", "2"))
    ]

    yuan, square = (_chart("面积", "number", places, unit) for unit in ("元", "平方米"))

    assert yuan is not None and square is not None
    assert (yuan["yAxis"]["name"], yuan["series"][0]["data"]) == ("金额（万元）", [1.23, 0.0])
    assert (square["yAxis"]["name"], square["series"][0]["data"]) == ("平方米", [12345.6, 2.0])
