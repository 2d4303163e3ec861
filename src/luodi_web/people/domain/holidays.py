"""The holiday table as people keep it: loaded once, then theirs to edit."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from luodi_web.common.models import Holiday
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.enums import PeopleVerb

# Working-day arithmetic warns within this many days of the table's end: next year's notice of the State
# Council comes out in November.
WARN_DAYS = 60


def load_holidays(by: Actor) -> int:
    """The official days off and make-up days that come with the package; the number of days added.

    A year that already has rows is left alone: it is the administrators'. Source: the yearly notice
    of the General Office of the State Council; years not announced yet are not invented.
    """
    text = files("luodi_web.people").joinpath("data", "holidays.csv").read_text(encoding="utf-8")
    known = {day.year for day in Holiday.objects.dates("day", "year")}
    days = [
        Holiday(day=day, name=row["name"], is_workday=row["workday"] == "1")
        for row in csv.DictReader(text.splitlines())
        if (day := date.fromisoformat(row["day"])).year not in known
    ]
    with transaction.atomic():
        Holiday.objects.bulk_create(days)
        if days:
            years = _("、").join(str(year) for year in sorted({day.day.year for day in days}))
            record(by, PeopleVerb.HOLIDAY_CHANGED, after={"years": years, "count": len(days)})
    return len(days)


def save_holiday(holiday: Holiday | None, day: date, name: str, is_workday: bool, by: Actor) -> Holiday:
    """One day of the table, made or changed. Raises ValidationError at the day if it has a row already."""
    with transaction.atomic():
        before = None
        if holiday is None:
            holiday = Holiday()
        else:
            before = {"day": holiday.day, "name": holiday.name, "is_workday": holiday.is_workday}
        if Holiday.objects.filter(day=day).exclude(pk=holiday.pk).exists():
            raise ValidationError({"day": _("%(day)s 已在表中。") % {"day": day}})
        if is_workday and day.weekday() < 5:
            raise ValidationError({"is_workday": _("%(day)s 本来就是工作日，不需要调休。") % {"day": day}})
        holiday.day, holiday.name, holiday.is_workday = day, name, is_workday
        holiday.save()
        after = {"day": day, "name": name, "is_workday": is_workday}
        if before != after:
            record(by, PeopleVerb.HOLIDAY_CHANGED, holiday, before=before, after=after)
    return holiday


def remove_holiday(holiday: Holiday, by: Actor) -> None:
    with transaction.atomic():
        before = {"day": holiday.day, "name": holiday.name, "is_workday": holiday.is_workday}
        record(by, PeopleVerb.HOLIDAY_CHANGED, holiday, before=before)
        holiday.delete()


def covered_until() -> date | None:
    """The last day that the table speaks for: the end of its last year; None when it is empty."""
    last = Holiday.objects.order_by("-day").values_list("day", flat=True).first()
    return date(last.year, 12, 31) if last else None
