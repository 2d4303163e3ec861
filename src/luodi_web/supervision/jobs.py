"""Background work of supervision: ids in, one domain call."""

from __future__ import annotations

from datetime import time

from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from luodi_web.common.schedule import daily
from luodi_web.people.domain.notices import notify_people
from luodi_web.supervision.domain.drafting_queue import run_drafting
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.positions import keep_positions
from luodi_web.supervision.models import Assignment
from luodi_web.supervision.rules import OPEN_STATES


@task()
def refresh_all_lights() -> int:
    """Every light that a new day or a changed holiday table may turn; the number of lights that changed.

    Due after midnight in Asia/Shanghai; the screen that changes holidays enqueues it, too.
    """
    return refresh_lights(Assignment.objects.filter(state__in=OPEN_STATES).only("pk"))


@task()
def draft_long_plan(key: int) -> None:
    """Draft a plan of a long text, and tell who asked for it; the page they left shows how far it is."""
    drafting = run_drafting(key)
    if drafting is not None and drafting.by is not None:
        words = _("“%(title)s”的任务分解表已起草，可以编制。") % {
            "title": drafting.version.policy.title[:120]
        }
        notify_people([drafting.by], words, reverse("staff:plan_edit", args=[drafting.plan_id]))


daily(time(0, 5), refresh_all_lights)


@task()
def keep_register_order() -> int:
    """Every assignment where its plan puts it; the number that was not."""
    return keep_positions()


daily(time(0, 20), keep_register_order)
