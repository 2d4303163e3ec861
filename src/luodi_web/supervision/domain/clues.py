"""Writing and sending a clue, and what its sender thinks of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.workdays import term_end
from luodi_web.common.domain.files import store_upload
from luodi_web.common.domain.numbering import next_number
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.models import Unit
from luodi_web.supervision.domain.calendar_days import holiday_table
from luodi_web.supervision.domain.clues_notices import tell_office, tell_referred
from luodi_web.supervision.domain.clues_scope import office_for
from luodi_web.supervision.domain.clues_verdicts import can_edit, can_rate
from luodi_web.supervision.enums import ClueState, Satisfaction, SupervisionVerb
from luodi_web.supervision.models import Clue, ClueFile, ClueTerms

FIELDS = ("unit", "subject", "text", "wish", "anonymous", "policy", "provision", "about")


def terms_of(office: Unit) -> ClueTerms:
    """How long an office takes; the defaults, not stored, where it has set nothing."""
    return ClueTerms.objects.filter(office=office).first() or ClueTerms(office=office)


def locked_clue(clue: Clue) -> Clue:
    """The row as it is now, held until the transaction ends."""
    return Clue.objects.select_for_update().get(pk=clue.pk)


@transaction.atomic
def save_draft(
    clue: Clue | None,
    values: dict[str, Any],
    *,
    files: Sequence[UploadedFile] = (),
    dropped: Iterable[int] = (),
    by: Actor,
) -> Clue:
    """A draft with these FIELDS, made or changed; only its writer sees it.

    files are added to those there are, dropped are keys of files taken off. Raises ValidationError once
    the clue was sent.
    """
    if clue is None:
        clue = Clue(sender=by.user)
    else:
        clue = locked_clue(clue)
        can_edit(clue).insist()
    for name in FIELDS:
        if name in values:
            setattr(clue, name, values[name])
    clue.save()
    clue.files.filter(pk__in=list(dropped)).delete()
    for upload in files:
        ClueFile.objects.create(clue=clue, file=store_upload(upload), name=(upload.name or "")[:200])
    return clue


@transaction.atomic
def send_clue(clue: Clue, *, by: Actor) -> Clue:
    """Send a draft to the office: it gets its number, and the term to accept it begins.

    Raises ValidationError when it was sent already, or nobody handles clues.
    """
    clue = locked_clue(clue)
    can_edit(clue).insist()
    office = office_for(clue.unit)
    if office is None:
        raise ValidationError(_("还没有机构受理线索，草稿已保存，请与省科技创新办公室联系。"))
    now = timezone.now()
    day = timezone.localdate(now)
    clue.office, clue.state, clue.sent_at = office, ClueState.SENT, now
    clue.no = _("线索〔%(year)d〕%(number)d号") % {"year": day.year, "number": next_number("clue", day.year)}
    clue.accept_due = due_day(day, terms_of(office).accept_days)
    clue.save()
    record(by, SupervisionVerb.CLUE_SENT, clue, after={"state": clue.state})
    tell_office(clue, _("收到新的问题线索：%(clue)s") % {"clue": clue})
    return clue


@transaction.atomic
def delete_draft(clue: Clue) -> None:
    """Forget a draft. Raises ValidationError once it was sent."""
    clue = locked_clue(clue)
    can_edit(clue).insist()
    clue.delete()


@transaction.atomic
def rate_clue(clue: Clue, satisfaction: str, note: str = "", *, by: Actor) -> Clue:
    """The sender's word on the answer: satisfied closes the clue, dissatisfied opens it once more.

    note: why not; wanted then. The second time it is closed with that word. Raises ValidationError where
    it may not be rated.
    """
    clue = locked_clue(clue)
    can_rate(clue).insist()
    if satisfaction == Satisfaction.DISSATISFIED and not note:
        raise ValidationError({"rating_note": _("请说明哪里没有解决，以便重新办理。")})
    before = {"state": clue.state}
    clue.satisfaction, clue.rating_note = satisfaction, note
    if satisfaction == Satisfaction.DISSATISFIED and not clue.reopened:
        reopen(clue)
        verb = SupervisionVerb.CLUE_REOPENED
        tell_office(clue, _("反映单位不满意，线索重新办理：%(clue)s") % {"clue": clue})
        tell_referred(clue, _("线索重新办理，请补充办理情况：%(clue)s") % {"clue": clue})
    else:
        clue.state = ClueState.CLOSED
        clue.closed_at = clue.closed_at or timezone.now()
        verb = SupervisionVerb.CLUE_RATED
        words = _("线索答复的评价：%(rating)s，%(clue)s")
        tell_office(clue, words % {"rating": clue.get_satisfaction_display(), "clue": clue})
    clue.save()
    after = {"state": clue.state, "satisfaction": satisfaction, "note": note}
    record(by, verb, clue, before=before, after=after)
    return clue


def reopen(clue: Clue) -> None:
    """Set a locked clue under way again with a new term; it may be rated anew. The old answer stays."""
    office = clue.office
    days = terms_of(office).answer_days if office else ClueTerms().answer_days
    clue.reopened, clue.satisfaction = True, ""
    clue.state, clue.closed_at, clue.task, clue.replied_at = ClueState.ACCEPTED, None, None, None
    clue.answer_due = due_day(timezone.localdate(), days)


def due_day(start: date, days: int) -> date:
    """The last day of a term of working days that begins the day after ``start``."""
    return term_end(start, days, holiday_table()).day
