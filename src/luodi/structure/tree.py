"""Text to Document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from luodi.source import Span
from luodi.structure.broken import find_breaks, read_whole
from luodi.structure.closing import closing_start, hold_closing
from luodi.structure.inline import split_items
from luodi.structure.labels import Label, parse_label
from luodi.structure.lines import Line, split_lines
from luodi.structure.model import Annex, Document, Part
from luodi.structure.nodes import build_parts, running_parts
from luodi.structure.numbering import MAX_LABELS, accept_labels
from luodi.structure.segments import Attached, Segments, split_segments
from luodi.structure.titles import ends_in_kind, kind_of


def parse_document(text: str, name: str = "") -> Document:
    """The structure of a text: its head, its provisions as a tree, its annexes.

    Reads any text; one without labels has no parts. ``name`` is not used to guess anything. Time and
    memory grow with the length of the text; past ``numbering.MAX_LABELS`` provisions the rest is text.
    A paragraph that a page's end broke is one; its span has the break in it, its text has not.
    """
    breaks = find_breaks(text)
    return replace(read_whole(text, breaks, _parse), breaks=breaks) if breaks else _parse(text)


def _parse(text: str) -> Document:
    lines = split_lines(text)
    segments = split_segments(lines.body, lines.title)
    segments.body = list(split_items(segments.body))
    labels, cut = _labels(segments.body)
    end = closing_start(segments.body, labels)
    closing = spans_of(segments.body[end:])
    first = next((index for index, label in enumerate(labels) if label), len(labels))
    notice = spans_of(segments.notice)
    preamble = spans_of(segments.body[:first])
    parts: tuple[Part, ...]
    if first < len(labels):
        rows = list(zip(segments.body[first:end], labels[first:end], strict=True))
        parts = hold_closing(build_parts(text, rows), closing)
    else:
        # An article: its running lists are its parts.
        running, left = running_parts(text, list(preamble), ())
        parts, preamble = tuple(running), tuple(left)
    carried = _carried(segments)
    title = segments.head.title
    if segments.carried and segments.carried.title and not ends_in_kind(title):
        # No notice's title: a file's name or a collector's line.
        title = segments.carried.title
    return Document(
        title=title,
        doc_no=segments.head.doc_no,
        issuers=segments.issuers,
        date=segments.date,
        kind=kind_of(segments.carried.title if segments.carried and segments.carried.title else title),
        parts=parts,
        annexes=(*carried, *(_annex(text, attached) for attached in segments.attached)),
        preamble=preamble,
        closing=closing,
        notice=notice,
        header=_sorted(segments.header),
        annex_notes=spans_of(segments.notes),
        signature=_sorted(line.span for line in segments.signed),
        contents=lines.contents,
        furniture=_sorted((*lines.header, *lines.footer)),
        cut=cut,
    )


def spans_of(lines: Iterable[Line]) -> tuple[Span, ...]:
    return tuple(line.span for line in lines)


def _labels(lines: Sequence[Line]) -> tuple[list[Label | None], bool]:
    """The labels the lines begin with, and whether there are more than are read."""
    labels: list[Label | None] = []
    count = 0
    cut = False
    for line in lines:
        label = None if cut else parse_label(line.text)
        if label is not None and count == MAX_LABELS:
            label, cut = None, True
        count += label is not None
        labels.append(label)
    return accept_labels(labels), cut


def _carried(segments: Segments) -> tuple[Annex, ...]:
    """The document that a notice carries, as the first of its annexes."""
    if segments.carried is None:
        return ()
    lines = [*segments.carried.opening, *segments.body]
    span = Span(lines[0].start, max(line.end for line in lines)) if lines else Span(0, 0)
    return (Annex(segments.carried.label, segments.carried.title, span, carries_body=True),)


def _annex(text: str, attached: Attached) -> Annex:
    own = list(split_items(attached.lines))
    labels, _ = _labels(own)
    first = next((index for index, label in enumerate(labels) if label), len(labels))
    rows = list(zip(own[first:], labels[first:], strict=True))
    lines = [*attached.opening, *own]
    return Annex(
        label=attached.label,
        title=attached.title,
        span=Span(lines[0].start, lines[-1].end) if lines else Span(0, 0),
        parts=build_parts(text, rows),
        preamble=spans_of(own[:first]),
        opening=spans_of(attached.opening),
    )


def _sorted(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans))
