"""Housekeeping."""

from datetime import time

from django.core.management import call_command
from django_tasks import task

from luodi_web.common.schedule import daily


@task()
def tidy() -> None:
    """Forget finished tasks after 14 days and sessions that have ended."""
    call_command("prune_db_task_results", verbosity=0)
    call_command("clearsessions")


daily(time(3, 30), tidy)
