"""Drafting a plan of a long text: by the worker, with a page that says how far it is."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import PolicyVersion
from luodi_web.policies.rules import BACKGROUND_CHARS
from luodi_web.supervision.domain.drafting import draft_plan
from luodi_web.supervision.enums import DraftingState, SupervisionVerb
from luodi_web.supervision.models import Drafting

# Far longer than the longest text takes; a drafting older than this lost its worker.
STUCK_AFTER = timedelta(minutes=15)
_WAITING = (DraftingState.QUEUED, DraftingState.RUNNING)
_WORKER = "起草任务分解表"


def is_drafted_at_once(version: PolicyVersion) -> bool:
    """Whether a text is short enough for a person to wait: some 2 s at the limit."""
    return len(version.text) <= BACKGROUND_CHARS


def queue_draft(version: PolicyVersion, *, by: Actor) -> Drafting:
    """Hand the drafting to the worker; what a person asks for twice while it is made is made once.

    Raises ValidationError when the text is not confirmed.
    """
    if version.state != VersionState.CONFIRMED:
        raise ValidationError(_("请先把文本定稿，再起草任务分解表。"))
    with transaction.atomic():
        PolicyVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        waiting = version.draftings.filter(by=by.user, state__in=_WAITING).first()
        if waiting is not None and not is_drafting_stuck(waiting):
            return waiting
        drafting = Drafting.objects.create(version=version, by=by.user, started_at=timezone.now())
        _enqueue(drafting)
    return drafting


def retry_drafting(drafting: Drafting) -> None:
    """Draft again what failed or lost its worker."""
    with transaction.atomic():
        locked = Drafting.objects.select_for_update().get(pk=drafting.pk)
        if is_drafting_stuck(locked):
            locked.state, locked.started_at = DraftingState.QUEUED, timezone.now()
            locked.save(update_fields=["state", "started_at"])
            _enqueue(locked)


def is_drafting_stuck(drafting: Drafting) -> bool:
    """Whether a drafting failed, or has been waited for so long that its worker must be gone."""
    if drafting.state == DraftingState.FAILED:
        return True
    return drafting.state in _WAITING and timezone.now() - drafting.started_at > STUCK_AFTER


def run_drafting(key: int) -> Drafting | None:
    """The worker's part. One that is gone or done is left alone; a later run takes over from an earlier one.

    Returns the drafting if this run made its plan.
    """
    start = timezone.now()
    waiting = Drafting.objects.filter(pk=key, state__in=_WAITING)
    if not waiting.update(state=DraftingState.RUNNING, started_at=start):
        return None
    drafting = Drafting.objects.select_related("version__policy__package", "version__policy__owner", "by")
    found = drafting.get(pk=key)
    by = Actor(found.by, found.by.name) if found.by else Actor.system(_WORKER)
    try:
        with transaction.atomic():
            plan = draft_plan(found.version, by)
            done = Drafting.objects.filter(pk=key, started_at=start)
            if not done.update(state=DraftingState.DONE, plan=plan):
                # Another run has taken over meanwhile: its plan is the one.
                transaction.set_rollback(True)
                return None
    except Exception as error:
        # Whatever failed, the page must say so; the worker's log gets the traceback.
        if Drafting.objects.filter(pk=key, started_at=start).update(state=DraftingState.FAILED):
            after = {"error": type(error).__name__}
            record(by, SupervisionVerb.PLAN_DRAFT_FAILED, found.version, after=after)
        raise
    found.refresh_from_db()
    return found


def _enqueue(drafting: Drafting) -> None:
    from luodi_web.supervision.jobs import draft_long_plan

    transaction.on_commit(lambda: draft_long_plan.enqueue(drafting.pk))
