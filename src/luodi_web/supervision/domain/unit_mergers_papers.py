"""机构撤并: what of the letters to an ended unit and of the clues it handles passes to the successor."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.mergers import Move
from luodi_web.people.models import Unit
from luodi_web.supervision.enums import ClueState, LetterState, SupervisionVerb
from luodi_web.supervision.models import Clue, Letter

_LETTERS_OVER = (LetterState.CLOSED, LetterState.VOID)


def open_letters(unit: Unit) -> QuerySet[Letter]:
    """Letters to the unit that are not closed or void, drafts too."""
    return Letter.objects.filter(unit=unit).exclude(state__in=_LETTERS_OVER).order_by("pk")


def open_clues(unit: Unit) -> QuerySet[Clue]:
    """Clues that were referred to the unit and are not answered yet."""
    return Clue.objects.filter(referred_to=unit, state=ClueState.ACCEPTED).order_by("pk")


def preview_papers(unit: Unit, successor: Unit) -> list[Move]:
    words = _("改由继任机构办理")
    letters, clues = list(open_letters(unit)), list(open_clues(unit))
    return [
        Move(_("未办结的函件"), len(letters), [(str(letter), words) for letter in letters]),
        Move(_("转办的线索"), len(clues), [(str(clue), words) for clue in clues]),
    ]


@transaction.atomic
def move_papers(unit: Unit, successor: Unit, reason: str, by: Actor) -> None:
    """The successor signs for, answers and handles them from now on. A letter's document stays as issued."""
    after = {"unit": successor.name, "reason": reason}
    for letter in open_letters(unit).select_for_update():
        letter.unit = successor
        letter.save(update_fields=["unit"])
        record(by, SupervisionVerb.UNIT_TAKEN_OVER, letter, before={"unit": unit.name}, after=after)
    for clue in open_clues(unit).select_for_update():
        clue.referred_to = successor
        clue.save(update_fields=["referred_to"])
        record(by, SupervisionVerb.UNIT_TAKEN_OVER, clue, before={"unit": unit.name}, after=after)
