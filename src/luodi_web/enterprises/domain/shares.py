"""What of a file of an area belongs to a part of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp


def within_places(places: Sequence[tuple[str, str]] | None, city: str, county: str) -> exp.Expression:
    """The condition that a row lies in one of the places; of no places none does.

    city, county: the columns that say so, "" where there is none.
    """
    if places is None:
        return exp.true()
    names = {"city": city, "county": county}
    wanted = [
        exp.EQ(this=exp.column(names[kind], quoted=True), expression=exp.Literal.string(place))
        for kind, place in places
        if names[kind]
    ]
    return exp.or_(*wanted) if wanted else exp.false()
