"""Containers and pdf files made byte by byte, for what no program writes: broken, hostile, encrypted."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole_file(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) with these streams at its root.

    Streams are padded to 4,096 bytes, so that none belongs into the mini stream; at most 60 kB in all.
    """
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    fat: list[int] = [_FAT]
    sectors: list[bytes] = []

    def put(content: bytes) -> int:
        first = len(fat)
        count = -(-len(content) // _SECTOR)
        fat.extend([*range(first + 1, first + count), _END])
        sectors.append(content.ljust(count * _SECTOR, b"\0"))
        return first

    entries = [_entry("Root Entry", 5, child=1, start=_END, size=0)]
    for index, name in enumerate(names):
        content = streams[name].ljust(4096, b"\0")
        right = index + 2 if index + 1 < len(names) else _FREE
        entries.append(_entry(name, 2, right=right, start=put(content), size=len(content)))
    directory = put(b"".join(entries))
    assert len(fat) <= _SECTOR // 4
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(_SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, 1, directory, 0, 4096, _END, 0, _END, 0, 0,
    )  # fmt: skip
    return header + struct.pack("<108I", *[_FREE] * 108) + table + b"".join(sectors)


def _entry(name: str, kind: int, *, start: int, size: int, right: int = _FREE, child: int = _FREE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIQ", encoded, len(encoded), kind, 1, _FREE, right, child, b"", 0, 0, 0, start, size
    )


def pdf_file(objects: list[bytes]) -> bytes:
    """A pdf of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def stream(content: bytes, head: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), head, packed)


def latin_pdf(pages: list[bytes], *, picture: bool = False) -> bytes:
    """Pages with these content streams; F1 is Helvetica, I1 a grey picture."""
    first = 6
    kids = b" ".join(b"%d 0 R" % (first + 2 * at) for at in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        stream(
            bytes(200 * 280),
            b"/Type/XObject/Subtype/Image/Width 200/Height 280/ColorSpace/DeviceGray/BitsPerComponent 8",
        ),
        b"<</Font<</F1 3 0 R>>/XObject<</I1 4 0 R>>>>",
    ]
    for at, content in enumerate(pages):
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources 5 0 R/Contents %d 0 R>>"
            % (first + 2 * at + 1),
            stream((b"q 595 0 0 842 0 0 cm /I1 Do Q " if picture else b"") + content),
        ]
    return pdf_file(objects)


def repacked(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """A zip file with parts replaced, added, or (None) left out."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name)


def stored(parts: dict[str, bytes]) -> bytes:
    """A zip file of these parts, not compressed."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
