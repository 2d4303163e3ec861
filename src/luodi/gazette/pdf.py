"""PDF by typst. Words reach it as strings in a JSON file: nothing in them is ever read as markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from luodi.diagnostics import Collector, Diagnostic, LuodiError, Severity
from luodi.gazette import measures
from luodi.gazette.bars import PALETTE, column_shares, drawn_bars
from luodi.gazette.blocks import SIZES, block_to_json, picture_format
from luodi.gazette.fonts import FontChoice, choose_fonts, installed_fonts
from luodi.gazette.glyphs import lost_characters, read_back
from luodi.gazette.model import (
    Block,
    Chart,
    Document,
    Figures,
    Head,
    Heading,
    Imprint,
    Kind,
    Listing,
    Paragraph,
    Picture,
    Signature,
    Table,
)
from luodi.gazette.wording import addressees_words, all_text, copies_words, day_words

# An address or a number of so many characters without a blank may break anywhere.
_UNBROKEN = re.compile(r"[!-~]{24,}")
_BREAK = "\u200b"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file, how many pages it has, and what to know about it: substituted fonts, lost characters."""

    data: bytes
    pages: int
    diagnostics: tuple[Diagnostic, ...]


def pdf(
    document: Document, *, fonts: Sequence[Path] = (), system_fonts: bool = True, name: str = ""
) -> Rendered:
    """The document as PDF; the same document and fonts give the same bytes.

    fonts: folders to look for fonts in beside the machine's own. name: what messages call the document.
    Raises LuodiError GAZ101 where no font has Chinese characters, GAZ106 where a picture cannot be drawn.
    """
    installed = installed_fonts(tuple(fonts), system=system_fonts)
    choice = choose_fonts(installed.families())
    files = {**_templates(), **_pictures(document)}
    files["data.json"] = json.dumps(layout_data(document, choice), ensure_ascii=False).encode()
    try:
        data = _typeset(files, installed)
    except typst.TypstError as error:
        if "image" not in error.message:
            raise
        raise LuodiError(Diagnostic("GAZ106", Severity.ERROR, file=name)) from error
    found = Collector(name)
    choice.report(found)
    pages, printed = read_back(data)
    if lost := lost_characters(all_text(document), printed, choice, installed):
        codes = " ".join(f"U+{ord(char):04X}" for char in lost)
        found.add("GAZ103", Severity.WARNING, count=len(lost), chars=lost, codes=codes)
    if document.kind is Kind.BRIEF and pages > 1:
        found.add("GAZ104", Severity.WARNING, pages=pages)
    return Rendered(data, pages, tuple(found))


def _typeset(files: dict[str, bytes], installed: typst.Fonts) -> bytes:
    # In a folder of their own: given in memory typst takes texts alone, no pictures.
    with TemporaryDirectory(prefix="luodi-") as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        return typst.compile(Path(folder) / "main.typ", root=Path(folder), font_paths=installed)


@cache
def _templates() -> dict[str, bytes]:
    """The layout's files by name; the first one is where typst begins."""
    folder = resources.files("luodi.gazette") / "layout"
    names = ("main.typ", "page.typ", "head.typ", "blocks.typ", "end.typ")
    return {name: (folder / name).read_bytes() for name in names}


def layout_data(document: Document, choice: FontChoice) -> dict[str, Any]:
    """What layout/*.typ reads as data.json: the document with all that needs arithmetic or wording done."""
    pictures = iter(_picture_names(document))
    day = document.day
    return {
        "kind": document.kind.value,
        "measures": _measures(document.kind),
        "fonts": {face.value: list(chain) for face, chain in choice.chains.items()},
        "palette": list(PALETTE),
        "day": [day.year, day.month, day.day] if day else None,
        "authors": list(document.signature.organs if document.signature else document.head.organs),
        "head": _head(document.head, document.kind),
        "title": _breakable(document.title),
        "addressees_words": _breakable(addressees_words(document.addressees)),
        "blocks": [_block(block, pictures) for block in document.blocks],
        "attachments": [_breakable(name.replace("\n", "")) for name in document.attachment_names],
        "attendance": [
            {"label": f"{one.label}：", "names": _breakable(one.names)} for one in document.attendance
        ],
        "signature": _signature(document.signature),
        "note": _breakable(document.note),
        "annexes": [
            {
                "title": _breakable(annex.title),
                "landscape": annex.landscape,
                "blocks": [_block(block, pictures) for block in annex.blocks],
            }
            for annex in document.annexes
        ],
        "imprint": _imprint(document.imprint),
    }


