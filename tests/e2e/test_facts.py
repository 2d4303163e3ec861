"""The facts of a policy in a real browser: decided by keyboard alone, seen by hovering, used on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from demo.people import PEOPLE
from tests.e2e.axe import overflow, violations
from tests.e2e.conftest import NewPage, Watch, sign_in

pytestmark = pytest.mark.e2e

STAFF = next(username for username, _name, role, *_rest in PEOPLE if role == "province")
TEXT = """关于加快{title}建设的若干措施

一、做强平台
（一）建设中试平台。到2027年，建成中试平台30家以上。对新建平台给予最高500万元补助。（责任单位：省科技厅、省财政厅）
（二）鼓励企业投入。对企业按研发投入的20%给予补助，每年最高100万元。同一项目就高不重复享受。
二、附则
本措施自2026年1月1日起施行，有效期3年。
"""


def facts_of(page: Page, title: str) -> None:
    """A policy put in and confirmed by its screens, its facts on the page."""
    page.goto("/policies/upload/")
    page.locator("[name=text]").fill(TEXT.format(title=title))
    page.locator("[name=package]").select_option(index=1)
    page.get_by_role("button", name="保存并开始校订").click()
    page.wait_for_url("**/review/**")
    page.get_by_role("button", name="定稿").click()
    page.wait_for_url("**/structure/**")
    page.locator(".ld-actions").get_by_role("link", name="政策要素").click()
    page.wait_for_url("**/facts/**")


def card(page: Page, words: str) -> Locator:
    """The card that says exactly this."""
    said = page.locator(".fa-words", has_text=re.compile(f"^{re.escape(words)}$"))
    return page.locator(".fa-card", has=said)


def waiting(page: Page, count: int) -> None:
    expect(page.locator("#facts-bar .fa-left b")).to_have_text(str(count))


def select(page: Page, words: str) -> None:
    """Choose words of the text, as a mouse would."""
    page.evaluate(
        """words => {
          for (const piece of document.querySelectorAll('.fa-text [data-at]')) {
            const node = piece.firstChild, at = node ? node.data.indexOf(words) : -1;
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
          }
        }""",
        words,
    )


def test_facts_are_decided_by_keyboard_alone(new_page: NewPage, watch: Watch) -> None:
    watch.expected |= {422}
    page = sign_in(new_page(), STAFF)
    facts_of(page, "键盘核对")
    waiting(page, 9)

    page.keyboard.press("j")
    expect(page.locator(".fa-card[aria-current] .fa-words")).to_have_text("截止 2027-12-31")
    page.keyboard.press("a")
    waiting(page, 8)
    expect(page.locator(".fa-card[aria-current] .fa-words")).to_have_text(
        "中试平台 不低于 30 家（到 2027 年）"
    )
    page.keyboard.press("x")
    waiting(page, 7)
    expect(card(page, "中试平台 不低于 30 家（到 2027 年）")).to_have_attribute("data-state", "rejected")
    page.keyboard.press("z")
    waiting(page, 8)
    expect(page.locator(".fa-card[aria-current] .fa-words")).to_have_text(
        "中试平台 不低于 30 家（到 2027 年）"
    )

    page.keyboard.press("ArrowDown")
    expect(page.locator(".fa-card[aria-current] .fa-words")).to_have_text("最高 500 万元")
    page.keyboard.press("e")
    dialog = page.locator("#fact-dialog")
    expect(dialog.locator("[name=value-kind]")).to_be_focused()
    dialog.locator("[name=value-value]").fill("六百")
    page.keyboard.press("Enter")
    expect(dialog.locator(".ld-error").first).to_have_text("请填写数字，例如 3000 或 0.5。")
    assert violations(page) == []
    dialog.locator("[name=value-value]").fill("600")
    page.keyboard.press("Enter")
    expect(card(page, "最高 600 万元")).to_have_attribute("data-state", "corrected")
    expect(dialog).not_to_be_visible()

    select(page, "新建平台")
    page.keyboard.press("n")
    expect(dialog.locator("[name=value-name]")).to_have_value("新建平台")
    dialog.locator("#fact-kind").select_option("deadline")
    expect(dialog.locator("[name=value-date]")).to_be_visible()
    dialog.locator("#fact-kind").select_option("unit")
    dialog.locator("[name=value-name]").fill("新建平台办")
    page.keyboard.press("Enter")
    expect(card(page, "新建平台办")).to_contain_text("人工添加")
    # While the dialog fades, its words are paler than they are.
    expect(dialog).not_to_be_visible()
    assert (violations(page), overflow(page)) == ([], [])


def test_form_of_a_deadline_follows_its_kind(new_page: NewPage) -> None:
    page = sign_in(new_page(), STAFF)
    facts_of(page, "时限核对")
    card(page, "截止 2027-12-31").click()
    page.keyboard.press("e")
    dialog = page.locator("#fact-dialog")
    expect(dialog.locator("[name=value-kind]")).to_be_focused()
    expect(dialog.locator("[name=value-date]")).to_be_visible()
    expect(dialog.locator("[name=value-amount]")).to_have_count(0)

    dialog.locator("[name=value-kind]").select_option("within")

    expect(dialog.locator("[name=value-date]")).to_have_count(0)
    expect(dialog.locator("[name=value-kind]")).to_be_focused()
    dialog.locator("[name=value-amount]").fill("30")
    dialog.locator("[name=value-unit]").select_option("工作日")
    dialog.get_by_role("button", name="更正").click()
    expect(card(page, "30 个工作日以内")).to_have_attribute("data-state", "corrected")


def test_a_fact_and_its_words_light_each_other(new_page: NewPage) -> None:
    page = sign_in(new_page(), STAFF)
    facts_of(page, "悬停核对")
    mark = page.locator(".fa-mark", has_text="最高500万元")

    card(page, "最高 500 万元").hover()
    expect(mark).to_have_class(re.compile("fa-lit"))
    mark.hover()
    expect(card(page, "最高 500 万元")).to_have_class(re.compile("fa-lit"))
    page.mouse.move(0, 0)
    mark.click()
    expect(card(page, "最高 500 万元")).to_have_attribute("aria-current", "true")
    page.get_by_text("认可本条 5 项").click()
    waiting(page, 4)


def test_facts_on_a_phone(new_page: NewPage) -> None:
    page = sign_in(new_page(width=390, height=844), STAFF)
    facts_of(page, "手机核对")

    card(page, "最高 100 万元").click()

    expect(page.locator(".fa-mark-current")).to_have_text("最高100万元")
    expect(page.locator(".fa-mark-current")).to_be_in_viewport()
    card(page, "最高 100 万元").get_by_role("button", name="不认可").click()
    expect(card(page, "最高 100 万元")).to_have_attribute("data-state", "rejected")
    assert (violations(page), overflow(page)) == ([], [])


def test_a_new_version_starts_from_what_was_decided(new_page: NewPage) -> None:
    page = sign_in(new_page(), STAFF)
    facts_of(page, "新版沿用")
    card(page, "最高 500 万元").click()
    page.keyboard.press("x")
    waiting(page, 8)
    page.get_by_role("link", name="关于加快新版沿用建设的若干措施").first.click()
    page.locator("summary", has_text="更多").click()
    page.get_by_role("link", name="上传新版").click()
    page.locator("[name=text]").fill(TEXT.format(title="新版沿用") + "三、补充\n由省科技厅负责解释。\n")
    page.get_by_role("button", name="上传并开始校订").click()
    page.wait_for_url("**/review/**")
    assert (violations(page), overflow(page)) == ([], [])
    page.get_by_role("button", name="定稿").click()
    page.wait_for_url("**/structure/**")
    page.locator(".ld-actions").get_by_role("link", name="政策要素").click()

    expect(card(page, "最高 500 万元")).to_have_attribute("data-state", "rejected")
    expect(card(page, "最高 500 万元")).to_contain_text("沿用上一版")
