"""A whole quarter of the package, from document to bulletin, by nothing but the screens and the clock.

The test moves the clock of the platform's processes and uses the browser. Scheduler and worker, as ``make
run`` starts them, do the rest. What the screens count is compared with plain SQL on the platform's database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.e2e.acts import (
    Hand,
    act_on,
    add_joint,
    agree,
    choose_all,
    choose_tasks,
    confirm_text,
    correct_first_task,
    draft_plan,
    eventually,
    pick,
    publish,
    set_deadline,
    set_lead,
    settle_lost_characters,
    upload,
)
from tests.e2e.clock import Clock
from tests.e2e.conftest import NewPage, Platform, running_platform, worker
from tests.e2e.quarter import (
    Quarter,
    accept,
    board_equals_sql,
    find,
    look_at_the_paper,
    open_from,
    open_referral,
    queue,
    report_all,
    rows_on,
    rows_shown,
    stage,
)

pytestmark = pytest.mark.e2e

ARTICLE = ROOT / "demo" / "documents" / "report.txt"
TITLE = "全省科技创新政策落实推进会召开（季度演练）"
NEW_WORDS = "编制“1+4”创新政策问答手册并印发各地"
# The task of two cities, one of which falls behind; two tasks of every city and county.
LATE_TASK = "组织各市、州科技管理部门开展业务培训"
COMMON_TASKS = ("建立高新技术企业梯度培育库", "选派科技副总到企业服务")
OFFICES = 116
LATE_UNIT = "宜昌市科学技术局"
BEGIN = date(2026, 7, 1)
DEADLINE, QUARTER_DEADLINE, LATE_DEADLINE = date(2026, 12, 25), date(2026, 9, 30), date(2026, 8, 7)
PHONE = {"width": 390, "height": 844}
# What a click and a field cost a person who knows what to say.
CLICK_S, FIELD_S, REPORT_S = 3, 15, 60


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Clock:
    return Clock(tmp_path_factory.mktemp("clock") / "offset", BEGIN, time(9))


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Platform]:
    """A platform of its own, which lives by the test's clock."""
    folder = tmp_path_factory.mktemp("quarter")
    with running_platform(folder, port=18050 + 100 * worker(), environment=clock.environment) as started:
        yield started


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's document, told apart from the one that is loaded by its last line."""
    file = tmp_path_factory.mktemp("article") / "report.txt"
    file.write_bytes(ARTICLE.read_bytes() + "\n責任編輯:示例\n".encode())
    return file


def test_a_quarter_from_the_document_to_the_bulletin(
    new_page: NewPage, clock: Clock, platform: Platform, article: Path, tmp_path: Path
) -> None:
    quarter = Quarter(new_page, clock, platform)
    decompose_and_dispatch(quarter, article)
    acknowledge(quarter)

    clock.to(date(2026, 7, 20))
    first_month(quarter)
    clock.to(date(2026, 7, 28))
    report_late_and_get_a_letter(quarter)
    clock.to(date(2026, 8, 6))
    extension_is_refused(quarter)
    clock.to(date(2026, 8, 10))
    light_turns_red(quarter)
    clock.to(date(2026, 8, 25))
    second_month(quarter)
    refer(quarter)
    clock.to(date(2026, 9, 10))
    follow_the_inspection(quarter)
    clock.to(date(2026, 9, 16))
    finish_and_close(quarter)
    clock.to(date(2026, 9, 22))
    third_month(quarter)
    clock.to(date(2026, 9, 28))
    issue_the_bulletin(quarter)
    look_at_the_paper(quarter, tmp_path)


