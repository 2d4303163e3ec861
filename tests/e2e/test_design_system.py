"""The gallery in a real browser: nothing overflows, axe finds nothing, each component does what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="missing: playwright")
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
BUILD = ROOT / "src" / "luodi_web" / "static" / "build" / "manifest.json"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Address of a running gallery."""
    for needed in (CHROMIUM, AXE, BUILD):
        if not needed.exists():
            pytest.skip(f"missing: {needed.name}")
    command = [sys.executable, "assets/gallery/serve.py", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The gallery on a desk; the test fails if the page breaks its CSP or throws."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    broken: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A refused request is part of several tests; a refused script or style never is.
        if message.type == "error" and "Failed to load resource" not in message.text:
            broken.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    yield page
    context.close()
    assert broken == []


@pytest.mark.parametrize("where", ["", "sign-in/"])
@pytest.mark.parametrize("width", [1440, 720, 390, 320])  # 720 is the desk at 200 % zoom
@pytest.mark.parametrize("large", [False, True])
def test_page_fits_the_window_and_passes_axe(
    browser: Browser, address: str, where: str, width: int, large: bool
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    if large:
        context.add_cookies([{"name": "ld_font", "value": "large", "url": address}])
    page = context.new_page()

    page.goto(address + where)
    page.wait_for_load_state("networkidle")
    overflow_px = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.target.join(' '))]))"
    )
    context.close()

    assert overflow_px <= 0
    assert found == []


def test_large_type_is_remembered_and_comes_from_the_server(page: Page) -> None:
    page.locator(".ld-top [data-toggle-large]").click()
    html = page.context.request.get(page.url).text()

    assert 'class="ld-large"' in html
    expect(page.locator(".ld-top [data-toggle-large]")).to_have_attribute("aria-pressed", "true")


def test_unit_picker_by_keyboard_searches_chooses_and_removes(page: Page) -> None:
    field = page.get_by_role("combobox", name="配合单位")
    options = page.get_by_role("listbox", name="匹配的单位").get_by_role("option")
    values = "ld-unit-picker input[type=hidden]"

    field.fill("江")
    expect(options).to_have_text(["潜江市科技局市、州"])
    field.press("Enter")

    labels = page.locator(values).evaluate_all(
        "fields => fields.map(f => [f.name, f.value, f.dataset.label])"
    )
    assert labels == [
        ["joint", "1", "武汉市科技局"],
        ["joint", "5", "襄阳市科技局"],
        ["joint", "14", "潜江市科技局"],
    ]
    field.press("Backspace")
    expect(page.locator(values)).to_have_count(2)
    field.fill("没有这个")
    expect(options).to_have_text(["没有匹配的单位"])
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_tree_item_moved_by_keyboard_is_posted_and_renumbered(page: Page) -> None:
    grip = page.get_by_role("button", name="移动：进一步加大政策宣传力度")
    grip.focus()

    with page.expect_request("**/order") as sent:
        grip.press("Alt+ArrowUp")

    assert sent.value.post_data == "moved=12&parent=1&order=12%2C11"
    assert page.locator("li[data-id='12'] .ld-tree-no").inner_text() == "1.1"
    expect(page.locator("#ld-announcer")).to_contain_text("已移到第 1 位")
    expect(grip).to_be_focused()


def test_tree_item_dragged_into_another_list_takes_its_parent(page: Page) -> None:
    page.locator("ld-sortable").scroll_into_view_if_needed()
    grip = page.get_by_role("button", name="移动：制定政策宣传月活动方案").bounding_box()
    target = page.locator("li[data-id='21'] .ld-tree-row").bounding_box()
    assert grip and target

    with page.expect_request("**/order") as sent:
        page.mouse.move(grip["x"] + 8, grip["y"] + 8)
        page.mouse.down()
        page.mouse.move(target["x"] + 120, target["y"] + target["height"] - 6, steps=6)
        page.mouse.up()

    assert sent.value.post_data == "moved=11&parent=2&order=21%2C11"


def test_tree_item_refused_by_the_server_goes_back(page: Page) -> None:
    grip = page.get_by_role("button", name="移动：抓改革落地")
    grip.focus()

    grip.press("Alt+ArrowUp")

    expect(page.locator(".ld-toast-error")).to_contain_text("顺序没有保存：内容已被他人修改")
    order = page.locator("ld-sortable > ol > li").evaluate_all("items => items.map(i => i.dataset.id)")
    assert order == ["1", "2", "4"]


