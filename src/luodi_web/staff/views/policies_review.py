"""校订: original and repaired text side by side, one page of paragraphs at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
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
    first_to_look_at,
    uncertain_edits,
    what_is_left,
)
from luodi_web.policies.domain.scope import versions_editable_by
from luodi_web.policies.domain.steps import REVIEW, ReviewClosedError, StaleRevisionError, undo_step
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
            "breadcrumb": [
                {"label": _("政策"), "url": reverse("staff:policies")},
                {"label": version.policy.title, "url": reverse("staff:policy", args=[version.policy_id])},
                {"label": _("校订文本")},
            ],
            "kind_names": json.dumps({kind: _(name) for kind, name in ALL_KINDS.items()}, ensure_ascii=False),
            "page_keys": [
                ("J", _("下一处")),
                ("K", _("上一处")),
                ("A", _("采纳当前一处")),
                ("R", _("不采纳当前一处")),
                ("C", _("更正选中的文字或当前一处")),
                ("U", _("撤销上一步")),
                ("1—9", _("缺字：选用对应的候选字")),
            ],
            "left_behind": not_carried(version).count(),
            **_state(version, layout, number),
        },
    )


def _asked_page(request: HttpRequest, version: PolicyVersion, layout: Layout) -> int:
    """The page asked for by number, by an offset to show (``at``), or by what comes after one (``after``)."""
    offset = _number(request.GET.get("at"))
    after = _number(request.GET.get("after"))
    if after is not None:
        offset = first_to_look_at(version, after, request.GET.get("show", ""))
        if offset is None:  # nothing more: stay on the page that asked
            offset = max(0, after - 1)
    if offset is not None:
        return layout.page_of(min(offset, len(version.original)))
    return min(max(1, _number(request.GET.get("page")) or 1), layout.page_count)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


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
        "page_end": end,
        "left": left,
        "lost": listed(lost_in_force(version), Q(chosen__isnull=True), (start, end), LISTED),
        "uncertain": listed(uncertain_edits(version), Q(decided_at__isnull=True), (start, end), LISTED),
        "kinds": kinds_of(version),
        "last_step": version.steps.select_related("by").last(),
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


# Which blocks an act changed; None: any of the page may have.
Changed = Callable[[Block], bool] | None


def _act(
    request: HttpRequest,
    pk: int,
    form: SeenForm,
    act: Callable[[PolicyVersion, int], Any],
    changed: Changed = None,
) -> HttpResponse:
    """Do one act and answer with what it changed on the page; with the whole page if it was refused."""
    version = _version(request, pk)
    if version.repair_state != RepairState.DONE:
        raise Http404
    if not form.is_valid():
        return _answer(request, version, form, words=_first_error(form), status=422)
    try:
        act(version, form.cleaned_data["revision"])
    except StaleRevisionError as stale:
        who = stale.step.by.name if stale.step and stale.step.by else _("另一位校订人")
        words = _("%(name)s 刚刚改动了这份文本，页面已更新，请再看一眼后重做。") % {"name": who}
        return _answer(request, version, form, words=words, status=409)
    except ReviewClosedError:
        return _answer(request, version, form, words=_("这一版已经定稿，不能再校订。"), status=409)
    except LostCharacter.DoesNotExist:
        return _answer(request, version, form, words=_("这处缺字已不在文中，页面已更新。"), status=409)
    except ValidationError as error:
        return _answer(request, version, form, words=" ".join(error.messages), status=422)
    return _answer(request, version, form, changed=changed)


def _first_error(form: forms.Form) -> str:
    return next(error for errors in form.errors.values() for error in errors)


def _answer(
    request: HttpRequest,
    version: PolicyVersion,
    form: SeenForm,
    *,
    changed: Changed = None,
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    page = form.cleaned_data.get("page") or 1
    if not request.htmx:
        if words:
            messages.error(request, words)
        return redirect(f"{reverse('staff:review', args=[version.pk])}?page={page}")
    now = _version(request, version.pk)
    if now.repair_state != RepairState.DONE:  # handed to the worker: the page waits for it
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = _state(now, Layout.of(now), page)
    if changed is not None:
        context["changed"] = [block for block in context["blocks"] if changed(block)]
    response = render(request, "staff/policies/review_parts.html", context, status=status)
    if words:
        response["HX-Trigger"] = json.dumps({"ld-toast": {"text": words, "tone": "error"}})
    return response


@permission(Permission.POLICIES_EDIT)
@require_POST
def review_decide(request: HttpRequest, pk: int) -> HttpResponse:
    form = DecideForm(request.POST)

    def act(version: PolicyVersion, revision: int) -> None:
        data = form.cleaned_data
        decide_edits(version, revision, data["edits"], data["decision"], by=request.actor)

    return _act(request, pk, form, act, lambda block: block.holds(set(form.cleaned_data["edits"]), set()))


@permission(Permission.POLICIES_EDIT)
@require_POST
def review_group(request: HttpRequest, pk: int) -> HttpResponse:
    form = GroupForm(request.POST)

    def act(version: PolicyVersion, revision: int) -> None:
        decide_group(version, revision, form.group, form.cleaned_data["decision"], by=request.actor)

    return _act(request, pk, form, act)


@permission(Permission.POLICIES_EDIT)
@require_POST
def review_lost(request: HttpRequest, pk: int) -> HttpResponse:
    form = LostForm(request.POST)

    def act(version: PolicyVersion, revision: int) -> None:
        fill_lost(version, revision, form.cleaned_data["lost"], form.chosen, by=request.actor)

    return _act(request, pk, form, act, lambda block: block.holds(set(), {form.cleaned_data["lost"]}))


@permission(Permission.POLICIES_EDIT)
@require_POST
def review_correct(request: HttpRequest, pk: int) -> HttpResponse:
    form = CorrectForm(request.POST)

    def act(version: PolicyVersion, revision: int) -> None:
        correct_passage(version, revision, form.selected, form.right_words, by=request.actor)

    return _act(request, pk, form, act, lambda block: block.start == form.cleaned_data["block"])


@permission(Permission.POLICIES_EDIT)
@require_POST
def review_punctuation(request: HttpRequest, pk: int) -> HttpResponse:
    """Full-width punctuation, or the original's; the page is shown anew, as edits everywhere may differ."""
    form = PunctuationForm(request.POST)

    def act(version: PolicyVersion, revision: int) -> None:
        set_punctuation(version, revision, form.punctuation, by=request.actor)

    response = _act(request, pk, form, act)
    if request.htmx and response.status_code == HTTPStatus.OK:
        response["HX-Refresh"] = "true"
    return response


@permission(Permission.POLICIES_EDIT)
@require_POST
def review_undo(request: HttpRequest, pk: int) -> HttpResponse:
    form = SeenForm(request.POST)

    def act(version: PolicyVersion, revision: int) -> None:
        undo_step(REVIEW, version, revision, by=request.actor)

    return _act(request, pk, form, act)


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
