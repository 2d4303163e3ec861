"""Whatever happens to a file, reading it gives a text or an error with a code, and nothing else."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.diagnostics import LuodiError
from luodi.intake import ReadResult, office, read_bytes
from luodi.intake.page_lines import Glyph, Page, Rule
from luodi.intake.page_paragraphs import join_pages, page_lines
from tests.engine.intake_files import ofd, printed, word
from tests.engine.intake_files.containers import latin_pdf, ole_file, part_of, repacked

MANY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FEW = settings(MANY, max_examples=12)


@cache
def sound(kind: str) -> bytes:
    return {
        "docx": word.notice_docx,
        "ofd": ofd.notice_ofd,
        "html": lambda: printed.notice_html().encode(),
        "ole": lambda: ole_file({"WordDocument": b"\xec\xa5\xc1\0" * 9, "\x05SummaryInformation": b"x" * 50}),
        "pdf": lambda: latin_pdf([b"BT /F1 12 Tf 72 700 Td (Page of a document.) Tj ET"] * 3),
    }[kind]()


@st.composite
def damages(draw: st.DrawFn, data: bytes) -> bytes:
    """The bytes with stretches overwritten, cut out, doubled or put in, and perhaps cut off."""
    changed = bytearray(data)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, max(0, len(changed) - 1)))
        length = draw(st.integers(0, 200))
        stretch = draw(st.one_of(st.binary(max_size=40), st.just(bytes(changed[start : start + length]) * 2)))
        changed[start : start + draw(st.sampled_from([0, len(stretch), length]))] = stretch
    return bytes(changed[: draw(st.one_of(st.none(), st.integers(0, len(changed))))])


def reads(data: bytes) -> None:
    try:
        read = read_bytes(data, "a.bin")
    except LuodiError as error:
        assert error.diagnostic.render(lang="zh") and error.diagnostic.render(lang="en")
    else:
        assert isinstance(read, ReadResult)
        assert read.text.strip()


@pytest.fixture(autouse=True)
def no_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice is not asked to open hundreds of broken files."""
    monkeypatch.setattr(office, "find_program", lambda name: None)


@pytest.mark.parametrize("kind", ["docx", "ofd", "html", "ole"])
@MANY
@given(data=st.data())
def test_damaged_file_gives_text_or_an_error(kind: str, data: st.DataObject) -> None:
    reads(data.draw(damages(sound(kind))))


@FEW
@given(data=damages(sound("pdf")))
def test_damaged_pdf_gives_text_or_an_error(data: bytes) -> None:
    reads(data)


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("docx", "word/document.xml"),
        ("docx", "word/numbering.xml"),
        ("ofd", "Doc_0/Document.xml"),
        ("ofd", "Doc_0/Pages/Page_0/Content.xml"),
    ],
)
@MANY
@given(data=st.data())
def test_damaged_part_of_a_sound_container_gives_text_or_an_error(
    kind: str, part: str, data: st.DataObject
) -> None:
    whole = sound(kind)

    reads(repacked(whole, {part: data.draw(damages(part_of(whole, part)))}))


PLACES = st.floats(-1e5, 1e5)
GLYPHS = st.builds(
    Glyph, st.characters(min_codepoint=32, codec="utf-8"), PLACES, PLACES, PLACES, st.floats(0.01, 1e5)
)
RULES = st.builds(Rule, PLACES, PLACES, PLACES, PLACES)
PAGES = st.builds(
    Page, st.integers(1, 9), PLACES, PLACES, st.lists(GLYPHS, max_size=30), st.lists(RULES, max_size=30)
)


@MANY
@given(pages=st.lists(PAGES, max_size=4))
def test_pages_of_any_characters_become_lines(pages: list[Page]) -> None:
    lines = join_pages([page_lines(page) for page in pages])

    assert [line for line in lines if not line or "\n" in line] == []
