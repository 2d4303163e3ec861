"""The names that columns of details had: which are taken, how they move on, what they stand for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q

from luodi_web.fields.models import DetailColumnName, DetailList


def former_names(detail: DetailList) -> dict[str, list[str]]:
    """By the names of columns those that they had; of columns that are gone too. One query."""
    found: dict[str, list[str]] = {}
    for each in detail.former_columns.all():
        found.setdefault(each.now, []).append(each.name)
    return found


def names_moved(
    former: Mapping[str, Collection[str]],
    had: Collection[str],
    renamed: Mapping[str, str],
    names: Collection[str],
) -> dict[str, str]:
    """By former name the column's name, once columns have these names; see ``former_names``.

    had: names of columns until now. renamed: by new name the one that its column had until now, where that is
    another. A name that is back at its own column is no former one, and neither is one of a column that is
    gone which another has. What a column had that is gone goes to a new column of its name.
    """
    moved = {}
    for name in {*former, *had} - {*renamed, *renamed.values()}:
        stays = name in had and name in names
        moved |= {each: name for each in former.get(name, ()) if stays or each not in names}
    for name, was in renamed.items():
        moved |= dict.fromkeys([*former.get(was, ()), was], name)
    return {each: name for each, name in moved.items() if each != name}


def names_of_columns(details: Iterable[str]) -> dict[str, list[list[str]]]:
    """Of each of the details, by any name that it has or had, the names of each column that had another.

    Of a column the name that it has comes first. One query.
    """
    asked = list(details)
    rows = DetailColumnName.objects.filter(
        Q(detail__name__in=asked) | Q(detail__former_names__name__in=asked)
    ).values_list("detail__name", "detail__former_names__name", "now", "name")
    groups: dict[tuple[str, str], list[str]] = {}
    for detail, was, now, name in rows.order_by("pk"):
        for own in {detail, was} & set(asked):
            group = groups.setdefault((own, now), [now])
            if name not in group:
                group.append(name)
    found: dict[str, list[list[str]]] = {name: [] for name in asked}
    for (own, _now), group in groups.items():
        found[own].append(group)
    return found


def stand_ins(groups: Iterable[Collection[str]], there: Collection[str]) -> dict[str, str]:
    """By names that a file does not have the file's column of the same column of the dictionary.

    groups: of ``names_of_columns``; there: the names of the file's columns.
    """
    found: dict[str, str] = {}
    for group in groups:
        place = next((each for each in group if each in there), None)
        if place is not None:
            found |= {each: place for each in group if each not in there}
    return found
