"""Work done behind the screens."""

from __future__ import annotations

from django_tasks import task

from luodi_web.common.schedule import every_minutes
from luodi_web.people.domain.audit import seal_entries


@task()
def seal_audit() -> int:
    """Put what the trail gained since the last call into the chain; the number sealed. Due each minute."""
    return seal_entries()


every_minutes(1, seal_audit)
