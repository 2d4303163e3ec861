"""Filters of a list: each reads its own names from the address and narrows the query set."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Choices = Iterable[tuple[str, Any]]
MAX_SEARCH_LENGTH = 100


@dataclass(frozen=True)
class Chip:
    """One filter in force, in words, with the names to drop from the address to lift it."""

    label: str
    names: tuple[str, ...]
    value: str = ""


class Filter:
    """Base of all filters. ``names`` are the names it reads from the address."""

    template = ""
    names: tuple[str, ...] = ()

    def narrow(self, rows: QuerySet[Any], params: QueryDict) -> QuerySet[Any]:
        raise NotImplementedError

    def chips(self, params: QueryDict) -> list[Chip]:
        raise NotImplementedError

    def context(self, params: QueryDict) -> dict[str, Any]:
        """What the filter's template needs to show its present state."""
        return {"filter": self}


class Search(Filter):
    """Text contained in any of the fields, ignoring case; several words must all be found.

    through: for long lists, a function from one word to the condition on the rows, in place of fields.
    """

    template = "common/filters/search.html"
    names = ("q",)

    def __init__(self, *fields: str, label: Any = None, through: Callable[[str], Q] | None = None) -> None:
        self.fields = fields
        self.through = through
        self.label = label or gettext_lazy("搜索")

    def _words(self, params: QueryDict) -> list[str]:
        return params.get("q", "")[:MAX_SEARCH_LENGTH].replace("\x00", "").split()

    def narrow(self, rows: QuerySet[Any], params: QueryDict) -> QuerySet[Any]:
        words = self._words(params)
        for word in words:
            if self.through is not None:
                rows = rows.filter(self.through(word))
                continue
            condition = Q()
            for name in self.fields:
                condition |= Q(**{f"{name}__icontains": word})
            rows = rows.filter(condition)
        # A search through a to-many relation finds a row once for each match.
        return rows.distinct() if words and any("__" in name for name in self.fields) else rows

    def chips(self, params: QueryDict) -> list[Chip]:
        words = self._words(params)
        return [Chip(_("包含“%(words)s”") % {"words": " ".join(words)}, ("q",))] if words else []

    def context(self, params: QueryDict) -> dict[str, Any]:
        return {"filter": self, "value": params.get("q", "")[:MAX_SEARCH_LENGTH]}


@dataclass
class Choice(Filter):
    """One or several of a closed list. ``name`` is the address's; ``lookup`` the query set's.

    choices: pairs of value and words, or a function that gives them (read once a page).
    condition: from the chosen values to a Q, where a plain ``lookup__in`` does not say it.
    """

    name: str
    label: Any
    choices: Choices | Callable[[], Choices]
    lookup: str = ""
    condition: Callable[[list[str]], Q] | None = None
    template: str = field(default="common/filters/choice.html", init=False)

    def __post_init__(self) -> None:
        self.names = (self.name,)

    def _options(self) -> list[tuple[str, Any]]:
        pairs = self.choices() if callable(self.choices) else self.choices
        return [(str(value), label) for value, label in pairs]

    def _chosen(self, params: QueryDict, options: list[tuple[str, Any]]) -> list[str]:
        known = {value for value, _label in options}
        return [value for value in params.getlist(self.name) if value in known]

    def narrow(self, rows: QuerySet[Any], params: QueryDict) -> QuerySet[Any]:
        if self.name not in params:
            return rows
        chosen = self._chosen(params, self._options())
        if not chosen:
            return rows
        if self.condition:
            return rows.filter(self.condition(chosen))
        return rows.filter(**{f"{self.lookup or self.name}__in": chosen})

    def chips(self, params: QueryDict) -> list[Chip]:
        if self.name not in params:
            return []
        options = self._options()
        labels = dict(options)
        return [
            Chip(
                _("%(filter)s：%(value)s") % {"filter": self.label, "value": labels[value]},
                (self.name,),
                value,
            )
            for value in self._chosen(params, options)
        ]

    def context(self, params: QueryDict) -> dict[str, Any]:
        options = self._options()
        return {"filter": self, "options": options, "chosen": self._chosen(params, options)}


@dataclass
class DateRange(Filter):
    """From and to, both days included; either may be left open."""

    name: str
    label: Any
    lookup: str = ""
    template: str = field(default="common/filters/dates.html", init=False)

    def __post_init__(self) -> None:
        self.names = (f"{self.name}_from", f"{self.name}_to")

    def _ends(self, params: QueryDict) -> tuple[date | None, date | None]:
        first, last = (_day(params.get(name, "")) for name in self.names)
        return first, last

    def narrow(self, rows: QuerySet[Any], params: QueryDict) -> QuerySet[Any]:
        first, last = self._ends(params)
        lookup = self.lookup or self.name
        if first:
            rows = rows.filter(**{f"{lookup}__gte": first})
        if last:
            rows = rows.filter(**{f"{lookup}__lte": last})
        return rows

    def chips(self, params: QueryDict) -> list[Chip]:
        first, last = self._ends(params)
        chips = []
        if first:
            words = _("%(filter)s自 %(day)s") % {"filter": self.label, "day": first}
            chips.append(Chip(words, (self.names[0],)))
        if last:
            words = _("%(filter)s至 %(day)s") % {"filter": self.label, "day": last}
            chips.append(Chip(words, (self.names[1],)))
        return chips

    def context(self, params: QueryDict) -> dict[str, Any]:
        first, last = self._ends(params)
        return {"filter": self, "first": first, "last": last}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass
class Switch(Filter):
    """Yes, or everything: a condition that one click puts in force."""

    name: str
    label: Any
    condition: Callable[[], Q]
    template: str = field(default="common/filters/switch.html", init=False)

    def __post_init__(self) -> None:
        self.names = (self.name,)

    def narrow(self, rows: QuerySet[Any], params: QueryDict) -> QuerySet[Any]:
        return rows.filter(self.condition()) if params.get(self.name) == "1" else rows

    def chips(self, params: QueryDict) -> list[Chip]:
        return [Chip(str(self.label), (self.name,))] if params.get(self.name) == "1" else []

    def context(self, params: QueryDict) -> dict[str, Any]:
        return {"filter": self, "on": params.get(self.name) == "1"}
