"""The main job, by nothing but the screens: a damaged article becomes a task that a county reports done."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import ROOT, SHARED
from tests.e2e.acts import (
    add_joint,
    choose_all,
    confirm_text,
    correct_first_task,
    draft_plan,
    find_task,
    publish,
    report,
    set_deadline,
    set_lead,
    settle_lost_characters,
    upload,
)
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
    upload(staff, article, TITLE)
    settle_lost_characters(staff)
    confirm_text(staff)
    draft_plan(staff)
    correct_first_task(staff, NEW_WORDS)
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


def assign_all(page: Page, lead: str, *, joint: str, deadline: date) -> None:
    """Lead, joint unit and deadline of every task, in bulk."""
    choose_all(page)
    set_lead(page, lead)
    add_joint(page, joint)
    set_deadline(page, deadline)

    first = page.locator("#plan-streams li.pl-task").first
    expect(first).to_contain_text(lead)
    expect(first).to_contain_text(joint)
    expect(first).to_contain_text(deadline.isoformat())


def lights_of_wuhan(page: Page) -> dict[str, int]:
    """The board's figures for Wuhan and its counties, by light: what the map is coloured from."""
    page.goto("/board/?view=map")
    table = page.locator("table", has=page.get_by_role("link", name="武汉市")).first
    heads = [head.strip() for head in table.locator("thead th").all_inner_texts()[1:]]
    row = table.locator("tr", has=page.get_by_role("link", name="武汉市"))
    cells = [int(cell) for cell in row.locator("td").all_inner_texts()]
    return dict(zip(heads, cells, strict=True))
