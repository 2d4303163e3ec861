"""Responsible units: brackets at the end of a paragraph (责任单位：…), …牵头，…配合."""

from __future__ import annotations

import re
from typing import NamedTuple

from luodi.decompose.clauses import protected_ranges
from luodi.source import Span


class Responsibility(NamedTuple):
    """Units named for what stands before ``span``; the first or the one said to lead, leads."""

    span: Span
    lead: tuple[str, ...]
    joint: tuple[str, ...]


_LABEL = re.compile(
    r"(?:主?责任|牵头|配合|主办|协办|参与|参加|主管|承办)\s*(?:责任)?\s*(?:单\s*位|部\s*门|处\s*室)\s*[:：]"
)
_LEADS = re.compile(r"(?:牵头|主办|主责)")
_UNIT_NAME = re.compile(
    r"(?:各?有关|相关|各)?[\u4e00-\u9fffA-Za-z0-9]{1,24}?(?:厅|局|委|办|部|院|署|会|中心|政府|区|州|市|县|单位|部门|公司|集团|银行|海关|科协|学会|协会|分行|司|处|所|站|馆|大学|学院|高新区|领导小组|等)(?:[〈（(][^〉）)]*[〉）)])?"
)
_DUTY_WORDS = re.compile(r"(?:按(?:照)?职责分工|分工|分别|共同|具体|总体)?(?:负责|落实|推进|牵头负责)$")


def find_responsibilities(text: str, block: Span) -> list[Responsibility]:
    """The brackets of a paragraph that name who is responsible, in order."""
    line = _LABEL.match(text, block.start, block.end)
    if line is not None:
        # 责任单位：… in a paragraph of its own, without a bracket.
        named = parse_units(text[block.start : block.end].rstrip("。 \u3000"))
        return [Responsibility(block, *named)] if named else []
    found: list[Responsibility] = []
    last = len(text[block.start : block.end].rstrip(" 。；;\u3000")) + block.start
    for hole in protected_ranges(text, block):
        if text[hole.start] not in "（(【[":
            continue
        closes = hole.end >= last or text[hole.start - 1 : hole.start] in ("。", "；")
        if not closes:
            continue
        parsed = parse_units(text[hole.start + 1 : hole.end - 1])
        if parsed is not None:
            found.append(Responsibility(hole, *parsed))
    return found


def parse_units(words: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Lead and joint units of a bracket's words; None where they do not name units."""
    words = re.sub(r"\s+", "", words)
    labels = list(_LABEL.finditer(words))
    if labels:
        lead: list[str] = []
        joint: list[str] = []
        for index, label in enumerate(labels):
            stop = labels[index + 1].start() if index + 1 < len(labels) else len(words)
            names = _names(words[label.end() : stop])
            if _LEADS.match(label.group()):
                lead.extend(names)
            elif re.match(r"(?:主)?责任|主管|承办", label.group()) and not lead:
                lead.extend(names[:1])
                joint.extend(names[1:])
            else:
                joint.extend(names)
        return (tuple(lead), tuple(joint)) if lead or joint else None
    leading = re.match(r"(.+?)(?:共同)?牵头(?:负责)?(?:[,，;；、](.+))?$", words)
    if leading:
        rest = re.sub(
            r"(?:按(?:照)?职责分工)?(?:配合|参与|参加|负责|协同|落实)+$", "", leading.group(2) or ""
        )
        lead_names, joint_names = _names(leading.group(1)), _names(rest)
        return (lead_names, joint_names) if _all_units(lead_names) else None
    bare = _DUTY_WORDS.sub("", words)
    names = _names(bare)
    if not _all_units(names):
        return None
    return names[:1], names[1:]


def _names(words: str) -> tuple[str, ...]:
    holes = protected_ranges(words, Span(0, len(words)))
    out: list[str] = []
    begin = 0
    for at in range(len(words) + 1):
        ends = at == len(words) or words[at] in "、,，;；"
        if ends and not any(hole.start <= at < hole.end for hole in holes):
            name = words[begin:at].strip()
            if name:
                out.append(name)
            begin = at + 1
    return tuple(out)


def _all_units(names: tuple[str, ...]) -> bool:
    return bool(names) and all(len(name) <= 40 and _UNIT_NAME.fullmatch(name) for name in names)
