"""Lists on screen: columns, search, filters, sorting, paging and Excel out of one declaration; Excel in.

    class UnitTable(Table):
        columns = [
            Column("name", _("名称"), sort="name", link=lambda unit: reverse("staff:unit", args=[unit.pk])),
            Column("kind", _("类别"), value=lambda unit: unit.get_kind_display()),
            Column("people", _("人数"), sort="people", align="end"),
        ]
        filters = [Search("name", "aliases__name"), Choice("kind", _("类别"), UnitKind.choices)]
        order = "path"
        title = _("机构")

    @permission(Permission.UNITS_VIEW)
    def units(request):
        table = UnitTable(request.GET, units_visible_to(request.rights))
        if table.wants_export:
            return table.export(by_name=request.actor.name)
        return render(request, "staff/units/list.html", {"table": table})

and ``{% include "common/table.html" %}`` in the page. The whole state of a list is in its address, so
an address is a saved filter. Sheets that come in are ``sheets.Sheet``; their layout is the export's.
"""

from luodi_web.common.tables.columns import Column
from luodi_web.common.tables.filters import Choice, DateRange, Filter, Search, Switch
from luodi_web.common.tables.sheets import Sheet, SheetColumn, SheetError, SheetResult
from luodi_web.common.tables.table import Table
from luodi_web.common.tables.workbook import workbook_response, write_workbook

__all__ = [
    "Choice",
    "Column",
    "DateRange",
    "Filter",
    "Search",
    "Sheet",
    "SheetColumn",
    "SheetError",
    "SheetResult",
    "Switch",
    "Table",
    "workbook_response",
    "write_workbook",
]
