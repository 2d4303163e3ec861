"""Putting a policy in: the form's pending file, the policy with its first version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from luodi_web.common.domain.files import open_stored, store_upload
from luodi_web.common.models import StoredFile
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.models import Unit, User
from luodi_web.policies.domain.confirming import NotAllowedError, can_reopen
from luodi_web.policies.domain.reading import SourceRead
from luodi_web.policies.domain.repairing import keep_repair, queue_repair, repair_version_text
from luodi_web.policies.enums import PolicyVerb, Punctuation
from luodi_web.policies.models import Package, PendingUpload, Policy, PolicyVersion
from luodi_web.policies.rules import PENDING_KEPT


@dataclass(frozen=True)
class PolicyFacts:
    """What is known of a policy besides its text."""

    package: Package
    title: str
    kind: str
    doc_no: str = ""
    issuer: str = ""
    issued_on: date | None = None
    source_note: str = ""

    def as_audit(self) -> dict[str, object]:
        return {**vars(self), "package": self.package.name}


def keep_upload(upload: UploadedFile, *, user: User) -> PendingUpload:
    """Keep a file that a form still needs. Raises ValidationError as ``store_upload`` does."""
    PendingUpload.objects.filter(created_at__lt=timezone.now() - PENDING_KEPT).delete()
    return PendingUpload.objects.create(file=store_upload(upload), name=(upload.name or "")[-200:], by=user)


def pending_bytes(pending: PendingUpload) -> bytes:
    with open_stored(pending.file) as file:
        return file.read()


def create_policy(
    source: SourceRead,
    facts: PolicyFacts,
    *,
    owner: Unit,
    by: Actor,
    file: StoredFile | None = None,
    file_name: str = "",
) -> PolicyVersion:
    """A policy with its first version, repaired at once or, if the text is long, by the worker."""
    with transaction.atomic():
        policy = Policy.objects.create(owner=owner, **vars(facts))
        version = PolicyVersion.objects.create(
            policy=policy,
            number=1,
            file=file,
            file_name=file_name,
            charset=source.charset,
            read_notes=source.kept_notes,
            original=source.text,
            text=source.text,
            digest=source.digest,
            created_by=by.user,
        )
        record(by, PolicyVerb.UPLOADED, policy, after={**facts.as_audit(), "digest": source.digest})
        _repair(version, source)
    return version


def create_version(
    policy: Policy, source: SourceRead, *, by: Actor, file: StoredFile | None = None, file_name: str = ""
) -> PolicyVersion:
    """A new version of a confirmed policy with another text, repaired as a first one is.

    What was decided on the last version is taken over where the same words stand in the same sentence.
    Raises NotAllowedError.
    """
    with transaction.atomic():
        Policy.objects.select_for_update().get(pk=policy.pk)
        answer = can_reopen(policy)
        if not answer.allowed:
            raise NotAllowedError(answer.reason)
        last = policy.versions.order_by("-number").first()
        version = PolicyVersion.objects.create(
            policy=policy,
            number=last.number + 1,
            started_from=last,
            punctuation=last.punctuation,
            file=file,
            file_name=file_name,
            charset=source.charset,
            read_notes=source.kept_notes,
            original=source.text,
            text=source.text,
            digest=source.digest,
            created_by=by.user,
        )
        after = {"number": version.number, "digest": source.digest}
        record(by, PolicyVerb.VERSION_UPLOADED, version, before={"number": last.number}, after=after)
        _repair(version, source)
    return version


def _repair(version: PolicyVersion, source: SourceRead) -> None:
    if source.is_long:
        queue_repair(version)
    elif version.punctuation == Punctuation.KEEP:
        keep_repair(version, source.repaired)
    else:
        keep_repair(version, repair_version_text(version))


def same_text(digest: str) -> PolicyVersion | None:
    """The earliest version whose original is this very text; its policy may be out of the asker's sight."""
    return PolicyVersion.objects.filter(digest=digest).select_related("policy").order_by("pk").first()
