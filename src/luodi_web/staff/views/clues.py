"""线索: the register, one clue with what happened to it, and how long the office takes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from luodi_web.common.domain.files import file_response
from luodi_web.common.tables import Choice, Column, DateRange, Search, Switch, Table
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import AuditEntry
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.acts import exported
from luodi_web.supervision.domain.adding_tasks import plans_open_to
from luodi_web.supervision.domain.assignments_scope import tasks_visible_to
from luodi_web.supervision.domain.clues import terms_of
from luodi_web.supervision.domain.clues_handling import set_terms
from luodi_web.supervision.domain.clues_scope import (
    clues_handled_by,
    clues_referred_to,
    clues_visible_to,
    own_clues,
)
from luodi_web.supervision.domain.clues_similar import similar_clues
from luodi_web.supervision.domain.clues_verdicts import (
    can_accept,
    can_answer,
    can_make_task,
    can_rate,
    can_refer,
    can_refuse,
    can_reply,
)
from luodi_web.supervision.enums import ClueState, PlanState, Satisfaction, SupervisionVerb
from luodi_web.supervision.forms.clues import (
    AcceptForm,
    AnswerForm,
    HandBackForm,
    RateForm,
    ReferForm,
    RefuseForm,
    ReplyForm,
    TermsForm,
)
from luodi_web.supervision.models import Clue, ClueFile


def overdue() -> Q:
    """Not accepted, or not answered, by the day promised."""
    today = timezone.localdate()
    return Q(state=ClueState.SENT, accept_due__lt=today) | Q(state=ClueState.ACCEPTED, answer_due__lt=today)


def due_of(row: Clue) -> Any:
    """The day promised next; null where nothing is promised."""
    return {ClueState.SENT: row.accept_due, ClueState.ACCEPTED: row.answer_due}.get(ClueState(row.state))


def days_over(row: Clue) -> int:
    due = due_of(row)
    return max(0, (timezone.localdate() - due).days) if due else 0


def sender_words(row: Any) -> str:
    """Whose clue it is, for whoever may know; rows come from ``clues_visible_to``."""
    return row.unit.label if row.shows_sender else _("（匿名）")


class ClueTable(Table):
    title = gettext_lazy("问题线索")
    empty = gettext_lazy("还没有问题线索。")
    order = "-sent_at,-pk"
    # Nothing here finds or sorts by the sender: that would tell whose an anonymous clue is.
    filters = [
        Search("no", "subject", "text"),
        Choice("state", gettext_lazy("状态"), ClueState.choices),
        Choice("satisfaction", gettext_lazy("评价"), Satisfaction.choices),
        Switch("overdue", gettext_lazy("超过期限"), overdue),
        DateRange("sent", gettext_lazy("反映时间"), lookup="sent_at__date"),
    ]
    columns = [
        Column(
            "subject",
            gettext_lazy("主题"),
            link=lambda row: reverse(
                "staff:clue_edit" if row.state == ClueState.DRAFT else "staff:clue", args=[row.pk]
            ),
            width=40,
        ),
        Column("no", gettext_lazy("编号"), fit=True, sort="no"),
        Column("unit", gettext_lazy("反映单位"), value=sender_words),
        Column(
            "state",
            gettext_lazy("状态"),
            value=lambda row: ClueState(row.state).label,
            template="staff/clues/cell_state.html",
            fit=True,
        ),
        Column(
            "referred_to",
            gettext_lazy("转办单位"),
            value=lambda row: row.referred_to.label if row.referred_to else None,
        ),
        Column(
            "due",
            gettext_lazy("期限"),
            value=due_of,
            template="staff/clues/cell_due.html",
            fit=True,
            width=14,
        ),
        Column("days_over", gettext_lazy("超期天数"), value=days_over, screen=False, width=10),
        Column("sent_at", gettext_lazy("反映时间"), sort="sent_at", fit=True),
        Column(
            "policy",
            gettext_lazy("涉及政策"),
            value=lambda row: row.policy and row.policy.title,
            screen=False,
        ),
        Column("text", gettext_lazy("问题"), screen=False, width=50),
        Column("wish", gettext_lazy("希望怎样解决"), screen=False, width=30),
        Column("answer", gettext_lazy("答复"), screen=False, width=50),
        Column(
            "satisfaction",
            gettext_lazy("评价"),
            value=lambda row: row.get_satisfaction_display(),
            screen=False,
            width=10,
        ),
    ]


@permission(Permission.TASKS_VIEW)
@require_GET
def clues(request: HttpRequest) -> HttpResponse:
    rows = clues_visible_to(request.rights).select_related("unit", "referred_to", "policy")
    table = ClueTable(request.GET, rows)
    if table.wants_export:
        return exported(request, table, SupervisionVerb.EXPORTED)
    context = {
        "page_title": _("问题线索"),
        "table": table,
        "may_send": request.rights.may(Permission.CLUES_SEND),
        "may_handle": request.rights.may(Permission.CLUES_HANDLE),
    }
    return render(request, "staff/clues/list.html", context)


@permission(Permission.TASKS_VIEW)
@require_GET
def clue(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_clue(request, pk)
    if found.state == ClueState.DRAFT:
        return redirect("staff:clue_edit", pk=pk)
    return clue_page(request, found)


def find_clue(request: HttpRequest, pk: int) -> Clue:
    rows = clues_visible_to(request.rights).select_related(
        "unit", "office", "referred_to", "policy", "provision", "about", "sender", "task__workstream__plan"
    )
    return get_object_or_404(rows, pk=pk)


def units_src() -> str:
    return f"{reverse('staff:unit_options')}?for=tasks&groups=0"


def clue_page(request: HttpRequest, found: Any, status: int = 200, **forms: Form) -> HttpResponse:
    """One clue; ``forms`` are those that were refused, by the names of the acts below."""
    rights: Rights = request.rights
    context = {
        "page_title": found.subject,
        "clue": found,
        "sender": sender_words(found),
        "days_over": days_over(found),
        "files": found.files.all(),
        "events": history(found),
        "acts": _acts(rights, found, forms),
        "similar": _similar(rights, found),
        "task_url": _task_url(rights, found),
        "may_make_task": _handles(rights, found) and bool(can_make_task(found)),
        "breadcrumb": [
            {"label": _("问题线索"), "url": reverse("staff:clues")},
            {"label": found.no, "url": ""},
        ],
    }
    return render(request, "staff/clues/clue.html", context, status=status)


def _handles(rights: Rights, found: Clue) -> bool:
    return clues_handled_by(rights).filter(pk=found.pk).exists()


def _acts(rights: Rights, found: Clue, forms: dict[str, Form]) -> list[dict[str, Any]]:
    """What this person may do with the clue now, each with its form."""
    acts: list[dict[str, Any]] = []

    def offer(name: str, label: str, form: Form, help_text: str = "", **more: Any) -> None:
        url = reverse(f"staff:clue_{name}", args=[found.pk])
        acts.append({"act": label, "act_url": url, "form": forms.get(name, form), "help": help_text, **more})

    if _handles(rights, found):
        if can_accept(found):
            offer("accept", _("受理"), AcceptForm(prefix="accept", src=units_src()))
        if can_refer(found):
            offer("refer", _("转办"), ReferForm(prefix="refer", src=units_src()))
        if can_answer(found):
            words = _("答复送反映单位，请其评价。")
            offer("answer", _("答复"), AnswerForm(prefix="answer", initial={"answer": found.reply}), words)
        if can_refuse(found):
            offer("refuse", _("不予受理"), RefuseForm(prefix="refuse"), danger=True)
    if can_reply(found) and clues_referred_to(rights).filter(pk=found.pk).exists():
        words = _("反馈给受理机构，由其答复反映单位。")
        offer("reply", _("反馈办理情况"), ReplyForm(prefix="reply", initial={"text": found.reply}), words)
        offer("hand_back", _("退回"), HandBackForm(prefix="hand_back"), danger=True)
    if can_rate(found) and own_clues(rights).filter(pk=found.pk).exists():
        offer("rate", _("评价"), RateForm(prefix="rate"))
    return acts


def _similar(rights: Rights, found: Clue) -> list[Clue]:
    return similar_clues(found, found.office) if _handles(rights, found) else []


def _task_url(rights: Rights, found: Clue) -> str:
    """Where the task is read: its page once it is dispatched, its plan before; empty for who sees neither."""
    if found.task is None:
        return ""
    plan = found.task.workstream.plan
    if plan.state == PlanState.DRAFT:
        is_open = plans_open_to(rights).filter(pk=plan.pk).exists()
        return f"{reverse('staff:plan_edit', args=[plan.pk])}?task={found.task_id}" if is_open else ""
    seen = tasks_visible_to(rights).filter(pk=found.task_id).exists()
    return reverse("staff:task", args=[found.task_id]) if seen else ""


# What a sender did: the entry's person and unit are the sender's.
_SENDERS_ACTS = (SupervisionVerb.CLUE_SENT, SupervisionVerb.CLUE_RATED, SupervisionVerb.CLUE_REOPENED)


def history(found: Any) -> list[dict[str, Any]]:
    """What has happened to the clue, newest first. The sender's name only for who may know it."""
    entries = AuditEntry.objects.filter(object_type=Clue._meta.label_lower, object_id=str(found.pk)).order_by(
        "-at", "-pk"
    )
    events = []
    for entry in entries:
        after = entry.after or {}
        names = (entry.unit_name, entry.user_name)
        if entry.verb in _SENDERS_ACTS and not found.shows_sender:
            names = (_("反映单位"),)
        words = [str(after[name]) for name in ("unit", "reason", "turn_to", "note") if after.get(name)]
        if after.get("satisfaction"):
            words.insert(0, str(Satisfaction(after["satisfaction"]).label))
        if entry.verb == SupervisionVerb.CLUE_ANSWERED or entry.verb == SupervisionVerb.CLUE_TASKED:
            words.append(str(after.get("text", ""))[:300])
        events.append(
            {
                "when": date_format(timezone.localtime(entry.at), "Y-m-d H:i"),
                "who": " · ".join(name for name in names if name),
                "what": SupervisionVerb(entry.verb).label,
                "text": _("；").join(words),
            }
        )
    return events


@permission(Permission.TASKS_VIEW)
@require_GET
def clue_file(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ClueFile.objects.filter(clue__in=clues_visible_to(request.rights)).select_related("file")
    found = get_object_or_404(rows, pk=pk)
    return file_response(found.file, found.name)


@permission(Permission.CLUES_HANDLE)
@require_http_methods(["GET", "POST"])
def clue_terms(request: HttpRequest) -> HttpResponse:
    """Within how many working days one's office accepts and answers."""
    office = request.rights.units(Permission.CLUES_HANDLE)[0]
    form = TermsForm(request.POST or None, instance=terms_of(office))
    if request.method == "POST" and form.is_valid():
        set_terms(office, **form.cleaned_data, by=request.actor)
        messages.success(request, _("办理期限已保存，从下一件线索起执行。"))
        return redirect("staff:clues")
    context = {
        "page_title": _("线索办理期限"),
        "page_lead": office.name,
        "form": form,
        "breadcrumb": [
            {"label": _("问题线索"), "url": reverse("staff:clues")},
            {"label": _("办理期限"), "url": ""},
        ],
    }
    return render(request, "staff/clues/terms.html", context, status=422 if form.errors else 200)
