"""Reading the facts of a confirmed version and keeping them, at once or by the worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from luodi.facts import Facts, extract_facts
from luodi.structure import in_whole_paragraphs, parse_document
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.policies.domain.fact_carrying import remember_taken_over, take_over
from luodi_web.policies.domain.fact_values import kept_facts
from luodi_web.policies.domain.places import innermost
from luodi_web.policies.enums import FactsState, PolicyVerb, VersionState
from luodi_web.policies.models import Fact, PolicyVersion
from luodi_web.policies.rules import BACKGROUND_CHARS

# Far longer than the longest text takes; a reading older than this lost its worker.
STUCK_AFTER = timedelta(minutes=15)
_WORKER = "要素识别"


def read_facts(version: PolicyVersion) -> Facts:
    """What the engine reads in a version's text."""
    return in_whole_paragraphs(parse_document(version.text), version.text, extract_facts)


def start_facts(version: PolicyVersion) -> None:
    """Have a confirmed version's facts read once the caller's transaction is committed.

    A short text is read right then, a long one by the worker.
    """
    from luodi_web.policies.jobs import read_version_facts

    version.facts_state = FactsState.QUEUED
    version.facts_started_at = timezone.now()
    version.save(update_fields=["facts_state", "facts_started_at"])
    if len(version.text) > BACKGROUND_CHARS:
        transaction.on_commit(lambda: read_version_facts.enqueue(version.pk))
    else:
        # Robust: the confirmation stands whatever becomes of the facts; the page offers to try again.
        transaction.on_commit(lambda: run_facts(version.pk), robust=True)


def is_facts_stuck(version: PolicyVersion) -> bool:
    """Whether reading failed, was never asked for, or has been waited for so long that its worker is gone."""
    if version.facts_state in (FactsState.NONE, FactsState.FAILED):
        return True
    started = version.facts_started_at
    waiting = version.facts_state != FactsState.DONE
    return waiting and started is not None and timezone.now() - started > STUCK_AFTER


def retry_facts(version: PolicyVersion) -> None:
    """Read again what failed, lost its worker, or was confirmed before there were facts."""
    with transaction.atomic():
        locked = PolicyVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        if locked.state == VersionState.CONFIRMED and is_facts_stuck(locked):
            start_facts(locked)


def run_facts(key: int) -> PolicyVersion | None:
    """Read and keep a version's facts; a version that is gone, open or done is left alone.

    A later run takes over from an earlier one, so a job may be started twice. Returns the version if this
    run kept its facts.
    """
    start = timezone.now()
    waiting = PolicyVersion.objects.filter(pk=key, state=VersionState.CONFIRMED)
    waiting = waiting.exclude(facts_state=FactsState.DONE)
    if not waiting.update(facts_state=FactsState.RUNNING, facts_started_at=start):
        return None
    version = PolicyVersion.objects.select_related("policy", "confirmed_by").get(pk=key)
    try:
        facts = read_facts(version)
        with transaction.atomic():
            if not _is_mine(key, start):
                return None
            keep_facts(version, facts)
    except Exception as error:
        # Whatever failed, the page must say so; the log gets the traceback.
        if PolicyVersion.objects.filter(pk=key, facts_started_at=start).update(facts_state=FactsState.FAILED):
            after = {"error": type(error).__name__}
            record(Actor.system(_WORKER), PolicyVerb.FACTS_FAILED, version, after=after)
        raise
    return version


def _is_mine(key: int, start: datetime) -> bool:
    locked = PolicyVersion.objects.select_for_update(of=("self",)).filter(pk=key).first()
    return locked is not None and locked.facts_started_at == start


def keep_facts(version: PolicyVersion, facts: Facts) -> None:
    """Store a version's facts and what an earlier version's readers decided of them, in the caller's
    transaction."""
    version.facts.all().delete()
    provisions = list(version.provisions.order_by("start", "order"))
    rows = [
        Fact(
            version=version,
            provision=innermost(provisions, span.start) if span.end else None,
            kind=kind,
            values=values,
            read_values=values,
            words=version.text[span.start : span.end],
            start=span.start,
            end=span.end,
        )
        for kind, values, span in kept_facts(facts)
    ]
    rows.sort(key=lambda row: (row.start, row.end))
    taken = take_over(version, rows)
    Fact.objects.bulk_create([*rows, *taken.added], batch_size=1_000)
    version.facts_state = FactsState.DONE
    version.save(update_fields=["facts_state"])
    record(Actor.system(_WORKER), PolicyVerb.FACTS_READ, version, after={"facts": len(rows)})
    remember_taken_over(version, taken)
