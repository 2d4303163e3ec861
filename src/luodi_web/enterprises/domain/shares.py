"""What of a snapshot belongs to a part of its area: counted from the file, for who governs that part only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from sqlglot import exp

from luodi.engines.children import ChildFile
from luodi.engines.duckdb import connect
from luodi_web.enterprises.domain.snapshot_lists import open_lists
from luodi_web.enterprises.domain.snapshots import open_snapshot
from luodi_web.enterprises.models import Snapshot, SnapshotList
from luodi_web.enterprises.rules import LOOK_MEMORY, SHARES_KEPT

_FILE = "population"


@dataclass(frozen=True)
class Share:
    """How many rows are seen, and how many of these are null in each column."""

    rows: int
    nulls: Mapping[str, int]


class PlaceUntold(ValidationError):
    """A file does not say where its rows are as finely as one's area needs: whose they are is unknown."""


# Counted already: a frozen file gives the same figures for ever.
_kept: OrderedDict[tuple[Any, ...], Share] = OrderedDict()


def share_of(snapshot: Snapshot, places: Sequence[tuple[str, str]] | None) -> Share:
    """What a person sees of a snapshot that is done. places: see ``places_seen``.

    Raises PlaceUntold for a file without the column that says whose the rows are, ValidationError for one
    that is not what was frozen.
    """
    if places is None:
        return Share(snapshot.rows, {name: nulls for name, _kind, nulls in snapshot.columns})
    city, county = snapshot.city_column, snapshot.county_column
    names = [name for name, _kind, _nulls in snapshot.columns]
    key = (snapshot.digest, city, county, tuple(places), *names)
    found = _kept.get(key)
    if found is None:
        with open_snapshot(snapshot) as path:
            found = _kept[key] = _counted(path, names, within_places(places, city, county))
        while len(_kept) > SHARES_KEPT:
            _kept.popitem(last=False)
    return found


def _counted(path: Path, names: list[str], where: exp.Expression) -> Share:
    nulls = [
        exp.CountIf(this=exp.Is(this=exp.column(name, quoted=True), expression=exp.null())) for name in names
    ]
    query = exp.select(exp.Count(this=exp.Star()), *nulls).from_(exp.to_table(_FILE)).where(where)
    with TemporaryDirectory(prefix="luodi-") as spill, connect(LOOK_MEMORY, Path(spill)) as connection:
        connection.read_parquet(str(path)).create_view(_FILE)
        [(rows, *counts)] = connection.execute(query.sql("duckdb")).fetchall()
    # The sum over no rows at all is null.
    return Share(rows, {name: count or 0 for name, count in zip(names, counts, strict=True)})


@dataclass(frozen=True)
class ListShare(Share):
    """Of a detail: its rows. enterprises: how many have one."""

    enterprises: int


def share_of_list(one: SnapshotList, places: Sequence[tuple[str, str]] | None) -> ListShare:
    """The same of a detail: the rows of the enterprises that are seen."""
    names = [name for name, _kind, _nulls in one.columns]
    if places is None:
        return ListShare(one.rows, {name: nulls for name, _kind, nulls in one.columns}, one.enterprises)
    snapshot = one.snapshot
    key = (snapshot.digest, snapshot.city_column, snapshot.county_column, tuple(places), one.digest, *names)
    found = _kept.get(key)
    if not isinstance(found, ListShare):
        where = within_places(places, snapshot.city_column, snapshot.county_column)
        with open_snapshot(snapshot) as path, open_lists(snapshot, [one.name]) as files:
            found = _kept[key] = _list_counted(path, files[one.name], names, where)
        while len(_kept) > SHARES_KEPT:
            _kept.popitem(last=False)
    return found


def _list_counted(path: Path, file: ChildFile, names: list[str], where: exp.Expression) -> ListShare:
    """Of a detail's rows those whose enterprise is in the condition on the population."""
    key = exp.column(file.key, quoted=True)
    seen = exp.select(exp.cast(key, "TEXT")).from_(exp.to_table(_FILE)).where(where)
    nulls = [
        exp.CountIf(this=exp.Is(this=exp.column(name, quoted=True), expression=exp.null())) for name in names
    ]
    query = (
        exp.select(exp.Count(this=exp.Star()), exp.Count(this=exp.Distinct(expressions=[key.copy()])), *nulls)
        .from_(exp.to_table("details"))
        .where(exp.In(this=exp.cast(key.copy(), "TEXT"), query=seen.subquery()))
    )
    with TemporaryDirectory(prefix="luodi-") as spill, connect(LOOK_MEMORY, Path(spill)) as connection:
        connection.read_parquet(str(path)).create_view(_FILE)
        connection.read_parquet(str(file.path)).create_view("details")
        [(rows, enterprises, *counts)] = connection.execute(query.sql("duckdb")).fetchall()
    return ListShare(rows, {name: count or 0 for name, count in zip(names, counts, strict=True)}, enterprises)


def within_places(places: Sequence[tuple[str, str]] | None, city: str, county: str) -> exp.Expression:
    """The condition that a row lies in one of the places; of no places none does.

    city, county: the columns that say so, "" where there is none. Raises PlaceUntold where a place needs a
    column that there is not: nought would be told of what is unknown.
    """
    if places is None:
        return exp.true()
    names = {"city": city, "county": county}
    for kind, words in (
        ("city", _("文件没有说明每家企业在哪个市州，无法得知哪些是本地区的企业。")),
        ("county", _("文件没有说明每家企业在哪个县市区，无法得知哪些是本地区的企业。")),
    ):
        if not names[kind] and any(kind == wanted for wanted, _place in places):
            raise PlaceUntold(words)
    wanted = [
        exp.EQ(this=exp.column(names[kind], quoted=True), expression=exp.Literal.string(place))
        for kind, place in places
    ]
    return exp.or_(*wanted) if wanted else exp.false()
