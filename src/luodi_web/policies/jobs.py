"""What the worker does for policies."""

from __future__ import annotations

from django_tasks import task

from luodi_web.policies.domain.repairing import run_repair


@task()
def repair_version(key: int) -> None:
    """Repair a long text; the review page shows how far it is."""
    run_repair(key)
