"""Which models and versions a person sees, edits and may release."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from luodi_web.decisions.enums import ModelState
from luodi_web.decisions.models import DecisionModel, ModelProvision, ModelVersion
from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.policies.models import PolicyVersion

# What everyone with the right to look sees: what holds and what held.
PUBLIC_STATES = (ModelState.RELEASED, ModelState.REPLACED)


def _own(rights: Rights, prefix: str) -> Q:
    return rights.scope(Permission.MODELS_EDIT, prefix) | rights.scope(Permission.MODELS_RELEASE, prefix)


def models_visible_to(rights: Rights) -> QuerySet[DecisionModel]:
    """Every model with a released version, whoever owns it, and all models of the units one works for."""
    if not rights.may(Permission.MODELS_VIEW):
        return DecisionModel.objects.none()
    released = ModelVersion.objects.filter(model=OuterRef("pk"), state__in=PUBLIC_STATES)
    return DecisionModel.objects.filter(Exists(released) | _own(rights, "owner"))


def models_editable_by(rights: Rights) -> QuerySet[DecisionModel]:
    return DecisionModel.objects.filter(rights.scope(Permission.MODELS_EDIT, "owner"))


def model_versions_visible_to(rights: Rights) -> QuerySet[ModelVersion]:
    if not rights.may(Permission.MODELS_VIEW):
        return ModelVersion.objects.none()
    return ModelVersion.objects.filter(Q(state__in=PUBLIC_STATES) | _own(rights, "model__owner"))


def model_versions_editable_by(rights: Rights) -> QuerySet[ModelVersion]:
    return ModelVersion.objects.filter(rights.scope(Permission.MODELS_EDIT, "model__owner"))


def model_versions_to_review(rights: Rights) -> QuerySet[ModelVersion]:
    """Those that wait and are not of the person's own hand."""
    users = {grant.user_id for grant in rights.grants}
    waiting = ModelVersion.objects.filter(
        rights.scope(Permission.MODELS_RELEASE, "model__owner"), state=ModelState.REVIEW
    )
    return waiting.exclude(editors__in=users)


def applied_on(day: date) -> Q:
    """The condition on versions that are released and hold on a day; at most one of each model."""
    return Q(state=ModelState.RELEASED, effective_from__lte=day) & (
        Q(applied_to__isnull=True) | Q(applied_to__gte=day)
    )


def version_on(model: DecisionModel, day: date) -> ModelVersion | None:
    """The version of a model that holds on a day; null where none does."""
    return model.versions.filter(applied_on(day)).first()


def links_by_provision(rights: Rights, text: PolicyVersion) -> dict[int, list[ModelProvision]]:
    """The models within sight that provisions of a text were made into, by the provision's key."""
    rows = ModelProvision.objects.filter(provision__version=text, model__in=models_visible_to(rights))
    found: dict[int, list[ModelProvision]] = {}
    for link in rows.select_related("model").order_by("pk"):
        found.setdefault(link.provision_id, []).append(link)
    return found
