"""要素: a confirmed text beside the facts read in it, each accepted, corrected or refused by a person."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luodi_web.common.tables import workbook_response
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.carrying import not_carried
from luodi_web.policies.domain.fact_deciding import accept_facts, decide_fact
from luodi_web.policies.domain.fact_pages import FactCounts, FactFilter, fact_page
from luodi_web.policies.domain.fact_reading import is_facts_stuck, retry_facts
from luodi_web.policies.domain.fact_sheet import FACT_COLUMNS, fact_sheet
from luodi_web.policies.domain.scope import versions_editable_by, versions_visible_to
from luodi_web.policies.domain.steps import FACT_CHECK, ReviewClosedError, StaleRevisionError, undo_step
from luodi_web.policies.enums import FactKind, FactsState, FactState, VersionState
from luodi_web.policies.forms.facts import FactDecideForm, FactGroupForm, FactSeenForm
from luodi_web.policies.models import Fact, PolicyVersion


def _seen(request: HttpRequest, pk: int) -> PolicyVersion:
    rows = versions_visible_to(request.rights).select_related("policy__owner")
    return get_object_or_404(rows, pk=pk)


def _editable(request: HttpRequest, pk: int) -> PolicyVersion:
    """A version whose facts are read, within what the person edits."""
    rows = versions_editable_by(request.rights).select_related("policy__owner")
    confirmed = rows.filter(state=VersionState.CONFIRMED, facts_state=FactsState.DONE)
    return get_object_or_404(confirmed, pk=pk)


@permission(Permission.POLICIES_VIEW)
@require_safe
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    version = _seen(request, pk)
    asked = _asked(request.GET)
    if request.GET.get("export") == "xlsx" and version.facts_state == FactsState.DONE:
        return _sheet(request, version, asked)
    context = {
        "page_title": _("政策要素"),
        "page_lead": version.policy.title,
        "breadcrumb": [
            {"label": _("政策"), "url": reverse("staff:policies")},
            {"label": version.policy.title, "url": reverse("staff:policy", args=[version.policy_id])},
            {"label": _("政策要素")},
        ],
        "version": version,
        "confirmed": version.state == VersionState.CONFIRMED,
        "may_edit": request.rights.covers(Permission.POLICIES_EDIT, version.policy.owner),
    }
    if version.facts_state != FactsState.DONE:
        context["stuck"] = is_facts_stuck(version)
        return render(request, "staff/policies/facts_waiting.html", context)
    context |= _state(
        version, asked, _number(request.GET.get("page")) or 1, at=_number(request.GET.get("at"))
    )
    context |= {
        "left_behind": not_carried(version).filter(fact__isnull=False).count(),
        "page_keys": [
            ("J", _("下一项（或 ↓）")),
            ("K", _("上一项（或 ↑）")),
            ("A", _("认可当前一项（或回车）")),
            ("X", _("不认可当前一项")),
            ("E", _("更正当前一项")),
            ("N", _("把选中的文字补充为要素")),
            ("Z", _("撤销上一步")),
        ],
    }
    return render(request, "staff/policies/facts.html", context)


def _asked(params: Any) -> FactFilter:
    """The filter in an address; names that do not exist ask for nothing."""
    kind, state = params.get("kind", ""), params.get("state", "")
    return FactFilter(kind if kind in FactKind.values else "", state if state in FactState.values else "")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _state(
    version: PolicyVersion,
    asked: FactFilter,
    number: int,
    *,
    at: int | None = None,
    touched: Collection[int] = (),
) -> dict[str, Any]:
    """Everything the page of facts and its parts show."""
    counts = FactCounts.of(version)
    page = fact_page(version, asked, number=number, at=at, touched=touched)
    return {
        "version": version,
        "asked": asked,
        "facts_page": page,
        "counts": counts,
        "state_tabs": [
            {
                "label": label,
                "url": _query(kind=asked.kind, state=state),
                "current": state == asked.state,
                "count": counts.of_filter(asked.kind, state),
            }
            for state, label in [("", _("全部")), *FactState.choices]
        ],
        "kind_tabs": [
            {
                "label": label,
                "url": _query(kind=kind, state=asked.state),
                "current": kind == asked.kind,
                "count": counts.of_filter(kind, asked.state),
            }
            for kind, label in [("", _("各类")), *((kind, kind.label) for kind in counts.kinds)]
        ],
        "bulk_kinds": [
            (kind, kind.label, waiting)
            for kind in counts.kinds
            if (waiting := counts.of_filter(kind, FactState.PROPOSED))
        ],
        "add_kinds": FactKind.choices,
        "page_query": _query(kind=asked.kind, state=asked.state),
        "last_step": version.fact_steps.select_related("by").last(),
    }


def _query(**names: str) -> str:
    return f"?{urlencode({name: value for name, value in names.items() if value})}"


def _sheet(request: HttpRequest, version: PolicyVersion, asked: FactFilter) -> HttpResponse:
    title = _("%(title)s 政策要素") % {"title": version.policy.title[:80]}
    return workbook_response(
        title,
        [(str(label), width) for label, width in FACT_COLUMNS],
        fact_sheet(version, asked),
        by_name=request.actor.name,
        at=timezone.localtime(),
    )


@permission(Permission.POLICIES_VIEW)
@require_safe
def facts_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again until the facts are read."""
    version = _seen(request, pk)
    if version.facts_state == FactsState.DONE:
        return HttpResponse(headers={"HX-Refresh": "true"})
    may_edit = request.rights.covers(Permission.POLICIES_EDIT, version.policy.owner)
    context = {
        "version": version,
        "stuck": is_facts_stuck(version),
        "may_edit": may_edit,
        "confirmed": version.state == VersionState.CONFIRMED,
    }
    return render(request, "staff/policies/facts_waiting.html#progress", context)


