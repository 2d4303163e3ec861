"""试一试: a form of the model's inputs, and why the case came out so."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi_web.decisions.domain.cases import add_case, as_of, case_of, given_values
from luodi_web.decisions.domain.content import Tampered, content_of
from luodi_web.decisions.domain.dictionary import units_by_name
from luodi_web.decisions.domain.inputs import InputSpec, inputs_of, read_typed, typed_from
from luodi_web.decisions.domain.trying import Trial, try_case
from luodi_web.decisions.domain.verdicts import can_edit
from luodi_web.decisions.forms.acts import CaseNameForm
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.model_versions import find_version, version_context


@permission(Permission.MODELS_VIEW)
@require_http_methods(["GET", "POST"])
def model_try(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a case; act=save keeps it as a saved case. ``?case=`` begins with a saved one."""
    version = find_version(request, pk)
    try:
        content = content_of(version)
    except Tampered as error:
        messages.error(request, error.messages[0])
        return redirect("staff:model_version", pk=pk)
    units = units_by_name()
    specs = inputs_of(content, units)
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    trial: Trial | None = None
    day, day_error = as_of(version), ""
    edits = request.rights.covers(Permission.MODELS_EDIT, version.model.owner) and bool(can_edit(version))
    form = CaseNameForm()
    begun = request.GET.get("case", "")
    if request.method == "POST":
        typed = {spec.field: request.POST.get(spec.field, "") for spec in specs}
        values, errors = read_typed(content, specs, typed)
        day, day_error = _day(request.POST.get("as_of", ""), day)
        if not errors and not day_error:
            trial = try_case(content, values, day, units)
            if request.POST.get("act") == "save":
                form = CaseNameForm(request.POST)
                if form.is_valid():
                    try:
                        if not edits:
                            raise ValidationError(can_edit(version).reason or _("您没有编制这个模型的权限。"))
                        add_case(version, form.cleaned_data["case_name"], values, day=day, by=request.actor)
                    except ValidationError as error:
                        form.add_error(None, error)
                    else:
                        messages.success(request, _("案例已保存，以后每次修改都会一起运行。"))
                        return redirect("staff:model_cases", pk=pk)
    elif begun.isdecimal() and len(begun) < 19:
        saved = get_object_or_404(version.cases, pk=int(begun))
        given = given_values(case_of(saved))
        typed = typed_from(given, specs)
        day = saved.as_of or day
        trial = try_case(content, given, day, units)
        form = CaseNameForm(initial={"case_name": saved.name})
    context = version_context(version, "try")
    context |= {
        "boxes": [_box(spec, typed.get(spec.field, ""), errors.get(spec.field, "")) for spec in specs],
        "trial": trial,
        "day": day,
        "day_error": day_error,
        "case_form": form,
        "edits": edits,
        "broken": content.has_errors,
        "has_errors": bool(errors or day_error or form.errors),
    }
    return render(request, "staff/models/try.html", context, status=422 if context["has_errors"] else 200)


def _box(spec: InputSpec, value: str, error: str) -> dict[str, Any]:
    return {"spec": spec, "value": value, "error": error, "id": f"id_{spec.field}".replace(" ", "_")}


def _day(text: str, usual: date) -> tuple[date, str]:
    if not text.strip():
        return usual, ""
    try:
        return date.fromisoformat(text.strip()), ""
    except ValueError:
        return usual, _("日期不存在，请重新选择，例如 2026-12-31。")
