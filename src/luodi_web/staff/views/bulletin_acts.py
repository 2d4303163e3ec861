"""What is done with a bulletin: sent round, agreed, returned, issued, given up, corrected, read."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.acts import done_by_form
from luodi_web.staff.views.bulletin_editor import editable_bulletin
from luodi_web.staff.views.bulletins import bulletin_screen, submit_form, visible_bulletin
from luodi_web.staff.views.going_back import back
from luodi_web.supervision.domain.bulletin_steps import (
    agree,
    give_back,
    issue_bulletin,
    mark_read,
    submit_bulletin,
)
from luodi_web.supervision.domain.bulletins import correct_bulletin, void_bulletin
from luodi_web.supervision.domain.bulletins_scope import receipts_of, signs_open_to
from luodi_web.supervision.enums import SignStep
from luodi_web.supervision.forms.bulletins import AgreeForm, GiveBackForm
from luodi_web.supervision.forms.reports import ReasonForm
from luodi_web.supervision.models import Bulletin, BulletinSign


@permission(Permission.BULLETINS_EDIT)
@require_POST
def bulletin_submit(request: HttpRequest, pk: int) -> HttpResponse:
    found = editable_bulletin(request, pk)
    form = submit_form(found, request.POST)
    if done_by_form(
        request,
        form,
        lambda: submit_bulletin(found, **form.cleaned_data, by=request.actor),
        _("已送审，审核的人会收到通知。"),
    ):
        return redirect("staff:bulletin", pk=pk)
    return bulletin_screen(request, visible_bulletin(request, pk), status=422, submit_form=form)


def _open_sign(request: HttpRequest, found: Bulletin, *steps: SignStep) -> BulletinSign | None:
    return signs_open_to(request.rights).filter(bulletin=found, step__in=steps).first()


def _over(request: HttpRequest, pk: int) -> HttpResponse:
    messages.warning(request, _("这一步已经办理过了。"))
    return redirect("staff:bulletin", pk=pk)


@permission(Permission.BULLETINS_REVIEW)
@require_POST
def bulletin_agree(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_bulletin(request, pk)
    sign = _open_sign(request, found, SignStep.REVIEW, SignStep.COUNTERSIGN)
    if sign is None:
        return _over(request, pk)
    form = AgreeForm(request.POST)
    if done_by_form(request, form, lambda: agree(sign, **form.cleaned_data, by=request.actor), _("已同意。")):
        return redirect("staff:bulletin", pk=pk)
    return bulletin_screen(request, visible_bulletin(request, pk), status=422, agree_form=form)


@permission(Permission.SIGN_OFF)
@require_POST
def bulletin_issue(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_bulletin(request, pk)
    sign = _open_sign(request, found, SignStep.ISSUE)
    if sign is None:
        return _over(request, pk)
    form = AgreeForm(request.POST)
    issued = done_by_form(request, form, lambda: issue_bulletin(sign, **form.cleaned_data, by=request.actor))
    if issued is not None:
        messages.success(request, _("已签发：%(issue)s。") % {"issue": issued.issue_words})
        return redirect("staff:bulletin", pk=pk)
    return bulletin_screen(request, visible_bulletin(request, pk), status=422, agree_form=form)


@permission(Permission.TASKS_VIEW)
@require_POST
def bulletin_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Open to whoever the step is open to: reviewers and those who sign."""
    found = visible_bulletin(request, pk)
    sign = _open_sign(request, found, *SignStep)
    if sign is None:
        return _over(request, pk)
    form = GiveBackForm(request.POST, auto_id="return_%s")
    if done_by_form(
        request,
        form,
        lambda: give_back(sign, **form.cleaned_data, by=request.actor),
        _("已退回修改，编写人会收到通知。"),
    ):
        return redirect("staff:bulletins")
    return bulletin_screen(request, visible_bulletin(request, pk), status=422, return_form=form)


@permission(Permission.BULLETINS_EDIT)
@require_POST
def bulletin_void(request: HttpRequest, pk: int) -> HttpResponse:
    found = editable_bulletin(request, pk)
    form = ReasonForm(request.POST, prefix="void")
    if done_by_form(
        request,
        form,
        lambda: void_bulletin(found, form.cleaned_data["reason"], by=request.actor),
        _("通报已作废。"),
    ):
        return redirect("staff:bulletin", pk=pk)
    return bulletin_screen(request, visible_bulletin(request, pk), status=422, void_form=form)


@permission(Permission.BULLETINS_EDIT)
@require_POST
def bulletin_correct(request: HttpRequest, pk: int) -> HttpResponse:
    found = editable_bulletin(request, pk)
    try:
        made = correct_bulletin(found, by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("staff:bulletin", pk=pk)
    return redirect("staff:bulletin_edit", pk=made.pk)


@permission(Permission.TASKS_REPORT)
@require_POST
def bulletin_read(request: HttpRequest, pk: int) -> HttpResponse:
    receipts = receipts_of(request.rights).filter(bulletin_id=get_object_or_404(Bulletin, pk=pk).pk)
    get_object_or_404(receipts.order_by("pk")[:1])
    if mark_read(receipts, by=request.actor):
        messages.success(request, _("已标记阅知。"))
    return back(request)
