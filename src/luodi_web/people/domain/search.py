"""Finding units, groups and people by part of a name, for pickers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from luodi_web.people.enums import KINDS_WITHOUT_TASKS
from luodi_web.people.models import Unit, UnitGroup, User

LIMIT = 12


@dataclass(frozen=True)
class Option:
    """One choice: value "unit:12" or "group:3", what it is called, and where it belongs."""

    value: str
    label: str
    hint: str


def matching_units(units: QuerySet[Unit], text: str) -> QuerySet[Unit]:
    """Units whose name, short name, alias, region or pinyin initials contain the text; best first."""
    text = text.replace("\x00", "").strip()[:40]
    if not text:
        return units
    condition = (
        Q(name__icontains=text)
        | Q(short_name__icontains=text)
        | Q(aliases__name__icontains=text)
        | Q(region__name__icontains=text)
        | Q(region__code=text)
    )
    if text.isascii() and text.isalnum():
        condition |= Q(initials__contains=text.lower())
    found = units.filter(pk__in=units.filter(condition).values("pk"))
    return found.annotate(
        nearness=Case(
            When(Q(name=text) | Q(short_name=text), then=Value(0)),
            When(Q(short_name__startswith=text) | Q(name__startswith=text), then=Value(1)),
            When(initials__startswith=text.lower(), then=Value(2)),
            default=Value(3),
            output_field=IntegerField(),
        )
    ).order_by("nearness", "depth", "path")


def units_for_tasks() -> QuerySet[Unit]:
    """Units a task may be given to: all but enterprises and universities, who never sign for one."""
    return Unit.objects.exclude(kind__in=KINDS_WITHOUT_TASKS)


def unit_options(units: QuerySet[Unit], text: str, *, with_groups: bool = True) -> list[Option]:
    """Up to a dozen choices among the active units, and the groups, that a text may mean."""
    groups = UnitGroup.objects.none()
    if with_groups:
        plain = text.replace("\x00", "").strip()[:40]
        groups = UnitGroup.objects.filter(
            Q(name__icontains=plain) | Q(aliases__name__icontains=plain)
        ).distinct()
    options = [
        Option(f"group:{group.pk}", group.name, _("%(count)d 个机构") % {"count": group.size})
        for group in UnitGroup.objects.filter(pk__in=groups.values("pk")).annotate(size=Count("members"))[:4]
    ]
    found = matching_units(units.filter(is_active=True), text).select_related("region")[:LIMIT]
    for unit in found:
        hint = unit.name if unit.short_name and unit.short_name != unit.name else unit.get_kind_display()
        options.append(Option(f"unit:{unit.pk}", unit.label, hint))
    return options[:LIMIT]


def user_options(users: QuerySet[User], text: str) -> list[Option]:
    """Up to a dozen active people whose name or user name contains the text."""
    text = text.replace("\x00", "").strip()[:40]
    found = users.filter(Q(name__icontains=text) | Q(username__icontains=text), is_active=True)
    return [
        Option(f"user:{user.pk}", user.name, user.username) for user in found.order_by("name", "pk")[:LIMIT]
    ]
