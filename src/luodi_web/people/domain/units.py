"""Units: making, changing, moving, closing; their names and groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.people.domain.initials import initials_of
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.people.enums import PeopleVerb, UnitKind
from luodi_web.people.models import Grant, Region, Unit, UnitGroup, UnitName

# treebeard's path of 255 characters has 4 for a level; a unit tree that deep is a mistake long before.
MAX_DEPTH = 12


@dataclass(frozen=True)
class OpenWork:
    """What a later app says is still open at a unit: words for it, and how to count it."""

    label: Any
    count: Callable[[Unit], int]


# Filled by the apps that give units work, in their AppConfig.ready: this app comes before them.
OPEN_WORK: list[OpenWork] = []


def create_unit(
    name: str,
    kind: str,
    parent: Unit | None,
    by: Actor,
    *,
    short_name: str = "",
    region: Region | None = None,
    aliases: Iterable[str] = (),
) -> Unit:
    """A new unit at the end of its parent's children; a root without a parent."""
    with transaction.atomic():
        fields = {
            "name": name,
            "short_name": short_name,
            "kind": kind,
            "region": region,
            "initials": initials_of(short_name, name),
        }
        if parent is None:
            unit = Unit.objects.add_root(fields)
        else:
            parent = _locked(parent)
            if parent.depth >= MAX_DEPTH:
                raise ValidationError(_("机构层级超过 %(count)d 级。") % {"count": MAX_DEPTH})
            unit = Unit.objects.add_child(parent, fields)
        set_aliases(unit, aliases, by=None)
        record(
            by,
            PeopleVerb.UNIT_CREATED,
            unit,
            after={
                "name": name,
                "short_name": short_name,
                "kind": kind,
                "parent": parent.name if parent else None,
                "region": region.name if region else None,
                "aliases": list(aliases),
            },
        )
    return unit


def _locked(unit: Unit) -> Unit:
    """The unit read anew under a lock on the whole tree's root: paths are given out one at a time."""
    Unit.objects.select_for_update().get(path=unit.path[: Unit.steplen])
    return Unit.objects.get(pk=unit.pk)


def change_unit(
    unit: Unit,
    by: Actor,
    *,
    name: str,
    short_name: str,
    kind: str,
    region: Region | None,
    aliases: Iterable[str] | None = None,
) -> None:
    """New particulars; aliases None leaves them. An old full name stays as an alias, for older documents."""
    with transaction.atomic():
        unit = Unit.objects.select_for_update().get(pk=unit.pk)
        before, after = changes(
            unit, {"name": name, "short_name": short_name, "kind": kind, "region": region}
        )
        had = list(unit.aliases.order_by("pk").values_list("name", flat=True))
        wanted = had if aliases is None else list(aliases)
        if "name" in after:
            wanted = [*wanted, unit.name]
        unit.name, unit.short_name, unit.kind, unit.region = name, short_name, kind, region
        unit.initials = initials_of(short_name, name)
        unit.save()
        wanted = set_aliases(unit, wanted, by=None)
        if set(had) != set(wanted):
            before["aliases"], after["aliases"] = had, wanted
        if after:
            record(by, PeopleVerb.UNIT_CHANGED, unit, before=before, after=after)


def can_move_unit(unit: Unit, parent: Unit) -> Verdict:
    if unit.is_root():
        return Verdict(False, _("最上级机构不能移动。"))
    if parent.pk == unit.pk or parent.is_descendant_of(unit):
        return Verdict(False, _("不能移到自己或自己的下级之下。"))
    if not parent.is_active:
        return Verdict(False, _("“%(name)s”已停用，不能作为上级。") % {"name": parent.name})
    return ALLOWED


def move_unit(unit: Unit, parent: Unit, by: Actor) -> None:
    """The unit and all below it under another parent; whoever has rights over that parent now sees it."""
    with transaction.atomic():
        unit, parent = _locked(unit), _locked(parent)
        can_move_unit(unit, parent).insist()
        old = Unit.objects.get_parent(unit)
        if old.pk == parent.pk:
            return
        Unit.objects.move(unit, parent, pos="last-child")
        unit = Unit.objects.get(pk=unit.pk)
        record(by, PeopleVerb.UNIT_CHANGED, unit, before={"parent": old.name}, after={"parent": parent.name})


def can_disable_unit(unit: Unit) -> Verdict:
    """Only when nothing is left there: no active unit below, no rights in force, no open work."""
    if unit.is_root():
        return Verdict(False, _("最上级机构不能停用。"))
    below = Unit.objects.get_descendants(unit).filter(is_active=True).count()
    if below:
        return Verdict(False, _("下面还有 %(count)d 个启用的机构，请先停用或移走。") % {"count": below})
    reasons = [
        _("%(label)s %(count)d 项") % {"label": work.label, "count": count}
        for work in OPEN_WORK
        if (count := work.count(unit))
    ]
    if reasons:
        return Verdict(False, _("还有未办结的工作：%(list)s。") % {"list": _("、").join(reasons)})
    grants = Grant.objects.in_force().filter(unit=unit).count()
    if grants:
        return Verdict(False, _("还有 %(count)d 项有效授权，请安全管理员先收回。") % {"count": grants})
    return ALLOWED


