"""Keeping a meeting: its facts, who was asked, its decisions; until it is final."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.people.domain.names import resolve_names
from luodi_web.people.models import Unit, User
from luodi_web.supervision.domain.editing_units import Pick
from luodi_web.supervision.enums import MeetingState, SupervisionVerb, UnitRole
from luodi_web.supervision.models import DecisionUnit, Meeting, MeetingDecision, Participant

FIELDS = ("title", "kind", "held_at", "place", "chair", "recorder", "previous", "agenda", "summary")
MAX_DECISIONS = 200
STALE = gettext_lazy("已被他人修改。您填写的内容仍在页面上，核对后再次保存即可。")


@dataclass(frozen=True)
class DecisionValues:
    """What a decision holds."""

    text: str
    lead: Sequence[Pick] = ()
    joint: Sequence[Pick] = ()
    deadline: date | None = None
    deadline_text: str = ""
    note: str = ""
    confidential: bool = False


class StaleMeeting(ValidationError):
    """Somebody else changed the meeting since its editor was opened."""


@contextmanager
def editing(meeting: Meeting, revision: int | None = None) -> Iterator[Meeting]:
    """The meeting's row, locked. With a ``revision`` it must be at that one, and is one higher afterwards.

    Raises ValidationError once it is final, StaleMeeting when it is at another revision.
    """
    with transaction.atomic():
        locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if locked.state != MeetingState.DRAFT:
            raise ValidationError(_("会议纪要已经定稿，不能再改；需要时先退回修改。"))
        if revision is not None and locked.revision != revision:
            raise StaleMeeting(STALE)
        yield locked
        if revision is not None:
            locked.revision += 1
            locked.save(update_fields=["revision"])


@transaction.atomic
def begin_meeting(owner: Unit, values: dict[str, Any], present: str, absent: str, *, by: Actor) -> Meeting:
    """A meeting with these FIELDS; present and absent as ``read_participants`` reads them."""
    meeting = Meeting(owner=owner, created_by=by.user, **{name: values[name] for name in FIELDS})
    meeting.save()
    _write_participants(meeting, present, absent)
    record(by, SupervisionVerb.MEETING_CREATED, meeting, after={"title": meeting.title})
    return meeting


def change_meeting(
    meeting: Meeting, values: dict[str, Any], present: str, absent: str, *, revision: int, by: Actor
) -> Meeting:
    """Set a meeting's FIELDS and who was asked to it."""
    with editing(meeting, revision) as locked:
        people = participants_text(locked)
        before, after = changes(locked, {name: values[name] for name in FIELDS})
        for name in FIELDS:
            setattr(locked, name, values[name])
        locked.save()
        _write_participants(locked, present, absent)
        now = participants_text(locked)
        if people != now:
            before["participants"], after["participants"] = ["；".join(people), "；".join(now)]
        if after:
            record(by, SupervisionVerb.MEETING_EDITED, locked, before=before, after=after)
    return locked


def read_participants(text: str, *, absent: bool) -> list[Participant]:
    """One unit or person a line: 省财政厅 李某; of who was absent also why: 省教育厅 王某：出差.

    The first word is looked up among the units' names and aliases, the second among the people of that
    unit; a line of one word that is no unit among all people. What nobody knows stays as written.
    """
    rows, seen = [], set()
    for line in re.split(r"[\n；;]", text):
        words, _colon, reason = line.strip().partition("：") if absent else (line.strip(), "", "")
        words = " ".join(words.split())[:120]
        if not words or words in seen:
            continue
        seen.add(words)
        first, _space, person = words.partition(" ")
        unit = resolve_names([first])[0].unit
        people = User.objects.filter(is_active=True, name=person if unit else words)
        if unit:
            people = people.filter(grants__unit=unit)
        found = list(people.distinct()[:2])
        user = found[0] if len(found) == 1 else None
        rows.append(Participant(unit=unit, user=user, written=words, absent=absent, reason=reason[:100]))
    return rows


def participants_text(meeting: Meeting) -> tuple[str, str]:
    """Who was there and who was absent, as ``read_participants`` reads it back."""
    rows = list(meeting.participants.all())
    there = "\n".join(row.written for row in rows if not row.absent)
    gone = "\n".join(
        f"{row.written}：{row.reason}" if row.reason else row.written for row in rows if row.absent
    )
    return there, gone


def _write_participants(meeting: Meeting, present: str, absent: str) -> None:
    rows = [*read_participants(present, absent=False), *read_participants(absent, absent=True)]
    for order, row in enumerate(rows):
        row.meeting, row.order = meeting, order
    meeting.participants.all().delete()
    Participant.objects.bulk_create(rows)


def add_decisions(meeting: Meeting, items: Sequence[DecisionValues], *, by: Actor) -> list[MeetingDecision]:
    """Decisions at the end of those there are."""
    with editing(meeting) as locked:
        place = locked.decisions.count()
        if place + len(items) > MAX_DECISIONS:
            raise ValidationError(_("一次会议最多记 %(count)d 项议定事项。") % {"count": MAX_DECISIONS})
        rows = []
        for order, item in enumerate(items, start=place):
            row = MeetingDecision(meeting=locked, order=order)
            _fill(row, item)
            rows.append(row)
            record(by, SupervisionVerb.MEETING_EDITED, locked, after={"added": _words(row)})
    return rows


