"""The words of a letter as the platform writes them from the tasks, for a person to edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.supervision.enums import AssignmentState, LetterKind, ReportState, UnitRole
from luodi_web.supervision.models import Assignment, Report
from luodi_web.supervision.rules_letters import ANSWER_DAYS

SUBJECT_TASK_CHARS = 40


@dataclass(frozen=True)
class LetterDraft:
    """What a letter may say. body: paragraphs, one a line."""

    subject: str
    body: str
    requirement: str
    answer_by: date


def draft_letter_words(assignments: Sequence[Assignment], kind: str, today: date) -> LetterDraft:
    """A draft about one unit's assignments: what was asked, on what ground, how far it is.

    assignments: at least one, with ``task__workstream__plan`` at hand.
    """
    answer_by = today + timedelta(days=ANSWER_DAYS[LetterKind(kind)])
    lines = []
    if len(assignments) == 1:
        lines += [_asked(assignments[0]), *_standing(assignments[0], today)]
    else:
        lines.append(_("你单位承办的下列%(count)d项任务需要加快办理：") % {"count": len(assignments)})
        for place, row in enumerate(assignments, 1):
            words = "".join([_asked(row), *_standing(row, today)])
            lines.append(f"{place}. {words}")
    return LetterDraft(
        _subject(assignments, kind), "\n".join(lines), _requirement(kind, answer_by), answer_by
    )


def chinese_day(day: date) -> str:
    """2026年11月5日: as official documents write it (GB/T 9704-2012 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _subject(assignments: Sequence[Assignment], kind: str) -> str:
    text = assignments[0].task.text.rstrip("。；")
    if len(assignments) > 1:
        matter = _("%(count)d项任务") % {"count": len(assignments)}
    elif len(text) > SUBJECT_TASK_CHARS:
        matter = f"“{text[:SUBJECT_TASK_CHARS]}……”"
    else:
        matter = f"“{text}”"
    if kind == LetterKind.SUPERVISION:
        return _("关于加快办理%(matter)s的督办函") % {"matter": matter}
    return _("关于%(matter)s办理进度的提醒函") % {"matter": matter}


def _asked(row: Assignment) -> str:
    role = _("牵头") if row.role == UnitRole.LEAD else _("配合")
    plan = row.task.workstream.plan
    words = _("根据%(ground)s，你单位%(role)s承办“%(task)s”") % {
        "ground": ground_words(row),
        "role": role,
        "task": row.task.text.rstrip("。；"),
    }
    if row.deadline:
        words += _("，完成时限为%(day)s") % {"day": chinese_day(row.deadline)}
    elif row.task.deadline_text:
        words += _("，时限要求为“%(words)s”") % {"words": row.task.deadline_text}
    sent = plan.published_at or row.sent_at
    return words + _("，于%(day)s下达。") % {"day": chinese_day(timezone.localdate(sent))}


def ground_words(row: Assignment) -> str:
    """On what ground the task was given: 《policy》（document number）第五条, or the plan itself.

    A clause with a heading is named by both: a label alone (三是) would name nothing.
    """
    plan, provision = row.task.workstream.plan, row.task.provision
    if plan.version is None:
        return f"《{plan.title}》"
    policy = plan.version.policy
    number = f"（{policy.doc_no}）" if policy.doc_no else ""
    clause = ""
    if provision is not None:
        clause = f"“{provision.label}{provision.heading}”" if provision.heading else provision.label
    return f"《{policy.title}》{number}{clause}"


def _standing(row: Assignment, today: date) -> list[str]:
    if row.state == AssignmentState.SENT:
        return [_("截至%(day)s，你单位尚未签收。") % {"day": chinese_day(today)} + _late(row, today)]
    report = _last_report(row)
    values = {"day": chinese_day(today)}
    if report is None:
        lines = [_("截至%(day)s，你单位尚未报送进展。") % values + _late(row, today)]
    else:
        values |= {"period": report.period.replace("-", "年") + "月", "percent": report.percent}
        lines = [
            _("截至%(day)s，最近一次报送（%(period)s）的完成率为%(percent)d%%。") % values + _late(row, today)
        ]
        if report.problem.strip():
            lines.append(_("你单位反映的问题：%(problem)s") % {"problem": _one_line(report.problem)})
    return lines


def _late(row: Assignment, today: date) -> str:
    if row.deadline is None or row.deadline >= today:
        return ""
    return _("任务已逾期%(count)d天。") % {"count": (today - row.deadline).days}


def _last_report(row: Assignment) -> Report | None:
    return row.reports.exclude(state=ReportState.RETURNED).order_by("-period").first()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _requirement(kind: str, answer_by: date) -> str:
    words = _("请于%(day)s前书面答复办理情况，说明进度滞后的原因、下一步措施和完成时间。") % {
        "day": chinese_day(answer_by)
    }
    if kind == LetterKind.SUPERVISION:
        words += "\n" + _("逾期不答复或者仍无实质进展的，将予以通报，并按程序提请督查。")
    return words
