"""Which characters of a document no font can draw.

typst prints a box or nothing for them and says nothing. They show in the file it wrote: a glyph that is
missing has no character to be read back.
"""

from __future__ import annotations

import json
import unicodedata

import pypdfium2
import typst

from luodi.gazette.fonts import Face, FontChoice

_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")
# Each look finds one at least; who reads the message needs no more than these.
_LOOKS = 20
_PROBE = b"""#let d = json("probe.json")
#set text(font: d.fonts, fallback: false)
#d.text
"""


def read_back(data: bytes) -> tuple[int, set[str]]:
    """Number of pages, and every character that the PDF's glyphs stand for."""
    found: set[str] = set()
    document = pypdfium2.PdfDocument(data)
    try:
        count = len(document)
        for index in range(count):
            page = document[index]
            text = page.get_textpage()
            found.update(text.get_text_range())
            text.close()
            page.close()
    finally:
        document.close()
    return count, found


def lost_characters(text: str, printed: set[str], choice: FontChoice, installed: typst.Fonts) -> str:
    """Characters of the text that leave no ink though they should, in order; not always all of many.

    printed: those read back from the document. All missing glyphs are one glyph, and a second character for
    it is read back as if it had been drawn; so the rest is printed and read again without those found.
    """
    wanted = {char for char in text if unicodedata.category(char) not in _UNSEEN}
    missing = wanted - printed
    lost = set(missing)
    for _ in range(_LOOKS):
        wanted -= missing
        if not missing or not wanted:
            break
        probe = {"fonts": list(choice.chains[Face.BODY]), "text": " ".join(sorted(wanted))}
        files = {"main.typ": _PROBE, "probe.json": json.dumps(probe).encode()}
        data = typst.compile(files, format="pdf", font_paths=installed)  # type: ignore[call-overload]
        missing = wanted - read_back(data)[1]
        lost |= missing
    return "".join(sorted(lost))
