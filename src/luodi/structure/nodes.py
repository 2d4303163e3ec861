"""Labelled lines to a tree of parts, running lists to its leaves."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import repeat

from luodi.source import Span
from luodi.structure.headings import asks, has_own_line, names_article, opens_in_two_halves, split_heading
from luodi.structure.labels import Label, Rank
from luodi.structure.lines import Line
from luodi.structure.model import Part
from luodi.structure.nesting import Nesting
from luodi.structure.running import Item, find_lists

_MAX_NAME = 8
_LEAST_NAMED = 3
Row = tuple[Line, Label | None]


@dataclass(slots=True)
class _Node:
    """A part while its paragraphs and sub-parts are still being collected."""

    label: Label
    start: int
    end: int
    heading: Span | None
    blocks: list[Span] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)
    in_article: bool = False


def build_parts(text: str, rows: Sequence[Row]) -> tuple[Part, ...]:
    """The tree of the labelled lines; a line without a label belongs to the label above it.

    Lines before the first label are not looked at.
    """
    roots: list[_Node] = []
    stack: list[_Node] = []
    nesting = Nesting([label for _, label in rows if label])
    for line, label in rows:
        if label is None:
            if stack:
                # An unnumbered paragraph belongs to the item above it (docs/reference/formats.md).
                if not _take_heading(text, stack[-1], line):
                    stack[-1].blocks.append(line.span)
                for node in stack:
                    node.end = line.end
            continue
        del stack[nesting.place() :]
        in_article = label.rank is Rank.ARTICLE or any(node.label.rank is Rank.ARTICLE for node in stack)
        node = _open_node(text, line, label, in_article=in_article)
        for open_node in stack:
            open_node.end = line.end
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)
    _find_headings(text, roots)
    return tuple(_finish(text, node, ()) for node in roots)


def _open_node(text: str, line: Line, label: Label, *, in_article: bool) -> _Node:
    body = line.start + label.length
    bold_end = line.bold_end or (line.end if line.bold else 0)
    heading, start = split_heading(text, body, line.end, in_article=in_article, bold_end=bold_end)
    blocks = [Span(start, line.end)] if start < line.end else []
    return _Node(label, line.start, line.end, heading, blocks, in_article=in_article)


def _take_heading(text: str, node: _Node, line: Line) -> bool:
    """Whether a line is the heading of a label that stands alone in the line above it."""
    if node.heading is not None or node.blocks or node.in_article:
        return False
    heading, start = split_heading(text, line.start, line.end)
    if heading is None or start < line.end:
        return False
    node.heading = heading
    return True


def _find_headings(text: str, nodes: Sequence[_Node]) -> None:
    """Give the items of a list the headings that only the list as a whole shows.

    Names that open most articles; slogans of two halves where most items have one; a short sentence in a
    line of its own where sub-items or paragraphs follow it, if most items are so or have a heading already.
    """
    plain = [node for node in nodes if node.heading is None and node.blocks]
    if plain and all(node.label.rank is Rank.ARTICLE for node in nodes):
        named = [node for node in plain if names_article(text, *node.blocks[0])]
        if len(named) >= _LEAST_NAMED and len(named) > len(nodes) / 2:
            for node in named:
                first = node.blocks[0]
                node.heading, start = split_heading(text, first.start, first.end)
                node.blocks[0] = Span(start, first.end)
        return
    if not plain or any(node.in_article for node in nodes):
        return
    found = [node for node in plain if opens_in_two_halves(text, *node.blocks[0])]
    if len(found) >= 2 and len(found) > len(plain) / 2:
        for node in found:
            first = node.blocks[0]
            node.heading, start = split_heading(text, first.start, first.end, halves=True)
            node.blocks[0] = Span(start, first.end)
        return
    alone = [
        node
        for node in plain
        if has_own_line(text, *node.blocks[0])
        and (node.children or (len(node.blocks) > 1 and not asks(text, *node.blocks[0])))
    ]
    usual = len(alone) >= 2 and len(alone) > len(plain) / 2
    headed = len(nodes) - len(plain) > len(nodes) / 2 or (len(nodes) == 2 and len(plain) == 1)
    parents = [node for node in alone if node.children]
    for node in alone if usual or headed else parents:
        first = node.blocks.pop(0)
        node.heading = Span(first.start, first.end - 1)


def _finish(text: str, node: _Node, above: tuple[str, ...]) -> Part:
    _find_headings(text, node.children)
    alone = node.label.rank is Rank.ARTICLE and not node.blocks and not node.children
    if alone and node.heading and node.heading.end - node.heading.start > _MAX_NAME:
        # An article is what it lays down; with nothing below it, its line is its text. Forms hold bare names.
        node.blocks.append(node.heading)
        node.heading = None
    path = (*above, node.label.numeral)
    children = [_finish(text, child, path) for child in node.children]
    running, blocks = running_parts(text, node.blocks, path)
    heading = _squeeze(text[slice(*node.heading)], node.label.rank) if node.heading else None
    return Part(
        label=node.label.text,
        path=path,
        level=len(path),
        heading=heading,
        text=_join(text, blocks),
        span=Span(node.start, node.end),
        parts=tuple(sorted(running + children, key=lambda part: part.span)),
        blocks=tuple(blocks),
        heading_span=node.heading,
        paragraphs=tuple(node.blocks),
    )


def running_parts(text: str, blocks: list[Span], above: tuple[str, ...]) -> tuple[list[Part], list[Span]]:
    """Parts made of the running lists in these paragraphs, and what of the paragraphs is left."""
    if not blocks:
        return [], []
    parts: list[Part] = []
    holes: list[Span] = []
    for running in find_lists(text, blocks[0].start, blocks[-1].end):
        # The last item of a list ends with its paragraph: what follows is the article again.
        last = running.items[-1]
        stop = min(last.end, blocks[_block_at(blocks, last.body)].end)
        ends = [min(item.end, stop) for item in running.items]
        halves = sum(map(opens_in_two_halves, repeat(text), (item.body for item in running.items), ends))
        slogans = halves > len(ends) / 2
        parts.extend(
            _item_part(text, item, end, blocks, above, halves=slogans)
            for item, end in zip(running.items, ends, strict=True)
        )
        holes.append(Span(running.items[0].start, stop))
    return parts, _cut(blocks, holes)


def _item_part(
    text: str, item: Item, end: int, blocks: list[Span], above: tuple[str, ...], *, halves: bool = False
) -> Part:
    path = (*above, item.mark.numeral)
    body = item.body
    while body < end and text[body] in "：:，,、 \u3000":
        body += 1
    while end > body and text[end - 1] in "\n \u3000\t":
        end -= 1
    heading, start = split_heading(text, body, end, halves=halves)
    if heading is not None and start >= end:
        heading, start = None, body
    first_child = min((child.start for child in item.items), default=end)
    own = _clip(blocks, Span(start, first_child))
    return Part(
        label=text[item.start : item.body],
        path=path,
        level=len(path),
        heading=text[slice(*heading)] if heading else None,
        text=_join(text, own),
        span=Span(item.start, end),
        parts=tuple(_item_part(text, child, min(child.end, end), blocks, path) for child in item.items),
        blocks=tuple(own),
        heading_span=heading,
        running=True,
        paragraphs=tuple(own),
    )


def _block_at(blocks: list[Span], offset: int) -> int:
    """The index of the first paragraph that ends at or after an offset."""
    return min(bisect_left(blocks, offset, key=lambda block: block.end), len(blocks) - 1)


def _clip(blocks: list[Span], part: Span) -> list[Span]:
    clipped: list[Span] = []
    for index in range(_block_at(blocks, part.start), len(blocks)):
        block = blocks[index]
        if block.start >= part.end:
            break
        piece = Span(max(block.start, part.start), min(block.end, part.end))
        if piece.start < piece.end:
            clipped.append(piece)
    return clipped


def _cut(blocks: list[Span], holes: list[Span]) -> list[Span]:
    """The paragraphs without the holes, which are sorted and apart."""
    left: list[Span] = []
    start = blocks[0].start
    for hole in holes:
        left.extend(_clip(blocks, Span(start, hole.start)))
        start = max(start, hole.end)
    left.extend(_clip(blocks, Span(start, blocks[-1].end)))
    return left


def _join(text: str, blocks: list[Span]) -> str:
    return "\n".join(text[block.start : block.end].strip() for block in blocks)


def _squeeze(heading: str, rank: Rank) -> str:
    """Chapter headings are set wide (总　　则); their name has no gap."""
    return re.sub(r"\s+", "", heading) if rank <= Rank.ARTICLE else heading.strip("* \u3000")
