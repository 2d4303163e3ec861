"""会议纪要: the minutes as an official document, and their issue."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.gazette import Document, InvalidDocument, docx, read
from luodi_web.common.domain.files import store_bytes
from luodi_web.common.domain.numbering import next_number
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import notify_people
from luodi_web.people.models import User
from luodi_web.supervision.domain.meetings_tasks import FollowUp, follow_up
from luodi_web.supervision.domain.notices import people_by_unit
from luodi_web.supervision.domain.plans import chinese_number
from luodi_web.supervision.enums import MeetingState, SupervisionVerb, UnitRole
from luodi_web.supervision.models import DecisionUnit, Meeting, MeetingDecision

# Blocks of a document, and paragraphs of it, are limited by ``luodi.gazette``.
_MAX_PARAGRAPH = 20_000
_MAX_NAMES = 8_000


def minutes_json(meeting: Meeting, no: str = "") -> str:
    """The minutes as JSON of ``luodi.gazette``; without a number while they are not issued.

    Confidential decisions are left out, their places said: the minutes go further than the meeting did.
    """
    head = {
        "name": _("会议纪要"),
        "issue": no or _("（未编号）"),
        "editor": meeting.owner.name,
        "day": timezone.localtime(meeting.held_at).date().isoformat(),
    }
    rows = list(meeting.decisions.prefetch_related("units__unit", "units__group"))
    data: dict[str, Any] = {
        "format": "luodi.gazette",
        "version": 1,
        "kind": "minutes",
        "head": head,
        "title": _title(meeting),
        "blocks": [*_opening(meeting), *_decisions(rows)],
        "attendance": _attendance(meeting),
        "imprint": {"organ": meeting.owner.name, "day": timezone.localdate().isoformat()},
    }
    earlier = _earlier(meeting)
    if earlier:
        data["annexes"] = [earlier]
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1)


def minutes_document(meeting: Meeting) -> Document:
    """The minutes as they were issued, or as they stand now; ValidationError where no layout is possible."""
    text = meeting.document or minutes_json(meeting)
    try:
        return read(text.encode())
    except InvalidDocument as error:
        raise ValidationError(_("纪要不能排版，请缩短过长的内容或去掉特殊字符。")) from error


@transaction.atomic
def issue_minutes(meeting: Meeting, *, by: Actor) -> Meeting:
    """印发: number and freeze the minutes, and tell who was asked to the meeting.

    Raises ValidationError unless the meeting is final and not issued.
    """
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.state == MeetingState.DRAFT:
        raise ValidationError(_("请先定稿，再印发。"))
    if meeting.state == MeetingState.ISSUED:
        raise ValidationError(_("会议纪要已经印发。"))
    now = timezone.now()
    year = timezone.localtime(now).year
    number = next_number(f"minutes-{meeting.owner_id}", year)
    no = _("〔%(year)d〕%(number)d号") % {"year": year, "number": number}
    meeting.document = minutes_json(meeting, no)
    data = docx(minutes_document(meeting))
    meeting.no, meeting.state, meeting.issued_at, meeting.issued_by = no, MeetingState.ISSUED, now, by.user
    meeting.digest = hashlib.sha256(meeting.document.encode()).hexdigest()
    meeting.docx = store_bytes(data)
    meeting.save()
    record(by, SupervisionVerb.MINUTES_ISSUED, meeting, after={"no": no, "digest": meeting.digest})
    _tell_participants(meeting)
    return meeting


def _tell_participants(meeting: Meeting) -> None:
    rows = list(meeting.participants.select_related("user"))
    words = _("会议纪要已印发：%(title)s") % {"title": meeting.title}
    url = reverse("staff:meeting", args=[meeting.pk])

    def send() -> None:
        units = people_by_unit({row.unit_id for row in rows if row.unit_id})
        people: dict[int, User] = {user.pk: user for members in units.values() for user in members}
        people |= {row.user.pk: row.user for row in rows if row.user is not None}
        notify_people(people.values(), words, url)

    transaction.on_commit(send)


def _title(meeting: Meeting) -> str:
    title = _line(meeting.title)
    return title if title.endswith("纪要") else _("%(title)s纪要") % {"title": title}


def _opening(meeting: Meeting) -> list[dict[str, Any]]:
    when = timezone.localtime(meeting.held_at)
    words = _("%(year)d年%(month)d月%(day)d日，%(chair)s主持召开%(title)s。") % {
        "year": when.year,
        "month": when.month,
        "day": when.day,
        "chair": meeting.chair,
        "title": meeting.title,
    }
    items = [line.strip().rstrip("。；;") for line in meeting.agenda.splitlines() if line.strip()]
    if items:
        words += _("会议议题：%(agenda)s。") % {"agenda": "；".join(items)}
    said = [line.strip() for line in meeting.summary.splitlines() if line.strip()]
    return [_paragraph(line) for line in (words, *said)]


def _decisions(rows: list[MeetingDecision]) -> list[dict[str, Any]]:
    if not rows:
        return []
    blocks = [_paragraph(_("会议议定以下事项："))]
    for number, row in enumerate(rows, start=1):
        if row.confidential:
            text = _("（本项不印发。）")
        else:
            text = row.text.rstrip("。；; ") + "。" + _who_and_when(row)
        blocks.append(_paragraph(f"{chinese_number(number)}、{text}"))
    return blocks


def _who_and_when(row: MeetingDecision) -> str:
    """Units and deadline in brackets, as far as the decision's own words do not name them."""
    parts = []
    for role, words in (
        (UnitRole.LEAD, _("牵头单位：%(names)s")),
        (UnitRole.JOINT, _("配合单位：%(names)s")),
    ):
        units = [one for one in row.units.all() if one.role == role]
        if any(not _is_named(one, row.text) for one in units):
            parts.append(words % {"names": "、".join(str(one) for one in units)})
    if row.deadline:
        values = {"year": row.deadline.year, "month": row.deadline.month, "day": row.deadline.day}
        day = _("%(month)d月%(day)d日") % values
        if day not in row.text:
            day = _("%(year)d年%(month)d月%(day)d日") % values
            parts.append(_("完成时限：%(day)s") % {"day": day})
    elif row.deadline_text and row.deadline_text not in row.text:
        parts.append(_("完成时限：%(day)s") % {"day": row.deadline_text})
    return "（" + "；".join(parts) + "）" if parts else ""


