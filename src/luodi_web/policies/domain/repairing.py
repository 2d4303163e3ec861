"""Running the engine's repair on a version and keeping what it found."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone

from luodi.repair import repair_text
from luodi.repair.model import REPLACEMENT_CHARACTER, Edit, Repaired
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.policies.domain.carrying import carry_review
from luodi_web.policies.domain.repeating import keep_again
from luodi_web.policies.enums import PolicyVerb, RepairState
from luodi_web.policies.models import LostCharacter, PolicyVersion, RepairEdit

_BATCH = 5_000
# No repair of the largest file takes this long; a run older than this lost its worker.
STUCK_AFTER = timedelta(minutes=15)
_WORKER = "文本修复"


def keep_repair(version: PolicyVersion, repaired: Repaired) -> None:
    """Store a new version's repair in the caller's transaction."""
    for batch in _batches(repaired.edits):
        _keep_edits(version, batch)
    _finish(version, repaired)


def repair_version_text(version: PolicyVersion) -> Repaired:
    """What the engine makes of a version's original, as its setting says."""
    return repair_text(version.original, punctuation=version.punctuation)


def queue_repair(version: PolicyVersion) -> None:
    """Hand a version's repair to the worker once the caller's transaction is committed."""
    from luodi_web.policies.jobs import repair_version

    version.repair_state = RepairState.QUEUED
    version.repair_started_at = timezone.now()
    version.repair_total = version.repair_saved = 0
    version.save(update_fields=["repair_state", "repair_started_at", "repair_total", "repair_saved"])
    transaction.on_commit(lambda: repair_version.enqueue(version.pk))


def requeue_repair(version: PolicyVersion) -> None:
    """Try a repair again that failed or lost its worker."""
    with transaction.atomic():
        queue_repair(version)


def is_stuck(version: PolicyVersion) -> bool:
    """Whether a repair failed, or has been waited for so long that its worker must be gone."""
    if version.repair_state == RepairState.FAILED:
        return True
    started = version.repair_started_at
    waiting = version.repair_state in (RepairState.QUEUED, RepairState.RUNNING)
    return waiting and started is not None and timezone.now() - started > STUCK_AFTER


def run_repair(key: int) -> PolicyVersion | None:
    """The worker's part, with progress written as it goes; nothing counts before DONE is written.

    A version that is gone or done is left alone, and a later run takes over from an earlier one, so a job
    may be started twice. Returns the version if this run repaired it.
    """
    start = timezone.now()
    open_rows = PolicyVersion.objects.filter(pk=key).exclude(repair_state=RepairState.DONE)
    if not open_rows.update(repair_state=RepairState.RUNNING, repair_started_at=start):
        return None
    version = PolicyVersion.objects.select_related("policy", "created_by").get(pk=key)
    try:
        repaired = repair_version_text(version)
        if version.steps.exists():
            return version if _keep_again(version, repaired, start) else None
        with transaction.atomic():
            version.edits.all().delete()
            version.lost.all().delete()
        open_rows.update(repair_total=len(repaired.edits), repair_saved=0)
        saved = 0
        for batch in _batches(repaired.edits):
            saved += len(batch)
            if not _keep_batch(version, batch, saved, start):
                return None
        with transaction.atomic():
            if not _is_mine(version, start):
                return None
            _finish(version, repaired)
    except Exception as error:
        # Whatever failed, the reviewer must see it on the page; the worker's log gets the traceback.
        mine = PolicyVersion.objects.filter(pk=key, repair_started_at=start)
        if mine.update(repair_state=RepairState.FAILED):
            after = {"error": type(error).__name__}
            record(Actor.system(_WORKER), PolicyVerb.REPAIR_FAILED, version, after=after)
        raise
    return version


def _keep_again(version: PolicyVersion, repaired: Repaired, start: datetime) -> bool:
    """A repair of a text on which decisions were made already: they are kept."""
    with transaction.atomic():
        if not _is_mine(version, start):
            return False
        keep_again(version, repaired)
    return True


def _keep_batch(version: PolicyVersion, batch: list[Edit], saved: int, start: datetime) -> bool:
    with transaction.atomic():
        if not _is_mine(version, start):
            return False
        _keep_edits(version, batch)
        PolicyVersion.objects.filter(pk=version.pk).update(repair_saved=saved)
    return True


def _is_mine(version: PolicyVersion, start: datetime) -> bool:
    """Whether this run is still the one that writes; locks the version."""
    locked = PolicyVersion.objects.select_for_update(of=("self",)).filter(pk=version.pk).first()
    return locked is not None and locked.repair_started_at == start


def _keep_edits(version: PolicyVersion, edits: list[Edit]) -> None:
    RepairEdit.objects.bulk_create(
        RepairEdit(
            version=version,
            start=edit.start,
            end=edit.end,
            was=edit.was,
            now=edit.now,
            kind=edit.kind,
            is_certain=edit.certain,
        )
        for edit in edits
    )


def _finish(version: PolicyVersion, repaired: Repaired) -> None:
    _keep_lost(version, repaired)
    version.text = repaired.text
    version.repair_state = RepairState.DONE
    version.repair_total = version.repair_saved = len(repaired.edits)
    version.save(update_fields=["text", "repair_state", "repair_total", "repair_saved"])
    after = {"edits": len(repaired.edits), "lost": len(repaired.lost)}
    record(Actor.system(_WORKER), PolicyVerb.REPAIRED, version, after=after)
    carry_review(version, by=Actor.system(_WORKER))


def _keep_lost(version: PolicyVersion, repaired: Repaired) -> None:
    holders = version.edits.filter(now__contains=REPLACEMENT_CHARACTER).order_by("start")
    edits = list(holders.values_list("start", "end", "pk"))
    rows = []
    for lost in repaired.lost:
        at = bisect_right(edits, (lost.start, float("inf"))) - 1
        holder = edits[at][2] if at >= 0 and lost.start < edits[at][1] else None
        near, candidates = lost.near[:60], list(lost.candidates)
        rows.append(
            LostCharacter(version=version, edit_id=holder, start=lost.start, near=near, candidates=candidates)
        )
    LostCharacter.objects.bulk_create(rows)


def _batches(edits: tuple[Edit, ...]) -> Iterator[list[Edit]]:
    rest = iter(edits)
    while batch := list(islice(rest, _BATCH)):
        yield batch
