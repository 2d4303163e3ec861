"""The small form of one fact's values: to correct it, or to add one from a stretch of the text."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.fact_deciding import add_fact, check_passage, correct_fact
from luodi_web.policies.domain.steps import ReviewClosedError, StaleRevisionError
from luodi_web.policies.enums import FactKind
from luodi_web.policies.forms.facts import FACT_FORMS, FactForm, FactSeenForm, PassageForm
from luodi_web.policies.models import Fact, PolicyVersion
from luodi_web.staff.views.policies_facts import FACT_SCREEN, Touched, editable_facts


@permission(Permission.POLICIES_EDIT)
@require_http_methods(["GET", "POST"])
def fact_edit(request: HttpRequest, pk: int, fact: int) -> HttpResponse:
    version = editable_facts(request, pk)
    found = get_object_or_404(version.facts, pk=fact)
    form = FACT_FORMS[found.kind](
        request.POST or None, kept=found.values, typed=_typed(request, found.kind), prefix="value"
    )
    seen = FactSeenForm(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST" and form.is_valid():

        def act(revision: int) -> Fact:
            return correct_fact(version, revision, found.pk, form.values, by=request.actor)

        if (fact_now := _done(form, seen, act)) is not None:
            return _saved(request, version, seen, fact_now)
    context = {
        "title": _("更正要素"),
        "passage": found.words,
        "kind": FactKind(found.kind),
        "action": reverse("staff:fact_edit", args=[pk, found.pk]),
        "submit": _("更正"),
    }
    return _page(request, version, form, seen, context)


@permission(Permission.POLICIES_EDIT)
@require_http_methods(["GET", "POST"])
def fact_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A fact from the words between ``start`` and ``end``; its kind is chosen first."""
    version = editable_facts(request, pk)
    params = request.POST if request.method == "POST" else request.GET
    place, seen = PassageForm(params), FactSeenForm(params)
    kind = params.get("kind", "")
    kind = FactKind(kind) if kind in FactKind.values else FactKind.UNIT
    start = end = 0
    passage, error = "", ""
    try:
        if place.is_valid():
            start, end = _trimmed(version, place.cleaned_data["start"], place.cleaned_data["end"])
        passage = check_passage(version, start, end)
    except ValidationError as refusal:
        error = " ".join(refusal.messages)
    sent = request.method == "POST"
    form = FACT_FORMS[kind](
        request.POST if sent else None, words=passage, typed=_typed(request, kind), prefix="value"
    )
    if sent and not error and form.is_valid():

        def act(revision: int) -> Fact:
            return add_fact(version, revision, kind, form.values, start, end, by=request.actor)

        if (fact := _done(form, seen, act)) is not None:
            return _saved(request, version, seen, fact)
    context = {
        "title": _("补充要素"),
        "passage": passage,
        "passage_error": error,
        "kind": kind,
        "kinds": FactKind.choices,
        "start": start,
        "end": end,
        "action": reverse("staff:fact_add", args=[pk]),
        "submit": _("补充"),
    }
    return _page(request, version, form, seen, context)


def _typed(request: HttpRequest, kind: str) -> dict[str, str]:
    """What stood in the form of this kind of fact when it asked for itself anew."""
    return request.GET.dict() if request.GET.get("form_of") == kind else {}


def _trimmed(version: PolicyVersion, start: int, end: int) -> tuple[int, int]:
    """The selection without the spaces and line ends around its words."""
    words = version.text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _done(form: FactForm, seen: FactSeenForm, act: Callable[[int], Fact]) -> Fact | None:
    """The fact that the act made or changed; None where it was refused, and the form says why.

    Nothing that was typed is lost. Somebody else's act is no obstacle: sent again, it goes on from there.
    """
    if not seen.is_valid():
        form.add_error(None, _("页面已过期，请刷新后再试。"))
        return None
    try:
        return act(seen.cleaned_data["revision"])
    except StaleRevisionError as stale:
        words = _("%(name)s 刚刚改动了这些要素；如果仍要保存，请再点一次。")
        form.add_error(None, words % {"name": FACT_SCREEN.who(stale)})
        seen.cleaned_data["revision"] = stale.version.revision
    except ReviewClosedError:
        form.add_error(None, _("要素还没有识别完成。"))
    except ValidationError as error:
        form.add_error(None, error)
    return None


def _saved(request: HttpRequest, version: PolicyVersion, seen: FactSeenForm, fact: Fact) -> HttpResponse:
    """All rows anew, and the word that closes the form."""
    changed, events = Touched([fact.pk], all_rows=True), {"fact-saved": {"fact": fact.pk}}
    return FACT_SCREEN.answer(request, version, seen, changed=changed, events=events)


def _page(
    request: HttpRequest,
    version: PolicyVersion,
    form: FactForm,
    seen: FactSeenForm,
    context: dict[str, object],
) -> HttpResponse:
    """The form in the dialog; without htmx a page of its own."""
    seen.is_valid()
    if form.by_kind:
        form.fields["kind"].widget.attrs |= {
            "hx-get": context["action"],
            "hx-include": "closest form",
            "hx-target": "#fact-form-box",
            "hx-swap": "innerHTML",
            "hx-trigger": "change",
        }
    back = reverse("staff:facts", args=[version.pk])
    context |= {
        "form": form,
        "version": version,
        "seen": getattr(seen, "cleaned_data", {}),
        "page_title": context["title"],
        "breadcrumb": [
            {"label": version.policy.title, "url": reverse("staff:policy", args=[version.policy_id])},
            {"label": _("政策要素"), "url": back},
            {"label": context["title"]},
        ],
        "back": back,
    }
    template = "staff/policies/fact_form.html" if request.htmx else "staff/policies/fact_form_page.html"
    refused = request.method == "POST" and (form.errors or context.get("passage_error"))
    return render(request, template, context, status=422 if refused else 200)
