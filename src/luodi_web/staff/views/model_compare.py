"""版本差异: what one version changed against another."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from luodi_web.decisions.domain.changes import changes_in_words
from luodi_web.decisions.domain.content import content_from
from luodi_web.decisions.domain.dictionary import units_by_name
from luodi_web.decisions.domain.scope import model_versions_visible_to
from luodi_web.decisions.models import ModelVersion
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.model_versions import find_version, version_context


def _other(request: HttpRequest, version: ModelVersion) -> ModelVersion | None:
    """The version that is asked for, else the one it began from, else the one before it."""
    others = model_versions_visible_to(request.rights).filter(model=version.model).exclude(pk=version.pk)
    asked = request.GET.get("with", "")
    if asked.isdecimal() and len(asked) < 19 and (found := others.filter(pk=int(asked)).first()):
        return found
    if version.started_from_id and (found := others.filter(pk=version.started_from_id).first()):
        return found
    return others.filter(number__lt=version.number).order_by("-number").first()


@permission(Permission.MODELS_VIEW)
@require_safe
def model_compare(request: HttpRequest, pk: int) -> HttpResponse:
    version = find_version(request, pk)
    other = _other(request, version)
    context = version_context(version, "compare")
    context["other"] = other
    context["others"] = (
        model_versions_visible_to(request.rights)
        .filter(model=version.model)
        .exclude(pk=version.pk)
        .defer("xml")
        .order_by("-number")
    )
    if other is not None:
        before, after = content_from(other.xml), content_from(version.xml)
        context["changes"] = changes_in_words(before, after, units_by_name()) if before and after else []
    return render(request, "staff/models/compare.html", context)
