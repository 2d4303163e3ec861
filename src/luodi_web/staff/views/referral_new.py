"""提请督查: a leader's words, and the packet that the office prepares."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.measures import hand_in
from luodi_web.staff.views.referrals import WHOSE
from luodi_web.staff.views.tasks import task_address
from luodi_web.supervision.domain.referrals import (
    may_order,
    may_prepare,
    open_order,
    order_referral,
    prepare_referral,
    red_days,
)
from luodi_web.supervision.domain.referrals_scope import (
    assignments_to_order,
    assignments_to_refer,
)
from luodi_web.supervision.forms.measures import WordsForm


@permission(Permission.SIGN_OFF)
@require_http_methods(["GET", "POST"])
def referral_order(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader's words; what is to be prepared from them is the office's work."""
    rows = assignments_to_order(request.rights).select_related("unit", "task__workstream__plan")
    assignment = get_object_or_404(rows, pk=pk)
    verdict = may_order(assignment)
    if not verdict:
        messages.warning(request, verdict.reason)
        return redirect(task_address(assignment))
    form = WordsForm(request.POST or None, label=_("批示内容"), limit=300)

    def again(form: Form) -> HttpResponse:
        return _form_page(
            request,
            assignment,
            form,
            _("批示提请督查"),
            _("批示"),
            _("批示后由办公室准备提请材料，再报批准。"),
        )

    if request.method == "GET":
        return again(form)
    return hand_in(
        request,
        form,
        lambda values: order_referral(assignment, values["words"], by=request.actor),
        _("批示已交办公室办理。"),
        task_address(assignment),
        again,
    )


@permission(Permission.REFERRALS_EDIT)
@require_http_methods(["GET", "POST"])
def referral_new(request: HttpRequest, pk: int) -> HttpResponse:
    rows = assignments_to_refer(request.rights).select_related(
        "unit", "task__workstream__plan__owner", "task__workstream__plan__version__policy", "task__provision"
    )
    assignment = get_object_or_404(rows, pk=pk)
    verdict = may_prepare(assignment)
    if not verdict:
        messages.warning(request, verdict.reason)
        return redirect(task_address(assignment))
    form = WordsForm(request.POST or None, label=_("提请理由"))

    def again(form: Form) -> HttpResponse:
        help_text = _(
            "保存时把任务、进展、灯号、函件和答复、延期情况和佐证材料清单定稿成提请材料，报领导批准。"
        )
        return _form_page(request, assignment, form, _("拟提请督查"), _("定稿并报批"), help_text)

    if request.method == "GET":
        return again(form)
    return hand_in(
        request,
        form,
        lambda values: prepare_referral(assignment, values["words"], by=request.actor),
        _("提请材料已定稿，等待领导批准。"),
        task_address(assignment),
        again,
    )


def _form_page(
    request: HttpRequest, assignment: Any, form: Form, title: str, button: str, help_text: str
) -> HttpResponse:
    order = open_order(assignment)
    facts = [
        (_("工作任务"), assignment.task.text),
        (_("承办机构"), assignment.unit.name),
        (_("灯号原因"), assignment.light_reason),
        (_("红灯工作日"), red_days(assignment).days),
    ]
    if order is not None:
        facts.append(
            (_("领导批示"), _("%(words)s（%(more)s）") % {"words": order.words, "more": order.by or ""})
        )
    url = task_address(assignment)
    context = {
        "page_title": title,
        "form": form,
        "facts": facts,
        "button": button,
        "help": help_text,
        "notice": WHOSE,
        "cancel_url": url,
        "breadcrumb": [
            {"label": _("提请督查"), "url": reverse("staff:referrals")},
            {"label": _("任务"), "url": url},
            {"label": title, "url": ""},
        ],
    }
    return render(request, "staff/measures/form.html", context, status=422 if form.errors else 200)
