"""What an official document (公文) consists of, whatever it is about and wherever it is laid out.

Texts are as the author wrote them, numbers of headings and full-width marks included. Everything is frozen: a
document that was issued is its data.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """The form the document has on paper."""

    DOCUMENT = "document"  # 文件式: “××文件”
    LETTER = "letter"  # 信函格式, GB/T 9704 10.1
    BULLETIN = "bulletin"  # 通报、简报: name, number of the issue, editor
    BRIEF = "brief"  # 领导专报: one page
    MINUTES = "minutes"  # 纪要格式, GB/T 9704 10.3


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Head:
    """版头. Which parts a kind has is said in docs/reference/bulletin.md; the rest stays empty.

    suffix: follows the organs in the mark of a document, 文件 as a rule.
    issue: 第12期, as printed. name, issue, editor, day: of a bulletin, a brief or minutes.
    """

    organs: tuple[str, ...] = ()
    suffix: str = ""
    copy_no: str = ""
    secrecy: str = ""
    urgency: str = ""
    doc_no: str = ""
    signers: tuple[str, ...] = ()
    name: str = ""
    issue: str = ""
    editor: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4 (一、 （一） 1. （1）), its number written in the text.

    follow: text that goes on in the same line, in the body's font; may be empty.
    """

    level: int
    text: str
    follow: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; lead: its first words, printed in bold (一是…), may be empty."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A short list, each item in lines of its own; title may be empty."""

    items: tuple[str, ...]
    title: str = ""
    ordered: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; width in shares of the table's width."""

    title: str
    width: Decimal = Decimal(1)
    align: Align = Align.CENTER


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header repeats on every page. Each row has one text per column.

    size: of its characters, 四号, 小四 or 五号.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    size: str = "小四"


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline number: the value as printed, what it counts, and what to compare it with."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    items: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart; values: one per series, none below zero, in the chart's unit."""

    label: str
    values: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars side by side on one scale; with several series each bar is stacked of its parts."""

    title: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG; its width on paper in millimetres; alt: what it shows, for who cannot see it."""

    data: bytes
    width_mm: Decimal
    caption: str = ""
    alt: str = ""


Block = Heading | Paragraph | Listing | Table | Figures | Chart | Picture


@dataclass(frozen=True, slots=True)
class Signature:
    """落款. seal: room is left for it, and the lines are set as the standard sets them under a seal."""

    organs: tuple[str, ...]
    day: date
    seal: bool = False


@dataclass(frozen=True, slots=True)
class Annex:
    """附件, on a page of its own; landscape: its table lies across, head towards the left edge."""

    title: str
    blocks: tuple[Block, ...] = ()
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who was at a meeting (出席), was excused (请假) or sat in (列席): the word and the names after it."""

    label: str
    names: str


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记: who gets copies, who printed it and when."""

    copies: tuple[str, ...] = ()
    organ: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An official document.

    attachments: names in the attachment note (附件说明); where none are given, the annexes' titles.
    note: 附注, without its brackets. attendance: of minutes alone.
    """

    kind: Kind
    title: str
    head: Head = field(default_factory=Head)
    addressees: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    attachments: tuple[str, ...] = ()
    signature: Signature | None = None
    note: str = ""
    annexes: tuple[Annex, ...] = ()
    imprint: Imprint | None = None
    attendance: tuple[Attendance, ...] = ()

    @property
    def day(self) -> date | None:
        """The day the document bears: of the signature, else of the head, else of the printing."""
        if self.signature is not None:
            return self.signature.day
        if self.head.day is not None:
            return self.head.day
        return self.imprint.day if self.imprint is not None else None

    @property
    def attachment_names(self) -> tuple[str, ...]:
        return self.attachments or tuple(annex.title for annex in self.annexes)
