"""Who hears of what in supervision. A queue that grows is one unread notice that counts, not many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.periods import period_words
from luodi_web.people.domain.delegations import stand_ins
from luodi_web.people.domain.notices import notify_people
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import Grant, Notification, Unit, User
from luodi_web.people.rules import ROLE_PERMISSIONS, Permission
from luodi_web.supervision.domain.addresses import board_url, report_url, review_url, task_url
from luodi_web.supervision.domain.assignments_scope import assignments_reviewed_by, reports_waiting_for
from luodi_web.supervision.enums import AssignmentState, Light, ReportState, SupervisionVerb, UnitRole
from luodi_web.supervision.models import Assignment, Report

_UNIT_WORDS = {
    SupervisionVerb.RESENT: gettext_lazy("任务重新下达：%(task)s"),
    SupervisionVerb.WITHDRAWN: gettext_lazy("任务已撤回：%(task)s"),
    SupervisionVerb.REPORT_ACCEPTED: gettext_lazy("进展已审核通过：%(task)s"),
    SupervisionVerb.REPORT_RETURNED: gettext_lazy("进展被退回，请修改后再报：%(task)s"),
}


def tell_unit(assignment: Assignment, verb: SupervisionVerb) -> None:
    """Once committed: those who act for the assignment's unit hear what was done with it."""
    words = _UNIT_WORDS[verb] % {"task": assignment.task}

    def send() -> None:
        people = people_by_unit([assignment.unit_id])[assignment.unit_id]
        notify_people(people, words, task_url(assignment.task))

    transaction.on_commit(send)


