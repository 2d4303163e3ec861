"""What the office and the units it asks do with a clue."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.workdays import add_workdays
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.people.enums import KINDS_WITHOUT_TASKS
from luodi_web.people.models import Unit
from luodi_web.supervision.domain.calendar_days import holiday_table
from luodi_web.supervision.domain.clues import due_day, locked_clue, terms_of
from luodi_web.supervision.domain.clues_notices import tell_office, tell_referred, tell_sender
from luodi_web.supervision.domain.clues_verdicts import (
    can_accept,
    can_answer,
    can_refer,
    can_refuse,
    can_reply,
)
from luodi_web.supervision.enums import ClueState, SupervisionVerb
from luodi_web.supervision.models import Clue, ClueTerms

# An answer on which the sender says nothing for so many working days stands.
SILENCE_DAYS = 10


@transaction.atomic
def accept_clue(clue: Clue, referred_to: Unit | None = None, *, by: Actor) -> Clue:
    """Accept a clue and begin the term for the answer; ``referred_to`` is asked to handle it."""
    clue = locked_clue(clue)
    can_accept(clue).insist()
    office = clue.office
    days = terms_of(office).answer_days if office else ClueTerms().answer_days
    now = timezone.now()
    clue.state, clue.accepted_at, clue.accepted_by = ClueState.ACCEPTED, now, by.user
    clue.answer_due = due_day(timezone.localdate(now), days)
    clue.save()
    record(by, SupervisionVerb.CLUE_ACCEPTED, clue, after={"state": clue.state, "deadline": clue.answer_due})
    words = _("您反映的线索已受理，%(day)s前答复：%(clue)s")
    tell_sender(clue, words % {"day": clue.answer_due, "clue": clue})
    return refer_clue(clue, referred_to, by=by) if referred_to else clue


@transaction.atomic
def refuse_clue(clue: Clue, reason: str, turn_to: str, *, by: Actor) -> Clue:
    """Decline a clue, saying why and where its sender can turn."""
    clue = locked_clue(clue)
    can_refuse(clue).insist()
    clue.state, clue.reason, clue.turn_to = ClueState.REFUSED, reason, turn_to
    clue.closed_at = timezone.now()
    clue.save()
    record(by, SupervisionVerb.CLUE_REFUSED, clue, after={"reason": reason, "turn_to": turn_to})
    tell_sender(clue, _("您反映的线索不予受理，原因和去处见线索页：%(clue)s") % {"clue": clue})
    return clue


@transaction.atomic
def refer_clue(clue: Clue, unit: Unit, *, by: Actor) -> Clue:
    """Pass an accepted clue on to a unit, or from one unit to another; the office still answers.

    Raises ValidationError for the sender's own unit, and for one that does not sign for anything.
    """
    clue = locked_clue(clue)
    can_refer(clue).insist()
    if not unit.is_active or unit.kind in KINDS_WITHOUT_TASKS:
        raise ValidationError({"referred_to": _("这个机构不能承办线索，请选择其主管部门。")})
    if unit.pk == clue.unit_id:
        raise ValidationError({"referred_to": _("不能转回反映单位自己办理。")})
    if unit.pk == clue.referred_to_id:
        raise ValidationError({"referred_to": _("线索已经在这个单位办理。")})
    before = {"unit": clue.referred_to.name if clue.referred_to else ""}
    clue.referred_to, clue.reply, clue.replied_at = unit, "", None
    clue.save()
    record(by, SupervisionVerb.CLUE_REFERRED, clue, before=before, after={"unit": unit.name})
    words = _("转来一件问题线索，请在%(day)s前反馈办理情况：%(clue)s")
    tell_referred(clue, words % {"day": clue.answer_due, "clue": clue})
    return clue


@transaction.atomic
def reply_clue(clue: Clue, text: str, *, by: Actor) -> Clue:
    """What the unit it was passed on to did: goes to the office, which answers the sender."""
    clue = locked_clue(clue)
    can_reply(clue).insist()
    before = {"text": clue.reply}
    clue.reply, clue.replied_at = text, timezone.now()
    clue.save()
    record(by, SupervisionVerb.CLUE_REPLIED, clue, before=before, after={"text": text})
    tell_office(clue, _("转办单位已反馈，请答复：%(clue)s") % {"clue": clue})
    return clue


@transaction.atomic
def hand_back_clue(clue: Clue, reason: str, *, by: Actor) -> Clue:
    """The unit it was passed on to says that it is not theirs."""
    clue = locked_clue(clue)
    can_reply(clue).insist()
    unit = clue.referred_to
    clue.referred_to, clue.reply, clue.replied_at = None, "", None
    clue.save()
    before = {"unit": unit.name if unit else ""}
    record(by, SupervisionVerb.CLUE_HANDED_BACK, clue, before=before, after={"reason": reason})
    tell_office(clue, _("转办单位退回线索，请另行办理：%(clue)s") % {"clue": clue})
    return clue


@transaction.atomic
def answer_clue(clue: Clue, answer: str, *, by: Actor) -> Clue:
    """Answer the sender, who is asked whether they are satisfied."""
    clue = locked_clue(clue)
    can_answer(clue).insist()
    before = {"state": clue.state, "text": clue.answer}
    clue.state, clue.answer, clue.answered_at = ClueState.ANSWERED, answer, timezone.now()
    clue.save()
    record(
        by, SupervisionVerb.CLUE_ANSWERED, clue, before=before, after={"state": clue.state, "text": answer}
    )
    tell_sender(clue, _("您反映的线索已答复，请评价：%(clue)s") % {"clue": clue})
    return clue


def close_unrated() -> int:
    """Close what was answered and not rated for SILENCE_DAYS working days; the number closed."""
    last = add_workdays(timezone.localdate(), -SILENCE_DAYS, holiday_table()).day
    rows = Clue.objects.filter(state=ClueState.ANSWERED, answered_at__date__lt=last)
    return sum(_close_silent(clue) for clue in rows.order_by("pk"))


@transaction.atomic
def _close_silent(clue: Clue) -> bool:
    clue = locked_clue(clue)
    if clue.state != ClueState.ANSWERED:
        return False
    before = {"state": clue.state}
    clue.state, clue.closed_at = ClueState.CLOSED, timezone.now()
    clue.save(update_fields=["state", "closed_at"])
    by = Actor.system(_("自动办结"))
    record(by, SupervisionVerb.CLUE_CLOSED, clue, before=before, after={"state": clue.state})
    return True


def set_terms(office: Unit, *, accept_days: int, answer_days: int, by: Actor) -> ClueTerms:
    """How many working days an office takes from now on; terms that have begun keep their day."""
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=office.pk)
        terms = terms_of(office)
        before, after = changes(terms, {"accept_days": accept_days, "answer_days": answer_days})
        if after or terms.pk is None:
            terms.accept_days, terms.answer_days = accept_days, answer_days
            terms.save()
            record(by, SupervisionVerb.CLUE_TERMS, terms, before=before, after=after)
    return terms
