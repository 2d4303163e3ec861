"""The moments of the demonstration, and stories that run side by side in them."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.utils import timezone

from demo.days import Alone, Days, clock_at, live

pytestmark = pytest.mark.django_db


def moment(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """In July 2026, which has no holiday; the 4th is a Saturday."""
    return datetime(2026, 7, day, hour, minute, tzinfo=timezone.get_default_timezone())


def test_moments_fall_on_working_days_and_never_after_now():
    days = Days(moment(7, 12))

    assert days.ago(1) == moment(6)
    assert days.ago(2) == days.ago(3) == days.until(date(2026, 7, 5)) == moment(3)
    assert days.since(date(2026, 7, 4)) == days.after(moment(3, 15), 1) == moment(6)
    assert days.night(date(2026, 7, 4)) == moment(4, 0, 5)
    assert days.ago(0, 11) == moment(7, 11)
    assert days.ago(0, 13) == days.since(date(2026, 7, 20)) == days.now
    assert days.ahead(30) == date(2026, 8, 6)


def test_clock_is_moved_within_and_right_again_after():
    real = timezone.now
    with clock_at(moment(3)) as move_to:
        first = timezone.now()
        move_to(moment(6, 15))
        second = timezone.localdate()

    assert (timezone.localdate(first), second) == (date(2026, 7, 3), date(2026, 7, 6))
    assert timezone.now is real


def test_stories_act_in_the_order_of_their_moments():
    told = []

    def story(name, *moments):
        for one in moments:
            yield one
            told.append((name, timezone.localtime().replace(microsecond=0, second=0)))

    live([story("甲", moment(3), moment(8)), story("乙", moment(2), moment(8)), story("丙")])

    assert told == [("乙", moment(2)), ("甲", moment(3)), ("甲", moment(8)), ("乙", moment(8))]


def test_a_moment_that_is_past_by_then_does_not_turn_the_clock_back():
    seen = []

    def story():
        for one in (moment(6), moment(3)):
            yield one
            seen.append(timezone.localdate())

    live([story()])

    assert seen == [date(2026, 7, 6), date(2026, 7, 6)]


def test_an_act_alone_stands_in_no_other_transaction():
    depth = len(connection.atomic_blocks)
    inside = []

    def story():
        for step in (moment(2), Alone(moment(3)), moment(6)):
            yield step
            inside.append(len(connection.atomic_blocks) - depth)

    live([story()])

    assert inside == [1, 0, 1]
