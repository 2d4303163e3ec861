"""Review and release by a second person; which version holds when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.decisions.domain.cases import run_cases
from luodi_web.decisions.domain.content import content_of, digest_of
from luodi_web.decisions.domain.saving import locked_version
from luodi_web.decisions.domain.verdicts import can_decide, can_recall, can_send, ruleless
from luodi_web.decisions.domain.versions import locked_model
from luodi_web.decisions.enums import ModelState, ModelVerb
from luodi_web.decisions.models import ModelVersion
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import notify_people, tell_holders
from luodi_web.people.rules import Permission


@dataclass(frozen=True)
class Effect:
    """What a release does to a version that is released already.

    applied_to: its new last day; None where it is replaced as a whole. refusal: why the release cannot be.
    """

    version: ModelVersion
    applied_to: date | None = None
    refusal: str = ""


def release_effects(version: ModelVersion) -> list[Effect]:
    """What the release of a version would do to the others, the earliest first.

    One that began earlier ends the day before. One that begins within the new period is replaced as a whole;
    where it reaches beyond the end of the new one, its beginning would be cut off: that is refused.
    """
    first, last = version.effective_from, version.effective_to
    if first is None:
        return []
    effects = []
    others = version.model.versions.filter(state=ModelState.RELEASED).exclude(pk=version.pk)
    for other in others.order_by("effective_from"):
        if other.applied_to is not None and other.applied_to < first:
            continue
        if last is not None and other.effective_from > last:
            continue
        if other.effective_from < first:
            effects.append(Effect(other, applied_to=first - timedelta(days=1)))
        elif last is None or (other.applied_to is not None and other.applied_to <= last):
            effects.append(Effect(other))
        else:
            words = _(
                "第 %(number)d 版自 %(day)s 起适用，与本版的期间部分重叠；"
                "请把本版的失效日期改到 %(day)s 以前，或者留空。"
            )
            refusal = words % {"number": other.number, "day": other.effective_from}
            effects.append(Effect(other, refusal=refusal))
    return effects


@transaction.atomic
def send_version(version: ModelVersion, *, by: Actor) -> ModelVersion:
    """Hand a draft over for review. Raises ValidationError where it has errors or says no period."""
    version = locked_version(version)
    can_send(version).insist()
    before = {"state": version.state}
    version.state, version.sent_at, version.sent_by = ModelState.REVIEW, timezone.now(), by.user
    version.reason, version.decided_at, version.decided_by = "", None, None
    version.save()
    record(
        by, ModelVerb.SENT, version, before=before, after={"state": version.state, "digest": version.digest}
    )
    tell_holders(
        Permission.MODELS_RELEASE,
        [version.model.owner],
        _("判定模型待复核：%(version)s") % {"version": version},
        _url(version),
        but=by.user,
    )
    return version


@transaction.atomic
def recall_version(version: ModelVersion, *, by: Actor) -> ModelVersion:
    """Take a draft back from review to change it."""
    version = locked_version(version)
    can_recall(version).insist()
    version.state = ModelState.DRAFT
    version.save()
    record(by, ModelVerb.RECALLED, version, after={"state": version.state})
    return version


@transaction.atomic
def return_version(version: ModelVersion, reason: str, *, by: Actor) -> ModelVersion:
    """Send a draft back with the reason. Raises ValidationError for those who changed it."""
    version = locked_version(version)
    can_decide(version, by.user).insist()
    if not reason.strip():
        raise ValidationError({"reason": _("请填写“退回原因”。")})
    version.state, version.reason = ModelState.RETURNED, reason.strip()
    version.decided_at, version.decided_by = timezone.now(), by.user
    version.save()
    record(by, ModelVerb.RETURNED, version, after={"state": version.state, "reason": version.reason})
    _tell_sender(version, _("判定模型被退回：%(version)s。原因：%(reason)s"), by)
    return version


@transaction.atomic
def release_version(version: ModelVersion, *, digest: str, by: Actor) -> ModelVersion:
    """Release a version: from its first day it is what holds, and its content is frozen.

    digest: of the content that the person looked at. Raises ValidationError where it is another, where saved
    cases fail, where the periods cannot be, and for those who changed the version.
    """
    locked_model(version.model)
    version = locked_version(version)
    can_decide(version, by.user).insist()
    if digest != version.digest or digest_of(version.xml) != version.digest:
        raise ValidationError(_("内容在您查看之后有变化，请重新核对。"), code="stale")
    if content_of(version).has_errors:
        raise ValidationError(_("模型还有错误，不能发布。"))
    if (empty := ruleless(content_of(version))) is not None:
        raise ValidationError(empty)
    failed = run_cases(version).failed
    if failed:
        raise ValidationError(
            _("有 %(count)d 个案例的结果与预期不符，不能发布；请退回修改。") % {"count": failed}
        )
    effects = release_effects(version)
    for effect in effects:
        if effect.refusal:
            raise ValidationError(effect.refusal)
    for effect in effects:
        _give_way(effect, version, by)
    version.state, version.applied_to = ModelState.RELEASED, version.effective_to
    version.decided_at, version.decided_by = timezone.now(), by.user
    version.save()
    record(
        by,
        ModelVerb.RELEASED,
        version,
        after={"state": version.state, "digest": version.digest, "from": version.effective_from,
               "to": version.effective_to},
    )  # fmt: skip
    _tell_sender(version, _("判定模型已发布：%(version)s"), by)
    return version


def _give_way(effect: Effect, version: ModelVersion, by: Actor) -> None:
    other = locked_version(effect.version)
    before = {"state": other.state, "applied_to": other.applied_to}
    if effect.applied_to is None:
        other.state = ModelState.REPLACED
    else:
        other.applied_to = effect.applied_to
    other.save()
    after = {"state": other.state, "applied_to": other.applied_to, "by_version": version.number}
    record(by, ModelVerb.REPLACED, other, before=before, after=after)


def _url(version: ModelVersion) -> str:
    return reverse("staff:model_version", args=[version.pk])


def _tell_sender(version: ModelVersion, words: str, by: Actor) -> None:
    sender = version.sent_by
    if sender is not None and sender != by.user:
        text = words % {"version": version, "reason": version.reason}
        transaction.on_commit(lambda: notify_people([sender], text, _url(version)))
