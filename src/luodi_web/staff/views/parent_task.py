"""A task that its sub-tasks carry out: what it asks, how far they are, and the way to each of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from luodi_web.staff.views.origins import origins_of
from luodi_web.supervision.domain.assignments_scope import assignments_visible_to, tasks_visible_to
from luodi_web.supervision.domain.boards import count_lights, in_force
from luodi_web.supervision.domain.outline_progress import progress_shown_to, subtasks_of
from luodi_web.supervision.domain.task_source import source_of
from luodi_web.supervision.models import Task


def parent_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a task of which the person sees a sub-task. Raises Http404 where there is none."""
    rows = Task.objects.select_related("workstream__plan__version__policy", "provision")
    found = get_object_or_404(rows, pk=pk)
    children = tasks_visible_to(request.rights).filter(parent=found)
    if not children.exists():
        raise Http404
    assignments = in_force(assignments_visible_to(request.rights).filter(task__parent=found))
    every = set(found.children.values_list("pk", flat=True))
    plan = found.workstream.plan
    context = {
        "page_title": found.text,
        "task": found,
        "plan": plan,
        "source": source_of(found),
        "origins": origins_of(request.rights, found),
        "subtasks": subtasks_of(children, assignments),
        "count": len(every),
        "percent": progress_shown_to(request.rights, plan).get(found.pk),
        "lights": count_lights(assignments),
        "milestones": found.milestones.all(),
        "named": [
            (
                label,
                [entry for entry in found.task_units.select_related("unit", "group") if entry.role == role],
            )
            for role, label in (("lead", _("牵头机构")), ("joint", _("配合机构")))
        ],
        "breadcrumb": [
            {"label": _("任务台账"), "url": reverse("staff:board")},
            {
                "label": found.workstream.name,
                "url": f"{reverse('staff:board')}?workstream={found.workstream_id}",
            },
            {"label": _("上级任务"), "url": ""},
        ],
    }
    return render(request, "staff/tasks/parent.html", context)
