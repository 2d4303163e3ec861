"""The documents in a text: an issuing notice, the document it carries, and what is annexed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from luodi.source import Span
from luodi.structure.head import Head, read_body_title, read_head
from luodi.structure.labels import Rank, parse_label
from luodi.structure.lines import Line
from luodi.structure.signature import (
    Signature,
    closing_signature,
    imprint_start,
    is_imprint,
    signature_above_table,
    signature_at,
    units_of,
)
from luodi.structure.titles import carried_title, ends_in_kind, looks_like_title, plain

_NO = r"[一二三四五六七八九十\d]{0,3}(?:[-—－]\d{1,2})?"
ANNEX_LINE = re.compile(rf"(附\s*(?:件|表|录)\s*{_NO}|附(?=\s*[:：]))(?:\s*[:：.．、]\s*|[ \t\u3000]+|$)(.*)")
_MAX_ANNEX_LINE = 80
_NOTICE_WORDS = re.compile(
    r"特此(?:通知|公告|通告|函告|函复|批复)|现(?:将|予|印发)|印发给你们|予以(?:公布|印发|发布)|请.{0,12}(?:执行|落实|实施)"
)


@dataclass
class Attached:
    """An annex before its provisions are read. opening: its label's line, with its title's lines."""

    label: str
    title: str
    opening: tuple[Line, ...]
    lines: list[Line]


@dataclass
class Segments:
    """The lines of a text by what they belong to.

    notice: of the issuing notice. body: of the document itself, its preamble included.
    notes: where a text lists its annexes (附件：1.…). carried: the opening of the document that a notice
    carries, None where the text is one document. signed: the lines of signatures and imprints.
    """

    head: Head
    notice: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    carried: Attached | None = None
    attached: list[Attached] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)
    signed: list[Line] = field(default_factory=list)
    header: list[Span] = field(default_factory=list)
    issuers: tuple[str, ...] = ()
    date: str | None = None


def split_segments(lines: Sequence[Line], collector_title: Line | None) -> Segments:
    """Which lines are the notice, the body and the annexes."""
    openings, notes = _find_annexes(lines)
    ends = [*openings, len(lines)]
    main = [line for index, line in enumerate(lines[: ends[0]]) if index not in notes]
    segments = Segments(read_head(main, collector_title))
    segments.notes = [lines[index] for index in sorted(notes)]
    segments.header = list(segments.head.header)
    segments.attached = [
        _open_annex([line for index, line in enumerate(lines[start:end], start) if index not in notes])
        for start, end in zip(openings, ends[1:], strict=True)
    ]
    _split_main(segments, segments.head.rest)
    _sign(segments)
    return segments


def has_labels(lines: Sequence[Line]) -> bool:
    return any(parse_label(line.text) for line in lines)


def _split_main(segments: Segments, rest: list[Line]) -> None:
    found = _carried_start(segments.head.title, rest)
    if found is None:
        segments.body = rest
        first = next(iter(segments.attached), None)
        # A page may begin with 附件 itself, the notice left out.
        alone = len(segments.attached) == 1 and not any(line.text.endswith("。") for line in rest)
        passes_on = (
            alone
            or carried_title(segments.head.title)
            or any(_NOTICE_WORDS.search(x.text[:200]) for x in rest[:12])
        )
        if (
            first
            and passes_on
            and not has_labels(rest)
            and has_labels(first.lines)
            and first.label[-1] not in "2二"
        ):
            segments.notice, segments.body, segments.carried = rest, first.lines, first
            segments.header.extend(line.span for line in first.opening)
            del segments.attached[0]
        return
    notice_end, start = found
    notice, after = rest[:notice_end], rest[start:]
    while after and is_imprint(after[0].text):
        segments.signed.append(after.pop(0))
    title, date, taken = read_body_title(after)
    opening = tuple(after[:taken])
    words = title.words if title else carried_title(segments.head.title) or ""
    attached = Attached("", words, opening, after[taken:])
    if has_labels(notice):
        # The notice has provisions of its own; what it carries is an annex beside them.
        segments.body = notice + rest[notice_end:start]
        segments.attached.insert(0, attached)
        return
    segments.notice = notice + rest[notice_end:start]
    segments.body, segments.carried = attached.lines, attached
    segments.header.extend(line.span for line in opening)
    segments.date = date


def _carried_start(title: str, rest: Sequence[Line]) -> tuple[int, int] | None:
    """Where a notice's own words end and where the document it carries begins, or None.

    It begins after the notice's signature, or, where a page left that out, with its title.
    """
    first_label = next((i for i, line in enumerate(rest) if parse_label(line.text)), len(rest))
    carried = carried_title(title)
    for index, line in enumerate(rest):
        if len(line.text) > 300:
            continue
        if index <= first_label and carried and _same_title(line.text, carried):
            return index, index
        found = signature_at(rest, index)
        if found is None:
            continue
        after = next((i for i in range(index + 1, len(rest)) if not is_imprint(rest[i].text)), len(rest))
        if after == len(rest):
            return None
        if index < first_label:
            if _is_notice(title, rest[: min(found.first, 12)]):
                return index + 1, index + 1
            continue
        signed = bool(found.units) or any(
            _NOTICE_WORDS.search(x.text[:200]) for x in rest[max(0, found.first - 3) : found.first]
        )
        opens = looks_like_title(rest[after].text) and (rest[after].bold or ends_in_kind(rest[after].text))
        if signed and opens and has_labels(rest[after : after + 60]):
            return index + 1, index + 1
    return None


def _sign(segments: Segments) -> None:
    """Take the signatures off the notice and off the body."""
    issuers: tuple[str, ...] = ()
    date: str | None = None
    for name in ("notice", "body"):
        lines: list[Line] = getattr(segments, name)
        signature, first = closing_signature(lines)
        end = len(lines)
        if signature.date is None and (above := signature_above_table(lines)):
            signature, first, end = above
        elif name == "notice" and signature.date is None:
            signature, first = _undated(lines, first)
        segments.signed.extend(lines[first:end])
        del lines[first:end]
        if not issuers and not date:
            issuers, date = signature.units, signature.date
    if segments.attached:
        # The imprint of the whole stands below its last annex.
        last = segments.attached[-1].lines
        first = imprint_start(last)
        segments.signed.extend(last[first:])
        del last[first:]
    # Of several units in the title one may sign for all.
    named = segments.head.issuers
    segments.issuers = named if set(named) > set(issuers) else issuers
    segments.date = date or segments.head.date or segments.date
    if not segments.date or not segments.issuers:
        _read_date_under_title(segments)


def _undated(lines: Sequence[Line], end: int) -> tuple[Signature, int]:
    """The units that close a notice whose date the page left out."""
    units: list[str] = []
    first = end
    while first > 0 and (named := units_of(lines[first - 1].text, sure=True)):
        units[:0] = named
        first -= 1
    return Signature(tuple(units), None, first), first


def _read_date_under_title(segments: Segments) -> None:
    """Some documents have unit and date between the title and the first provision."""
    body = segments.body
    end = next((i for i, line in enumerate(body[:12]) if parse_label(line.text)), min(len(body), 12))
    for index in range(end):
        found = signature_at(body, index)
        if found is not None:
            segments.issuers = segments.issuers or found.units
            segments.date = segments.date or found.date
            segments.header.extend(line.span for line in body[found.first : index + 1])
            del body[found.first : index + 1]
            return


def _is_notice(title: str, lines: Sequence[Line]) -> bool:
    """Whether these lines, which a signature follows, are a notice and not a line under a title."""
    addressed = any(re.search(r"[：:]$", line.text) for line in lines[:3])
    return bool(lines) and (
        title.endswith(("通知", "令"))
        or addressed
        or any(_NOTICE_WORDS.search(line.text[:300]) for line in lines)
    )


def _same_title(line: str, carried: str) -> bool:
    """Whether a line is the carried document's title; a page may have lost its first character."""
    one, other = plain(line), plain(carried)
    return bool(one) and (one == other or (len(other) > 6 and one == other[1:]))


