"""校订: original and repaired text side by side, one page of paragraphs at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.blocks import Block, Layout, blocks_between
from luodi_web.policies.domain.carrying import carried_count, not_carried
from luodi_web.policies.domain.confirming import NotAllowedError, can_confirm, confirm_version
from luodi_web.policies.domain.groups import groups_of, kinds_of, listed
from luodi_web.policies.domain.pieces import lost_in_force
from luodi_web.policies.domain.punctuation import set_punctuation
from luodi_web.policies.domain.repairing import is_stuck, requeue_repair
from luodi_web.policies.domain.review import (
    correct_passage,
    decide_edits,
    decide_group,
    fill_lost,
    next_to_look_at,
    uncertain_edits,
    what_is_left,
)
from luodi_web.policies.domain.scope import versions_editable_by
from luodi_web.policies.domain.steps import (
    REVIEW,
    ReviewClosedError,
    StaleRevisionError,
    Undone,
    last_step,
)
from luodi_web.policies.enums import RepairState, VersionState
from luodi_web.policies.forms.review import (
    CorrectForm,
    DecideForm,
    GroupForm,
    LostForm,
    PunctuationForm,
    SeenForm,
)
from luodi_web.policies.models import LostCharacter, PolicyVersion
from luodi_web.policies.rules import ALL_KINDS
from luodi_web.staff.views.policies_steps import StepScreen, number_in, page_keys, policy_trail

GROUPS_SHOWN = 60
# How many lost characters and uncertain edits of other pages the side panel lists.
LISTED = 10


def _version(request: HttpRequest, pk: int) -> PolicyVersion:
    rows = versions_editable_by(request.rights).select_related("policy__owner", "policy__package")
    return get_object_or_404(rows, pk=pk)


@permission(Permission.POLICIES_EDIT)
@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    if version.repair_state != RepairState.DONE:
        return _waiting(request, version)
    layout = Layout.of(version)
    number = _asked_page(request, version, layout)
    return render(
        request,
        "staff/policies/review.html",
        {
            "page_title": _("校订文本"),
            "breadcrumb": policy_trail(version, _("校订文本")),
            "kind_names": json.dumps({kind: _(name) for kind, name in ALL_KINDS.items()}, ensure_ascii=False),
            "page_keys": page_keys(
                _("采纳当前一处"),
                _("不采纳当前一处"),
                _("更正选中的文字或当前一处"),
                ("1—9", _("缺字：选用对应的候选字")),
            ),
            "left_behind": not_carried(version).count(),
            **_state(version, layout, number),
        },
    )


def _asked_page(request: HttpRequest, version: PolicyVersion, layout: Layout) -> int:
    """The page asked for by number, by an offset to show (``at``), or by what comes next after an offset
    or before one."""
    params = request.GET
    offset, after, before = (number_in(params.get(name)) for name in ("at", "after", "before"))
    show = params.get("show", "")
    # Where nothing more is found: the page that asked.
    if after is not None:
        found = next_to_look_at(version, after, show)
        offset = max(0, after - 1) if found is None else found
    elif before is not None:
        found = next_to_look_at(version, before, show, backwards=True)
        offset = before if found is None else found
    if offset is not None:
        return layout.page_of(min(offset, len(version.original)))
    return min(max(1, number_in(params.get("page")) or 1), layout.page_count)


def _state(version: PolicyVersion, layout: Layout, number: int) -> dict[str, Any]:
    """Everything the review page and its parts show."""
    number = min(max(1, number), layout.page_count)
    start, end = layout.span_of_page(number)
    left = what_is_left(version)
    return {
        "version": version,
        "open": version.state == VersionState.REVIEW,
        "page": number,
        "page_count": layout.page_count,
        "blocks": blocks_between(version, layout, start, end),
        "page_start": start,
        "page_end": end,
        "left": left,
        "lost": listed(lost_in_force(version), Q(chosen__isnull=True), (start, end), LISTED),
        "uncertain": listed(uncertain_edits(version), Q(decided_at__isnull=True), (start, end), LISTED),
        "kinds": kinds_of(version),
        "last_step": last_step(version, REVIEW),
        "undo_url": reverse("staff:review_undo", args=[version.pk]),
        "can_confirm": can_confirm(version, left),
        "carried": carried_count(version) if version.started_from_id else 0,
    }


def _waiting(request: HttpRequest, version: PolicyVersion) -> HttpResponse:
    """The page of a text whose repair is not done; its part is asked for again until it is."""
    if request.htmx and version.repair_state == RepairState.DONE:
        return HttpResponse(headers={"HX-Refresh": "true"})
    total = version.repair_total
    template = "staff/policies/waiting.html"
    return render(
        request,
        f"{template}#progress" if request.htmx else template,
        {
            "page_title": version.policy.title,
            "version": version,
            "stuck": is_stuck(version),
            "percent": version.repair_saved * 100 // total if total else None,
        },
    )


@permission(Permission.POLICIES_EDIT)
@require_safe
def review_progress(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    if version.repair_state == RepairState.DONE:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _waiting(request, version)


@permission(Permission.POLICIES_EDIT)
@require_POST
def review_retry(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    if is_stuck(version):
        requeue_repair(version)
    return redirect("staff:review", pk=pk)


@permission(Permission.POLICIES_EDIT)
@require_safe
def review_groups(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The groups of one kind, when its row in the side panel is opened."""
    version = _version(request, pk)
    groups = groups_of(version, kind, GROUPS_SHOWN + 1)
    context = {
        "version": version,
        "open": version.state == VersionState.REVIEW,
        "groups": groups[:GROUPS_SHOWN],
        "more": len(groups) > GROUPS_SHOWN,
    }
    return render(request, "staff/policies/review_groups.html", context)


