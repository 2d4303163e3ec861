"""上传新版: another text of a confirmed policy, which starts from what was decided on the last one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.confirming import NotAllowedError, can_reopen
from luodi_web.policies.domain.scope import policies_editable_by
from luodi_web.policies.domain.uploading import create_version, keep_upload
from luodi_web.policies.forms.versions import VersionForm


@permission(Permission.POLICIES_EDIT)
@require_http_methods(["GET", "POST"])
def version_upload(request: HttpRequest, pk: int) -> HttpResponse:
    policy = get_object_or_404(policies_editable_by(request.rights).select_related("owner"), pk=pk)
    answer = can_reopen(policy)
    if not answer.allowed:
        messages.error(request, answer.reason)
        return redirect("staff:policy", pk=pk)
    last = policy.versions.order_by("-number").first()
    form = VersionForm(request.POST or None, request.FILES or None, user=request.user, last=last)
    kept = None
    if request.method == "POST":
        valid = form.is_valid()
        kept = form.pending_upload
        if form.source is not None and kept is None and form.upload:
            kept = keep_upload(form.upload, user=request.user)
        if valid:
            try:
                version = create_version(
                    policy,
                    form.source,
                    by=request.actor,
                    file=kept.file if kept else None,
                    file_name=kept.name if kept else "",
                )
            except NotAllowedError as refusal:  # someone else opened the review meanwhile
                messages.error(request, str(refusal))
                return redirect("staff:policy", pk=pk)
            if kept:
                kept.delete()
            for words in form.source.warnings:
                messages.warning(request, words)
            # What was taken over stands at the head of the review.
            return redirect("staff:review", pk=version.pk)
    return render(
        request,
        "staff/policies/version_upload.html",
        {
            "page_title": _("上传新版"),
            "page_lead": policy.title,
            "breadcrumb": [
                {"label": _("政策"), "url": reverse("staff:policies")},
                {"label": policy.title, "url": reverse("staff:policy", args=[pk])},
                {"label": _("上传新版")},
            ],
            "policy": policy,
            "last": last,
            "form": form,
            "kept": kept,
        },
        status=422 if form.errors else 200,
    )
