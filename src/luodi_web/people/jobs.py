"""Work done behind the screens."""

from __future__ import annotations

from django_tasks import task

from luodi_web.common.schedule import every_minutes
from luodi_web.people.domain.audit import seal_entries
from luodi_web.people.domain.searching import catch_up


@task()
def seal_audit() -> int:
    """Put what the trail gained since the last call into the chain; the number sealed. Due each minute."""
    return seal_entries()


@task()
def update_search() -> int:
    """Bring this node's search index up to the trail; the number of rows looked at. Due each minute."""
    return catch_up()


every_minutes(1, seal_audit)
every_minutes(1, update_search)