def tell_lights(assignments: Iterable[Assignment]) -> None:
    """Once committed: each unit hears of its yellow and red lights, and reviewers how many are red."""
    groups: dict[tuple[int, str], list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        groups[assignment.unit_id, assignment.light].append(assignment)
    if groups:
        transaction.on_commit(partial(_send_lights, groups))


def _send_lights(groups: dict[tuple[int, str], list[Assignment]]) -> None:
    people = people_by_unit({unit_id for unit_id, _light in groups})
    for (unit_id, light), group in groups.items():
        notify_people(people[unit_id], *light_notice(light, group))
    red = [row for (_unit_id, light), group in groups.items() if light == Light.RED for row in group]
    for user in reviewers_of(red):
        tell_red_count(user)


def light_notice(light: str, group: list[Assignment]) -> tuple[str, str]:
    """Text and address: the task itself for one, the number and their list for several."""
    values = {"light": Light(light).label, "count": len(group), "task": group[0].task}
    if len(group) == 1:
        return _("亮%(light)s：%(task)s") % values, task_url(group[0].task)
    return _("%(count)d 项任务亮%(light)s") % values, board_url(light=light)


def tell_red_count(user: User) -> None:
    """How many assignments the person reviews are red, in one unread notice."""
    _tell_once(user, _red_words(_red_rows(Rights.of(user)).count()), board_url(light=Light.RED.value))


@dataclass
class _Gathered:
    """Reports sent within ``told_once``: one assignment of each unit, and of each task and period."""

    by_unit: dict[int, Assignment] = field(default_factory=dict)
    by_period: dict[tuple[int, str], Assignment] = field(default_factory=dict)


_gathered: ContextVar[_Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def told_once() -> Iterator[None]:
    """Within: the notices that count, how many reports wait and how many joint units have sent theirs, are
    said once for all reports that are sent, not anew for each. To be used around a long run of them.
    """
    outer = _gathered.get()
    gathered = outer or _Gathered()
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    if outer is None:
        if gathered.by_unit:
            _tell_waiting(list(gathered.by_unit.values()))
        for (_task_id, period), assignment in gathered.by_period.items():
            tell_lead(assignment, period)


def tell_reported(assignment: Assignment) -> None:
    """Once committed: reviewers hear how many reports wait for them, in one unread notice."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered.by_unit[assignment.unit_id] = assignment
    else:
        _tell_waiting([assignment])


def _tell_waiting(assignments: list[Assignment]) -> None:
    transaction.on_commit(
        partial(_count_for_reviewers, assignments, review_url(), _waiting_words, reports_waiting_for)
    )


def tell_lead(assignment: Assignment, period: str) -> None:
    """Once committed: the units that lead the task hear how many joint units have reported, in one notice."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered.by_period[assignment.task_id, period] = assignment
        return
    task = assignment.task

    def send() -> None:
        leads = Assignment.objects.filter(
            task=task, role=UnitRole.LEAD, state=AssignmentState.ACKNOWLEDGED
        ).exclude(unit=assignment.unit_id)
        count = Report.objects.filter(
            assignment__task=task, assignment__role=UnitRole.JOINT, period=period, state=ReportState.SUBMITTED
        ).count()
        words = _("%(count)d 家配合机构已报送%(period)s进展：%(task)s")
        text = words % {"count": count, "period": period_words(period), "task": task}
        for lead in leads:
            for user in people_by_unit([lead.unit_id])[lead.unit_id]:
                _tell_once(user, text, report_url(lead, period))

    transaction.on_commit(send)


def _tell_once(user: User, text: str, url: str) -> None:
    """One unread notice for the address: the same one again with new words, or a new one."""
    unread = Notification.objects.filter(user=user, url=url, read_at__isnull=True)
    if not unread.update(text=text, created_at=timezone.now()):
        notify_people([user], text, url)


def tell_returned(assignment: Assignment) -> None:
    """Once committed: reviewers hear how many assignments were handed back."""
    url = board_url(state=AssignmentState.RETURNED.value)
    transaction.on_commit(partial(_count_for_reviewers, [assignment], url, _returned_words, _returned_rows))


def people_by_unit(unit_ids: Iterable[int]) -> dict[int, list[User]]:
    """Those who sign for and report on tasks in each of these very units, and who stands in for them today;
    an empty list for none.
    """
    people: dict[int, list[User]] = defaultdict(list)
    for grant in _grants_with(Permission.TASKS_REPORT).filter(unit__in=list(unit_ids)):
        if grant.user not in people[grant.unit_id]:
            people[grant.unit_id].append(grant.user)
    others = stand_ins(user for group in people.values() for user in group)
    for group in people.values():
        for other in [other for user in group for other in others.get(user.pk, [])]:
            if other not in group:
                group.append(other)
    return people


def reviewers_of(assignments: Iterable[Assignment]) -> list[User]:
    """Those whose right to review reaches the assignments' units or their plans' owner."""
    groups = reviewers_by_assignment(assignments).values()
    return sorted({user.pk: user for group in groups for user in group}.values(), key=lambda user: user.pk)


def reviewers_by_assignment(assignments: Iterable[Assignment]) -> dict[int, list[User]]:
    """The same for each assignment by its key, in the order of their grants; one query."""
    reached = {
        assignment.pk: {
            path[:end]
            for path in (assignment.unit.path, assignment.task.workstream.plan.owner.path)
            for end in range(Unit.steplen, len(path) + 1, Unit.steplen)
        }
        for assignment in assignments
    }
    every = sorted({path for paths in reached.values() for path in paths})
    grants = list(_grants_with(Permission.TASKS_REVIEW).filter(unit__path__in=every).select_related("unit"))
    return {
        key: list({grant.user_id: grant.user for grant in grants if grant.unit.path in paths}.values())
        for key, paths in reached.items()
    }


def _grants_with(permission: Permission) -> QuerySet[Grant]:
    roles = [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
    grants = Grant.objects.in_force().filter(role__in=roles, user__is_active=True)
    return grants.select_related("user").order_by("pk")


def _count_for_reviewers(
    assignments: list[Assignment],
    url: str,
    words: Callable[[int], str],
    rows: Callable[[Rights], QuerySet],
) -> None:
    for user in reviewers_of(assignments):
        _tell_once(user, words(rows(Rights.of(user)).count()), url)


def _red_rows(rights: Rights) -> QuerySet[Assignment]:
    return assignments_reviewed_by(rights).filter(light=Light.RED)


def _returned_rows(rights: Rights) -> QuerySet[Assignment]:
    return assignments_reviewed_by(rights).filter(state=AssignmentState.RETURNED)


def _red_words(count: int) -> str:
    return _("共 %(count)d 项承办任务亮红灯") % {"count": count}


def _waiting_words(count: int) -> str:
    return _("有 %(count)d 份进展待审核") % {"count": count}


def _returned_words(count: int) -> str:
    return _("有 %(count)d 项任务被退回，待处理") % {"count": count}
