"""Task tables (重点任务分工表): one task a row, with who answers for it and by when in its other cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from luodi.decompose.evidence import Evidence
from luodi.decompose.lexicon import head_verb
from luodi.decompose.tasks import Draft
from luodi.facts.tables import is_row, read_table
from luodi.facts.units import find_cell_units
from luodi.source import Span
from luodi.structure import Document, Part

_BODY: Final = r"(?:单位|部门|处室|科室)(?:[及和、与]责任人)?"
_TASK: Final = re.compile(
    r"(?:(?:重点|主要|具体|工作|年度|改革|目标|推进|落实)*(?:任务|事项|举措|措施)|任务(?:名称|事项)|(?:具体)?工作内容|(?:工作|重点)?任务内容)"
)
_LEAD: Final = re.compile(rf"(?:总?牵头|主责|主办)(?:责任|负责)?{_BODY}")
_FIRST: Final = re.compile(rf"(?:责任|负责|落实){_BODY}")
_JOINT: Final = re.compile(rf"(?:主要)?(?:配合|协同|参与|参加|协办|协助)(?:责任)?{_BODY}")
_DUE: Final = re.compile(
    r"(?:计划|办结|预计)?完成(?:时限|时间|期限|节点)(?:节点|要求)?|(?:工作|任务)?时限(?:要求)?|时间(?:节点|进度|要求|安排)|进度(?:安排|要求)"
)
_GOAL: Final = re.compile(r"(?:工作|年度|预期|主要|任务|具体|完成)?目标(?:值|要求)?")
_RESULT: Final = re.compile(r"(?:预期|工作|主要)?成果(?:形式|清单)?")
# A title row may stand above the head: | 重点任务分工表 | | |
_HEAD_TRIED: Final = 3
_LABEL: Final = re.compile(
    r"(?:\d{1,3}\s*[.．、](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)\s*"
)
_TITLE: Final = re.compile(r"[^。；;：:|]{2,50}(?:表|清单|台账|一览|安排|分工|任务)(?:[（(][^（()）]*[)）])?")
_UNNAMED: Final = "重点任务分工表"


@dataclass(frozen=True, slots=True)
class TaskTable:
    """title: its own line, else its annex's or provision's heading. span: from its first row to its last."""

    title: str
    span: Span
    drafts: list[Draft]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns hold what; task: from the most general to the most particular (重点任务, 具体举措)."""

    head: list[str]
    task: list[int]
    units: list[tuple[str, int]]
    due: list[int]
    goal: list[int]
    result: list[int]


def find_task_tables(document: Document, evidence: Evidence) -> list[TaskTable]:
    """The tables that have a column of tasks and one of units or deadlines, in reading order.

    An empty cell stays empty: the reading does not tell a cell merged with the one above from one that
    nobody filled in.
    """
    found: list[TaskTable] = []
    for rows in _runs(evidence.folded):
        if drafts := _read_rows(evidence, rows):
            title, path = _place(document, evidence, rows[0].start)
            for draft in drafts:
                draft.section, draft.path = (title, *draft.section), path
            found.append(TaskTable(title, Span(rows[0].start, rows[-1].end), drafts))
    return found


def _runs(folded: str) -> Iterator[list[Span]]:
    """The rows of each table: lines that follow each other."""
    rows: list[Span] = []
    start = 0
    for line in folded.splitlines(keepends=True):
        span = Span(start, start + len(line.rstrip()))
        start += len(line)
        if is_row(folded, span):
            rows.append(span)
        elif line.strip() and rows:
            yield rows
            rows = []
    if rows:
        yield rows


def _read_rows(evidence: Evidence, rows: list[Span]) -> list[Draft]:
    for first in range(min(_HEAD_TRIED, len(rows) - 1)):
        table = read_table(evidence.folded, rows[first:])
        if columns := _columns(table.head):
            section: tuple[str, ...] = ()
            drafts: list[Draft] = []
            for cells in table.rows:
                trimmed = [_trimmed(evidence.text, cell) for cell in cells]
                if group := _group(evidence.text, trimmed, columns):
                    section = (group,)
                elif draft := _draft(evidence, trimmed, columns):
                    draft.section = (*section, *draft.section)
                    drafts.append(draft)
            return drafts
    return []


