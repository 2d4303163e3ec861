"""What comes in beside the plan: clues from counties and cities, a meeting whose decisions became tasks."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from demo.people import find_unit
from luodi_web.people.actor import Actor
from luodi_web.people.models import User
from luodi_web.supervision.domain.clues import save_draft, send_clue
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
from luodi_web.supervision.enums import MeetingKind, PlanState
from luodi_web.supervision.models import Clue, Meeting, MeetingDecision, Plan

DISPATCH_DAYS_AGO, SPECIAL_DAYS_AGO = 20, 2


def load_matters(people: dict[str, User], plan: Plan, *, office: Actor) -> None:
    """Clues and meetings, where there are none yet; decisions go into the plan where it is dispatched."""
    if not Clue.objects.exists():
        _load_clues(people, office=office)
    if not Meeting.objects.exists():
        first = _load_dispatch_meeting(plan, office=office)
        _load_special_meeting(first, office=office)


def _load_clues(people: dict[str, User], *, office: Actor) -> None:
    """One to be accepted, one passed on and replied to, one answered that waits to be rated."""
    _send(
        people["hongshan"],
        "洪山区科学技术局",
        "中小企业不清楚研发费用归集口径",
        "走访企业时，多家反映对研发费用加计扣除的归集口径拿不准，担心填错，宁愿不申报。",
        "希望省级印发归集示例，组织一次面向县区的线上辅导。",
    )
    passed = _send(
        people["wuhan"],
        "武汉市科技创新局",
        "科技成果转化奖补资金拨付时间不明确",
        "企业申报后不知道何时能够拨付，市里多次询问没有明确答复。",
        "希望明确拨付时间并向企业公开。",
    )
    passed = accept_clue(passed, find_unit("省财政厅"), by=office)
    finance = Actor(people["caiwu"], people["caiwu"].name, find_unit("省财政厅"), "科教资金岗")
    reply_clue(passed, "资金已列入下月拨付计划，拨付后五个工作日内通知企业。", by=finance)
    answered = _send(
        people["yichang"],
        "宜昌市科学技术局",
        "大型仪器共享平台登记步骤重复",
        "同一台设备在省、市两个平台都要登记，填写内容相同。",
        "希望两个平台互认。",
    )
    answered = accept_clue(answered, by=office)
    answer_clue(answered, "已与平台管理单位商定：今后只在省平台登记一次，市平台自动取用。", by=office)


def _send(user: User, unit_name: str, subject: str, text: str, wish: str) -> Clue:
    unit = find_unit(unit_name)
    by = Actor(user, user.name, unit, "联络员")
    draft = save_draft(None, {"unit": unit, "subject": subject, "text": text, "wish": wish}, by=by)
    return send_clue(draft, by=by)


def _load_dispatch_meeting(plan: Plan, *, office: Actor) -> Meeting:
    """Minutes issued; two of the decisions are tasks, the third is not public."""
    meeting = begin_meeting(
        find_unit("省科技厅"),
        _values("创新政策落实调度会（示例）", MeetingKind.DISPATCH, DISPATCH_DAYS_AGO, hour=15),
        "省财政厅 蔡示例\n省教育厅 焦示例\n武汉市科技创新局 吴示例\n宜昌市科学技术局 易示例",
        "洪山区科学技术局 洪示例：参加市里会议",
        by=office,
    )
    due = timezone.localdate() + timedelta(days=35)
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
    meeting = finish_meeting(meeting, by=office)
    if plan.state == PlanState.PUBLISHED:
        public = list(MeetingDecision.objects.filter(meeting=meeting, confidential=False))
        make_tasks(meeting, public, plan=plan, by=office)
    return issue_minutes(meeting, by=office)


def _load_special_meeting(previous: Meeting, *, office: Actor) -> None:
    """Still being written: its decisions are to be checked and the minutes made final."""
    meeting = begin_meeting(
        find_unit("省科技厅"),
        {
            **_values("大型科学仪器开放共享专题会（示例）", MeetingKind.SPECIAL, SPECIAL_DAYS_AGO, hour=9),
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
                deadline=timezone.localdate() + timedelta(days=30),
            ),
            DecisionValues("研究共享后补助的发放办法", _lead("省科技厅"), _lead("省财政厅")),
        ],
        by=office,
    )


def _values(title: str, kind: str, days_ago: int, *, hour: int) -> dict[str, object]:
    day = timezone.localdate() - timedelta(days=days_ago)
    return {
        "title": title,
        "kind": kind,
        "held_at": timezone.make_aware(datetime.combine(day, time(hour))),
        "place": "省科技厅 3 号会议室",
        "chair": "程示例",
        "recorder": "林示例",
        "previous": None,
        "agenda": "调度本月任务进展；研究当前问题。",
        "summary": "会议听取了各单位进展汇报，研究了存在的问题和下一步安排。",
    }


def _lead(name: str) -> list[Pick]:
    return [Pick(unit_id=find_unit(name).pk)]
