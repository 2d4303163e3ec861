"""Units that answer for an item: （责任单位：…）, A牵头、B配合, （…负责）, （市科委、市财政局）.

A unit that merely acts in a sentence is none. The forms are in docs/reference/facts.md.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from luodi.facts.model import Unit, UnitRole
from luodi.facts.passages import Passage, fold
from luodi.facts.places import Places
from luodi.facts.unit_names import UnitName, is_unit, may_be_unit, names_in
from luodi.source import Span

_SPACE: Final = r"[ \u3000\n\r]*"
_LEAD_LABEL: Final = r"牵头|主责|主办|总牵头|首责"
_FIRST_LABEL: Final = r"责任|承办|落实|实施|承担|负责|主管"
_JOINT_LABEL: Final = r"配合|参与|参加|协办|协同|协助|共同责任|会同"


_STOPS: Final = re.compile(r"[。.;,、\s\u3000]*")


def _spaced(words: str) -> str:
    """Words that may be split by a blank or a line break: 责任单 位."""
    return "|".join(_SPACE.join(word) for word in words.split("|"))


# 完成时限：, 责任人： and the like end a list of units and name none.
_OTHER: Final = (
    r"(?P<other>(?:完成|办结|落实|推进)?(?:时限|时间|期限|节点)(?:要求|节点)?|(?:责任|分管|牵头|包保|"
    r"联系)?(?:领导|人)(?:员)?|联系电话|电话|成果形式|预期成果|备注)[ \u3000]*[::]"
)
_LABEL: Final = re.compile(
    rf"{_OTHER}|(?:(?P<lead>{_spaced(_LEAD_LABEL)})|(?P<first>{_spaced(_FIRST_LABEL)})|"
    rf"(?P<joint>{_spaced(_JOINT_LABEL)}))"
    rf"{_SPACE}(?:(?:责{_SPACE}任)?{_SPACE}(?:{_spaced('单位|部门|处室|科室|股室|机构|机关|地区|区县')})(?:[及和、]\w{{2,6}}?)?)?{_SPACE}[::]"
)
# A牵头,B、C配合: what a unit does, said after its name.
_ACT: Final = re.compile(
    r"(?P<lead>(?:负责)?(?:牵头|主责|总牵头)(?:负责|落实|实施|组织实施|推进)?)"
    r"|(?P<joint>(?:等)?(?:按(?:照)?(?:各自)?职责(?:分工)?(?:分别|共同)?(?:负责|落实|配合|推进)|"
    r"(?:积极|协助|予以)?(?:配合|参与|参加|协办|协助)))"
    r"|(?P<first>(?:等)?(?:共同|分别|具体|分工)?(?:负责|落实))"
)
# A label as a paragraph of its own, or at the end of one: 责任单位：A、B。
_LINE: Final = re.compile(rf"(?:^|(?<=[。;!?]))[ \u3000]*(?={_LABEL.pattern})", re.MULTILINE)


# 市国资委(牵头)、市财政局: what a unit does, in brackets after its name.
_SAID_AFTER: Final = re.compile(
    r"[(](?:(?P<lead>牵头|主责|总牵头|牵头单位)|(?P<joint>配合|参与|协办|配合单位))[)]$"
)
# …负责;2025年6月底前完成: by when, said after who.
_WHEN_AFTER: Final = re.compile(
    r"[;,。][ \u3000]*[^;,。]{0,8}?(?:\d{1,2}月|\d年|年底|月底|长期|持续|常年|每[年月季])"
    r"[^;,。]{0,16}[。;\s]*$"
)
# From which of the last commas of a sentence its list of units may begin.
_CLOSING: Final = 4


class UnitGroup(NamedTuple):
    """One bracket, list of labelled lines or closing sentence that names units; span: its marks too."""

    span: Span
    units: tuple[Unit, ...]


def find_units(passage: Passage, text: str, folded: str) -> tuple[Unit, ...]:
    """The units of an item in reading order, each once.

    In each bracket the unit named 牵头 leads, or the first where none is; the others are joint.
    """
    found = [unit for group in find_unit_groups(passage, text, folded) for unit in group.units]
    roles: dict[str, Unit] = {}
    for unit in found:
        known = roles.get(unit.name)
        if known is None or (known.role == "joint" and unit.role == "lead"):
            roles[unit.name] = unit
    return tuple(sorted(roles.values(), key=lambda unit: (unit.role != "lead", unit.span)))


def find_unit_groups(passage: Passage, text: str, folded: str) -> list[UnitGroup]:
    """One group for each bracket, list or closing sentence of an item that names units, in reading order.

    A group that names only 配合单位 adds to the one before it; where none has, its first unit leads.
    """
    groups = sorted(_groups(passage, text, folded), key=lambda group: group.span)
    if not groups or any(unit.role == "lead" for group in groups for unit in group.units):
        return groups
    first, *joint = groups[0].units
    return [UnitGroup(groups[0].span, (replace(first, role="lead"), *joint)), *groups[1:]]


def find_cell_units(text: str, folded: str, cells: Sequence[tuple[str, Span]]) -> tuple[Unit, ...]:
    """The units of one row's cells, each with the role its column gives: lead, first or joint.

    first: a column of those responsible, of whom the first named leads if no other does. A cell may itself
    say what each unit does: 牵头单位：A；配合单位：B.
    """
    said: list[Unit] = []
    parts: list[tuple[str, list[UnitName]]] = []
    for role, cell in cells:
        if own := _bracket_units(text, folded, cell, alone=False):
            said.extend(own)
        else:
            parts.append((role, list(_names_of_cell(text, folded, cell))))
    if any(unit.role == "lead" for unit in said):
        parts = [("joint" if role == "first" else role, names) for role, names in parts]
    return (*said, *_as_units(parts))


def _names_of_cell(text: str, folded: str, cell: Span) -> Iterator[UnitName]:
    for one in names_in(text, folded, cell):
        # The lines of a cell are read with a blank between them, and a name may go over two lines.
        pieces = list(re.finditer(r"\S+", text[one.start : one.end]))
        if len(pieces) > 1 and all(is_unit(piece.group()) for piece in pieces):
            for piece in pieces:
                yield UnitName(one.start + piece.start(), one.start + piece.end(), piece.group())
        elif may_be_unit(one.name) and re.search(r"[\u4e00-\u9fff]{2}", one.name):
            yield one


def _groups(passage: Passage, text: str, folded: str) -> Iterator[UnitGroup]:
    if not passage.blocks:
        return
    start, end = passage.blocks[0].start, passage.blocks[-1].end
    block_ends = [block.end for block in passage.blocks]
    covered: list[Span] = []
    for opening, closing in _brackets(folded, start, end):
        inside = Span(opening + 1, closing)
        at_end = _closes_block(folded, closing + 1, block_ends)
        units = _bracket_units(text, folded, inside, alone=at_end and _opens_list(folded, start, opening))
        if units:
            covered.append(Span(opening, closing + 1))
            yield UnitGroup(covered[-1], tuple(units))
    yield from _line_units(text, folded, passage.blocks, Places(covered))


def _brackets(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Outermost round or square brackets, closed within the passage."""
    pairs = {"(": ")", "[": "]"}
    at = start
    while at < end:
        close = pairs.get(folded[at])
        if close is None:
            at += 1
            continue
        depth, opening = 0, folded[at]
        # A list of units is short; what is never closed must not be searched again from each bracket.
        limit = min(end, at + 1500)
        for here in range(at, limit):
            if folded[here] == opening:
                depth += 1
            elif folded[here] == close:
                depth -= 1
                if depth == 0:
                    yield at, here
                    at = here
                    break
        else:
            at = limit if limit < end else at
        at += 1


