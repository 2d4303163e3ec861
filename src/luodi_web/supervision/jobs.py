"""Background work of supervision: ids in, one domain call."""

from __future__ import annotations

from datetime import time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luodi_web.common.schedule import daily, every_minutes
from luodi_web.people.domain.notices import notify_people
from luodi_web.supervision.domain.clues_handling import close_unrated
from luodi_web.supervision.domain.clues_tasks import close_clues_of
from luodi_web.supervision.domain.drafting_queue import run_drafting
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.notices_lights import send_held_lights
from luodi_web.supervision.domain.positions import keep_positions
from luodi_web.supervision.domain.reminders import note_reminders
from luodi_web.supervision.domain.reminders_sending import send_noted
from luodi_web.supervision.domain.reports_drafts import forget_drafts
from luodi_web.supervision.models import Assignment
from luodi_web.supervision.rules import OPEN_STATES

DRAFT_DAYS = 184


@task()
def refresh_all_lights() -> int:
    """Every light that a new day or a changed holiday table may turn; the number of lights that changed.

    Due after midnight in Asia/Shanghai; the screen that changes holidays enqueues it, too. Who it
    concerns hears of it outside their quiet hours.
    """
    rows = Assignment.objects.filter(state__in=OPEN_STATES).only("pk")
    count = refresh_lights(rows, hold_notices=True)
    send_held_lights()
    return count


@task()
def draft_long_plan(key: int) -> None:
    """Draft a plan of a long text, and tell who asked for it; the page they left shows how far it is."""
    drafting = run_drafting(key)
    if drafting is not None and drafting.by is not None:
        words = _("“%(title)s”的任务分解表已起草，可以编制。") % {
            "title": drafting.version.policy.title[:120]
        }
        notify_people([drafting.by], words, reverse("staff:plan_edit", args=[drafting.plan_id]))


@task()
def forget_old_drafts() -> int:
    """Drafts of reports that were never sent, after as long as a half year's report takes; the number."""
    return forget_drafts(timezone.now() - timedelta(days=DRAFT_DAYS))


@task()
def close_clues() -> int:
    """Close clues whose task is done or whose answer nobody objected to; the number closed."""
    return close_clues_of() + close_unrated()


@task()
def send_reminders() -> int:
    """Note the rungs of the reminder ladder that were reached, and send what may go out now; the number
    of people reminded. Due every quarter of an hour.
    """
    note_reminders()
    send_held_lights()
    return send_noted()


@task()
def keep_register_order() -> int:
    """Every assignment where its plan puts it; the number that was not."""
    return keep_positions()


daily(time(0, 5), refresh_all_lights)
daily(time(0, 10), close_clues)
daily(time(0, 20), keep_register_order)
daily(time(1, 5), forget_old_drafts)
every_minutes(15, send_reminders)
