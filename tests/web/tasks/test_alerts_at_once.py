"""Two at the same moment: workers that remind, people who set a light, lend, hand over, merge."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from luodi_web.people.domain.delegations import delegate
from luodi_web.people.domain.handover import hand_over
from luodi_web.people.domain.mergers import merge_unit
from luodi_web.people.enums import Role, UnitKind
from luodi_web.people.models import Delegation, Notification, PostHolding
from luodi_web.supervision.domain.assignments import acknowledge
from luodi_web.supervision.domain.overrides import override_light
from luodi_web.supervision.domain.reminders import note_reminders
from luodi_web.supervision.domain.reminders_sending import send_noted
from luodi_web.supervision.models import Assignment, LightOverride, Reminder
from tests.web.at_once import at_once, needs_row_locks, refused
from tests.web.factories import actor, make_assignment, make_post, make_task, make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _row_locks():
    needs_row_locks()


def noon(day: date) -> Any:
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 12))


def test_four_workers_remind_once():
    unit = make_unit()
    make_post(unit, holder=make_user("liaison", Role.CITY, unit))
    task = make_task()
    monday = date(2026, 11, 23)
    for _number in range(30):
        make_assignment(
            make_task(task.workstream.plan),
            unit,
            state="acknowledged",
            deadline=date(2026, 11, 27),
            sent_at=noon(date(2026, 11, 2)),
        )
    nobody = make_unit()
    make_assignment(
        task, nobody, state="acknowledged", deadline=date(2026, 11, 27), sent_at=noon(date(2026, 11, 2))
    )

    def work() -> int:
        note_reminders(noon(monday))
        return send_noted(noon(monday))

    outcomes = at_once(work, work, work, work)

    assert Reminder.objects.filter(assignment__unit=unit).count() == 30
    assert Reminder.objects.filter(assignment__unit=nobody).count() == 1
    # A worker may send the first of them while another still notes the rest: the next run says those.
    later = work()
    assert Notification.objects.count() == sum(outcomes) + later >= 1
    assert not Reminder.objects.filter(user__isnull=False, sent_at__isnull=True).exists()


def test_two_who_set_a_light():
    row = make_assignment(make_task(), state="acknowledged")
    until = timezone.localdate()

    outcomes = at_once(
        *(
            lambda light=light: override_light(row, light=light, reason="调整", until=until, by=actor())
            for light in ("green", "yellow")
        )
    )

    assert refused(outcomes) == ["灯号已经人工调整，请先恢复规则灯号再重新调整。"]
    assert LightOverride.objects.count() == 1


def test_two_who_lend_to_each_other():
    unit = make_unit()
    one, other = (make_user(name, Role.CITY, unit) for name in ("a", "b"))
    today = timezone.localdate()

    outcomes = at_once(
        *(
            lambda pair=pair: delegate(
                *pair, starts_on=today, ends_on=today + timedelta(days=1), reason="出差", by=actor(pair[0])
            )
            for pair in ((one, other), (other, one))
        )
    )

    assert len(refused(outcomes)) == 1
    assert Delegation.objects.count() == 1


def test_post_handed_over_twice():
    unit = make_unit()
    make_post(unit, holder=make_user("old", None))
    holding = PostHolding.objects.get()
    today = timezone.localdate()

    people = [make_user(name, None) for name in ("a", "b")]

    outcomes = at_once(
        *(lambda user=user: hand_over(holding, user, last_day=today, note="", by=actor()) for user in people)
    )

    assert len(refused(outcomes)) == 1
    assert PostHolding.objects.count() == 2


def test_unit_merged_twice_and_signed_for_meanwhile():
    root = make_unit("湖北省人民政府", UnitKind.GOVERNMENT)
    old, one, other = (make_unit(name, UnitKind.CITY, root) for name in ("旧局", "甲局", "乙局"))
    rows = [make_assignment(make_task(), old) for _number in range(5)]

    outcomes = at_once(
        lambda: merge_unit(old, one, "改革", actor()),
        lambda: merge_unit(old, other, "改革", actor()),
        lambda: acknowledge(rows, by=actor()),
    )

    assert refused(outcomes) == ["“旧局”已经撤并。"]
    old.refresh_from_db()
    assert set(Assignment.objects.values_list("unit", "state")) == {(old.successor_id, "acknowledged")}
