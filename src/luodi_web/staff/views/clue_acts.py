"""What the office, a unit asked to handle it, and the sender do with a clue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from luodi_web.people.actor import Actor
from luodi_web.people.domain.scope import Rights
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.models import Unit
from luodi_web.people.permissions import View, permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.clues import clue_page, find_clue, units_src
from luodi_web.staff.views.plan_outline import pick_labels
from luodi_web.supervision.domain.adding_tasks import NewTask
from luodi_web.supervision.domain.clues import rate_clue
from luodi_web.supervision.domain.clues_handling import (
    accept_clue,
    answer_clue,
    hand_back_clue,
    refer_clue,
    refuse_clue,
    reply_clue,
)
from luodi_web.supervision.domain.clues_scope import clues_handled_by, clues_referred_to, own_clues
from luodi_web.supervision.domain.clues_tasks import make_task_of
from luodi_web.supervision.domain.clues_verdicts import can_make_task
from luodi_web.supervision.domain.editing_units import EditRefused, Pick, parse_picks
from luodi_web.supervision.forms.clues import (
    AcceptForm,
    AnswerForm,
    ClueTaskForm,
    HandBackForm,
    RateForm,
    ReferForm,
    RefuseForm,
    ReplyForm,
)
from luodi_web.supervision.models import Clue


def _act(
    code: Permission,
    name: str,
    form_of: Callable[..., Form],
    rows_of: Callable[[Rights], QuerySet[Clue]],
    do: Callable[..., Any],
    done: Promise,
) -> View:
    """A view that takes one form: find the clue, check the form, do it, say what was done.

    name: of the form on the clue's page, its prefix too. The page comes back with the form as typed where
    something is wrong.
    """

    @permission(code)
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(rows_of(request.rights), pk=pk)
        form = form_of(request.POST, prefix=name)
        if form.is_valid():
            try:
                do(found, **form.cleaned_data, by=request.actor)
            except ValidationError as error:
                add_domain_error(form, error)
            else:
                messages.success(request, done)
                # A unit that handed it back no longer sees it.
                seen = name != "hand_back"
                return redirect("staff:clue", pk=pk) if seen else redirect("staff:clues")
        return clue_page(request, find_clue(request, pk), status=422, **{name: form})

    return view


def _with_units(form: Callable[..., Form]) -> Callable[..., Form]:
    return lambda data, prefix: form(data, prefix=prefix, src=units_src())


def _refer(found: Clue, referred_to: Unit, by: Actor) -> None:
    refer_clue(found, referred_to, by=by)


def _rate(found: Clue, satisfaction: str, rating_note: str, by: Actor) -> None:
    rate_clue(found, satisfaction, rating_note, by=by)


P = Permission
clue_accept = _act(
    P.CLUES_HANDLE,
    "accept",
    _with_units(AcceptForm),
    clues_handled_by,
    accept_clue,
    gettext_lazy("线索已受理，反映单位会收到通知。"),
)
clue_refer = _act(
    P.CLUES_HANDLE, "refer", _with_units(ReferForm), clues_handled_by, _refer, gettext_lazy("线索已转办。")
)
clue_refuse = _act(
    P.CLUES_HANDLE,
    "refuse",
    RefuseForm,
    clues_handled_by,
    refuse_clue,
    gettext_lazy("已告知反映单位不予受理。"),
)
clue_answer = _act(
    P.CLUES_HANDLE, "answer", AnswerForm, clues_handled_by, answer_clue, gettext_lazy("答复已发出。")
)
clue_reply = _act(
    P.TASKS_REPORT, "reply", ReplyForm, clues_referred_to, reply_clue, gettext_lazy("办理情况已反馈。")
)
clue_hand_back = _act(
    P.TASKS_REPORT,
    "hand_back",
    HandBackForm,
    clues_referred_to,
    hand_back_clue,
    gettext_lazy("线索已退回受理机构。"),
)
clue_rate = _act(P.CLUES_SEND, "rate", RateForm, own_clues, _rate, gettext_lazy("评价已记录，谢谢。"))


@permission(Permission.CLUES_HANDLE)
@require_http_methods(["GET", "POST"])
def clue_task(request: HttpRequest, pk: int) -> HttpResponse:
    """转为任务: which plan, what words, who and by when."""
    found = get_object_or_404(clues_handled_by(request.rights).select_related("about"), pk=pk)
    verdict = can_make_task(found)
    if not verdict:
        messages.warning(request, verdict.reason)
        return redirect("staff:clue", pk=pk)
    initial = {"text": found.subject, "plan": found.about.workstream.plan_id if found.about else None}
    form = ClueTaskForm(request.POST or None, initial=initial, rights=request.rights)
    errors: dict[str, str] = {}
    if request.method == "POST":
        picks = read_picks(request, errors)
        if form.is_valid() and not errors:
            values = form.cleaned_data
            item = NewTask(
                values["text"],
                picks["lead"],
                picks["joint"],
                values["deadline"],
                note=_("来源：%(no)s") % {"no": found.no},
            )
            try:
                make_task_of(found, values["plan"], values["workstream"], item, by=request.actor)
            except ValidationError as error:
                add_domain_error(form, error)
            else:
                messages.success(request, _("线索已转为任务，办成后自动办结并告知反映单位。"))
                return redirect("staff:clue", pk=pk)
    context = {
        "page_title": _("线索转为任务"),
        "clue": found,
        "form": form,
        "errors": errors,
        "lead": kept_picks(request, "lead"),
        "joint": kept_picks(request, "joint"),
        "breadcrumb": [
            {"label": _("问题线索"), "url": reverse("staff:clues")},
            {"label": found.no, "url": reverse("staff:clue", args=[pk])},
            {"label": _("转为任务"), "url": ""},
        ],
    }
    return render(request, "staff/clues/task.html", context, status=422 if form.errors or errors else 200)


def read_picks(request: HttpRequest, errors: dict[str, str], prefix: str = "") -> dict[str, list[Pick]]:
    """The units picked as lead and joint; what is wrong goes into ``errors``."""
    picks: dict[str, list[Pick]] = {"lead": [], "joint": []}
    for name in picks:
        try:
            picks[name] = parse_picks(request.POST.getlist(f"{prefix}{name}"))
        except EditRefused as refusal:
            errors[f"{prefix}{name}"] = " ".join(refusal.messages)
    if len(picks["lead"]) > 1:
        errors[f"{prefix}lead"] = _("每项只能有一个牵头单位，其余请放入配合单位。")
    return picks


def kept_picks(request: HttpRequest, name: str) -> list[dict[str, str]]:
    """What was picked, with labels again, for a page that comes back with an error."""
    values = request.POST.getlist(name)
    labels = pick_labels(values)
    return [{"value": value, "label": labels[value]} for value in values if value in labels]
