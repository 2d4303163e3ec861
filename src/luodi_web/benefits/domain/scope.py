"""Which match runs a person sees and makes: those over snapshots of the area that their unit works for."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from luodi_web.benefits.enums import RunState
from luodi_web.benefits.models import MatchRun, RunPlace
from luodi_web.decisions.domain.scope import model_versions_visible_to
from luodi_web.decisions.enums import ModelState
from luodi_web.decisions.models import ModelVersion
from luodi_web.enterprises.domain.scope import (
    in_places,
    places_seen,
    regions_above,
    regions_of,
    with_rows_seen,
    within,
)
from luodi_web.enterprises.enums import SnapshotState
from luodi_web.enterprises.models import Snapshot
from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission


def runs_visible_to(rights: Rights) -> QuerySet[MatchRun]:
    """Runs over snapshots of one's area or parts of it, and finished ones over the area that it lies in.

    Of the last kind one sees the rows of one's own area: ``places_of``.
    """
    regions = regions_of(rights, Permission.MATCHES_VIEW)
    above = [step for region in regions for step in regions_above(region)]
    return MatchRun.objects.filter(
        within(regions, "snapshot__region") | Q(snapshot__region__in=above, state=RunState.DONE)
    )


def with_figures_seen(runs: QuerySet[MatchRun], rights: Rights) -> QuerySet[MatchRun]:
    """The same with ``is_whole``, ``rows_seen``, the ``places_seen`` that ``figures_seen`` adds up, and
    ``is_added_up``, whether there are figures by place at all. One query more, however many runs.
    """
    regions = regions_of(rights, Permission.MATCHES_VIEW)
    own = RunPlace.objects.filter(in_places(regions))
    # Of any place: where there are some, but none of one's own, it is known that nobody there is counted.
    added_up = Exists(RunPlace.objects.filter(run=OuterRef("pk")))
    return (
        with_rows_seen(runs, regions, "snapshot")
        .annotate(is_added_up=added_up)
        .prefetch_related(Prefetch("places", queryset=own, to_attr="places_seen"))
    )


def figures_seen(run: Any) -> tuple[int, Decimal | None] | None:
    """How many enterprises a run's first result gives something, and its sum, null where it is no number.

    run: of ``with_figures_seen``; of a larger area than one governs, one's own part of it. None where there
    are no figures, as of a part when the run's were never added up by place.
    """
    first = next((name for name, _kind, is_result in run.decisions if is_result), None)
    if first is None or run.state != RunState.DONE or run.rows_seen is None:
        return None
    if run.is_whole:
        told = run.summary["decisions"][first]
        return told["won"], None if told["sum"] is None else Decimal(told["sum"])
    if not run.is_added_up:
        return None
    amounts = [Decimal(each.amount) for each in run.places_seen if each.amount]
    # A context that rounds nothing: figures of places add up to the whole's to the last digit.
    with localcontext(prec=100):
        return sum(each.won for each in run.places_seen), sum(amounts, Decimal()) if amounts else None


def runs_editable_by(rights: Rights) -> QuerySet[MatchRun]:
    return MatchRun.objects.filter(within(regions_of(rights, Permission.MATCHES_RUN), "snapshot__region"))


def places_of(rights: Rights, run: MatchRun) -> list[tuple[str, str]] | None:
    """Which rows of a run a person sees: see ``places_seen``."""
    return places_seen(rights, Permission.MATCHES_VIEW, run.snapshot.region)


def snapshots_to_run(rights: Rights, permission: str) -> QuerySet[Snapshot]:
    """Frozen snapshots all of whose area one works for."""
    return Snapshot.objects.filter(within(regions_of(rights, permission), "region"), state=SnapshotState.DONE)


def versions_to_run(rights: Rights) -> QuerySet[ModelVersion]:
    """Released versions, of each model the newest first."""
    released = model_versions_visible_to(rights).filter(state=ModelState.RELEASED)
    return released.select_related("model").order_by("model__name", "-number")