def _measures(kind: Kind) -> dict[str, Any]:
    brief = kind is Kind.BRIEF
    return {
        # A brief is no document of the standard: its lines stand closer, so that a page suffices.
        "body_pt": measures.SMALL_PT if brief else measures.BODY_PT,
        "pitch_pt": measures.SMALL_PT * 1.6 if brief else measures.PITCH_PT,
        "tracking_pt": 0 if brief else measures.TRACKING_PT,
        "title_pt": measures.TITLE_PT,
        "small_pt": measures.SMALL_PT,
        "page_width_mm": measures.PAGE_WIDTH_MM,
        "page_height_mm": measures.PAGE_HEIGHT_MM,
        "area_width_mm": measures.AREA_WIDTH_MM,
        "area_height_mm": measures.AREA_HEIGHT_MM,
        "top_mm": measures.TOP_MM,
        "right_mm": measures.RIGHT_MM,
        "bottom_mm": measures.BOTTOM_MM,
        "left_mm": measures.LEFT_MM,
        "head_top_mm": measures.HEAD_TOP_MM,
        "head_rule_mm": measures.HEAD_RULE_MM,
        "rule_below_number_mm": measures.RULE_BELOW_NUMBER_MM,
        "page_number_below_mm": measures.PAGE_NUMBER_BELOW_MM,
        "letter_head_top_mm": measures.LETTER_HEAD_TOP_MM,
        "letter_rule_below_mm": measures.LETTER_RULE_BELOW_MM,
        "letter_rule_width_mm": measures.LETTER_RULE_WIDTH_MM,
        "letter_rule_bottom_mm": measures.LETTER_RULE_BOTTOM_MM,
        "imprint_thick_mm": measures.IMPRINT_THICK_MM,
        "imprint_thin_mm": measures.IMPRINT_THIN_MM,
        "red": measures.RED,
    }


def _head(head: Head, kind: Kind) -> dict[str, Any]:
    mark = measures.mark_of(head, kind)
    return {
        "organs": list(head.organs),
        "suffix": head.suffix,
        "copy_no": head.copy_no,
        "secrecy": head.secrecy,
        "urgency": head.urgency,
        "doc_no": head.doc_no,
        "signers": list(head.signers),
        "name": head.name,
        "issue": head.issue,
        "editor": head.editor,
        "day_words": day_words(head.day) if head.day else "",
        "mark_pt": mark.size_pt,
        "mark_gap_pt": mark.gap_pt,
    }


def _signature(signature: Signature | None) -> dict[str, Any] | None:
    if signature is None:
        return None
    return {
        "organs": list(signature.organs),
        "day_words": day_words(signature.day),
        "seal": signature.seal,
    }


def _imprint(imprint: Imprint | None) -> dict[str, Any] | None:
    if imprint is None:
        return None
    return {
        "copies_words": _breakable(copies_words(imprint.copies)),
        "organ": imprint.organ,
        "day_words": f"{day_words(imprint.day)}印发" if imprint.day else "",
    }


def _block(block: Block, pictures: Iterator[str]) -> dict[str, Any]:
    match block:
        case Picture():
            return {
                "type": "picture",
                "file": next(pictures),
                "width_mm": float(block.width_mm),
                "caption": block.caption,
                "alt": block.alt,
            }
        case Chart():
            label, words = column_shares(block)
            return {
                "type": "chart",
                "title": block.title,
                "unit": block.unit,
                "series": list(block.series),
                "label_share": label,
                "words_share": words,
                "bars": [
                    {"label": bar.label, "shares": list(bar.shares), "words": bar.words}
                    for bar in drawn_bars(block)
                ],
            }
        case Table():
            made = block_to_json(block)
            rows = [[_breakable(cell) for cell in row] for row in block.rows]
            return {"caption": "", **made, "size_pt": float(SIZES[block.size]), "rows": rows}
        case Heading():
            text = {"text": _breakable(block.text), "follow": _breakable(block.follow)}
            return {"type": "heading", "level": block.level, **text}
        case Paragraph():
            return {"type": "paragraph", "lead": block.lead, "text": _breakable(block.text)}
        case Listing():
            lines = [_breakable(item) for item in block.items]
            return {"type": "list", "title": block.title, "items": lines, "ordered": block.ordered}
        case Figures():
            items = [{"value": item.value, "label": item.label, "note": item.note} for item in block.items]
            return {"type": "figures", "items": items}


def _all_pictures(document: Document) -> list[Picture]:
    bodies = (document.blocks, *(annex.blocks for annex in document.annexes))
    return [block for blocks in bodies for block in blocks if isinstance(block, Picture)]


def _picture_names(document: Document) -> list[str]:
    return [
        f"picture-{index}.{picture_format(picture.data) or 'png'}"
        for index, picture in enumerate(_all_pictures(document), start=1)
    ]


def _pictures(document: Document) -> dict[str, bytes]:
    names = _picture_names(document)
    return {name: picture.data for name, picture in zip(names, _all_pictures(document), strict=True)}


def _breakable(text: str) -> str:
    return _UNBROKEN.sub(lambda found: _BREAK.join(found.group()), text)