def test_rows_chosen_with_shift_show_the_bulk_bar_with_their_number(page: Page) -> None:
    bar = page.get_by_role("region", name="批量操作")
    boxes = page.locator(".ld-select-row")
    expect(bar).to_be_hidden()

    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])

    expect(bar).to_contain_text("已选 4 项")
    assert page.locator(".ld-select-all").evaluate("box => box.indeterminate") is True
    bar.get_by_role("button", name="取消选择").click()
    expect(bar).to_be_hidden()


def test_dangerous_button_asks_first_and_sends_only_after_yes(page: Page) -> None:
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None
    )
    page.get_by_label("更多操作：制定政策宣传月活动方案").click()

    page.get_by_role("button", name="删除").first.click()
    dialog = page.locator("wa-dialog[label=请确认]")  # its buttons are slotted, not inside the inner dialog
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_have_count(0)
    assert sent == []
    page.get_by_label("更多操作：制定政策宣传月活动方案").click()
    page.get_by_role("button", name="删除").first.click()
    with page.expect_navigation():
        dialog.get_by_role("button", name="删除").click()

    assert [re.sub(r"csrfmiddlewaretoken=\w+&", "", body) for body in sent] == ["action=delete"]


def test_row_menu_opened_in_a_scrolling_table_is_not_cut_off(page: Page) -> None:
    page.set_viewport_size({"width": 760, "height": 700})
    last = page.locator(".ld-table-box .ld-menu").last
    last.scroll_into_view_if_needed()
    last.locator("summary").click()

    seen = last.locator(".ld-menu-panel").evaluate(
        """panel => [...panel.children].every(item => {
             const box = item.getBoundingClientRect();
             const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
             return item.contains(seen);
           })"""
    )

    assert seen is True


def test_draft_comes_back_after_the_tab_was_closed(page: Page, address: str) -> None:
    page.locator("#id_title").fill("组织开展进基层科技政策宣讲")
    expect(page.locator("[data-draft-note]")).to_contain_text("草稿已存于本机")

    again = page.context.new_page()
    again.goto(address)
    again.get_by_role("button", name="恢复草稿").click()

    expect(again.locator("#id_title")).to_have_value("组织开展进基层科技政策宣讲")


def test_upload_says_at_the_file_what_is_wrong_with_it(page: Page) -> None:
    field = page.locator("#id_document")

    field.set_input_files({"name": "意见.txt", "mimeType": "text/plain", "buffer": b"\0\1\2"})

    expect(page.locator(".ld-drop-file")).to_contain_text("意见.txt")
    expect(page.locator(".ld-drop-file [role=alert]")).to_have_text("文件不是文字材料，请检查后重新上传。")


def test_question_mark_shows_the_keys_but_not_while_typing(page: Page) -> None:
    search = page.locator("#q")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.press("?")
    expect(search).to_have_value("?")

    search.blur()
    page.keyboard.press("?")

    expect(page.get_by_role("dialog", name="键盘快捷键")).to_be_visible()


def test_failed_request_is_told_in_words_and_error_page_is_not_swapped_in(page: Page) -> None:
    page.evaluate(
        """() => {
            const button = document.createElement("button");
            button.setAttribute("hx-post", "/nowhere");
            button.textContent = "提交";
            document.querySelector("main").prepend(button);
            htmx.process(button);
        }"""
    )

    page.get_by_role("button", name="提交", exact=True).click()

    expect(page.locator(".ld-toast-error")).to_contain_text("所请求的内容不存在")
    expect(page.get_by_role("button", name="提交", exact=True)).to_have_text("提交")


def test_map_shows_all_units_and_its_table_names_their_lights(page: Page) -> None:
    page.get_by_text("以表格查看").click()

    rows = page.locator(".ld-map-table tbody tr")

    expect(page.locator("ld-map canvas")).to_be_visible()
    expect(rows).to_have_count(17)
    expect(rows.first).to_contain_text("武汉市")
    expect(rows.first.locator(".ld-light")).to_have_text("绿灯")


def test_phone_has_a_bar_below_and_the_rest_in_a_drawer(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})

    bar = page.get_by_role("navigation", name="常用功能")
    bar.get_by_role("button", name="更多").click()

    expect(bar.get_by_role("link")).to_have_count(4)
    expect(page.locator("#ld-nav-drawer").get_by_role("link", name="审计记录")).to_be_visible()
