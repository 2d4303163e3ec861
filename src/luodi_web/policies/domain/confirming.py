"""Confirming a version (定稿), its provisions, and opening it again."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.source import Span
from luodi.structure import Part, parse_document
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.policies.domain.examples import keep_examples
from luodi_web.policies.domain.fact_reading import start_facts
from luodi_web.policies.domain.pieces import compose_text
from luodi_web.policies.domain.review import Left, what_is_left
from luodi_web.policies.domain.steps import reviewing
from luodi_web.policies.enums import FactsState, PolicyVerb, RepairState, VersionState
from luodi_web.policies.models import LostCharacter, Policy, PolicyVersion, Provision, RepairEdit


class NotAllowedError(Exception):
    """The act was refused; the message says why in the person's words."""


def can_confirm(version: PolicyVersion, left: Left | None = None) -> Verdict:
    """Whether a version may be frozen; ``left`` is what still waits, where the caller has counted it."""
    if version.state != VersionState.REVIEW:
        return Verdict(False, _("这一版已经定稿。"))
    if version.repair_state != RepairState.DONE:
        return Verdict(False, _("文本尚未修复完成。"))
    lost = (left or what_is_left(version)).lost
    if lost:
        return Verdict(False, _("还有 %(count)d 处缺字未处理，请补字或选“留作缺字”。") % {"count": lost})
    return ALLOWED


def confirm_version(version: PolicyVersion, revision: int, *, by: Actor) -> PolicyVersion:
    """Freeze the text as its decisions stand, keep its provisions and have its facts read.

    Raises NotAllowedError, and as ``steps.reviewing`` does.
    """
    with reviewing(version, revision) as locked:
        answer = can_confirm(locked)
        if not answer.allowed:
            raise NotAllowedError(answer.reason)
        locked.text = compose_text(locked)
        if not locked.text.strip():
            raise NotAllowedError(_("修复后的文本是空的。"))
        keep_provisions(locked)
        locked.state = VersionState.CONFIRMED
        locked.confirmed_at = timezone.now()
        locked.confirmed_by = by.user
        locked.save(update_fields=["text", "state", "confirmed_at", "confirmed_by"])
        record(
            by,
            PolicyVerb.CONFIRMED,
            locked,
            before={"state": VersionState.REVIEW},
            after={"state": VersionState.CONFIRMED, "characters": len(locked.text)},
        )
        start_facts(locked)
    return locked


def keep_provisions(version: PolicyVersion) -> None:
    """Store the provisions of a version's text, parents before their parts."""
    version.provisions.all().delete()
    rows = provisions_of(version)
    for level in sorted({row.level for row in rows}):
        here = [row for row in rows if row.level == level]
        for row in here:
            # Set anew so that Django takes over the key that the parent has by now.
            row.parent = row.parent
        Provision.objects.bulk_create(here)


def provisions_of(version: PolicyVersion) -> list[Provision]:
    """The provisions that ``version.text`` has, unsaved, in reading order.

    An annex is a provision of its own, above its parts.
    """
    document = parse_document(version.text)
    rows: list[Provision] = []
    for part in document.parts:
        _add(rows, version, part, None, ())
    for annex in document.annexes:
        if annex.carries_body:
            continue  # its provisions are the document's own
        label = annex.label or _("附件")
        top = _row(version, label, (label,), 1, annex.title, "", annex.span, None)
        _append(rows, top)
        for part in annex.parts:
            _add(rows, version, part, top, (label,))
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row.path] += 1
        if seen[row.path] > 1:
            row.path = f"{row.path}#{seen[row.path]}"
    return rows


def _add(
    rows: list[Provision],
    version: PolicyVersion,
    part: Part,
    parent: Provision | None,
    above: tuple[str, ...],
) -> None:
    level = parent.level + 1 if parent else 1
    row = _row(
        version, part.label, (*above, *part.path), level, part.heading or "", part.text, part.span, parent
    )
    _append(rows, row)
    for child in part.parts:
        _add(rows, version, child, row, above)


def _row(
    version: PolicyVersion,
    label: str,
    path: tuple[str, ...],
    level: int,
    heading: str,
    text: str,
    span: Span,
    parent: Provision | None,
) -> Provision:
    return Provision(
        version=version,
        parent=parent,
        path="/".join(path)[:280],
        label=label[:60],
        level=level,
        heading=heading,
        text=text,
        start=span.start,
        end=span.end,
    )


def _append(rows: list[Provision], row: Provision) -> None:
    row.order = len(rows)
    rows.append(row)


def reopen_policy(policy: Policy, *, by: Actor) -> PolicyVersion:
    """A new version that starts from the last one's text and decisions, open for review.

    The confirmed one stays as it was: plans rest on it. Raises NotAllowedError.
    """
    with transaction.atomic():
        Policy.objects.select_for_update().get(pk=policy.pk)
        answer = can_reopen(policy)
        if not answer.allowed:
            raise NotAllowedError(answer.reason)
        last = policy.versions.order_by("-number").first()
        fresh = PolicyVersion.objects.get(pk=last.pk)
        fresh.pk = None
        fresh._state.adding = True
        fresh.number += 1
        fresh.state = VersionState.REVIEW
        fresh.revision = 0
        fresh.created_by = by.user
        fresh.confirmed_at = fresh.confirmed_by = None
        fresh.facts_state, fresh.facts_started_at = FactsState.NONE, None
        fresh.started_from = last
        fresh.save()
        _copy_decisions(last, fresh)
        record(by, PolicyVerb.REOPENED, fresh, before={"number": last.number}, after={"number": fresh.number})
    return fresh


def can_reopen(policy: Policy) -> Verdict:
    last = policy.versions.order_by("-number").first()
    if last is None or last.state == VersionState.REVIEW:
        return Verdict(False, _("已有待校订的版本。"))
    return ALLOWED


def _copy_decisions(last: PolicyVersion, fresh: PolicyVersion) -> None:
    """Edits and lost characters of one version as rows of another, coverings included."""
    edits = list(last.edits.order_by("pk"))
    covers = {edit.pk: edit.covered_by_id for edit in edits if edit.covered_by_id}
    old_keys = [edit.pk for edit in edits]
    for edit in edits:
        edit.carried_from_id, edit.is_carried = edit.pk, edit.decided_at is not None
        edit.pk, edit.version, edit.covered_by_id = None, fresh, None
        edit._state.adding = True
    new = dict(zip(old_keys, RepairEdit.objects.bulk_create(edits, batch_size=2_000), strict=True))
    for old_key, cover in covers.items():
        new[old_key].covered_by = new[cover]
    RepairEdit.objects.bulk_update([new[key] for key in covers], ["covered_by"], batch_size=500)
    lost = list(last.lost.order_by("pk"))
    for item in lost:
        cover = item.covered_by_id
        item.carried_from_id, item.is_carried = item.pk, item.decided_at is not None
        item.pk, item.version, item.covered_by = None, fresh, new[cover] if cover else None
        item.edit = new[item.edit_id] if item.edit_id else None
        item._state.adding = True
    LostCharacter.objects.bulk_create(lost)
    decided = fresh.edits.filter(decided_at__isnull=False).values_list("pk", flat=True)
    keep_examples(fresh, edits=decided, lost=[item.pk for item in lost if item.decided_at])
