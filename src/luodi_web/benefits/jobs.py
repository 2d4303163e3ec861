"""Background work of the benefits app: ids in, one domain call."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from luodi_web.benefits.domain.runs import run_match
from luodi_web.benefits.enums import RunState
from luodi_web.people.domain.notices import notify_people


@task()
def match_enterprises(key: int) -> None:
    """Run a model over a snapshot, and tell who asked for it."""
    run = run_match(key)
    if run is None or run.by is None:
        return
    done = run.state == RunState.DONE
    words = _("政策匹配“%(name)s”已完成。") if done else _("政策匹配“%(name)s”没有完成，请看原因。")
    notify_people(
        [run.by], words % {"name": str(run.version.model)[:100]}, reverse("staff:match", args=[run.pk])
    )
