"""Which plans a person may see and edit, and the plain facts of one plan."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

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


def covering_provision(provisions: Sequence[Provision], start: int, end: int) -> Provision | None:
    """The smallest provision around the span; where none holds it whole, the smallest around its start.

    provisions: sorted by start, larger ones first.
    """
    reach = bisect_right([provision.start for provision in provisions], start)
    around = [provision for provision in provisions[:reach] if start < provision.end]
    whole = [provision for provision in around if end <= provision.end]
    return min(whole or around, key=lambda provision: provision.end - provision.start, default=None)
