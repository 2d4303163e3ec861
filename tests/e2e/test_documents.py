"""Documents in a real browser: a file chosen, its structure seen as levels, a long place name kept short."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from demo.people import PEOPLE
from tests.e2e.axe import overflow, violations
from tests.e2e.conftest import NewPage, sign_in

pytestmark = pytest.mark.e2e

STAFF = next(username for username, _name, role, *_rest in PEOPLE if role == "province")
TITLE = "关于进一步加快{name}科技创新平台体系建设推动高质量发展的若干政策措施"
TEXT = """第一章 总则
第一条 为建设试验田，制定本办法。
第二章 平台
第二条 下列平台适用本办法：
（一）中试平台；
（二）检测平台，包括：
1.省级平台；
2.市级平台。
第三条 自2026年1月1日起施行。
"""


def structure_of(page: Page, name: str) -> None:
    """A text chosen as a file, confirmed, its structure on the page."""
    page.goto("/policies/upload/")
    with page.expect_file_chooser() as chooser:
        page.locator(".ld-drop").get_by_text("选择文件").click()
    text = f"{TITLE.format(name=name)}\n{TEXT}"
    chooser.value.set_files({"name": f"{name}.txt", "mimeType": "text/plain", "buffer": text.encode()})
    # Read at once; the list of files gives way to what was read.
    expect(page.get_by_role("main")).to_contain_text("已读取")
    page.locator("[name=package]").select_option(index=1)
    page.get_by_role("button", name="保存并开始校订").click()
    page.wait_for_url("**/review/**")
    page.get_by_role("button", name="定稿").click()
    page.wait_for_url("**/structure/**")


def left_of(page: Page, words: str) -> float:
    """Where the words of a provision begin, in pixels."""
    found = page.locator(".ld-structure-text .ld-provision-head", has_text=words).first
    return found.evaluate("head => head.getBoundingClientRect().left")


@pytest.mark.parametrize("width", [1440, 390])
def test_levels_of_a_text_are_seen(new_page: NewPage, width: int) -> None:
    page = sign_in(new_page(width), STAFF)
    structure_of(page, f"甲{width}")

    places = [left_of(page, words) for words in ("第二章", "第二条", "（一）", "1.")]

    assert places == sorted(set(places))
    assert left_of(page, "（二）") == places[2]
    assert left_of(page, "第三条") == places[1]
    assert overflow(page) == []
    assert violations(page) == []


def test_crumbs_keep_to_one_line_on_a_phone(new_page: NewPage) -> None:
    page = sign_in(new_page(390), STAFF)
    structure_of(page, "乙")

    box = page.locator(".ld-crumbs ol").bounding_box()
    items = page.locator(".ld-crumbs li")

    assert box is not None
    assert box["height"] < 32
    assert box["x"] + box["width"] <= 390
    expect(items.first).to_contain_text("政策")
    expect(items.last).to_be_in_viewport(ratio=1)
    assert items.nth(1).locator("a").evaluate("link => link.scrollWidth > link.clientWidth")


def test_file_is_chosen_by_keyboard(page: Page) -> None:
    sign_in(page, STAFF)
    page.goto("/policies/upload/")

    page.locator("input[type=file]").focus()

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")

    label = page.locator(".ld-drop label")
    assert label.evaluate("label => getComputedStyle(label).outlineStyle") == "solid"


def test_long_text_is_drafted_while_one_waits_and_edited_by_pages(new_page: NewPage) -> None:
    page = sign_in(new_page(), STAFF)
    duty = (
        "建设第{n}号试验田，完善第{n}号试验田的管理制度和运行机制，"
        "组织开展第{n}号试验田的年度评估，并按照有关规定公开评估结果"
    )
    lines = [f"{n}.{duty.format(n=n)}。（责任单位：省科技厅、省财政厅）" for n in range(1, 10)]
    parts = [f"（{label}）第{label}类工作\n" + "\n".join(lines) for label in "一二三四五六七八九十"]
    sections = [f"{label}、第{label}方面\n" + "\n".join(parts) for label in "一二三四五"]
    page.goto("/policies/upload/")
    text = f"{TITLE.format(name='丁')}\n" + "\n".join(sections) + "\n"
    file = {"name": "丁.txt", "mimeType": "text/plain", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("[name=package]").select_option(index=1)
    page.get_by_role("button", name="保存并开始校订").click()
    page.wait_for_url("**/review/**")
    page.get_by_role("button", name="定稿").click(timeout=60_000)
    page.wait_for_url("**/structure/**")

    page.get_by_role("button", name="起草任务分解表").click()

    page.wait_for_url("**/plans/drafting/**")
    expect(page.locator("#drafting-progress")).to_contain_text("完成后会有通知")
    assert violations(page) == []
    page.wait_for_url("**/edit/", timeout=90_000)
    rows = page.locator("#plan-tree .pl-task")
    expect(rows).to_have_count(200)
    number = rows.last.locator(".ld-tree-no").inner_text()
    rows.last.locator(".pl-text").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_url("**/edit/?page=2")
    expect(page.locator("#plan-tree .pl-task").nth(1)).to_be_attached()
    expect(page.locator(f"#plan-tree .ld-tree-no:text-is('{number}')")).to_have_count(0)
    assert overflow(page) == []
    assert violations(page) == []