@permission(Permission.POLICIES_EDIT)
@require_POST
def facts_retry(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(versions_editable_by(request.rights), pk=pk, state=VersionState.CONFIRMED)
    retry_facts(version)
    return redirect("staff:facts", pk=pk)


def _act(
    request: HttpRequest,
    version: PolicyVersion,
    form: FactSeenForm,
    act: Callable[[int], Collection[int] | None],
) -> HttpResponse:
    """Do one act and answer with the rows it changed; with all of the page's if it was refused.

    act: takes the revision, gives the keys of the facts it touched; None: any may have changed.
    """
    if not form.is_valid():
        words = next(error for errors in form.errors.values() for error in errors)
        return answer(request, version, form, words=words, status=422)
    try:
        touched = act(form.cleaned_data["revision"])
    except StaleRevisionError as stale:
        who = stale.step.by.name if stale.step and stale.step.by else _("另一位核对人")
        words = _("%(name)s 刚刚改动了这些要素，页面已更新，请再看一眼后重做。") % {"name": who}
        return answer(request, version, form, words=words, status=409)
    except ReviewClosedError:
        return answer(request, version, form, words=_("要素还没有识别完成。"), status=409)
    except Fact.DoesNotExist:
        return answer(request, version, form, words=_("这项要素已不在，页面已更新。"), status=409)
    except ValidationError as error:
        return answer(request, version, form, words=" ".join(error.messages), status=422)
    return answer(request, version, form, touched=touched)


def answer(
    request: HttpRequest,
    version: PolicyVersion,
    form: forms.Form,
    *,
    touched: Collection[int] | None = None,
    saved: int | None = None,
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    """The changed parts of the page: the rows that hold the facts touched, or all; without htmx, the page.

    saved: key of the fact whose form is done with: all rows are shown anew, and the page closes the form.
    """
    data = form.cleaned_data
    asked = FactFilter(data.get("kind_shown") or "", data.get("state_shown") or "")
    page = data.get("page") or 1
    if not request.htmx:
        if words:
            messages.error(request, words)
        query = _query(kind=asked.kind, state=asked.state, page=str(page))
        return redirect(f"{reverse('staff:facts', args=[version.pk])}{query}")
    now = _editable(request, version.pk)
    context = _state(now, asked, page, touched=touched or ()) | {"may_edit": True}
    if touched is not None and saved is None:
        context["changed"] = [row for row in context["facts_page"].rows if row.holds(touched)]
    response = render(request, "staff/policies/facts_parts.html", context, status=status)
    if saved is not None:
        response["HX-Trigger"] = json.dumps({"fact-saved": {"fact": saved}})
    if words:
        response["HX-Trigger"] = json.dumps({"ld-toast": {"text": words, "tone": "error"}})
    return response


@permission(Permission.POLICIES_EDIT)
@require_POST
def facts_decide(request: HttpRequest, pk: int) -> HttpResponse:
    version, form = _editable(request, pk), FactDecideForm(request.POST)

    def act(revision: int) -> Collection[int]:
        data = form.cleaned_data
        return [decide_fact(version, revision, data["fact"], data["decision"], by=request.actor).pk]

    return _act(request, version, form, act)


@permission(Permission.POLICIES_EDIT)
@require_POST
def facts_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept all that waits of a kind, of a provision, or of both."""
    version, form = _editable(request, pk), FactGroupForm(request.POST)

    def act(revision: int) -> None:
        accept_facts(version, revision, form.group, by=request.actor)

    return _act(request, version, form, act)


@permission(Permission.POLICIES_EDIT)
@require_POST
def facts_undo(request: HttpRequest, pk: int) -> HttpResponse:
    version, form = _editable(request, pk), FactSeenForm(request.POST)

    def act(revision: int) -> None:
        undo_step(FACT_CHECK, version, revision, by=request.actor)

    return _act(request, version, form, act)
