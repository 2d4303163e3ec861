"""Packages and what is known of a policy besides its text: making, changing, deleting."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.people.models import Unit
from luodi_web.policies.domain.confirming import NotAllowedError
from luodi_web.policies.domain.uploading import PolicyFacts
from luodi_web.policies.enums import PolicyVerb, VersionState
from luodi_web.policies.models import Package, Policy, PolicyVersion


def create_package(name: str, summary: str, *, owner: Unit, by: Actor) -> Package:
    with transaction.atomic():
        package = Package.objects.create(name=name, summary=summary, owner=owner)
        after = {"name": name, "summary": summary, "owner": owner.name}
        record(by, PolicyVerb.PACKAGE_CREATED, package, after=after)
    return package


def change_package(package: Package, name: str, summary: str, *, by: Actor) -> None:
    with transaction.atomic():
        locked = Package.objects.select_for_update().get(pk=package.pk)
        before = {"name": locked.name, "summary": locked.summary}
        locked.name, locked.summary = name, summary
        locked.save(update_fields=["name", "summary"])
        record(
            by, PolicyVerb.PACKAGE_CHANGED, locked, before=before, after={"name": name, "summary": summary}
        )


def facts_of(policy: Policy) -> PolicyFacts:
    names = PolicyFacts.__dataclass_fields__
    return PolicyFacts(**{name: getattr(policy, name) for name in names})


def change_policy(policy: Policy, facts: PolicyFacts, *, by: Actor) -> None:
    with transaction.atomic():
        locked = Policy.objects.select_for_update().get(pk=policy.pk)
        before = facts_of(locked).as_audit()
        for name, value in vars(facts).items():
            setattr(locked, name, value)
        locked.save()
        record(by, PolicyVerb.CHANGED, locked, before=before, after=facts.as_audit())


def can_delete(policy: Policy) -> Verdict:
    if policy.versions.filter(state=VersionState.CONFIRMED).exists():
        return Verdict(False, _("已定稿的政策不能删除。"))
    return ALLOWED


def delete_policy(policy: Policy, *, by: Actor) -> None:
    """Delete a policy that was never confirmed, with its versions. Raises NotAllowedError.

    The uploaded file stays in the store: others may have uploaded the same.
    """
    with transaction.atomic():
        locked = Policy.objects.select_for_update().get(pk=policy.pk)
        answer = can_delete(locked)
        if not answer.allowed:
            raise NotAllowedError(answer.reason)
        record(by, PolicyVerb.DELETED, locked, before=facts_of(locked).as_audit())
        locked.delete()


def can_discard(version: PolicyVersion) -> Verdict:
    if version.state != VersionState.REVIEW:
        return Verdict(False, _("这一版已经定稿。"))
    if version.number == 1:
        return Verdict(False, _("这是第一版，请改为删除政策。"))
    return ALLOWED


def discard_version(version: PolicyVersion, *, by: Actor) -> None:
    """Give up a review that was opened again; the confirmed version stands. Raises NotAllowedError."""
    with transaction.atomic():
        locked = PolicyVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        answer = can_discard(locked)
        if not answer.allowed:
            raise NotAllowedError(answer.reason)
        record(by, PolicyVerb.REVIEW_DISCARDED, locked, before={"number": locked.number})
        locked.delete()
