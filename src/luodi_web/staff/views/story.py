"""一事一档: one matter from its clause to its end on one page, to be read and printed."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.tasks import key_of
from luodi_web.supervision.domain.assignments_scope import assignments_on_task, tasks_visible_to
from luodi_web.supervision.domain.boards import count_lights, in_force
from luodi_web.supervision.domain.story import SOURCES, Matter, lines_of, story_of
from luodi_web.supervision.domain.task_source import source_of
from luodi_web.supervision.enums import UnitRole


@permission(Permission.TASKS_VIEW)
@require_GET
def story(request: HttpRequest, pk: int) -> HttpResponse:
    tasks = tasks_visible_to(request.rights)
    task = get_object_or_404(
        tasks.select_related("workstream__plan__version__policy", "workstream__plan__owner", "provision"),
        pk=pk,
    )
    everyone = assignments_on_task(request.rights, task)
    asked = request.GET.get("unit", "")
    rows = everyone.filter(pk=key_of(asked) or 0) if asked else everyone
    chosen = get_object_or_404(rows.select_related("unit")) if asked else None
    only = request.GET.get("only", "")
    only = only if only in SOURCES else ""
    events = story_of(Matter(task, rows), only=only)
    lines = lines_of(events)
    page = reverse("staff:task_story", args=[task.pk])
    query = f"&unit={chosen.pk}" if chosen else ""
    leads = in_force(everyone).filter(role=UnitRole.LEAD).select_related("unit").order_by("pk")
    context = {
        "page_title": _("一事一档"),
        "task": task,
        "plan": task.workstream.plan,
        "source": source_of(task),
        "chosen": chosen,
        "leads": [row.unit for row in leads[:6]],
        "joint_count": in_force(task.assignments.filter(role=UnitRole.JOINT)).count(),
        "lights": count_lights(in_force(rows)),
        "months": [
            (first, list(group)) for first, group in groupby(lines, key=lambda line: _month(line.event.at))
        ],
        "count": len(events),
        "printed_at": timezone.localtime(),
        "tabs": [
            {"label": _("全部"), "url": f"{page}?{query[1:]}", "current": not only},
            *(
                {"label": item.label, "url": f"{page}?only={item.name}{query}", "current": item.name == only}
                for item in SOURCES.values()
            ),
        ],
        "whole_url": page if chosen else "",
        "breadcrumb": [
            {"label": _("任务台账"), "url": reverse("staff:board")},
            {
                "label": _("任务"),
                "url": reverse("staff:task", args=[task.pk]) + (f"?unit={chosen.pk}" if chosen else ""),
            },
            {"label": _("一事一档"), "url": ""},
        ],
    }
    return render(request, "staff/story/story.html", context)


def _month(at: object) -> str:
    return _("%(year)d年%(month)d月") % {
        "year": timezone.localtime(at).year,
        "month": timezone.localtime(at).month,
    }
