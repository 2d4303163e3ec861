"""Sending a version to review, and what the second person decides."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi_web.decisions.domain.releasing import (
    recall_version,
    release_version,
    return_version,
    send_version,
)
from luodi_web.decisions.forms.acts import ReleaseForm, ReturnForm
from luodi_web.decisions.models import ModelVersion
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.acts import done_by_button
from luodi_web.staff.views.model_versions import editable_version, find_version, version_page


@permission(Permission.MODELS_EDIT)
@require_POST
def model_send(request: HttpRequest, pk: int) -> HttpResponse:
    return _plain(request, pk, send_version, _("已送复核，复核的人会收到通知。"))


@permission(Permission.MODELS_EDIT)
@require_POST
def model_recall(request: HttpRequest, pk: int) -> HttpResponse:
    return _plain(request, pk, recall_version, _("已撤回，可以继续修改。"))


def _plain(request: HttpRequest, pk: int, act: Callable[..., ModelVersion], words: str) -> HttpResponse:
    version = editable_version(request, pk)
    done_by_button(request, lambda: act(version, by=request.actor), words)
    return redirect("staff:model_version", pk=pk)


def _reviewed(request: HttpRequest, pk: int) -> ModelVersion:
    rows = ModelVersion.objects.filter(request.rights.scope(Permission.MODELS_RELEASE, "model__owner"))
    return get_object_or_404(rows.select_related("model__owner"), pk=pk)


@permission(Permission.MODELS_RELEASE)
@require_POST
def model_return(request: HttpRequest, pk: int) -> HttpResponse:
    version = _reviewed(request, pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            return_version(version, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已退回，编制的人会收到通知和原因。"))
            return redirect("staff:model_version", pk=pk)
    return version_page(request, find_version(request, pk), 422, **{"return": form})


@permission(Permission.MODELS_RELEASE)
@require_POST
def model_release(request: HttpRequest, pk: int) -> HttpResponse:
    version = _reviewed(request, pk)
    form = ReleaseForm(request.POST)
    if form.is_valid():
        try:
            release_version(version, **form.cleaned_data, by=request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已发布，内容从现在起固定。"))
            return redirect("staff:model_version", pk=pk)
    return version_page(request, find_version(request, pk), 422, release=form)
