"""上传政策: a file or pasted text, read before it is stored."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.scope import packages_editable_by
from luodi_web.policies.domain.uploading import create_policy, keep_upload
from luodi_web.policies.forms.policies import UploadForm
from luodi_web.policies.models import PendingUpload


@permission(Permission.POLICIES_EDIT)
@require_http_methods(["GET", "POST"])
def policy_upload(request: HttpRequest) -> HttpResponse:
    """The form; a POST with ``read`` reads the text and fills the form in, any other stores the policy."""
    form = _form(request)
    if request.method != "POST":
        return _page(request, form)
    valid = form.is_valid()
    if valid and "read" not in request.POST:
        kept = form.pending_upload or _keep(form)
        version = create_policy(
            form.source,
            form.facts,
            owner=form.cleaned_data["package"].owner,
            by=request.actor,
            file=kept.file if kept else None,
            file_name=kept.name if kept else "",
        )
        if kept:
            kept.delete()
        for words in form.source.warnings:
            messages.warning(request, words)
        if form.preview.has_tasks is False:
            messages.warning(request, _("没有从文中识别出任务，可以先校订文本，再手工编制任务分解表。"))
        return redirect("staff:review", pk=version.pk)
    return _page(request, _form_again(request, form))


def _form(request: HttpRequest) -> UploadForm:
    if request.method == "POST":
        return UploadForm(request.POST, request.FILES, user=request.user, rights=request.rights)
    packages = packages_editable_by(request.rights).values_list("pk", flat=True)[:2]
    only = packages[0] if len(packages) == 1 else None
    initial = {"package": request.GET.get("package", only), "kind": "", "suggested": "{}"}
    return UploadForm(initial=initial, user=request.user, rights=request.rights)


def _keep(form: UploadForm) -> PendingUpload | None:
    return keep_upload(form.upload, user=form.user) if form.upload else None


def _form_again(request: HttpRequest, form: UploadForm) -> UploadForm:
    """The form with what the text says filled in, its readable file kept, and the errors of this step."""
    data = request.POST.copy()
    for name, value in form.filled().items():
        data[name] = value
    data["suggested"] = json.dumps(form.found, ensure_ascii=False)
    kept = form.pending_upload
    if form.source is not None:
        kept = kept or _keep(form)
    data["pending"] = str(kept.token) if kept else ""
    data["refused"] = form.refused_words
    again = UploadForm(data, user=request.user, rights=request.rights)
    again._errors = form.errors
    again.cleaned_data = form.cleaned_data
    again.source, again.preview, again.same, again.pending_upload = (
        form.source,
        form.preview,
        form.same,
        kept,
    )
    if "title" not in form.errors or "read" in request.POST:
        again.say_where_the_title_is_from()
    if "read" in request.POST:
        for name in set(form.errors) - {"file", "text"}:
            del again.errors[name]
    return again


def _page(request: HttpRequest, form: UploadForm) -> HttpResponse:
    template = "staff/policies/upload.html"
    if request.htmx and "read" in request.POST:
        template += "#form"
    return render(
        request,
        template,
        {
            "page_title": _("上传政策"),
            "breadcrumb": [{"label": _("政策"), "url": reverse("staff:policies")}, {"label": _("上传政策")}],
            "form": form,
            "has_packages": packages_editable_by(request.rights).exists(),
        },
    )
