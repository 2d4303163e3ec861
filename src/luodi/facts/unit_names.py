"""Names of units in a list, and what can be one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from luodi.source import Span

_DROPPED_BRACKET: Final = re.compile(
    r"[(〈<\[][^()〈〉<>\[\]]*(?:含|下同|以下简称|简称|排名不分先后|排序)[^()〈〉<>\[\]]*[)〉>\]]"
)
# 各市、州、县(市、区)人民政府 is one addressee.
_GROUP: Final = re.compile(
    r"(?:各|有关|相关)(?:(?:地级|设区的?|县级)?[市州县区盟旗](?:\([^()]{1,12}\))?)"
    r"(?:[、和及](?:直管|林|神农架林)?(?:自治)?[市州县区盟旗](?:\([^()]{1,12}\))?)+(?:人民政府|政府|"
    r"党委和政府|党委|有关部门|相关部门|\w{0,6}(?:厅|局|委|办))?"
)
_SEPARATOR: Final = re.compile(
    r"[、,;，；/]|会同|(?<=[厅局委办院会府司行心部署])(?:和|及|与|"
    r"以及)(?=[省市县区国各有相中教科财人自住交水农商文卫应审税统林能工发民公司生])"
)
_TRAILING: Final = re.compile(r"(?:等(?:单位|部门|相关单位|有关单位|相关部门|有关部门)?|[。.;,、:])+$")
_LEADING: Final = re.compile(r"^(?:由|以及|和|及|与|[、,;:.。 ])+")
# Whoever it may be is no unit: 由申报单位负责, 企业牵头.
_ANYONE: Final = re.compile(
    r"^(?:申报|申请|承担|依托|推荐|用人|项目|实施|建设|牵头|承办|运营|所在|主办|出资|受托|共建|本|该|"
    r"各?企业|企业|个人|申请人|申报人|负责人|专人|专家|主体|法人)"
    r"(?:单位|企业|机构|方|人|主体|部门)?$"
)
# 列第一位的为牵头单位, 下同: how the list is to be read.
_SAYS_ORDER: Final = re.compile(r"^下同$|(?:列|排)(?:名|在)?(?:第一|首)|(?:为|是)(?:牵头|责任)(?:单位|部门)$")
_UNIT_END: Final = re.compile(
    r"(?:厅|局|委|办|室|部|院|署|司|处|政府|党委|党工委|中心|集团|公司|银行|分行|海关|会|协会|学会|"
    r"科协|工商联|总工会|妇联|残联|文联|法院|检察院|总队|支队|大学|学院|"
    r"学校|高校|研究院|研究所|院所|大队|部门|单位|区|市|县|州|盟|旗|镇|乡|街道|开发区|高新区|示范区|"
    r"新区|园区|功能区|管委会|委员会|事务所|联盟|组|团|台|站|所|社|馆|行|军区|武警|"
    r"电网|电力|电信|移动|联通|铁塔|邮政|烟草|海事|气象|供电|税务|通信管理|监管局|证监局|机关|国企|央企|运营商|企业|镇街|街|"
    r"(?<![学百内外儿妇本专文理工农医全前])科|(?<![持控参入个])股)$"
)
_NO_UNIT: Final = re.compile(
    r"[\"“”《》=+%\d]|^(?:含|即|如|见|详见|包括|其中|以下|不含|试行|暂行|下同|原|简称|附|鼓励|支持|"
    r"引导|组织|推动|加强|发挥|依托|联合|按照|根据|通过|加快|推进|"
    r"建设(?!局|厅|委|银行|兵团)|打造|建立|搭建|开展|完善|培育|举办|设立|制定|[()（）])|[的了是为将应在与]$|执行$|^.{0,6}按(?!揭)"
)


class UnitName(NamedTuple):
    """A name without blanks, and where it stands."""

    start: int
    end: int
    name: str


def names_in(text: str, folded: str, inside: Span) -> Iterator[UnitName]:
    """The names of a list, each with its place; what a bracket of 含… covers is no name."""
    hidden = list(folded[inside.start : inside.end])
    for match in _DROPPED_BRACKET.finditer("".join(hidden)):
        hidden[match.start() : match.end()] = "\0" * (match.end() - match.start())
    # Nested brackets of the kept kind hold separators that separate nothing: 各县(市、区).
    words = "".join(hidden)
    whole = [match.span() for match in _GROUP.finditer(words)]
    whole += [match.span() for match in re.finditer(r"[(\[〈<][^()\[\]〈〉<>]*[)\]〉>]", words)]
    start = 0
    for separator in [*_SEPARATOR.finditer(words), None]:
        stop = separator.start() if separator else len(words)
        if separator and any(first <= separator.start() < last for first, last in whole):
            continue
        yield from _name(text, words, start, stop, inside.start)
        start = separator.end() if separator else stop


def _name(text: str, words: str, start: int, stop: int, offset: int) -> Iterator[UnitName]:
    while start < stop and (words[start] in "\0 \u3000\n\r" or _LEADING.match(words[start:stop])):
        start += 1
    trimmed = words[start:stop].rstrip("\0 \u3000\n\r")
    trimmed = _TRAILING.sub("", trimmed).rstrip("\0 \u3000\n\r")
    stop = start + len(trimmed)
    if stop <= start:
        return
    raw = "".join(
        char
        for char, kept in zip(text[offset + start : offset + stop], words[start:stop], strict=True)
        if kept != "\0"
    )
    name = re.sub(r"[\s\u3000]+", "", raw)
    if name:
        yield UnitName(offset + start, offset + stop, name)


def may_be_unit(name: str) -> bool:
    """Whether what a label names can be a unit; a label makes it likely."""
    return (
        len(name) <= 60
        and not _ANYONE.match(name)
        and not re.search(r"[。？！]", name)
        and not _SAYS_ORDER.search(name)
    )


def is_unit(name: str) -> bool:
    """Whether a name with no label before it is a unit's."""
    bare = re.sub(r"[(（〈<][^()（）〈〉<>]*[)）〉>]", "", name)
    return (
        2 <= len(bare) <= 40
        and _UNIT_END.search(bare) is not None
        and not _NO_UNIT.search(bare)
        and not _ANYONE.match(bare)
    )
