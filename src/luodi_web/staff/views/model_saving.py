"""Changing a draft's content: an uploaded file, the editor's XML, what waits for a confirmation.

The editor's side of the contract: docs/reference/dmn-editor.md.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi.diagnostics import Diagnostic
from luodi.dmn import export
from luodi.dmn.model import Version
from luodi_web.decisions.domain.changes import ChangeWords, changes_in_words, in_words
from luodi_web.decisions.domain.checking import check_cell
from luodi_web.decisions.domain.content import content_from, content_of, digest_of
from luodi_web.decisions.domain.dictionary import units_by_name
from luodi_web.decisions.domain.read_cells import readings_in_words
from luodi_web.decisions.domain.readings import dismiss_readings
from luodi_web.decisions.domain.saving import (
    SaveOutcome,
    drop_pending,
    incoming_of,
    save_content,
)
from luodi_web.decisions.domain.tables import PlacedFault, placed
from luodi_web.decisions.domain.uploads import Incoming, read_text, read_upload
from luodi_web.decisions.domain.verdicts import can_edit
from luodi_web.decisions.forms.models import UploadForm
from luodi_web.decisions.models import ModelVersion, PendingSave
from luodi_web.decisions.rules import MODEL_MAX_BYTES
from luodi_web.fields.domain.naming import feel_language
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.model_versions import editable_version, find_version, version_context


@permission(Permission.MODELS_EDIT)
@require_http_methods(["GET", "POST"])
def model_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """New content from a file, made on the revision that the page showed."""
    version = editable_version(request, pk)
    if not can_edit(version):
        messages.warning(request, can_edit(version).reason)
        return redirect("staff:model_version", pk=pk)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"revision": version.revision})
    faults: list[Diagnostic] = []
    if request.method == "POST" and form.is_valid():
        incoming = read_upload(form.cleaned_data["file"])
        if incoming.xml is None:
            faults = incoming.errors or list(incoming.diagnostics)
            form.add_error("file", _("文件读不出判定模型，请按下面的提示改正后再传。"))
        else:
            answer = _save(request, version, incoming, form.cleaned_data["revision"])
            if answer is not None:
                return answer
            return redirect("staff:model_version", pk=pk)
    context = version_context(version, "", (_("上传修改"), ""))
    context |= {"form": form, "faults": faults}
    return render(request, "staff/models/upload.html", context, status=422 if form.errors else 200)


def _save(
    request: HttpRequest, version: ModelVersion, incoming: Incoming, revision: int, confirmed: bool = False
) -> HttpResponse | None:
    """Save and say so; None where the version may not be changed any more."""
    try:
        outcome = save_content(version, incoming, revision=revision, confirmed=confirmed, by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return None
    if not outcome.saved:
        return redirect("staff:model_pending", pk=version.pk)
    errors = sum(each.found.severity == "error" for each in placed(content_of(outcome.version)))
    if errors:
        messages.warning(request, _("已保存，有 %(count)d 处要改，见下面的清单。") % {"count": errors})
    else:
        messages.success(request, _("已保存，没有发现错误。"))
    return redirect("staff:model_version", pk=version.pk)


@permission(Permission.MODELS_EDIT)
@require_http_methods(["GET", "POST"])
def model_pending(request: HttpRequest, pk: int) -> HttpResponse:
    """What one handed in and that was not saved: what it would take away, or that others saved meanwhile.

    act=keep saves it as it is, on the revision that this page showed; act=drop forgets it.
    """
    version = editable_version(request, pk)
    pending = PendingSave.objects.filter(version=version, user=request.user).first()
    if pending is None:
        return redirect("staff:model_version", pk=pk)
    if request.method == "POST":
        revision = request.POST.get("revision", "")
        if request.POST.get("act") == "drop":
            drop_pending(version, by=request.actor)
            messages.success(request, _("已放弃这次上传，原内容不变。"))
            return redirect("staff:model_version", pk=pk)
        # Only what the page showed may be confirmed.
        if (
            revision.isdecimal()
            and len(revision) < 10
            and request.POST.get("shown") == digest_of(pending.xml)
        ):
            answer = _save(request, version, incoming_of(pending), int(revision), confirmed=True)
            return answer or redirect("staff:model_version", pk=pk)
        messages.warning(request, _("内容又有变化，请重新核对。"))
    content = content_from(pending.xml)
    changes = changes_in_words(content_of(version), content, units_by_name()) if content else []
    context = version_context(version, "", (_("确认保存"), ""))
    context |= {
        "pending": pending,
        "shown": digest_of(pending.xml),
        "stale": pending.revision != version.revision,
        "readings": readings_in_words(pending.notes),
        "errors": [each for each in placed(content) if each.found.severity == "error"] if content else [],
        "losses": [each for each in changes if each.kind == "removed"],
        "others": [each for each in changes if each.kind != "removed"],
    }
    return render(request, "staff/models/pending.html", context)


@permission(Permission.MODELS_EDIT)
@require_POST
def model_readings(request: HttpRequest, pk: int) -> HttpResponse:
    """What a workbook was read as has been looked over."""
    try:
        dismiss_readings(editable_version(request, pk), by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("已记下核对过，清单不再显示。"))
    return redirect("staff:model_version", pk=pk)


@permission(Permission.MODELS_EDIT)
@require_safe
def model_editor(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the editor; one that may not be changed is shown to be read."""
    version = editable_version(request, pk)
    content = content_of(version)
    opens = export(content.definitions, lower=True).version is Version.V1_3
    edits = bool(can_edit(version)) and opens
    context = version_context(version, "", (_("在线编辑"), ""))
    context |= {
        "opens": opens,
        "edits": edits,
        "editor": {
            "xml_url": reverse("staff:model_xml", args=[pk]),
            "save_url": reverse("staff:model_xml", args=[pk]) if edits else "",
            "diagnostics_url": reverse("staff:model_diagnostics", args=[pk]),
            "fields_url": reverse("staff:fields_json"),
            "token": str(version.revision),
            "problems": json.dumps([problem(each) for each in placed(content)], ensure_ascii=False),
        },
    }
    return render(request, "staff/models/editor.html", context)


