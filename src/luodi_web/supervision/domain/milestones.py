"""Milestones (季度节点) as one writes them: a line each, with the day first where there is one."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi_web.supervision.models import Milestone, Task

MAX_STEPS = 40
STEP_CHARS = 200
_DAY = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d)\s*[-./年]\s*)(?P<m>\d{1,2})(?:\s*[-./月]\s*(?P<d>\d{1,2})\s*日?|\s*月份?)\s*(?:底前|底|前)?"
)
_QUARTER = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d)\s*年?)?\s*(?:第?(?P<n>[一二三四1-4])季度|Q(?P<q>[1-4]))(?:底?前|末|底)?"
)
_MARKS = "：:，,、;； \t\u3000"
_ENUMERATION = re.compile(r"^(?:[（(]\d{1,2}[）)]|\d{1,2}(?:[、．]|\.(?!\d)))\s*")
_QUARTER_END = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}


class Step(NamedTuple):
    """One milestone. due: null where the plan names no day."""

    due: date | None
    text: str


def parse_milestones(text: str, year: int | None = None) -> list[Step]:
    """Each line of a text, or each part between ；, as a step; empty ones dropped.

    A day (2026-03-31, 2026年3月31日, 2026年3月) or a quarter (一季度：, 2026年Q2) at its beginning becomes
    the day it is due. A quarter without a year is that of ``year``; where that is not known it stays in the
    words. Raises ValidationError naming the line with a day that does not exist, one too long, too many.
    """
    lines = [" ".join(line.split()) for line in re.split(r"[\n；;]", text)]
    lines = [_without_marks(line) for line in lines]
    steps = [_step(line, year) for line in lines if line]
    if len(steps) > MAX_STEPS:
        raise ValidationError(_("节点最多 %(limit)d 个。") % {"limit": MAX_STEPS})
    return steps


def milestones_text(steps: Iterable[Step]) -> str:
    """The steps as ``parse_milestones`` reads them back."""
    return "\n".join(f"{step.due.isoformat()} {step.text}" if step.due else step.text for step in steps)


def milestones_of(task: Task) -> list[Step]:
    """A task's steps in order."""
    return [Step(row.due, row.text) for row in task.milestones.all()]


def write_milestones(task: Task, steps: Sequence[Step]) -> None:
    """Store a draft task's steps anew."""
    task.milestones.all().delete()
    Milestone.objects.bulk_create(
        Milestone(task=task, order=order, due=step.due, text=step.text) for order, step in enumerate(steps)
    )


def _without_marks(line: str) -> str:
    """A line without numbers and marks at its beginning, so that reading it again changes nothing."""
    while (bare := _ENUMERATION.sub("", line).strip(_MARKS)) != line:
        line = bare
    return line


def _step(line: str, year: int | None) -> Step:
    due = None
    words = line
    if found := _DAY.match(line):
        due, words = _day(found, line), line[found.end() :]
    elif found := _QUARTER.match(line):
        stated = int(found["y"]) if found["y"] else year
        number = found["n"] or found["q"]
        if stated is not None:
            due = date(stated, *_QUARTER_END["一二三四".find(number) + 1 or int(number)])
            words = line[found.end() :]
    words = words.strip(_MARKS)
    if not words:
        raise ValidationError(_("节点“%(line)s”只有日期，请写明要达到什么。") % {"line": line})
    if len(words) > STEP_CHARS:
        raise ValidationError(
            _("节点“%(line)s…”超过 %(limit)d 个字。") % {"line": words[:20], "limit": STEP_CHARS}
        )
    return Step(due, words)


def _day(found: re.Match[str], line: str) -> date:
    year, month = int(found["y"]), int(found["m"])
    try:
        if found["d"]:
            return date(year, month, int(found["d"]))
        # A month alone: its last day.
        return date(year, month, monthrange(year, month)[1])
    except ValueError:
        raise ValidationError(
            _("节点“%(line)s”的日期不存在，请写成 2026-03-31 的样子。") % {"line": line[:40]}
        ) from None