def _open_annex(lines: Sequence[Line]) -> Attached:
    """An annex from its lines; the first one is 附件…."""
    match = ANNEX_LINE.fullmatch(lines[0].text)
    assert match is not None  # _find_annexes chose this line by the same pattern
    label, words = match.group(1).rstrip(), match.group(2).strip()
    rest = list(lines[1:])
    title, _, taken = read_body_title(rest)
    if words and (title is None or plain(title.words) != plain(words)):
        return Attached(label, words, (lines[0],), rest)
    if title is None:
        return Attached(label, words, (lines[0],), rest)
    return Attached(label, title.words, (lines[0], *rest[:taken]), rest[taken:])


def _find_annexes(lines: Sequence[Line]) -> tuple[list[int], frozenset[int]]:
    """The indexes of the lines that open an annex, and of those that only list the annexes."""
    openings: list[int] = []
    notes: set[int] = set()
    index = 0
    end = 0
    while index < len(lines):
        match = _annex_match(lines[index].text)
        if match is None:
            index += 1
            continue
        if match.group(2):
            end = max(end, index + 1)
            while end < len(lines) and _is_listed(lines[end].text):
                end += 1
            if _only_lists(lines, index, end):
                notes.update(range(index, end))
                index = end
                continue
        openings.append(index)
        index += 1
    return openings, frozenset(notes)


def _annex_match(line: str) -> re.Match[str] | None:
    if len(line) > _MAX_ANNEX_LINE or line[:1] != "附" or line.endswith(("。", "；", "，")):
        return None
    return ANNEX_LINE.fullmatch(line)


def _is_listed(line: str) -> bool:
    """Whether a line may go on a list of annexes: 2.申报表, or 附件2：申报表."""
    if len(line) > _MAX_ANNEX_LINE or line.endswith(("。", "；")):
        return False
    label = parse_label(line)
    if label is not None:
        return label.rank is Rank.ARABIC
    match = _annex_match(line)
    return match is not None and bool(match.group(2))


def _only_lists(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether the annexes named in ``lines[start:end]`` are only announced there."""
    match = _annex_match(lines[start].text)
    numbered_list = match is not None and bool(re.match(r"\d{1,2}\s*[.．、]", match.group(2)))
    if end == len(lines):
        return numbered_list and end > start + 1
    following = lines[end].text
    at = end
    # Units and the date below them, at most as many as ever sign one document.
    while at < len(lines) and at < end + 20 and units_of(lines[at].text):
        at += 1
    if at < len(lines) and signature_at(lines, at) is not None:
        return True
    return numbered_list or _annex_match(following) is not None
