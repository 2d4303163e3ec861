"""案例: all saved cases of a version run, rules that none reaches, in and out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luodi_web.decisions.domain.cases import (
    accept_result,
    delete_case,
    export_cases,
    import_cases,
    run_cases,
)
from luodi_web.decisions.domain.content import Tampered
from luodi_web.decisions.domain.scope import model_versions_editable_by
from luodi_web.decisions.domain.verdicts import can_edit
from luodi_web.decisions.enums import ModelVerb
from luodi_web.decisions.forms.acts import ImportCasesForm
from luodi_web.decisions.models import ModelVersion, SavedCase
from luodi_web.people.domain.audit import record
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.model_versions import (
    editable_version,
    file_stem,
    find_version,
    version_context,
)


@permission(Permission.MODELS_VIEW)
@require_safe
def model_cases(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, find_version(request, pk), ImportCasesForm())


def _page(request: HttpRequest, version: ModelVersion, form: ImportCasesForm) -> HttpResponse:
    try:
        report = run_cases(version)
    except Tampered as error:
        messages.error(request, error.messages[0])
        return redirect("staff:model_version", pk=version.pk)
    context = version_context(version, "cases")
    context |= {
        "report": report,
        "edits": request.rights.covers(Permission.MODELS_EDIT, version.model.owner)
        and bool(can_edit(version)),
        "form": form,
    }
    return render(request, "staff/models/cases.html", context, status=422 if form.errors else 200)


@permission(Permission.MODELS_EDIT)
@require_POST
def model_cases_import(request: HttpRequest, pk: int) -> HttpResponse:
    version = editable_version(request, pk)
    form = ImportCasesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            count = import_cases(version, form.cleaned_data["file"].read(), by=request.actor)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            messages.success(request, _("已导入 %(count)d 个案例。") % {"count": count})
            return redirect("staff:model_cases", pk=pk)
    return _page(request, find_version(request, pk), form)


@permission(Permission.MODELS_VIEW)
@require_safe
def model_cases_export(request: HttpRequest, pk: int) -> HttpResponse:
    version = find_version(request, pk)
    record(request.actor, ModelVerb.DOWNLOADED, version, after={"format": "tck"})
    response = HttpResponse(export_cases(version), content_type="application/xml; charset=utf-8")
    name = _("%(name)s 案例") % {"name": file_stem(version)}
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xml")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _saved(request: HttpRequest, pk: int) -> SavedCase:
    rows = SavedCase.objects.filter(version__in=model_versions_editable_by(request.rights))
    return get_object_or_404(rows.select_related("version__model"), pk=pk)


@permission(Permission.MODELS_EDIT)
@require_POST
def model_case_delete(request: HttpRequest, pk: int) -> HttpResponse:
    saved = _saved(request, pk)
    try:
        delete_case(saved, by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("案例已删除。"))
    return redirect("staff:model_cases", pk=saved.version_id)


@permission(Permission.MODELS_EDIT)
@require_POST
def model_case_accept(request: HttpRequest, pk: int) -> HttpResponse:
    saved = _saved(request, pk)
    try:
        accept_result(saved, by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("已把现在的结果作为预期结果。"))
    return redirect("staff:model_cases", pk=saved.version_id)
