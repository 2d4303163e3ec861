"""Which packages, policies and versions a person sees and may work on."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import Package, Policy, PolicyVersion


def packages_visible_to(rights: Rights) -> QuerySet[Package]:
    return Package.objects.all() if rights.may(Permission.POLICIES_VIEW) else Package.objects.none()


def packages_editable_by(rights: Rights) -> QuerySet[Package]:
    return Package.objects.filter(rights.scope(Permission.POLICIES_EDIT, "owner"))


def policies_visible_to(rights: Rights) -> QuerySet[Policy]:
    """Every confirmed policy, whoever owns it (a county works by the province's policies), and the
    unconfirmed ones of the units the person edits for."""
    if not rights.may(Permission.POLICIES_VIEW):
        return Policy.objects.none()
    confirmed = PolicyVersion.objects.filter(policy=OuterRef("pk"), state=VersionState.CONFIRMED)
    return Policy.objects.filter(Exists(confirmed) | rights.scope(Permission.POLICIES_EDIT, "owner"))


def policies_editable_by(rights: Rights) -> QuerySet[Policy]:
    return Policy.objects.filter(rights.scope(Permission.POLICIES_EDIT, "owner"))


def versions_visible_to(rights: Rights) -> QuerySet[PolicyVersion]:
    if not rights.may(Permission.POLICIES_VIEW):
        return PolicyVersion.objects.none()
    return PolicyVersion.objects.filter(
        Q(state=VersionState.CONFIRMED) | rights.scope(Permission.POLICIES_EDIT, "policy__owner")
    )


def versions_editable_by(rights: Rights) -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(rights.scope(Permission.POLICIES_EDIT, "policy__owner"))
