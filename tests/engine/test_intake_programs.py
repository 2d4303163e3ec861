"""Files as the programs write them: LibreOffice (docx, doc, rtf, pdf), Chromium and typst (pdf).

The Kingsoft wps file is LibreOffice's doc with the mark that WPS Office leaves in the properties, put
there by this test: WPS Office itself does not run here.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from luodi.diagnostics import LuodiError
from luodi.intake import office, read_bytes
from tests.engine.intake_files import notice, odt, printed, word

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PASSWORD = (
    'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},'
    '"DocumentOpenPassword":{"type":"string","value":"secret"}}'
)


def needs_fonts() -> None:
    if (
        not shutil.which("fc-list")
        or not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=True).stdout
    ):
        pytest.skip("missing: fonts-noto-cjk")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which LibreOffice has written the notice as every kind that it knows."""
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("missing: libreoffice-writer-nogui")
    needs_fonts()
    folder = tmp_path_factory.mktemp("made")
    (folder / "notice.docx").write_bytes(word.notice_docx())
    (folder / "kingsoft.docx").write_bytes(
        word.with_property(word.notice_docx(), "KSOProductBuildVer", "2052-11.1.0.10132")
    )
    # LibreOffice writes the 、 of an automatic label as ? into rtf: there the labels are text.
    (folder / "plain.docx").write_bytes(word.notice_docx(automatic=False))
    (folder / "changed.fodt").write_text(odt.flat_odt(), encoding="utf-8")
    for target, folder_name in (
        ("docx", "again"),
        ("doc", "."),
        ("rtf", "."),
        ("pdf", "."),
        (PASSWORD, "locked"),
    ):
        subprocess.run(
            [
                soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
                "--convert-to", target, "--outdir", folder / folder_name,
                folder / ("plain.docx" if target == "rtf" else "notice.docx"),
                *([folder / "kingsoft.docx"] if target == "doc" else []),
                *([folder / "changed.fodt"] if target in ("docx", "doc", "pdf") else []),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return folder


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("again/notice.docx", "docx"),
        ("notice.doc", "doc"),
        ("kingsoft.doc", "wps"),
        ("plain.rtf", "rtf"),
        ("notice.pdf", "pdf"),
    ],
)
def test_read_gives_the_text_of_what_libreoffice_writes(made: Path, file: str, kind: str) -> None:
    read = read_bytes((made / file).read_bytes(), "notice.txt")

    assert (read.kind, read.charset, read.notes) == (kind, "", ())
    assert read.text == notice.TEXT


@pytest.mark.parametrize("file", ["again/changed.docx", "changed.doc"])
def test_read_leaves_out_the_notes_and_changes_of_word_files(made: Path, file: str) -> None:
    assert read_bytes((made / file).read_bytes(), "a.doc").text.splitlines() == odt.LINES


def test_read_leaves_out_the_footnotes_of_a_pdf(made: Path) -> None:
    lines = read_bytes((made / "changed.pdf").read_bytes(), "a.pdf").text.splitlines()

    # A print shows what was deleted, struck through, and the note at the end as text.
    assert lines == [
        odt.LINES[0] + "i", "奖励5080万元，由省科技厅负责。", *odt.LINES[2:], f"i {odt.ENDNOTE}"
    ]  # fmt: skip


@pytest.mark.parametrize("indent", [True, False], ids=["indented", "spaced"])
def test_read_gives_the_text_of_what_chromium_prints(tmp_path: Path, indent: bool) -> None:
    if not CHROMIUM:
        pytest.skip("missing: chromium")
    needs_fonts()
    page, pdf = tmp_path / "notice.html", tmp_path / "notice.pdf"
    page.write_text(printed.notice_html(indent=indent), encoding="utf-8")
    subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={pdf}", page.as_uri(),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    read = read_bytes(pdf.read_bytes(), "notice.pdf")

    assert (read.kind, read.notes) == ("pdf", ())
    assert read.text == notice.TEXT


def test_read_gives_the_text_of_what_typst_prints() -> None:
    typst = pytest.importorskip("typst", reason="missing: typst")
    needs_fonts()

    read = read_bytes(typst.compile(printed.notice_typst().encode()), "notice.pdf")

    assert read.text == notice.TEXT


def test_read_refuses_a_pdf_with_a_password(made: Path) -> None:
    with pytest.raises(LuodiError) as caught:
        read_bytes((made / "locked" / "notice.pdf").read_bytes(), "notice.pdf")

    assert caught.value.diagnostic.code == "READ006"


def _only(*programs: str) -> Callable[[str], str | None]:
    return lambda name: shutil.which(name) if name in programs else None


def test_read_doc_by_catdoc_says_what_may_be_missing(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("catdoc"):
        pytest.skip("missing: catdoc")
    monkeypatch.setattr(office, "find_program", _only("catdoc"))

    read = read_bytes((made / "notice.doc").read_bytes(), "notice.doc")

    lines = read.text.splitlines()
    assert [note.code for note in read.notes] == ["READ015"]
    assert [words for _, words in notice.SECTIONS if words not in lines] == []


@pytest.mark.parametrize(
    ("file", "packages"),
    [("notice.doc", "libreoffice-writer-nogui / catdoc"), ("plain.rtf", "libreoffice-writer-nogui")],
)
def test_read_names_the_packages_where_no_program_is_installed(
    made: Path, monkeypatch: pytest.MonkeyPatch, file: str, packages: str
) -> None:
    monkeypatch.setattr(office, "find_program", _only())

    with pytest.raises(LuodiError) as caught:
        read_bytes((made / file).read_bytes(), file)

    diagnostic = caught.value.diagnostic
    assert (diagnostic.code, diagnostic.values["packages"]) == ("READ010", packages)


def test_two_old_files_are_read_at_the_same_time(made: Path) -> None:
    data = (made / "notice.doc").read_bytes()
    with ThreadPoolExecutor(2) as both:
        reads = list(both.map(lambda name: read_bytes(data, name), ("a.doc", "b.doc")))

    assert [read.text for read in reads] == [notice.TEXT, notice.TEXT]


def test_read_stops_a_program_that_does_not_end(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "soffice"
    # What it starts must be gone too: it would write the mark.
    slow.write_text(f"#!/bin/sh\n(sleep 3; touch {tmp_path}/mark) & sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(office, "find_program", lambda name: str(slow) if name == "soffice" else None)
    monkeypatch.setattr(office, "CONVERT_S", 0.5)

    with pytest.raises(LuodiError) as caught:
        read_bytes((made / "notice.doc").read_bytes(), "notice.doc")
    subprocess.run(["sleep", "3.2"], check=True)

    assert caught.value.diagnostic.code == "READ011"
    assert not (tmp_path / "mark").exists()


def test_read_says_so_where_the_program_writes_nothing(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = tmp_path / "soffice"
    silent.write_text("#!/bin/sh\nexit 0\n")
    silent.chmod(0o755)
    monkeypatch.setattr(office, "find_program", lambda name: str(silent) if name == "soffice" else None)

    with pytest.raises(LuodiError) as caught:
        read_bytes((made / "notice.doc").read_bytes(), "notice.doc")

    assert caught.value.diagnostic.code == "READ011"
