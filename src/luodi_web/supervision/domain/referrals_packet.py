"""提请督查材料: what has been asked of a unit and what came of it, as one document with its evidence."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.supervision.domain import papers
from luodi_web.supervision.domain.letters_drafting import chinese_day, ground_words
from luodi_web.supervision.domain.papers import Block, Document, grid, heading, paragraphs
from luodi_web.supervision.domain.plans import chinese_number
from luodi_web.supervision.enums import AssignmentState, Light
from luodi_web.supervision.models import Assignment, Attachment, Evidence, LetterAnswer, Referral
from luodi_web.supervision.rules_letters import SENT_STATES

TITLE_CHARS = 40
MOST_NAMED = 8


def packet_document(referral: Referral) -> Document:
    """The referral's packet as the rows say now. referral may be unsaved; its assignment is locked."""
    row = referral.assignment
    owner = row.task.workstream.plan.owner
    parts = [
        (_("提请理由"), _reason(referral)),
        (_("任务和依据"), _task(row)),
        (_("承办情况"), _standing(row)),
        (_("灯号变化"), _lights(row)),
        (_("进展报送"), _reports(row)),
        (_("督办函件和答复"), _letters(row)),
        (_("延期和时限变化"), _deadlines(row)),
    ]
    blocks: list[Block] = []
    for place, (title, content) in enumerate(parts, 1):
        blocks.append(heading(f"{chinese_number(place)}、{title}"))
        blocks += content
    text = row.task.text.rstrip("。；")
    matter = text if len(text) <= TITLE_CHARS else f"{text[:TITLE_CHARS]}……"
    return papers.letter(
        organ=owner.name,
        title=_("关于提请对“%(matter)s”开展督查的函") % {"matter": matter},
        to=_("政府督查机构"),
        blocks=blocks,
        day=timezone.localdate(),
        annexes=[{"title": _("佐证材料清单"), "blocks": [_evidence(row)]}],
    )


def _reason(referral: Referral) -> list[Block]:
    words = _("事由：%(ground)s。") % {"ground": referral.get_ground_display()}
    if referral.order is not None:
        values = {"day": _day(referral.order.at), "words": referral.order.words}
        words += _("领导批示（%(day)s）：%(words)s") % values
    return [*paragraphs(words), *paragraphs(referral.words)]


def _task(row: Assignment) -> list[Block]:
    task, plan = row.task, row.task.workstream.plan
    lines = [
        _("工作任务：%(text)s") % {"text": task.text},
        _("任务分解表：%(title)s") % {"title": plan.title},
    ]
    if plan.version is not None:
        lines.append(_("文件依据：%(ground)s") % {"ground": ground_words(row)})
        if task.start is not None and task.end is not None:
            lines.append(_("原文：%(text)s") % {"text": plan.version.text[task.start : task.end]})
    if task.target:
        lines.append(_("目标值：%(text)s") % {"text": task.target})
    if task.deliverable:
        lines.append(_("成果形式：%(text)s") % {"text": task.deliverable})
    return [block for line in lines for block in paragraphs(" ".join(line.split()))]


def _standing(row: Assignment) -> list[Block]:
    facts = [
        [_("承办机构"), row.unit.name],
        [_("分工"), row.get_role_display()],
        [_("下达时间"), _day(row.sent_at)],
        [_("签收时间"), _day(row.acknowledged_at)],
        [_("完成时限"), _day(row.deadline)],
        [_("状态"), row.get_state_display()],
        [_("完成率"), f"{row.percent}%"],
        [_("灯号"), f"{row.get_light_display()}，{row.light_reason}"],
        [_("同一任务的其他机构"), _fellows(row)],
    ]
    return [grid([(_("事项"), 2), (_("情况"), 5)], facts)]


