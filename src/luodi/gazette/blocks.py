"""The blocks of a document's body, read from JSON and written back to it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from decimal import Decimal
from typing import Any, assert_never

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image

from luodi.diagnostics import Collector
from luodi.gazette.fields import LONG, Fields, type_name
from luodi.gazette.model import (
    Align,
    Bar,
    Block,
    Chart,
    Column,
    Figure,
    Figures,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Table,
)

MOST_BLOCKS = 2_000
MOST_ROWS = 5_000
MOST_COLUMNS = 16
MOST_CELL = 2_000
MOST_BARS = 30
MOST_SERIES = 5
MOST_FIGURES = 6
# Base64 of a picture of about 5 MB.
MOST_PICTURE = 7_000_000
LARGEST = Decimal(10) ** 15
SIZES = {"四号": Decimal(14), "小四": Decimal(12), "五号": Decimal("10.5")}


def read_block(value: Any, path: str, found: Collector) -> Block | None:
    """The block a JSON object describes by its ``type``; None, with findings, where it is none."""
    fields = Fields(value, path, found)
    if not isinstance(value, dict):
        return None
    kind = fields.choice("type", tuple(_READERS), default=None)
    if value.get("type") != kind:
        return None
    block = _READERS[kind](fields)
    fields.done()
    return block


def _heading(fields: Fields) -> Block:
    return Heading(
        fields.whole("level", 1, 4, required=True),
        fields.text("text", required=True),
        fields.text("follow", limit=LONG),
    )


def _paragraph(fields: Fields) -> Block:
    return Paragraph(fields.text("text", required=True, limit=LONG), fields.text("lead"))


def _list(fields: Fields) -> Block:
    return Listing(
        fields.texts("items", required=True, most=100, limit=MOST_CELL),
        fields.text("title"),
        fields.flag("ordered", default=True),
    )


def _table(fields: Fields) -> Block:
    def column(value: Any, path: str) -> Column:
        if isinstance(value, str):
            value = {"title": value}
        inner = Fields(value, path, fields.found)
        made = Column(
            inner.text("title"),
            inner.number("width", Decimal("0.1"), Decimal(100), default=Decimal(1)),
            Align(inner.choice("align", [align.value for align in Align], default="center")),
        )
        inner.done()
        return made

    columns = fields.items("columns", column, required=True, most=MOST_COLUMNS)

    def row(value: Any, path: str) -> tuple[str, ...]:
        if not isinstance(value, list):
            fields.report("GAZ005", path, wanted="array", was=type_name(value))
            return ("",) * len(columns)
        if len(value) != len(columns):
            fields.report("GAZ012", path, cells=len(value), columns=len(columns))
            return ("",) * len(columns)
        return fields.each_text(value, path, limit=MOST_CELL, empty=True)

    return Table(
        columns,
        fields.items("rows", row, most=MOST_ROWS),
        fields.text("caption"),
        fields.choice("size", tuple(SIZES), default="小四"),
    )


def _figures(fields: Fields) -> Block:
    def figure(value: Any, path: str) -> Figure:
        inner = Fields(value, path, fields.found)
        made = Figure(
            inner.text("value", required=True, limit=20),
            inner.text("label", required=True, limit=40),
            inner.text("note", limit=60),
        )
        inner.done()
        return made

    return Figures(fields.items("items", figure, required=True, most=MOST_FIGURES))


def _chart(fields: Fields) -> Block:
    series = fields.texts("series", required=True, most=MOST_SERIES, limit=20)

    def bar(value: Any, path: str) -> Bar:
        inner = Fields(value, path, fields.found)

        def amount(number: Any, at: str) -> Decimal:
            return inner.checked_number(number, at, Decimal(0), LARGEST)

        label = inner.text("label", required=True, limit=40)
        values = inner.items("values", amount, required=True, most=MOST_SERIES)
        inner.done()
        if len(values) != len(series):
            fields.report("GAZ012", path, cells=len(values), columns=len(series))
        return Bar(label, values)

    return Chart(
        fields.text("title", required=True),
        series,
        fields.items("bars", bar, required=True, most=MOST_BARS),
        fields.text("unit", limit=10),
    )


def _picture(fields: Fields) -> Block:
    coded = fields.text("data", required=True, limit=MOST_PICTURE)
    data = b""
    try:
        data = base64.b64decode(coded, validate=True)
        if coded and picture_format(data) is None:
            fields.report("GAZ013", fields.at("data"))
    except (binascii.Error, ValueError):
        fields.report("GAZ013", fields.at("data"))
    return Picture(
        data,
        fields.number("width_mm", Decimal(5), Decimal(156), default=Decimal(120)),
        fields.text("caption"),
        fields.text("alt", limit=1_000),
    )


def picture_format(data: bytes) -> str | None:
    """``png`` or ``jpg`` by what the bytes say; None for anything else, or a header that makes no sense."""
    try:
        image = Image.from_blob(data)
        if image.px_width <= 0 or image.px_height <= 0 or image.px_width * image.px_height > 50_000_000:
            return None
    except (
        InvalidImageStreamError,
        UnexpectedEndOfFileError,
        UnrecognizedImageError,
        # What python-docx lets through where a header breaks off in the middle.
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        ZeroDivisionError,
        AttributeError,
    ):
        return None
    return {"image/png": "png", "image/jpeg": "jpg"}.get(image.content_type)


_READERS: dict[str, Callable[[Fields], Block]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "list": _list,
    "table": _table,
    "figures": _figures,
    "chart": _chart,
    "picture": _picture,
}


def plain_number(value: Decimal) -> int | float:
    """A number for JSON that reads back as the same decimal."""
    return int(value) if value == value.to_integral_value() else float(value)


def block_to_json(block: Block) -> dict[str, Any]:
    """The object ``read_block`` reads the same block from; empty parts are left out."""
    match block:
        case Heading():
            made = {"type": "heading", "level": block.level, "text": block.text, "follow": block.follow}
        case Paragraph():
            made = {"type": "paragraph", "lead": block.lead, "text": block.text}
        case Listing():
            made = {"type": "list", "title": block.title, "items": [*block.items], "ordered": block.ordered}
        case Table():
            made = {
                "type": "table",
                "caption": block.caption,
                "size": block.size,
                "columns": [
                    {
                        "title": column.title,
                        "width": plain_number(column.width),
                        "align": column.align.value,
                    }
                    for column in block.columns
                ],
                "rows": [[*row] for row in block.rows],
            }
        case Figures():
            items = [
                {"value": item.value, "label": item.label, **({"note": item.note} if item.note else {})}
                for item in block.items
            ]
            made = {"type": "figures", "items": items}
        case Chart():
            made = {
                "type": "chart",
                "title": block.title,
                "unit": block.unit,
                "series": [*block.series],
                "bars": [
                    {"label": bar.label, "values": [plain_number(value) for value in bar.values]}
                    for bar in block.bars
                ],
            }
        case Picture():
            made = {
                "type": "picture",
                "data": base64.b64encode(block.data).decode("ascii"),
                "width_mm": plain_number(block.width_mm),
                "caption": block.caption,
                "alt": block.alt,
            }
        case _ as never:
            assert_never(never)
    return {key: value for key, value in made.items() if value != ""}