def decompose_and_dispatch(quarter: Quarter, article: Path) -> None:
    staff = quarter.sign_in("zhengce")
    upload(staff, article, TITLE)
    settle_lost_characters(staff)
    confirm_text(staff)
    draft_plan(staff)
    quarter.plan = int(re.findall(r"/plans/(\d+)/", staff.url)[0])
    correct_first_task(staff, NEW_WORDS)
    choose_all(staff)
    set_lead(staff, "省科技厅")
    set_deadline(staff, DEADLINE)
    choose_tasks(staff, *COMMON_TASKS)
    add_joint(staff, "各市、州", "各县（市、区）")
    choose_tasks(staff, COMMON_TASKS[0])
    set_deadline(staff, QUARTER_DEADLINE)
    choose_tasks(staff, LATE_TASK)
    add_joint(staff, "武汉市", "宜昌市")
    set_deadline(staff, LATE_DEADLINE)

    office = quarter.sign_in("chuangxin")
    office.goto(staff.url)
    publish(office)
    offices = "u.kind IN ('city', 'county')"
    for task in COMMON_TASKS:
        assert quarter.count(f"t.text = ? AND {offices}", task) == OFFICES
        assert rows_on(office, quarter.board(q=task, role="joint")) == OFFICES
    assert quarter.count(offices) == OFFICES * 2 + 2
    assert rows_on(office, quarter.board(state="sent")) == quarter.count("a.state = 'sent'")


def acknowledge(quarter: Quarter) -> None:
    """By those who can sign in; the other offices stay unsigned and are shown as such."""
    for username, size in (("hongshan", PHONE), ("wuhan", {}), ("yichang", {}), ("zhengce", {})):
        unit = quarter.sign_in(username, **size)
        unit.get_by_role("button", name="全部签收").click()
        agree(unit, "全部签收")
        expect(unit.get_by_role("button", name="全部签收")).to_have_count(0)
    unsigned = quarter.count("a.state = 'sent'")
    assert unsigned == (OFFICES - 3) * 2
    office = quarter.sign_in("chuangxin")
    assert rows_on(office, quarter.board(state="sent")) == unsigned
    expect(office.locator(".ld-list")).to_contain_text("待签收")


def first_month(quarter: Quarter) -> None:
    text = "七月已完成方案和动员，工作按计划推进。"
    county = quarter.sign_in("hongshan", **PHONE)
    hands = report_all(county, 40, text)
    assert len(hands) >= len(COMMON_TASKS)
    for hand in hands:
        assert (hand.clicks, hand.fields) == (2, 2)
        assert hand.clicks * CLICK_S + hand.fields * FIELD_S < REPORT_S
    city = quarter.sign_in("wuhan")
    report_all(city, 40, text, finished=LATE_TASK)
    lead = quarter.sign_in("zhengce")
    report_all(lead, 30, text, finished=LATE_TASK)
    accept(quarter.sign_in("chuangxin"), text)
    assert quarter.count("a.state = 'done' AND t.text = ?", LATE_TASK) == 2


def report_late_and_get_a_letter(quarter: Quarter) -> None:
    """Reminded, and reported after the 25th; the office writes, a leader signs, the unit answers."""
    unit = quarter.sign_in("yichang")
    eventually(unit, "/notifications/", lambda: unit.get_by_text("进展未报送").count() > 0)
    text = "七月仅完成需求摸底，培训尚未开班。"
    report_all(unit, 10, text)
    find(unit, quarter, LATE_TASK)
    expect(unit.locator(".ld-report").first).to_contain_text("迟报")
    office = quarter.sign_in("chuangxin")
    accept(office, text)

    find(office, quarter, LATE_TASK, LATE_UNIT)
    office.get_by_role("link", name="发督办函").click()
    office.get_by_role("button", name="保存草稿").click()
    office.wait_for_url(re.compile(r"/letters/\d+/$"))
    office.get_by_role("button", name="报请签发").click()
    expect(office.locator(".ld-page-head")).to_contain_text("待签发")
    leader = quarter.sign_in("lingdao")
    open_from(leader, "待签发督办函", LATE_TASK[:10])
    leader.get_by_role("button", name="签发", exact=True).click()
    agree(leader, "签发")
    expect(leader.locator(".ld-page-head")).to_contain_text(re.compile(r"鄂科创督〔2026〕\d+号"))

    unit.goto("/")
    queue(unit, "待签收函件").get_by_role("link").first.click()
    unit.get_by_role("button", name="签收", exact=True).click()
    act_on(unit, "answer", text="师资未落实，拟八月下旬集中开班，请求延期。")
    expect(unit.locator(".ld-page-head")).to_contain_text("已答复")
    office.goto("/")
    queue(office, "待办结的函件答复").get_by_role("link").first.click()
    act_on(office, "close", note="请按时限完成。")
    expect(office.locator(".ld-page-head")).to_contain_text("已办结")


