"""Text to Document: labelled lines to a tree, running lists to its leaves."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import repeat

from luodi.source import Span
from luodi.structure.head import ANNEX_LINE, kind_of, parse_date, read_head, read_signature, span_of
from luodi.structure.headings import opens_in_two_halves, split_heading
from luodi.structure.labels import Continuity, Label, Rank, parse_label
from luodi.structure.lines import Line, split_lines
from luodi.structure.model import Annex, Document, Part
from luodi.structure.running import Item, find_lists


@dataclass
class _Node:
    """A part while its paragraphs and sub-parts are still being collected."""

    label: Label
    start: int
    end: int
    heading: Span | None
    blocks: list[Span] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)
    in_article: bool = False


def parse_document(text: str, name: str = "") -> Document:
    """The structure of a text: its head, its provisions as a tree, its annexes.

    Reads any text; one without labels has no parts. ``name`` is not used to guess anything.
    """
    lines = split_lines(text)
    labels = _accepted_labels(lines.body)
    first = next((i for i, label in enumerate(labels) if label), len(lines.body))
    if first == len(lines.body):
        return _parse_unlabelled(text, lines.body, lines.title)
    head = read_head(lines.body[:first], lines.title)
    body, annexes = _split_annexes(lines.body[first:], labels[first:])
    issuers, date, taken = read_signature(tuple(line for line, _ in body))
    body = body[: len(body) - taken]
    parts = _build_parts(text, body)
    if head.body_title is not None:
        end = body[-1][0].end if body else head.body_title.end
        carried = Annex(
            "", head.body_title.text.replace("*", ""), Span(head.body_title.start, end), (), carries_body=True
        )
        annexes = [(carried, []), *annexes]
    return Document(
        title=head.title,
        doc_no=head.doc_no,
        issuers=head.issuers or issuers,
        date=head.date or date,
        kind=kind_of(head.body_title.text if head.body_title else head.title),
        parts=parts,
        annexes=tuple(_finish_annex(text, annex, rows) for annex, rows in annexes),
        preamble=span_of(head.preamble),
        notice=span_of(head.notice),
    )


def _parse_unlabelled(text: str, lines: tuple[Line, ...], title: Line | None) -> Document:
    """A text without labelled lines: an article, whose running lists become its parts."""
    issuers, date, taken = read_signature(lines)
    head = read_head(lines[: len(lines) - taken], title)
    body = head.notice + head.preamble
    parts: list[Part] = []
    preamble = [line.span for line in body]
    if body:
        blocks = [line.span for line in body]
        parts, preamble = _running_parts(text, blocks, ())
    return Document(
        title=head.title,
        doc_no=head.doc_no,
        issuers=head.issuers or issuers,
        date=head.date or date,
        kind=kind_of(head.title),
        parts=tuple(parts),
        annexes=(),
        preamble=tuple(preamble),
    )


def _accepted_labels(lines: tuple[Line, ...]) -> list[Label | None]:
    continuity = Continuity()
    labels: list[Label | None] = []
    listing = False
    for line in lines:
        label = parse_label(line.text)
        annex = ANNEX_LINE.match(line.text)
        # "附件：1.甲" and the lines after it name annexes; they are not provisions.
        listing = bool(annex and annex.group(2)) or (listing and label is not None and len(line.text) < 60)
        labels.append(label if label and not listing and continuity.accept(label) else None)
    return labels


_Row = tuple[Line, Label | None]
_AnnexRows = tuple[Annex, list[_Row]]


def _split_annexes(
    lines: tuple[Line, ...], labels: list[Label | None]
) -> tuple[list[_Row], list[_AnnexRows]]:
    body: list[_Row] = []
    annexes: list[_AnnexRows] = []
    rows = body
    for index, (line, label) in enumerate(zip(lines, labels, strict=True)):
        match = ANNEX_LINE.fullmatch(line.text)
        opens = match and not label and len(line.text) < 60 and not line.text.endswith("。")
        if match and opens and not _lists_annexes(lines, index):
            label_text = line.text[: match.start(2)].rstrip(" :：")
            rows = []
            annexes.append((Annex(label_text, match.group(2), line.span), rows))
        else:
            rows.append((line, label))
    return body, annexes


def _lists_annexes(lines: tuple[Line, ...], index: int) -> bool:
    """Whether this 附件 line only announces: a signature or a date still follows within a few lines."""
    if not re.match(r"附\s*件\s*[\d一二三四五六七八九十]*\s*[:：]", lines[index].text):
        return False
    return any(parse_date(line.text) for line in lines[index + 1 : index + 12])


def _finish_annex(text: str, annex: Annex, rows: list[_Row]) -> Annex:
    if not rows:
        return annex
    title = annex.title
    if not title and rows[0][1] is None:
        title = rows[0][0].text
        rows = rows[1:]
    end = rows[-1][0].end if rows else annex.span.end
    return Annex(
        annex.label, title, Span(annex.span.start, end), _build_parts(text, rows), annex.carries_body
    )


def _build_parts(text: str, rows: list[_Row]) -> tuple[Part, ...]:
    roots: list[_Node] = []
    stack: list[_Node] = []
    for line, label in rows:
        if label is None:
            if stack:
                _add_paragraph(stack, line)
            continue
        while stack and stack[-1].label.rank >= label.rank:
            stack.pop()
        in_article = label.rank is Rank.ARTICLE or any(node.label.rank is Rank.ARTICLE for node in stack)
        heading, start = split_heading(text, line.start + label.length, line.end, in_article=in_article)
        blocks = [Span(start, line.end)] if start < line.end else []
        node = _Node(label, line.start, line.end, heading, blocks, in_article=in_article)
        for open_node in stack:
            open_node.end = line.end
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)
    _find_slogans(text, roots)
    return tuple(_finish(text, node, ()) for node in roots)


def _add_paragraph(stack: list[_Node], line: Line) -> None:
    """An unnumbered paragraph belongs to the item above it (docs/reference/formats.md)."""
    stack[-1].blocks.append(line.span)
    for node in stack:
        node.end = line.end


def _find_slogans(text: str, nodes: list[_Node]) -> None:
    """Give the items of a list the headings of two halves that most of them have."""
    plain = [node for node in nodes if node.heading is None and node.blocks]
    found = [node for node in plain if opens_in_two_halves(text, *node.blocks[0])]
    if len(found) < 2 or len(found) <= len(plain) / 2 or any(node.in_article for node in nodes):
        return
    for node in found:
        first = node.blocks[0]
        node.heading, start = split_heading(text, first.start, first.end, halves=True)
        node.blocks[0] = Span(start, first.end)


def _finish(text: str, node: _Node, above: tuple[str, ...]) -> Part:
    _find_slogans(text, node.children)
    path = (*above, node.label.numeral)
    children = [_finish(text, child, path) for child in node.children]
    running, blocks = _running_parts(text, node.blocks, path)
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
    )


def _running_parts(text: str, blocks: list[Span], above: tuple[str, ...]) -> tuple[list[Part], list[Span]]:
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
