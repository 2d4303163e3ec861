"""A list: a query set narrowed, sorted and paged as the address says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.utils import timezone

from luodi_web.common.tables.columns import Cell, Column
from luodi_web.common.tables.filters import Chip, Filter
from luodi_web.common.tables.paging import BoundedPaginator
from luodi_web.common.tables.workbook import workbook_response

PAGE_SIZES = (20, 50, 100)


@dataclass(frozen=True)
class Header:
    """A column's head: ``sorted`` is "ascending", "descending" or "" ; ``query`` is where a click leads."""

    column: Column
    sorted: str
    query: str


class Table:
    """Declared by subclasses: columns, filters, order, title. One instance a request.

    order: lookup paths joined by commas, used until a person sorts; the key is always added last, so
      that paging neither repeats nor drops a row.
    selectable: whether rows carry a check box named ``row`` for bulk acts.
    empty: what the page says when there is nothing at all (not: nothing found); empty_text: how there
      comes to be something; empty_act: the label of a button there, with its address in ``empty_url``.
    count_limit: rows are counted and paged no further than this; None counts them all.
    choosable: whether people choose the columns on screen; those of ``screen=False`` can then be added.
    """

    columns: ClassVar[list[Column]] = []
    filters: ClassVar[list[Filter]] = []
    order: ClassVar[str] = "-pk"
    title: ClassVar[Any] = ""
    empty: ClassVar[Any] = ""
    empty_text: ClassVar[Any] = ""
    empty_act: ClassVar[Any] = ""
    empty_url: str = ""
    page_size: ClassVar[int] = 50
    selectable: ClassVar[bool] = False
    exportable: ClassVar[bool] = True
    count_limit: ClassVar[int | None] = None
    choosable: ClassVar[bool] = False

    def __init__(self, params: QueryDict, rows: QuerySet[Any]) -> None:
        self.params = params
        self.all_rows = rows

    @cached_property
    def found(self) -> QuerySet[Any]:
        """Every row that the filters let through, sorted."""
        rows = self.all_rows
        for item in self.filters:
            rows = item.narrow(rows, self.params)
        return rows.order_by(*self._order())

    def _order(self) -> list[str]:
        column, descending = self._sorting()
        paths = (column.sort if column else self.order).split(",")
        if column and descending:
            paths = [path[1:] if path.startswith("-") else f"-{path}" for path in paths]
        if {"pk", "-pk"} & set(paths):
            return paths
        # In the direction of the rest, so that one index gives the order either way.
        return [*paths, "-pk" if column and descending else "pk"]

    def _sorting(self) -> tuple[Column | None, bool]:
        asked = self.params.get("sort", "")
        name, descending = asked.removeprefix("-"), asked.startswith("-")
        for column in self.columns:
            if column.name == name and column.sort:
                return column, descending
        return None, False

    @cached_property
    def page(self) -> Page[Any]:
        size = self.params.get("size", "")
        per_page = int(size) if size in map(str, PAGE_SIZES) else self.page_size
        paginator = Paginator(self.found, per_page)
        if self.count_limit is not None:
            paginator = BoundedPaginator(self.found, per_page, self.count_limit)
        return paginator.get_page(self.params.get("page"))

    @cached_property
    def selectable_keys(self) -> set[Any]:
        """Keys of this page's rows that carry the check box; a list whose acts reach fewer overrides it."""
        return {row.pk for row in self.page.object_list}

    @cached_property
    def screen_columns(self) -> list[Column]:
        """The columns on the page: the chosen ones in their own order, the first always; else the usual."""
        asked = set(self.params.getlist("col")) if self.choosable else set()
        chosen = [column for column in self.columns[1:] if column.name in asked]
        return [self.columns[0], *chosen] if chosen else [column for column in self.columns if column.screen]

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        """Every column but the first, and whether it is on the page."""
        shown = {column.name for column in self.screen_columns}
        return [(column, column.name in shown) for column in self.columns[1:]]

    @cached_property
    def headers(self) -> list[Header]:
        now, descending = self._sorting()
        heads = []
        for column in self.screen_columns:
            if not column.sort:
                heads.append(Header(column, "", ""))
                continue
            state = ("descending" if descending else "ascending") if column is now else ""
            # Third click: back to the list's own order.
            after = {"": column.name, "ascending": f"-{column.name}", "descending": None}[state]
            heads.append(Header(column, state, self.query(sort=after, page=None)))
        return heads

    @property
    def rows(self) -> list[tuple[Any, list[Cell]]]:
        return [(row, [column.cell(row) for column in self.screen_columns]) for row in self.page.object_list]

    @cached_property
    def controls(self) -> list[dict[str, Any]]:
        """Each filter's template and what it needs, for ``common/table.html``."""
        return [{**item.context(self.params), "template": item.template} for item in self.filters]

    @cached_property
    def chips(self) -> list[dict[str, str]]:
        """Filters in force, in words, each with the address that lifts it."""
        return [
            {"label": chip.label, "remove_url": self._without(chip)}
            for item in self.filters
            for chip in item.chips(self.params)
        ]

    def _without(self, chip: Chip) -> str:
        params = self.params.copy()
        for name in (*chip.names, "page"):
            kept = [value for value in params.getlist(name) if chip.value and value != chip.value]
            params.setlist(name, kept) if kept and name != "page" else params.pop(name, None)
        return f"?{params.urlencode()}"

    def query(self, **changes: Any) -> str:
        """This list's address with some names changed; None drops a name."""
        params = self.params.copy()
        params.pop("export", None)
        for name, value in changes.items():
            if value is None:
                params.pop(name, None)
            else:
                params[name] = str(value)
        return f"?{params.urlencode()}"

    @property
    def kept_params(self) -> list[tuple[str, str]]:
        """What the filter form must carry along unseen: sorting, page size, a view's own names."""
        mine = {name for item in self.filters for name in item.names} | {"page", "export"}
        return [
            (name, value) for name in self.params for value in self.params.getlist(name) if name not in mine
        ]

    @property
    def params_without_columns(self) -> list[tuple[str, str]]:
        """What the form that chooses columns must carry along unseen."""
        return [
            (name, value)
            for name in self.params
            for value in self.params.getlist(name)
            if name not in ("col", "export")
        ]

    @property
    def usual_columns_query(self) -> str:
        return self.query(col=None)

    @property
    def export_query(self) -> str:
        return self.query(export="xlsx", page=None)

    @property
    def clear_query(self) -> str:
        return self.query(**{name: None for item in self.filters for name in item.names}, page=None)

    @property
    def wants_export(self) -> bool:
        return self.exportable and self.params.get("export") == "xlsx"

    def export(self, *, by_name: str) -> HttpResponse:
        """A workbook of every row found, not only this page's. ``by_name`` is printed at its foot."""
        columns = [column for column in self.columns if column.export]
        rows = ([column.value_of(row) for column in columns] for row in self.found.iterator(chunk_size=2000))
        return workbook_response(
            str(self.title),
            [(str(column.label), column.width) for column in columns],
            rows,
            by_name=by_name,
            at=timezone.localtime(),
        )