def extension_is_refused(quarter: Quarter) -> None:
    unit = quarter.sign_in("yichang")
    eventually(unit, "/notifications/", lambda: unit.get_by_text("亮黄灯").count() > 0)
    find(unit, quarter, LATE_TASK)
    unit.get_by_role("link", name="申请延期").click()
    unit.locator("[name=wanted]").fill("2026-08-31")
    unit.locator("[name=reason]").fill("师资尚未落实，申请延至八月底集中开班。")
    unit.get_by_role("button", name="提交申请").click()
    expect(unit.get_by_text("延期申请已提交")).to_be_visible()
    office = quarter.sign_in("chuangxin")
    open_from(office, "待审批延期", LATE_TASK[:10], "宜昌")
    act_on(office, "refuse", reason="培训为年度重点，其他市已按时完成，不同意延期。")
    expect(office.get_by_text("未同意延期")).to_be_visible()
    unit.reload()
    expect(unit.locator("#measures-head").locator("xpath=ancestor::section")).to_contain_text("不同意")
    expect(unit.locator("#detail")).to_contain_text(LATE_DEADLINE.isoformat())


def light_turns_red(quarter: Quarter) -> None:
    """Nobody touches the task: the scheduler's daily work turns it, and tells the unit."""
    office = quarter.sign_in("chuangxin")
    address = quarter.board(light="red")
    eventually(office, address, lambda: rows_shown(office) == 1)
    assert quarter.count("a.light = 'red'") == 1
    find(office, quarter, LATE_TASK, LATE_UNIT)
    expect(office.locator("#detail")).to_contain_text("已逾期 3 天")
    expect(office.get_by_text("红灯超过 10 个工作日（现为 0 个）")).to_be_visible()
    unit = quarter.sign_in("yichang")
    eventually(unit, "/notifications/", lambda: unit.get_by_text("亮红灯").count() > 0)
    board_equals_sql(office, quarter)


def second_month(quarter: Quarter) -> None:
    """Nothing new: one click for each task."""
    county = quarter.sign_in("hongshan", **PHONE)
    hand, owed = Hand(), queue(county, "本期待报")
    count = int(owed.locator(".ld-count").inner_text())
    for left in range(count - 1, -1, -1):
        hand.click(owed.get_by_role("button", name="无变化").first)
        expect(owed.locator(".ld-count")).to_have_text([str(left)] if left else [])
    assert count >= len(COMMON_TASKS)
    assert (hand.clicks, hand.fields) == (count, 0)
    assert hand.clicks * CLICK_S < REPORT_S
    office = quarter.sign_in("chuangxin")
    accept(office, "洪山区")


def refer(quarter: Quarter) -> None:
    office = quarter.sign_in("chuangxin")
    find(office, quarter, LATE_TASK, LATE_UNIT)
    office.get_by_role("link", name="提请督查", exact=True).last.click()
    office.locator("[name=words]").fill("红灯超过十个工作日，发函督办后仍未开班，提请督查。")
    office.get_by_role("button", name="定稿并报批").click()
    expect(office.get_by_text("提请材料已定稿")).to_be_visible()
    leader = quarter.sign_in("lingdao")
    open_from(leader, "待批准提请督查", LATE_TASK[:10])
    expect(leader.get_by_text("督查由政府督查机构实施")).to_be_visible()
    act_on(leader, "approve", note="同意提请。")
    expect(leader.get_by_text("已批准提请督查")).to_be_visible()


def follow_the_inspection(quarter: Quarter) -> None:
    """What the government tells of is written down, each step on its own day."""
    office = quarter.sign_in("chuangxin")
    open_referral(office)
    stage(office, "立项", date(2026, 8, 27), "政府督查机构立项。")
    stage(office, "方案", date(2026, 8, 31), "确定实地督查方案。")
    stage(office, "结论", date(2026, 9, 4), "培训组织不力，限期整改。")
    stage(office, "反馈", date(2026, 9, 7), "督查结论已送达。")
    unit = quarter.sign_in("yichang")
    expect(queue(unit, "督查结论")).to_contain_text(LATE_TASK[:10])
    stage(office, "整改", date(2026, 9, 8), "九月十八日前完成两期培训。", rectify_by=date(2026, 9, 18))