def _closes_block(folded: str, at: int, block_ends: list[int]) -> bool:
    """Whether nothing but stops or another bracket follows in the paragraph."""
    index = bisect_left(block_ends, at)
    stop = block_ends[index] if index < len(block_ends) else at
    rest = _STOPS.match(folded, at, stop)
    end = rest.end() if rest else at
    return end >= stop or folded[end] in "(["


def _opens_list(folded: str, start: int, opening: int) -> bool:
    """Whether a bracket that ends a paragraph lists who does it, and does not explain the word before it."""
    before = folded[max(start, opening - 4) : opening]
    return re.search(r"(?:部门|单位|机构|机关|厅|局|委|办|政府|中心|[\"”])$", before) is None


def _bracket_units(text: str, folded: str, inside: Span, *, alone: bool) -> list[Unit]:
    words = folded[inside.start : inside.end]
    if _LABEL.match(words.lstrip()):
        return _labelled(text, folded, [inside])
    when = _WHEN_AFTER.search(words)
    if when and _says_act(words[: when.start()]):
        return _acting(text, folded, Span(inside.start, inside.start + when.start()))
    if _says_act(words):
        return _acting(text, folded, inside)
    if not alone:
        return []
    if when:
        inside = Span(inside.start, inside.start + when.start())
    names = list(names_in(text, folded, inside))
    if names and all(is_unit(name.name) for name in names):
        return _as_units([("first", names)])
    return []


def _says_act(words: str) -> bool:
    """Whether the words end in what units do: …负责, …牵头, …配合, …落实."""
    bare = re.sub(r"[。;\s]+$", "", words)
    return (
        re.search(r"(?:负责|牵头|配合|参与|落实|协助)(?:实施|组织实施|落实|推进)?$", bare) is not None
        and "。" not in bare
    )


