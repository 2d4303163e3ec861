"""Background work that needs a screen's own table: ids in, one domain call."""

from __future__ import annotations

from datetime import time

from django.http import QueryDict
from django.urls import reverse
from django_tasks import task

from luodi_web.common.schedule import daily
from luodi_web.people.domain.scope import Rights
from luodi_web.staff.views.board import BoardTable
from luodi_web.supervision.domain.register_keeping import forget_exports, write_export
from luodi_web.supervision.models import RegisterExport


@task()
def export_register(key: int) -> None:
    """Write the workbook of what its person may see now; nothing when it is gone by then."""
    export = RegisterExport.objects.select_related("user").filter(pk=key).first()
    if export is None:
        return
    table = BoardTable(QueryDict(f"{export.query}&export=xlsx"), Rights.of(export.user))
    columns = [column for column in table.columns if column.export]
    rows = ([column.value_of(row) for column in columns] for row in table.found.iterator(chunk_size=2000))
    write_export(
        export,
        str(table.title),
        [(str(column.label), column.width) for column in columns],
        rows,
        table.found.count(),
        url=reverse("staff:register_export", args=[export.pk]),
    )


@task()
def tidy_exports() -> int:
    """Drop workbooks that nobody needs any more; the number."""
    return forget_exports()


daily(time(3, 20), tidy_exports)
