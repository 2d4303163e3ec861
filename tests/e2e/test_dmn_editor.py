"""The decision editor in a real browser: Chinese words, problems at the cell, saving, losses, drafts."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest

pytest.importorskip("playwright", reason="missing: playwright")
from playwright.sync_api import Browser, Dialog, Locator, Page, expect

from tests.e2e.axe import overflow, violations
from tests.e2e.conftest import BUILD, ROOT, Watch

pytestmark = pytest.mark.e2e
# English that is a name: of the language's own words, of hit policies, of the maker.
NAMES = re.compile(
    r"BPMN|FEEL|UNIQUE|FIRST|PRIORITY|ANY|COLLECT|RULE ORDER|OUTPUT ORDER|definitions|min|\bC\b"
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Address of the page with the editor."""
    if not BUILD.exists():
        pytest.skip("missing: the built front end (make setup)")
    command = [sys.executable, "-m", "tests.e2e.editor_site"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        # The first page is slow to come: the platform is loaded with it.
        with urllib.request.urlopen(f"{url}/editor", timeout=120) as answer:
            assert answer.status == 200
        yield url
        server.terminate()


@pytest.fixture
def page(browser: Browser, address: str, watch: Watch) -> Iterator[Page]:
    """The editor with the model as it was at first; the test fails if a script threw or was refused."""
    context = browser.new_context(
        base_url=address, viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    watch.page(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/editor?new")
    expect(page.get_by_text("已打开，没有未保存的修改")).to_be_visible()
    yield page
    context.close()
    assert watch.faults == []


def cell(page: Page, rule: int, column: str) -> Locator:
    return page.locator(f"td[data-row-id=rule_{rule}][data-col-id=column_{column}]")


def write(page: Page, rule: int, column: str, text: str) -> None:
    cell(page, rule, column).click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def model(page: Page) -> str:
    return page.request.get("/model.dmn").text()


def test_the_table_opens_in_chinese_with_the_watermark_in_sight(page: Page) -> None:
    canvas = page.get_by_role("tabpanel", name="补贴比例")

    for words in ("命中策略：", "取首条，优先顺序（FIRST）", "当", "并且", "结果", "批注", "数值"):
        expect(canvas.get_by_text(words, exact=True).first).to_be_visible()
    for tab in ("补贴金额", "关系图", "补贴比例"):
        page.get_by_role("tab", name=tab).click()
        mark = page.locator(".ld-dmn-canvas a[title='Powered by bpmn.io']:visible")
        expect(mark).to_have_count(1)
        # Nothing lies over it: the topmost element in its middle is the mark itself.
        assert mark.evaluate(
            """mark => {
                mark.scrollIntoView({block: 'nearest'});
                const { x, y, width, height } = mark.getBoundingClientRect();
                return mark.contains(document.elementFromPoint(x + width / 2, y + height / 2));
            }"""
        )
        said = page.locator(".ld-dmn-work").inner_text()
        assert re.findall(r"[A-Za-z]{3,}", NAMES.sub("", said)) == []


def test_heads_say_types_and_units_in_words(page: Page) -> None:
    page.goto("/editor?typed")
    kind = page.locator("th[data-col-id=column_kind] .input-variable")

    expect(kind).to_have_text("数值")
    expect(kind).to_have_attribute("data-unit", "元")
    shown = kind.evaluate("kind => getComputedStyle(kind, '::after').content")
    assert "元" in shown
    # Where the label has the unit, it is not said again.
    labelled = page.locator("th[data-col-id=column_rd] .input-variable")
    assert labelled.evaluate("kind => getComputedStyle(kind, '::after').content") == "none"


def test_menus_are_chinese(page: Page) -> None:
    cell(page, 1, "rd").click(button="right")
    menu = page.locator(".context-menu:visible, .dmn-context-menu:visible").first
    expect(menu).to_be_visible()
    assert re.findall(r"[A-Za-z]{3,}", menu.inner_text()) == []
    page.keyboard.press("Escape")

    page.locator("th[data-col-id=column_rd]").dblclick()
    menu = page.locator(".context-menu:visible, .dmn-context-menu:visible").first
    expect(menu).to_contain_text("表达式")
    assert re.findall(r"[A-Za-z]{3,}", NAMES.sub("", menu.inner_text())) == []


def test_a_problem_stands_at_its_cell_and_is_reached_by_keyboard(page: Page) -> None:
    write(page, 2, "rd", ">= 研发费用 ＞ 3")

    bubble = page.locator(".ld-dmn-bubble")
    expect(bubble).to_be_visible()
    expect(bubble).to_contain_text("＞")
    expect(cell(page, 2, "rd")).to_have_attribute("data-problem", "error")
    box = cell(page, 2, "rd").locator(".ld-expression")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_attribute("aria-describedby", bubble.get_attribute("id") or "")
    where = page.get_by_role("button", name="决策“补贴比例”，规则 2，列“研发费用（元）”")
    expect(where).to_be_visible()

    cell(page, 3, "rate").click()
    expect(bubble).to_be_hidden()
    page.keyboard.press("F8")
    expect(box).to_be_focused()
    page.wait_for_function("() => getSelection().toString() !== ''")
    assert page.evaluate("() => getSelection().toString()") == "＞"

    page.keyboard.press("Control+A")
    page.keyboard.type(">= 3")
    expect(where).to_be_hidden()
    expect(cell(page, 2, "rd")).not_to_have_attribute("data-problem", "error")


def test_names_are_offered_while_typing(page: Page) -> None:
    page.get_by_role("tab", name="补贴金额").click()
    page.locator(".ld-expression").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("min(补贴")

    # Not 补贴金额: a decision cannot ask for itself.
    expect(page.get_by_role("option")).to_have_text(["补贴比例数值"])
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.type(", 2)")

    expect(page.locator(".ld-expression")).to_have_text("min(补贴比例, 2)")


def test_saving_keeps_the_model_and_a_stale_page_is_refused(page: Page, watch: Watch) -> None:
    write(page, 1, "rate", "0.08")
    page.keyboard.press("Control+S")
    expect(page.get_by_text("已保存。")).to_be_visible()
    assert "<text>0.08</text>" in model(page)

    other = page.context.new_page()
    watch.page(other)
    other.goto("/editor")
    write(page, 1, "rate", "0.09")
    page.keyboard.press("Control+S")
    expect(page.get_by_text("已保存。").last).to_be_visible()
    watch.expected.add(409)
    write(other, 1, "rate", "0.10")
    other.keyboard.press("Control+S")

    expect(other.get_by_role("alert")).to_contain_text("模型已被他人修改")
    expect(other.get_by_text("没有保存，草稿存于本机")).to_be_visible()
    assert "<text>0.09</text>" in model(page)


def test_problems_of_a_save_stand_at_their_places(page: Page) -> None:
    write(page, 3, "rate", '"检查"')
    page.keyboard.press("Control+S")

    expect(page.get_by_role("heading", name="需要处理 2 处")).to_be_visible()
    expect(cell(page, 3, "rd")).to_have_attribute("data-problem", "warning")
    expect(page.get_by_role("button", name="整个模型")).to_contain_text("模型没有封顶。")
    page.get_by_role("tab", name="补贴金额").click()
    page.get_by_role("button", name="决策“补贴比例”，规则 3，列“研发费用（元）”").click()
    expect(page.get_by_role("tab", name="补贴比例")).to_have_attribute("aria-selected", "true")
    expect(cell(page, 3, "rd").locator(".ld-expression")).to_be_focused()


def test_what_would_be_lost_is_shown_before_it_is_saved(page: Page, watch: Watch) -> None:
    watch.expected.add(422)
    page.get_by_role("tab", name="关系图").click()
    page.locator("[data-element-id=grant]").first.click()
    page.keyboard.press("Delete")
    page.get_by_role("button", name="保存", exact=True).click()

    dialog = page.locator("wa-dialog[label=保存后会丢失的内容]")
    expect(dialog).to_contain_text("关系图：决策“补贴金额”")
    dialog.get_by_role("button", name="返回修改").click()
    expect(page.get_by_text("没有保存", exact=True)).to_be_visible()
    assert 'name="补贴金额"' in model(page)

    page.get_by_role("button", name="保存", exact=True).click()
    dialog.get_by_role("button", name="仍然保存").click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    assert "<decision" in model(page)
    assert 'id="grant"' not in model(page)


def test_a_field_of_the_dictionary_becomes_input_data_and_column(page: Page) -> None:
    page.get_by_role("button", name="从字典添加输入").click()
    dialog = page.locator("wa-dialog[label=从字段字典选取]")
    expect(dialog.get_by_text("找到 3 个字段")).to_be_visible()
    page.keyboard.type("注册")  # an alias
    expect(dialog.get_by_role("button", name="成立日期")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_text("已添加输入“成立日期”。")).to_be_visible()
    expect(page.locator("th", has_text="成立日期")).to_contain_text("日期")
    page.get_by_role("button", name="从字典添加输入").click()
    page.keyboard.type("知识")
    page.keyboard.press("Enter")
    expect(page.locator("th", has_text="知识产权类别")).to_contain_text('"发明专利","软件著作权"')
    page.keyboard.press("Control+S")
    expect(page.get_by_text("已保存。")).to_be_visible()

    saved = model(page)
    assert re.search(r'<inputData id="\w+" name="成立日期">', saved)
    assert re.search(r'<variable id="\w+" name="成立日期" typeRef="date" />', saved)
    assert re.search(
        r'<itemDefinition id="\w+" name="文本列表" isCollection="true">\s*<typeRef>string', saved
    )
    assert re.search(r'<variable id="\w+" name="知识产权类别" typeRef="文本列表" />', saved)
    assert saved.count("<informationRequirement") == 6
    page.get_by_role("tab", name="关系图").click()
    expect(page.locator(".djs-shape", has_text="成立日期")).to_be_visible()


def test_a_draft_outlives_a_lost_connection(page: Page) -> None:
    asked: list[Dialog] = []
    page.on("dialog", lambda dialog: asked.append(dialog))
    write(page, 1, "rate", "0.07")
    expect(page.get_by_text("草稿已存于本机")).to_be_visible()
    page.context.set_offline(True)
    page.keyboard.press("Control+S")
    expect(page.get_by_role("alert").filter(has_text="网络连接中断")).to_be_visible()
    page.context.set_offline(False)
    page.goto("/editor")
    assert [dialog.type for dialog in asked] == ["beforeunload"]
    assert "<text>0.07</text>" not in model(page)

    page.get_by_role("button", name="恢复草稿").click()
    expect(cell(page, 1, "rate")).to_have_text("0.07")
    page.keyboard.press("Control+S")
    expect(page.get_by_text("已保存。")).to_be_visible()
    assert "<text>0.07</text>" in model(page)
    page.goto("/editor")
    expect(page.get_by_text("已打开，没有未保存的修改")).to_be_visible()
    expect(page.get_by_role("button", name="恢复草稿")).to_have_count(0)


def test_a_restored_draft_does_not_overwrite_what_was_saved_since(page: Page, watch: Watch) -> None:
    other = page.context.new_page()
    watch.page(other)
    other.goto("/editor")
    write(page, 1, "rate", "0.07")
    page.keyboard.press("Control+S")
    expect(page.get_by_text("已保存。")).to_be_visible()
    watch.expected.add(409)
    write(other, 2, "rate", "0.09")
    other.keyboard.press("Control+S")
    expect(other.get_by_text("没有保存，草稿存于本机")).to_be_visible()
    other.goto("/editor")

    expect(other.get_by_text("此后模型已有新的版本")).to_be_visible()
    other.get_by_role("button", name="恢复草稿").click()
    expect(cell(other, 2, "rate")).to_have_text("0.09")
    other.keyboard.press("Control+S")

    expect(other.get_by_role("alert").filter(has_text="模型已被他人修改")).to_be_visible()
    expect(other.get_by_role("link", name="去核对差别")).to_be_focused()
    assert "<text>0.07</text>" in model(page)
    assert "<text>0.09</text>" not in model(page)


def test_a_wide_table_leaves_the_buttons_on_the_screen(page: Page) -> None:
    page.set_viewport_size({"width": 1000, "height": 800})
    for name in ("成立日期", "营业收入", "知识产权类别"):
        page.get_by_role("button", name="从字典添加输入").click()
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        expect(page.locator("th", has_text=name)).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 1000
    expect(page.get_by_role("button", name="保存", exact=True)).to_be_in_viewport(ratio=1)


def test_undo_and_redo_by_button(page: Page) -> None:
    undo = page.get_by_role("button", name="撤销")
    expect(undo).to_be_disabled()
    page.get_by_title("添加规则").first.click()
    expect(page.locator("tbody tr .rule-index, tbody tr td.rule-index")).to_have_count(4)

    undo.click()
    expect(page.locator("tbody tr .rule-index, tbody tr td.rule-index")).to_have_count(3)
    page.get_by_role("button", name="重做").click()
    expect(page.locator("tbody tr .rule-index, tbody tr td.rule-index")).to_have_count(4)


def test_a_phone_and_a_model_not_to_be_edited_show_tables_to_read(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/editor")

    expect(page.get_by_text("屏幕较窄，这里只供阅读；请在电脑上编辑。")).to_be_visible()
    expect(page.get_by_role("table", name="补贴比例")).to_contain_text('"高新技术企业"')
    expect(page.get_by_text("min(研发费用 * 补贴比例, 2000000)")).to_be_visible()
    assert overflow(page) == []
    assert violations(page) == []

    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.get_by_role("tab", name="补贴比例")).to_be_visible()
    page.goto("/editor?readonly")
    expect(page.get_by_role("table", name="补贴比例")).to_be_visible()
    expect(page.get_by_role("tab")).to_have_count(0)


def test_axe_finds_nothing_of_ours(page: Page) -> None:
    write(page, 2, "rd", "研发费用 ＞ 3")
    expect(page.locator(".ld-dmn-bubble")).to_be_visible()

    # dmn-js's own markup is not ours to change; everything around it is.
    assert [line for line in violations(page) if "dmn-js-parent" not in line and "ld-" in line] == []
