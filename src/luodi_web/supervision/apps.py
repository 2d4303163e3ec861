from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "luodi_web.supervision"
    label = "supervision"
    verbose_name = _("督办")

    def ready(self) -> None:
        """A unit is not closed while it has tasks: what counts as open is known here, not in people.

        What supervision measures is known to ``common`` only by being registered.
        """
        from luodi_web.people.domain.handover import PASSING
        from luodi_web.people.domain.mergers import WORK_MOVES, WorkMove
        from luodi_web.people.domain.units import OPEN_WORK, OpenWork
        from luodi_web.supervision.domain import (
            handing_over,
            search_kinds,  # noqa: F401 -- registers its kinds
            search_letters,  # noqa: F401 -- registers its kind
            story_events,  # noqa: F401 -- registers its events
            story_measures,  # noqa: F401 -- registers its events
            unit_mergers,
            unit_mergers_papers,
        )
        from luodi_web.supervision.domain.indicators import register_indicators
        from luodi_web.supervision.enums import AssignmentState, ClueState, LetterState
        from luodi_web.supervision.models import Assignment, Clue, Letter
        from luodi_web.supervision.rules import FINISHED_STATES

        register_indicators()
        WORK_MOVES.append(WorkMove(unit_mergers.preview_work, unit_mergers.move_work))
        WORK_MOVES.append(WorkMove(unit_mergers_papers.preview_papers, unit_mergers_papers.move_papers))
        PASSING.extend(
            [
                handing_over.open_tasks,
                handing_over.owed_reports,
                handing_over.returned_reports,
                handing_over.draft_plans,
                handing_over.waiting_letters,
            ]
        )
        over = (*FINISHED_STATES, AssignmentState.WITHDRAWN)
        OPEN_WORK.append(
            OpenWork(
                _("承办任务"),
                lambda unit: Assignment.objects.filter(unit=unit).exclude(state__in=over).count(),
            )
        )
        unanswered = (LetterState.ISSUED, LetterState.ACKNOWLEDGED)
        OPEN_WORK.append(
            OpenWork(
                _("未答复的函件"),
                lambda unit: Letter.objects.filter(unit=unit, state__in=unanswered).count(),
            )
        )
        OPEN_WORK.append(
            OpenWork(
                _("转办的线索"),
                lambda unit: Clue.objects.filter(referred_to=unit, state=ClueState.ACCEPTED).count(),
            )
        )
