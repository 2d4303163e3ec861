"""What the test of a quarter does on many days: opening, reporting, accepting, counting."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PIL.Image import Image
from playwright.sync_api import Locator, Page, expect
from pypdfium2 import PdfDocument

from luodi.cli import main as luodi
from tests.e2e.acts import Hand, act_on
from tests.e2e.clock import Clock
from tests.e2e.conftest import NewPage, Platform, sign_in


@dataclass
class Quarter:
    """What the steps share: browser, clock, database, and the plan's key once there is one."""

    new_page: NewPage
    clock: Clock
    platform: Platform
    plan: int = 0

    def sign_in(self, username: str, **size: int) -> Page:
        """A session of its own: those of before the clock moved have ended."""
        return sign_in(self.new_page(**size), username)

    def count(self, condition: str = "1", *values: object) -> int:
        """Assignments of the plan, by plain SQL. a: assignment, t: task, u: unit."""
        return self.sql(
            "SELECT count(*) FROM supervision_assignment a JOIN supervision_task t ON t.id = a.task_id"
            " JOIN supervision_workstream w ON w.id = t.workstream_id JOIN people_unit u ON u.id = a.unit_id"
            f" WHERE w.plan_id = ? AND {condition}",
            self.plan,
            *values,
        )

    def distinct(self, column: str) -> int:
        return self.sql(
            f"SELECT count(DISTINCT {column}) FROM supervision_assignment a"
            " JOIN supervision_task t ON t.id = a.task_id JOIN people_unit u ON u.id = a.unit_id"
            " JOIN supervision_workstream w ON w.id = t.workstream_id WHERE w.plan_id = ?",
            self.plan,
        )

    def sql(self, query: str, *values: object) -> int:
        file = self.platform.data / "luodi.sqlite3"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as database:
            return int(database.execute(query, values).fetchone()[0])

    def board(self, **filters: str) -> str:
        words = "".join(f"&{name}={value}" for name, value in filters.items())
        return f"/board/?plan={self.plan}{words}"


def look_at_the_paper(quarter: Quarter, folder: Path) -> None:
    """Its files are downloaded; the page is an official document's, and its numbers are those of SQL."""
    office = quarter.sign_in("chuangxin")
    office.goto("/bulletins/")
    office.locator(".ld-list tbody th a").first.click()
    files = {name: download(office, name, folder) for name in ("DOCX", "PDF", "公文数据（JSON）")}
    with closing(PdfDocument(files["PDF"])) as paper:
        text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in paper)
        pictures = [page.render(scale=1.5).to_pil() for page in paper]
        assert [round(side / 72 * 25.4) for side in paper[0].get_size()] == [210, 297]
    for number, picture in enumerate(pictures, start=1):
        picture.save(folder / f"page-{number}.png")
    assert is_red_headed(pictures[0])
    assert not any(is_red_headed(picture) for picture in pictures[1:])

    figures = re.search(r"任务共(\d+)项，由(\d+)个单位承办，形成承办任务(\d+)件。", text)
    assert figures is not None, text
    tasks = quarter.distinct("t.id")
    assert [int(figure) for figure in figures.groups()] == [tasks, quarter.distinct("u.id"), quarter.count()]
    for words, condition in {
        "已完成": "a.state IN ('done', 'closed')",
        "办理中": "a.state = 'acknowledged'",
        "待签收": "a.state = 'sent'",
        "绿灯": "a.light = 'green'",
        "黄灯": "a.light = 'yellow'",
    }.items():
        count = quarter.count(condition)
        share = 100 * count / quarter.count()
        found = re.search(rf"{words}(\d+)件，占([\d.]+)%", text)
        assert found is not None, f"{words}: {text}"
        # By largest remainder a share may be a tenth away from its rounding.
        assert (int(found[1]), abs(float(found[2]) - share) < 0.1) == (count, True), words

    again = folder / "again.docx"
    assert luodi(["bulletin", str(files["公文数据（JSON）"]), "-o", str(again)]) == 0
    assert again.read_bytes() == files["DOCX"].read_bytes()


def download(page: Page, name: str, folder: Path) -> Path:
    page.get_by_text("下载", exact=True).click()
    with page.expect_download() as found:
        page.get_by_role("link", name=name, exact=True).click()
    file = folder / found.value.suggested_filename
    found.value.save_as(file)
    page.reload()
    return file


