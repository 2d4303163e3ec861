"""Making models and their drafts, and what is known of them besides their content."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from luodi_web.decisions.domain.content import digest_of
from luodi_web.decisions.domain.saving import locked_version, touch
from luodi_web.decisions.domain.uploads import Incoming
from luodi_web.decisions.domain.verdicts import can_delete, can_discard, can_draft, can_edit
from luodi_web.decisions.enums import ModelVerb, SaveSource
from luodi_web.decisions.models import DecisionModel, ModelProvision, ModelVersion, SavedCase
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.people.models import Unit
from luodi_web.policies.models import Provision


def locked_model(model: DecisionModel) -> DecisionModel:
    return DecisionModel.objects.select_for_update().select_related("owner").get(pk=model.pk)


@transaction.atomic
def create_model(
    *,
    name: str,
    owner: Unit,
    incoming: Incoming,
    summary: str = "",
    provisions: Iterable[Provision] = (),
    sources: Iterable[tuple[str, str]] = (),
    effective_from: date | None = None,
    effective_to: date | None = None,
    by: Actor,
) -> ModelVersion:
    """A new model with its first draft; the draft.

    sources: documents that the platform does not have, each with the provision as it is cited.
    Raises ValidationError for a name that the unit has already, and for content that is no model.
    """
    if DecisionModel.objects.filter(owner=owner, name=name).exists():
        raise ValidationError({"name": _("本机构已有同名的判定模型。")})
    if incoming.xml is None:
        raise ValidationError(_("文件读不出判定模型，没有保存。"), code="unreadable")
    _check_period(effective_from, effective_to)
    model = DecisionModel.objects.create(name=name, owner=owner, summary=summary, created_by=by.user)
    _link(model, provisions)
    for title, label in sources:
        ModelProvision.objects.create(model=model, policy_title=title[:200], label=label[:200])
    record(by, ModelVerb.CREATED, model, after={"name": name, "provisions": _labels(model)})
    version = _new_version(model, incoming.xml, 1, by)
    version.source, version.file_name = incoming.source, incoming.file_name
    version.readings = list(incoming.notes)
    version.effective_from, version.effective_to = effective_from, effective_to
    version.save()
    record(by, ModelVerb.DRAFTED, version, after={"digest": version.digest, "source": version.source})
    return version


def _new_version(model: DecisionModel, xml: str, number: int, by: Actor) -> ModelVersion:
    version = ModelVersion.objects.create(
        model=model, number=number, xml=xml, digest=digest_of(xml), created_by=by.user
    )
    if by.user is not None:
        version.editors.add(by.user)
    return version


@transaction.atomic
def draft_version(model: DecisionModel, start: ModelVersion, *, by: Actor) -> ModelVersion:
    """A new draft that begins as a version of the same model, with its cases; who begins it is an editor.

    Raises ValidationError while another version is being worked on.
    """
    model = locked_model(model)
    can_draft(model).insist()
    number = (model.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = _new_version(model, start.xml, number, by)
    version.source, version.started_from = SaveSource.COPY, start
    version.save()
    SavedCase.objects.bulk_create(
        SavedCase(version=version, name=case.name, xml=case.xml, as_of=case.as_of, created_by=case.created_by)
        for case in start.cases.order_by("pk")
    )
    record(by, ModelVerb.DRAFTED, version, after={"from": start.number, "digest": version.digest})
    return version


@transaction.atomic
def change_model(
    model: DecisionModel, values: dict[str, Any], provisions: Iterable[Provision], *, by: Actor
) -> DecisionModel:
    """Name, summary and provisions of a model. Raises ValidationError for a name that is taken."""
    model = locked_model(model)
    name = values.get("name", model.name)
    if DecisionModel.objects.filter(owner=model.owner, name=name).exclude(pk=model.pk).exists():
        raise ValidationError({"name": _("本机构已有同名的判定模型。")})
    before, after = changes(model, values)
    labels = _labels(model)
    for key, value in values.items():
        setattr(model, key, value)
    model.save()
    _link(model, provisions)
    if _labels(model) != labels:
        before["provisions"], after["provisions"] = labels, _labels(model)
    if after:
        record(by, ModelVerb.CHANGED, model, before=before, after=after)
    return model


def _labels(model: DecisionModel) -> list[str]:
    return [str(link) for link in model.links.order_by("pk")]


def _link(model: DecisionModel, provisions: Iterable[Provision]) -> None:
    """Exactly these provisions, and links whose provision is gone."""
    wanted = {provision.pk: provision for provision in provisions}
    model.links.filter(provision__isnull=False).exclude(provision__in=wanted).delete()
    linked = set(model.links.values_list("provision", flat=True))
    for key, provision in wanted.items():
        if key not in linked:
            ModelProvision.objects.create(
                model=model,
                provision=provision,
                policy_title=provision.version.policy.title[:200],
                label=str(provision)[:200],
            )


@transaction.atomic
def set_period(
    version: ModelVersion,
    effective_from: date | None,
    effective_to: date | None,
    change_note: str,
    *,
    by: Actor,
) -> ModelVersion:
    """From when to when a draft shall hold, and what was changed in it."""
    version = locked_version(version)
    can_edit(version).insist()
    _check_period(effective_from, effective_to)
    values = {"effective_from": effective_from, "effective_to": effective_to, "change_note": change_note}
    before, after = changes(version, values)
    if not after:
        return version
    for key, value in values.items():
        setattr(version, key, value)
    touch(version, by=by)
    record(by, ModelVerb.CHANGED, version, before=before, after=after)
    return version


def _check_period(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise ValidationError({"effective_to": _("失效日期不能早于生效日期。")})


@transaction.atomic
def discard_version(version: ModelVersion, *, by: Actor) -> None:
    """Delete a draft. Raises ValidationError for any other version and for a model's only one."""
    version = locked_version(version)
    can_discard(version).insist()
    record(by, ModelVerb.DISCARDED, version, before={"digest": version.digest})
    version.delete()


@transaction.atomic
def delete_model(model: DecisionModel, *, by: Actor) -> None:
    """Delete a model that was never released. Raises ValidationError for one that was."""
    model = locked_model(model)
    can_delete(model).insist()
    record(by, ModelVerb.DELETED, model, before={"name": model.name})
    model.delete()
