"""Editing a draft: one lock, one revision, one record for each edit; undo and redo of all of them.

Every act on a draft runs inside ``edit_plan``. It compares the plan before and after, so an act
cannot forget to say what it changed, and an undo cannot restore less than was done.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.supervision.domain.editing_words import changes_in_words
from luodi_web.supervision.domain.snapshots import Changes, apply_changes, changes_between, read_content
from luodi_web.supervision.enums import PlanState, SupervisionVerb
from luodi_web.supervision.models import Plan, PlanEdit


class StaleRevision(Exception):
    """Somebody else changed the plan since the editor read it.

    revision: what it is now. last: the newest edit in force, which says who and what; may be null.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan.revision)
        self.revision = plan.revision
        self.last = plan.edits.filter(undone_at__isnull=True).select_related("by").first()


class EditRefused(ValidationError):
    """The act makes no sense on this plan as it is; the message says why."""


def lock_draft(plan: Plan, revision: int) -> Plan:
    """The plan's row, locked until the transaction ends.

    Raises EditRefused when it has been dispatched, StaleRevision when it is not at ``revision``.
    """
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.state != PlanState.DRAFT:
        raise EditRefused(_("任务分解表已下达，不能直接修改；请在任务分解表页面使用“调整”。"))
    if locked.revision != revision:
        raise StaleRevision(locked)
    return locked


@contextmanager
def edit_plan(plan: Plan, label: str, *, revision: int, by: Actor) -> Iterator[Plan]:
    """Run one edit: yields the locked plan; afterwards the edit is recorded and the revision is one higher.

    label: what was done, in words, e.g. 拆分任务“制定方案”. An act that changed nothing leaves no trace.
    ``plan.revision`` of the caller's object follows.
    """
    with transaction.atomic():
        locked = lock_draft(plan, revision)
        before = read_content(locked)
        yield locked
        after = read_content(locked)
        back, forth = changes_between(before, after)
        if back or forth:
            locked.edits.filter(undone_at__isnull=False).delete()
            edit = PlanEdit.objects.create(
                plan=locked, label=label[:100], before=back, after=forth, by=by.user
            )
            _advance(locked)
            _record(
                by,
                SupervisionVerb.PLAN_EDITED,
                locked,
                edit,
                was=changes_in_words(back, after, before),
                now=changes_in_words(forth, before, after),
            )
    plan.revision = locked.revision


def next_undo(plan: Plan) -> PlanEdit | None:
    """The edit that 撤销 would take back."""
    return plan.edits.filter(undone_at__isnull=True).order_by("-pk").first()


def next_redo(plan: Plan) -> PlanEdit | None:
    """The edit that 重做 would do again: the earliest of those taken back."""
    return plan.edits.filter(undone_at__isnull=False).order_by("pk").first()


@transaction.atomic
def undo_edit(plan: Plan, *, revision: int, by: Actor) -> PlanEdit:
    """Take back the newest edit in force. Raises EditRefused when there is none."""
    locked = lock_draft(plan, revision)
    edit = next_undo(locked)
    if edit is None:
        raise EditRefused(_("没有可以撤销的修改。"))
    was, now = _replay(locked, edit.after, edit.before)
    edit.undone_at = timezone.now()
    edit.save(update_fields=["undone_at"])
    _advance(locked)
    _record(by, SupervisionVerb.EDIT_UNDONE, locked, edit, was=was, now=now)
    plan.revision = locked.revision
    return edit


@transaction.atomic
def redo_edit(plan: Plan, *, revision: int, by: Actor) -> PlanEdit:
    """Do the earliest undone edit again. Raises EditRefused when there is none."""
    locked = lock_draft(plan, revision)
    edit = next_redo(locked)
    if edit is None:
        raise EditRefused(_("没有可以重做的修改。"))
    was, now = _replay(locked, edit.before, edit.after)
    edit.undone_at = None
    edit.save(update_fields=["undone_at"])
    _advance(locked)
    _record(by, SupervisionVerb.EDIT_REDONE, locked, edit, was=was, now=now)
    plan.revision = locked.revision
    return edit


def _replay(plan: Plan, there: Changes, wanted: Changes) -> tuple[list[str], list[str]]:
    """Bring the plan from one side of an edit to the other; both sides in words."""
    before = read_content(plan)
    apply_changes(plan, wanted)
    after = read_content(plan)
    return changes_in_words(there, after, before), changes_in_words(wanted, before, after)


def _advance(plan: Plan) -> None:
    plan.revision += 1
    plan.save(update_fields=["revision"])


def _record(by: Actor, verb: str, plan: Plan, edit: PlanEdit, *, was: list[str], now: list[str]) -> None:
    record(by, verb, plan, before={"content": was}, after={"content": now, "edit": edit.label})
