"""编制: the plan editor's page and what is loaded into it. The acts are in ``plan_acts``."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.plan_outline import outline_of, picker_choices, stream_names, task_page
from luodi_web.supervision.domain.completeness import can_publish, read_coverage
from luodi_web.supervision.domain.drafting import says_no_tasks
from luodi_web.supervision.domain.editing import next_redo, next_undo
from luodi_web.supervision.domain.plans import plans_editable_by, tasks_of
from luodi_web.supervision.enums import PlanState
from luodi_web.supervision.forms.plans import TaskForm
from luodi_web.supervision.models import Plan, Task

# How many open tasks a request may name: more than anyone looks at, little enough to render.
MAX_OPEN = 30
SIDES = ("source", "checks", "coverage")


def editable_plan(request: HttpRequest, pk: int) -> Plan:
    plans = plans_editable_by(request.rights).select_related("package", "owner", "version__policy")
    return get_object_or_404(plans, pk=pk)


@permission(Permission.PLANS_EDIT)
@require_GET
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    plan = editable_plan(request, pk)
    if plan.state != PlanState.DRAFT:
        return redirect("staff:plan", pk=pk)
    page = page_shown(request, plan)
    context = editor_context(request, plan, page)
    return render(request, "staff/plans/edit.html", context | side_context(plan, "source", page))


@permission(Permission.PLANS_EDIT)
@require_GET
def plan_tree(request: HttpRequest, pk: int) -> HttpResponse:
    """The tree as it is now, for an editor that fell behind."""
    return tree_response(request, editable_plan(request, pk))


@permission(Permission.PLANS_EDIT)
@require_GET
def plan_task_form(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """One task's fields, to be shown under its line."""
    plan = editable_plan(request, pk)
    task = get_object_or_404(_tasks(plan), pk=task_pk)
    return render(request, "staff/plans/task_form.html", task_form_context(plan, task))


@permission(Permission.PLANS_EDIT)
@require_GET
def plan_side(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel beside the tree: the source text, the checks, or what text and tasks do not share."""
    plan = editable_plan(request, pk)
    tab = request.GET.get("tab", "source")
    context = side_context(plan, tab if tab in SIDES else "source", page_shown(request, plan))
    return render(request, "staff/plans/side.html", context)


def _tasks(plan: Plan) -> Any:
    return tasks_of(plan).prefetch_related("task_units__unit", "task_units__group", "milestones")


def page_shown(request: HttpRequest, plan: Plan, focus: int | None = None) -> Page[int]:
    """The page of tasks that the editor shows, as its address says; the one of ``focus`` if that is given.

    ``?page=2``, or ``?task=12``: the page that a task is on.
    """
    query = request.GET if not request.htmx else _query_of(request.htmx.current_url)
    task = query.get("task", "")
    if focus is None and "page" not in query and task.isascii() and task.isdecimal() and len(task) < 19:
        focus = int(task)
    return task_page(plan, query.get("page"), focus)


def _query_of(address: str | None) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(address or "").query).items()}


def editor_context(request: HttpRequest, plan: Plan, page: Page[int]) -> dict[str, Any]:
    """All that the editor shows but the side panel."""
    open_ids = _open_ids(request)
    readiness = can_publish(plan)
    streams = outline_of(plan, readiness, page)
    for stream in streams:
        for line in chain.from_iterable((line, *line.subs) for line in stream.lines):
            if line.task.pk in open_ids:
                line.form = task_form_context(plan, line.task)
    return {
        "page_title": _("编制：%(plan)s") % {"plan": plan.title},
        "breadcrumb": [
            {"label": _("任务分解"), "url": reverse("staff:plans")},
            {"label": plan.title, "url": reverse("staff:plan", args=[plan.pk])},
            {"label": _("编制")},
        ],
        "plan": plan,
        "streams": streams,
        "page": page,
        "all_streams": stream_names(plan),
        "says_no_tasks": says_no_tasks(plan),
        "may_publish": request.rights.covers(Permission.PLANS_PUBLISH, plan.owner),
        "page_keys": _page_keys(),
        **tools_context(plan, readiness),
    }


def tools_context(plan: Plan, readiness: Any = None) -> dict[str, Any]:
    """What the tool bar shows: it is renewed by every answer."""
    return {
        "plan": plan,
        "readiness": readiness or can_publish(plan),
        "undo": next_undo(plan),
        "redo": next_redo(plan),
        "task_count": tasks_of(plan).count(),
    }


def task_form_context(plan: Plan, task: Task, form: TaskForm | None = None) -> dict[str, Any]:
    lead, joint = picker_choices(task)
    prefix = f"t{task.pk}"
    return {
        "plan": plan,
        "task": task,
        "form": form or TaskForm(instance=task, prefix=prefix),
        "prefix": prefix,
        "lead": lead,
        "joint": joint,
    }


def side_context(plan: Plan, tab: str, page: Page[int]) -> dict[str, Any]:
    """The panel's tab. Of the source only what the page's tasks were read from, and what lies between."""
    context: dict[str, Any] = {"plan": plan, "side": tab, "on_page": set(page.object_list)}
    if tab == "checks":
        context["readiness"] = can_publish(plan)
    else:
        part = (page.start_index() - 1, page.end_index()) if page.has_other_pages() else None
        context["coverage"] = read_coverage(plan, part)
    return context


def tree_response(
    request: HttpRequest,
    plan: Plan,
    *,
    status: int = 200,
    words: str = "",
    tone: str = "success",
    focus: int | None = None,
) -> HttpResponse:
    """The tree and tool bar anew, a toast with ``words``, and the focus on a task's line."""
    page = page_shown(request, plan, focus)
    context = editor_context(request, plan, page)
    response = render(request, "staff/plans/tree_answer.html", context, status=status)
    events: dict[str, Any] = {"plan-changed": {"target": "body"}}
    if words:
        events["ld-toast"] = toast_event(words, tone)
    if page.has_other_pages():
        # The act may have taken the reader to another page; the address says which from now on.
        response["HX-Replace-Url"] = f"{reverse('staff:plan_edit', args=[plan.pk])}?page={page.number}"
    if focus is not None:
        events["plan-focus"] = {"target": "body", "task": focus}
    response["HX-Trigger"] = json.dumps(events)
    return response


def toast_event(words: str, tone: str) -> dict[str, str]:
    # On the body: the element that sent the request may be gone from the page by now.
    return {"target": "body", "text": words, "tone": tone}


def _open_ids(request: HttpRequest) -> set[int]:
    """Tasks whose fields are open in the editor; it says so in a header."""
    words = request.headers.get("X-Plan-Open", "").split(",")
    return {int(word) for word in words[:MAX_OPEN] if word.isascii() and word.isdecimal() and len(word) < 19}


def _page_keys() -> list[tuple[str, str]]:
    return [
        ("↑ ↓", _("在任务之间移动")),
        ("Enter", _("展开或收起任务")),
        ("Alt ↑ ↓", _("上移、下移任务或板块，可移到相邻板块")),
        ("Alt → ←", _("降为上一项的子任务、升为任务")),
        ("Ctrl Enter", _("在任务内容里：从光标处拆成两项")),
        ("M", _("与下一项合并")),
        ("N", _("在下面新增一项")),
        ("S", _("新增一项子任务")),
        ("D", _("复制一项")),
        ("Delete", _("删除（可撤销）")),
        ("X", _("选中或取消选中")),
        ("Ctrl Z", _("撤销")),
        ("Ctrl Shift Z", _("重做")),
        ("O", _("打开或收起原文")),
    ]
