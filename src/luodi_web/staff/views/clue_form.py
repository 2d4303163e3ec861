"""Writing a clue: a draft that survives, a look at what is alike, and off it goes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.scope import policies_visible_to
from luodi_web.policies.models import Provision
from luodi_web.staff.views.tasks import key_of
from luodi_web.supervision.domain.assignments_scope import tasks_visible_to
from luodi_web.supervision.domain.clues import delete_draft, save_draft, send_clue, terms_of
from luodi_web.supervision.domain.clues_scope import office_for, own_clues
from luodi_web.supervision.domain.clues_similar import similar_clues
from luodi_web.supervision.enums import ClueState
from luodi_web.supervision.forms.clues import ClueForm
from luodi_web.supervision.models import Clue, Task


@permission(Permission.CLUES_SEND)
@require_http_methods(["GET", "POST"])
def clue_new(request: HttpRequest) -> HttpResponse:
    """A new clue; ``?task=``, ``?policy=`` and ``?provision=`` say what it is about."""
    return _write(request, None)


@permission(Permission.CLUES_SEND)
@require_http_methods(["GET", "POST"])
def clue_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of one's own; what was sent is shown instead."""
    found = get_object_or_404(own_clues(request.rights), pk=pk)
    if found.state != ClueState.DRAFT:
        if request.method == "POST":
            messages.warning(request, _("线索已经发出，不能再改。"))
        return redirect("staff:clue", pk=pk)
    return _write(request, found)


@permission(Permission.CLUES_SEND)
@require_POST
def clue_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(own_clues(request.rights), pk=pk)
    try:
        delete_draft(found)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("staff:clue", pk=pk)
    messages.success(request, _("草稿已删除。"))
    return redirect("staff:clues")


def _write(request: HttpRequest, found: Clue | None) -> HttpResponse:
    initial = _preset(request) if found is None else {}
    form = ClueForm(
        request.POST or None,
        request.FILES or None,
        instance=found or Clue(),
        initial=initial,
        rights=request.rights,
    )
    similar: list[Clue] = []
    if request.method == "POST" and form.is_valid():
        clue = _save(request, form, found)
        if clue is not None:
            if request.POST.get("act") == "keep":
                messages.success(request, _("草稿已保存，只有您看得到。"))
                return redirect("staff:clues")
            if "seen" not in request.POST:
                similar = similar_clues(clue, office_for(clue.unit))
            if not similar:
                return _send(request, clue)
            # The files are in the draft now; the rest of the form is what was typed.
            found = clue
            form = ClueForm(instance=Clue.objects.get(pk=clue.pk), rights=request.rights)
    own = set(
        own_clues(request.rights).filter(pk__in=[one.pk for one in similar]).values_list("pk", flat=True)
    )
    unit = form.instance.unit if form.instance.unit_id else None
    office = office_for(unit) if unit else None
    context = {
        "page_title": _("反映问题线索"),
        "accept_days": terms_of(office).accept_days if office else None,
        "form": form,
        "clue": found,
        "about": _about(form),
        # Asked once, and without telling what other units have said.
        "similar": [one for one in similar if one.pk in own],
        "similar_others": len(similar) - len(own),
        "asks": bool(similar),
        "action": reverse("staff:clue_edit", args=[found.pk]) if found else reverse("staff:clue_new"),
        "breadcrumb": [
            {"label": _("问题线索"), "url": reverse("staff:clues")},
            {"label": _("反映问题"), "url": ""},
        ],
    }
    return render(request, "staff/clues/form.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, form: ClueForm, found: Clue | None) -> Clue | None:
    """The draft as typed; null where it was refused, which the form then says."""
    values = form.values()
    dropped = [one.pk for one in form.cleaned_data.get("dropped") or []]
    try:
        return save_draft(found, values, files=form.cleaned_data["files"], dropped=dropped, by=request.actor)
    except ValidationError as error:
        add_domain_error(form, error)
        return None


def _send(request: HttpRequest, clue: Clue) -> HttpResponse:
    try:
        clue = send_clue(clue, by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("staff:clue", pk=clue.pk)
    words = _("线索已发出，编号%(no)s，%(day)s前受理。")
    messages.success(request, words % {"no": clue.no, "day": clue.accept_due})
    return redirect(f"{reverse('staff:clue', args=[clue.pk])}?sent=1")


def _preset(request: HttpRequest) -> dict[str, Any]:
    """What the address says the clue is about, as far as the person may see it."""
    preset: dict[str, Any] = {}
    policies = policies_visible_to(request.rights)
    task = tasks_visible_to(request.rights).filter(pk=key_of(request.GET.get("task", "")) or 0).first()
    if task is not None:
        preset["about"] = task
        if task.provision is not None:
            preset["provision"] = task.provision
            preset["policy"] = task.provision.version.policy
    provision = Provision.objects.filter(
        version__policy__in=policies, pk=key_of(request.GET.get("provision", "")) or 0
    ).first()
    if provision is not None:
        preset["provision"], preset["policy"] = provision, provision.version.policy
    policy = policies.filter(pk=key_of(request.GET.get("policy", "")) or 0).first()
    if policy is not None:
        preset["policy"] = policy
    return preset


def _about(form: ClueForm) -> list[tuple[str, str]]:
    """The task and provision that the hidden fields hold, in words."""
    rows: list[tuple[str, str]] = []
    for name, label in (("about", _("涉及任务")), ("provision", _("涉及条款"))):
        value = form[name].value()
        key = value.pk if isinstance(value, Task | Provision) else key_of(str(value or ""))
        one = form.fields[name].queryset.filter(pk=key).first() if key else None
        if one is not None:
            rows.append((label, str(one)))
    return rows
