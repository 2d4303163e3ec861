"""What stands before the first provision: title, document number, notice, signature, body title."""

from __future__ import annotations

import re
from typing import NamedTuple

from luodi.source import Span
from luodi.structure.lines import Line
from luodi.structure.numerals import numeral_value

DOC_NO = re.compile(
    r"(?P<word>[\u4e00-\u9fff]{1,12})\s*[〔﹝\[【(（]\s*(?P<year>(?:19|20)\d\d)\s*[〕﹞\]】)）]\s*第?\s*(?P<no>\d{1,4})\s*号"
)
_DATE = re.compile(r"[（(]?\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*(?:印发)?[）)]?$")
_HAN_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日$"
)
# The words a document's own name ends with.
_KIND_WORDS = """
行动方案 实施方案 工作方案 行动计划 实施意见 指导意见 若干意见 若干措施 若干政策 实施细则 管理办法
暂行办法 任务分解表 工作要点 意见 措施 办法 细则 方案 计划 规划 纲要 条例 规定 规则 章程 决定 决议
通知 通告 公告 通报 公报 报告 请示 批复 函 纪要 指南 清单 要点 政策
"""
KINDS = tuple(_KIND_WORDS.split())
_LONGEST_FIRST = "|".join(sorted(KINDS, key=len, reverse=True))
_KIND_END = re.compile(rf"({_LONGEST_FIRST})(?:[》”]?(?:[（(][^（()）]*[)）])?)$")
_UNIT_END = re.compile(
    r"(?:政府|办公厅|办公室|委员会|党委|省委|市委|区委|县委|厅|局|部|院|署|司|处|中心|领导小组|联席会议|"
    r"集团|公司|大学|学院|协会|银行|法院|检察院|管委会|高新区)$"
)
ANNEX_LINE = re.compile(r"附\s*(?:件|表|录)\s*([一二三四五六七八九十\d]{0,3})\s*[:：]?\s*(.*)$")


class Head(NamedTuple):
    """title: empty where none was found. body_title: of the document that a notice carries.

    notice: the lines of the issuing notice that are neither title, number, signature nor date.
    preamble: the lines between the body's title and its first provision.
    """

    title: str
    doc_no: str | None
    issuers: tuple[str, ...]
    date: str | None
    body_title: Line | None
    notice: tuple[Line, ...]
    preamble: tuple[Line, ...]


def read_head(lines: tuple[Line, ...], collector_title: Line | None) -> Head:
    """Read the lines before the first provision.

    A notice has an addressee or a date of its own, and carries a document whose title follows.
    """
    rest = list(lines)
    title, rest = _take_title(rest, collector_title)
    doc_no = next((m for line in rest if (m := DOC_NO.fullmatch(line.text.strip("（）()")))), None)
    rest = [line for line in rest if not DOC_NO.fullmatch(line.text.strip("（）()"))]
    signed = next((i for i, line in enumerate(rest) if parse_date(line.text)), None)
    number = _doc_no(doc_no)
    if signed is None or not _is_notice(title, rest[:signed]):
        date = parse_date(rest[signed].text) if signed is not None else None
        preamble = tuple(line for line in rest if not parse_date(line.text))
        return Head(title, number, _title_issuers(title), date, None, (), preamble)
    first = signed
    while first > 0 and is_unit_line(rest[first - 1].text):
        first -= 1
    issuers = tuple(line.text for line in rest[first:signed]) or _title_issuers(title)
    after = [line for line in rest[signed + 1 :] if not ANNEX_LINE.fullmatch(line.text)]
    body_title = after[0] if after and _looks_like_title(after[0].text) else None
    preamble = tuple(after[1:] if body_title else after)
    date = parse_date(rest[signed].text)
    return Head(title, number, issuers, date, body_title, tuple(rest[:first]), preamble)


def read_signature(lines: tuple[Line, ...]) -> tuple[tuple[str, ...], str | None, int]:
    """Units and date that close a text, and how many of its last lines they take."""
    if not lines:
        return (), None, 0
    date = parse_date(lines[-1].text)
    taken = 1 if date else 0
    end = len(lines) - taken
    first = end
    while first > 0 and is_unit_line(lines[first - 1].text):
        first -= 1
    if not date or first == end:
        return (), date, taken
    return tuple(line.text for line in lines[first:end]), date, len(lines) - first


def kind_of(title: str) -> str:
    """The kind a title names itself by; for a notice that passes a document on, that document's."""
    carried = re.search(r"印发(?:《([^》]+(?:〈[^〉]*〉[^》]*)*)》|(.+?))的通知", title)
    name = (carried.group(1) or carried.group(2)) if carried else title
    match = _KIND_END.search(re.sub(r"[（(][^（()）]*[)）]$", "", name.strip()))
    return match.group(1) if match else "文章"


def parse_date(line: str) -> str | None:
    """The ISO date a line consists of, or None."""
    match = _DATE.fullmatch(line)
    if match:
        year, month, day = (int(group) for group in match.groups())
    else:
        han = _HAN_DATE.fullmatch(line)
        if han is None:
            return None
        year = int("".join(str(numeral_value(c)) for c in han.group(1).replace("○", "〇")))
        month, day = numeral_value(han.group(2)), numeral_value(han.group(3))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def is_unit_line(line: str) -> bool:
    """Whether a line is the name of a signing unit and nothing else."""
    return (
        len(line) <= 30 and _UNIT_END.search(line) is not None and not re.search(r"[，。；：、《》,;:]", line)
    )


def _take_title(lines: list[Line], collector_title: Line | None) -> tuple[str, list[Line]]:
    notice = next((i for i, line in enumerate(lines[:3]) if re.search(r"印发.+的通知$", line.text)), None)
    if notice is not None:
        return lines[notice].text, lines[:notice] + lines[notice + 1 :]
    if collector_title is not None:
        own = [line for line in lines[:2] if _plain(line.text) == _plain(collector_title.text)]
        return collector_title.text, [line for line in lines if line not in own]
    if lines and _looks_like_title(lines[0].text) and not DOC_NO.fullmatch(lines[0].text):
        if len(lines) > 1 and not _KIND_END.search(lines[0].text) and _KIND_END.search(lines[1].text):
            return lines[0].text + lines[1].text, lines[2:]
        return lines[0].text, lines[1:]
    return "", lines


def _looks_like_title(line: str) -> bool:
    return (
        len(line) <= 80
        and not re.search(r"[。；;：:，,！!]$", line)
        and "。" not in line
        and not parse_date(line)
    )


def _is_notice(title: str, lines: list[Line]) -> bool:
    return title.endswith("通知") or any(re.search(r"[：:]$", line.text) for line in lines[:3])


def _title_issuers(title: str) -> tuple[str, ...]:
    match = re.match(r"([\u4e00-\u9fff 、]{3,60}?)(?:关于|印发)", title)
    if match is None:
        return ()
    names = re.split(r"[ 、]+", match.group(1).strip())
    return tuple(name for name in names if _UNIT_END.search(name))


def _doc_no(match: re.Match[str] | None) -> str | None:
    return f"{match['word']}〔{match['year']}〕{match['no']}号" if match else None


def _plain(title: str) -> str:
    return re.sub(r"[\s*—\-－–]", "", title)


def span_of(lines: tuple[Line, ...]) -> tuple[Span, ...]:
    return tuple(line.span for line in lines)
