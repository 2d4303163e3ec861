"""Word's automatic numbers, written out: they are the labels of a document's structure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from luodi.intake.archive import Archive
from luodi.intake.numerals import format_number
from luodi.intake.xml import attribute, child, children, read_xml

_LEVELS: Final = 9
_PLACE = re.compile(r"%([1-9])")
# A style based on a style based on …: Word allows ten; a cycle ends here too.
_MOST_STYLES: Final = 20
_BULLET: Final = "•"
_CLOSED: Final = "、）)】〕〉》．。：:　 "


@dataclass(frozen=True)
class _Level:
    format: str
    text: str
    start: int = 1
    restart: int | None = None
    legal: bool = False
    glued: bool = False
    style: str | None = None


@dataclass
class _List:
    """One abstract numbering: its levels and how far each has counted."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Use:
    """A numbering instance: the list that it counts in, and levels of its own."""

    list_id: str
    starts: dict[int, int]
    levels: dict[int, _Level]


@dataclass(frozen=True)
class _Style:
    based_on: str | None
    number: str | None
    level: int | None


class Numbering:
    """Gives each paragraph its label; must be asked once for every paragraph, in order."""

    def __init__(self, archive: Archive, numbering: str, styles: str) -> None:
        root = read_xml(archive, numbering)
        self._lists = {
            attribute(each, "abstractNumId") or "": _List(_levels(each))
            for each in children(root, "abstractNum")
        }
        # A list may only point to a list style; the list that defines the style has the levels.
        self._links: dict[str, str] = {}
        defined: dict[str, str] = {}
        for each in children(root, "abstractNum"):
            key = attribute(each, "abstractNumId") or ""
            if style := attribute(child(each, "styleLink"), "val"):
                defined[style] = key
        for each in children(root, "abstractNum"):
            style = attribute(child(each, "numStyleLink"), "val")
            if style in defined:
                self._links[attribute(each, "abstractNumId") or ""] = defined[style]
        self._uses = {attribute(each, "numId") or "": _use(each) for each in children(root, "num")}
        self._begun: set[tuple[str, int]] = set()
        self._styles, self._default = _styles(read_xml(archive, styles))

    def label(self, properties: etree._Element | None) -> str:
        """What Word shows before a paragraph with these properties (``w:pPr``); "" if nothing."""
        number, level = self._number(properties)
        use = self._uses.get(number or "")
        if use is None:
            return ""
        key = self._links.get(use.list_id, use.list_id)
        found = self._lists.get(key)
        if found is None:
            return ""
        levels = {**found.levels, **use.levels}
        if level not in levels:
            return ""
        if level in use.starts and (number or "", level) not in self._begun:
            self._begun.add((number or "", level))
            found.counts[level] = use.starts[level]
        else:
            found.counts[level] = found.counts.get(level, levels[level].start - 1) + 1
        for deeper in range(level + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or level < restart:
                found.counts.pop(deeper, None)
        return _written(levels, found.counts, level)

    def _number(self, properties: etree._Element | None) -> tuple[str | None, int]:
        own = child(properties, "numPr")
        number = attribute(child(own, "numId"), "val")
        level = _integer(attribute(child(own, "ilvl"), "val"))
        style = attribute(child(properties, "pStyle"), "val") or self._default
        named = style
        for _ in range(_MOST_STYLES):
            found = self._styles.get(style or "")
            if found is None or number is not None:
                break
            number = found.number
            level = found.level if level is None else level
            style = found.based_on
        if level is None:
            level = self._level_of_style(number, named)
        return number, max(0, min(level, _LEVELS - 1))

    def _level_of_style(self, number: str | None, style: str | None) -> int:
        use = self._uses.get(number or "")
        found = self._lists.get(self._links.get(use.list_id, use.list_id)) if use else None
        levels = found.levels if found else {}
        return next((key for key, level in levels.items() if style and level.style == style), 0)


def _written(levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
    here = levels[level]
    if here.format == "none" and not _PLACE.sub("", here.text):
        return ""
    if here.format == "bullet":
        # Most bullets are private characters of a symbol font.
        return f"{_BULLET} "

    def number(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        shown = levels.get(place)
        if shown is None or shown.format == "none":
            return ""
        style = "decimal" if here.legal else shown.format
        return format_number(counts.get(place, shown.start), style)

    text = _PLACE.sub(number, here.text)
    # A space is written only where the label and the words could run into each other (1. 5G网络).
    return text if here.glued or not text or text[-1] in _CLOSED else f"{text} "


def _levels(parent: etree._Element) -> dict[int, _Level]:
    return {_integer(attribute(each, "ilvl")) or 0: _level(each) for each in children(parent, "lvl")}


def _level(element: etree._Element) -> _Level:
    start = _integer(attribute(child(element, "start"), "val"))
    # Formats of later versions stand in an alternative whose fallback is plain.
    formats = child(element, "numFmt")
    if formats is None:
        formats = child(element, "AlternateContent", "Choice", "numFmt")
    legal = child(element, "isLgl")
    return _Level(
        format=attribute(formats, "val") or "decimal",
        text=(attribute(child(element, "lvlText"), "val") or "")[:100],
        start=1 if start is None else start,
        restart=_integer(attribute(child(element, "lvlRestart"), "val")),
        legal=legal is not None and attribute(legal, "val") not in ("0", "false", "off"),
        glued=attribute(child(element, "suff"), "val") == "nothing",
        style=attribute(child(element, "pStyle"), "val"),
    )


def _use(element: etree._Element) -> _Use:
    starts: dict[int, int] = {}
    levels: dict[int, _Level] = {}
    for each in children(element, "lvlOverride"):
        at = _integer(attribute(each, "ilvl")) or 0
        start = _integer(attribute(child(each, "startOverride"), "val"))
        if start is not None:
            starts[at] = start
        if (own := child(each, "lvl")) is not None:
            levels[at] = _level(own)
    return _Use(attribute(child(element, "abstractNumId"), "val") or "", starts, levels)


def _styles(root: etree._Element | None) -> tuple[dict[str, _Style], str | None]:
    """Paragraph styles by id, and the id of the one that paragraphs have without saying so."""
    styles: dict[str, _Style] = {}
    default = None
    for each in children(root, "style"):
        key = attribute(each, "styleId") or ""
        numbers = child(each, "pPr", "numPr")
        styles[key] = _Style(
            attribute(child(each, "basedOn"), "val"),
            attribute(child(numbers, "numId"), "val"),
            _integer(attribute(child(numbers, "ilvl"), "val")),
        )
        if attribute(each, "type") == "paragraph" and attribute(each, "default") in ("1", "true"):
            default = key
    return styles, default


def _integer(text: str | None) -> int | None:
    try:
        return max(-1, min(int(text), 32_767)) if text is not None else None
    except ValueError:
        return None
