"""When a task is due and which document it is to produce, in exact words."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from luodi.decompose.lexicon import KIND_BY_VERB, TaskKind, match_verb
from luodi.facts.calendar import add_years
from luodi.facts.deadlines import find_deadlines
from luodi.facts.extract import day_of
from luodi.facts.passages import fold
from luodi.source import Span


class Deadline(NamedTuple):
    """text: exact words; due: ISO date, or None where the words do not settle a day.

    dated: the words name a day or month, so that only the year can be missing. several: others follow.
    """

    text: str
    due: str | None
    dated: bool = False
    several: bool = False


_EFFORT = re.compile(
    r"^(?:力争|争取|确保|(?:完成|办结|落实|推进)?(?:时限|时间|期限|节点)(?:要求)?[:：]|[:：])+\s*"
)
# 月度报告, 年度考核: only the first word says when.
_PERIOD_NOUN = re.compile(
    r"(?<=月度|季度|年度)(?:报告|报表|总结|考核|评估|评价|检查|审计|统计|评议|通报|绩效)$"
)
# 每年6月底前: the day is said after what recurs.
_DAY_OF_YEAR = re.compile(r"(?:的?\d{1,2}月(?:\d{1,2}日|上旬|中旬|下旬)?|\d{1,2}日)(?:底|末)?(?:之?前|以前)?")
# A month or year with which an act opens (2027年3月召开…): it is due by then. 2024年工作要点 names a thing.
_OPENS = re.compile(
    r"(?P<year>20\d\d)\s?年(?:\s?(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?日)?)?(?P<bound>[,，:：]|(?=[\u4e00-\u9fff]))"
    r"(?![度版级的以起来至到])"
)
# 力争2026年全市产值突破50亿元: a year that one strives for is when it is due.
_AIMED = re.compile(
    r"(?:力争|争取|力求|确保)(?:到|在|于)?(?P<when>(?P<year>20\d\d)年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?(?:底|末)?)(?!度)"
)
_PART_OF_YEAR = re.compile(
    r"(?:今年|本年度?|全年)?(?P<part>上半年|下半年|第?[一二三四]季度|全年)(?:末|底)?(?:之?前|内)?(?=[\u4e00-\u9fff])"
)
_VAGUE = re.compile(
    r"(?:明年|今年|20\d\d年)(?:年)?(?:初|春节前|汛期前|年中)|(?:下|本|当)月(?:底|末)?(?:之?前|内)"
)
_PART_END = {"上半年": 6, "下半年": 12, "全年": 12, "一季度": 3, "二季度": 6, "三季度": 9, "四季度": 12}
_YEAR = re.compile(r"20\d\d")
_LENGTH_READ = 2000


def find_deadline(words: str, document_date: str | None, year: int | None = None) -> Deadline | None:
    """The first deadline in some words: 2025年底前, 到2025年, 6月底前, 年内, 每年, 30个工作日内.

    A date goes before what recurs. Words without a year are of ``year``, the one the sentence named; else of
    the document's, a month already past when it was issued being next year's.
    """
    words = words[:_LENGTH_READ]
    folded = fold(words)
    issued = day_of(document_date)
    found = [
        one
        for one in find_deadlines(
            folded, Span(0, len(words)), issued, year or (issued.year if issued else None)
        )
        # How long something lasts (公示5个工作日, 使用期限不超过15日) is no day to be ready by.
        if one.kind != "from"
        and not (one.kind == "period" and one.date is None and words[one.span.end - 1] != "内")
    ]
    dated = [one for one in found if one.until or one.date or (one.kind == "by" and one.amount is None)]
    # 上半年封顶,10月底前投用: a day goes before a half or a quarter.
    days = [one for one in dated if not re.match(r"上半年|第?[一二三四]季度", words[slice(*one.span)])]
    for one in days or dated or found:
        due = one.until or one.date
        if due and issued and due < issued and not (year or _YEAR.search(words)):
            due = add_years(due, 1)
        several = len({each.until or each.date for each in dated}) > 1
        text = _EFFORT.sub("", words[slice(*one.span)]).strip()
        text = _PERIOD_NOUN.sub("", text)
        day = _DAY_OF_YEAR.match(words, one.span.end)
        text += day.group() if day and text.startswith("每") else ""
        return Deadline(text, due.isoformat() if due else None, one in dated, several)
    return _at_the_head(words, issued)


def find_cell_deadline(words: str, document_date: str | None) -> Deadline:
    """When a cell of a column of deadlines is due; its words as they are where they settle no day (长期)."""
    # A bare month or year (2025年9月) is a deadline here, as it is before the comma of a sentence.
    found = find_deadline(words, document_date) or find_deadline(f"{words}，", document_date)
    return found._replace(text=words) if found else Deadline(words, None)


def _at_the_head(words: str, issued: date | None) -> Deadline | None:
    aimed = _AIMED.match(words)
    if aimed:
        return Deadline(aimed["when"], _last_day(aimed), dated=True)
    match = _OPENS.match(words)
    if match and (match["month"] or match["bound"] or match_verb(words, match.end(), len(words))):
        return Deadline(match.group().rstrip(",，:："), _last_day(match), dated=True)
    vague = _VAGUE.search(words)
    if vague:
        return Deadline(vague.group(), None, dated=True)
    part = _PART_OF_YEAR.match(words)
    if part:
        month = _PART_END[part["part"].removeprefix("第")]
        due = date(issued.year, month, monthrange(issued.year, month)[1]).isoformat() if issued else None
        return Deadline(part.group(), due, dated=True)
    return None


def _last_day(match: re.Match[str]) -> str | None:
    year, month = int(match["year"]), int(match["month"] or 12)
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    day = int(match["day"] or last)
    return date(year, month, day).isoformat() if 1 <= day <= last else None


_DOCUMENT = (
    r"(?:方案|办法|意见|规划|计划|细则|清单|目录|指南|标准|规范|规定|条例|名单|榜单|措施|报告|要点|规程|导则|指引|手册|白皮书|台账|路线图|"
    r"任务书|责任书|汇编|图谱|政策|制度|蓝皮书|章程|通知|预案|政策包|工具包|地图)"
)


def find_deliverable(words: str, verb: str, verb_end: int) -> str | None:
    """The document that a task is to produce, or None: what 制定, 出台, 发布… have as object."""
    if KIND_BY_VERB.get(verb) is not TaskKind.DRAFT and verb not in ("推出", "建立", "编印", "报送"):
        return None
    # 制定并完善…, 研究制定和组织实施…: the second verb is not part of the thing.
    joined = re.match(r"[并和及、](?=..)", words[verb_end:])
    if joined:
        second = match_verb(words, verb_end + 1, len(words))
        verb_end += 1 + len(second or "")
    elif (second := match_verb(words, verb_end, len(words))) and KIND_BY_VERB[second] is TaskKind.DRAFT:
        # 梳理发布甲, 编制好乙
        verb_end += len(second)
    thing = words[verb_end:].strip("，, ")
    thing = thing[1:] if thing.startswith(("好", "完")) else thing
    if "《" in thing:
        return thing
    thing = re.split(r"[，,]", thing)[0]
    found = re.fullmatch(
        rf"(.+{_DOCUMENT})(?:[（(].*[)）])?”?(?:等(?:政策|文件|制度)?(?:文件|措施)?)?", thing
    )
    return thing if found else None
