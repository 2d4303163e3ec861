"""Characters of a pdf's pages with their places, by pdfium: a program of its own.

``python -m luodi.intake.pdf_pages SECONDS`` reads the file on standard input and writes one JSON line a
page. It runs apart from the caller because a hostile file can make pdfium take any time and memory, or
crash; its pages so far are then still there.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any, Final, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

MAX_PAGES: Final = 3000
MAX_CHARS: Final = 6_000_000
_MAX_PAGE_CHARS: Final = 200_000
_MAX_OBJECTS: Final = 20_000
# Address space, of which the interpreter and pdfium themselves take a quarter.
_MAX_MEMORY_BYTES: Final = 1024**3
# Thin rectangles are lines: Word and Chromium draw borders so.
_THIN: Final = 3.0
_PASSWORD_ERROR: Final = 4
_ASKEW: Final = 0.13  # of a right angle


def pages_of(data: bytes, seconds: float) -> Iterator[dict[str, Any]]:
    """First the head, ``{"pages": n}`` or ``{"error": "password"|"damaged"}``, then a dict a page.

    A page: number, width, height, chars (one string), boxes (for each character x0, x1, baseline,
    height; y downwards), rules (x0, y0, x1, y1 each), image (share that pictures cover). Ends early when
    the time or a limit is reached; a page that cannot be loaded is left out.
    """
    until = time.monotonic() + seconds
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        yield {"error": "password" if error.err_code == _PASSWORD_ERROR else "damaged"}
        return
    with document:
        total = len(document)
        yield {"pages": total}
        chars = 0
        for index in range(min(total, MAX_PAGES)):
            if time.monotonic() > until or chars > MAX_CHARS:
                return
            try:
                page = document[index]
            except pypdfium2.PdfiumError:
                continue
            with closing(page):
                found = _read_page(page, index + 1)
            chars += len(found["chars"])
            yield found


class _Sign(NamedTuple):
    """A character as pdfium places it: y upwards. quarter: how many right angles its line is turned."""

    char: str
    quarter: int
    left: float
    bottom: float
    right: float
    top: float
    x: float
    y: float
    size: float


_Place = Callable[[float, float], tuple[float, float]]


def _read_page(page: Any, number: int) -> dict[str, Any]:
    left, bottom, right, top = page.get_mediabox(fallback_ok=True) or (0, 0, 595, 842)
    with suppress(pypdfium2.PdfiumError):
        left, bottom, right, top = page.get_cropbox(fallback_ok=True) or (left, bottom, right, top)
    width, height = right - left, top - bottom
    signs = list(_signs(page))
    # A broad table is often set sideways, with the page turned for the screen or not: the way most
    # characters stand is upright. The others stand in the margin, along the binding.
    quarters = Counter(sign.quarter for sign in signs)
    quarter = quarters.most_common(1)[0][0] if quarters else page.get_rotation() // 90

    def place(x: float, y: float) -> tuple[float, float]:
        x, y = x - left, top - y
        return ((x, y), (height - y, x), (width - x, height - y), (y, width - x))[quarter]

    chars, boxes = _placed([sign for sign in signs if sign.quarter == quarter], place)
    rules, covered = _read_drawing(page, place, width * height)
    if quarter % 2:
        width, height = height, width
    return {
        "number": number,
        "width": width,
        "height": height,
        "chars": chars,
        "boxes": boxes,
        "rules": rules,
        "image": covered,
    }


def _signs(page: Any) -> Iterator[_Sign]:
    """The characters of a page but those that stand askew: they are a watermark or a stamp."""
    try:
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return
    box = pdfium.FS_RECTF()
    matrix = pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    with closing(text):
        for index in range(min(text.count_chars(), _MAX_PAGE_CHARS)):
            code = pdfium.FPDFText_GetUnicode(text, index)
            if code < 0x20 or code > 0x10FFFF or 0xD800 <= code < 0xE000 or code == 0xFFFE:
                continue
            if pdfium.FPDFText_IsGenerated(text, index) == 1:
                continue
            if not pdfium.FPDFText_GetMatrix(text, index, matrix):
                continue
            turned = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
            if not math.isfinite(turned) or abs(turned - round(turned)) > _ASKEW:
                continue
            if not pdfium.FPDFText_GetLooseCharBox(text, index, box):
                continue
            if not pdfium.FPDFText_GetCharOrigin(text, index, x, y):
                continue
            size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
            sign = _Sign(
                chr(code), round(turned) % 4, box.left, box.bottom, box.right, box.top, x.value, y.value, size
            )
            if all(math.isfinite(value) and abs(value) < 1e5 for value in sign[2:]):
                yield sign


def _placed(signs: list[_Sign], place: _Place) -> tuple[str, list[float]]:
    """The characters, and for each its left and right edge, baseline and height, y downwards."""
    boxes: list[float] = []
    for sign in signs:
        x0, y0 = place(sign.left, sign.top)
        x1, y1 = place(sign.right, sign.bottom)
        _, base = place(sign.x, sign.y)
        size = sign.size
        if not 0.3 * size < abs(y1 - y0) < 3 * size:  # a font with a scale of its own (Type 3)
            size = abs(y1 - y0)
        boxes += [round(min(x0, x1), 2), round(max(x0, x1), 2), round(base, 2), round(size, 2)]
    return "".join(sign.char for sign in signs), boxes


def _read_drawing(page: Any, place: _Place, area: float) -> tuple[list[float], float]:
    """Horizontal and vertical lines, and the share of the page that its pictures cover."""
    rules: list[float] = []
    covered = 0.0
    objects = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    for index, found in enumerate(objects):
        if index >= _MAX_OBJECTS:
            break
        try:
            left, bottom, right, top = found.get_bounds()
        except pypdfium2.PdfiumError:
            continue
        if found.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            covered += abs((right - left) * (top - bottom))
        else:
            for x0, y0, x1, y1 in _segments(found, (left, bottom, right, top)):
                ax, ay = place(x0, y0)
                bx, by = place(x1, y1)
                rules += [round(v, 2) for v in (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))]
    return rules, round(min(1.0, covered / area), 3) if area > 0 else 0.0


_Box = tuple[float, float, float, float]


def _segments(path: Any, bounds: _Box) -> Iterator[_Box]:
    """The straight lines of a path, in page coordinates.

    Segments are known in the path's own coordinates only; they are fitted into its bounds, which is
    exact as long as it is not turned.
    """
    left, bottom, right, top = bounds
    if min(right - left, top - bottom) <= _THIN:
        yield bounds
        return
    count = min(pdfium.FPDFPath_CountSegments(path), 400)
    points: list[tuple[int, float, float, bool]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(max(0, count)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        if not segment or not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            return
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return
        points.append((kind, x.value, y.value, bool(pdfium.FPDFPathSegment_GetClose(segment))))
    matrix = pdfium.FS_MATRIX()
    if not points or not pdfium.FPDFPageObj_GetMatrix(path, matrix):
        return
    flip_x, flip_y = matrix.a < 0, matrix.d < 0
    own_left, own_right = min(p[1] for p in points), max(p[1] for p in points)
    own_bottom, own_top = min(p[2] for p in points), max(p[2] for p in points)
    if own_right <= own_left or own_top <= own_bottom:
        return

    def fit(px: float, py: float) -> tuple[float, float]:
        across = (px - own_left) / (own_right - own_left)
        up = (py - own_bottom) / (own_top - own_bottom)
        across, up = (1 - across if flip_x else across), (1 - up if flip_y else up)
        return left + across * (right - left), bottom + up * (top - bottom)

    start = last = fit(points[0][1], points[0][2])
    for kind, px, py, closes in points:
        here = fit(px, py)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = here
        elif _is_straight(last, here):
            yield (*last, *here)
        if closes and _is_straight(here, start):
            yield (*here, *start)
        last = here


def _is_straight(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return (abs(a[0] - b[0]) <= 1) != (abs(a[1] - b[1]) <= 1)


def main() -> int:
    seconds = float(sys.argv[1])
    with suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    for page in pages_of(data, seconds):
        sys.stdout.write(json.dumps(page, ensure_ascii=True) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
