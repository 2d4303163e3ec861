"""What comes in beside the plan: clues from counties and cities, a meeting whose decisions became tasks."""

from __future__ import annotations

from datetime import datetime, timedelta

from demo.days import Days, Story
from demo.people import acting, clerk_of, find_unit
from luodi_web.supervision.domain.assignments import acknowledge
from luodi_web.supervision.domain.clues import rate_clue, save_draft, send_clue
from luodi_web.supervision.domain.clues_handling import accept_clue, answer_clue, reply_clue
from luodi_web.supervision.domain.editing_units import Pick
from luodi_web.supervision.domain.meetings import (
    DecisionValues,
    add_decisions,
    begin_meeting,
    finish_meeting,
)
from luodi_web.supervision.domain.meetings_minutes import issue_minutes
from luodi_web.supervision.domain.meetings_tasks import make_tasks
from luodi_web.supervision.enums import MeetingKind, PlanState, Satisfaction
from luodi_web.supervision.models import Assignment, Clue, Meeting, MeetingDecision, Plan

DISPATCH_DAYS_AGO, SPECIAL_DAYS_AGO = 20, 2


def matters(plan: Plan, days: Days) -> list[Story]:
    """Clues and meetings; decisions go into the plan where it is dispatched."""
    return [_settled(days), _answered(days), _passed_on(days), _new(days), _meetings(plan, days)]


def _new(days: Days) -> Story:
    """To be accepted."""
    yield days.ago(1, 9, 50)
    _send(
        "hongshan",
        "中小企业不清楚研发费用归集口径",
        "走访企业时，多家反映对研发费用加计扣除的归集口径拿不准，担心填错，宁愿不申报。",
        "希望省级印发归集示例，组织一次面向县区的线上辅导。",
    )


def _passed_on(days: Days) -> Story:
    """Passed on and replied to: the office is to answer."""
    yield days.ago(13, 14, 30)
    clue = _send(
        "wuhan",
        "科技成果转化奖补资金拨付时间不明确",
        "企业申报后不知道何时能够拨付，市里多次询问没有明确答复。",
        "希望明确拨付时间并向企业公开。",
    )
    yield days.ago(12, 10, 15)
    clue = accept_clue(clue, find_unit("省财政厅"), by=acting("chuangxin"))
    yield days.ago(5, 16, 40)
    reply_clue(clue, "资金已列入下月拨付计划，拨付后五个工作日内通知企业。", by=acting("caiwu"))


def _answered(days: Days) -> Story:
    """Waits to be rated."""
    yield days.ago(21, 11)
    clue = _send(
        "yichang",
        "大型仪器共享平台登记步骤重复",
        "同一台设备在省、市两个平台都要登记，填写内容相同。",
        "希望两个平台互认。",
    )
    yield days.ago(19, 9, 30)
    clue = accept_clue(clue, by=acting("chuangxin"))
    yield days.ago(6, 15, 10)
    answer_clue(
        clue, "已与平台管理单位商定：今后只在省平台登记一次，市平台自动取用。", by=acting("chuangxin")
    )


def _settled(days: Days) -> Story:
    yield days.ago(38, 10, 40)
    clue = _send(
        "hongshan",
        "高新技术企业申报材料清单各处不一",
        "企业反映区、市两级窗口给出的材料清单不一致，往返补件。",
        "希望全省统一清单。",
    )
    yield days.ago(37, 15)
    clue = accept_clue(clue, by=acting("chuangxin"))
    yield days.ago(31, 11, 20)
    clue = answer_clue(
        clue, "已统一为省级清单，并在办事指南中公布，各级窗口不再另行要求。", by=acting("chuangxin")
    )
    yield days.ago(29, 9, 10)
    rate_clue(clue, Satisfaction.SATISFIED, by=acting("hongshan"))


def _send(username: str, subject: str, text: str, wish: str) -> Clue:
    by = acting(username)
    draft = save_draft(None, {"unit": by.unit, "subject": subject, "text": text, "wish": wish}, by=by)
    return send_clue(draft, by=by)


def _meetings(plan: Plan, days: Days) -> Story:
    """Of the first the minutes are issued: two decisions are tasks, the third is not public. The second is
    still being written: its decisions are to be checked and the minutes made final.
    """
    office = acting("chuangxin")
    held = days.ago(DISPATCH_DAYS_AGO, 15)
    yield held + timedelta(hours=2)
    meeting = begin_meeting(
        office.unit,
        _values("创新政策落实调度会（示例）", MeetingKind.DISPATCH, held),
        "省财政厅 蔡示例\n省教育厅 焦示例\n武汉市科技创新局 吴示例\n宜昌市科学技术局 易示例",
        "洪山区科学技术局 洪示例：参加市里会议",
        by=office,
    )
    due = days.ahead(35)
    add_decisions(
        meeting,
        [
            DecisionValues("编制科技创新资金拨付时间表并向企业公开", _lead("省财政厅"), deadline=due),
            DecisionValues(
                "梳理高校科技成果目录，按季度推送给各市、州",
                _lead("省教育厅"),
                _lead("省科技厅"),
                deadline=due + timedelta(days=20),
            ),
            DecisionValues("对个别进度滞后的单位先行约谈", _lead("省科技厅"), confidential=True),
        ],
        by=office,
    )
    yield days.after(held, 1, 10)
    meeting = finish_meeting(meeting, by=office)
    meeting = issue_minutes(meeting, by=office)
    plan.refresh_from_db()
    if plan.state == PlanState.PUBLISHED:
        public = list(MeetingDecision.objects.filter(meeting=meeting, confidential=False))
        make_tasks(meeting, public, plan=plan, by=office)
        yield days.after(held, 2, 9, 20)
        for row in _tasks_of(meeting):
            acknowledge([row], by=clerk_of(row.unit))
    yield from _special_meeting(meeting, days)


def _tasks_of(meeting: Meeting) -> list[Assignment]:
    """What it gave to units, but for the finance office's: its own person is to sign for that."""
    rows = Assignment.objects.filter(task__decisions__meeting=meeting)
    return list(rows.exclude(unit=find_unit("省财政厅")).select_related("unit"))


def _special_meeting(previous: Meeting, days: Days) -> Story:
    office = acting("chuangxin")
    held = days.ago(SPECIAL_DAYS_AGO, 9)
    yield held + timedelta(hours=3)
    meeting = begin_meeting(
        office.unit,
        {
            **_values("大型科学仪器开放共享专题会（示例）", MeetingKind.SPECIAL, held),
            "previous": previous,
        },
        "省教育厅 焦示例\n武汉市科技创新局 吴示例",
        "",
        by=office,
    )
    add_decisions(
        meeting,
        [
            DecisionValues(
                "各市、州核对在册仪器，补齐开放时间和收费标准",
                _lead("武汉市科技创新局"),
                deadline=days.ahead(30),
            ),
            DecisionValues("研究共享后补助的发放办法", _lead("省科技厅"), _lead("省财政厅")),
        ],
        by=office,
    )


def _values(title: str, kind: str, held_at: datetime) -> dict[str, object]:
    return {
        "title": title,
        "kind": kind,
        "held_at": held_at,
        "place": "省科技厅 3 号会议室",
        "chair": "程示例",
        "recorder": "林示例",
        "previous": None,
        "agenda": "调度本月任务进展；研究当前问题。",
        "summary": "会议听取了各单位进展汇报，研究了存在的问题和下一步安排。",
    }


def _lead(name: str) -> list[Pick]:
    return [Pick(unit_id=find_unit(name).pk)]
