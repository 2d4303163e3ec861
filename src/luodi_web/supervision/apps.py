from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "luodi_web.supervision"
    label = "supervision"
    verbose_name = _("督办")

    def ready(self) -> None:
        """A unit is not closed while it has tasks: what counts as open is known here, not in people."""
        from luodi_web.people.domain.units import OPEN_WORK, OpenWork
        from luodi_web.supervision.domain import search_kinds, story_events  # noqa: F401 -- register what they tell
        from luodi_web.supervision.enums import AssignmentState
        from luodi_web.supervision.models import Assignment

        over = (AssignmentState.DONE, AssignmentState.WITHDRAWN)
        OPEN_WORK.append(
            OpenWork(
                _("承办任务"),
                lambda unit: Assignment.objects.filter(unit=unit).exclude(state__in=over).count(),
            )
        )
