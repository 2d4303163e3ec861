"""What a task is to reach and by when: deadlines, targets, deliverables in their exact words."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from luodi.decompose.lexicon import KIND_BY_VERB, TaskKind, match_verb


class Deadline(NamedTuple):
    """text: exact words; due: ISO date, or None where the words do not settle a day."""

    text: str
    due: str | None


_DEADLINE = re.compile(
    r"(?:力争|争取|确保)?(?:到|至|截至|在|于)?\s*"
    r"(?P<full>(?P<year>20\d\d)\s*年(?:\s*(?P<month>\d{1,2})\s*月)?(?:\s*(?P<day>\d{1,2})\s*日)?(?:\s*(?P<end>底|末|年底))?)"
    r"(?P<before>\s*(?:之?前|以前))?"
)
_RELATIVE = re.compile(
    r"(?:力争|争取)?(?:到|至|截至|在|于)?(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?(?P<end>底|末)?(?:之?前|以前)|"
    r"(?P<year_end>(?:今年|本年度?|年)(?:底|末)(?:之?前|以前)?|(?:今年|(?<![\d一二三四五六七八九十两半])年)内)|(?P<next>明年(?:(?P<part>初|[上下]半年|[一二三四]季度)|(?P<next_month>\d{1,2})月)?(?:底|末)?(?:之?前|内)?))"
)
_RECURRING = re.compile(
    r"(?<![每人户家])每(?:年|半年|季度|季|月|半月|两月|两年|三年|周|旬|日|天|学期)(?:度)?(?!均|增长|最高|给予|新增\d|\d+元)"
)
_WITHIN = re.compile(
    r"(?:(?<!控制)(?:自|于|在)[^，。；、,;]{1,14}?)?(?<![至到在\d])"
    r"(?:\d+|[一二三四五六七八九十]+)个?(?:工作日|日|天|周|月|年)(?:之内|以内|内)(?!不得|累计|连续)"
)


def find_deadline(words: str, document_date: str | None) -> Deadline | None:
    """The first deadline in some words: 2025年底前, 到2025年, 6月底前, 年内, 每年, 30个工作日内.

    Words without a year are settled by the document's date where it has one.
    """
    for match in _DEADLINE.finditer(words):
        bare = (
            not match["before"]
            and not match["end"]
            and not re.match(r"力争|争取|确保|到|至|截至", match.group())
        )
        # startswith, not in: an empty string, at the end of the words, is "in" every string.
        if bare or words.startswith(tuple("—-至~、"), match.end()):
            continue
        return Deadline(_plain(match.group()), _last_day(int(match["year"]), match["month"], match["day"]))
    relative = _RELATIVE.search(words)
    if relative:
        return Deadline(_plain(relative.group()), _relative_day(relative, document_date))
    open_ended = _RECURRING.search(words) or _WITHIN.search(words)
    return Deadline(open_ended.group(), None) if open_ended else None


def _plain(words: str) -> str:
    """A deadline without the effort it is announced with (力争2025年底前)."""
    return re.sub(r"^(?:力争|争取|确保)", "", words).strip()


def _last_day(year: int, month: str | None, day: str | None) -> str | None:
    month_no = int(month) if month else 12
    if not 1 <= month_no <= 12:
        return None
    last = monthrange(year, month_no)[1]
    day_no = int(day) if day else last
    return date(year, month_no, day_no).isoformat() if 1 <= day_no <= last else None


def _relative_day(match: re.Match[str], document_date: str | None) -> str | None:
    if document_date is None:
        return None
    issued = date.fromisoformat(document_date)
    if match["next"]:
        # 明年初 names no day.
        return None if match["part"] else _last_day(issued.year + 1, match["next_month"], None)
    if match["year_end"]:
        return date(issued.year, 12, 31).isoformat()
    due = _last_day(issued.year, match["month"], match["day"])
    # A month that is already past when the document is issued is next year's.
    if due is not None and date.fromisoformat(due) < issued:
        return _last_day(issued.year + 1, match["month"], match["day"])
    return due


_AMOUNT = (
    r"(?<!\d)\d[\d,]{0,20}(?:\.\d{1,8})?(?:[—\-–~～至]\d[\d,]{0,20}(?:\.\d{1,8})?)?\s*(?:万亿|亿|万|千|百)?"
)
_COUNTED = (
    r"(?:%|％|‰|个百分点|元|美元|人次|平方米|公里|家|个(?!工作日|月|小时)|项|件|名|人|亩|倍|篇|套|台|条|批|户|所|座|支|颗|枚|发|"
    r"种|场次|场|次|期(?!间)|门|处|只|吨|千瓦|款|部|类)"
)
_TIME_SPAN = r"(?:个工作日|工作日|个月|小时|分钟|周(?!岁)|天)"
_TARGET = re.compile(
    rf"(?:(?:达到|突破|超过|不少于|不低于|不超过|增长|提高到|提高至|提升到|提升至|压缩至|压缩到|降至|降到|降低|下降|控制在|累计|新增|超|达|约)?"
    rf"{_AMOUNT}{_COUNTED}|(?:压缩|缩短|控制|减少|降低|降|提前)(?:至|到|在)?{_AMOUNT}{_TIME_SPAN})(?:以上|以内|以下|左右)?(?!的)"
)
_PAID = re.compile(r"给予|奖励|补助|补贴|资助|经费|资金|奖补|支持金额|贷款|额度|最低价|费率|税率|标准的")
_DOCUMENT = (
    r"(?:方案|办法|意见|规划|计划|细则|清单|目录|指南|标准|规范|规定|条例|名单|榜单|措施|报告|要点|规程|导则|指引|手册|白皮书|台账|路线图|"
    r"任务书|责任书|汇编|图谱|政策|制度|蓝皮书|章程|通知|预案|政策包|工具包|地图)"
)


def find_targets(words: str) -> list[str]:
    """The measured goals in a task's words: 压缩至40个工作日以内, 5家以上. Sums that are paid are none."""
    if _PAID.search(words):
        return []
    return [match.group().strip() for match in _TARGET.finditer(words)]


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
