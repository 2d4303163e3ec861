"""The main job, by nothing but the screens: a damaged article becomes a task that a county reports done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import ROOT, SHARED
from tests.e2e.conftest import NewPage, sign_in

pytestmark = pytest.mark.e2e

ARTICLE = ROOT / "demo" / "documents" / "report.txt"
SEED = SHARED / "seed" / "000_0ad4b72c3b226923.txt"
TITLE = "浏览器测试文章"
NEW_WORDS = "制定政策宣传月活动方案并报省政府"
COUNTY = "洪山区科学技术局"


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The article as delivered; where it is not at hand, the demonstration's, told apart by its last line."""
    file = tmp_path_factory.mktemp("article") / "文章.txt"
    data = SEED.read_bytes() if SEED.exists() else ARTICLE.read_bytes() + "\n責任編輯:示例\n".encode()
    file.write_bytes(data)
    return file


def test_an_article_becomes_a_task_that_a_county_reports_done(new_page: NewPage, article: Path) -> None:
    tomorrow = datetime.now(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=1)
    staff = sign_in(new_page(), "zhengce")
    upload(staff, article)
    settle_lost_characters(staff)
    confirm_text(staff)
    draft_plan(staff)
    correct_first_task(staff)
    assign_all(staff, "省科技厅", joint="洪山区", deadline=tomorrow)
    plan_url = staff.url

    office = sign_in(new_page(), "chuangxin")
    office.goto(plan_url)
    publish(office)

    county = sign_in(new_page(width=390, height=844), "hongshan")
    find_task(county, NEW_WORDS)
    task_url = county.url
    expect(county.locator("#detail")).to_contain_text(COUNTY)
    expect(county.locator("#detail .ld-light").first).to_have_text(re.compile("黄"))
    county.locator("#detail").get_by_role("button", name="签收", exact=True).click()
    expect(county.locator("#detail")).to_contain_text("办理中")
    before = lights_of_wuhan(office)
    report(county, percent=100, text="方案已经印发，正在组织实施。")

    office.goto(task_url)
    office.locator(".ld-report h3 a").first.click()
    office.get_by_role("button", name="通过", exact=True).click()
    office.goto(task_url)
    expect(office.locator("#detail")).to_contain_text("已完成")
    expect(office.locator("#detail .ld-light").first).to_have_text(re.compile("绿"))
    after = lights_of_wuhan(office)
    changed = {light: after[light] - before[light] for light in before if after[light] != before[light]}
    assert changed == {"绿灯": 1, "黄灯": -1}


def upload(page: Page, article: Path) -> None:
    page.goto("/policies/upload/")
    with page.expect_response(re.compile("/policies/upload/")):
        page.locator("#id_file").set_input_files(article)
    expect(page.locator("#upload-form")).to_contain_text("已读取")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_package").select_option(index=1)
    page.get_by_role("button", name="保存并开始校订").click()
    page.wait_for_url("**/review/**")


def settle_lost_characters(page: Page) -> None:
    """The first candidate for each lost character, as the reviewer would take it."""
    gaps = page.locator("#review-side li[id^=gap-]")
    for index in range(gaps.count()):
        gaps.nth(index).get_by_role("button").first.click()
        expect(gaps.nth(index)).to_contain_text(re.compile("已补为|已留作缺字"))


def confirm_text(page: Page) -> None:
    page.locator("#review-confirm").get_by_role("button", name="定稿").click()
    agree(page, "定稿")
    page.wait_for_url("**/structure/")
    expect(page.get_by_text("已定稿").first).to_be_visible()


def draft_plan(page: Page) -> None:
    page.get_by_role("button", name="起草任务分解表").click()
    page.wait_for_url(re.compile(r"/plans/\d+/edit/"))
    expect(page.locator("#plan-streams > li")).to_have_count(5)


