"""机构撤并: a unit ends; its work, its name and its places in groups pass to a successor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import notify_people
from luodi_web.people.domain.units import can_stand_under, move_unit
from luodi_web.people.domain.users import people_with
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.people.enums import KINDS_WITHOUT_TASKS, PeopleVerb
from luodi_web.people.models import Grant, PostHolding, Unit, UnitGroup
from luodi_web.people.rules import Permission


@dataclass(frozen=True)
class Move:
    """One kind of work that would move: words, how much, and lines that say what becomes of each piece."""

    label: Any
    count: int
    lines: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class WorkMove:
    """What a later app does with a unit's open work: show what would move, and move it.

    move runs inside the merger's transaction, with both units' tree locked.
    """

    preview: Callable[[Unit, Unit], list[Move]]
    move: Callable[[Unit, Unit, str, Actor], None]


# Filled by the apps that give units work, in their AppConfig.ready: this app comes before them.
WORK_MOVES: list[WorkMove] = []


@dataclass(frozen=True)
class Merger:
    """What a merger would do: work by kind, units below, groups, names, people in post, roles left."""

    moves: list[Move]
    below: list[Unit]
    groups: list[UnitGroup]
    names: list[str]
    holdings: list[PostHolding]
    grants: list[Grant]

    @property
    def work_count(self) -> int:
        return sum(move.count for move in self.moves)


def can_end(unit: Unit) -> Verdict:
    """Whether a unit can be merged into any other at all: it is in force and has something above it."""
    if unit.is_root():
        return Verdict(False, _("最上级机构不能撤并。"))
    if not unit.is_active:
        if unit.successor_id:
            return Verdict(False, _("“%(name)s”已经撤并。") % {"name": unit.name})
        return Verdict(False, _("“%(name)s”已停用，请先启用再办理撤并。") % {"name": unit.name})
    return ALLOWED


def can_merge(unit: Unit, successor: Unit) -> Verdict:
    """Only an active unit, into another active one that can have tasks and may stand above its units."""
    if not (verdict := can_end(unit)):
        return verdict
    if successor.pk == unit.pk:
        return Verdict(False, _("继任机构不能是本机构。"))
    if not successor.is_active:
        return Verdict(False, _("“%(name)s”已停用，不能作为继任机构。") % {"name": successor.name})
    if successor.kind in KINDS_WITHOUT_TASKS:
        return Verdict(
            False, _("%(kind)s不承办任务，不能作为继任机构。") % {"kind": successor.get_kind_display()}
        )
    if successor.is_descendant_of(unit):
        return Verdict(False, _("“%(name)s”是它的下级，请先移到别处。") % {"name": successor.name})
    for child in units_below(unit):
        if not (verdict := can_stand_under(child.kind, successor)):
            words = _("下级“%(name)s”：%(reason)s") % {"name": child.name, "reason": verdict.reason}
            return Verdict(False, words)
    return ALLOWED


def units_below(unit: Unit) -> list[Unit]:
    """The active units right below: they pass to the successor, with all that is below them."""
    children = Unit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1, is_active=True)
    return list(children.order_by("path"))


def preview_merger(unit: Unit, successor: Unit) -> Merger:
    today = timezone.localdate()
    holdings = PostHolding.objects.on(today).filter(post__unit=unit).select_related("post", "user")
    return Merger(
        [move for work in WORK_MOVES for move in work.preview(unit, successor)],
        units_below(unit),
        list(unit.groups.order_by("pk")),
        [unit.name, *unit.aliases.order_by("pk").values_list("name", flat=True)],
        list(holdings),
        list(Grant.objects.in_force().filter(unit=unit).select_related("user").order_by("pk")),
    )


@transaction.atomic
def merge_unit(unit: Unit, successor: Unit, reason: str, by: Actor) -> Unit:
    """End a unit for a successor, all at once: its open work and the units below it move, groups name the
    successor instead, the old names mean the successor, posts end today. Gives back the ended unit.

    Roles in the unit are not revoked: that is the security administrators', who hear of them.
    Raises ValidationError with the reason if it may not be, the second of two who do it at once, too.
    """
    # The tree's root, like every change of units: nobody moves or closes one of the two meanwhile.
    Unit.objects.select_for_update().get(path=unit.path[: Unit.steplen])
    units = {row.pk: row for row in Unit.objects.filter(pk__in=[unit.pk, successor.pk])}
    unit, successor = units[unit.pk], units[successor.pk]
    can_merge(unit, successor).insist()
    merger = preview_merger(unit, successor)
    for work in WORK_MOVES:
        work.move(unit, successor, reason, by)
    for child in merger.below:
        move_unit(child, successor, by)
    for group in merger.groups:
        group.members.remove(unit)
        group.members.add(successor)
    unit.aliases.update(unit=successor)
    today = timezone.localdate()
    PostHolding.objects.filter(pk__in=[holding.pk for holding in merger.holdings]).update(ends_on=today)
    # Units merged into this one earlier mean its successor now.
    Unit.objects.filter(successor=unit).update(successor=successor)
    unit.successor, unit.is_active = successor, False
    unit.save(update_fields=["successor", "is_active"])
    after = {
        "successor": successor.name,
        "reason": reason,
        "moved": [f"{move.label} {move.count}" for move in merger.moves if move.count],
        "units": [child.name for child in merger.below],
        "groups": [group.name for group in merger.groups],
        "aliases": merger.names,
    }
    record(by, PeopleVerb.UNIT_MERGED, unit, before={"is_active": True}, after=after)
    if merger.grants:
        transaction.on_commit(lambda: _tell_administrators(unit, len(merger.grants)))
    return unit


def _tell_administrators(unit: Unit, count: int) -> None:
    words = _("“%(unit)s”已撤并，还有 %(count)d 项授权，请收回或改授。") % {"unit": unit.name, "count": count}
    notify_people(people_with(Permission.GRANTS_EDIT), words, "/grants/")
