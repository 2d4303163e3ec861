"""What the worker does for policies."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from luodi_web.people.domain.notices import notify_people
from luodi_web.policies.domain.fact_reading import run_facts
from luodi_web.policies.domain.repairing import run_repair


@task()
def repair_version(key: int) -> None:
    """Repair a long text, and tell who uploaded it; the review page shows how far it is."""
    version = run_repair(key)
    if version is not None and version.created_by is not None:
        words = _("“%(title)s”的文本已修复，可以校订。") % {"title": version.policy.title[:120]}
        notify_people([version.created_by], words, reverse("staff:review", args=[key]))


@task()
def read_version_facts(key: int) -> None:
    """Read the facts of a long text, and tell who confirmed it."""
    version = run_facts(key)
    if version is not None and version.confirmed_by is not None:
        words = _("“%(title)s”的要素已识别，可以核对。") % {"title": version.policy.title[:120]}
        notify_people([version.confirmed_by], words, reverse("staff:facts", args=[key]))
