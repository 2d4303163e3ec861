"""督办函件: the register, a letter's page, and how a letter is written."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from luodi_web.common.tables import Choice, Column, DateRange, Search, Table
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.measures import Act, left_over, paper_response
from luodi_web.staff.views.tasks import key_of, task_address
from luodi_web.supervision.domain.assignments_history import Event, events_about
from luodi_web.supervision.domain.assignments_scope import assignments_visible_to
from luodi_web.supervision.domain.letters import draft_letter, edit_letter
from luodi_web.supervision.domain.letters_drafting import draft_letter_words
from luodi_web.supervision.domain.letters_due import assignments_behind
from luodi_web.supervision.domain.letters_scope import (
    assignments_to_write_about,
    letters_edited_by,
    letters_signed_by,
    letters_visible_to,
    own_letters,
)
from luodi_web.supervision.enums import LetterKind, LetterState, SupervisionVerb
from luodi_web.supervision.forms.measures import AnswerForm, LetterForm, NoteForm, letter_initial
from luodi_web.supervision.forms.reports import ReasonForm
from luodi_web.supervision.models import Assignment, Letter
from luodi_web.supervision.rules_letters import (
    can_acknowledge_letter,
    can_answer,
    can_close_letter,
    can_edit,
    can_issue,
    can_return_answer,
    can_send_back,
    can_submit,
    can_void,
)

# Tasks of one unit that a letter can be about; more would be no letter any more.
MOST_TASKS = 50
# What drafting reads of each task.
_DRAFTED_WITH = (
    "unit",
    "task__workstream__plan__owner",
    "task__workstream__plan__version__policy",
    "task__provision",
)
# What the other side may know of a letter's story: nothing before it was issued.
_PUBLIC_VERBS = (
    SupervisionVerb.LETTER_ISSUED,
    SupervisionVerb.LETTER_ACKNOWLEDGED,
    SupervisionVerb.LETTER_ANSWERED,
    SupervisionVerb.LETTER_ANSWER_RETURNED,
    SupervisionVerb.LETTER_CLOSED,
)


def _waits_for(row: Letter) -> str:
    """Whose turn it is."""
    return {
        LetterState.DRAFT: _("办公室"),
        LetterState.SIGNING: _("领导签发"),
        LetterState.ISSUED: _("收函机构签收"),
        LetterState.ACKNOWLEDGED: _("收函机构答复"),
        LetterState.ANSWERED: _("办公室办结"),
    }.get(LetterState(row.state), "")


def _answer_words(row: Letter) -> str:
    if row.state not in (LetterState.ISSUED, LetterState.ACKNOWLEDGED):
        return ""
    late = (timezone.localdate() - row.answer_by).days
    return _("超期 %(count)d 天未答复") % {"count": late} if late > 0 else ""


class LetterTable(Table):
    """Letters one may see, the newest first."""

    title = gettext_lazy("督办函件")
    filters = [
        Search("doc_no", "subject", "unit__name", "unit__short_name"),
        Choice("kind", gettext_lazy("函件种类"), LetterKind.choices),
        Choice("state", gettext_lazy("状态"), LetterState.choices),
        DateRange("issued", gettext_lazy("发出日期"), "issued_at__date"),
        DateRange("answer_by", gettext_lazy("答复时限")),
    ]
    columns = [
        Column(
            "subject",
            gettext_lazy("标题"),
            link=lambda row: reverse("staff:letter", args=[row.pk]),
            width=44,
        ),
        Column("doc_no", gettext_lazy("文号"), sort="word,year,number", fit=True, width=22),
        Column("kind", gettext_lazy("种类"), value=lambda row: LetterKind(row.kind).label, fit=True, width=8),
        Column(
            "unit", gettext_lazy("收函机构"), value=lambda row: row.unit.label, sort="unit__path", width=24
        ),
        Column("issued_at", gettext_lazy("发出时间"), sort="issued_at", fit=True),
        Column("acknowledged_at", gettext_lazy("签收时间"), screen=False),
        Column("answer_by", gettext_lazy("答复时限"), sort="answer_by", fit=True, width=12),
        Column(
            "state",
            gettext_lazy("状态"),
            value=lambda row: LetterState(row.state).label,
            template="staff/letters/state_cell.html",
            fit=True,
            width=10,
        ),
        Column("waits", gettext_lazy("等谁办理"), value=_waits_for, fit=True, width=12),
        Column("late", gettext_lazy("超期"), value=_answer_words, screen=False),
        Column("body", gettext_lazy("正文"), screen=False, width=60),
        Column("requirement", gettext_lazy("办理要求"), screen=False, width=40),
        Column("closed_at", gettext_lazy("办结时间"), screen=False),
    ]


@permission(Permission.TASKS_VIEW)
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    table = LetterTable(request.GET, letters_visible_to(request.rights).select_related("unit"))
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    context = {
        "page_title": _("督办函件"),
        "table": table,
        "may_begin": request.rights.may(Permission.LETTERS_EDIT),
    }
    return render(request, "staff/letters/list.html", context)


@permission(Permission.TASKS_VIEW)
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    return letter_page(request, visible_letter(request, pk))


def visible_letter(request: HttpRequest, pk: int) -> Letter:
    rows = letters_visible_to(request.rights).select_related(
        "issuer", "unit", "paper__pdf", "paper__docx", "issued_by", "acknowledged_by"
    )
    return get_object_or_404(rows, pk=pk)


def letter_page(request: HttpRequest, found: Letter, status: int = 200, **forms: Form) -> HttpResponse:
    is_ours = _reaches(letters_edited_by(request.rights) | letters_signed_by(request.rights), found)
    about = found.assignments.filter(pk__in=assignments_visible_to(request.rights).values("pk"))
    acts = _acts(request, found, forms)
    context = {
        "page_title": found.subject,
        "letter": found,
        "is_ours": is_ours,
        "paragraphs": _lines(found.body) + _lines(found.requirement),
        "assignments": about.select_related("task", "unit"),
        "answers": found.answers.select_related("by", "returned_by").prefetch_related("files__file"),
        "acts": acts,
        "refused": left_over(acts, forms),
        "may_edit": is_ours
        and bool(can_edit(found.state))
        and _reaches(letters_edited_by(request.rights), found),
        "late": _answer_words(found),
        "events": _story(found, whole=is_ours),
        "breadcrumb": [
            {"label": _("督办函件"), "url": reverse("staff:letters")},
            {"label": found.doc_no or found.get_state_display(), "url": ""},
        ],
    }
    return render(request, "staff/letters/letter.html", context, status=status)


def _reaches(rows: QuerySet[Letter], found: Letter) -> bool:
    return rows.filter(pk=found.pk).exists()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _story(found: Letter, *, whole: bool) -> list[Event]:
    events = events_about(found, verbs=None if whole else _PUBLIC_VERBS)
    return sorted(events, key=lambda event: event.at, reverse=True)


def _acts(request: HttpRequest, found: Letter, forms: dict[str, Form]) -> list[Act]:
    """What this person may do with the letter now; the one that moves it on comes first."""
    edits = _reaches(letters_edited_by(request.rights), found)
    signs = _reaches(letters_signed_by(request.rights), found)
    owns = _reaches(own_letters(request.rights), found)
    me = request.user.pk
    acts: list[Act] = []

    def url(name: str) -> str:
        return reverse(f"staff:letter_{name}", args=[found.pk])

    if edits and can_submit(found.kind, found.state):
        acts.append(Act(_("报请签发"), url("submit"), icon="send", tone="primary"))
    if edits and found.kind == LetterKind.REMINDER and can_issue(found.kind, found.state, None, me):
        words = _("发出后编号并定稿，内容不能再改。发出这份提醒函？")
        acts.append(Act(_("发出"), url("issue"), icon="send", tone="primary", confirm=words))
    is_signed = found.kind == LetterKind.SUPERVISION
    if signs and is_signed and can_issue(found.kind, found.state, found.submitted_by_id, me):
        words = _("签发后编号并定稿，内容不能再改。签发这份督办函？")
        acts.append(Act(_("签发"), url("sign"), icon="stamp", tone="primary", confirm=words))
    if owns and can_acknowledge_letter(found.state):
        acts.append(Act(_("签收"), url("acknowledge"), icon="stamp", tone="primary"))
    if owns and can_answer(found.state):
        form = forms.get("answer") or AnswerForm(prefix="answer")
        help_text = _("%(day)s前答复。") % {"day": found.answer_by}
        acts.append(Act(_("答复"), url("answer"), form, help_text, "send", "primary", is_open=True))
    if edits and can_close_letter(found.state):
        form = forms.get("close") or NoteForm(prefix="close")
        acts.append(
            Act(
                _("办结"), url("close"), form, _("答复符合要求，函件办结。"), "check", "primary", is_open=True
            )
        )
    if edits and can_return_answer(found.state):
        form = forms.get("return") or ReasonForm(prefix="return")
        acts.append(Act(_("退回答复"), url("return_answer"), form, _("写明还缺什么，对方补充后再答复。")))
    if signs and can_send_back(found.state):
        form = forms.get("send_back") or ReasonForm(prefix="send_back")
        acts.append(Act(_("退回修改"), url("send_back"), form, _("不签发，退回办公室修改。")))
    if edits and can_void(found.state):
        form = forms.get("void") or ReasonForm(prefix="void")
        acts.append(Act(_("作废"), url("void"), form, _("作废的函件保留记录，不占用文号。"), tone="danger"))
    return acts


@permission(Permission.LETTERS_EDIT)
@require_http_methods(["GET", "POST"])
def letter_new(request: HttpRequest) -> HttpResponse:
    """GET: words written from the chosen tasks, which may be chosen anew; POST: kept as a draft."""
    params = request.POST if request.method == "POST" else request.GET
    kind = _kind_of(params)
    chosen = _chosen(request, params)
    if not chosen:
        if "assignment" in params or "unit" in params:
            messages.warning(request, _("所选任务已不在办理中，请重新选择。"))
        return redirect("staff:letter_begin")
    words = draft_letter_words(chosen, kind, timezone.localdate())
    form = LetterForm(request.POST or None, initial=vars(words))
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        try:
            made = draft_letter(chosen, kind=kind, by=request.actor, **values)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已保存草稿，核对后再发出。"))
            return redirect("staff:letter", pk=made.pk)
    unit = chosen[0].unit
    others = _open_tasks(request).filter(
        unit=unit, task__workstream__plan__owner=chosen[0].task.workstream.plan.owner
    )
    context = {
        "page_title": _("起草%(kind)s") % {"kind": LetterKind(kind).label},
        "form": form,
        "kind": kind,
        "kinds": LetterKind.choices,
        "unit": unit,
        "chosen": chosen,
        "chosen_keys": {row.pk for row in chosen},
        "choices": others.order_by("deadline", "pk")[:MOST_TASKS],
        "cancel_url": reverse("staff:letter_begin") if "unit" in params else task_address(chosen[0]),
        "breadcrumb": [
            {"label": _("督办函件"), "url": reverse("staff:letters")},
            {"label": _("起草"), "url": ""},
        ],
    }
    return render(request, "staff/letters/new.html", context, status=422 if form.errors else 200)


def _kind_of(params: QueryDict) -> str:
    kind = params.get("kind", "")
    return kind if kind in LetterKind.values else LetterKind.REMINDER.value


def _open_tasks(request: HttpRequest) -> QuerySet[Assignment]:
    return assignments_to_write_about(request.rights).select_related(*_DRAFTED_WITH)


def _chosen(request: HttpRequest, params: QueryDict) -> list[Assignment]:
    """The tasks asked for that a letter may be about, all of the first one's unit; or a unit's worst."""
    if "assignment" not in params and (unit := key_of(params.get("unit", ""))) is not None:
        return _behind(request, unit)
    keys = [key for text in params.getlist("assignment")[:MOST_TASKS] if (key := key_of(text)) is not None]
    rows = list(_open_tasks(request).filter(pk__in=keys).order_by("pk"))
    return [row for row in rows if row.unit_id == rows[0].unit_id]


def _behind(request: HttpRequest, unit: int) -> list[Assignment]:
    """A unit's tasks that give cause for a letter: as bad as its worst, in the name of one owner."""
    rows = list(
        assignments_behind(request.rights, timezone.localdate())
        .filter(unit=unit)
        .select_related(*_DRAFTED_WITH)[:MOST_TASKS]
    )
    return [
        row
        for row in rows
        if row.urgency == rows[0].urgency
        and row.task.workstream.plan.owner_id == rows[0].task.workstream.plan.owner_id
    ]


