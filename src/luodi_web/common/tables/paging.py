"""Pages of a long list at a cost that does not grow with the rows beyond them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class BoundedPaginator(Paginator):
    """Counts no further than a limit, and reads whole rows only for the page.

    count: the number of rows, or the limit where there are more (``more`` says so): pages beyond it are
    reached by narrowing the list. A page costs one query for its keys, in order, by index where there is
    one, and one for the rows of these keys with all that is joined and computed for each.
    """

    def __init__(self, rows: QuerySet[Any], per_page: int, limit: int) -> None:
        super().__init__(rows, per_page)
        self.limit = limit

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by().values("pk")[: self.limit + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.limit)

    @cached_property
    def more(self) -> bool:
        """Whether there are more rows than the limit."""
        return self._counted > self.limit

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        keys = list(self.object_list.values_list("pk", flat=True)[first:last])
        # The list's own conditions again: a row that changed between the two queries is left out.
        rows = {row.pk: row for row in self.object_list.order_by().filter(pk__in=keys)}
        return self._get_page([rows[key] for key in keys if key in rows], number, self)
