"""The text of a pdf: its text layer, put together as paragraphs. A scanned pdf is said to be one."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from luodi.diagnostics import Diagnostic
from luodi.intake.model import Contents, note, refusal
from luodi.intake.page_characters import hanzi_of, square
from luodi.intake.page_lines import Glyph, Page, Rule
from luodi.intake.page_paragraphs import PageLines, join_pages, page_lines

# A hundred pages take about a second.
READ_S: Final = 45.0
STOP_S: Final = 60.0
# Longer than this for one page, and the program is stopped: what it gave so far is kept.
PAGE_S = 15.0
# Fewer signs than this on a page that is mostly a picture: a page number or a stamp on a scan.
FEW_CHARS: Final = 30
PICTURE: Final = 0.4


def read_pdf(data: bytes, name: str) -> Contents:
    """Paragraphs and table rows of the text layer, without page numbers, running heads and footnotes.

    Raises LuodiError: READ006 password, READ007 damaged, READ009 scanned, READ001 no text.
    """
    until = time.monotonic() + STOP_S
    total = 0
    pages: list[PageLines] = []
    scanned: list[int] = []
    elsewhere = 0  # characters on other pages than those
    for found in _run_reader(data):
        if "error" in found:
            code = "READ006" if found["error"] == "password" else "READ007"
            raise refusal(code, name, kind="PDF")
        if "pages" in found:
            total = int(found["pages"])
            continue
        if time.monotonic() > until:
            break
        page = _page(found)
        words = sum(not glyph.char.isspace() for glyph in page.glyphs)
        if words < FEW_CHARS and page.image >= PICTURE:
            scanned.append(page.number)
        else:
            elsewhere += words
        pages.append(page_lines(page))
    if not pages:
        raise refusal("READ007", name, kind="PDF")
    if scanned and not elsewhere:
        raise refusal("READ009", name, pages=total)
    lines = join_pages(pages)
    if not lines:
        raise refusal("READ001", name)
    return Contents(lines, _notes(name, total, pages, scanned))


def _notes(name: str, total: int, pages: list[PageLines], scanned: list[int]) -> list[Diagnostic]:
    notes = []
    if len(pages) < total:
        notes.append(note("READ012", name, read=len(pages), total=total))
    if scanned:
        notes.append(note("READ014", name, pages=page_ranges(scanned)))
    return notes


def page_ranges(numbers: list[int]) -> str:
    """``3-5, 9``."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    shown = [f"{first}" if first == last else f"{first}-{last}" for first, last in ranges]
    return ", ".join(shown[:20]) + (", …" if len(shown) > 20 else "")


def _page(found: dict[str, Any]) -> Page:
    glyphs = []
    for index, each in enumerate(found["chars"]):
        x0, x1, base, size = found["boxes"][4 * index : 4 * index + 4]
        char = hanzi_of(each)
        glyphs.append(Glyph(char, *square(char, x0, x1, size), base, size))
    rules = [Rule(*found["rules"][at : at + 4]) for at in range(0, len(found["rules"]), 4)]
    return Page(
        found["number"],
        found["width"],
        found["height"],
        [g for g in glyphs if g.size > 0],
        rules,
        found["image"],
    )


def _run_reader(data: bytes) -> Iterator[dict[str, Any]]:
    """What ``pdf_pages`` says, line by line, until it ends or is stopped."""
    command = [sys.executable, "-P", "-m", "luodi.intake.pdf_pages", str(READ_S)]
    with subprocess.Popen(  # noqa: S603 -- our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            # The program reads all of it before it writes anything.
            with suppress(BrokenPipeError):
                process.stdin.write(data)
                process.stdin.close()
            for line in _lines(process.stdout.fileno()):
                # A line that was cut off by the end of the process is no page.
                with suppress(json.JSONDecodeError):
                    yield json.loads(line)
        finally:
            process.kill()


def _lines(descriptor: int) -> Iterator[bytes]:
    """Whole lines, until nothing comes for a while."""
    pieces: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while selector.select(PAGE_S):
            piece = os.read(descriptor, 1 << 20)
            if not piece:
                break
            *ended, rest = piece.split(b"\n")
            for each in ended:
                yield b"".join([*pieces, each])
                pieces = []
            pieces.append(rest)