def _labelled(text: str, folded: str, places: list[Span]) -> list[Unit]:
    """The units that labels name in the places, which are read as one list: 牵头单位：A；配合单位：B."""
    parts: list[tuple[str, list[UnitName]]] = []
    for inside in places:
        marks = list(_LABEL.finditer(folded, inside.start, inside.end))
        for index, mark in enumerate(marks):
            stop = marks[index + 1].start() if index + 1 < len(marks) else inside.end
            piece = Span(mark.end(), stop)
            if mark.lastgroup == "other":
                continue
            if _ACT.search(folded, *piece) and _says_act(folded[piece.start : piece.end]):
                parts.extend(_act_parts(text, folded, piece))
            else:
                parts.append((str(mark.lastgroup), list(names_in(text, folded, piece))))
    return _as_units([(role, [one for one in names if may_be_unit(one.name)]) for role, names in parts])


def _acting(text: str, folded: str, inside: Span) -> list[Unit]:
    parts = _act_parts(text, folded, inside)
    if not parts or not all(names and all(is_unit(one.name) for one in names) for _, names in parts):
        return []
    return _as_units(parts)


def _act_parts(text: str, folded: str, inside: Span) -> list[tuple[str, list[UnitName]]]:
    parts: list[tuple[str, list[UnitName]]] = []
    at = inside.start
    for act in _ACT.finditer(folded, inside.start, inside.end):
        if act.start() < at:
            continue
        # Two words may say one act: 牵头负责.
        if names := list(names_in(text, folded, Span(at, act.start()))):
            parts.append((str(act.lastgroup), names))
        at = act.end()
    if folded[at : inside.end].strip(" 。;,、\n\u3000"):
        return []
    return parts


def _as_units(parts: list[tuple[str, list[UnitName]]]) -> list[Unit]:
    """Roles of one bracket: those called 牵头 lead, else the first named."""
    parts = [part for role, names in parts for part in _as_said(role, names)]
    named = any(role == "lead" and names for role, names in parts)
    only_joint = all(role == "joint" or not names for role, names in parts)
    units: list[Unit] = []
    for role, names in parts:
        for name in names:
            leads = role == "lead" if named else not units and not only_joint
            kind: UnitRole = "lead" if leads else "joint"
            units.append(Unit(name.name, kind, Span(name.start, name.end)))
    return units


def _as_said(role: str, names: list[UnitName]) -> Iterator[tuple[str, list[UnitName]]]:
    """The names of one role, cut where a name says in brackets that its unit leads or joins."""
    for name in names:
        said = _SAID_AFTER.search(fold(name.name))
        if said is None:
            yield role, [name]
        else:
            cut = len(name.name) - said.start()
            yield str(said.lastgroup), [UnitName(name.start, name.end - cut, name.name[: said.start()])]


def _line_units(text: str, folded: str, blocks: tuple[Span, ...], covered: Places) -> Iterator[UnitGroup]:
    """Units in labelled lines, those that follow each other read as one, or in a closing sentence."""
    lines: list[Span] = []

    def listed() -> Iterator[UnitGroup]:
        units = _labelled(text, folded, lines)
        if units:
            yield UnitGroup(Span(lines[0].start, lines[-1].end), tuple(units))
        lines.clear()

    for block in blocks:
        found = False
        for line in _LINE.finditer(folded, block.start, block.end):
            if covered.overlap(Span(line.end(), line.end() + 1)) or _enclosed(
                folded, block.start, line.end()
            ):
                continue
            stop = folded.find("。", line.end(), block.end)
            if folded[block.start : line.end()].strip(" \u3000"):
                # 建设平台。责任单位：A: words before it make it a list of its own.
                yield from listed()
            lines.append(Span(line.end(), stop if stop >= 0 else block.end))
            found = True
            break
        if found:
            continue
        if lines and _goes_on(folded, lines[-1], block):
            lines[-1] = Span(lines[-1].start, block.end)
            continue
        if lines:
            yield from listed()
        closing = None if covered.overlap(Span(block.end - 1, block.end)) else _closing(text, folded, block)
        if closing:
            yield closing
    yield from listed()


def _goes_on(folded: str, line: Span, block: Span) -> bool:
    """Whether a paragraph is the rest of a list that a line break cut: 责任单位：A、↵B."""
    return folded[line.start : line.end].rstrip().endswith(("、", ",")) and block.end - block.start < 60


def _closing(text: str, folded: str, block: Span) -> UnitGroup | None:
    """Units of a last sentence that says nothing but who does it: A牵头,B、C配合。"""
    end = block.end
    while end > block.start and folded[end - 1] in " \u3000。":
        end -= 1
    start = max(folded.rfind(mark, block.start, end) for mark in "。;!?") + 1 or block.start
    if end - start > 300 or not _says_act(folded[start:end]):
        return None
    # 建设平台,市科技局牵头: what is to be done may stand before who does it.
    starts = [at + 1 for at in range(start, end) if folded[at] == ","]
    for at in [start, *starts[-_CLOSING:]]:
        units = _acting(text, folded, Span(at, end))
        if units:
            return UnitGroup(Span(at, end), tuple(units))
    return None


def _enclosed(folded: str, start: int, at: int) -> bool:
    # A list of units is short; see _brackets.
    start = max(start, at - 1500)
    return folded.count("(", start, at) > folded.count(")", start, at)
