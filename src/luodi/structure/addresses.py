"""Stable addresses: every provision and every paragraph of a document by a string of its own.

The address of a part is its path with ``/`` between: ``三/一/2``, ``第二章/第七条/一``. Where a sibling has
the same numeral, the second one is ``一#2``. A part of an annex has the annex's label before it:
``附件1/一``. A paragraph that has no number is counted: of an article it is a 款, ``第二章/第七条/第2款``,
elsewhere a 段, ``三/一/第1段``; ``引言/第1段``, ``结语/第1段`` and ``通知/第1段`` are paragraphs before the
first provision, below the last one and of an issuing notice.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from luodi.source import Span
from luodi.structure.model import Annex, Document, Part
from luodi.structure.numerals import HAN, numeral_value

_COUNTED = re.compile(rf"第([{HAN}\d]{{1,6}})([款段])")


def addresses(document: Document) -> dict[str, Part]:
    """Every part of a document and of its annexes under its address, in reading order."""
    found: dict[str, Part] = {}
    for prefix, parts in _groups(document):
        found.update(_addressed(parts, prefix))
    return found


def paragraph_addresses(document: Document) -> dict[str, Span]:
    """Every paragraph of a document and of its annexes under its address.

    A paragraph below the last item of an article's list is the article's next 款, as laws are cited,
    although the item holds it in the tree.
    """
    found: dict[str, Span] = {}
    _count(found, "通知/", document.notice, "段")
    _count(found, "引言/", document.preamble, "段")
    _count(found, "结语/", document.closing, "段")
    for prefix, annex in _annexes(document):
        _count(found, prefix, annex.preamble, "段")
    for prefix, parts in _groups(document):
        for address, part in _siblings(parts, prefix):
            _add_paragraphs(found, address, part)
    return found


def find_part(document: Document, address: str) -> Part | None:
    """The part at an address, or None. The width of digits and brackets does not matter, nor do spaces."""
    return addresses(document).get(normal_address(address))


def find_span(document: Document, address: str) -> Span | None:
    """Where the part or paragraph at an address stands, or None; ``第二款`` and ``第2款`` are the same."""
    wanted = normal_address(address)
    part = addresses(document).get(wanted)
    return part.span if part else paragraph_addresses(document).get(wanted)


def normal_address(address: str) -> str:
    """An address as this module writes it."""
    segments = []
    for segment in re.sub(r"\s", "", address).split("/"):
        # A circled number is a numeral of its own: ① is not 1.
        plain = "".join(unicodedata.normalize("NFKC", c) if ord(c) > 0xFF00 else c for c in segment)
        counted = _COUNTED.fullmatch(plain)
        segments.append(f"第{numeral_value(counted[1])}{counted[2]}" if counted else plain)
    return "/".join(segments)


def _groups(document: Document) -> Iterator[tuple[str, Sequence[Part]]]:
    yield "", document.parts
    for prefix, annex in _annexes(document):
        yield prefix, annex.parts


def _annexes(document: Document) -> Iterator[tuple[str, Annex]]:
    seen: Counter[str] = Counter()
    for annex in document.annexes:
        if not annex.carries_body:
            label = normal_address(annex.label.replace("/", "")) or "附件"
            seen[label] += 1
            yield f"{_numbered(label, seen[label])}/", annex


def _addressed(parts: Sequence[Part], prefix: str) -> Iterator[tuple[str, Part]]:
    for address, part in _siblings(parts, prefix):
        yield address, part
        yield from _addressed(part.parts, f"{address}/")


def _siblings(parts: Sequence[Part], prefix: str) -> Iterator[tuple[str, Part]]:
    seen: Counter[str] = Counter()
    for part in parts:
        numeral = part.path[-1]
        seen[numeral] += 1
        yield f"{prefix}{_numbered(numeral, seen[numeral])}", part


def _numbered(name: str, count: int) -> str:
    return name if count == 1 else f"{name}#{count}"


def _add_paragraphs(found: dict[str, Span], address: str, part: Part) -> None:
    law = part.label.startswith("第") and re.search(r"条(?:\s*之.*)?$", part.label) is not None
    after = _after_items(part) if law else []
    _count(found, f"{address}/", [*part.paragraphs, *after], "款" if law else "段", set())
    held = set(after)
    for below, child in _siblings(part.parts, f"{address}/"):
        _add_below(found, below, child, held)


def _add_below(found: dict[str, Span], address: str, part: Part, held: set[Span]) -> None:
    if not held:
        _add_paragraphs(found, address, part)
        return
    _count(found, f"{address}/", part.paragraphs, "段", held)
    for below, child in _siblings(part.parts, f"{address}/"):
        _add_below(found, below, child, held)


def _count(
    found: dict[str, Span], prefix: str, spans: Sequence[Span], word: str, held: set[Span] | None = None
) -> None:
    own = [span for span in spans if not held or span not in held]
    for number, span in enumerate(own, 1):
        found[f"{prefix}第{number}{word}"] = span


def _after_items(article: Part) -> list[Span]:
    """The paragraphs of an article that stand below a list of items and are held by its last item."""
    after: list[Span] = []
    items = [part for part in article.parts if not part.running]
    usual = 1
    for index, item in enumerate(items):
        begins_anew = index + 1 < len(items) and items[index + 1].path[-1] == items[0].path[-1]
        if index + 1 < len(items) and not begins_anew:
            usual = max(usual, len(item.paragraphs))
            continue
        last, own = item, usual
        while below := [part for part in last.parts if not part.running]:
            last, own = below[-1], max([1, *(len(part.paragraphs) for part in below[:-1])])
        after.extend(last.paragraphs[own:])
    return after
