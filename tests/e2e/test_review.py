"""The review of a repaired text in a real browser: edits chosen by mouse and touch, corrected with Enter."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from demo.people import PEOPLE
from tests.e2e.conftest import NewPage, sign_in

pytestmark = pytest.mark.e2e

STAFF = next(username for username, _name, role, *_rest in PEOPLE if role == "province")
TEXT = """关于办好{title}的通知

一、建设平台
（一）支持企业牵头建设中试平台，按投入的20%给予补助。
（二）推进科技成果转化，落实各项优惠政策。
"""


def reviewed(page: Page, title: str) -> None:
    """A damaged text put in, its edits on the page."""
    damaged = TEXT.format(title=title).encode().decode("latin-1")
    page.goto("/policies/upload/")
    page.locator("[name=text]").fill(damaged)
    page.locator("[name=package]").select_option(index=1)
    page.get_by_role("button", name="保存并开始校订").click()
    page.wait_for_url("**/review/**")


def test_a_clicked_edit_is_the_current_one(new_page: NewPage) -> None:
    page = sign_in(new_page(), STAFF)
    reviewed(page, "点选校订")
    edit = page.locator(".ld-review-now .ld-edit[id]").nth(1)
    decide = page.locator("#review-decide")

    edit.click()

    expect(edit).to_have_attribute("aria-current", "true")
    expect(decide.get_by_role("button", name="不采纳")).to_be_enabled()
    decide.get_by_role("button", name="不采纳").click()
    expect(page.locator(".ld-review-now .ld-edit[id]").nth(1)).to_have_attribute("data-state", "rejected")


def test_enter_saves_a_correction_without_a_new_line(new_page: NewPage) -> None:
    page = sign_in(new_page(), STAFF)
    reviewed(page, "更正校订")

    page.locator(".ld-review-now .ld-edit[id]").nth(1).click()
    page.keyboard.press("e")
    words = page.locator("#review-correct [name=words]")
    expect(words).to_be_focused()
    words.fill("更正后的文字")
    page.keyboard.press("Enter")

    expect(words).not_to_be_visible()
    expect(page.locator(".ld-review-now")).to_contain_text([re.compile("更正后的文字")])


def test_a_tapped_edit_is_the_current_one(new_page: NewPage) -> None:
    page = sign_in(new_page(width=390, height=844), STAFF)
    reviewed(page, "手机校订")
    edit = page.locator(".ld-review-now .ld-edit[id]").nth(1)

    edit.click()

    expect(edit).to_have_attribute("aria-current", "true")
