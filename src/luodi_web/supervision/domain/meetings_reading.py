"""What the words of a decision say: who leads, who joins, by when; and decisions read in whole minutes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from luodi.decompose import decompose_text
from luodi.diagnostics import LuodiError
from luodi.facts import Deadline, extract_facts
from luodi.structure import parse_document
from luodi.workdays import HolidayTable, add_workdays
from luodi_web.people.domain.names import resolve_names
from luodi_web.people.models import Unit, UnitGroup, UnitName
from luodi_web.supervision.domain.drafting_units import known_names, rejoin_names
from luodi_web.supervision.domain.editing_units import Pick

# 12月31日前, 3月底前: a month without a year is the next one after the meeting.
_BARE_MONTH = re.compile(r"(?<![年\d])(1[0-2]|0?[1-9])月(?=\d|底|末|中|上|下|初|前)")
_JOINING = re.compile(r"会同|配合|协助|参与|参加|协同")
_SENTENCE_END = "。；;\n"
_SAYS = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.、．]|（\d+）|\(\d+\))\s*"
)
_MEETING_SAYS = re.compile(
    r"^(?:经研究，?)?(?:会议|与会人员)?(?:一致)?(?:议定|决定|确定|明确|要求|强调|同意)(?:以下事项)?[，,：:]?\s*"
)
# When something is due without a day: kept as it is said.
_OPEN_END = re.compile(r"尽快|抓紧|近期|长期坚持|持续推进")
# What minutes say besides decisions.
_NO_DECISION = re.compile(r"^(?:出席|参加|列席|请假|缺席|主持|记录|时间|地点|议题|抄送|印发)")
_DECIDES = re.compile(r"议定|决定|明确|要求|牵头|负责|责成|落实|完成|提出|报送|制定|出台")
MAX_READ = 60_000
MAX_PROPOSALS = 60


@dataclass(frozen=True)
class Reading:
    """What a decision's words say. doubtful: a unit that only stands in the words, without a role."""

    text: str
    lead: Sequence[Pick] = ()
    joint: Sequence[Pick] = ()
    deadline: date | None = None
    deadline_text: str = ""
    doubtful: bool = False


def read_decision(text: str, held_on: date, holidays: HolidayTable) -> Reading:
    """Units and deadline as the engine reads them in one decision, held against the register.

    A day without a year is the next after the meeting; 一个月内 runs from the meeting's day. Where the engine
    finds no unit, names that the register knows are taken as they stand, and the reading is doubtful.
    """
    text = text.strip()
    dated = with_years(text, held_on)
    lead, joint = _engine_units(dated)
    deadline, words = _deadline(dated, held_on, holidays)
    # The words as they were written, not with the year put in.
    words = words if words in text else _without_year(words)
    if not words and (open_end := _OPEN_END.search(text)):
        words = open_end[0]
    doubtful = False
    if not lead:
        lead, joint = _register_units(text)
        doubtful = bool(lead)
    return Reading(
        text, _picks(lead)[:1], [*_picks(lead)[1:], *_picks(joint)], deadline, words[:100], doubtful
    )


def propose_decisions(text: str, held_on: date, holidays: HolidayTable) -> list[Reading]:
    """The decisions that pasted minutes hold, in their order, each with what its words say.

    Sentences in which the engine finds a task; where it finds none, the sentences that decide something.
    At most MAX_PROPOSALS.
    """
    text = text[:MAX_READ]
    try:
        places = [task.span.start for task in decompose_text(text, "").tasks()]
    except LuodiError:
        places = []
    sentences = [_sentence_at(text, place) for place in places]
    if not sentences:
        pieces = re.split(r"[。；;\n]", text)
        sentences = [piece.strip() for piece in pieces if _DECIDES.search(piece)]
    cleaned = (_MEETING_SAYS.sub("", _SAYS.sub("", one.strip())) for one in sentences)
    wanted = [one for one in dict.fromkeys(cleaned) if one and not _NO_DECISION.search(one)]
    return [read_decision(one, held_on, holidays) for one in wanted[:MAX_PROPOSALS]]


