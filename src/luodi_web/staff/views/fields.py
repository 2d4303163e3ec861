"""The field dictionary: the list, one field with its history, and what the decision editor picks from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luodi_web.common.tables import Choice, Column, Search, Table
from luodi_web.decisions.domain.field_uses import uses_of
from luodi_web.fields.domain.allowed import allowed_text, allowed_words
from luodi_web.fields.domain.fields import (
    fields_editable_by,
    fields_in_use,
    fields_visible_to,
    search_condition,
)
from luodi_web.fields.domain.imports import IN_USE, RETIRED
from luodi_web.fields.enums import FieldSubject, FieldType, FieldVerb
from luodi_web.fields.forms.fields import RetireForm
from luodi_web.fields.models import DetailList, Field
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.audit_words import entry_changes, verb_word
from luodi_web.people.models import AuditEntry, Unit
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission

HISTORY_SHOWN = 50


def _owners() -> list[tuple[str, str]]:
    owners = Unit.objects.filter(pk__in=Field.objects.values("owner")).order_by("path")
    return [(str(unit.pk), unit.label) for unit in owners]


class FieldTable(Table):
    """In the layout that the import reads: same headers, same order."""

    title = gettext_lazy("字段字典")
    order = "subject,name"
    empty = gettext_lazy("字段字典还是空的")
    empty_text = gettext_lazy("新建字段，或从 Excel 导入。")
    filters = [
        Search(label=gettext_lazy("搜索名称、别名、说明或来源"), through=search_condition),
        Choice("subject", gettext_lazy("描述对象"), FieldSubject.choices),
        Choice("type", gettext_lazy("类型"), FieldType.choices),
        Choice("owner", gettext_lazy("主管机构"), _owners),
        Choice(
            "state",
            gettext_lazy("状态"),
            [("True", IN_USE), ("False", RETIRED)],
            lookup="is_active",
        ),
    ]
    columns = [
        Column(
            "name",
            gettext_lazy("名称"),
            sort="name",
            link=lambda row: reverse("staff:field", args=[row.pk]),
            width=22,
        ),
        Column(
            "aliases",
            gettext_lazy("别名"),
            value=lambda row: "、".join(alias.name for alias in row.aliases.all()),
            screen=False,
            width=24,
        ),
        Column(
            "subject",
            gettext_lazy("描述对象"),
            value=lambda row: row.get_subject_display(),
            fit=True,
            width=12,
        ),
        Column(
            "type", gettext_lazy("类型"), value=lambda row: row.get_type_display(), sort="type,name", fit=True
        ),
        Column("measure", gettext_lazy("计量单位"), sort="measure,name", fit=True, width=10),
        Column("allowed", gettext_lazy("取值范围"), value=lambda row: allowed_text(row.allowed), width=30),
        Column(
            "owner",
            gettext_lazy("主管机构"),
            value=lambda row: row.owner.label,
            sort="owner__path,name",
            width=20,
        ),
        Column("source", gettext_lazy("数据来源"), screen=False, width=36),
        Column("description", gettext_lazy("说明"), screen=False, width=44),
        Column(
            "state",
            gettext_lazy("状态"),
            value=lambda row: str(IN_USE if row.is_active else RETIRED),
            template="staff/fields/state_cell.html",
            sort="is_active,name",
            fit=True,
            width=8,
        ),
    ]


@permission(Permission.FIELDS_VIEW)
@require_GET
def fields(request: HttpRequest) -> HttpResponse:
    rows = fields_visible_to(request.rights).select_related("owner").prefetch_related("aliases")
    table = FieldTable(request.GET, rows)
    if table.wants_export:
        record(request.actor, FieldVerb.EXPORTED, after={"list": _("字段字典")})
        return table.export(by_name=request.actor.name)
    context = {
        "page_title": _("字段字典"),
        "table": table,
        "may_edit": request.rights.may(Permission.FIELDS_EDIT),
    }
    return render(request, "staff/fields/list.html", context)


@permission(Permission.FIELDS_VIEW)
@require_GET
def field(request: HttpRequest, pk: int) -> HttpResponse:
    rows = fields_visible_to(request.rights).select_related("owner", "successor")
    return field_page(request, get_object_or_404(rows, pk=pk))


def field_page(request: HttpRequest, row: Field, *, retire_form: RetireForm | None = None) -> HttpResponse:
    """One field and everything that was done to it; an import's or loader's acts included."""
    context = {
        "page_title": row.name,
        "breadcrumb": [{"label": _("字段字典"), "url": reverse("staff:fields")}, {"label": row.name}],
        "field": row,
        "aliases": "、".join(alias.name for alias in row.aliases.all()),
        "allowed": allowed_text(row.allowed),
        "replaces": row.predecessors.order_by("name"),
        "history": history_of(row),
        "uses": uses_of([row.name, *(alias.name for alias in row.aliases.all())], request.rights),
        "sees_models": request.rights.may(Permission.MODELS_VIEW),
        "may_edit": fields_editable_by(request.rights).filter(pk=row.pk).exists(),
        "retire_form": retire_form or RetireForm(row=row),
    }
    wrong = retire_form is not None and retire_form.errors
    return render(request, "staff/fields/field.html", context, status=422 if wrong else 200)


def history_of(row: Field | DetailList) -> list[dict[str, Any]]:
    """What was done to something in the dictionary, the newest first."""
    entries = AuditEntry.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk))
    return [
        {
            "when": entry.at,
            "who": entry.user_name,
            "what": verb_word(entry.verb),
            "changes": entry_changes(entry),
        }
        for entry in entries.order_by("-pk")[:HISTORY_SHOWN]
    ]


@permission(Permission.FIELDS_VIEW)
@require_GET
def fields_json(request: HttpRequest) -> JsonResponse:
    """Fields in use for the decision editor: docs/reference/dmn-editor.md."""
    return JsonResponse({"fields": [_plain(row) for row in fields_in_use().select_related("owner")]})


def _plain(row: Field) -> dict[str, Any]:
    return {
        "name": row.name,
        "type": row.type,
        "type_words": str(row.get_type_display()),
        "measure": row.measure,
        "allowed": row.allowed,
        "allowed_words": allowed_words(row.allowed),
        "subject": row.subject,
        "owner": row.owner.label,
        "source": row.source,
        "description": row.description,
        "aliases": [alias.name for alias in row.aliases.all()],
    }
