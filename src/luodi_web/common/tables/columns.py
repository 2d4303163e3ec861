"""One column of a list, on screen and in the workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware, localtime


@dataclass(frozen=True)
class Column:
    """What a column shows of a row.

    name: the row's attribute, and the column's name in the address when sorting.
    value: how to get the value where it is not that attribute. Dates, numbers and None stay as they
      are: the workbook gets real dates and numbers, the screen gets them formatted.
    sort: lookup paths, joined by commas, that sort the query set; empty: not sortable.
    link: the address a cell leads to, or None for no link.
    template: renders the cell; gets ``row`` and ``value``. The workbook still gets ``value``.
    align: "start" or "end" (numbers). fit: never wrapped on screen (dates, short words).
    width: the workbook's, in characters.
    export: False leaves the column out of the workbook. screen: False leaves it out of the page.
    """

    name: str
    label: Any
    value: Callable[[Any], Any] | None = None
    sort: str = ""
    link: Callable[[Any], str | None] | None = None
    template: str = ""
    align: str = "start"
    fit: bool = False
    width: int = 16
    export: bool = True
    screen: bool = True

    def value_of(self, row: Any) -> Any:
        return self.value(row) if self.value else getattr(row, self.name)

    def cell(self, row: Any) -> Cell:
        value = self.value_of(row)
        url = self.link(row) if self.link else None
        if self.template:
            html = render_to_string(self.template, {"row": row, "value": value})
            return Cell(self, html, url)
        return Cell(self, words(value), url)


@dataclass(frozen=True)
class Cell:
    column: Column
    text: str | SafeString
    url: str | None


def words(value: Any) -> str:
    """A value as a person reads it: dates in the site's form, a dash for nothing."""
    if value is None or value == "":
        return "—"
    if hasattr(value, "hour"):
        return date_format(localtime(value) if is_aware(value) else value, "Y-m-d H:i")
    if hasattr(value, "isoformat"):
        return date_format(value, "Y-m-d")
    return str(value)
