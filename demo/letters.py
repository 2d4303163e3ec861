"""督办函件 and 提请督查: from a reminder that helped to a matter that is handed to inspection."""

from __future__ import annotations

from django.utils import timezone

from demo.days import Days, Story
from demo.dispatch import part_of
from demo.people import acting
from luodi_web.supervision.domain.letters import (
    acknowledge_letter,
    answer_letter,
    close_letter,
    draft_letter,
    issue_letter,
    submit_letter,
)
from luodi_web.supervision.domain.letters_drafting import draft_letter_words
from luodi_web.supervision.domain.referrals import prepare_referral
from luodi_web.supervision.enums import AssignmentState, LetterKind, Light
from luodi_web.supervision.models import Assignment, Letter, Plan
from luodi_web.supervision.rules import OPEN_STATES


def letters(plan: Plan, days: Days) -> list[Story]:
    return [
        _long_red(plan, days),
        _reminder(plan, days),
        _supervision(plan, days),
        _to_be_signed(plan, days),
        _draft(plan, days),
    ]


def _write(row: Assignment, kind: str) -> Letter:
    """A draft in the platform's own words, about the matter as it stands at this moment."""
    row = Assignment.objects.select_related("task__workstream__plan", "unit").get(pk=row.pk)
    words = draft_letter_words([row], kind, timezone.localdate())
    return draft_letter(
        [row],
        kind=kind,
        subject=words.subject,
        body=words.body,
        requirement=words.requirement,
        answer_by=words.answer_by,
        by=acting("chuangxin"),
    )


def _long_red(plan: Plan, days: Days) -> Story:
    """A letter signed, answered and closed; the matter stays red, and inspection is asked for."""
    row = part_of(plan, "省教育厅", "支持湖北实验室")
    if row is None:
        return
    office, unit = acting("chuangxin"), acting("jiaoyu")
    yield days.ago(30)
    letter = submit_letter(_write(row, LetterKind.SUPERVISION), by=office)
    yield days.ago(29, 10)
    letter = issue_letter(letter, by=acting("lingdao"))
    yield days.ago(29, 15, 20)
    letter = acknowledge_letter(letter, by=unit)
    yield days.ago(25, 11)
    answer_letter(
        letter,
        "依托高校的三个科研团队已经确定，仪器采购进度滞后。我厅已约谈相关高校，争取两个月内完成。（示例）",
        by=unit,
    )
    yield days.ago(24, 9, 40)
    close_letter(letter, "请按答复的措施推进，科技创新办公室继续跟踪。", by=office)
    yield days.ago(2, 15)
    row.refresh_from_db()
    if row.light == Light.RED:
        prepare_referral(
            row,
            "任务逾期一个月，发函督办并收到答复后仍无实质进展，影响实验室年度科研安排。（示例）",
            by=office,
        )


def _reminder(plan: Plan, days: Days) -> Story:
    row = part_of(plan, "洪山区科学技术局", "扩大政策知晓面")
    if row is None:
        return
    office, unit = acting("chuangxin"), acting("hongshan")
    yield days.ago(16)
    letter = issue_letter(_write(row, LetterKind.REMINDER), by=office)
    yield days.ago(15, 10, 30)
    letter = acknowledge_letter(letter, by=unit)
    yield days.ago(13, 16)
    answer_letter(
        letter, "前期人手集中在申报辅导上，宣讲安排偏晚。已排定三场宣讲，月底前办完并归档。（示例）", by=unit
    )
    yield days.ago(12, 9, 30)
    close_letter(letter, "措施可行，请按月报送进展。", by=office)


def _supervision(plan: Plan, days: Days) -> Story:
    """Sent, and not signed for yet: whoever tries the city's part does that."""
    row = part_of(plan, "武汉市科技创新局", "扩大政策知晓面")
    if row is None:
        return
    yield days.ago(1)
    letter = submit_letter(_write(row, LetterKind.SUPERVISION), by=acting("chuangxin"))
    yield days.ago(1, 15)
    issue_letter(letter, by=acting("lingdao"))


def _to_be_signed(plan: Plan, days: Days) -> Story:
    """About the task most overdue of those that nobody signed for, before the leader."""
    yield days.ago(0)
    rows = Assignment.objects.filter(task__workstream__plan=plan, state=AssignmentState.SENT)
    row = rows.order_by("deadline", "-pk").select_related("task__workstream__plan", "unit").first()
    if row is not None:
        submit_letter(_write(row, LetterKind.SUPERVISION), by=acting("chuangxin"))


def _draft(plan: Plan, days: Days) -> Story:
    row = part_of(plan, "荆州市科学技术局", "组织各市、州")
    yield days.ago(0, 9, 30)
    if row is not None:
        row.refresh_from_db()
        if row.state in OPEN_STATES:
            _write(row, LetterKind.REMINDER)