def _is_named(one: DecisionUnit, text: str) -> bool:
    names = {str(one), one.written, one.unit.name if one.unit else ""} - {""}
    return any(name in text for name in names)


def _attendance(meeting: Meeting) -> list[dict[str, str]]:
    """Who was there, who was excused, who wrote it down (GB/T 9704, 10.3); names apart by commas."""
    rows = list(meeting.participants.all())
    there = "、".join(row.written for row in rows if not row.absent)
    gone = "、".join(
        f"{row.written}（{row.reason}）" if row.reason else row.written for row in rows if row.absent
    )
    lines = [(_("出席："), there), (_("请假："), gone), (_("记录："), meeting.recorder)]
    # The form sets the colon itself.
    return [
        {"label": label.rstrip("：:"), "names": _line(names)[:_MAX_NAMES]}
        for label, names in lines
        if names.strip()
    ]


def _earlier(meeting: Meeting) -> dict[str, Any] | None:
    """上次议定事项落实情况, as an annex; null where no earlier meeting decided anything public."""
    if meeting.previous is None:
        return None
    rows = follow_up(meeting.previous.decisions.filter(confidential=False))
    if not rows:
        return None
    columns = [
        {"title": _("序号"), "width": 1},
        {"title": _("议定事项"), "width": 6, "align": "left"},
        {"title": _("牵头单位"), "width": 3},
        {"title": _("完成时限"), "width": 3},
        {"title": _("落实情况"), "width": 3},
    ]
    table = {"type": "table", "columns": columns, "rows": [_row(n, row) for n, row in enumerate(rows, 1)]}
    return {"title": _("上次会议议定事项落实情况"), "blocks": [table]}


def _row(number: int, row: FollowUp) -> list[str]:
    state = row.state
    if row.share is not None:
        state = _("%(state)s，%(percent)d%%") % {"state": state, "percent": row.share.percent}
    day = row.deadline.isoformat() if row.deadline else "—"
    return [str(number), _line(row.decision.text)[:1900], _line(row.lead)[:1900] or "—", day, state]


def _paragraph(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "text": _line(text)[:_MAX_PARAGRAPH]}


def _line(text: str) -> str:
    """Without what cannot stand on paper: line breaks of a text area, invisible marks of a pasted text."""
    return "".join(char if char.isprintable() else " " for char in " ".join(text.split()))
