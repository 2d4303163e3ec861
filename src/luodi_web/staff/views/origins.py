"""Where a task came from besides a policy: a clue, a meeting's decision."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from luodi_web.people.domain.scope import Rights
from luodi_web.supervision.domain.clues_scope import clues_visible_to
from luodi_web.supervision.domain.meetings_scope import decisions_visible_to
from luodi_web.supervision.models import Task


def origins_of(rights: Rights, task: Task) -> list[dict[str, str]]:
    """Each as {label, url}, only those the person may open."""
    clues = clues_visible_to(rights).filter(task=task).order_by("pk")
    rows = [
        {"label": _("线索：%(clue)s") % {"clue": clue}, "url": reverse("staff:clue", args=[clue.pk])}
        for clue in clues
    ]
    decisions = decisions_visible_to(rights).filter(task=task).select_related("meeting").order_by("pk")
    rows += [
        {
            "label": _("会议：%(meeting)s第%(no)d项") % {"meeting": one.meeting.title, "no": one.order + 1},
            "url": f"{reverse('staff:meeting', args=[one.meeting_id])}#decision-{one.pk}",
        }
        for one in decisions
    ]
    return rows