def _fellows(row: Assignment) -> str:
    """The task's other units: by name where they are few, else how many stand where."""
    others = row.task.assignments.exclude(pk=row.pk)
    if others.count() <= MOST_NAMED:
        named = others.select_related("unit").order_by("-role", "unit__path")
        return "、".join(f"{other.unit.label}（{other.get_state_display()}）" for other in named)
    counts = others.order_by().values_list("state").annotate(count=Count("pk")).order_by("-count", "state")
    parts = [f"{AssignmentState(state).label}{count}家" for state, count in counts]
    return _("共%(count)d家：%(parts)s") % {"count": others.count(), "parts": "、".join(parts)}


def _lights(row: Assignment) -> list[Block]:
    changes = [
        [_moment(change.at), str(Light(change.new).label), change.reason]
        for change in row.light_changes.order_by("pk")
    ]
    return _rows([(_("时间"), 2), (_("灯号"), 1), (_("原因"), 3)], changes)


def _reports(row: Assignment) -> list[Block]:
    reports = [
        [
            report.period,
            f"{report.percent}%",
            _joined(report.text, report.problem),
            report.get_state_display(),
        ]
        for report in row.reports.order_by("period")
    ]
    columns = [(_("报送期"), 2), (_("完成率"), 2), (_("进展和存在问题"), 6), (_("审核"), 2)]
    return _rows(columns, reports)


def _letters(row: Assignment) -> list[Block]:
    letters = []
    for letter in row.letters.filter(state__in=SENT_STATES).order_by("issued_at", "pk"):
        answers = [f"{_day(one.at)}：{one.text}" for one in letter.answers.order_by("pk")]
        letters.append(
            [
                letter.doc_no,
                letter.subject,
                _("%(sent)s发出，%(signed)s签收，%(by)s前答复")
                % {
                    "sent": _day(letter.issued_at),
                    "signed": _day(letter.acknowledged_at) or _("尚未"),
                    "by": _day(letter.answer_by),
                },
                _joined(*answers) or _("未答复"),
            ]
        )
    columns = [(_("文号"), 2), (_("标题"), 3), (_("办理"), 3), (_("答复"), 4)]
    return _rows(columns, letters)


def _deadlines(row: Assignment) -> list[Block]:
    asked = [
        [
            _day(wish.asked_at),
            _("申请延至 %(day)s：%(reason)s") % {"day": _day(wish.wanted), "reason": wish.reason},
            _joined(wish.get_state_display(), wish.note),
        ]
        for wish in row.extensions.order_by("pk")
    ]
    moved = [
        [
            _day(change.at),
            _("时限由 %(old)s 改为 %(new)s")
            % {"old": _day(change.old) or "—", "new": _day(change.new) or "—"},
            change.reason,
        ]
        for change in row.deadline_changes.order_by("pk")
    ]
    return _rows([(_("日期"), 2), (_("事项"), 5), (_("结果"), 4)], asked + moved)


def _evidence(row: Assignment) -> Block:
    """Every file that the unit handed in, with its digest: what was there cannot be said to be another."""
    found = [
        [_("%(period)s 进展") % {"period": item.report.period}, item.name, item.file.sha256]
        for item in Evidence.objects.filter(report__assignment=row).select_related("report", "file")
    ]
    answers = LetterAnswer.objects.filter(letter__in=row.letters.filter(state__in=SENT_STATES))
    for item in Attachment.objects.filter(answer__in=answers).select_related("answer__letter", "file"):
        letter = item.answer.letter if item.answer else None
        found.append([letter.doc_no if letter else "", item.name, item.file.sha256])
    for item in Attachment.objects.filter(extension__assignment=row).select_related("file"):
        found.append([_("延期申请"), item.name, item.file.sha256])
    return grid([(_("来源"), 2), (_("文件名"), 3), (_("文件摘要"), 4)], found or [[_("无"), "", ""]])


def _rows(columns: list[tuple[str, int]], rows: list[list[str]]) -> list[Block]:
    return [grid(columns, rows)] if rows else paragraphs(_("无。"))


def _joined(*texts: str) -> str:
    return "；".join(" ".join(text.split()).rstrip("。；") for text in texts if text.strip())


def _day(moment: date | datetime | None) -> str:
    if moment is None:
        return ""
    return chinese_day(timezone.localdate(moment) if isinstance(moment, datetime) else moment)


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
