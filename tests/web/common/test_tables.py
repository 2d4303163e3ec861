"""Lists: what the address says is what is shown, and what goes out comes in again."""

from io import BytesIO

import openpyxl
import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory

from luodi_web.common.models import Holiday
from luodi_web.common.tables import Choice, Column, DateRange, Search, Switch, Table
from luodi_web.common.tables.filters import Q

pytestmark = pytest.mark.django_db


class HolidayTable(Table):
    title = "节假日"
    columns = [
        Column("name", "名称", sort="name"),
        Column("day", "日期", sort="day"),
        Column("is_workday", "上班"),
    ]
    filters = [
        Search("name"),
        Choice("work", "上班", [("True", "上班"), ("False", "休息")], lookup="is_workday"),
        DateRange("day", "日期"),
        Switch("october", "十月", lambda: Q(day__month=10)),
    ]
    order = "day"
    page_size = 2


@pytest.fixture
def days():
    rows = [
        ("2026-01-01", "元旦", False),
        ("2026-10-01", "国庆节", False),
        ("2026-10-10", "国庆节调休", True),
        ("2026-12-31", "=1+1", False),
    ]
    return [Holiday.objects.create(day=day, name=name, is_workday=work) for day, name, work in rows]


def names(query: str) -> list[str]:
    return [row.name for row in HolidayTable(QueryDict(query), Holiday.objects.all()).found]


def test_table_filters_combine(days):
    assert names("q=国庆&work=True&day_from=2026-10-02") == ["国庆节调休"]
    assert names("october=1&sort=-day") == ["国庆节调休", "国庆节"]


def test_table_sort_descending_reverses_every_path(days):
    assert names("sort=-day") == ["=1+1", "国庆节调休", "国庆节", "元旦"]


@pytest.mark.parametrize(
    "query", ["sort=nobody", "page=abc", "page=99", "size=7", "day_from=yesterday", "work=maybe", "q=%00"]
)
def test_table_strange_address_shows_the_list(days, query):
    table = HolidayTable(QueryDict(query), Holiday.objects.all())

    assert table.page.paginator.count == 4


def test_table_chip_lifts_only_its_filter(days):
    table = HolidayTable(QueryDict("q=国庆&work=True&sort=day"), Holiday.objects.all())

    lifted = {chip["label"]: chip["remove_url"] for chip in table.chips}

    assert QueryDict(lifted["包含“国庆”"][1:]).dict() == {"work": "True", "sort": "day"}
    assert QueryDict(lifted["上班：上班"][1:]).dict() == {"q": "国庆", "sort": "day"}


def test_table_third_click_on_a_head_returns_to_the_own_order(days):
    def head(query: str) -> str:
        return HolidayTable(QueryDict(query), Holiday.objects.all()).headers[0].query

    assert [head(""), head("sort=name"), head("sort=-name")] == ["?sort=name", "?sort=-name", "?"]


def test_table_page_keeps_filters_and_escapes(days):
    Holiday.objects.create(day="2027-01-01", name="<b>新年</b>")
    table = HolidayTable(QueryDict("sort=-day"), Holiday.objects.all())

    request = RequestFactory().get("/?sort=-day")
    html = render_to_string("common/table.html", {"table": table}, request)

    assert "&lt;b&gt;新年&lt;/b&gt;" in html
    assert "<b>新年" not in html
    assert "?sort=-day&amp;page=2" in html


def test_table_queries_do_not_grow_with_rows(days, django_assert_num_queries):
    def show() -> None:
        render_to_string("common/table.html", {"table": HolidayTable(QueryDict(""), Holiday.objects.all())})

    with django_assert_num_queries(2):
        show()
    Holiday.objects.exclude(pk=days[0].pk).delete()
    with django_assert_num_queries(2):
        show()


def test_table_export_holds_every_row_and_no_formula(days):
    response = HolidayTable(QueryDict("export=xlsx&size=20"), Holiday.objects.all()).export(by_name="王示例")

    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active

    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in values] == ["名称", "元旦", "国庆节", "国庆节调休", "=1+1"]
    assert sheet["A5"].data_type == "s"
    assert sheet["B2"].value.date().isoformat() == "2026-01-01"
    assert "王示例" in sheet.oddFooter.left.text