def change_decision(
    decision: MeetingDecision, item: DecisionValues, *, revision: int, by: Actor
) -> MeetingDecision:
    """Set all that a decision holds. Raises StaleMeeting when it is not at ``revision``."""
    with editing(decision.meeting) as locked:
        row = locked.decisions.filter(pk=decision.pk).first()
        if row is None:
            raise ValidationError(_("这一项已被他人删除。"))
        if row.revision != revision:
            raise StaleMeeting(STALE)
        _insist_untasked(row)
        before = {"text": _words(row)}
        row.revision += 1
        _fill(row, item)
        record(by, SupervisionVerb.MEETING_EDITED, locked, before=before, after={"text": _words(row)})
    return row


def delete_decision(decision: MeetingDecision, *, by: Actor) -> None:
    """Take a decision out. A second click finds it gone and does nothing."""
    with editing(decision.meeting) as locked:
        row = locked.decisions.filter(pk=decision.pk).first()
        if row is None:
            return
        _insist_untasked(row)
        record(by, SupervisionVerb.MEETING_EDITED, locked, before={"text": _words(row)})
        row.delete()
        _renumber(list(locked.decisions.all()))


def move_decision(decision: MeetingDecision, step: int, *, by: Actor) -> None:
    """One place up (-1) or down (1); beyond the ends nothing happens."""
    with editing(decision.meeting) as locked:
        rows = list(locked.decisions.all())
        place = next((at for at, row in enumerate(rows) if row.pk == decision.pk), None)
        if place is None or not 0 <= place + step < len(rows):
            return
        rows.insert(place + step, rows.pop(place))
        _renumber(rows)
        record(by, SupervisionVerb.MEETING_EDITED, locked, after={"at": place + step + 1})


@transaction.atomic
def finish_meeting(meeting: Meeting, *, by: Actor) -> Meeting:
    """定稿: nothing of the meeting changes any more, and participants may read it.

    Raises ValidationError where there is nothing to read yet.
    """
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.state != MeetingState.DRAFT:
        raise ValidationError(_("会议纪要已经定稿。"))
    if not locked.decisions.exists() and not locked.summary.strip():
        raise ValidationError(_("还没有议定事项，也没有会议情况，不能定稿。"))
    if not locked.participants.filter(absent=False).exists():
        raise ValidationError(_("还没有填写出席单位和人员，不能定稿。"))
    _set_state(locked, MeetingState.FINAL, SupervisionVerb.MEETING_FINAL, by)
    return locked


@transaction.atomic
def take_back_meeting(meeting: Meeting, *, by: Actor) -> Meeting:
    """退回修改: a final meeting that was not issued is a draft again."""
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.state == MeetingState.ISSUED:
        raise ValidationError(_("会议纪要已经印发，不能再改。"))
    if locked.state == MeetingState.FINAL:
        _set_state(locked, MeetingState.DRAFT, SupervisionVerb.MEETING_BACK, by)
    return locked


def write_units(decision: MeetingDecision, lead: Sequence[Pick], joint: Sequence[Pick]) -> None:
    decision.units.all().delete()
    joint = [pick for pick in joint if pick not in lead]
    ranked = [(UnitRole.LEAD, pick) for pick in lead] + [(UnitRole.JOINT, pick) for pick in joint]
    DecisionUnit.objects.bulk_create(
        DecisionUnit(
            decision=decision, role=role, order=n, unit_id=p.unit_id, group_id=p.group_id, written=p.written
        )
        for n, (role, p) in enumerate(ranked)
    )


def picks_of(decision: MeetingDecision) -> tuple[list[Pick], list[Pick]]:
    """Who leads and who joins, in order."""
    rows: dict[str, list[Pick]] = {UnitRole.LEAD: [], UnitRole.JOINT: []}
    for one in decision.units.all():
        rows[one.role].append(Pick(one.unit_id, one.group_id, one.written))
    return rows[UnitRole.LEAD], rows[UnitRole.JOINT]


def _fill(row: MeetingDecision, item: DecisionValues) -> None:
    if len(item.lead) > 1:
        raise ValidationError({"lead": _("每项只能有一个牵头单位，其余请放入配合单位。")})
    row.text, row.deadline, row.deadline_text = item.text, item.deadline, item.deadline_text
    row.note, row.confidential = item.note, item.confidential
    row.save()
    write_units(row, item.lead, item.joint)


def _insist_untasked(row: MeetingDecision) -> None:
    """What units already work on is not reworded behind their backs, nor made confidential."""
    if row.task_id is not None:
        raise ValidationError(_("这一项已经转为任务，不能再改；需要变动时请调整任务。"))


def _renumber(rows: Sequence[MeetingDecision]) -> None:
    for order, row in enumerate(rows):
        row.order = order
    MeetingDecision.objects.bulk_update(rows, ["order"])


def _set_state(meeting: Meeting, state: str, verb: str, by: Actor) -> None:
    before = {"state": meeting.state}
    meeting.state = state
    meeting.save(update_fields=["state"])
    record(by, verb, meeting, before=before, after={"state": state})


def _words(row: MeetingDecision) -> str:
    """For the trail, which auditors read who were at no meeting."""
    return _("不公开的议定事项") if row.confidential else row.text
