"""Clues and meetings that wait for one person, for their page of today."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from luodi_web.people.domain.scope import Rights
from luodi_web.supervision.domain.clues_scope import clues_handled_by, clues_referred_to, own_clues
from luodi_web.supervision.domain.meetings_scope import meetings_edited_by
from luodi_web.supervision.enums import ClueState, MeetingState
from luodi_web.supervision.models import Clue, Meeting

ClueQueue = tuple[str, str, QuerySet[Clue], str]


def clue_queues(rights: Rights) -> list[ClueQueue]:
    """(name, title, clues, name of the address of all): for the office, for units asked, for senders."""
    handled, asked, own = clues_handled_by(rights), clues_referred_to(rights), own_clues(rights)
    # Passed on and not replied to yet: the unit's turn, not the office's.
    offices = Q(referred_to__isnull=True) | Q(replied_at__isnull=False)
    parts = (
        ("clues_sent", _("待受理线索"), handled.filter(state=ClueState.SENT).order_by("accept_due", "pk")),
        (
            "clues_handled",
            _("待答复线索"),
            handled.filter(offices, state=ClueState.ACCEPTED).order_by("answer_due", "pk"),
        ),
        (
            "clues_asked",
            _("转来的线索"),
            asked.filter(state=ClueState.ACCEPTED, replied_at__isnull=True).order_by("answer_due", "pk"),
        ),
        (
            "clues_rate",
            _("线索答复待评价"),
            own.filter(state=ClueState.ANSWERED).order_by("answered_at", "pk"),
        ),
        ("clues_draft", _("未发出的线索"), own.filter(state=ClueState.DRAFT).order_by("-pk")),
    )
    return [(name, title, rows, "staff:clues") for name, title, rows in parts]


def meetings_under_way(rights: Rights) -> QuerySet[Meeting]:
    """Minutes that one keeps and that are not issued yet, the oldest meeting first."""
    return meetings_edited_by(rights).exclude(state=MeetingState.ISSUED).order_by("held_at", "pk")
