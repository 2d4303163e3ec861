"""A picture drawn as SVG, in pixels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from luodi.gazette.fonts import Face, choose_fonts, installed_fonts

_PAGE = """#set page(width: auto, height: auto, margin: 0pt)
#image("picture.svg")
"""
_PIXELS_PER_INCH = 144


def to_png(draw: Callable[[str], str]) -> bytes:
    """The picture that draw gives for a font family that is installed.

    Raises LuodiError GAZ101 where no font has Chinese characters: they would come out blank.
    """
    installed = installed_fonts()
    family = choose_fonts(installed.families()).chains[Face.HEI][0]
    with TemporaryDirectory(prefix="luodi-") as folder:
        (Path(folder) / "picture.svg").write_text(draw(family), encoding="utf-8")
        page = Path(folder) / "page.typ"
        page.write_text(_PAGE, encoding="utf-8")
        made = typst.compile(
            page, root=Path(folder), font_paths=installed, format="png", ppi=_PIXELS_PER_INCH
        )
    assert isinstance(made, bytes)
    return made
