"""延期: asked for by the unit before its deadline, decided by the office; the old date stays visible."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import tell_holders
from luodi_web.people.domain.scope import Rights
from luodi_web.people.domain.verdict import Verdict
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.addresses import assignment_url, extension_url
from luodi_web.supervision.domain.assignments import locked
from luodi_web.supervision.domain.assignments_scope import (
    assignments_reviewed_by,
    assignments_visible_to,
    own_assignments,
)
from luodi_web.supervision.domain.attachments import attach
from luodi_web.supervision.domain.deadlines import move_deadline
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.domain.notices_measures import places_of, tell_members
from luodi_web.supervision.domain.standing import as_reviewer, as_unit, deciders
from luodi_web.supervision.enums import AssignmentState, ExtensionState, SupervisionVerb
from luodi_web.supervision.models import Assignment, Extension
from luodi_web.supervision.rules_closing import (
    can_ask_extension,
    can_decide_extension,
    can_take_extension_back,
)


def extensions_visible_to(rights: Rights) -> QuerySet[Extension]:
    return Extension.objects.filter(assignment__in=assignments_visible_to(rights).values("pk"))


def extensions_decided_by(rights: Rights) -> QuerySet[Extension]:
    return Extension.objects.filter(assignment__in=assignments_reviewed_by(rights).values("pk"))


def own_extensions(rights: Rights) -> QuerySet[Extension]:
    return Extension.objects.filter(assignment__in=own_assignments(rights).values("pk"))


def may_ask_extension(assignment: Assignment, today: date) -> Verdict:
    """``can_ask_extension`` with what the database knows of earlier wishes; one query."""
    states = list(assignment.extensions.values_list("state", flat=True))
    asked = sum(state in (ExtensionState.AGREED, ExtensionState.REFUSED) for state in states)
    return can_ask_extension(
        assignment.state,
        assignment.deadline,
        today,
        asked,
        assignment.task.workstream.plan.extension_limit,
        ExtensionState.WAITING in states,
    )


@transaction.atomic
def ask_extension(
    assignment: Assignment, *, wanted: date, reason: str, files: Sequence[UploadedFile] = (), by: Actor
) -> Extension:
    """Ask for more time. wanted: later than the deadline. The light goes on as before until it is decided."""
    [assignment] = locked([assignment])
    may_ask_extension(assignment, timezone.localdate()).insist()
    by = as_unit(by, assignment)
    old = assignment.deadline
    if old is None or wanted <= old:  # a deadline there is: may_ask_extension insists on it
        raise ValidationError({"wanted": _("要晚于现在的时限 %(day)s。") % {"day": old}})
    extension = Extension.objects.create(
        assignment=assignment,
        old_deadline=old,
        wanted=wanted,
        reason=reason,
        asked_at=timezone.now(),
        asked_by=by.user,
    )
    attach(files, extension=extension)
    after = {"reason": reason, "deadline": wanted}
    record(by, SupervisionVerb.EXTENSION_ASKED, assignment, before={"deadline": old}, after=after)
    words = _("%(unit)s申请延期：%(task)s") % {"unit": assignment.unit.label, "task": assignment.task}
    url = extension_url(extension)
    tell_holders(Permission.TASKS_REVIEW, places_of(assignment), words, url, but=by.user)
    return extension


@transaction.atomic
def agree_extension(extension: Extension, granted: date, note: str, *, by: Actor) -> Extension:
    """Move the deadline to ``granted``, a day after the present one, and turn the light by it."""
    assignment, extension = _locked(extension)
    by = _deciding(extension, assignment, by)
    if assignment.state != AssignmentState.ACKNOWLEDGED:
        raise ValidationError(_("任务已经不在办理中，不能同意延期。"))
    if assignment.deadline is not None and granted <= assignment.deadline:
        words = _("要晚于现在的时限 %(day)s。") % {"day": assignment.deadline}
        raise ValidationError({"granted": words})
    if granted < timezone.localdate():
        raise ValidationError({"granted": _("这一天已经过去。")})
    before = {"deadline": assignment.deadline}
    extension.granted = granted
    _decide(extension, ExtensionState.AGREED, note, by)
    move_deadline(assignment, granted, _("同意延期：%(reason)s") % {"reason": extension.reason})
    after = {"deadline": granted, "note": note}
    record(by, SupervisionVerb.EXTENSION_AGREED, assignment, before=before, after=after)
    refresh_lights([assignment])
    values = {"day": granted, "task": assignment.task}
    words = _("同意延期到 %(day)s：%(task)s") % values
    tell_members(assignment.unit, words, assignment_url(assignment))
    return extension


@transaction.atomic
def refuse_extension(extension: Extension, note: str, *, by: Actor) -> Extension:
    """Leave the deadline as it is, with the reason."""
    assignment, extension = _locked(extension)
    by = _deciding(extension, assignment, by)
    _decide(extension, ExtensionState.REFUSED, note, by)
    record(by, SupervisionVerb.EXTENSION_REFUSED, assignment, after={"note": note})
    words = _("不同意延期，原时限不变：%(task)s") % {"task": assignment.task}
    tell_members(assignment.unit, words, assignment_url(assignment))
    return extension


@transaction.atomic
def take_extension_back(extension: Extension, *, by: Actor) -> Extension:
    """The unit no longer asks; it may ask again."""
    assignment, extension = _locked(extension)
    can_take_extension_back(extension.state).insist()
    by = as_unit(by, assignment)
    _decide(extension, ExtensionState.TAKEN_BACK, "", by)
    record(by, SupervisionVerb.EXTENSION_TAKEN_BACK, assignment)
    return extension


def _locked(extension: Extension) -> tuple[Assignment, Extension]:
    """The assignment first: every act on it queues behind the same row."""
    [assignment] = locked([extension.assignment])
    return assignment, assignment.extensions.get(pk=extension.pk)


def _decide(extension: Extension, state: str, note: str, by: Actor) -> None:
    extension.state, extension.note = state, note
    extension.decided_at, extension.decided_by = timezone.now(), by.user
    extension.save(update_fields=["state", "note", "granted", "decided_at", "decided_by"])


def _deciding(extension: Extension, assignment: Assignment, by: Actor) -> Actor:
    """The actor as one who decides; neither they nor whom they stand in for may have asked."""
    by = as_reviewer(by, assignment)
    for decider in deciders(by):
        can_decide_extension(extension.state, extension.asked_by_id, decider).insist()
    return by
