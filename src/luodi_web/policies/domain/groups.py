"""What there is to review in a text, summed up: edits by kind, and within a kind by what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from luodi_web.policies.domain.pieces import edits_in_force
from luodi_web.policies.models import PolicyVersion
from luodi_web.policies.rules import ALL_KINDS


@dataclass(frozen=True)
class Group:
    """Edits that say the same. was and now are None for a whole kind."""

    kind: str
    name: str
    count: int
    rejected: int
    undecided: int
    was: str | None = None
    now: str | None = None
    first: int = 0

    @property
    def all_rejected(self) -> bool:
        return self.rejected == self.count


def listed(rows: QuerySet[Any], waiting: Q, span: tuple[int, int], limit: int) -> list[Any]:
    """What a page's side panel names: all of the page's own, then what waits elsewhere, up to a limit."""
    here = Q(start__gte=span[0], start__lt=span[1])
    return [*rows.filter(here), *rows.filter(waiting).exclude(here)[:limit]]


def kinds_of(version: PolicyVersion) -> list[Group]:
    """One group for each kind of edit, most frequent first."""
    return [_group(row) for row in _counted(edits_in_force(version), "kind")]


def groups_of(version: PolicyVersion, kind: str, limit: int) -> list[Group]:
    """The most frequent things that edits of a kind say; ``first`` is where the first of them begins."""
    return [
        _group(row)
        for row in _counted(edits_in_force(version).filter(kind=kind), "kind", "was", "now")[:limit]
    ]


def _counted(edits: QuerySet[Any], *names: str) -> QuerySet[Any]:
    return (
        edits.order_by()
        .values(*names)
        .annotate(
            count=Count("pk"),
            rejected=Count("pk", filter=Q(accepted=False)),
            undecided=Count("pk", filter=Q(decided_at__isnull=True)),
            first=Min("start"),
        )
        .order_by("-count", "first")
    )


def _group(row: dict[str, Any]) -> Group:
    return Group(name=_(ALL_KINDS[row["kind"]]), **row)
