"""一事一档: every source in order of time, within one's scope, and its number of queries."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi_web.common.periods import period_words
from luodi_web.supervision.domain.assignments import acknowledge
from luodi_web.supervision.domain.reports import accept_report, submit_report
from luodi_web.supervision.domain.story import (
    SOURCES,
    Matter,
    StoryEvent,
    lines_of,
    story_of,
    story_source,
)
from luodi_web.supervision.enums import AssignmentState, Light, UnitRole
from luodi_web.supervision.models import Assignment, LightChange
from tests.web.factories import (
    actor,
    make_assignment,
    make_plan,
    make_report,
    make_task,
    make_unit,
    make_version,
    signed_in,
)


def url_of(task):
    return f"/tasks/{task.pk}/story/"


def told(response):
    return [
        (line.event.source, line.event.what, line.units)
        for _month, lines in response.context["months"]
        for line in lines
    ]


@pytest.fixture
def lived(people):
    """A task that a city signed for, reported on and finished; and a county's share, red."""
    start = timezone.now() - timedelta(days=40)
    version = make_version(owner=people.department)
    version.confirmed_at = start - timedelta(days=1)
    version.save()
    plan = make_plan({"抓平台建设": []}, people.department, version)
    task = make_task(plan)
    city = make_assignment(task, people.wuhan, sent_at=start)
    county = make_assignment(task, people.hanyang, UnitRole.JOINT, sent_at=start + timedelta(minutes=1))
    acknowledge([city], by=actor(people.city, people.wuhan))
    period = f"{timezone.localdate():%Y-%m}"
    report = submit_report(city, period=period, percent=100, text="建成", by=actor(people.city, people.wuhan))
    accept_report(report, "好", by=actor(people.office, people.department))
    LightChange.objects.create(
        assignment=county, at=timezone.now(), old=Light.GREY, new=Light.RED, reason="已逾期 3 天"
    )
    return task


def test_the_story_tells_every_subject_in_order_of_time(client, people, lived):
    response = signed_in(client, people.office).get(url_of(lived))

    period = period_words(f"{timezone.localdate():%Y-%m}")
    policy = lived.workstream.plan.version.policy.title
    wuhan, hanyang = (people.wuhan.name,), (people.hanyang.name,)
    acts = [line for line in told(response) if line[0] != "lights"]
    assert acts == [
        ("source", f"“{policy}”定稿", ()),
        ("dispatch", "下达任务", wuhan),
        ("dispatch", "下达任务", hanyang),
        ("acts", "签收任务", wuhan),
        ("reports", f"报送 {period} 进展，完成率 100%", wuhan),
        ("reports", f"通过 {period} 进展", wuhan),
    ]
    assert ("lights", "红灯", hanyang) in told(response)
    times = [line.event.at for _month, lines in response.context["months"] for line in lines]
    assert times == sorted(times)


def test_a_county_reads_its_own_story_and_nobody_elses(client, people, lived):
    mine = signed_in(client, people.county).get(url_of(lived))
    others = Assignment.objects.get(task=lived, unit=people.wuhan)

    units = {unit for _source, _what, units in told(mine) for unit in units}
    assert units == {people.hanyang.name}
    assert client.get(url_of(lived), {"unit": others.pk}).status_code == 404
    assert signed_in(client, people.other_city).get(url_of(lived)).status_code == 404


def test_one_unit_and_one_kind_can_be_asked_for(client, people, lived):
    city = Assignment.objects.get(task=lived, unit=people.wuhan)

    response = signed_in(client, people.office).get(url_of(lived), {"unit": city.pk, "only": "dispatch"})
    junk = client.get(url_of(lived), {"only": "无此类"})

    assert told(response) == [("dispatch", "下达任务", (people.wuhan.name,))]
    assert len(told(junk)) > 6
    assert client.get(url_of(lived), {"unit": "x" * 40}).status_code == 404


def test_what_many_units_did_on_one_day_is_one_line():
    noon = datetime(2026, 3, 2, 12, tzinfo=timezone.get_default_timezone())
    same = [StoryEvent(noon + timedelta(minutes=n), "签收任务", unit=f"机构{n}") for n in range(5)]
    other = StoryEvent(noon + timedelta(minutes=2), "退回任务", unit="机构9")
    next_day = StoryEvent(noon + timedelta(days=1), "签收任务", unit="机构7")

    lines = lines_of([*same[:3], other, *same[3:], next_day])

    assert [(line.event.what, len(line.units), line.is_many) for line in lines] == [
        ("签收任务", 5, True),
        ("退回任务", 1, False),
        ("签收任务", 1, False),
    ]


def test_a_subject_plugs_in_by_registering(people, lived):
    try:

        @story_source("visits", "走访")
        def visits(matter):
            yield StoryEvent(timezone.now(), "走访", unit=matter.by_key[min(matter.by_key)].unit.label)

        events = story_of(Matter(lived, Assignment.objects.filter(task=lived)), only="visits")
        with pytest.raises(ValueError, match="visits"):
            story_source("visits", "走访")(visits)
    finally:
        SOURCES.pop("visits", None)

    assert [(event.source, event.what, event.unit) for event in events] == [
        ("visits", "走访", people.wuhan.name)
    ]


def test_queries_do_not_grow_with_the_units(client, people):
    task = make_task(owner=people.department)
    signed = signed_in(client, people.office)

    def add(unit):
        row = make_assignment(task, unit, UnitRole.JOINT, AssignmentState.ACKNOWLEDGED)
        make_report(row, by=people.city)

    def count():
        with CaptureQueriesContext(connection) as queries:
            signed.get(url_of(task))
        return len(queries)

    add(people.wuhan)
    one = count()
    for _number in range(3):
        add(make_unit(parent=people.department))

    assert count() == one
