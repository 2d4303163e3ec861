"""One policy: what is known of it, its versions, its plans; changing, deleting, opening again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.confirming import NotAllowedError, can_reopen, reopen_policy
from luodi_web.policies.domain.policies import (
    can_delete,
    change_policy,
    delete_policy,
    discard_version,
)
from luodi_web.policies.domain.reading import notes_in_words
from luodi_web.policies.domain.scope import (
    policies_editable_by,
    policies_visible_to,
    versions_editable_by,
    versions_visible_to,
)
from luodi_web.policies.enums import VersionState
from luodi_web.policies.forms.policies import PolicyForm
from luodi_web.policies.models import Policy
from luodi_web.supervision.models import Plan


def _crumbs(policy: Policy, *more: str) -> list[dict[str, str]]:
    crumbs = [{"label": _("政策"), "url": reverse("staff:policies")}]
    if not more:
        return [*crumbs, {"label": policy.title}]
    crumbs.append({"label": policy.title, "url": reverse("staff:policy", args=[policy.pk])})
    return [*crumbs, *({"label": label} for label in more)]


@permission(Permission.POLICIES_VIEW)
@require_safe
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(policies_visible_to(request.rights).select_related("package", "owner"), pk=pk)
    may_edit = request.rights.covers(Permission.POLICIES_EDIT, found.owner)
    versions = list(
        versions_visible_to(request.rights)
        .filter(policy=found)
        .defer("original", "text")
        .select_related("created_by", "confirmed_by", "file")
        .order_by("-number")
    )
    for row in versions:
        row.notes = notes_in_words(row)
    confirmed = next((row for row in versions if row.state == VersionState.CONFIRMED), None)
    open_version = next((row for row in versions if row.state == VersionState.REVIEW), None)
    plans = Plan.objects.filter(request.rights.scope(Permission.PLANS_VIEW, "owner"), version__policy=found)
    return render(
        request,
        "staff/policies/policy.html",
        {
            "page_title": found.title,
            "breadcrumb": _crumbs(found),
            "policy": found,
            "facts": [
                (_("政策包"), found.package.name),
                (_("文种"), found.get_kind_display()),
                (_("文号"), found.doc_no or None),
                (_("发文机关"), found.issuer or None),
                (_("成文日期"), found.issued_on),
                (_("主管机构"), found.owner.name),
                (_("来源说明"), found.source_note or None),
            ],
            "versions": versions,
            "confirmed": confirmed,
            "open_version": open_version,
            "provisions": confirmed.provisions.filter(level=1) if confirmed else [],
            "plans": plans.select_related("owner"),
            "may_edit": may_edit,
            "may_plan": request.rights.covers(Permission.PLANS_EDIT, found.owner),
            "plan_count": confirmed.plans.count() if confirmed else 0,
            "can_delete": can_delete(found) if may_edit else None,
            "can_reopen": can_reopen(found) if may_edit else None,
        },
    )


@permission(Permission.POLICIES_EDIT)
@require_http_methods(["GET", "POST"])
def policy_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(policies_editable_by(request.rights), pk=pk)
    form = PolicyForm(request.POST or None, instance=found, rights=request.rights)
    if form.is_valid():
        change_policy(found, form.facts, by=request.actor)
        messages.success(request, _("已保存。"))
        return redirect("staff:policy", pk=found.pk)
    shown = policies_editable_by(request.rights).get(pk=pk)
    return render(
        request,
        "staff/policies/policy_form.html",
        {
            "page_title": _("修改政策信息"),
            "breadcrumb": _crumbs(shown, _("修改信息")),
            "form": form,
            "policy": shown,
        },
    )


@permission(Permission.POLICIES_EDIT)
@require_POST
def policy_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(policies_editable_by(request.rights), pk=pk)
    title = found.title
    try:
        delete_policy(found, by=request.actor)
    except NotAllowedError as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:policy", pk=pk)
    messages.success(request, _("已删除政策“%(title)s”。") % {"title": title})
    return redirect("staff:policies")


@permission(Permission.POLICIES_EDIT)
@require_POST
def policy_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(policies_editable_by(request.rights), pk=pk)
    try:
        version = reopen_policy(found, by=request.actor)
    except NotAllowedError as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:policy", pk=pk)
    return redirect("staff:review", pk=version.pk)


@permission(Permission.POLICIES_EDIT)
@require_POST
def version_discard(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(versions_editable_by(request.rights), pk=pk)
    try:
        discard_version(version, by=request.actor)
    except NotAllowedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已放弃这次校订，原定稿不变。"))
    return redirect("staff:policy", pk=version.policy_id)
