"""The reminder ladder: which rungs there are by default, and the working day on which one is reached."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from luodi.workdays import HolidayTable, add_workdays, workdays_between
from luodi_web.people.enums import Duty
from luodi_web.supervision.enums import ReminderEvent, ReminderStep

# A rung that was reached longer ago (the platform stood still, rules were changed) is not made up for:
# by then another rung or the light says more.
CATCH_UP_DAYS = 5
MOST_DAYS = 60


class Rung(NamedTuple):
    """One step of the ladder. every_days: repeated after each so many working days, 0 for once."""

    event: ReminderEvent
    days: int
    step: ReminderStep
    every_days: int = 0


# Few and far between: each once, first those who do the work, the leader when it is late.
DEFAULT_LADDER = (
    Rung(ReminderEvent.BEFORE, 5, ReminderStep.LIAISON),
    Rung(ReminderEvent.BEFORE, 1, ReminderStep.RESPONSIBLE),
    Rung(ReminderEvent.AFTER, 1, ReminderStep.RESPONSIBLE),
    Rung(ReminderEvent.AFTER, 5, ReminderStep.LEADER),
    Rung(ReminderEvent.UNSIGNED, 1, ReminderStep.LIAISON),
    Rung(ReminderEvent.UNSIGNED, 3, ReminderStep.RESPONSIBLE),
    Rung(ReminderEvent.OWED, 1, ReminderStep.LIAISON),
    Rung(ReminderEvent.OWED, 3, ReminderStep.RESPONSIBLE),
)

# Whose posts stand on each step, from the bottom up.
STEP_DUTIES: dict[str, tuple[str, ...]] = {
    ReminderStep.LIAISON: (Duty.LIAISON,),
    ReminderStep.RESPONSIBLE: (Duty.RESPONSIBLE, Duty.SECTION),
    ReminderStep.LEADER: (Duty.LEADER,),
}


def steps_from(step: str) -> list[str]:
    """A step and those above it: an empty post is passed over upwards."""
    steps = list(STEP_DUTIES)
    return steps[steps.index(step) :]


def reached_on(rung: Rung, base: date, holidays: HolidayTable) -> date:
    """The day on which a rung is reached for a deadline or term that ends on ``base``.

    Before: so many working days ahead of it, the day itself for 0. After: so many working days past it.
    Beyond the holiday table Monday to Friday count.
    """
    days = -rung.days if rung.event == ReminderEvent.BEFORE else rung.days
    return add_workdays(base, days, holidays).day


def round_on(rung: Rung, base: date, today: date, holidays: HolidayTable) -> int | None:
    """The how-manyth time a rung reminds on a day, from 1; None where it does not, or no more.

    Once for a rung that is not repeated, at the latest CATCH_UP_DAYS working days after it was reached.
    """
    first = reached_on(rung, base, holidays)
    if today < first or (rung.event == ReminderEvent.BEFORE and today > base):
        return None
    passed = workdays_between(first, today, holidays).count
    if rung.every_days and rung.event != ReminderEvent.BEFORE:
        return passed // rung.every_days + 1
    return 1 if passed <= CATCH_UP_DAYS else None
