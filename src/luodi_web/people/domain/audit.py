"""Writing, sealing and verifying the audit trail."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from luodi_web.people.actor import Actor
from luodi_web.people.models import AuditEntry, AuditHead

SEAL_BATCH = 1000
# What PostgreSQL stores in no text: NUL and halves of surrogate pairs.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def record(
    by: Actor,
    verb: str,
    obj: models.Model | None = None,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry in the caller's transaction: if the act fails, so does its entry, and the reverse."""
    entry = AuditEntry(
        at=timezone.now(),
        user=by.user,
        user_name=_text(by.signature, 80),
        post_name=_text(by.post_name, 60),
        unit=by.unit,
        unit_name=_text(by.unit.name, 80) if by.unit else "",
        address=by.address,
        verb=verb,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_name=_text(str(obj), 200) if obj is not None else "",
        before=_plain(before),
        after=_plain(after),
    )
    entry.proof = entry_proof(entry)
    entry.save()
    return entry


def changes(obj: models.Model, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What of ``values`` differs from the row: (before, after), rows as words; both empty if nothing does."""
    before, after = {}, {}
    for name, value in values.items():
        now = getattr(obj, name)
        if now != value:
            before[name], after[name] = _word(now), _word(value)
    return before, after


def _word(value: Any) -> Any:
    return str(value) if isinstance(value, models.Model) else value


def _text(text: str, limit: int) -> str:
    return _UNSTORABLE.sub("\ufffd", text)[:limit]


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """As either database gives it back, so that what is read has the digest of what was written.

    jsonb keeps a number's value and not its spelling (1e16 comes back as an integer), so fractions are
    kept as text, like the decimals already are.
    """
    return _stored(json.loads(json.dumps(values, cls=DjangoJSONEncoder))) if values is not None else None


def _stored(value: Any) -> Any:
    if isinstance(value, dict):
        return {_UNSTORABLE.sub("\ufffd", key): _stored(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_stored(item) for item in value]
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else str(value)
    return value


def _content(entry: AuditEntry) -> list[Any]:
    return [
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
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


def entry_proof(entry: AuditEntry) -> str:
    """HMAC-SHA-256 over an entry's content: only who holds the key can have written it."""
    return _sign(["entry", *_content(entry)])


def entry_digest(entry: AuditEntry, sequence: int, previous: str) -> str:
    """HMAC-SHA-256 over the entry's content, its key, its place and the digest before it."""
    return _sign(["chain", sequence, previous, entry.pk, entry.proof, *_content(entry)])


def _sign(content: list[Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.AUDIT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def seal_entries() -> int:
    """Seal every entry not yet sealed, in the order of their keys; the number sealed.

    Entries of transactions that are still open are sealed by a later call: the chain's order is the
    order of sealing, not of the clock.
    """
    sealed = 0
    while count := _seal_batch():
        sealed += count
    return sealed


def _seal_batch() -> int:
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().get_or_create(pk=1)[0]
        entries = list(AuditEntry.objects.filter(sequence__isnull=True).order_by("pk")[:SEAL_BATCH])
        if not entries:
            return 0
        sequence, digest = head.sequence, head.digest
        for entry in entries:
            sequence += 1
            digest = entry_digest(entry, sequence, digest)
            entry.sequence, entry.digest = sequence, digest
        AuditEntry.objects.bulk_update(entries, ["sequence", "digest"])
        head.sequence, head.digest = sequence, digest
        head.signature = _sign(["head", sequence, digest])
        head.sealed_at = timezone.now()
        head.save()
        transaction.on_commit(lambda: _drop_anchor(sequence, digest))
    return len(entries)


def _drop_anchor(sequence: int, digest: str) -> None:
    """Note outside the database how far the chain reached, where a database's writer cannot take it back."""
    if settings.AUDIT_ANCHOR is None:
        return
    path = Path(settings.AUDIT_ANCHOR)
    part = path.with_suffix(".part")
    part.write_text(f"{sequence} {digest}\n", encoding="ascii")
    part.chmod(0o600)
    part.replace(path)


def _anchor() -> tuple[int, str] | None:
    if settings.AUDIT_ANCHOR is None or not Path(settings.AUDIT_ANCHOR).exists():
        return None
    sequence, _space, digest = Path(settings.AUDIT_ANCHOR).read_text(encoding="ascii").strip().partition(" ")
    return int(sequence), digest


@dataclass(frozen=True)
class ChainFault:
    """Where the trail is not what was written.

    reason: "changed" (an entry's content), "missing" (entries of the chain are gone), "foreign" (an entry
    that the platform did not write), "head" (the chain's end is not the one that was sealed).
    sequence, last: first and last place in the chain, from 1; 0 for the head and for unsealed entries.
    entry: the entry's key, where there is one.
    """

    sequence: int
    reason: str
    entry: int | None = None
    last: int | None = None


def chain_faults() -> Iterator[ChainFault]:
    """Every place where the trail is not what was written and sealed; nothing if it is whole.

    What cannot be seen: the removal of an entry before it was sealed (the job seals every minute).
    """
    place, digest = 0, ""
    anchor = _anchor()
    anchored = anchor is None
    for entry in AuditEntry.objects.filter(sequence__isnull=False).order_by("sequence").iterator():
        whole = entry.sequence == place + 1
        if not whole:
            yield ChainFault(place + 1, "missing", last=entry.sequence - 1)
        place = entry.sequence
        # After a gap the digest before is gone: the gap is the fault, not the entry behind it.
        sealed = not whole or entry.digest == entry_digest(entry, place, digest)
        if entry.proof != entry_proof(entry) or not sealed:
            yield ChainFault(place, "changed", entry.pk)
        digest = entry.digest
        anchored = anchored or anchor == (place, digest)
    head = AuditHead.objects.filter(pk=1).first() or AuditHead(signature=_sign(["head", 0, ""]))
    signed = head.signature == _sign(["head", head.sequence, head.digest])
    reach = max(head.sequence if signed else 0, anchor[0] if anchor else 0)
    if reach > place:
        yield ChainFault(place + 1, "missing", last=reach)
    elif not (signed and anchored and (head.sequence, head.digest) == (place, digest)):
        yield ChainFault(0, "head")
    for entry in AuditEntry.objects.filter(sequence__isnull=True).order_by("pk").iterator():
        if entry.proof != entry_proof(entry):
            yield ChainFault(0, "foreign", entry.pk)
