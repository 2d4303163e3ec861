"""The notice as Word files: by python-docx, with automatic numbers, a footnote and tracked changes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from tests.engine.intake_files import notice
from tests.engine.intake_files.containers import repacked

CHAPTERS = ("chineseCountingThousand", "%1、")
ITEMS = ("chineseCounting", "（%2）")


def new_document() -> Any:
    """python-docx's empty document."""
    return docx.Document()


def add_list(
    document: Any,
    list_id: int,
    levels: tuple[tuple[str, str], ...],
    *,
    start: int = 1,
    glued: bool = True,
    legal: int = -1,
) -> None:
    """A numbering definition: format and text for each level.

    glued: no tab after the label. legal: the level that writes all numbers in digits.
    """
    suffix = '<w:suff w:val="nothing"/>' if glued else ""
    root = document.part.numbering_part.element
    lines = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>'
        f"{'<w:isLgl/>' if at == legal else ''}{suffix}"
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate(levels)
    )
    root.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{list_id}">{lines}</w:abstractNum>')
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{list_id}"><w:abstractNumId w:val="{list_id}"/></w:num>')
    )


def number(paragraph: Any, list_id: int, level: int) -> None:
    paragraph._p.get_or_add_pPr().append(_number_xml(list_id, level))


def number_style(style: Any, list_id: int) -> None:
    style.element.get_or_add_pPr().append(_number_xml(list_id, 0))


def _number_xml(list_id: int, level: int) -> Any:
    return parse_xml(
        f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    )


def notice_docx(*, automatic: bool = True) -> bytes:
    """With page numbers and a running head, and first lines indented as GB/T 9704 has them.

    automatic: Word numbers the sections; else the labels are in the text.
    """
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.size = Pt(14)
    style.font.name = "Noto Serif CJK SC"
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Noto Serif CJK SC")
    add_list(document, 90, (CHAPTERS, ITEMS))
    section = document.sections[0]
    section.header.paragraphs[0].text = notice.RUNNING_HEAD
    _page_number(section.footer.paragraphs[0])
    title = _paragraph(document, notice.TITLE, WD_ALIGN_PARAGRAPH.CENTER)
    title.runs[0].font.size = Pt(20)
    _paragraph(document, notice.DOC_NO, WD_ALIGN_PARAGRAPH.CENTER)
    _paragraph(document, notice.ADDRESSEE)
    _body(document, notice.OPENING)
    for (level, words), line in zip(notice.SECTIONS, notice.SECTION_LINES, strict=True):
        paragraph = _body(document, words if automatic else line)
        if level and automatic:
            number(paragraph, 90, level - 1)
    table = document.add_table(rows=0, cols=4)
    table.style = "Table Grid"
    for row in notice.TABLE:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=True):
            cell.text = words
    _paragraph(document, notice.SIGNER, WD_ALIGN_PARAGRAPH.RIGHT)
    _paragraph(document, notice.DATE, WD_ALIGN_PARAGRAPH.RIGHT)
    return saved(document)


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def document_of(*body: str) -> bytes:
    """A docx whose body is this XML."""
    document = docx.Document()
    element = document.element.body
    section = element[-1]
    for xml in body:
        section.addprevious(
            parse_xml(
                xml.replace(
                    ">",
                    f' {nsdecls("w", "wp", "a")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
                    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
                    ' xmlns:v="urn:schemas-microsoft-com:vml">',
                    1,
                )
            )
        )
    return saved(document)


def _paragraph(document: Any, words: str, align: Any = None) -> Any:
    paragraph = document.add_paragraph(words)
    paragraph.alignment = align
    return paragraph


def _body(document: Any, words: str) -> Any:
    paragraph = _paragraph(document, words, WD_ALIGN_PARAGRAPH.JUSTIFY)
    paragraph.paragraph_format.first_line_indent = Pt(28)
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
    paragraph.add_run(" —")


def with_property(data: bytes, name: str, value: str) -> bytes:
    """A docx with a property of its own, as programs leave them."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    custom = (
        f'<?xml version="1.0"?><Properties xmlns="{office}/custom-properties"'
        f' xmlns:vt="{office}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}">'
        f"<vt:lpwstr>{value}</vt:lpwstr></property></Properties>"
    )
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    changes = {
        "[Content_Types].xml": f'<Override PartName="/docProps/custom.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationship Id="rId90" Type="{office}/relationships/custom-properties"'
        ' Target="docProps/custom.xml"/></Relationships>',
    }
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {part: archive.read(part).decode() for part in changes}
    for part, addition in changes.items():
        parts[part] = parts[part].replace("</" + addition.rpartition("</")[2], addition)
    return repacked(
        data, {"docProps/custom.xml": custom.encode()} | {k: v.encode() for k, v in parts.items()}
    )
