"""判定模型: the list, and one model with its versions and what holds on a day."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.tables import Choice, Column, Search, Table
from luodi_web.decisions.domain.scope import (
    PUBLIC_STATES,
    applied_on,
    model_versions_to_review,
    model_versions_visible_to,
    models_editable_by,
    models_visible_to,
    version_on,
)
from luodi_web.decisions.domain.verdicts import can_delete, can_draft
from luodi_web.decisions.domain.versions import change_model, delete_model, draft_version
from luodi_web.decisions.enums import ModelState, ModelVerb
from luodi_web.decisions.forms.models import ModelInfoForm, ProvisionsForm
from luodi_web.decisions.models import DecisionModel, ModelProvision, ModelVersion
from luodi_web.people.domain.audit import record
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.models import Unit
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.scope import versions_visible_to
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import Provision
from luodi_web.staff.views.acts import done_by_button
from luodi_web.staff.views.form_pages import picked


def _of_policies(word: str) -> Q:
    links = ModelProvision.objects.filter(Q(policy_title__icontains=word) | Q(label__icontains=word))
    named = Q(name__icontains=word) | Q(summary__icontains=word)
    return named | Q(pk__in=links.values("model"))


def _owners() -> list[tuple[int, str]]:
    return list(Unit.objects.filter(decision_models__isnull=False).distinct().values_list("pk", "name"))


class ModelTable(Table):
    title = gettext_lazy("判定模型")
    empty = gettext_lazy("还没有判定模型。")
    filters = [
        Search(through=_of_policies),
        Choice(
            "state",
            gettext_lazy("最新一版"),
            ModelState.choices,
            condition=lambda chosen: Q(last_state__in=chosen),
        ),
        Choice("owner", gettext_lazy("主管机构"), _owners),
    ]
    columns = [
        Column(
            "name",
            gettext_lazy("名称"),
            sort="name",
            link=lambda row: reverse("staff:model", args=[row.pk]),
            width=40,
        ),
        Column("policy_title", gettext_lazy("对应政策"), value=lambda row: row.policy_title, width=40),
        Column("provision_label", gettext_lazy("条款"), value=lambda row: row.provision_label, width=30),
        Column(
            "state",
            gettext_lazy("最新一版"),
            value=lambda row: ModelState(row.last_state).label,
            template="staff/models/cell_state.html",
            sort="last_state",
            fit=True,
        ),
        Column("last_number", gettext_lazy("版次"), align="end", screen=False, width=8),
        Column(
            "applied_number",
            gettext_lazy("现行版次"),
            value=lambda row: row.applied_number,
            template="staff/models/cell_applied.html",
            fit=True,
            width=10,
        ),
        Column("case_count", gettext_lazy("案例"), align="end", sort="case_count", fit=True, width=8),
        Column("owner", gettext_lazy("主管机构"), value=lambda row: row.owner.label, sort="owner__name"),
        Column("summary", gettext_lazy("说明"), screen=False, width=50),
        Column("created_at", gettext_lazy("创建时间"), sort="created_at", fit=True, screen=False),
    ]


def _rows(request: HttpRequest) -> QuerySet[DecisionModel]:
    """Models with their newest version that the person sees, the one that holds today, and its first link."""
    versions = model_versions_visible_to(request.rights).filter(model=OuterRef("pk")).order_by("-number")
    now = ModelVersion.objects.filter(applied_on(timezone.localdate()), model=OuterRef("pk"))
    links = ModelProvision.objects.filter(model=OuterRef("pk")).order_by("pk")
    cases = versions.annotate(count=Count("cases")).values("count")
    return (
        models_visible_to(request.rights)
        .select_related("owner")
        .annotate(
            last_state=Subquery(versions.values("state")[:1]),
            last_number=Subquery(versions.values("number")[:1]),
            applied_number=Subquery(now.values("number")[:1]),
            policy_title=Subquery(links.values("policy_title")[:1]),
            provision_label=Subquery(links.values("label")[:1]),
            case_count=Subquery(cases[:1]),
        )
    )


@permission(Permission.MODELS_VIEW)
@require_GET
def models(request: HttpRequest) -> HttpResponse:
    table = ModelTable(request.GET, _rows(request))
    if table.wants_export:
        record(request.actor, ModelVerb.EXPORTED, after={"list": str(table.title)})
        return table.export(by_name=request.actor.name)
    context = {
        "page_title": _("判定模型"),
        "table": table,
        "may_edit": request.rights.may(Permission.MODELS_EDIT),
        "waiting": model_versions_to_review(request.rights).select_related("model").order_by("sent_at"),
    }
    return render(request, "staff/models/list.html", context)


def crumbs(model: DecisionModel, *more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of a model; the last of ``more`` is the page itself."""
    steps = [
        (str(_("判定模型")), reverse("staff:models")),
        (model.name, reverse("staff:model", args=[model.pk])),
    ]
    trail = [{"label": label, "url": url} for label, url in (*steps, *more)]
    trail[-1] = {"label": trail[-1]["label"], "url": ""}
    return trail


