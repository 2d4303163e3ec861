"""From a provision to a released model, by someone who knows tables and not FEEL; in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from demo.people import PEOPLE
from tests.e2e.axe import overflow, violations
from tests.e2e.conftest import NewPage, sign_in
from tests.web.decisions.making import filled_workbook

pytestmark = pytest.mark.e2e

AUTHOR = next(username for username, _name, role, *_rest in PEOPLE if role == "province")
SECOND = next(username for username, _name, role, *_rest in PEOPLE if role == "innovation_office")
NAME = "研发投入补助（浏览器）"
DRAWN = "画出来的补助（浏览器）"


def picked(page: Page, name: str) -> None:
    """A field of the dictionary chosen by typing part of its name."""
    page.locator("ld-unit-picker input[role=combobox]").fill(name)
    page.locator("ld-unit-picker").get_by_role("option", name=name).first.click()


def test_from_a_provision_to_a_released_model(new_page: NewPage, tmp_path: Path) -> None:
    page = sign_in(new_page(), AUTHOR)
    page.goto("/policies/")
    page.get_by_role("link", name="关于支持科技创新的若干财税金融措施").first.click()
    page.get_by_role("link", name="查看全文与结构").click()
    page.get_by_role("link", name="做成判定模型").first.click()
    page.get_by_label("名称", exact=False).first.fill(NAME)
    number, kind = _fields(page)
    for field in (number, kind):
        picked(page, field)
    page.locator("[name=result_1]").fill("补助比例")
    page.locator("[name=unit_1]").fill("%")
    page.get_by_label("就高不重复", exact=False).check()
    page.locator("[name=effective_from]").fill("2026-01-01")
    page.get_by_role("button", name="建立空白判定表").click()
    page.wait_for_url("**/models/versions/*/")

    with page.expect_download() as started:
        page.get_by_role("link", name="下载 Excel").click()
    book = Path(started.value.path()).read_bytes()
    filled = tmp_path / "填好.xlsx"
    filled.write_bytes(filled_workbook(book, [["≥3", "是", "10"], ["≥5", "是", "20"]], sheet=NAME[:31]))
    page.get_by_role("link", name="上传修改").click()
    page.locator("input[type=file]").set_input_files(filled)
    page.get_by_role("button", name="上传", exact=True).click()
    page.wait_for_url("**/models/versions/*/")
    expect(page.locator(".md-table tbody tr")).to_have_count(2)
    expect(page.locator(".md-table")).to_contain_text("不低于 3")

    page.get_by_role("link", name="试一试").click()
    page.locator(f"[name='in:{number}']").fill("4.6")
    page.locator(f"[name='in:{kind}']").select_option("true")
    page.get_by_role("button", name="算一算").click()
    trial = page.locator(".md-trial")
    expect(trial).to_contain_text("规则 1 成立")
    expect(trial).to_contain_text("差 0.4")
    page.locator("[name=case_name]").fill("占比 4.6，未到第二档")
    page.get_by_role("button", name="存为案例").click()
    expect(page.get_by_text("1 个案例全部符合预期。")).to_be_visible()
    page.get_by_role("link", name="判定表", exact=True).click()
    page.get_by_role("button", name="送复核").click()
    expect(page.get_by_text("已送复核")).to_be_visible()
    address = page.url

    second = sign_in(new_page(), SECOND)
    second.goto("/models/")
    second.get_by_role("link", name=NAME).first.click()
    second.wait_for_url(address)
    second.get_by_role("button", name="发布", exact=True).click()
    second.locator("wa-dialog[open]").get_by_role("button", name="发布", exact=True).click()
    expect(second.get_by_text("已发布，内容从现在起固定。")).to_be_visible()


def test_rules_are_written_and_deleted_in_the_editor(new_page: NewPage) -> None:
    page = sign_in(new_page(), AUTHOR)
    page.goto("/models/new/")
    page.get_by_label("名称", exact=False).first.fill(DRAWN)
    number, kind = _fields(page)
    for field in (number, kind):
        picked(page, field)
    page.locator("[name=result_1]").fill("补助金额")
    page.locator("[name=effective_from]").fill("2026-01-01")
    page.get_by_role("button", name="建立空白判定表").click()
    page.wait_for_url("**/models/versions/*/")
    address = page.url
    page.get_by_role("link", name="在线编辑", exact=True).click()
    expect(page.get_by_text("已打开，没有未保存的修改")).to_be_visible()

    # It opens drawn: the decision to the right of what it asks for.
    page.get_by_role("tab", name="关系图").click()
    shapes = page.locator(".ld-dmn-canvas .djs-shape:visible")
    expect(shapes).to_have_count(3)
    expect(page.locator(".ld-dmn-canvas .djs-connection:visible")).to_have_count(2)

    page.get_by_role("tab", name=DRAWN).click()
    for at, texts in enumerate([(">= 100", "true", "5"), ("> 10 且 < 100", "true", "1"), ("-", "-", "0")]):
        page.locator(".add-rule-add").first.click()
        row = page.locator("tr:has(td.rule-index):has(td.input-cell)").nth(at)
        cells = [*row.locator("td.input-cell").all(), row.locator("td.output-cell").first]
        for cell, text in zip(cells, texts, strict=True):
            cell.click()
            page.keyboard.press("Control+A")
            page.keyboard.type(text)
    expect(page.get_by_text("请改成“(10..100)”。")).to_be_visible()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".ld-dmn-status, [role=status]").filter(has_text="已保存").first).to_be_visible()

    # A rule that is deleted is gone on saving, without a question.
    page.locator("tr:has(td.input-cell)").nth(1).locator("td.input-cell").first.click(button="right")
    page.get_by_text("删除规则", exact=True).click()
    expect(page.locator("tr:has(td.rule-index):has(td.input-cell)")).to_have_count(2)
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_timeout(500)
    expect(page.get_by_text("有未保存的修改")).to_have_count(0)
    page.goto(address)
    expect(page.locator(".md-table tbody tr")).to_have_count(2)


def _fields(page: Page) -> tuple[str, str]:
    """A number and a yes-or-no field of the dictionary."""
    rows = page.request.get("/fields/list.json").json()["fields"]
    number = next(each["name"] for each in rows if each["type"] == "number" and not each["allowed"])
    kind = next(each["name"] for each in rows if each["type"] == "boolean")
    return number, kind


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_of_models_are_accessible(new_page: NewPage, width: int) -> None:
    page = sign_in(new_page(width), AUTHOR)

    released = page.request.get("/models/?state=released").text()
    assert NAME in released
    page.goto("/models/")
    page.get_by_role("link", name=NAME).first.click()
    version = page.get_by_role("link", name="第 1 版").first.get_attribute("href")
    for address in ("/models/", "/models/new/", version, f"{version}try/", f"{version}cases/"):
        page.goto(address or "")
        assert (violations(page), overflow(page)) == ([], [])