def set_unit_active(unit: Unit, is_active: bool, by: Actor) -> None:
    with transaction.atomic():
        unit = _locked(unit)
        if unit.is_active == is_active:
            return
        if not is_active:
            can_disable_unit(unit).insist()
        unit.is_active = is_active
        # A unit that works again is nobody's predecessor.
        unit.successor = None
        unit.save()
        record(
            by,
            PeopleVerb.UNIT_CHANGED,
            unit,
            before={"is_active": not is_active},
            after={"is_active": is_active},
        )


def name_taken(name: str, unit: Unit | None = None, group: UnitGroup | None = None) -> str:
    """What else already goes by this name, in words; empty if nothing does."""
    other = Unit.objects.filter(name=name).exclude(pk=unit.pk if unit else None).first()
    if other:
        return _("“%(name)s”是机构的名称。") % {"name": name}
    other_group = UnitGroup.objects.filter(name=name).exclude(pk=group.pk if group else None).first()
    if other_group:
        return _("“%(name)s”是机构组的名称。") % {"name": name}
    alias = UnitName.objects.filter(name=name).select_related("unit", "group").first()
    if alias and not (unit and alias.unit_id == unit.pk) and not (group and alias.group_id == group.pk):
        return _("“%(name)s”已是%(owner)s的别名。") % {"name": name, "owner": alias.unit or alias.group}
    return ""


def set_aliases(owner: Unit | UnitGroup, names: Iterable[str], by: Actor | None) -> list[str]:
    """Make these the owner's aliases; those kept, without repeats and the owner's own name.

    by None: part of another act that writes its own audit entry.
    Raises ValidationError naming every alias that already means something else.
    """
    unit = owner if isinstance(owner, Unit) else None
    group = owner if isinstance(owner, UnitGroup) else None
    wanted = list(
        dict.fromkeys(name.strip() for name in names if name.strip() and name.strip() != owner.name)
    )
    with transaction.atomic():
        taken = [reason for name in wanted if (reason := name_taken(name, unit, group))]
        if taken:
            raise ValidationError(taken)
        had = list(owner.aliases.order_by("pk").values_list("name", flat=True))
        if set(had) == set(wanted):
            return wanted
        owner.aliases.exclude(name__in=wanted).delete()
        UnitName.objects.bulk_create(
            UnitName(name=name, unit=unit, group=group) for name in wanted if name not in had
        )
        if by is not None:
            record(by, PeopleVerb.UNIT_CHANGED, owner, before={"aliases": had}, after={"aliases": wanted})
    return wanted


def save_group(
    group: UnitGroup | None, name: str, members: Iterable[Unit], aliases: Iterable[str], by: Actor
) -> UnitGroup:
    """A group with exactly these members and aliases, made or changed."""
    with transaction.atomic():
        is_new = group is None
        group = group or UnitGroup()
        before = None
        if not is_new:
            before = {"name": group.name, "members": sorted(group.members.values_list("name", flat=True))}
        group.name = name
        group.save()
        group.members.set(members)
        set_aliases(group, aliases, by=None)
        record(
            by,
            PeopleVerb.UNIT_CREATED if is_new else PeopleVerb.UNIT_CHANGED,
            group,
            before=before,
            after={
                "name": name,
                "members": sorted(unit.name for unit in members),
                "aliases": list(aliases),
            },
        )
    return group


# Which kind of unit a kind may stand under; kinds not named may stand anywhere.
PARENT_KINDS: dict[str, frozenset[str]] = {
    UnitKind.SECTION: frozenset(
        {UnitKind.DEPARTMENT, UnitKind.CITY, UnitKind.COUNTY, UnitKind.GOVERNMENT, UnitKind.SECTION}
    ),
    UnitKind.COUNTY: frozenset({UnitKind.CITY, UnitKind.DEPARTMENT, UnitKind.GOVERNMENT}),
    UnitKind.CITY: frozenset({UnitKind.DEPARTMENT, UnitKind.GOVERNMENT}),
}


def can_stand_under(kind: str, parent: Unit) -> Verdict:
    allowed = PARENT_KINDS.get(kind)
    if allowed is not None and parent.kind not in allowed:
        return Verdict(
            False,
            _("%(kind)s不能放在%(parent)s之下。")
            % {"kind": UnitKind(kind).label, "parent": UnitKind(parent.kind).label},
        )
    return ALLOWED