def correct_first_task(page: Page) -> None:
    """New words for the first task; undone and redone, so that undo is seen to work."""
    task = page.locator("#plan-streams li.pl-task").first
    was = task.locator(".pl-text").inner_text()
    task.locator(".pl-text").click()
    words = task.locator("textarea[name$='-text']")
    words.fill(NEW_WORDS)
    words.blur()
    expect(task.locator(".pl-text")).to_have_text(NEW_WORDS)
    page.locator("#plan-undo").click()
    expect(task.locator(".pl-text")).to_have_text(was)
    page.locator("#plan-redo").click()
    expect(task.locator(".pl-text")).to_have_text(NEW_WORDS)


def assign_all(page: Page, lead: str, *, joint: str, deadline: date) -> None:
    """Lead, joint unit and deadline of every task, in bulk."""
    bulk = page.locator("#plan-bulk")
    with all_chosen(page, "设牵头"):
        pick(page, page.locator("#id_bulk_lead"), lead)
        bulk.get_by_role("button", name="设为牵头").click()
    with all_chosen(page, "设配合"):
        pick(page, page.locator("#id_bulk_joint"), joint)
        bulk.get_by_role("button", name="加入").click()
    with all_chosen(page, "设时限"):
        page.locator("#id_bulk_deadline").fill(deadline.isoformat())
        bulk.get_by_role("button", name="设定", exact=True).click()

    first = page.locator("#plan-streams li.pl-task").first
    expect(first).to_contain_text(lead)
    expect(first).to_contain_text(joint)
    expect(first).to_contain_text(deadline.isoformat())


@contextmanager
def all_chosen(page: Page, menu: str) -> Iterator[None]:
    """Every task chosen and a menu of the bulk bar open; afterwards the tree has been drawn anew.

    What was chosen stays chosen, so that several things can be set one after the other.
    """
    tools = page.locator("#plan-tools")
    revision = tools.get_attribute("data-revision") or ""
    if not page.locator("#plan-tree .ld-select-row:checked").count():
        page.locator("#plan-tree .ld-select-all").check()
    page.locator("#plan-bulk").get_by_text(menu, exact=True).click()
    yield
    expect(tools).not_to_have_attribute("data-revision", revision)
    expect(page.locator("#plan-tree .ld-select-row:checked")).not_to_have_count(0)


def pick(page: Page, box: Locator, words: str) -> None:
    """A unit by part of its name, as a person types it."""
    box.press_sequentially(words, delay=20)
    option = page.get_by_role("listbox").get_by_role("option").filter(has_text=words).first
    expect(option).to_be_visible()
    option.click()


def publish(page: Page) -> None:
    page.get_by_role("link", name="下达", exact=True).click()
    page.wait_for_url("**/publish/")
    page.get_by_role("button", name="确认下达").click()
    agree(page, "下达")
    expect(page.get_by_text("已下达").first).to_be_visible()


def agree(page: Page, words: str) -> None:
    """Says yes where the page asks back."""
    yes = page.locator("wa-dialog[open]").get_by_role("button", name=words)
    page.wait_for_timeout(300)
    if yes.count():
        yes.first.click()


def find_task(page: Page, words: str) -> None:
    """Opens a task from the register, by searching for its words."""
    page.goto("/board/")
    box = page.get_by_role("searchbox").first
    box.fill(words)
    box.press("Enter")
    page.locator(".ld-list table").get_by_role("link", name=words).first.click()
    page.wait_for_url("**/tasks/**")


def report(page: Page, *, percent: int, text: str) -> None:
    page.get_by_role("link", name="报送本期进展").first.click()
    page.locator("#id_percent").fill(str(percent))
    page.locator("#id_text").fill(text)
    page.get_by_role("button", name="报送", exact=True).click()
    expect(page.get_by_text("进展已报送").first).to_be_visible()


def lights_of_wuhan(page: Page) -> dict[str, int]:
    """The board's figures for Wuhan and its counties, by light: what the map is coloured from."""
    page.goto("/board/")
    table = page.locator("table", has=page.get_by_role("link", name="武汉市")).first
    heads = [head.strip() for head in table.locator("thead th").all_inner_texts()[1:]]
    row = table.locator("tr", has=page.get_by_role("link", name="武汉市"))
    cells = [int(cell) for cell in row.locator("td").all_inner_texts()]
    return dict(zip(heads, cells, strict=True))