# Which blocks an act changed.
Blocks = Callable[[Block], bool]


class _ReviewScreen(StepScreen[Blocks]):
    track = REVIEW
    seen_form = SeenForm
    someone = gettext_lazy("另一位校订人")
    meanwhile = gettext_lazy("%(name)s 刚刚改动了这份文本，页面已更新，请再看一眼后重做。")
    closed = gettext_lazy("这一版已经定稿，不能再校订。")
    gone = gettext_lazy("这处缺字已不在文中，页面已更新。")
    missing = LostCharacter.DoesNotExist

    def version(self, request: HttpRequest, pk: int) -> PolicyVersion:
        return _version(request, pk)

    def is_ready(self, version: PolicyVersion) -> bool:
        return version.repair_state == RepairState.DONE

    def address(self, version: PolicyVersion, form: SeenForm) -> str:
        return _address(version, form.shown_page)

    def parts(
        self,
        request: HttpRequest,
        version: PolicyVersion,
        form: SeenForm,
        changed: Blocks | None,
        status: int,
    ) -> HttpResponse:
        if version.repair_state != RepairState.DONE:  # handed to the worker: the page waits for it
            return HttpResponse(headers={"HX-Refresh": "true"})
        context = _state(version, Layout.of(version), form.shown_page)
        if changed is not None:
            context["changed"] = [block for block in context["blocks"] if changed(block)]
        return render(request, "staff/policies/review_parts.html", context, status=status)

    def returned(self, version: PolicyVersion, form: SeenForm, undone: Undone) -> tuple[str, str, None]:
        layout = Layout.of(version)
        shown = min(form.shown_page, layout.page_count)
        start, name, key = undone.nearest(*layout.span_of_page(shown))
        mark = {"edits": f"e{key}", "lost": f"l{key}"}.get(name, f"at{start}")
        page = layout.page_of(start)
        return mark, f"{_address(version, page)}#{mark}" if page != shown else "", None


def _address(version: PolicyVersion, page: int) -> str:
    return f"{reverse('staff:review', args=[version.pk])}?page={page}"


_SCREEN = _ReviewScreen()


@permission(Permission.POLICIES_EDIT)
@require_POST
def review_decide(request: HttpRequest, pk: int) -> HttpResponse:
    form = DecideForm(request.POST)

    def act(version: PolicyVersion, revision: int) -> Blocks:
        data = form.cleaned_data
        decide_edits(version, revision, data["edits"], data["decision"], by=request.actor)
        return lambda block: block.holds(set(data["edits"]), set())

    return _SCREEN.act(request, pk, form, act)


@permission(Permission.POLICIES_EDIT)
@require_POST
def review_group(request: HttpRequest, pk: int) -> HttpResponse:
    form = GroupForm(request.POST)

    def act(version: PolicyVersion, revision: int) -> None:
        decide_group(version, revision, form.group, form.cleaned_data["decision"], by=request.actor)

    return _SCREEN.act(request, pk, form, act)


@permission(Permission.POLICIES_EDIT)
@require_POST
def review_lost(request: HttpRequest, pk: int) -> HttpResponse:
    form = LostForm(request.POST)

    def act(version: PolicyVersion, revision: int) -> Blocks:
        lost = fill_lost(version, revision, form.cleaned_data["lost"], form.chosen, by=request.actor)
        return lambda block: block.holds(set(), {lost.pk})

    return _SCREEN.act(request, pk, form, act)


@permission(Permission.POLICIES_EDIT)
@require_POST
def review_correct(request: HttpRequest, pk: int) -> HttpResponse:
    form = CorrectForm(request.POST)

    def act(version: PolicyVersion, revision: int) -> Blocks:
        correct_passage(version, revision, form.selected, form.right_words, by=request.actor)
        return lambda block: block.start == form.cleaned_data["block"]

    return _SCREEN.act(request, pk, form, act)


@permission(Permission.POLICIES_EDIT)
@require_POST
def review_punctuation(request: HttpRequest, pk: int) -> HttpResponse:
    """Full-width punctuation, or the original's; the page is shown anew, as edits everywhere may differ."""
    form = PunctuationForm(request.POST)

    def act(version: PolicyVersion, revision: int) -> None:
        set_punctuation(version, revision, form.punctuation, by=request.actor)

    response = _SCREEN.act(request, pk, form, act)
    if request.htmx and response.status_code == HTTPStatus.OK:
        response["HX-Refresh"] = "true"
    return response


@permission(Permission.POLICIES_EDIT)
@require_POST
def review_undo(request: HttpRequest, pk: int) -> HttpResponse:
    return _SCREEN.undo(request, pk)


@permission(Permission.POLICIES_EDIT)
@require_POST
def version_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        confirm_version(version, form.cleaned_data["revision"], by=request.actor)
    except NotAllowedError as refusal:
        messages.error(request, str(refusal))
    except StaleRevisionError:
        messages.error(request, _("另一位校订人刚刚改动了这份文本，请看过后再定稿。"))
    except ReviewClosedError:
        messages.error(request, _("这一版已经定稿。"))
    else:
        messages.success(request, _("已定稿，条款结构已生成。"))
        return redirect("staff:version_structure", pk=pk)
    return redirect("staff:review", pk=pk)
