"""One version: its tables to read, what is wrong in them, its period and its files."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luodi.diagnostics import LuodiError, Severity
from luodi.dmn.workbook import to_workbook
from luodi_web.common.tables.workbook import XLSX_TYPE
from luodi_web.decisions.domain.content import Content, Tampered, content_of
from luodi_web.decisions.domain.dictionary import units_by_name
from luodi_web.decisions.domain.read_cells import readings_in_words
from luodi_web.decisions.domain.releasing import release_effects
from luodi_web.decisions.domain.scope import model_versions_editable_by, model_versions_visible_to
from luodi_web.decisions.domain.tables import elements_of, placed
from luodi_web.decisions.domain.verdicts import can_decide, can_discard, can_edit, can_recall, can_send
from luodi_web.decisions.domain.versions import discard_version, set_period
from luodi_web.decisions.enums import ModelState, ModelVerb
from luodi_web.decisions.forms.acts import ReleaseForm, ReturnForm
from luodi_web.decisions.forms.models import PeriodForm
from luodi_web.decisions.models import ModelVersion, PendingSave
from luodi_web.people.domain.audit import record
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.models import AuditEntry
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.models import crumbs


def find_version(request: HttpRequest, pk: int) -> ModelVersion:
    rows = model_versions_visible_to(request.rights).select_related(
        "model__owner", "saved_by", "sent_by", "decided_by", "started_from"
    )
    return get_object_or_404(rows, pk=pk)


def editable_version(request: HttpRequest, pk: int) -> ModelVersion:
    rows = model_versions_editable_by(request.rights).select_related("model__owner")
    return get_object_or_404(rows, pk=pk)


def version_tabs(version: ModelVersion, current: str) -> list[dict[str, Any]]:
    pages = [
        ("version", _("判定表"), None),
        ("try", _("试一试"), None),
        ("cases", _("案例"), version.cases.count()),
        ("compare", _("版本差异"), None),
    ]
    return [
        {
            "label": label,
            "url": reverse(f"staff:model_{name}", args=[version.pk]),
            "current": name == current,
            "count": count,
        }
        for name, label, count in pages
    ]


def version_context(version: ModelVersion, current: str, *more: tuple[str, str]) -> dict[str, Any]:
    """What every page of a version shows: its name, its way there, the tabs."""
    number = _("第 %(number)d 版") % {"number": version.number}
    url = reverse("staff:model_version", args=[version.pk])
    return {
        "page_title": version.model.name,
        "breadcrumb": crumbs(version.model, (number, url), *more),
        "model": version.model,
        "version": version,
        "tabs": version_tabs(version, current),
    }


@permission(Permission.MODELS_VIEW)
@require_safe
def model_version(request: HttpRequest, pk: int) -> HttpResponse:
    return version_page(request, find_version(request, pk))


def version_page(
    request: HttpRequest, version: ModelVersion, status: int = 200, **forms: Any
) -> HttpResponse:
    """One version; ``forms`` are those that were refused: period, return, release."""
    rights = request.rights
    may_edit = rights.covers(Permission.MODELS_EDIT, version.model.owner)
    may_release = rights.covers(Permission.MODELS_RELEASE, version.model.owner)
    context = version_context(version, "version")
    try:
        content: Content | None = content_of(version)
    except Tampered as error:
        content, context["tampered"] = None, error.messages[0]
    faults = placed(content) if content else []
    edits = may_edit and can_edit(version)
    decides = may_release and version.state == ModelState.REVIEW
    context |= {
        "elements": elements_of(content, units_by_name()) if content else [],
        "errors": [each for each in faults if each.found.severity is Severity.ERROR],
        "notes": [each for each in faults if each.found.severity is not Severity.ERROR],
        "readings": readings_in_words(version.readings),
        "links": version.model.links.select_related("provision__version"),
        "may_link": may_edit,
        "may_edit": edits,
        "period_form": forms.get("period") or (PeriodForm.of(version) if edits else None),
        "can_send": can_send(version) if edits and content else None,
        "can_recall": may_edit and bool(can_recall(version)),
        "can_discard": can_discard(version) if edits else None,
        "verdict": can_decide(version, request.user) if decides else None,
        "return_form": forms.get("return") or ReturnForm(),
        "release_form": forms.get("release") or ReleaseForm(initial={"digest": version.digest}),
        "effects": release_effects(version) if decides or edits else [],
        "pending": PendingSave.objects.filter(version=version, user=request.user).first() if edits else None,
        "events": history(version),
        "editors": _("、").join(version.editors.order_by("pk").values_list("name", flat=True)),
    }
    return render(request, "staff/models/version.html", context, status=status)


def history(version: ModelVersion) -> list[dict[str, str]]:
    """What has happened to the version, newest first."""
    entries = AuditEntry.objects.filter(
        object_type=ModelVersion._meta.label_lower, object_id=str(version.pk)
    ).order_by("-at", "-pk")[:30]
    events = []
    for entry in entries:
        after = entry.after or {}
        words = [str(after[name]) for name in ("reason", "case") if after.get(name)]
        if after.get("changes"):
            words.append(_("%(count)s 处改动") % {"count": after["changes"]})
        events.append(
            {
                "when": date_format(timezone.localtime(entry.at), "Y-m-d H:i"),
                "who": " · ".join(name for name in (entry.unit_name, entry.user_name) if name),
                "what": str(ModelVerb(entry.verb).label) if entry.verb in ModelVerb.values else entry.verb,
                "text": _("；").join(words),
            }
        )
    return events


@permission(Permission.MODELS_EDIT)
@require_POST
def model_period(request: HttpRequest, pk: int) -> HttpResponse:
    version = editable_version(request, pk)
    form = PeriodForm.of(version, request.POST)
    if form.is_valid():
        try:
            set_period(version, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("有效期和说明已保存。"))
            return redirect("staff:model_version", pk=pk)
    return version_page(request, find_version(request, pk), 422, period=form)


@permission(Permission.MODELS_EDIT)
@require_POST
def model_discard(request: HttpRequest, pk: int) -> HttpResponse:
    version = editable_version(request, pk)
    model = version.model
    try:
        discard_version(version, by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("staff:model_version", pk=pk)
    messages.success(request, _("草稿已删除。"))
    return redirect("staff:model", pk=model.pk)


def file_stem(version: ModelVersion) -> str:
    name = "".join(" " if char in '\\/:*?"<>|\r\n\t' else char for char in version.model.name)[:80]
    return _("%(name)s 第%(number)d版") % {"name": name, "number": version.number}


@permission(Permission.MODELS_VIEW)
@require_safe
def model_dmn(request: HttpRequest, pk: int) -> HttpResponse:
    version = find_version(request, pk)
    record(request.actor, ModelVerb.DOWNLOADED, version, after={"format": "dmn"})
    response = HttpResponse(version.xml, content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{file_stem(version)}.dmn")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@permission(Permission.MODELS_VIEW)
@require_safe
def model_xlsx(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The tables as a workbook that can be uploaded again; a model without tables says that it has none."""
    version = find_version(request, pk)
    try:
        workbook = to_workbook(content_of(version).definitions)
    except (LuodiError, Tampered) as error:
        words = error.messages[0] if isinstance(error, Tampered) else error.diagnostic.message()
        messages.warning(request, words)
        return redirect("staff:model_version", pk=pk)
    record(request.actor, ModelVerb.DOWNLOADED, version, after={"format": "xlsx"})
    return FileResponse(
        BytesIO(workbook.data),
        as_attachment=True,
        filename=f"{file_stem(version)}.xlsx",
        content_type=XLSX_TYPE,
    )
