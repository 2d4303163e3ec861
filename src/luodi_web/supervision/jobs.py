"""Background work of supervision: ids in, one domain call."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils import timezone
from django_tasks import task

from luodi_web.common.schedule import daily
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.reports_drafts import forget_drafts
from luodi_web.supervision.models import Assignment
from luodi_web.supervision.rules import OPEN_STATES

DRAFT_DAYS = 184


@task()
def refresh_all_lights() -> int:
    """Every light that a new day or a changed holiday table may turn; the number of lights that changed.

    Due after midnight in Asia/Shanghai; the screen that changes holidays enqueues it, too.
    """
    return refresh_lights(Assignment.objects.filter(state__in=OPEN_STATES).only("pk"))


@task()
def forget_old_drafts() -> int:
    """Drafts of reports that were never sent, after as long as a half year's report takes; the number."""
    return forget_drafts(timezone.now() - timedelta(days=DRAFT_DAYS))


daily(time(0, 5), refresh_all_lights)
daily(time(1, 5), forget_old_drafts)
