"""Clauses that no rule knows, read as duties: better a row too many than a duty lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from luodi.decompose.clauses import Clause, protected_ranges
from luodi.decompose.lexicon import NOMINAL, head_verb, is_noun, match_verb, skip_adverbs
from luodi.decompose.roles import Reading, Role
from luodi.source import Span

# Who a clause is about, or what holds where it counts: 新获批平台的, 到2026年, 条件成熟后.
_WHEN = re.compile(r"(?:的|时|后|之前|期间|前提下|过程中|[日天周月年]内|[底末月日]前)$")
# Slogans in fours say how: 上下联动、齐抓共管.
_SLOGAN = re.compile(r"[\u4e00-\u9fff]{4}(?:、[\u4e00-\u9fff]{4})+")
# 会议强调，…
_SPEAKS = re.compile(r".{0,14}?(?:要求|强调|指出|提出|表示|明确|认为|透露|议定|决定|确定)")
# After one of these the words before it only say what it is about: 符合条件的用地，予以支持.
_ABOUT_IT = re.compile(r"可|应|由|按|给予|予以|采用|经(?!济|费|营)|须|将|方可|一律|分别|每[家人项]|最高")
# A verb stands within so many characters of its subject.
_NEAR = 400
_SUBJECT = re.compile(
    r"企业|高校|机构|单位|平台|市场|政府|部门|专家|人才|学院|银行|各地|各市|各区|各县|全省|全市|项目|资金|产业|技术|科技|政策|"
    r"工作|成果|园区|基地|中心|人员|社会|群众|干部|党员|经济|数据|其他|其中|以上|以下|有关|相关|我省|我市|本市|本省|不得|可以"
)


def can_stand_alone(text: str, reading: Reading, following: Clause | None) -> bool:
    """Whether a clause without a listed verb is a duty by its place: 备足种子、化肥; 建筑工地严格落实….

    For the first clause of a sentence or after ；. Nouns, slogans and conditions only say what the
    duty after them is about.
    """
    start, end = reading.start, reading.clause.end
    words = text[start:end]
    if reading.role is Role.BAN:
        return True
    if reading.role is not Role.MORE or len(words) < 4 or _WHEN.search(words) or _SLOGAN.fullmatch(words):
        return False
    if following and text[following.end - 1] == "的":
        # 用人单位招用毕业生，签订合同的，按每人1500元给予补助: part of the condition.
        return False
    if _SPEAKS.fullmatch(words) or (following and _ABOUT_IT.match(text, following.start, following.end)):
        return False
    if _SUBJECT.match(words):
        return _act_inside(text, start, end) is not None
    return True


def read_alone(text: str, waiting: Sequence[Reading]) -> Reading | None:
    """What a whole segment asks for that holds no duty by any rule; None where it only says when or of whom.

    The task is the whole segment: the readings before its last are parts of it.
    """
    first, last = waiting[0], waiting[-1]
    if all(_says_when(text, reading) for reading in waiting):
        return None
    if _SPEAKS.fullmatch(text, first.start, last.clause.end):
        # 会议明确：
        return None
    measures = tuple(span for reading in waiting for span in reading.measures)
    return read_by_place(text, last)._replace(start=first.start, measures=measures)


def read_by_place(text: str, reading: Reading) -> Reading:
    """The clause as a duty, with the verb its place shows, or none."""
    start, end = reading.start, reading.clause.end
    verb, at = head_verb(text, start, end) or _act_inside(text, start, end) or ("", -1)
    return reading._replace(role=Role.TASK, verb=verb, verb_at=at)


def _says_when(text: str, reading: Reading) -> bool:
    words = text[reading.start : reading.clause.end]
    return (
        reading.role is Role.FRAME and (reading.start == reading.clause.start) and bool(_WHEN.search(words))
    )


def _act_inside(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The verb after a subject: one that an adverb marks, else the first with an object, outside quotes."""
    plain: tuple[str, int] | None = None
    at = start
    end = min(end, start + _NEAR)
    for hole in [*protected_ranges(text, Span(start, end)), Span(end, end)]:
        while at < hole.start:
            after, effort = skip_adverbs(text, at, hole.start)
            verb = match_verb(text, after, hole.start)
            if verb and len(verb) > 1 and effort:
                return verb, after
            is_act = verb and len(verb) > 1 and verb not in NOMINAL and end - after - len(verb) >= 2
            if verb and is_act and not is_noun(text, after + len(verb), end):
                plain = plain or (verb, after)
            at = max(after, at + 1)
        at = max(at, hole.end)
    return plain
