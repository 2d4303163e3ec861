"""结构与下载: the provisions with their place in the text; files of a version."""

from __future__ import annotations

import json

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luodi_web.common.domain.files import file_response
from luodi_web.decisions.domain.scope import links_by_provision
from luodi_web.people.domain.audit import record
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.outline import provisions_in_order, text_runs, tree_of
from luodi_web.policies.domain.pieces import current_text
from luodi_web.policies.domain.reading import notes_in_words
from luodi_web.policies.domain.reports import markdown_of, repair_report
from luodi_web.policies.domain.scope import versions_visible_to
from luodi_web.policies.enums import PolicyVerb, RepairState, VersionState
from luodi_web.policies.models import PolicyVersion
from luodi_web.supervision.domain.drafting import draft_plan
from luodi_web.supervision.domain.drafting_queue import is_drafted_at_once, queue_draft


def _version(request: HttpRequest, pk: int) -> PolicyVersion:
    """A version whose text is ready, within sight."""
    rows = versions_visible_to(request.rights).select_related("policy__owner", "file")
    return get_object_or_404(rows, pk=pk, repair_state=RepairState.DONE)


@permission(Permission.POLICIES_VIEW)
@require_safe
def version_structure(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    version.text = current_text(version)
    provisions = provisions_in_order(version)
    confirmed = version.state == VersionState.CONFIRMED
    links = links_by_provision(request.rights, version) if confirmed else {}
    for row in provisions:
        row.made_models = links.get(row.pk, [])
    return render(
        request,
        "staff/policies/structure.html",
        {
            "page_title": _("条款结构"),
            "page_lead": version.policy.title,
            "breadcrumb": [
                {"label": _("政策"), "url": reverse("staff:policies")},
                {"label": version.policy.title, "url": reverse("staff:policy", args=[version.policy_id])},
                {"label": _("条款结构")},
            ],
            "version": version,
            "read_notes": notes_in_words(version),
            "tree": tree_of(provisions),
            "count": len(provisions),
            "runs": text_runs(version.text, provisions),
            "confirmed": confirmed,
            "may_edit": request.rights.covers(Permission.POLICIES_EDIT, version.policy.owner),
            "may_plan": confirmed and request.rights.covers(Permission.PLANS_EDIT, version.policy.owner),
            "plan_count": version.plans.count(),
            "may_model": confirmed and request.rights.may(Permission.MODELS_EDIT),
        },
    )


@permission(Permission.POLICIES_VIEW)
@require_safe
def version_original(request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
    version = _version(request, pk)
    record(request.actor, PolicyVerb.DOWNLOADED, version)
    if version.file is None:  # pasted: the text itself is all that came
        return _download(version.original, _file_stem(version), "txt", "text/plain")
    return file_response(version.file, version.file_name)


@permission(Permission.POLICIES_VIEW)
@require_safe
def version_text(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    return _download(current_text(version), _file_stem(version), "txt", "text/plain")


@permission(Permission.POLICIES_VIEW)
@require_safe
def version_report(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    report = json.dumps(repair_report(version), ensure_ascii=False, indent=1)
    return _download(
        report, _("%(title)s 修复记录") % {"title": _file_stem(version)}, "json", "application/json"
    )


@permission(Permission.POLICIES_VIEW)
@require_safe
def version_markdown(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    return _download(markdown_of(version), _file_stem(version), "md", "text/markdown")


def _file_stem(version: PolicyVersion) -> str:
    return "".join(" " if char in '\\/:*?"<>|\r\n\t' else char for char in version.policy.title)[:80]


def _download(text: str, stem: str, ending: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{stem}.{ending}")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@permission(Permission.PLANS_EDIT)
@require_POST
def version_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """起草任务分解表 from a confirmed text, a long one by the worker."""
    mine = request.rights.scope(Permission.PLANS_EDIT, "policy__owner")
    confirmed = versions_visible_to(request.rights).filter(mine, state=VersionState.CONFIRMED)
    version = get_object_or_404(confirmed.select_related("policy__package", "policy__owner"), pk=pk)
    if not is_drafted_at_once(version):
        return redirect("staff:drafting", pk=queue_draft(version, by=request.actor).pk)
    plan = draft_plan(version, request.actor)
    return redirect("staff:plan_edit", pk=plan.pk)
