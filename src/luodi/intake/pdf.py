"""The text of a pdf: its text layer, put together as paragraphs. A scanned pdf is said to be one."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from luodi.diagnostics import Diagnostic
from luodi.intake.model import Contents, note, refusal
from luodi.intake.page_lines import Glyph, Page, Rule
from luodi.intake.page_paragraphs import PageLines, join_pages, page_lines

# A hundred pages take about a second.
_READ_S: Final = 45.0
_STOP_S: Final = 60.0
# Fewer signs than this on a page that is mostly a picture: a page number or a stamp on a scan.
_FEW_CHARS: Final = 30
_PICTURE: Final = 0.4


def read_pdf(data: bytes, name: str) -> Contents:
    """Paragraphs and table rows of the text layer, without page numbers, running heads and footnotes.

    Raises LuodiError: READ006 password, READ007 damaged, READ009 scanned, READ001 no text.
    """
    total = 0
    pages: list[PageLines] = []
    scanned: list[int] = []
    characters = 0
    for found in _run_reader(data):
        if "error" in found:
            code = "READ006" if found["error"] == "password" else "READ007"
            raise refusal(code, name, kind="PDF")
        if "pages" in found:
            total = int(found["pages"])
            continue
        page = _page(found)
        words = sum(not glyph.char.isspace() for glyph in page.glyphs)
        characters += words
        if words < _FEW_CHARS and page.image >= _PICTURE:
            scanned.append(page.number)
        pages.append(page_lines(page))
    if not pages:
        raise refusal("READ007", name, kind="PDF")
    if len(scanned) == len(pages) or (scanned and characters < _FEW_CHARS * len(pages)):
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
        notes.append(note("READ014", name, pages=_ranges(scanned)))
    return notes


def _ranges(numbers: list[int]) -> str:
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
    boxes = found["boxes"]
    glyphs = [Glyph(char, *boxes[4 * index : 4 * index + 4]) for index, char in enumerate(found["chars"])]
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
    command = [sys.executable, "-P", "-m", "luodi.intake.pdf_pages", str(_READ_S)]
    with subprocess.Popen(  # noqa: S603 -- our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        stop = threading.Timer(_STOP_S, process.kill)
        stop.start()
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(data)
                process.stdin.close()
            for line in process.stdout:
                # A line that was cut off by the end of the process is no page.
                with suppress(json.JSONDecodeError):
                    yield json.loads(line)
        finally:
            stop.cancel()
            process.kill()
