"""领导视图: one page of what moves, what is stuck, with which unit and since when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.today_measures import signing_queues
from luodi_web.supervision.domain import boards_leader
from luodi_web.supervision.domain.assignments_scope import assignments_visible_to
from luodi_web.supervision.domain.boards import count_lights, in_force
from luodi_web.supervision.domain.bulletins_scope import signs_waiting_for
from luodi_web.supervision.rules import UNSIGNED_DAYS


@permission(Permission.OVERVIEW)
@require_GET
def leader(request: HttpRequest) -> HttpResponse:
    rows = in_force(assignments_visible_to(request.rights))
    context = {
        "page_title": _("领导视图"),
        "today": timezone.localdate(),
        "queues": [queue for queue in signing_queues(request.rights) if queue.count],
        "summary": boards_leader.summary(rows),
        "lights": count_lights(rows),
        "overdue": boards_leader.overdue(rows),
        "unsigned": boards_leader.unsigned(rows, timezone.localdate()),
        "returned": boards_leader.returned(rows),
        "moving": boards_leader.moving(rows),
        "progress": boards_leader.progress(rows),
        "recent_days": boards_leader.RECENT_DAYS,
        "unsigned_days": UNSIGNED_DAYS,
        "bulletin_signs": signs_waiting_for(request.rights, request.user.pk),
    }
    return render(request, "staff/leader/leader.html", context)
