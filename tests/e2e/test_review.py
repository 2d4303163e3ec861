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


def test_undoing_returns_to_the_edit(new_page: NewPage) -> None:
    page = sign_in(new_page(), STAFF)
    reviewed(page, "撤销校订")
    page.locator("[data-show]").select_option("all")
    edits = page.locator(".ld-review-now .ld-edit[id]")
    edits.first.click()
    page.keyboard.press("x")
    expect(edits.first).to_have_attribute("data-state", "rejected")
    expect(edits.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("ArrowDown")

    page.keyboard.press("z")

    expect(edits.first).to_have_attribute("data-state", "open")
    expect(edits.first).to_have_attribute("aria-current", "true")


def test_keys_are_shown_on_asking(new_page: NewPage) -> None:
    page = sign_in(new_page(), STAFF)
    reviewed(page, "校订快捷键")

    page.keyboard.press("?")

    keys = page.locator("#ld-keys dt")
    expect(keys.first).to_be_visible()
    assert [words.strip() for words in keys.all_inner_texts()][:6] == ["J", "K", "A", "X", "E", "Z"]


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1440, 420), (390, 844)])
def test_card_of_an_edit_is_never_off_the_screen(new_page: NewPage, width: int, height: int) -> None:
    page = sign_in(new_page(width=width, height=height), STAFF)
    reviewed(page, f"卡片校订{width}乘{height}")
    page.locator("[data-show]").select_option("all")
    edits = page.locator(".ld-review-now .ld-edit[id]")
    card = page.locator(".ld-review-card")

    for number in range(edits.count()):
        expect(edits.nth(number)).to_have_attribute("aria-current", "true")
        box = card.bounding_box()
        assert box is not None
        assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True)
        assert (box["y"] >= 0, box["y"] + box["height"] <= height) == (True, True)
        page.keyboard.press("j")
