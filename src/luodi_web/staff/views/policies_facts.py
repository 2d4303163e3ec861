"""要素: a confirmed text beside the facts read in it, each accepted, corrected or refused by a person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
from luodi_web.policies.domain.steps import FACT_CHECK, Undone, last_step
from luodi_web.policies.enums import FactKind, FactsState, FactState, VersionState
from luodi_web.policies.forms.facts import FactDecideForm, FactGroupForm, FactSeenForm
from luodi_web.policies.models import Fact, PolicyVersion
from luodi_web.staff.views.policies_steps import StepScreen, number_in, page_keys, policy_trail


def _seen(request: HttpRequest, pk: int) -> PolicyVersion:
    rows = versions_visible_to(request.rights).select_related("policy__owner")
    return get_object_or_404(rows, pk=pk)


def editable_facts(request: HttpRequest, pk: int) -> PolicyVersion:
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
        "breadcrumb": policy_trail(version, _("政策要素")),
        "version": version,
        "confirmed": version.state == VersionState.CONFIRMED,
        "may_edit": request.rights.covers(Permission.POLICIES_EDIT, version.policy.owner),
    }
    if version.facts_state != FactsState.DONE:
        context["stuck"] = is_facts_stuck(version)
        return render(request, "staff/policies/facts_waiting.html", context)
    context |= _next_step(request, version)
    context |= _state(
        version, asked, number_in(request.GET.get("page")) or 1, at=number_in(request.GET.get("at"))
    )
    context |= {
        "left_behind": not_carried(version).filter(fact__isnull=False).count(),
        "page_keys": page_keys(
            _("认可当前一项"),
            _("不认可当前一项"),
            _("更正当前一项"),
            ("N", _("把选中的文字补充为要素")),
        ),
    }
    return render(request, "staff/policies/facts.html", context)


def _next_step(request: HttpRequest, version: PolicyVersion) -> dict[str, Any]:
    """What follows once every fact is decided: a draft of the tasks, for whoever may write one."""
    return {
        "may_plan": request.rights.covers(Permission.PLANS_EDIT, version.policy.owner),
        "plan_count": version.plans.count(),
    }


def _asked(params: Any) -> FactFilter:
    """The filter in an address; names that do not exist ask for nothing."""
    kind, state = params.get("kind", ""), params.get("state", "")
    return FactFilter(kind if kind in FactKind.values else "", state if state in FactState.values else "")


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
        "last_step": last_step(version, FACT_CHECK),
        "undo_url": reverse("staff:facts_undo", args=[version.pk]),
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


@dataclass(frozen=True)
class Touched:
    """Keys of the facts an act touched. all_rows: show every row of the page anew, not theirs alone."""

    keys: Collection[int]
    all_rows: bool = False


class _FactScreen(StepScreen[Touched]):
    track = FACT_CHECK
    seen_form = FactSeenForm
    someone = gettext_lazy("另一位核对人")
    meanwhile = gettext_lazy("%(name)s 刚刚改动了这些要素，页面已更新，请再看一眼后重做。")
    closed = gettext_lazy("要素还没有识别完成。")
    gone = gettext_lazy("这项要素已不在，页面已更新。")
    missing = Fact.DoesNotExist

    def version(self, request: HttpRequest, pk: int) -> PolicyVersion:
        return editable_facts(request, pk)

    def address(self, version: PolicyVersion, form: FactSeenForm) -> str:
        return _address(version, form.asked, form.shown_page)

    def parts(
        self,
        request: HttpRequest,
        version: PolicyVersion,
        form: FactSeenForm,
        changed: Touched | None,
        status: int,
    ) -> HttpResponse:
        keys = changed.keys if changed else ()
        context = _state(version, form.asked, form.shown_page, touched=keys)
        context |= {"may_edit": True, **_next_step(request, version)}
        if changed and not changed.all_rows:
            context["changed"] = [row for row in context["facts_page"].rows if row.holds(keys)]
        return render(request, "staff/policies/facts_parts.html", context, status=status)

    def returned(
        self, version: PolicyVersion, form: FactSeenForm, undone: Undone
    ) -> tuple[str, str, Touched]:
        shown = fact_page(version, form.asked, number=form.shown_page)
        start, name, key = undone.nearest(*shown.span)
        touched = Touched([key], all_rows=True)
        page = fact_page(version, form.asked, at=start, touched=touched.keys)
        mark = f"f{key}" if name else f"at{start}"
        elsewhere = "" if page.number == shown.number else _address(version, form.asked, page.number)
        return mark, f"{elsewhere}#{mark}" if elsewhere else "", touched


def _address(version: PolicyVersion, asked: FactFilter, page: int) -> str:
    query = _query(kind=asked.kind, state=asked.state, page=str(page))
    return f"{reverse('staff:facts', args=[version.pk])}{query}"


FACT_SCREEN = _FactScreen()


@permission(Permission.POLICIES_EDIT)
@require_POST
def facts_decide(request: HttpRequest, pk: int) -> HttpResponse:
    form = FactDecideForm(request.POST)

    def act(version: PolicyVersion, revision: int) -> Touched:
        data = form.cleaned_data
        return Touched([decide_fact(version, revision, data["fact"], data["decision"], by=request.actor).pk])

    return FACT_SCREEN.act(request, pk, form, act)


@permission(Permission.POLICIES_EDIT)
@require_POST
def facts_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept all that waits of a kind, of a provision, or of both."""
    form = FactGroupForm(request.POST)

    def act(version: PolicyVersion, revision: int) -> None:
        accept_facts(version, revision, form.group, by=request.actor)

    return FACT_SCREEN.act(request, pk, form, act)


@permission(Permission.POLICIES_EDIT)
@require_POST
def facts_undo(request: HttpRequest, pk: int) -> HttpResponse:
    return FACT_SCREEN.undo(request, pk)
