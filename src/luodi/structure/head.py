"""What stands above a text: title, document number, the fields of a page, the note under a title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from luodi.source import Span
from luodi.structure.labels import parse_label
from luodi.structure.lines import Line
from luodi.structure.signature import find_date, parse_date, units_of
from luodi.structure.titles import (
    DOC_NO,
    Title,
    carried_title,
    doc_number,
    ends_in_kind,
    plain,
    read_title,
    title_issuers,
)

# The table a government page sets over a document.
_FIELD = re.compile(
    r"(?:索\s*引\s*号|主题分类|体裁分类|服务对象|发文机关|发文机构|发布机构|公开主体|成文日期|发文日期|发文时间|生成日期|"
    r"发布日期|发布时间|公开日期|生效日期|失效日期|施行日期|标\s*题|名\s*称|发文字号|发文文号|文\s*号|文件编号|有效性|效力状态|时效性|"
    r"主\s*题\s*词|来\s*源|信息来源|文章来源|公文种类|公开方式|信息分类)\s*[:：]\s*(?P<value>.{0,200})"
)
_LETTERHEAD = re.compile(
    r"(?!.*(?:关于|规范性))[\u4e00-\u9fff \u3000、]{3,60}文\s*件|\d{6}|(?:特急|加急|平急|急件)"
    r"|(?:绝密|机密|秘密)(?:[★☆].{0,10})?"
)
# 某省人民政府令第5号, 某局公告2023年第5号: a number without a word of its own, beside or below the name.
_ORDER = re.compile(
    r"(?P<name>[\u4e00-\u9fff \u3000]{2,40}(?:令|公告|通告))?\s*[（(]?\s*"
    r"(?P<no>(?:(?:19|20)\d\d\s*年\s*)?第\s*[\d一二三四五六七八九十百〇零]{1,6}\s*号)\s*[)）]?"
)
_NUMBERED = ("令", "公告", "通告")
# （2021年3月1日某省第十三届人民代表大会常务委员会第二十次会议通过）
_NOTE = re.compile(
    r"[（(].{0,400}[)）]|(?:19|20)\d\d年\d{1,2}月\d{1,2}日.{2,200}(?:通过|批准|公布|发布|印发|修正|修订|施行|实施)",
    re.DOTALL,
)
_ADOPTED = re.compile(
    r"日\s*([\u4e00-\u9fff]{2,40}?(?:委员会|大会(?!常务|主席)|会议|政府|局|厅|委(?!员)|部))(?:第.{1,12}次.{0,8}会议)?.{0,10}(?:通过|印发|发布|公布|批准)"
)
# A head is near the top.
_MAX_HEAD = 60


class Head(NamedTuple):
    """title: empty where none was found. header: the lines it was read from; rest: the other lines."""

    title: str
    doc_no: str | None
    issuers: tuple[str, ...]
    date: str | None
    header: tuple[Span, ...]
    rest: list[Line]


def read_head(lines: Sequence[Line], collector_title: Line | None) -> Head:
    """Read title, number and fields off the lines above the first provision."""
    end = next((i for i, line in enumerate(lines[:_MAX_HEAD]) if parse_label(line.text)), _MAX_HEAD)
    top = list(lines[:end])
    used: set[int] = set()
    fields = _read_fields(top, used)
    doc_no = _read_number(top, used) or fields.get("number")
    title = _read_title(top, used, collector_title)
    title, order_no = _read_order(top, used, title)
    doc_no = doc_no or order_no
    issuers = title_issuers(title) or tuple(units_of(fields.get("unit", "")))
    date = fields.get("date")
    note = next((i for i in range(len(top)) if i not in used), None)
    if used and note is not None and note <= max(used) + 1 and _is_note(top[note].text):
        used.add(note)
        date, doc_no, issuers = _read_note(top[note].text, date, doc_no, issuers)
    if not title:
        title = fields.get("title", "")
    if doc_no is None:
        inside = DOC_NO.search(title)
        doc_no = doc_number(inside) if inside and title.rstrip("）)").endswith(inside.group()) else None
    header = tuple(top[index].span for index in sorted(used))
    if collector_title is not None:
        header = (collector_title.span, *header)
    rest = [line for index, line in enumerate(lines) if index >= end or index not in used]
    return Head(title, doc_no, issuers, date, header, rest)


def read_body_title(lines: Sequence[Line]) -> tuple[Title | None, str | None, int]:
    """The title of a document that another one carries, the date noted under it, and the lines both take."""
    title = read_title(lines)
    taken = title.lines if title else 0
    date = None
    while title and taken < len(lines) and (_is_note(lines[taken].text) or _number_in(lines[taken].text)):
        date = date or find_date(lines[taken].text)
        taken += 1
    return title, date, taken


def _read_fields(top: Sequence[Line], used: set[int]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for index, line in enumerate(top):
        match = _FIELD.fullmatch(line.text.strip("*| ")) if len(line.text) <= 260 else None
        if match is None:
            if index < 8 and len(line.text) <= 70 and _LETTERHEAD.fullmatch(line.text):
                used.add(index)
            continue
        used.add(index)
        name, value = re.sub(r"\s", "", match.group()[: match.start("value")]).rstrip(":："), match["value"]
        number = DOC_NO.search(value)
        if number and name.endswith("号"):
            fields.setdefault("number", doc_number(number))
        elif name in ("成文日期", "发文日期", "发文时间", "生成日期") and find_date(value):
            fields.setdefault("date", find_date(value) or "")
        elif name in ("发文机关", "发文机构"):
            fields.setdefault("unit", value.strip())
        elif name in ("标题", "名称"):
            fields.setdefault("title", value.strip())
    return fields


def _read_number(top: Sequence[Line], used: set[int]) -> str | None:
    found: str | None = None
    for index, line in enumerate(top):
        match = _number_in(line.text) if index not in used else None
        if match:
            used.add(index)
            found = found or doc_number(match)
    return found


def _read_order(top: Sequence[Line], used: set[int], title: str) -> tuple[str, str | None]:
    """The title of an order or public notice and its number: 某省人民政府令第5号."""
    for index, line in enumerate(top[:8]):
        match = _ORDER.fullmatch(line.text) if len(line.text) <= 60 else None
        if match is None or not (match["name"] or title.endswith(_NUMBERED)):
            continue
        used.add(index)
        name = match["name"] or title
        if not title.endswith(_NUMBERED):
            title = name
        return title, re.sub(r"\s", "", f"{name}{match['no']}")
    return title, None


def _number_in(line: str) -> re.Match[str] | None:
    return DOC_NO.fullmatch(line.strip("（）()* \u3000")) if len(line) <= 60 else None


def _read_title(top: Sequence[Line], used: set[int], collector_title: Line | None) -> str:
    """The text's own title where it has one; the collector's may be that of the carried document, or cut."""
    free = [index for index in range(len(top)) if index not in used]
    own = read_title([top[index] for index in free])
    if own is not None and collector_title is not None:
        same = plain(own.words) == plain(collector_title.text)
        carried = carried_title(collector_title.text)
        if not same and (carried is not None and not carried_title(own.words)):
            # The notice's own words are not on the page: what follows is the document it carries.
            own = None
        elif not same and not ends_in_kind(own.words):
            own = None
    if own is None:
        return collector_title.text.replace("**", "") if collector_title else ""
    used.update(free[: own.lines])
    return own.words


def _is_note(line: str) -> bool:
    if len(line) > 400 or not _NOTE.fullmatch(line):
        return False
    return find_date(line) is not None or DOC_NO.search(line) is not None


def _read_note(
    note: str, date: str | None, doc_no: str | None, issuers: tuple[str, ...]
) -> tuple[str | None, str | None, tuple[str, ...]]:
    number = DOC_NO.search(note)
    adopted = _ADOPTED.search(note)
    return (
        date or parse_date(note) or find_date(note),
        doc_no or (doc_number(number) if number else None),
        issuers or ((adopted.group(1),) if adopted else ()),
    )
