"""Saving a draft's content: nothing overwrites another's work, nothing is lost without a word."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.review.difference import Change, What, lost_in, model_changes
from luodi_web.decisions.domain.content import content_from, content_of, digest_of
from luodi_web.decisions.domain.read_cells import still_true
from luodi_web.decisions.domain.uploads import Incoming
from luodi_web.decisions.domain.verdicts import can_edit
from luodi_web.decisions.enums import ModelVerb, SaveSource
from luodi_web.decisions.models import ModelVersion, PendingSave
from luodi_web.decisions.rules import PENDING_KEPT
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record


@dataclass(frozen=True)
class SaveOutcome:
    """What became of a save.

    saved: whether it is stored. stale: somebody saved in between; it waits as ``pending``. losses: what it
    would take away, to be confirmed; it waits as ``pending``.
    """

    version: ModelVersion
    saved: bool = False
    stale: bool = False
    losses: tuple[Change, ...] = ()
    pending: PendingSave | None = field(default=None)


def locked_version(version: ModelVersion) -> ModelVersion:
    """The row as it is now, held until the transaction ends."""
    return ModelVersion.objects.select_for_update().select_related("model__owner").get(pk=version.pk)


@transaction.atomic
def save_content(
    version: ModelVersion, incoming: Incoming, *, revision: int, confirmed: bool = False, by: Actor
) -> SaveOutcome:
    """Store what was handed in, made on ``revision``; or keep it beside the version and say why not.

    confirmed: the person has seen what is lost. Raises ValidationError where the version may not be changed
    or nothing readable was handed in.
    """
    content = None if incoming.xml is None else content_from(incoming.xml)
    if incoming.xml is None or content is None:
        raise ValidationError(_("文件读不出判定模型，没有保存。"), code="unreadable")
    version = locked_version(version)
    can_edit(version).insist()
    if version.revision != revision:
        return SaveOutcome(version, stale=True, pending=_keep(version, incoming, revision, by))
    before = content_of(version).definitions
    losses = tuple(
        each for each in lost_in(before, content.definitions) if not _is_meant(each, incoming.source)
    )
    if losses and not confirmed:
        return SaveOutcome(version, losses=losses, pending=_keep(version, incoming, revision, by))
    changes = model_changes(before, content.definitions)
    old = version.digest
    version.xml, version.digest = incoming.xml, digest_of(incoming.xml)
    version.source, version.file_name = incoming.source, incoming.file_name
    if incoming.source == SaveSource.EDITOR:
        version.readings = still_true(version.readings, content.definitions)
    else:
        version.readings = list(incoming.notes)
    touch(version, by=by)
    PendingSave.objects.filter(version=version, user=by.user).delete()
    record(
        by,
        ModelVerb.SAVED,
        version,
        before={"digest": old},
        after={"digest": version.digest, "source": version.source, "changes": len(changes)},
    )
    return SaveOutcome(version, saved=True, losses=losses)


def _is_meant(loss: Change, source: str) -> bool:
    """Whether nobody has to be asked: who deletes a rule or empties a cell in the editor sees it gone.

    What an editor does not know and drops without a word is another matter, and so is a file that lacks rows.
    """
    return source == SaveSource.EDITOR and loss.what in (What.RULE, What.CELL)


def touch(version: ModelVersion, *, by: Actor) -> None:
    """Note on a locked draft who changed it now; its revision grows."""
    version.revision += 1
    version.saved_at, version.saved_by = timezone.now(), by.user
    version.save()
    if by.user is not None:
        version.editors.add(by.user)


def _keep(version: ModelVersion, incoming: Incoming, revision: int, by: Actor) -> PendingSave:
    PendingSave.objects.filter(created_at__lt=timezone.now() - PENDING_KEPT).delete()
    pending, _created = PendingSave.objects.update_or_create(
        version=version,
        user=by.user,
        defaults={
            "xml": incoming.xml,
            "revision": revision,
            "source": incoming.source,
            "file_name": incoming.file_name,
            "notes": list(incoming.notes),
            "created_at": timezone.now(),
        },
    )
    return pending


def incoming_of(pending: PendingSave) -> Incoming:
    """What waits, as it was handed in."""
    return Incoming(pending.xml, pending.source, pending.file_name, (), tuple(pending.notes))


@transaction.atomic
def drop_pending(version: ModelVersion, *, by: Actor) -> None:
    """Forget what the person handed in and did not confirm."""
    PendingSave.objects.filter(version=version, user=by.user).delete()
