"""领导视图: one page of what moves, what is stuck, with which unit and since when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.today_measures import signing_queues
from luodi_web.staff.views.today_order import by_urgency
from luodi_web.supervision.domain import boards_leader, boards_moves
from luodi_web.supervision.domain.assignments_scope import assignments_visible_to
from luodi_web.supervision.domain.boards import count_lights, in_force
from luodi_web.supervision.domain.bulletins_scope import signs_waiting_for


@permission(Permission.OVERVIEW)
@require_GET
def leader(request: HttpRequest) -> HttpResponse:
    span = request.GET.get("span", "")
    span = span if span in boards_moves.SPANS else "month"
    rows = in_force(assignments_visible_to(request.rights))
    today = timezone.localdate()
    context = {
        "page_title": _("领导视图"),
        "today": today,
        "queues": [queue for queue in by_urgency(signing_queues(request.rights), today) if queue.count],
        "summary": boards_leader.summary(rows),
        "lights": count_lights(rows),
        "overdue": boards_leader.overdue(rows),
        "unsigned": boards_leader.unsigned(rows, today),
        "returned": boards_leader.returned(rows),
        "moving": boards_leader.moving(rows, boards_moves.SPANS[span]),
        "span": span,
        "moves": boards_moves.moves(rows, span),
        "span_tabs": [
            {"label": label, "url": f"?span={name}", "current": name == span}
            for name, label in (("week", _("近一周")), ("month", _("近一个月")))
        ],
        "regions": boards_moves.regions(rows),
        "progress": boards_leader.progress(rows),
        "recent_days": boards_moves.SPANS[span],
        "bulletin_signs": signs_waiting_for(request.rights, request.user.pk),
    }
    return render(request, "staff/leader/leader.html", context)