def with_years(text: str, held_on: date) -> str:
    """The text with a year before every month that has none: the next such month from the meeting on."""

    def put(match: re.Match[str]) -> str:
        month = int(match[1])
        year = held_on.year + (month < held_on.month)
        return f"{year}年{match[0]}"

    return _BARE_MONTH.sub(put, text)


def _without_year(text: str) -> str:
    return re.sub(r"\d{4}年(?=(?:1[0-2]|0?[1-9])月)", "", text)


def _sentence_at(text: str, place: int) -> str:
    start = max(text.rfind(mark, 0, place) for mark in _SENTENCE_END) + 1
    ends = [at for mark in _SENTENCE_END if (at := text.find(mark, place)) >= 0]
    return text[start : min(ends, default=len(text))]


def _engine_units(text: str) -> tuple[list[str], list[str]]:
    """Names as written. The engine reads a numbered provision, so the words are put into one."""
    try:
        plan = decompose_text(f"一、{text}\n", "")
    except LuodiError:
        return [], []
    tasks = list(plan.tasks())
    lead = list(dict.fromkeys(name for task in tasks for name in task.lead))
    joint = list(dict.fromkeys(name for task in tasks for name in task.joint))
    return lead, [name for name in joint if name not in lead]


def _register_units(text: str) -> tuple[list[str], list[str]]:
    """Names the register knows, in the order of the text; those after 会同, 配合 and the like join."""
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []
    for name in sorted(_all_names(), key=len, reverse=True):
        at = text.find(name)
        if at >= 0 and not any(start < at + len(name) and at < end for start, end in taken):
            taken.append((at, at + len(name)))
            found.append((at, name))
    found.sort()
    if not found:
        return [], []
    first, *rest = [name for _at, name in found]
    # Who else is named may only be who a paper goes to: 报省政府.
    return [first], rest if _JOINING.search(text) else []


def _all_names() -> set[str]:
    names = set(UnitName.objects.values_list("name", flat=True))
    names |= set(UnitGroup.objects.values_list("name", flat=True))
    for name, short in Unit.objects.filter(is_active=True).values_list("name", "short_name"):
        names |= {name, short}
    return {name for name in names if len(name) > 2}


def _picks(names: Iterable[str]) -> list[Pick]:
    names = [name.strip() for name in names if name.strip()]
    known = known_names([names])
    picks = []
    for found in resolve_names(rejoin_names(names, known)):
        if found.unit:
            pick = Pick(unit_id=found.unit.pk)
        elif found.group:
            pick = Pick(group_id=found.group.pk)
        else:
            pick = Pick(written=found.name[:120])
        if pick not in picks:
            picks.append(pick)
    return picks


def _deadline(text: str, held_on: date, holidays: HolidayTable) -> tuple[date | None, str]:
    """The last day the words say, and the words; an open one keeps its words alone."""
    dated = f"会议纪要\n\n一、{text}\n\n湖北省\n{held_on.year}年{held_on.month}月{held_on.day}日\n"
    found: list[tuple[date | None, str]] = []
    for item in extract_facts(parse_document(dated, ""), dated).items:
        for deadline in item.deadlines:
            day = deadline.until or deadline.date or _term(deadline, held_on, holidays)
            found.append((day, dated[deadline.span.start : deadline.span.end]))
    settled = [one for one in found if one[0] is not None and one[0] >= held_on]
    if settled:
        return max(settled, key=lambda one: one[0] or held_on)
    return (None, found[0][1]) if found else (None, "")


def _term(deadline: Deadline, held_on: date, holidays: HolidayTable) -> date | None:
    if deadline.kind != "within" or deadline.amount is None or deadline.amount % 1:
        return None
    count = int(deadline.amount)
    if not 0 < count <= 400:
        return None
    if deadline.unit == "工作日":
        return add_workdays(held_on, count, holidays).day
    if deadline.unit == "日":
        return date.fromordinal(held_on.toordinal() + count)
    if deadline.unit == "月":
        months = held_on.month - 1 + count
        year, month = held_on.year + months // 12, months % 12 + 1
        last = date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
        return last.replace(day=min(held_on.day, last.day))
    return None
