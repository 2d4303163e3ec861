"""A meeting with three decisions, one of them confidential."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from luodi_web.supervision.domain.editing_units import Pick
from luodi_web.supervision.domain.meetings import DecisionValues, add_decisions, begin_meeting, finish_meeting
from luodi_web.supervision.models import Meeting
from tests.web.factories import actor

HELD = datetime(2026, 11, 20, 9, 30, tzinfo=timezone.get_default_timezone())
SECRET = "核查某企业骗补线索"


def facts(**values: object) -> dict[str, object]:
    return {
        "title": "省科技创新工作第三次调度会",
        "kind": "dispatch",
        "held_at": HELD,
        "place": "省科技厅302会议室",
        "chair": "张某",
        "recorder": "程某",
        "previous": None,
        "agenda": "研究中试平台建设\n研究专项资金",
        "summary": "会议听取了前三季度情况汇报。",
        **values,
    }


def meeting(people, *, final: bool = False, present: str = "武汉市科技创新局 人员wuhan", **values) -> Meeting:
    by = actor(people.office)
    found = begin_meeting(people.department, facts(**values), present, "黄石市科学技术局 王某：出差", by=by)
    items = [
        DecisionValues(
            "出台中试平台认定办法",
            [Pick(unit_id=people.wuhan.pk)],
            [Pick(unit_id=people.huangshi.pk)],
            date(2026, 12, 31),
        ),
        DecisionValues(SECRET, [Pick(unit_id=people.wuhan.pk)], confidential=True),
        DecisionValues("研究人才公寓分配", [Pick(written="某某局")], deadline_text="尽快"),
    ]
    add_decisions(found, items, by=by)
    return finish_meeting(found, by=by) if final else found
