"""Titles: which lines make one, and the kind of document and the unit it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from luodi.structure.labels import parse_label
from luodi.structure.lines import Line
from luodi.structure.signature import is_dated, units_of

DOC_NO = re.compile(
    r"(?P<word>[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z]{0,19})\s*[〔﹝\[［【(（„﹙]\s*(?P<year>(?:19|20)\d\d)\s*[〕﹞\]］】)）‟﹚]\s*第?\s*(?P<no>\d{1,5})\s*号"
)
# The words a document's own name ends with.
_KIND_WORDS = """
行动方案 实施方案 工作方案 行动计划 实施意见 指导意见 若干意见 若干措施 若干政策 实施细则 管理办法
暂行办法 任务分解表 工作要点 意见 措施 办法 细则 方案 计划 规划 纲要 条例 规定 规则 章程 决定 决议
通知 通告 公告 通报 公报 报告 请示 批复 函 纪要 指南 清单 要点 政策 举措 规程 规范 导则 准则 守则 制度
预案 目录 议案 令
"""
KINDS = tuple(_KIND_WORDS.split())
_LONGEST_FIRST = "|".join(sorted(KINDS, key=len, reverse=True))
_SUFFIX = r"[（(][^（()）]{1,30}[)）]"
_KIND_END = re.compile(rf"({_LONGEST_FIRST})(?:[》”]?(?:{_SUFFIX})?)$")
_SUFFIX_LINE = re.compile(rf"{_SUFFIX}|[〔［\[][^\]］〕]{{1,20}}[\]］〕]")
# （2026年4月2日…会议通过） stands below a title and is none of it.
_ADOPTED = re.compile(r"日.*(?:通过|批准|公布|发布|印发|修订|修正)[）)]$")
_CARRIES = re.compile(r"印发|转发|批转|发布|公布|颁布|颁发|下发")
_MAX_TITLE = 120
_MAX_TITLE_LINES = 4
_ADDRESSEE = re.compile(r"[：:]$")


class Title(NamedTuple):
    """words: the lines put together; lines: how many lines it takes."""

    words: str
    lines: int


def read_title(lines: Sequence[Line]) -> Title | None:
    """The title these lines open with, or None.

    A title may be broken over some lines: they belong together where only their end names a kind of
    document, where a book-title mark is still open, or where 的通知 or （试行） stands alone.
    """
    if not lines or not looks_like_title(lines[0].text):
        return None
    words = _clean(lines[0].text)
    best = Title(words, 1)
    ended = ends_in_kind(words)
    for count, line in enumerate(lines[1:_MAX_TITLE_LINES], 2):
        following = _clean(line.text)
        if not looks_like_title(line.text):
            break
        if ended and not _must_go_on(words, following):
            break
        # Units above 关于… stand in lines of their own; their names are kept apart.
        gap = " " if units_of(words) and units_of(following) else ""
        words = f"{words}{gap}{following}"
        if len(words) > _MAX_TITLE * 2:
            break
        ended = ends_in_kind(words) and not _is_open(words)
        if ended:
            best = Title(words, count)
    return best


def looks_like_title(line: str) -> bool:
    return (
        len(line) <= _MAX_TITLE
        and not re.search(r"[。；;：:，,！!、]$", line)
        and "。" not in line
        and not DOC_NO.fullmatch(line.strip("（）()"))
        and not is_dated(line)
        and parse_label(line) is None
    )


def ends_in_kind(title: str) -> bool:
    return _KIND_END.search(title[-60:]) is not None


def kind_of(title: str) -> str:
    """The kind a title names itself by; for a notice that passes a document on, that document's."""
    name = re.sub(rf"{_SUFFIX}$", "", (carried_title(title) or title).strip()[-60:])
    match = _KIND_END.search(name)
    return match.group(1) if match else "文章"


def carried_title(title: str) -> str | None:
    """The title of the document that a notice passes on (印发《…》的通知), or None."""
    title = title[: 4 * _MAX_TITLE]
    verb = _CARRIES.search(title)
    if verb is None or not title.endswith(("通知", "令", "公告", "通告", "函")):
        return None
    start = title.find("《", verb.end())
    if start >= 0:
        depth = 0
        for at in range(start, len(title)):
            depth += (title[at] == "《") - (title[at] == "》")
            if depth == 0:
                return title[start + 1 : at]
    match = re.fullmatch(r"了?(.{4,}?)的(?:通知|令|公告|通告|函)", title[verb.end() :])
    return match.group(1) if match else None


def title_issuers(title: str) -> tuple[str, ...]:
    """The units a title opens with, before 关于 or 印发."""
    match = re.match(r"([\u4e00-\u9fff 、\u3000]{3,100}?)(?:关于|印发|转发|批转|发布|令$)", title)
    if match is None:
        return ()
    names = re.split(r"[ 、\u3000]+", match.group(1).strip())
    return tuple(name for name in names if units_of(name, sure=True))


def doc_number(match: re.Match[str]) -> str:
    """A document number in the brackets of the standard: 〔2021〕."""
    return f"{match['word']}〔{match['year']}〕{match['no']}号"


def plain(title: str) -> str:
    """A title to compare by: without spaces, marks and the width of dashes and brackets."""
    return re.sub(r"[\s*—\-－–~～()（）《》〈〉“”\"]", "", title)


def _clean(words: str) -> str:
    """The words without marks of bold type, gaps of any width as one blank."""
    return re.sub(r"[\s\u3000]+", " ", words.replace("**", "")).strip()


def _must_go_on(words: str, following: str) -> bool:
    return (
        _is_open(words)
        or following.startswith(("的", "》", "和", "及"))
        or (_SUFFIX_LINE.fullmatch(following) is not None and not _ADOPTED.search(following))
    )


def _is_open(words: str) -> bool:
    return words.count("《") > words.count("》") or words.count("（") > words.count("）")
