"""Lists on a phone begin with their rows; a desk has room for every filter."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NewPage, sign_in

pytestmark = pytest.mark.e2e

OFFICE = "chuangxin"


def test_phone_folds_the_filters_of_a_long_list(new_page: NewPage) -> None:
    page = sign_in(new_page(width=390, height=844), OFFICE)
    page.goto("/board/")
    filters = page.get_by_role("search", name="筛选任务台账")
    light = page.locator("#filter-light")
    unfold = page.get_by_role("button", name="筛选条件")
    expect(filters.get_by_label("搜索")).to_be_visible()
    expect(light).to_be_hidden()

    unfold.click()
    expect(unfold).to_have_attribute("aria-expanded", "true")
    light.select_option(label="红灯")
    filters.get_by_role("button", name="查询").click()

    # What is in force is told above the rows, though its box is folded away again.
    expect(page).to_have_url(re.compile("light=red"))
    expect(page.locator(".ld-chip").filter(has_text="红灯")).to_be_visible()
    expect(light).to_be_hidden()
    expect(page.locator("tbody tr").first.get_by_text("红灯")).to_be_visible()


def test_phone_folds_filters_that_are_no_tables(new_page: NewPage) -> None:
    page = sign_in(new_page(width=390, height=844), OFFICE)
    page.goto("/targets/")
    unfold = page.get_by_role("button", name="筛选条件")
    expect(page.locator("#id_q")).to_be_visible()
    expect(page.locator("#id_year")).to_be_hidden()

    unfold.click()
    expect(page.locator("#id_year")).to_be_visible()
    assert unfold.get_attribute("aria-controls") == "targets-filter"
    assert page.locator("form#targets-filter").count() == 1


def test_desk_shows_every_filter(new_page: NewPage) -> None:
    page = sign_in(new_page(width=1440), OFFICE)
    page.goto("/board/")

    expect(page.locator("#filter-light")).to_be_visible()
    expect(page.get_by_role("button", name="筛选条件")).to_be_hidden()


def test_box_that_chooses_a_row_stands_within_its_card(new_page: NewPage) -> None:
    page = sign_in(new_page(width=390, height=844), OFFICE)
    page.goto("/reports/")
    card = page.locator("tbody tr").first.bounding_box()
    box = page.locator("tbody tr .ld-select-row").first.bounding_box()

    assert card and box
    assert card["x"] < box["x"] and box["x"] + box["width"] < card["x"] + card["width"]
    assert card["y"] < box["y"]
