"""Details (明细) of the field dictionary: the list, one of them, making and changing one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Choice, Column, Search, Table
from luodi_web.decisions.domain.field_uses import uses_of
from luodi_web.fields.domain.allowed import allowed_text
from luodi_web.fields.domain.column_names import former_names
from luodi_web.fields.domain.imports import IN_USE, RETIRED
from luodi_web.fields.domain.lists import (
    change_list,
    create_list,
    lists_editable_by,
    lists_visible_to,
    restore_list,
    retire_list,
)
from luodi_web.fields.enums import FieldSubject
from luodi_web.fields.forms.lists import ColumnFormSet, ListEndForm, ListForm, lines_of
from luodi_web.fields.models import DetailList
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.acts import done_by_button, done_by_form
from luodi_web.staff.views.fields import history_of
from luodi_web.staff.views.fields_edit import posted_revision


class ListTable(Table):
    title = gettext_lazy("明细")
    order = "name"
    empty = gettext_lazy("字典里还没有明细")
    empty_text = gettext_lazy("一家企业可以有多条的数据，例如技术合同、承接的成果，在这里定义一次。")
    exportable = False
    filters = [
        Search("name", "description", label=gettext_lazy("搜索名称或说明")),
        Choice("subject", gettext_lazy("描述对象"), FieldSubject.choices),
        Choice("state", gettext_lazy("状态"), [("True", IN_USE), ("False", RETIRED)], lookup="is_active"),
    ]
    columns = [
        Column(
            "name",
            gettext_lazy("名称"),
            sort="name",
            link=lambda row: reverse("staff:field_list", args=[row.pk]),
        ),
        Column("subject", gettext_lazy("描述对象"), value=lambda row: row.get_subject_display(), fit=True),
        Column(
            "columns",
            gettext_lazy("列"),
            value=lambda row: "、".join(each.name for each in row.columns.all()),
        ),
        Column("owner", gettext_lazy("主管机构"), value=lambda row: row.owner.label),
        Column("source", gettext_lazy("数据来源")),
        Column(
            "state",
            gettext_lazy("状态"),
            value=lambda row: str(IN_USE if row.is_active else RETIRED),
            template="staff/fields/state_cell.html",
            sort="is_active,name",
            fit=True,
        ),
    ]


@permission(Permission.FIELDS_VIEW)
@require_GET
def field_lists(request: HttpRequest) -> HttpResponse:
    table = ListTable(request.GET, lists_visible_to(request.rights))
    may_edit = request.rights.may(Permission.FIELDS_EDIT)
    table.empty_url, table.empty_act = reverse("staff:field_list_new"), _("新建明细") if may_edit else ""
    context = {
        "page_title": _("明细"),
        "breadcrumb": _crumbs(),
        "table": table,
        "may_edit": may_edit,
    }
    return render(request, "staff/fields/lists.html", context)


@permission(Permission.FIELDS_VIEW)
@require_GET
def field_list(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(lists_visible_to(request.rights), pk=pk))


def _page(request: HttpRequest, row: DetailList, retire_form: ListEndForm | None = None) -> HttpResponse:
    former = [each.name for each in row.former_names.all()]
    had = former_names(row)
    context = {
        "page_title": row.name,
        "breadcrumb": [*_crumbs(last=False), {"label": row.name}],
        "detail": row,
        "columns": [
            (each, allowed_text(each.allowed), "、".join(had.get(each.name, ())))
            for each in row.columns.all()
        ],
        "former": "、".join(former),
        "history": history_of(row),
        "uses": uses_of([row.name, *former], request.rights),
        "sees_models": request.rights.may(Permission.MODELS_VIEW),
        "may_edit": lists_editable_by(request.rights).filter(pk=row.pk).exists(),
        "sees_rows": request.rights.may(Permission.ENTERPRISES_VIEW),
        "retire_form": retire_form or ListEndForm(row=row),
    }
    wrong = retire_form is not None and retire_form.errors
    return render(request, "staff/fields/detail.html", context, status=422 if wrong else 200)


@permission(Permission.FIELDS_EDIT)
@require_POST
def field_list_retire(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(lists_editable_by(request.rights), pk=pk)
    form = ListEndForm(request.POST, row=row)
    if done_by_form(
        request,
        form,
        lambda: retire_list(row, form.cleaned_data["reason"], form.seen_revision, by=request.actor),
        _("已停用。用到它的规则不受影响。"),
    ):
        return redirect("staff:field_list", pk=pk)
    return _page(request, row, form)


@permission(Permission.FIELDS_EDIT)
@require_POST
def field_list_restore(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(lists_editable_by(request.rights), pk=pk)
    seen = posted_revision(request)
    done_by_button(request, lambda: restore_list(row, seen, by=request.actor), _("已恢复使用。"))
    return redirect("staff:field_list", pk=pk)


@permission(Permission.FIELDS_EDIT)
@require_http_methods(["GET", "POST"])
def field_list_new(request: HttpRequest) -> HttpResponse:
    return _form_page(request, None)


@permission(Permission.FIELDS_EDIT)
@require_http_methods(["GET", "POST"])
def field_list_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form_page(request, get_object_or_404(lists_editable_by(request.rights), pk=pk))


def _form_page(request: HttpRequest, row: DetailList | None) -> HttpResponse:
    form = ListForm(request.POST or None, rights=request.rights, row=row)
    # What is posted is all that is said: a line that is as it was counts too.
    begin = {"data": request.POST} if request.method == "POST" else {"initial": lines_of(row)}
    lines = ColumnFormSet(prefix="columns", **begin)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            if row is None:
                made = create_list(form.values(lines.columns), by=request.actor)
            else:
                made = change_list(row, form.values(lines.columns), form.seen_revision, by=request.actor)
        except ValidationError as error:
            faults = _columns_apart(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("staff:field_list", pk=made.pk)
    title = _("修改明细") if row else _("新建明细")
    crumbs = _crumbs(last=False)
    if row is not None:
        crumbs.append({"label": row.name, "url": reverse("staff:field_list", args=[row.pk])})
    context = {
        "page_title": title,
        "breadcrumb": [*crumbs, {"label": title}],
        "form": form,
        "lines": lines,
        "faults": faults,
        "back_url": crumbs[-1]["url"],
    }
    wrong = request.method == "POST"
    return render(request, "staff/fields/list_form.html", context, status=422 if wrong else 200)


def _columns_apart(form: ListForm, error: ValidationError) -> list[str]:
    """What is wrong with the columns, which are no field of the form; the rest goes to its fields."""
    if not hasattr(error, "error_dict"):
        add_domain_error(form, error)
        return []
    faults = error.message_dict.get("columns", [])
    rest = {name: said for name, said in error.error_dict.items() if name != "columns"}
    if rest:
        add_domain_error(form, ValidationError(rest))
    return list(faults)


def _crumbs(*, last: bool = True) -> list[dict[str, str]]:
    words = {"label": _("明细")}
    own = words if last else words | {"url": reverse("staff:field_lists")}
    return [{"label": _("字段字典"), "url": reverse("staff:fields")}, own]
