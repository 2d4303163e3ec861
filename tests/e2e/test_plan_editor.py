"""The plan editor in a real browser: by mouse, by keyboard alone, and with somebody else in the same plan."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from demo.people import PEOPLE
from tests.e2e.axe import overflow, violations
from tests.e2e.conftest import NewPage, sign_in

pytestmark = pytest.mark.e2e

OFFICE = next(username for username, _name, role, *_rest in PEOPLE if role == "innovation_office")
PACKAGE = 1  # the select's first choice after the empty one


def new_plan(page: Page, title: str) -> None:
    """A plan begun by hand, opened in the editor, with one workstream and no task."""
    page.goto("/plans/new/")
    page.locator("[name=package]").select_option(index=PACKAGE)
    page.locator("[name=title]").fill(title)
    page.get_by_role("button", name="新建并编制").click()
    expect(page.locator("#plan-tools")).to_have_attribute("data-revision", "0")


def revision(page: Page, number: int) -> None:
    """The editor shows this revision: the act before has come back."""
    expect(page.locator("#plan-tools")).to_have_attribute("data-revision", str(number))


def lines(page: Page, *texts: str) -> None:
    """The tasks stand there in this order: looked at until they do, as parts of an answer come one by one."""
    expect(page.locator("#plan-tree .pl-text")).to_have_text(list(texts))


def write_task(page: Page, text: str) -> None:
    """Types into the task whose fields have the cursor, and leaves the field."""
    expect(page.locator("textarea[name$=-text]:focus")).to_be_visible()
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def test_plan_is_made_by_keyboard_alone(new_page: NewPage) -> None:
    page = sign_in(new_page(), OFFICE)
    new_plan(page, "键盘编制")

    page.get_by_role("button", name="任务", exact=True).press("Enter")
    revision(page, 1)
    write_task(page, "争创国家实验室，加强湖北实验室建设")
    revision(page, 2)
    page.locator("textarea[name$=-text]").focus()
    page.keyboard.press("Home")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+Enter")
    revision(page, 3)
    lines(page, "争创国家实验室", "加强湖北实验室建设")

    page.locator(".pl-text").nth(1).focus()
    page.keyboard.press("Alt+ArrowUp")
    revision(page, 4)
    lines(page, "加强湖北实验室建设", "争创国家实验室")
    expect(page.locator(".pl-text").first).to_be_focused()
    page.keyboard.press("m")
    revision(page, 5)
    page.keyboard.press("Control+z")
    revision(page, 6)
    page.keyboard.press("Control+Shift+Z")
    revision(page, 7)
    lines(page, "加强湖北实验室建设；争创国家实验室")
    page.locator(".pl-text").first.focus()
    page.keyboard.press("Delete")
    revision(page, 8)
    lines(page)


PRESS_AT_ONCE = """() => new MutationObserver((_changes, watch) => {
  if (document.querySelector("#plan-tools").dataset.revision !== "2") return;
  watch.disconnect();
  document.querySelector("#plan-undo").click();
}).observe(document.querySelector("#plan-editor"), { childList: true, subtree: true })"""


def test_press_in_the_moment_an_answer_comes_in_is_kept(new_page: NewPage) -> None:
    page = sign_in(new_page(), OFFICE)
    new_plan(page, "来不及")
    page.evaluate(PRESS_AT_ONCE)
    page.get_by_role("button", name="任务", exact=True).press("Enter")
    revision(page, 1)
    write_task(page, "建设湖北实验室")
    revision(page, 3)
    lines(page, "（未写任务内容）")


def test_units_are_found_by_part_of_their_name_and_tasks_are_dragged(new_page: NewPage) -> None:
    page = sign_in(new_page(), OFFICE)
    new_plan(page, "拖动与单位")
    page.locator("#plan-new-stream").fill("抓改革落地")
    page.get_by_role("button", name="新增板块").click()
    revision(page, 1)
    page.get_by_role("button", name="任务", exact=True).first.click()
    revision(page, 2)
    write_task(page, "完善机制")
    revision(page, 3)

    picker = page.locator("ld-unit-picker[name$=-lead] input[role=combobox]")
    picker.fill("财政厅")
    page.locator("ld-unit-picker[name$=-lead] [role=option]").first.click()
    revision(page, 4)
    expect(page.locator(".pl-lead")).to_contain_text("财政厅")

    page.locator(".pl-text").press("Escape")  # closes the fields: both workstreams are in the window
    page.mouse.wheel(0, -2000)
    grip = page.locator(".pl-task .ld-grip").bounding_box()
    target = page.locator(".pl-stream-row").nth(1).bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(target["x"] + 200, target["y"] + target["height"] - 3, steps=6)
    page.mouse.up()
    revision(page, 5)
    expect(page.locator(".pl-stream").nth(1).locator(".pl-text")).to_have_text("完善机制")


def test_units_for_many_tasks_are_chosen_by_mouse(new_page: NewPage) -> None:
    page = sign_in(new_page(), OFFICE)
    new_plan(page, "成批设置单位")
    page.get_by_role("button", name="任务", exact=True).click()
    revision(page, 1)
    write_task(page, "完善机制")
    revision(page, 2)
    page.locator(".ld-select-row").check()
    menu = page.locator("#plan-bulk details", has=page.locator("ld-unit-picker")).first
    menu.locator("summary").click()

    menu.locator("input[role=combobox]").fill("财政厅")
    menu.locator("[role=option]").first.click()

    expect(menu.locator(".ld-picker-chip")).to_contain_text("财政厅")
    menu.locator(".ld-picker-chip button").click()
    expect(menu.locator(".ld-picker-chip")).to_have_count(0)
    expect(menu).to_have_attribute("open", "")
    menu.locator("input[role=combobox]").fill("财政厅")
    menu.locator("[role=option]").first.click()
    menu.get_by_role("button", name="设为牵头").click()
    revision(page, 3)
    expect(page.locator(".pl-lead")).to_contain_text("财政厅")


def test_second_editor_is_told_and_keeps_the_input(new_page: NewPage, watch) -> None:
    watch.expected.add(409)
    page = sign_in(new_page(), OFFICE)
    new_plan(page, "两人同时编制")
    page.get_by_role("button", name="任务", exact=True).click()
    revision(page, 1)
    write_task(page, "制定方案")
    revision(page, 2)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator(".pl-text").click()
    other.locator("textarea[name$=-text]").fill("制定实施方案")
    other.keyboard.press("Tab")
    revision(other, 3)

    field = page.locator("textarea[name$=-text]")
    field.fill("制定工作方案")
    page.keyboard.press("Tab")

    notice = page.locator(".pl-conflict")
    expect(notice).to_contain_text("制定实施方案")
    expect(field).to_have_value("制定工作方案")
    notice.get_by_role("button", name="以我的输入为准").click()
    expect(notice).to_have_count(0)
    revision(page, 4)
    lines(page, "制定工作方案")


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_editor_is_accessible_and_fits_with_everything_open(new_page: NewPage, width: int) -> None:
    page = sign_in(new_page(width=width), OFFICE)
    new_plan(page, f"宽度{width}")
    page.get_by_role("button", name="任务", exact=True).click()
    revision(page, 1)
    write_task(page, "完善机制")
    revision(page, 2)
    page.locator(".ld-select-row").check()
    expect(page.locator("#plan-bulk")).to_be_visible()
    assert (violations(page), overflow(page)) == ([], [])

    page.locator("#plan-bulk summary").first.click()
    assert (violations(page), overflow(page)) == ([], [])
    page.locator("#plan-bulk summary").first.click()
    page.locator("[data-side-tab=checks]").click()
    expect(page.locator("#plan-side")).to_contain_text(re.compile("没有牵头单位"))
    assert (violations(page), overflow(page)) == ([], [])
