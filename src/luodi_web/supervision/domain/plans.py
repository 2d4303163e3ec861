"""Which plans a person may see and edit, and the plain facts of one plan."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.policies.models import Provision
from luodi_web.supervision.enums import PlanState
from luodi_web.supervision.models import Plan, Task

NUMERALS = "零一二三四五六七八九"


def plans_visible_to(rights: Rights) -> QuerySet[Plan]:
    """Dispatched plans to all who may see plans; drafts only within the owner's subtree."""
    if not rights.may(Permission.PLANS_VIEW):
        return Plan.objects.none()
    mine = rights.scope(Permission.PLANS_VIEW, "owner") | rights.scope(Permission.PLANS_EDIT, "owner")
    return Plan.objects.filter(mine | ~Q(state=PlanState.DRAFT))


def plans_editable_by(rights: Rights) -> QuerySet[Plan]:
    """Plans in any state whose owner lies within the person's right to edit plans."""
    return Plan.objects.filter(rights.scope(Permission.PLANS_EDIT, "owner"))


def plans_with_counts(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """The same plans, each with ``workstream_count``, ``task_count`` and what a list shows."""
    return plans.select_related("package", "owner", "version__policy").annotate(
        workstream_count=Count("workstreams", distinct=True),
        task_count=Count("workstreams__tasks", distinct=True),
    )


def tasks_of(plan: Plan) -> QuerySet[Task]:
    """All tasks of a plan in reading order."""
    return Task.objects.filter(workstream__plan=plan).order_by("workstream__order", "order", "pk")


def chinese_number(number: int) -> str:
    """1..99 as documents number their parts: 一, 十, 十二, 二十三; larger numbers in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十"
    return head + (NUMERALS[ones] if ones else "")


class ProvisionsByPlace:
    """Finds the smallest provision around a span; a plan of thousands of tasks asks it for each.

    rows: all of a version's, in any order. They nest: one that begins inside another ends inside it.
    """

    def __init__(self, rows: Iterable[Provision]) -> None:
        self._rows = sorted(rows, key=lambda row: (row.start, -row.end))
        self._starts = [row.start for row in self._rows]
        self._above: list[int | None] = []
        open_rows: list[int] = []
        for index, row in enumerate(self._rows):
            while open_rows and self._rows[open_rows[-1]].end <= row.start:
                open_rows.pop()
            self._above.append(open_rows[-1] if open_rows else None)
            open_rows.append(index)

    def covering(self, start: int, end: int) -> Provision | None:
        """The smallest around the span; where none holds it whole, the smallest around its start."""
        smallest = None
        at: int | None = bisect_right(self._starts, start) - 1
        if at == -1:
            return None
        while at is not None:
            row = self._rows[at]
            if row.end > start:
                if end <= row.end:
                    return row
                smallest = smallest or row
            at = self._above[at]
        return smallest