def find_model(request: HttpRequest, pk: int) -> DecisionModel:
    return get_object_or_404(models_visible_to(request.rights).select_related("owner"), pk=pk)


def _asked_day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate()


@permission(Permission.MODELS_VIEW)
@require_GET
def model(request: HttpRequest, pk: int) -> HttpResponse:
    """One model; ``?day=`` asks which version holds on that day."""
    found = find_model(request, pk)
    versions = list(
        model_versions_visible_to(request.rights)
        .filter(model=found)
        .defer("xml")
        .select_related("created_by", "decided_by")
        .annotate(case_count=Count("cases"))
        .order_by("-number")
    )
    day = _asked_day(request)
    may_edit = request.rights.covers(Permission.MODELS_EDIT, found.owner)
    context = {
        "page_title": found.name,
        "page_lead": found.summary,
        "breadcrumb": crumbs(found),
        "model": found,
        "links": found.links.select_related("provision__version"),
        "versions": versions,
        "newest": versions[0] if versions else None,
        "day": day,
        "applied": version_on(found, day),
        "may_edit": may_edit,
        "can_draft": can_draft(found) if may_edit else None,
        "can_delete": can_delete(found) if may_edit else None,
    }
    return render(request, "staff/models/model.html", context)


@permission(Permission.MODELS_EDIT)
@require_http_methods(["GET", "POST"])
def model_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(models_editable_by(request.rights), pk=pk)
    form = ModelInfoForm(request.POST or None, instance=found, rights=request.rights)
    if request.method == "POST" and form.is_valid():
        try:
            change_model(found, form.info(), _linked(found), by=request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("staff:model", pk=pk)
    shown = models_editable_by(request.rights).get(pk=pk)
    context = {
        "page_title": _("修改模型信息"),
        "breadcrumb": crumbs(shown, (_("修改信息"), "")),
        "form": form,
        "model": shown,
    }
    return render(request, "staff/models/edit.html", context, status=422 if form.errors else 200)


def _linked(found: DecisionModel) -> list[Provision]:
    return list(Provision.objects.filter(model_links__model=found).select_related("version__policy"))


@permission(Permission.MODELS_EDIT)
@require_http_methods(["GET", "POST"])
def model_provisions(request: HttpRequest, pk: int) -> HttpResponse:
    """Which provisions a model is for: ``?version=`` is the text whose provisions are offered."""
    found = get_object_or_404(models_editable_by(request.rights), pk=pk)
    texts = versions_visible_to(request.rights).filter(state=VersionState.CONFIRMED).select_related("policy")
    texts = texts.defer("original", "text").order_by("policy__title", "-number")
    linked = _linked(found)
    asked = request.GET.get("version", "")
    text = None
    if asked.isdecimal() and len(asked) < 19:
        text = texts.filter(pk=int(asked)).first()
    elif linked:
        text = texts.filter(pk=linked[0].version_id).first()
    offered = text.provisions.order_by("order") if text else Provision.objects.none()
    form = ProvisionsForm(
        request.POST or None, provisions=offered, initial={"provisions": [each.pk for each in linked]}
    )
    if request.method == "POST" and text is not None and form.is_valid():
        kept = [each for each in linked if each.version_id != text.pk]
        chosen = list(form.cleaned_data["provisions"].select_related("version__policy"))
        change_model(found, {}, [*kept, *chosen], by=request.actor)
        messages.success(request, _("对应条款已保存。"))
        return redirect("staff:model", pk=pk)
    context = {
        "page_title": _("对应条款"),
        "breadcrumb": crumbs(found, (_("对应条款"), "")),
        "model": found,
        "texts": texts,
        "text": text,
        "form": form,
    }
    return render(request, "staff/models/provisions.html", context, status=422 if form.errors else 200)


@permission(Permission.MODELS_EDIT)
@require_POST
def model_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(models_editable_by(request.rights), pk=pk)
    name = found.name
    done = _("已删除判定模型“%(name)s”。") % {"name": name}
    if not done_by_button(request, lambda: delete_model(found, by=request.actor), done):
        return redirect("staff:model", pk=pk)
    return redirect("staff:models")


@permission(Permission.MODELS_EDIT)
@require_POST
def model_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version that begins as ``from`` (a version's key), or as the newest released one."""
    found = get_object_or_404(models_editable_by(request.rights), pk=pk)
    starts = found.versions.filter(state__in=PUBLIC_STATES)
    start = picked(found.versions.all(), request.POST.get("from", ""))
    start = start or starts.order_by("-number").first() or found.versions.order_by("-number").first()
    if start is None:
        return redirect("staff:model", pk=pk)
    try:
        made = draft_version(found, start, by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("staff:model", pk=pk)
    messages.success(request, _("已从第 %(number)d 版开始编制新的一版。") % {"number": start.number})
    return redirect("staff:model_version", pk=made.pk)
