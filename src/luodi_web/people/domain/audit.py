"""Writing, sealing and verifying the audit trail."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from luodi_web.people.actor import Actor
from luodi_web.people.models import AuditEntry, AuditHead

SEAL_BATCH = 1000


def record(
    by: Actor,
    verb: str,
    obj: models.Model | None = None,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry in the caller's transaction: if the act fails, so does its entry, and the reverse."""
    return AuditEntry.objects.create(
        at=timezone.now(),
        user=by.user,
        user_name=by.name,
        post_name=by.post_name,
        unit=by.unit,
        unit_name=by.unit.name if by.unit else "",
        address=by.address,
        verb=verb,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_name=str(obj)[:200] if obj is not None else "",
        before=_plain(before),
        after=_plain(after),
    )


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """As the database will give it back, so that the digest of what is read equals that of what was written."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder)) if values is not None else None


def entry_digest(entry: AuditEntry, sequence: int, previous: str) -> str:
    """HMAC-SHA-256 over the entry's content, its place and the digest before it."""
    content = [
        sequence,
        previous,
        entry.pk,
        entry.at.astimezone(UTC).isoformat(),
        entry.user_id,
        entry.user_name,
        entry.post_name,
        entry.unit_id,
        entry.unit_name,
        entry.address,
        entry.verb,
        entry.object_type,
        entry.object_id,
        entry.object_name,
        entry.before,
        entry.after,
    ]
    return _sign(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _sign(text: str) -> str:
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def seal_entries() -> int:
    """Seal every entry not yet sealed, in the order of their keys; the number sealed.

    Entries of transactions that are still open are sealed by a later call: the chain's order is the
    order of sealing, not of the clock.
    """
    sealed = 0
    while True:
        with transaction.atomic():
            head = AuditHead.objects.select_for_update().get_or_create(pk=1)[0]
            entries = list(AuditEntry.objects.filter(sequence__isnull=True).order_by("pk")[:SEAL_BATCH])
            if not entries:
                return sealed
            sequence, digest = head.sequence, head.digest
            for entry in entries:
                sequence += 1
                digest = entry_digest(entry, sequence, digest)
                entry.sequence, entry.digest = sequence, digest
            AuditEntry.objects.bulk_update(entries, ["sequence", "digest"])
            head.sequence, head.digest = sequence, digest
            head.signature = _sign(f"head {sequence} {digest}")
            head.sealed_at = timezone.now()
            head.save()
            sealed += len(entries)


@dataclass(frozen=True)
class ChainFault:
    """Where the chain breaks. ``sequence`` 0 is the head itself."""

    sequence: int
    reason: str  # "changed", "missing" or "head"


def chain_faults() -> Iterator[ChainFault]:
    """Every place where the sealed trail is not what was sealed; nothing if it is whole."""
    expected, digest = 0, ""
    for entry in AuditEntry.objects.filter(sequence__isnull=False).order_by("sequence").iterator():
        expected += 1
        while entry.sequence > expected:
            yield ChainFault(expected, "missing")
            expected += 1
        if entry_digest(entry, expected, digest) != entry.digest:
            yield ChainFault(expected, "changed")
        digest = entry.digest
    head = AuditHead.objects.filter(pk=1).first()
    if head is None:
        if expected:
            yield ChainFault(0, "head")
        return
    if head.signature != _sign(f"head {head.sequence} {head.digest}"):
        yield ChainFault(0, "head")
    while expected < head.sequence:
        expected += 1
        yield ChainFault(expected, "missing")
    if head.sequence < expected or (head.sequence == expected and head.digest != digest):
        yield ChainFault(0, "head")
