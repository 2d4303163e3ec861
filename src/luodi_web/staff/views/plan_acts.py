"""What the plan editor does: each act posts, and is answered by the part of the page it changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.plan_editor import editable_plan, toast_event, tree_response
from luodi_web.supervision.domain import editing_tasks, editing_workstreams
from luodi_web.supervision.domain.editing import EditRefused, StaleRevision, redo_edit, undo_edit
from luodi_web.supervision.domain.editing_units import parse_picks, set_units
from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.forms.plans import WorkstreamForm
from luodi_web.supervision.models import Plan

# What an act answers: the words of the toast and the task to focus; or a whole response.
Done = tuple[str, int | None] | HttpResponse
MAX_ROWS = 2000


def act(function: Callable[..., Done]) -> Callable[..., HttpResponse]:
    """A view that runs one edit at the revision the editor shows, and answers with the tree.

    Stale: the tree as it is now, and who changed what (409). Refused: why, the page left as it is (422).
    """

    @permission(Permission.PLANS_EDIT)
    @require_POST
    @wraps(function)
    def view(request: HttpRequest, pk: int, **ids: int) -> HttpResponse:
        plan = editable_plan(request, pk)
        revision = shown_revision(request)
        try:
            done = function(request, plan, revision, **ids)
        except StaleRevision as stale:
            return _fallen_behind(request, plan, stale)
        except EditRefused as refusal:
            return _refused(refusal)
        except ObjectDoesNotExist:
            # What was to be changed is gone: because somebody else removed it, or it never was.
            plan.refresh_from_db()
            if plan.revision == revision:
                raise Http404 from None
            return _fallen_behind(request, plan, StaleRevision(plan))
        if isinstance(done, HttpResponse):
            return done
        words, focus = done
        return tree_response(request, plan, words=words, focus=focus)

    return view


def shown_revision(request: HttpRequest) -> int:
    """The revision that the editor showed when the request was sent; -1, which none is, without one."""
    words = request.headers.get("X-Plan-Revision", "") or request.POST.get("revision", "")
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 10 else -1


def stale_words(stale: StaleRevision) -> str:
    """Who was quicker, with what."""
    if stale.last is None:
        return _("任务分解表刚被他人修改。")
    return _("%(name)s刚刚做了修改：%(what)s。") % {
        "name": stale.last.by.name if stale.last.by else _("系统"),
        "what": stale.last.label,
    }


def _fallen_behind(request: HttpRequest, plan: Plan, stale: StaleRevision) -> HttpResponse:
    plan.refresh_from_db()
    words = _("%(who)s已载入最新内容，刚才的操作没有执行，请再操作一次。") % {"who": stale_words(stale)}
    return tree_response(request, plan, status=409, words=words, tone="error")


def _refused(refusal: EditRefused) -> HttpResponse:
    response = HttpResponse(status=422)
    response["HX-Reswap"] = "none"
    response["HX-Trigger"] = json.dumps({"ld-toast": toast_event(" ".join(refusal.messages), "error")})
    return response


@act
def plan_undo(request: HttpRequest, plan: Plan, revision: int) -> Done:
    edit = undo_edit(plan, revision=revision, by=request.actor)
    return _("已撤销：%(what)s") % {"what": edit.label}, None


@act
def plan_redo(request: HttpRequest, plan: Plan, revision: int) -> Done:
    edit = redo_edit(plan, revision=revision, by=request.actor)
    return _("已重做：%(what)s") % {"what": edit.label}, None


@act
def plan_task_add(request: HttpRequest, plan: Plan, revision: int) -> Done:
    """After ``after`` if it names a task of the workstream; with ``start`` and ``end``: from the text."""
    workstream = _number(request, "workstream")
    if "start" in request.POST:
        start, end = _number(request, "start"), _number(request, "end")
        task = editing_tasks.add_task_from_text(
            plan, workstream, start, end, revision=revision, by=request.actor
        )
        return _("已从原文新增一项任务"), task.pk
    after = _number(request, "after") if request.POST.get("after") else None
    parent = _number(request, "parent") if request.POST.get("parent") else None
    places: dict[str, Any] = {"after_id": after, "parent_id": parent}
    task = editing_tasks.add_task(plan, workstream, **places, revision=revision, by=request.actor)
    return "", task.pk


@act
def plan_task_duplicate(request: HttpRequest, plan: Plan, revision: int, task_pk: int) -> Done:
    twin = editing_tasks.duplicate_task(plan, task_pk, revision=revision, by=request.actor)
    return _("已复制一项"), twin.pk


@act
def plan_task_split(request: HttpRequest, plan: Plan, revision: int, task_pk: int) -> Done:
    at = _number(request, "at")
    other = editing_tasks.split_task(plan, task_pk, at, revision=revision, by=request.actor)
    return _("已拆成两项"), other.pk


@act
def plan_task_merge(request: HttpRequest, plan: Plan, revision: int, task_pk: int) -> Done:
    task = editing_tasks.merge_with_next(plan, task_pk, revision=revision, by=request.actor)
    return _("已与下一项合并"), task.pk


@act
def plan_task_shift(request: HttpRequest, plan: Plan, revision: int, task_pk: int) -> Done:
    step = -1 if request.POST.get("step") == "up" else 1
    editing_tasks.shift_task(plan, task_pk, step, revision=revision, by=request.actor)
    return "", task_pk


@act
def plan_task_level(request: HttpRequest, plan: Plan, revision: int, task_pk: int) -> Done:
    """One level down, below the task above it, or up again."""
    change = editing_tasks.outdent_task if request.POST.get("level") == "up" else editing_tasks.indent_task
    change(plan, task_pk, revision=revision, by=request.actor)
    return "", task_pk


@act
def plan_task_delete(request: HttpRequest, plan: Plan, revision: int, task_pk: int) -> Done:
    count = editing_tasks.delete_tasks(plan, [task_pk], revision=revision, by=request.actor)
    if not count:
        raise Http404
    return _("已删除一项任务，可用“撤销”恢复"), None


@act
def plan_move(request: HttpRequest, plan: Plan, revision: int) -> Done:
    """A drop in the tree: ``t5`` into parent ``w2``, or below task ``t4``, whose order now is ``t3,t5``."""
    moved, parent = request.POST.get("moved", ""), request.POST.get("parent", "")
    order = request.POST.get("order", "").split(",")
    if moved.startswith("w") and not parent:
        key = _key(moved)
        place = _place_among(plan.workstreams.values_list("pk", flat=True), moved, order)
        editing_workstreams.move_workstream(plan, key, place, revision=revision, by=request.actor)
        return "", None
    if moved.startswith("t") and parent.startswith("w"):
        key = _key(moved)
        tasks = tasks_of(plan).filter(workstream=_key(parent), parent=None).values_list("pk", flat=True)
        place = _place_among(tasks, moved, order)
        editing_tasks.move_tasks(plan, [key], _key(parent), place, revision=revision, by=request.actor)
        return "", key
    if moved.startswith("t") and parent.startswith("t"):
        key, above = _key(moved), tasks_of(plan).get(pk=_key(parent))
        place = _place_among(above.children.order_by("order").values_list("pk", flat=True), moved, order)
        try:
            editing_tasks.move_tasks(
                plan,
                [key],
                above.workstream_id,
                place,
                parent_id=above.pk,
                revision=revision,
                by=request.actor,
            )
        except EditRefused as refusal:
            return tree_response(request, plan, status=422, words=" ".join(refusal.messages), tone="error")
        return "", key
    # The page already shows the item where it cannot be: put it back.
    return tree_response(request, plan, status=422, words=_("任务要放在某个板块里面。"), tone="error")


def _place_among(keys: Iterable[int], moved: str, order: list[str]) -> int:
    """Where a dropped item stands among all its neighbours, of which the page may show but some.

    order: those of the page, as ``t3``; counted without the item itself.
    """
    others = [f"{moved[0]}{key}" for key in keys if f"{moved[0]}{key}" != moved]
    at = order.index(moved) if moved in order else len(order)
    before = order[at - 1] if at > 0 else None
    after = order[at + 1] if at + 1 < len(order) else None
    if before in others:
        return others.index(before) + 1
    return others.index(after) if after in others else len(others)


@act
def plan_bulk(request: HttpRequest, plan: Plan, revision: int) -> Done:
    """One act on all chosen tasks: lead, joint, deadline, move or delete."""
    rows = [_whole(value) for value in request.POST.getlist("row")[:MAX_ROWS]]
    if not rows:
        raise EditRefused(_("请先选择任务。"))
    action = request.POST.get("action", "")
    common: dict[str, Any] = {"revision": revision, "by": request.actor}
    if action == "lead":
        picks = parse_picks(request.POST.getlist("bulk_lead"))
        set_units(plan, rows, UnitRole.LEAD, picks, **common)
    elif action in ("joint", "joint_add"):
        picks = parse_picks(request.POST.getlist("bulk_joint"))
        set_units(plan, rows, UnitRole.JOINT, picks, keep=action == "joint_add", **common)
    elif action == "deadline":
        editing_tasks.set_deadline(plan, rows, _day(request.POST.get("bulk_deadline", "")), **common)
    elif action == "move":
        editing_tasks.move_tasks(plan, rows, _number(request, "bulk_workstream"), MAX_ROWS, **common)
    elif action == "delete":
        editing_tasks.delete_tasks(plan, rows, **common)
    else:
        raise EditRefused(_("请选择要做的操作。"))
    return _("已处理 %(count)d 项任务，可用“撤销”恢复") % {"count": len(rows)}, None


@act
def plan_workstream_add(request: HttpRequest, plan: Plan, revision: int) -> Done:
    name = _stream_name(request)
    editing_workstreams.add_workstream(plan, name, revision=revision, by=request.actor)
    return _("已新增板块"), None


@act
def plan_workstream_rename(request: HttpRequest, plan: Plan, revision: int, stream_pk: int) -> Done:
    name = _stream_name(request)
    editing_workstreams.rename_workstream(plan, stream_pk, name, revision=revision, by=request.actor)
    return "", None


@act
def plan_workstream_shift(request: HttpRequest, plan: Plan, revision: int, stream_pk: int) -> Done:
    place = plan.workstreams.get(pk=stream_pk).order + (-1 if request.POST.get("step") == "up" else 1)
    editing_workstreams.move_workstream(plan, stream_pk, place, revision=revision, by=request.actor)
    return "", None


@act
def plan_workstream_delete(request: HttpRequest, plan: Plan, revision: int, stream_pk: int) -> Done:
    editing_workstreams.delete_workstream(plan, stream_pk, revision=revision, by=request.actor)
    return _("已删除板块及其任务，可用“撤销”恢复"), None


def _stream_name(request: HttpRequest) -> str:
    form = WorkstreamForm(request.POST)
    if not form.is_valid():
        raise EditRefused(_("板块名称不能为空，最多 200 个字。"))
    return form.cleaned_data["name"]


def _number(request: HttpRequest, name: str) -> int:
    return _whole(request.POST.get(name, ""))


def _whole(text: str) -> int:
    """A whole number that a database key can be. Raises EditRefused for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise EditRefused(_("请求有误，请刷新页面后重试。"))
    return int(text)


def _key(text: str) -> int:
    return _whole(text[1:])


def _day(text: str) -> date | None:
    """The date picker's day; empty takes the deadline away."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise EditRefused(_("日期不存在，请重新选择，例如 2026-12-31。")) from None
