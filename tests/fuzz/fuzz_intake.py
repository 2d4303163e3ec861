"""Coverage-guided fuzzing of intake: any bytes give a text or an error with a code, nothing else.

``python tests/fuzz/fuzz_intake.py CORPUS -max_total_time=60``: the options are libFuzzer's. The first byte
of an input says what the rest is: a whole file, or one part of a docx or ofd that is otherwise sound, which
lets the fuzzer get past the zip container. Programs and processes are not started; what pdfium gives is fed
in as the pages it would report.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["luodi.intake"], enable_loader_override=False):
    from luodi.diagnostics import LuodiError
    from luodi.intake import ReadResult, office, pdf, read_bytes
    from luodi.intake.page_lines import Glyph, Page, Rule
    from luodi.intake.page_paragraphs import join_pages, page_lines

from tests.engine.intake_files import ofd, printed, word
from tests.engine.intake_files.containers import ole_file, part_of, stored

DOCX_PARTS = ("word/document.xml", "word/numbering.xml", "word/styles.xml")
OFD_PARTS = ("OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml")
_BASES = {"docx": word.notice_docx(), "ofd": ofd.notice_ofd()}
_PARTS = {
    kind: {name: part_of(_BASES[kind], name) for name in parts}
    for kind, parts in (("docx", (*DOCX_PARTS, "_rels/.rels")), ("ofd", OFD_PARTS))
}


def seeds() -> dict[str, bytes]:
    """Inputs to begin with, by name."""
    found = {
        "file-docx": b"\0" + _BASES["docx"],
        "file-ofd": b"\0" + _BASES["ofd"],
        "file-html": b"\0" + printed.notice_html().encode()[:3000],
        "file-ole": b"\0" + ole_file({"WordDocument": b"\xec\xa5\xc1\0"}),
        "file-text": b"\0" + "示例\n".encode("gb18030") * 9,
        "pages": b"\7" + bytes(range(256)),
    }
    for at, name in enumerate((*DOCX_PARTS, *OFD_PARTS)):
        kind = "docx" if name in DOCX_PARTS else "ofd"
        found[f"part-{at}"] = bytes([at + 1]) + _PARTS[kind][name][:6000]
    return found


def test_one_input(data: bytes) -> None:
    what, rest = data[:1], data[1:]
    number = what[0] % 8 if what else 0
    if number == 7:
        lines = join_pages([page_lines(page) for page in _pages(rest)])
        assert all(line and "\n" not in line for line in lines)
        return
    if number:
        name = (*DOCX_PARTS, *OFD_PARTS)[number - 1]
        rest = stored({**_PARTS["docx" if name in DOCX_PARTS else "ofd"], name: rest})
    try:
        read = read_bytes(rest, "a.bin")
    except LuodiError as error:
        error.diagnostic.render(lang="zh")
        error.diagnostic.render(lang="en")
    else:
        assert isinstance(read, ReadResult)
        assert read.text.strip()


def _pages(data: bytes) -> list[Page]:
    """Pages of characters and lines at places that the bytes say, five bytes each."""
    pages = [Page(1, 200.0, 250.0, [], [])]
    for at in range(0, len(data) - 4, 5):
        x, y, size, kind, char = data[at : at + 5]
        if kind == 255:
            pages.append(Page(len(pages) + 1, 200.0, 250.0, [], []))
        elif kind > 200:
            pages[-1].rules.append(Rule(x, y, x + (size if kind % 2 else 0), y + (0 if kind % 2 else size)))
        else:
            sign = chr(0x4E00 + char) if kind < 100 else chr(32 + char % 96)
            pages[-1].glyphs.append(Glyph(sign, x, x + size / 8, y, 1 + size / 8))
    return pages


def main() -> None:
    office.find_program = lambda name: None  # type: ignore[assignment]
    pdf._run_reader = lambda data: iter(())  # type: ignore[assignment]
    folders = [Path(each) for each in sys.argv[1:] if not each.startswith("-")]
    if folders and not any(folders[0].iterdir()):
        for name, seed in seeds().items():
            (folders[0] / name).write_bytes(seed)
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
