"""What people do on the screens, a step each: shared by the tests that tell a story."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect


class Hand:
    """What a person does on a page, counted."""

    def __init__(self) -> None:
        self.clicks = 0
        self.fields = 0

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def fill(self, target: Locator, text: str) -> None:
        self.fields += 1
        target.fill(text)


def upload(page: Page, article: Path, title: str) -> None:
    page.goto("/policies/upload/")
    with page.expect_response(re.compile("/policies/upload/")):
        page.locator("#id_file").set_input_files(article)
    expect(page.locator("#upload-form")).to_contain_text("已读取")
    page.locator("#id_title").fill(title)
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


def correct_first_task(page: Page, new_words: str) -> None:
    """New words for the first task; undone and redone, so that undo is seen to work."""
    task = page.locator("#plan-streams li.pl-task").first
    was = task.locator(".pl-text").inner_text()
    task.locator(".pl-text").click()
    words = task.locator("textarea[name$='-text']")
    words.fill(new_words)
    words.blur()
    expect(task.locator(".pl-text")).to_have_text(new_words)
    page.locator("#plan-undo").click()
    expect(task.locator(".pl-text")).to_have_text(was)
    page.locator("#plan-redo").click()
    expect(task.locator(".pl-text")).to_have_text(new_words)


def choose_all(page: Page) -> None:
    page.locator("#plan-tree .ld-select-all").check()


def choose_tasks(page: Page, *beginnings: str) -> None:
    """These tasks chosen and no other."""
    if page.locator("#plan-tree .ld-select-row:checked").count():
        page.get_by_role("button", name="取消选择").click()
    for words in beginnings:
        page.locator("#plan-tree li.pl-task").filter(has_text=words).locator(".ld-select-row").check()


def set_lead(page: Page, unit: str) -> None:
    with bulk_menu(page, "设牵头"):
        pick(page, page.locator("#id_bulk_lead"), unit)
        page.locator("#plan-bulk").get_by_role("button", name="设为牵头").click()


def add_joint(page: Page, *units: str) -> None:
    with bulk_menu(page, "设配合"):
        for unit in units:
            pick(page, page.locator("#id_bulk_joint"), unit)
        page.locator("#plan-bulk").get_by_role("button", name="加入").click()


def set_deadline(page: Page, day: date) -> None:
    with bulk_menu(page, "设时限"):
        page.locator("#id_bulk_deadline").fill(day.isoformat())
        page.locator("#plan-bulk").get_by_role("button", name="设定", exact=True).click()


@contextmanager
def bulk_menu(page: Page, menu: str) -> Iterator[None]:
    """A menu of the bulk bar open; afterwards the tree has been drawn anew.

    What was chosen stays chosen, so that several things can be set one after the other.
    """
    tools = page.locator("#plan-tools")
    revision = tools.get_attribute("data-revision") or ""
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


def act_on(page: Page, name: str, **values: str) -> None:
    """Fills and sends one of a page's acts, by the end of its address; opens it where it is folded."""
    form = page.locator(f"form[action$='/{name}/']")
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").click()
    for field, value in values.items():
        form.locator(f"[name={name.replace('-', '_')}-{field}]").fill(value)
    with page.expect_navigation():
        form.locator(".ld-form-actions button").click()


def eventually(page: Page, address: str, holds: Callable[[], bool], timeout_s: float = 60.0) -> None:
    """Loads a page anew until what the platform does behind the screens is seen on it."""
    deadline = time.monotonic() + timeout_s
    page.goto(address)
    while not holds():
        assert time.monotonic() < deadline, f"not seen within {timeout_s} s: {address}"
        page.wait_for_timeout(500)
        page.goto(address)
