"""A late task and its letter, by nothing but the screens: written, signed, answered on a phone, closed."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import overflow, violations
from tests.e2e.conftest import NewPage, sign_in

pytestmark = pytest.mark.e2e

UNIT = "宜昌市科学技术局"
ANSWER = "十二月中旬完成宣讲，已报市政府协调场地。"


def looks_right(page: Page) -> None:
    """The page breaks no rule of access and does not scroll sideways."""
    assert violations(page) == []
    assert overflow(page) == []


def agree(page: Page, word: str) -> None:
    page.locator("wa-dialog[open]").get_by_role("button", name=word, exact=True).click()


def test_a_late_task_gets_a_letter_that_is_signed_answered_and_closed(new_page: NewPage) -> None:
    office = sign_in(new_page(), "chuangxin")
    office.goto("/board/?light=red&q=宜昌")
    office.locator(".ld-list tbody th a").first.click()
    expect(office.locator("#detail")).to_contain_text(UNIT)
    looks_right(office)
    office.get_by_role("link", name="发督办函").click()
    expect(office.locator("#id_body")).to_have_value(re.compile("你单位.*承办.*任务已逾期", re.DOTALL))
    looks_right(office)
    office.get_by_role("button", name="保存草稿").click()
    office.wait_for_url(re.compile(r"/letters/\d+/$"))
    url = office.url
    office.get_by_role("button", name="报请签发").click()
    expect(office.locator(".ld-page-head")).to_contain_text("待签发")

    leader = sign_in(new_page(), "lingdao")
    # The demonstration has a letter before the leader, too.
    waiting = leader.get_by_role("region", name=re.compile("待签发督办函"))
    waiting.locator(f"a[href$='{urlsplit(url).path}']").first.click()
    expect(leader).to_have_url(url)
    looks_right(leader)
    leader.get_by_role("button", name="签发", exact=True).click()
    agree(leader, "签发")
    expect(leader.locator(".ld-page-head")).to_contain_text(re.compile(r"鄂科创督〔\d{4}〕\d+号"))
    with leader.expect_download() as word:
        leader.get_by_role("link", name="Word 文件").click()
    assert re.fullmatch(r"鄂科创督〔\d{4}〕\d+号 关于加快办理.+的督办函\.docx", word.value.suggested_filename)

    unit = sign_in(new_page(width=390, height=844), "yichang")
    unit.get_by_role("region", name=re.compile("待签收函件")).get_by_role("link").first.click()
    expect(unit).to_have_url(url)
    unit.get_by_role("button", name="签收", exact=True).click()
    unit.get_by_label(re.compile("答复内容")).fill(ANSWER)
    looks_right(unit)
    unit.get_by_role("button", name="答复", exact=True).click()
    expect(unit.locator(".ld-page-head")).to_contain_text("已答复")

    office.goto("/")
    office.get_by_role("region", name=re.compile("待办结的函件答复")).get_by_role("link").first.click()
    expect(office.locator(".ld-report")).to_contain_text(ANSWER)
    looks_right(office)
    office.get_by_role("button", name="办结", exact=True).click()
    expect(office.locator(".ld-page-head")).to_contain_text("已办结")


@pytest.mark.parametrize("path", ["/letters/", "/extensions/", "/referrals/", "/closings/"])
@pytest.mark.parametrize("width", [1440, 390])
def test_register_breaks_no_rule_of_access(new_page: NewPage, path: str, width: int) -> None:
    page = sign_in(new_page(width=width), "chuangxin")

    page.goto(path)

    looks_right(page)
