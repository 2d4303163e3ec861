"""Background work of supervision: ids in, one domain call."""

from __future__ import annotations

from django_tasks import task

from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.models import Assignment
from luodi_web.supervision.rules import OPEN_STATES


@task()
def refresh_all_lights() -> int:
    """Every light that a new day or a changed holiday table may turn; the number of lights that changed.

    The scheduler calls it after midnight in Asia/Shanghai; whoever edits holidays enqueues it.
    """
    return refresh_lights(Assignment.objects.filter(state__in=OPEN_STATES).only("pk"))
