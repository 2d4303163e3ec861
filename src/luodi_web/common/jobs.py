"""Housekeeping."""

from datetime import time, timedelta

from django.core.management import call_command
from django_tasks import task

from luodi_web.common.domain.files import remove_unused
from luodi_web.common.schedule import daily

# Longer than any form stays open.
UNUSED_KEPT = timedelta(days=3)


@task()
def tidy() -> None:
    """Forget finished tasks after 14 days, sessions that have ended, and files that nothing points to."""
    call_command("prune_db_task_results", verbosity=0)
    call_command("clearsessions")
    remove_unused(UNUSED_KEPT)


daily(time(3, 30), tidy)