def is_red_headed(picture: Image) -> bool:
    """Whether the upper half bears red in letters and in a rule across the type area."""
    width, height = picture.size[0], picture.size[1] // 2
    pixels = picture.convert("RGB").crop((0, 0, width, height)).tobytes()
    rows = [0] * height
    for place in range(width * height):
        red, green, blue = pixels[place * 3 : place * 3 + 3]
        rows[place // width] += red > 150 and green < 80 and blue < 80
    return max(rows) > width * 0.7 and sum(count > 0 for count in rows) > height * 0.06


def report_all(
    page: Page, percent: int | None, text: str, *, problem: str = "", finished: str = ""
) -> list[Hand]:
    """All reports that a unit owes, one form after the other; what each took.

    percent, text: None and empty leave what is carried over. finished: the task reported as 100 %.
    """
    hands = []
    page.goto("/")
    queue(page, "本期待报").get_by_role("link", name="填报").first.click()
    while True:
        # Its own form was opened by a click: on the page of today, or by sending the one before.
        hand = Hand()
        hand.clicks += 1
        if percent is not None:
            box = page.get_by_label("完成率")
            done = finished and finished in page.locator(".ld-page-lead").inner_text()
            # Less than last month would have to be explained.
            hand.fill(box, str(100 if done else max(percent, int(box.input_value() or 0))))
        if text:
            hand.fill(page.get_by_label("进展情况"), text)
        if problem:
            hand.fill(page.get_by_label("存在问题"), problem)
        # What the demonstration's own plan asks cities for is no part of what is counted here.
        for box in page.locator("input[name^=figure_]").all():
            box.fill("5")
        hands.append(hand)
        onward, address = page.get_by_role("button", name="报送并填下一项"), page.url
        if not onward.count():
            hand.click(page.get_by_role("button", name="报送", exact=True))
            expect(page.get_by_text("的进展已报送").first).to_be_visible()
            return hands
        hand.click(onward)
        page.wait_for_url(lambda url, address=address: url != address)
        expect(page.get_by_text("的进展已报送").first).to_be_visible()


def accept(page: Page, words: str) -> None:
    """Every waiting report that these words find, a page at a time."""
    page.goto(f"/reports/?q={words}&size=100")
    assert page.locator("tbody .ld-select-row").count()
    while page.locator("tbody .ld-select-row").count():
        page.locator(".ld-select-all").check()
        page.get_by_role("button", name="通过所选").click()
        expect(page.get_by_text(re.compile(r"已通过 \d+ 份进展"))).to_be_visible()
        page.goto(f"/reports/?q={words}&size=100")


def find(page: Page, quarter: Quarter, task: str, unit: str = "") -> None:
    """Opens a unit's part of a task from the register; one's own where no unit is named."""
    page.goto(quarter.board(q=task, size="100"))
    rows = page.locator(".ld-list tbody tr")
    row = rows.filter(has_text=unit).first if unit else rows.first
    row.locator("th a").click()
    page.wait_for_url("**/tasks/**")


def queue(page: Page, title: str) -> Locator:
    """A queue of the page of today, by the beginning of its title."""
    return page.get_by_role("region", name=re.compile(f"^{title}"))


def open_from(page: Page, title: str, *words: str) -> None:
    """The first item of a queue that has all of these words: the demonstration's own wait there, too."""
    items = queue(page, title).locator(".ld-queue > li")
    for word in words:
        items = items.filter(has_text=word)
    items.first.get_by_role("link").first.click()


def open_referral(page: Page) -> None:
    page.goto("/referrals/")
    page.locator(".ld-list tbody th a").first.click()
    page.wait_for_url(re.compile(r"/referrals/\d+/"))


def stage(
    page: Page, name: str, day: date, words: str, *, rectify_by: date | None = None, result: str = ""
) -> None:
    form = page.locator("form[action$='/stage/']")
    form.get_by_text(name, exact=True).first.click()
    if result:
        form.locator("[name=stage-result]").select_option(label=result)
    values = {"day": day.isoformat(), "words": words}
    if rectify_by:
        values["rectify_by"] = rectify_by.isoformat()
    act_on(page, "stage", **values)
    expect(page.get_by_text("已记录").first).to_be_visible()
    expect(page.locator(".ld-timeline").first).to_contain_text(words)


def rows_on(page: Page, address: str) -> int:
    """How many rows a list says it has."""
    page.goto(address)
    return rows_shown(page)


def rows_shown(page: Page) -> int:
    pager = page.locator(".ld-list .ld-pager")
    return int(re.findall(r"共 (\d+) 条", pager.inner_text())[0]) if pager.count() else 0


def board_equals_sql(page: Page, quarter: Quarter) -> None:
    """The register's figures for the plan are those of an independent count."""
    page.goto(quarter.board())
    tiles = page.locator(".ld-stat")
    shown = {
        tile.locator(".ld-stat-label").inner_text().strip(): int(tile.locator(".ld-stat-figure").inner_text())
        for tile in tiles.all()
    }
    lights = {"red": "红灯", "yellow": "黄灯", "blue": "蓝灯", "green": "绿灯", "grey": "未亮灯"}
    counted = {label: quarter.count("a.light = ?", light) for light, label in lights.items()}
    expected = {"承办任务": quarter.count(), **counted}
    assert {label: figure for label, figure in expected.items() if figure or label in shown} == shown
