"""What units ask for: more time (延期), and to have what they finished struck off (销号)."""

from __future__ import annotations

import random
from datetime import datetime

from demo.days import Days, Story
from demo.dispatch import part_of
from demo.people import acting, clerk_of
from demo.progress import SHOWN, Fate, last_month
from luodi_web.supervision.domain.closings import (
    ask_closing,
    check_closing,
    look_back,
    refuse_closing,
    sign_closing,
)
from luodi_web.supervision.domain.extensions import agree_extension, ask_extension, refuse_extension
from luodi_web.supervision.enums import LookBack
from luodi_web.supervision.models import Assignment, Closing, Plan

# Of the tasks finished last month: how many are struck off, wait for a signature, wait to be checked.
CLOSED, CHECKED, ASKED = 16, 3, 4
SHOWN_BY = "台账、现场照片和总结材料已归档，成果与任务要求一致。（示例）"


def extensions(plan: Plan, days: Days) -> list[Story]:
    return [_agreed(plan, days), _refused(plan, days), _waiting(plan, days)]


def _agreed(plan: Plan, days: Days) -> Story:
    row = part_of(plan, "宜昌市科学技术局", "推动大型科学仪器")
    if row is None:
        return
    yield days.ago(10, 14)
    wanted = days.ahead(45)
    asked = ask_extension(
        row,
        wanted=wanted,
        reason="两家单位的仪器正在搬迁，登记要等安装验收以后进行。（示例）",
        by=acting("yichang"),
    )
    yield days.ago(8, 10)
    agree_extension(
        asked, days.ahead(40), "情况属实，同意延期，请先登记已安装的仪器。", by=acting("chuangxin")
    )


def _refused(plan: Plan, days: Days) -> Story:
    row = part_of(plan, "洪山区科学技术局", "开展“一对一”")
    if row is None:
        return
    yield days.ago(7, 16)
    asked = ask_extension(
        row,
        wanted=days.ahead(30),
        reason="辅导专家日程紧张，拟推迟到下月集中开展。（示例）",
        by=acting("hongshan"),
    )
    yield days.ago(6, 9, 20)
    refuse_extension(
        asked, "申报有截止日期，推迟会影响企业申报。请改用线上辅导，按原时限完成。", by=acting("chuangxin")
    )


def _waiting(plan: Plan, days: Days) -> Story:
    row = part_of(plan, "武汉市科技创新局", "组织各市、州")
    if row is None:
        return
    yield days.ago(1, 16, 30)
    ask_extension(
        row,
        wanted=days.ahead(24),
        reason="参训人员与年度申报工作冲突，拟分两批培训。（示例）",
        by=acting("wuhan"),
    )


def closings(fates: dict[Assignment, Fate], days: Days) -> list[Story]:
    """Of the first two finished one was looked back at and one is due to be; the rest are on their way."""
    first = sorted((row for row, fate in fates.items() if fate.first), key=lambda row: str(row.deadline))
    rest = [row for row, fate in fates.items() if fate.last == 100 and not fate.first]
    random.Random(2022).shuffle(rest)  # else they would all be of one task
    rest.sort(key=lambda row: row.unit.name not in SHOWN)
    ends = (CLOSED, CLOSED + CHECKED, CLOSED + CHECKED + ASKED)
    _sent, done = last_month(days)
    stories = [_looked_back(row, days, was_seen=place == 0) for place, row in enumerate(first)]
    stories += [_struck_off(row, done, days, place) for place, row in enumerate(rest[: ends[0]])]
    stories += [_checked(row, done, days, place) for place, row in enumerate(rest[ends[0] : ends[1]])]
    stories += [_asked(row, days, place) for place, row in enumerate(rest[ends[1] : ends[2]])]
    left = [row for row in rest[ends[2] :] if row.deadline is not None and row.deadline > days.today]
    return stories + [_returned(row, done, days) for row in left[:1]]


def _ask(row: Assignment) -> Closing:
    return ask_closing(row, SHOWN_BY, by=clerk_of(row.unit))


def _check(asked: Closing) -> Closing:
    return check_closing(asked, "查阅了归档材料，与所报一致。", by=acting("chuangxin"))


def _looked_back(row: Assignment, days: Days, *, was_seen: bool) -> Story:
    # Each at a later hour than what it rests on: over a long holiday their days are one.
    yield days.ago(42, 14)
    asked = _ask(row)
    yield days.ago(41, 15)
    asked = _check(asked)
    yield days.ago(40, 16)
    closed = sign_closing(asked, "同意销号。", by=acting("lingdao"))
    yield days.ago(4, 10, 30)
    if was_seen:
        note = "实地回访，平台运行正常，成果持续发挥作用。（示例）"
        look_back(closed, LookBack.HOLDS, note, by=acting("chuangxin"))


def _struck_off(row: Assignment, done: datetime, days: Days, place: int) -> Story:
    """The units ask one after the other; what has been checked by then is signed on one day."""
    hour, minute = 9 + place % 8, place * 7 % 60
    yield max(days.after(done, 1 + place % 2, hour, minute), days.ago(20 - place % 3, hour, minute))
    asked = _ask(row)
    yield max(days.after(done, 3, 15, place), days.ago(16, 15, place))
    asked = _check(asked)
    yield max(days.after(done, 5, 11, place), days.ago(14, 11, place))
    sign_closing(asked, by=acting("lingdao"))


def _checked(row: Assignment, done: datetime, days: Days, place: int) -> Story:
    yield max(days.after(done, 2, 9 + place, 40), days.ago(5, 9 + place, 40))
    asked = _ask(row)
    yield max(days.after(done, 3, 16, place), days.ago(2, 16, place))
    _check(asked)


def _asked(row: Assignment, days: Days, place: int) -> Story:
    yield days.ago(1 + place % 2, 14, 10 + 9 * place)
    _ask(row)


def _returned(row: Assignment, done: datetime, days: Days) -> Story:
    yield max(days.after(done, 2, 14), days.ago(9, 14))
    asked = _ask(row)
    yield max(days.after(done, 3, 10), days.ago(8, 10))
    refuse_closing(asked, "台账缺少两个乡镇的记录，补齐后再申请。（示例）", by=acting("chuangxin"))