def finish_and_close(quarter: Quarter) -> None:
    unit = quarter.sign_in("yichang")
    text = "两期培训全部完成，参训一百二十人。"
    report_all(unit, 60, text, finished=LATE_TASK)
    office = quarter.sign_in("chuangxin")
    accept(office, text)
    open_referral(office)
    stage(office, "核查", date(2026, 9, 15), "实地核查，整改到位。")
    stage(office, "结束", date(2026, 9, 16), "督查结束。", result="已整改")
    expect(office.get_by_text("已整改").first).to_be_visible()

    find(unit, quarter, LATE_TASK)
    unit.get_by_role("link", name="申请销号").click()
    unit.get_by_role("button", name="提交申请").click()
    expect(unit.get_by_text("销号申请已提交")).to_be_visible()
    office.goto("/")
    open_from(office, "待核查销号", LATE_TASK[:10], "宜昌")
    act_on(office, "check", note="查阅签到表和课件，与所报一致。")
    leader = quarter.sign_in("lingdao")
    open_from(leader, "待签批销号", LATE_TASK[:10], "宜昌")
    act_on(leader, "sign", note="同意销号。")
    expect(leader.get_by_text("任务已销号").first).to_be_visible()
    find(unit, quarter, LATE_TASK)
    expect(unit.locator("#detail")).to_contain_text("已销号")
    assert quarter.count("a.state = 'closed'") == 1
    assert quarter.count("a.light = 'red'") == 0


def third_month(quarter: Quarter) -> None:
    """Last month's words are there already: a problem is the one thing to type."""
    text = "企业技术需求征集不足，对接对象偏少。"
    county = quarter.sign_in("hongshan", **PHONE)
    hands = report_all(county, None, "", problem=text)
    for hand in hands:
        assert (hand.clicks, hand.fields) == (2, 1)
    city = quarter.sign_in("wuhan")
    said = "培育库已建成，入库企业三百二十家。"
    report_all(city, 50, said, finished=COMMON_TASKS[0])
    office = quarter.sign_in("chuangxin")
    accept(office, "洪山区")
    accept(office, said)
    find(office, quarter, COMMON_TASKS[0], "洪山区科学技术局")
    reports = office.locator(".ld-report")
    expect(reports).to_have_count(3)
    expect(reports.nth(0)).to_contain_text(text)
    expect(reports.nth(1)).to_contain_text("无变化")
    board_equals_sql(office, quarter)


def issue_the_bulletin(quarter: Quarter) -> None:
    """Written by the office, reviewed and countersigned by others, signed by a leader, read by a unit."""
    office = quarter.sign_in("chuangxin")
    office.goto("/bulletins/new/")
    office.locator("#id_template").select_option(label="季度通报")
    office.locator("#id_scope").select_option(value=f"plan:{quarter.plan}")
    office.locator("#id_period").select_option(label="2026年第三季度")
    office.get_by_role("button", name="起草", exact=True).click()
    office.wait_for_url(re.compile(r"/bulletins/\d+/edit/"))
    pick(office, office.locator("#id_main"), "各市、州")
    pick(office, office.locator("#id_main"), "各县（市、区）")
    office.get_by_text("从已通过的进展里选").click()
    office.locator(".bl-candidates").get_by_text("培育库已建成").first.click()
    office.get_by_role("button", name="保存", exact=True).click()
    office.get_by_role("link", name="送审").click()
    pick(office, office.locator("#id_countersigners"), "省教育厅")
    office.get_by_role("button", name="送审").click()
    expect(office.get_by_text("已送审")).to_be_visible()
    for username, button in (("zhengce", "同意"), ("jiaoyu", "同意"), ("lingdao", "签发")):
        signer = quarter.sign_in(username)
        signer.goto(office.url)
        signer.get_by_role("button", name=button, exact=True).click()
        if button == "签发":
            agree(signer, button)
        expect(signer.get_by_role("button", name=button, exact=True)).to_have_count(0)
    unit = quarter.sign_in("hongshan", **PHONE)
    # The demonstration's own waits there, too.
    unread = queue(unit, "待阅通报").locator(".ld-queue > li").filter(has_text="第三季度")
    unread.get_by_role("button", name="已阅").click()
    expect(unread).to_have_count(0)
