"""Reading pdf pages of every posture; the files are made by this test, or by typst."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO

import pypdfium2
import pytest

from luodi.intake import read_bytes
from tests.engine.intake_files import notice, printed
from tests.engine.intake_files.containers import latin_pdf

LINES = (b"First line of the page.", b"Second line of it.")


def turned(quarter: int, rotate: int) -> bytes:
    """A page whose lines are turned by so many right angles, and that is turned back for the screen."""
    matrix = (b"1 0 0 1 72 %d", b"0 1 -1 0 %d 72", b"-1 0 0 -1 500 %d", b"0 -1 1 0 %d 700")[quarter]
    steps = ((700, 660), (100, 140), (100, 140), (500, 460))[quarter]
    content = b"".join(
        b"BT /F1 12 Tf %s Tm (%s) Tj ET " % (matrix % at, line) for at, line in zip(steps, LINES, strict=True)
    )
    data = latin_pdf([content])
    return data.replace(b"/Parent 2 0 R/", b"/Rotate %d/Parent 2 0 R/" % rotate) if rotate else data


@pytest.mark.parametrize("quarter", range(4))
@pytest.mark.parametrize("on_screen", [False, True])
def test_pdf_lines_are_read_whichever_way_the_page_is_turned(quarter: int, on_screen: bool) -> None:
    read = read_bytes(turned(quarter, 90 * quarter if on_screen else 0), "a.pdf")

    assert read.text.splitlines() == [line.decode() for line in LINES]


def test_pdf_watermarks_and_words_along_the_binding_are_left_out() -> None:
    content = (
        b"BT /F1 12 Tf 72 700 Td (The text of the page.) Tj ET "
        b"BT /F1 40 Tf 0.7 0.7 -0.7 0.7 100 300 Tm (COPY) Tj ET "
        b"BT /F1 9 Tf 0 1 -1 0 20 300 Tm (binding) Tj ET"
    )

    assert read_bytes(latin_pdf([content]), "a.pdf").text == "The text of the page.\n"


def test_pdf_turned_as_a_whole_is_read_like_the_upright_one() -> None:
    typst = pytest.importorskip("typst", reason="missing: typst")
    fonts = shutil.which("fc-list")
    if not fonts or not subprocess.run([fonts, ":lang=zh-cn"], capture_output=True, check=True).stdout:
        pytest.skip("missing: fonts-noto-cjk")
    out = BytesIO()
    with pypdfium2.PdfDocument(typst.compile(printed.notice_typst().encode())) as document:
        for page in document:
            page.set_rotation(90)
        document.save(out)

    assert read_bytes(out.getvalue(), "a.pdf").text == notice.TEXT