def problem(each: PlacedFault) -> dict[str, Any]:
    """A diagnostic as the editor's script takes it. rule, column: from 1; 0 where there is none."""
    lang = feel_language()
    span = each.found.span
    return {
        "code": each.found.code,
        "severity": each.found.severity.value,
        "message": each.found.message(lang),
        "hint": each.found.hint(lang),
        "where": each.found.where,
        "table": each.table,
        "rule": each.rule,
        "column": each.column,
        "table_id": each.table_id,
        "rule_id": each.rule_id,
        "column_id": each.column_id,
        "start": span.start if span else None,
        "end": span.end if span else None,
    }


@permission(Permission.MODELS_VIEW)
@require_http_methods(["GET", "POST"])
def model_xml(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the model as DMN 1.3 (1.5 where 1.3 cannot say it). POST ``xml``, ``token``, ``confirmed``: save.

    200 {"token", "message", "problems"}; 409 {"message", "review"} somebody saved meanwhile, what was sent is
    kept beside the version, to be looked over at ``review``; 422 with "losses" and "confirm", to be sent
    again as ``confirmed``; 422 with "message".
    """
    version = find_version(request, pk)
    if request.method == "GET":
        written = export(content_of(version).definitions, lower=True)
        response = HttpResponse(written.data, content_type="application/xml; charset=utf-8")
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store"
        response["X-Luodi-Revision"] = str(version.revision)
        return response
    if not request.rights.covers(Permission.MODELS_EDIT, version.model.owner):
        return JsonResponse({"message": _("您没有编制这个模型的权限。")}, status=403)
    return _save_xml(request, version)


def _save_xml(request: HttpRequest, version: ModelVersion) -> JsonResponse:
    xml, token = request.POST.get("xml", ""), request.POST.get("token", "")
    if not token.isdecimal() or len(token) > 9:
        return JsonResponse({"message": _("页面太旧，请刷新后再保存。")}, status=422)
    if len(xml) > MODEL_MAX_BYTES:
        return JsonResponse({"message": _("模型太大，没有保存。")}, status=422)
    incoming = read_text(xml)
    if incoming.xml is None:
        problems = [problem(PlacedFault(each)) for each in incoming.diagnostics]
        return JsonResponse({"message": _("模型读不出来，没有保存。"), "problems": problems}, status=422)
    confirmed = request.POST.get("confirmed") == digest_of(incoming.xml)
    try:
        outcome = save_content(version, incoming, revision=int(token), confirmed=confirmed, by=request.actor)
    except ValidationError as error:
        return JsonResponse({"message": error.messages[0]}, status=422)
    return _answer(outcome, incoming)


def _answer(outcome: SaveOutcome, incoming: Incoming) -> JsonResponse:
    if outcome.stale:
        review = reverse("staff:model_pending", args=[outcome.version.pk])
        return JsonResponse({"message": _stale_words(outcome.version), "review": review}, status=409)
    if not outcome.saved:
        losses = [{"where": each.where, "message": each.words} for each in _losses(outcome, incoming)]
        return JsonResponse({"losses": losses, "confirm": digest_of(incoming.xml or "")}, status=422)
    problems = [problem(each) for each in placed(content_of(outcome.version))]
    answer = {"token": str(outcome.version.revision), "message": _("已保存。"), "problems": problems}
    return JsonResponse(answer)


def _losses(outcome: SaveOutcome, incoming: Incoming) -> list[ChangeWords]:
    """What the save would take away, in words."""
    after = content_from(incoming.xml or "")
    if after is None:
        return []
    return in_words(outcome.losses, content_of(outcome.version), after, units_by_name())


def _stale_words(version: ModelVersion) -> str:
    who = version.saved_by.name if version.saved_by else _("别人")
    words = _(
        "%(who)s在您打开之后保存过，您的修改没有覆盖它，已另存为待确认的内容；请到版本页面核对后再决定。"
    )
    return words % {"who": who}


@permission(Permission.MODELS_VIEW)
@require_POST
def model_diagnostics(request: HttpRequest, pk: int) -> JsonResponse:
    """What is wrong in one expression as it is typed, or, where the body is XML, in a whole model."""
    version = find_version(request, pk)
    body = request.body[: MODEL_MAX_BYTES + 1]
    if body.lstrip()[:1] == b"<":
        return JsonResponse(_check_model(body), safe=False)
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return JsonResponse({"message": _("请求读不出来。")}, status=400)
    if not isinstance(asked, dict):
        return JsonResponse({"message": _("请求读不出来。")}, status=400)
    return JsonResponse([problem(each) for each in check_cell(content_of(version), asked)], safe=False)


def _check_model(body: bytes) -> list[dict[str, Any]]:
    incoming = read_text(body.decode("utf-8", "replace"))
    content = content_from(incoming.xml) if incoming.xml else None
    if content is None:
        return [problem(PlacedFault(each)) for each in incoming.diagnostics]
    return [problem(each) for each in placed(content)]