def _columns(head: Sequence[str]) -> _Columns | None:
    names = [re.sub(r"\s|\([^()]*\)", "", words) for words in head]

    def matching(pattern: re.Pattern[str]) -> list[int]:
        return [at for at, name in enumerate(names) if pattern.fullmatch(name)]

    leads, first = matching(_LEAD), matching(_FIRST)
    units = [("lead", at) for at in leads]
    # Beside those who lead, those responsible are the others.
    units += [("joint" if leads else "first", at) for at in first]
    due, task = matching(_DUE), matching(_TASK)
    if not task or not (units or due):
        return None
    units += [("joint", at) for at in matching(_JOINT)]
    return _Columns(names, task, units, due, matching(_GOAL), matching(_RESULT))


def _group(text: str, cells: Sequence[Span], columns: _Columns) -> str | None:
    """The words of a row across the whole table that names the tasks under it: | 一、优化环境 | | |"""
    filled = [at for at, cell in enumerate(cells) if cell.start < cell.end]
    if filled != [0] or len(cells) < 2:
        return None
    words = text[slice(*cells[0])]
    if words.isdigit() or (0 in columns.task and not _LABEL.match(words)):
        return None
    return words


def _draft(evidence: Evidence, cells: Sequence[Span], columns: _Columns) -> Draft | None:
    text = evidence.text
    tasks = [at for at in columns.task if at < len(cells) and cells[at].start < cells[at].end]
    if not tasks:
        return None
    again = all(re.sub(r"\s", "", text[slice(*cells[at])]) == columns.head[at] for at in tasks)
    start, end = cells[tasks[-1]]
    if label := _LABEL.match(text, start, end):
        start = label.end()
    while end > start and text[end - 1] in "。；;":
        end -= 1
    if again or start >= end:
        # The head once more, at the top of another page; or a number alone.
        return None
    verb = head_verb(text, start, end)
    draft = Draft(start, end, verb[0] if verb else "", verb[1] if verb else -1, start)
    units = find_cell_units(
        text, evidence.folded, [(role, cells[at]) for role, at in columns.units if at < len(cells)]
    )
    draft.lead = tuple(dict.fromkeys(unit.name for unit in units if unit.role == "lead"))
    draft.joint = tuple(
        dict.fromkeys(unit.name for unit in units if unit.role == "joint" and unit.name not in draft.lead)
    )
    draft.is_answered = bool(units)
    draft.due_words = _words(text, cells, columns.due)
    draft.result_words = _words(text, cells, columns.result)
    draft.results = [cells[at] for at in columns.goal if at < len(cells) and cells[at].start < cells[at].end]
    draft.section = tuple(text[slice(*cells[at])] for at in tasks[:-1])
    return draft


def _words(text: str, cells: Sequence[Span], columns: Sequence[int]) -> str:
    """The words of the first of some columns that has any; a stroke (—, /) says that there are none."""
    for at in columns:
        words = text[slice(*cells[at])] if at < len(cells) else ""
        if re.search(r"\w", words):
            return words
    return ""


def _trimmed(text: str, cell: Span) -> Span:
    words = text[cell.start : cell.end]
    start = cell.start + len(words) - len(words.lstrip())
    return Span(start, max(start, cell.start + len(words.rstrip())))


def _place(document: Document, evidence: Evidence, at: int) -> tuple[str, tuple[str, ...]]:
    """What a table is called, and the address of what it stands in."""
    above = evidence.text[max(0, at - 200) : at].rstrip().rpartition("\n")[2].strip()
    own = above if _TITLE.fullmatch(above) else ""
    for annex in document.annexes:
        if annex.span.start <= at < annex.span.end and not annex.carries_body:
            part = _innermost(annex.parts, at)
            path = evidence.path_of(part) if part else (annex.label or annex.title,)
            return own or (part and part.heading) or annex.title or annex.label or _UNNAMED, path
    part = _innermost(document.parts, at)
    if part:
        return own or part.heading or _UNNAMED, evidence.path_of(part)
    return own or document.title or _UNNAMED, ()


def _innermost(parts: Sequence[Part], at: int) -> Part | None:
    for part in parts:
        if part.span.start <= at < part.span.end:
            return _innermost(part.parts, at) or part
    return None
