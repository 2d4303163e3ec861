"""Broken, hostile and locked files: an error with its code, or what could be read with a note; soon."""

from __future__ import annotations

import struct
import time
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from luodi.cli import main
from luodi.diagnostics import LuodiError
from luodi.intake import ReadResult, archive, pdf, pdf_pages, read_bytes
from tests.engine.intake_files import notice, ofd, word
from tests.engine.intake_files.containers import latin_pdf, ole_file, pdf_file, repacked, stream

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = f"<w:document {W}><w:body>%s</w:body></w:document>"
WORDS = "<w:p><w:r><w:t>正文。</w:t></w:r></w:p>"
BOMB = """<!DOCTYPE a [<!ENTITY a "哈哈哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
FILE_ENTITY = """<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>"""
LATIN = b"BT /F1 12 Tf 72 700 Td (Page of a long document.) Tj ET"


def refused(data: bytes, name: str = "a.bin") -> str:
    with pytest.raises(LuodiError) as caught:
        read_bytes(data, name)
    diagnostic = caught.value.diagnostic
    assert diagnostic.file == name
    # The words must be there in both languages, their placeholders filled.
    assert diagnostic.render(lang="zh") and diagnostic.render(lang="en")
    return diagnostic.code


def noted(data: bytes) -> tuple[ReadResult, list[str]]:
    read = read_bytes(data, "a.bin")
    for note in read.notes:
        assert note.render(lang="zh") and note.render(lang="en")
    return read, [note.code for note in read.notes]


def docx_of(xml: str | bytes) -> bytes:
    data = xml if isinstance(xml, bytes) else xml.encode()
    return repacked(word.document_of(), {"word/document.xml": data})


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.97])
@pytest.mark.parametrize("kind", ["docx", "ofd"])
def test_a_zip_that_was_cut_off_gives_what_is_there(kind: str, share: float) -> None:
    data = word.notice_docx() if kind == "docx" else ofd.notice_ofd()
    cut = data[: int(len(data) * share)]

    try:
        read, codes = noted(cut)
    except LuodiError as error:
        assert error.diagnostic.code == "READ007"
        assert share < 0.9
        return

    assert (read.kind, "READ013" in codes) == (kind, True)
    # The automatic numbers of a docx stand in a later part, the table of an ofd on its last page.
    whole = {*notice.LINES, *(words for _, words in notice.SECTIONS)}
    assert [line for line in read.text.splitlines()[:-1] if line not in whole] == []


def test_a_docx_cut_in_the_middle_of_its_document_keeps_the_beginning() -> None:
    xml = BODY % "".join(
        f"<w:p><w:r><w:t>第{number}段，{number * 7919 % 10007}。</w:t></w:r></w:p>" for number in range(3000)
    )
    out_file = BytesIO()
    with zipfile.ZipFile(out_file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", xml)
    data = out_file.getvalue()

    read, codes = noted(data[: len(data) // 2])

    lines = read.text.splitlines()
    assert codes == ["READ013"]
    assert 500 < len(lines) < 3000
    assert lines[:-1] == [f"第{number}段，{number * 7919 % 10007}。" for number in range(len(lines) - 1)]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_pdf_that_was_cut_off_is_refused_or_read_in_part(share: float) -> None:
    data = latin_pdf([LATIN] * 20)

    try:
        read, _ = noted(data[: int(len(data) * share)])
    except LuodiError as error:
        assert error.diagnostic.code in ("READ007", "READ001")
    else:
        assert "Page of a long document." in read.text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "READ007"),
        (b"PK\x03\x04\x14\x00", "READ007"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "READ007"),
        (ole_file({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "READ006"),
        (ole_file({"WordDocument": struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, 0x0100)}), "READ006"),
        (ole_file({"Workbook": b"x"}), "READ002"),
        (ole_file({"PowerPoint Document": b"x"}), "READ002"),
        (ole_file({"Anything": b"x"}), "READ002"),
        (ofd.zipped({"xl/workbook.xml": "<a/>"}), "READ002"),
        (ofd.zipped({"photo.jpg": "x"}), "READ002"),
        (ofd.zipped({"OFD.xml": "<a/>"}), "READ007"),
        (ofd.zipped({"OFD.xml": "<a/>", "Doc_0/Encryptions.xml": "<a/>"}), "READ006"),
        (ofd.ofd_file([ofd.Sheet()]), "READ001"),
        (docx_of(BODY % ""), "READ001"),
        (docx_of(b""), "READ007"),
        (docx_of("<w:document>"), "READ007"),
        (latin_pdf([b""]), "READ001"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_its_own_code(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_an_encrypted_zip_is_refused() -> None:
    data = bytearray(ofd.zipped({"word/document.xml": BODY % WORDS}))
    directory = data.rfind(b"PK\x01\x02")
    data[6] |= 1
    data[directory + 8] |= 1

    assert refused(bytes(data)) == "READ006"


@pytest.mark.parametrize("doctype", [BOMB, FILE_ENTITY], ids=["bomb", "file"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_xml_with_a_document_type_is_refused(doctype: str, charset: str) -> None:
    head = f'<?xml version="1.0" encoding="{charset}"?>{doctype}'
    document = head + BODY % "<w:p><w:r><w:t>&a;</w:t></w:r></w:p>"
    page = head + ofd.Sheet().xml()

    assert refused(docx_of(document.encode(charset))) == "READ016"
    assert refused(ofd.ofd_file([ofd.Sheet()], extra={"Doc_0/Pages/Page_0/Content.xml": ""})) == "READ007"
    assert refused(repacked(ofd.notice_ofd(), {"Doc_0/Document.xml": page.encode(charset)})) == "READ016"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = (BODY % (WORDS * 10)).encode().ljust(300 * 1024 * 1024)
    data = docx_of(huge)
    del huge
    unpacked: list[int] = []
    inflate = archive.Archive._inflate
    monkeypatch.setattr(
        archive.Archive,
        "_inflate",
        lambda self, entry, limit: unpacked.append(entry.size) or inflate(self, entry, limit),
    )

    assert len(data) < 1_000_000
    assert refused(data) == "READ008"
    assert max(unpacked) < 100_000


def test_a_zip_bomb_that_lies_about_its_size_is_stopped() -> None:
    data = bytearray(docx_of((BODY % WORDS).encode().ljust(80 * 1024 * 1024)))
    directory = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[directory + 24 : directory + 28] = struct.pack("<I", 1000)

    assert refused(bytes(data)) == "READ008"
    assert refused(bytes(data[:directory])) == "READ008"


def test_many_parts_that_are_large_together_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 20_000)
    sheets = [ofd.Sheet() for _ in range(100)]
    for number, sheet in enumerate(sheets):
        sheet.text(28, 100, f"第{number + 1}页的正文。")

    read, codes = noted(ofd.ofd_file(sheets))

    assert codes == ["READ012"]
    assert 10 < len(read.text.splitlines()) < 100


def test_a_zip_of_too_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 100)
    parts = {f"word/{number}.xml": "" for number in range(101)}

    assert refused(ofd.zipped(parts)) == "READ008"


def test_tables_nested_deeply_are_read_to_a_depth() -> None:
    nested = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>层</w:t></w:r></w:p>" * 40 + "</w:tc></w:tr></w:tbl>" * 40

    read, codes = noted(docx_of(BODY % nested))

    assert (read.text.count("层"), codes) == (12, ["READ017"])


def test_xml_nested_without_end_keeps_what_stands_before() -> None:
    xml = BODY % (WORDS + "<w:ins>" * 100_000)

    read, codes = noted(docx_of(xml))

    assert (read.text, codes) == ("正文。\n", ["READ013"])


def test_styles_and_lists_that_go_round_in_circles_end() -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="S"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    body = '<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>正文。</w:t></w:r></w:p>'
    data = repacked(
        docx_of(BODY % body), {"word/styles.xml": styles.encode(), "word/numbering.xml": numbering.encode()}
    )

    assert read_bytes(data, "a.docx").text == "正文。\n"


def test_an_ofd_that_refers_to_itself_ends() -> None:
    sheet = ofd.Sheet(template='<ofd:Template TemplateID="9"/>')
    sheet.text(28, 100, "正文。")
    own = sheet.xml()
    document = (
        f'<ofd:Document xmlns:ofd="{ofd.NAMESPACE}"><ofd:Pages>'
        + '<ofd:Page ID="1" BaseLoc="Document.xml"/><ofd:Page ID="2" BaseLoc="../../../../etc/passwd"/>' * 3
        + '<ofd:Page ID="3" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
    )

    read, codes = noted(ofd.ofd_file([sheet], template=own, extra={"Doc_0/Document.xml": document}))

    assert (read.text, codes) == ("正文。\n", ["READ012", "READ013"])


@pytest.mark.parametrize(
    "objects",
    [
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"],
        [b"<</Type/Catalog/Pages 2 0 R>>", b"2 0 R"],
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources 5 0 R>>",
            stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 5 0 R"),
            b"<</XObject<</X 4 0 R>>>>",
        ],
    ],
    ids=["pages", "reference", "form"],
)  # fmt: skip
def test_a_pdf_that_refers_to_itself_ends(objects: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PAGE_S", 2.0)
    start = time.monotonic()

    assert refused(pdf_file(objects)) in ("READ007", "READ001")
    assert time.monotonic() - start < 10


def test_a_pdf_whose_page_unpacks_to_half_a_gigabyte_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PAGE_S", 2.0)
    packer = zlib.compressobj(9)
    once = b"0 0 m 1 1 l S " * 75_000
    packed = b"".join(packer.compress(once) for _ in range(400)) + packer.flush()
    data = latin_pdf([LATIN, b"@"]).replace(
        stream(b"@"), b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
    )
    start = time.monotonic()

    read, codes = noted(data)

    assert (read.text, codes) == ("Page of a long document.\n", ["READ012"])
    assert time.monotonic() - start < 15


def test_a_pdf_of_ten_thousand_pages_is_read_to_the_limit_and_says_so() -> None:
    read, codes = noted(latin_pdf([LATIN] * 10_000))

    assert codes == ["READ012"]
    assert dict(read.notes[0].values) == {"read": pdf_pages.MAX_PAGES, "total": 10_000}
    assert read.text.count("Page of a long document.") == pdf_pages.MAX_PAGES


def test_a_scanned_pdf_is_said_to_be_one() -> None:
    assert refused(latin_pdf([b""] * 3, picture=True)) == "READ009"
    assert refused(latin_pdf([b"BT /F1 9 Tf 290 20 Td (- 1 -) Tj ET"] * 3, picture=True)) == "READ009"


def test_pages_of_a_pdf_that_are_pictures_are_named() -> None:
    text, scan = latin_pdf([LATIN]), latin_pdf([b""], picture=True)

    with pypdfium2.PdfDocument.new() as made:
        for source in (text, scan, scan, text, scan):
            with pypdfium2.PdfDocument(source) as pages:
                made.import_pages(pages)
        out = BytesIO()
        made.save(out)

    read, codes = noted(out.getvalue())

    assert (codes, dict(read.notes[0].values)) == (["READ014"], {"pages": "2-3, 5"})


def test_read_command_prints_the_text_and_beside_it_what_is_missing(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "notice.docx"
    path.write_bytes(docx_of(BODY % (WORDS + "<w:ins>" * 1000)))

    status = main(["read", str(path), "--lang", "en"])

    out, err = capfdbinary.readouterr()
    assert (status, out.decode()) == (0, "正文。\n")
    assert err.decode().splitlines()[0] == f"READ013  {path}"
