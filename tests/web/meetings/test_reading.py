"""What is read in the words of decisions and of whole minutes."""

from __future__ import annotations

from datetime import date

import pytest

from luodi.workdays import HolidayTable
from luodi_web.people.models import UnitName
from luodi_web.supervision.domain.editing_units import Pick
from luodi_web.supervision.domain.meetings_reading import propose_decisions, read_decision, with_years
from tests.web.factories import make_unit

pytestmark = pytest.mark.django_db
HELD = date(2026, 11, 20)
NONE = HolidayTable()


@pytest.fixture
def units(db):
    return {
        name: make_unit(full, short_name=name)
        for name, full in (
            ("省科技厅", "湖北省科学技术厅"),
            ("省财政厅", "湖北省财政厅"),
            ("省教育厅", "湖北省教育厅"),
        )
    }


@pytest.mark.parametrize(
    ("text", "lead", "joint", "deadline"),
    [
        (
            "由省科技厅牵头，省财政厅配合，12月31日前出台新型研发机构认定办法。",
            "省科技厅",
            ["省财政厅"],
            date(2026, 12, 31),
        ),
        ("省教育厅负责，2027年一季度前报送高校名单。", "省教育厅", [], date(2027, 3, 31)),
        ("省财政厅于3月底前下达专项资金2000万元。", "省财政厅", [], date(2027, 3, 31)),
        (
            "责成省科技厅会同省财政厅、省教育厅，在一个月内提出实施方案。",
            "省科技厅",
            ["省财政厅", "省教育厅"],
            date(2026, 12, 20),
        ),
        ("省科技厅要在10个工作日内提出方案。", "省科技厅", [], date(2026, 12, 4)),
        ("继续做好宣传工作。", None, [], None),
    ],
)
def test_units_and_deadline_are_read_from_the_words(units, text, lead, joint, deadline):
    reading = read_decision(text, HELD, NONE)

    assert list(reading.lead) == ([Pick(unit_id=units[lead].pk)] if lead else [])
    assert list(reading.joint) == [Pick(unit_id=units[name].pk) for name in joint]
    assert reading.deadline == deadline


def test_alias_is_the_unit_and_a_strange_name_stays_written(units):
    UnitName.objects.create(name="科技厅", unit=units["省科技厅"])

    known = read_decision("由科技厅牵头，某某局配合，2026年12月31日前完成选址。", HELD, NONE)

    assert list(known.lead) == [Pick(unit_id=units["省科技厅"].pk)]
    assert list(known.joint) == [Pick(written="某某局")]


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("12月31日前", "2026年12月31日前"),
        ("3月底前", "2027年3月底前"),
        ("2026年12月31日前", "2026年12月31日前"),
        ("13月1日前", "13月1日前"),
    ],
)
def test_a_month_without_a_year_is_the_next(text, dated):
    assert with_years(text, HELD) == dated


def test_minutes_are_read_into_decisions(units):
    text = """湖北省科技创新工作专题会议纪要

11月20日上午，张某主持召开专题会议。现将会议议定事项纪要如下：

一、关于推进创新平台建设
会议议定，由省科技厅牵头，省财政厅配合，2026年12月31日前出台新型研发机构认定办法。

二、关于资金保障
会议明确，省财政厅于12月15日前下达专项资金2000万元。

出席：张某、李某（省科技厅）
请假：赵某（省教育厅，出差）
"""

    found = propose_decisions(text, HELD, NONE)

    assert [(one.text, one.lead, one.deadline) for one in found] == [
        (
            "由省科技厅牵头，省财政厅配合，2026年12月31日前出台新型研发机构认定办法",
            [Pick(unit_id=units["省科技厅"].pk)],
            date(2026, 12, 31),
        ),
        (
            "省财政厅于12月15日前下达专项资金2000万元",
            [Pick(unit_id=units["省财政厅"].pk)],
            date(2026, 12, 15),
        ),
    ]


def test_plain_lines_without_headings_are_read_too(units):
    found = propose_decisions("会议议定：省科技厅要尽快研究提出方案，于12月底前报省政府。", HELD, NONE)

    assert [(one.text, one.lead, one.deadline) for one in found] == [
        (
            "省科技厅要尽快研究提出方案，于12月底前报省政府",
            [Pick(unit_id=units["省科技厅"].pk)],
            date(2026, 12, 31),
        )
    ]


def test_text_that_decides_nothing_gives_nothing(units):
    assert propose_decisions("今天天气很好。", HELD, NONE) == []