@permission(Permission.LETTERS_EDIT)
@require_http_methods(["GET", "POST"])
def letter_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(letters_edited_by(request.rights).select_related("unit"), pk=pk)
    verdict = can_edit(found.state)
    if not verdict and request.method == "GET":
        messages.warning(request, verdict.reason)
        return redirect("staff:letter", pk=pk)
    form = LetterForm(request.POST or None, initial=letter_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            edit_letter(found, by=request.actor, **form.cleaned_data)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("staff:letter", pk=pk)
    context = {
        "page_title": _("修改函件"),
        "form": form,
        "letter": found,
        "unit": found.unit,
        "cancel_url": reverse("staff:letter", args=[pk]),
        "breadcrumb": [
            {"label": _("督办函件"), "url": reverse("staff:letters")},
            {"label": found.subject, "url": reverse("staff:letter", args=[pk])},
            {"label": _("修改"), "url": ""},
        ],
    }
    return render(request, "staff/letters/edit.html", context, status=422 if form.errors else 200)


@permission(Permission.TASKS_VIEW)
@require_GET
def letter_paper(request: HttpRequest, pk: int, kind: str) -> FileResponse:
    found = visible_letter(request, pk)
    return paper_response(found.paper, kind, f"{found.doc_no} {found.subject}")
