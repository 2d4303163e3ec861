"""Who signed a text and when: the units and the date below it, and the imprint of the print office."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from luodi.structure.labels import parse_label
from luodi.structure.lines import Line
from luodi.structure.numerals import numeral_value

_D = r"\s*"
_YMD = re.compile(
    rf"((?:19|20)\d\d){_D}年{_D}(\d{{1,2}}){_D}月{_D}(\d{{1,2}}){_D}日|((?:19|20)\d\d)[-./．](\d{{1,2}})[-./．](\d{{1,2}})"
)
_HAN_YMD = re.compile(
    r"([〇○Ｏ０O0零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DATE_LINE = re.compile(
    r"[（(]?\s*(?:(?:成文|印发|发文|发布|签发)(?:日期|时间)?\s*[:：]\s*)?"
    rf"(?P<date>{_YMD.pattern}|{_HAN_YMD.pattern})"
    r"\s*(?:印发|发布|公布)?\s*[）)]?[.。]?"
)
_BLANKS = r"[ \t\u3000\xa0]+"
_UNIT_END = re.compile(
    r"(?:政府|办公厅|办公室|委员会|常委会|党委|党组|省委|市委|区委|县委|州委|厅|局|部|院|署|司|处|所|站|社|办|委|会|行|"
    r"总队|支队|中心|领导小组|工作组|专班|联席会议|指挥部|集团|公司|大学|学院|学校|协会|学会|法院|检察院|"
    r"管委会|高新区|开发区|海关|税务局|书记处|军区|工会|商会|组织)$"
)
# A body's own name in a title is taken by these, which no other word of a title ends with.
_SURE_UNIT_END = re.compile(
    r"(?:政府|办公厅|办公室|委员会|党委|省委|市委|区委|县委|州委|旗委|盟委|厅|局|部|院|署|司|处|中心|领导小组|联席会议|常委会|党组|"
    r"集团|公司|大学|学院|协会|银行|法院|检察院|管委会|高新区|委|海关|指挥部)$"
)
_SEALED = re.compile(r"\s*(?:[（(](?:代?章|盖章|公章|印章|签章|代)[）)]|代章|盖章)$")
_PERSON = re.compile(
    r"(?:省长|市长|州长|县长|区长|主任|局长|厅长|部长|主席|总理|院长|署长|委员长|行长|书记)[ \t\u3000:：]*"
    r"[\u4e00-\u9fff·]{1,4}(?:[ \t\u3000][\u4e00-\u9fff]{1,2})?"
)
_IMPRINT = re.compile(
    r"(?:抄送|抄报|主送|主题词|印发份数|共印)\s*[:：]?.{0,300}|[（(]?\s*(?:此件|本件|此文)[^。]{0,40}[）)]?"
    r"|(?:信息公开选项|公开方式|公开属性|公开类型)\s*[:：].{0,20}"
)
_MAX_SIGNATURE_LINE = 120
# Lines between a signature and a table below it (its caption, 单位：万元), and notes below the table.
_MAX_TABLE_CAPTION = 2
_MAX_TABLE_NOTES = 3


class Signature(NamedTuple):
    """units: as written; date: ISO or None; first: the index of the first of its lines."""

    units: tuple[str, ...]
    date: str | None
    first: int


def parse_date(line: str) -> str | None:
    """The ISO date a line consists of, or None. ``（2021年3月1日印发）`` consists of one."""
    if len(line) > _MAX_SIGNATURE_LINE:
        return None
    match = _DATE_LINE.fullmatch(line)
    return find_date(match["date"]) if match else None


def find_date(words: str) -> str | None:
    """The first calendar date in some words as ISO, or None."""
    match = _YMD.search(words)
    if match:
        year, month, day = (int(group) for group in (match.group(*((1, 2, 3) if match[1] else (4, 5, 6)))))
    else:
        han = _HAN_YMD.search(words)
        if han is None:
            return None
        plain = re.sub("[○Ｏ０O0零]", "〇", han.group(1))
        year = int("".join(str(numeral_value(char)) for char in plain))
        month, day = numeral_value(han.group(2)), numeral_value(han.group(3))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def units_of(line: str, *, sure: bool = False) -> tuple[str, ...]:
    """The units a line names if it names nothing else, else nothing.

    Several stand apart by spaces; a bracket around the line and a seal mark behind it are not part of a
    name. sure: only words that certainly are a body's name, for lines that no date follows.
    """
    if len(line) > _MAX_SIGNATURE_LINE or parse_label(line):
        return ()
    words = _SEALED.sub("", line.strip("*"))
    if words[:1] in ("（", "(") and words[-1:] in ("）", ")"):
        words = words[1:-1]
    if re.search(r"[，。；：《》,;:“”|]", words):
        return ()
    end = _SURE_UNIT_END if sure else _UNIT_END
    names = [_SEALED.sub("", name) for name in re.split(_BLANKS, words.strip()) if name]
    if names and all(len(name) <= 30 and end.search(name) for name in names):
        return tuple(names)
    # A name set wide: 某 某 市 科 技 局.
    joined = "".join(names)
    if len(names) > 2 and all(len(name) == 1 for name in names) and end.search(joined):
        return (joined,)
    return ()


def signature_before(lines: Sequence[Line], date_index: int) -> Signature:
    """The signature whose date is in ``lines[date_index]``: the lines above that name units or a person."""
    units: list[str] = []
    first = date_index
    while first > 0:
        line = lines[first - 1].text
        named = units_of(line)
        if not named and not _PERSON.fullmatch(line):
            break
        units[:0] = named
        first -= 1
    return Signature(tuple(units), _signed_date(lines[date_index].text)[1], first)


def is_dated(line: str) -> bool:
    """Whether a line is a date, or units with a date behind them."""
    return _signed_date(line) != ((), None)


def signature_at(lines: Sequence[Line], index: int) -> Signature | None:
    """The signature that ends with ``lines[index]``, or None where that line has no date."""
    units, date = _signed_date(lines[index].text)
    if date is None:
        return None
    if units:
        return Signature(units, date, index)
    return signature_before(lines, index)


def closing_signature(lines: Sequence[Line]) -> tuple[Signature, int]:
    """The signature that closes a text, and where what belongs to it or follows it begins.

    Below it an imprint may stand: 抄送：…, （此件公开发布）, the print office with its date.
    """
    end = len(lines)
    dated: int | None = None
    while end > 0:
        line = lines[end - 1].text
        if is_imprint(line):
            end -= 1
        elif len(line) <= _MAX_SIGNATURE_LINE and is_dated(line):
            # The lowest date may be the print office's; the signature's stands above it.
            printed = dated is None and "印发" in line and bool(_signed_date(line)[0])
            end -= 1
            dated = end
            if not printed or not _signed_above(lines, end):
                break
        else:
            break
    if dated is None:
        return Signature((), None, len(lines)), end
    found = signature_at(lines, dated)
    assert found is not None  # dated is the index of a line with a date
    return found, found.first


def signature_above_table(lines: Sequence[Line]) -> tuple[Signature, int, int] | None:
    """The signature above a table that closes a text, with the indexes that its lines lie between.

    A caption and a line under it may stand above the table, notes below it. None where the text does not
    close with a table, or no unit signs above it.
    """
    end = len(lines)
    while end > 0 and len(lines) - end < _MAX_TABLE_NOTES and not _is_row(lines[end - 1].text):
        end -= 1
    if end == 0 or not _is_row(lines[end - 1].text):
        return None
    while end > 0 and _is_row(lines[end - 1].text):
        end -= 1
    for above in range(end, max(0, end - _MAX_TABLE_CAPTION - 1), -1):
        signature, first = closing_signature(lines[:above])
        if signature.date is not None:
            return (signature, first, above) if signature.units else None
    return None


def _is_row(line: str) -> bool:
    """Whether a line is a row of a table as files are read: ``| a | b |``."""
    return line.startswith("|") and line.endswith("|") and line.count("|") > 2


def is_imprint(line: str) -> bool:
    return len(line) <= 320 and _IMPRINT.fullmatch(line) is not None


def imprint_start(lines: Sequence[Line]) -> int:
    """Where the imprint that closes a text begins; its length where there is none."""
    end = len(lines)
    while end > 0:
        line = lines[end - 1].text
        printed = line.rstrip("）) ").endswith("印发") and bool(_signed_date(line)[0])
        if not is_imprint(line) and not printed:
            break
        end -= 1
    return end


def _signed_above(lines: Sequence[Line], end: int) -> bool:
    while end > 0 and is_imprint(lines[end - 1].text):
        end -= 1
    return end > 0 and is_dated(lines[end - 1].text)


def _signed_date(line: str) -> tuple[tuple[str, ...], str | None]:
    """The units and the date a line consists of; ``((), None)`` where it is something else."""
    if len(line) < 8:
        return (), None
    date = parse_date(line)
    if date:
        return (), date
    if len(line) > _MAX_SIGNATURE_LINE:
        return (), None
    for match in re.finditer(_BLANKS, line):
        date = parse_date(line[match.end() :])
        if date:
            units = units_of(line[: match.start()])
            return (units, date) if units else ((), None)
    return (), None
