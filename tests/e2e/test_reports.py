"""A county's monthly report: how many clicks and fields it takes, and what becomes of a draft."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.acts import Hand
from tests.e2e.axe import overflow, violations
from tests.e2e.conftest import NewPage, Platform, Watch, sign_in

# The longest that one month's report may take a person, their reading not counted.
REPORT_S = 60.0


@pytest.fixture
def last_month(platform: Platform) -> Callable[[str], None]:
    """Moves a unit's reports of this month into the last one, where it has none: its tasks owe the present
    month's again.
    """

    def move(username: str) -> None:
        today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        period = f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
        with sqlite3.connect(platform.data / "luodi.sqlite3", timeout=30) as database:
            database.execute(
                "UPDATE supervision_report SET period = ?, state = 'accepted'"
                " WHERE percent < 100 AND assignment_id IN"
                " (SELECT a.id FROM supervision_assignment a JOIN people_grant g ON g.unit_id = a.unit_id"
                "  JOIN people_user u ON u.id = g.user_id WHERE u.username = ? AND a.state = 'acknowledged')"
                " AND period = ? AND NOT EXISTS (SELECT 1 FROM supervision_report b"
                "  WHERE b.assignment_id = supervision_report.assignment_id AND b.period = ?)",
                (period, username, f"{today:%Y-%m}", period),
            )

    return move


def check_page(page: Page) -> None:
    assert (violations(page), overflow(page)) == ([], [])


def owed(page: Page) -> Locator:
    return page.locator("section:has(#queue-owed) .ld-queue > li")


def test_a_countys_months_reports_take_a_minute(new_page: NewPage, last_month: Callable[[str], None]) -> None:
    last_month("hongshan")
    page = sign_in(new_page(width=390, height=844), "hongshan")
    count = owed(page).count()
    assert count >= 3, "the demonstration has too few tasks under way for this test"
    check_page(page)

    # Nothing new: one click on 今日.
    hand = Hand()
    began = time.monotonic()
    hand.click(owed(page).first.get_by_role("button", name="无变化"))
    expect(page.get_by_text("已按“无变化”报送本期进展")).to_be_visible()
    assert (hand.clicks, hand.fields, time.monotonic() - began < REPORT_S) == (1, 0, True)
    expect(owed(page)).to_have_count(count - 1)

    # Some progress: opened, two fields, sent; and the next one's form is there without another click.
    hand = Hand()
    began = time.monotonic()
    hand.click(owed(page).first.get_by_role("link", name="填报"))
    hand.fill(page.get_by_label("完成率"), "95")
    hand.fill(page.get_by_label("进展情况"), "已签约三家，进入收尾。")
    check_page(page)
    first = page.url
    hand.click(page.get_by_role("button", name="报送并填下一项"))
    expect(page.get_by_text("的进展已报送")).to_be_visible()
    assert (hand.clicks <= 4, hand.fields <= 2, time.monotonic() - began < REPORT_S) == (True, True, True)
    assert page.url != first and "/report/" in page.url

    page.goto("/")
    expect(owed(page)).to_have_count(count - 2)


def test_a_draft_outlives_the_connection_and_the_device(
    new_page: NewPage, last_month: Callable[[str], None], watch: Watch
) -> None:
    last_month("wuhan")
    page = sign_in(new_page(), "wuhan")
    owed(page).first.get_by_role("link", name="填报").click()
    note = page.locator("[data-draft-note]")

    page.get_by_label("进展情况").fill("在办公室写的半句")
    expect(note).to_contain_text("已保存草稿")
    page.context.set_offline(True)
    page.get_by_label("存在问题").fill("断网以后写的")
    expect(note).to_contain_text("等待联网")
    page.context.set_offline(False)
    expect(note).to_contain_text("已保存草稿", timeout=30_000)

    phone = sign_in(new_page(width=390, height=844), "wuhan")
    phone.goto(page.url)
    expect(phone.get_by_label("进展情况")).to_have_value("在办公室写的半句")
    expect(phone.get_by_label("存在问题")).to_have_value("断网以后写的")
    check_page(phone)
    phone.get_by_label("进展情况").fill("在路上写完了。")
    expect(phone.locator("[data-draft-note]")).to_contain_text("已保存草稿")

    # The first device is told that it shows an older one, and overwrites nothing.
    watch.expected.add(409)
    page.get_by_label("进展情况").fill("在办公室接着写")
    expect(note).to_contain_text("另一台设备上有更新的草稿")

    if not phone.get_by_label("完成率").input_value():
        phone.get_by_label("完成率").fill("30")
    phone.get_by_role("button", name="报送", exact=True).click()
    expect(phone.get_by_text("的进展已报送")).to_be_visible()
    page.goto(page.url)
    expect(page.get_by_text("保存的草稿，还没有报送")).to_have_count(0)
    expect(page.get_by_label("进展情况")).to_have_value("在路上写完了。")


def test_the_lead_takes_in_what_a_joint_unit_reported(new_page: NewPage, platform: Platform) -> None:
    with sqlite3.connect(platform.data / "luodi.sqlite3", timeout=30) as database:
        [lead] = database.execute(
            "SELECT a.id FROM supervision_assignment a JOIN people_grant g ON g.unit_id = a.unit_id"
            " JOIN people_user u ON u.id = g.user_id WHERE u.username = 'zhengce' AND a.role = 'lead'"
            " AND a.state IN ('sent', 'acknowledged')"
            " AND NOT EXISTS (SELECT 1 FROM supervision_report r WHERE r.assignment_id = a.id)"
            " AND EXISTS (SELECT 1 FROM supervision_report r"
            "  JOIN supervision_assignment j ON j.id = r.assignment_id"
            "  WHERE j.task_id = a.task_id AND j.role = 'joint' AND r.state != 'returned'"
            "  AND r.period = (SELECT max(period) FROM supervision_report)) LIMIT 1"
        ).fetchone()
        database.execute("UPDATE supervision_assignment SET state = 'acknowledged' WHERE id = ?", [lead])
    page = sign_in(new_page(), "zhengce")
    page.goto(f"/assignments/{lead}/report/")
    part = page.locator("[data-joint]").first
    unit = part.get_attribute("data-unit")
    check_page(page)

    page.get_by_label("完成率").fill("50")
    page.get_by_label("进展情况").fill("全省已铺开。")
    part.get_by_role("button", name="并入").click()
    part.get_by_role("button", name="并入").click()

    said = part.locator("[data-joint-part=text]").inner_text()
    expect(page.get_by_label("进展情况")).to_have_value(f"全省已铺开。\n【{unit}】{said}")
    expect(part.get_by_role("checkbox")).to_be_checked()
    page.get_by_role("button", name="报送", exact=True).click()
    expect(page.locator(".ld-report").first.get_by_text("已并入")).to_be_visible()
