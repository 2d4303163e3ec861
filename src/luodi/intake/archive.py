"""Zip containers (docx, ofd) read within bounds, and what can be saved of one that was cut off."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from io import BytesIO
from typing import Final, NamedTuple

from luodi.intake.model import refusal

# A national five-year plan has 2 MB of document.xml; lxml takes about ten times the size in memory.
MAX_PART_BYTES: Final = 32 * 1024 * 1024
MAX_TOTAL_BYTES: Final = 96 * 1024 * 1024
MAX_ENTRIES: Final = 20_000
# XML of word processors shrinks to a twentieth, rarely to a hundredth.
_MAX_RATIO: Final = 400
_RATIO_FROM_BYTES: Final = 4 * 1024 * 1024
_CHUNK: Final = 1 << 16
_ENCRYPTED: Final = 0x1
_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    struct.error,
)


class _Entry(NamedTuple):
    """info: where the directory is there; else start and method say where the data lies."""

    size: int
    packed: int
    encrypted: bool
    info: zipfile.ZipInfo | None = None
    start: int = 0
    method: int = 0


class Archive:
    """The parts of a zip file by name, inflated when asked for.

    damaged: the directory was missing, or a part ended early.
    Raises LuodiError: READ006 encrypted, READ007 no parts at all, READ008 more than may be unpacked.
    """

    def __init__(self, data: bytes, name: str, kind: str = "DOCX / OFD") -> None:
        self.name = name
        self.kind = kind
        self.damaged = False
        self._data = data
        self._left = MAX_TOTAL_BYTES
        self._zip: zipfile.ZipFile | None = None
        # Before zipfile makes an object of each.
        if data.count(b"PK\x01\x02") > MAX_ENTRIES:
            raise self._too_much("ZIP")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            infos = self._zip.infolist()
        except _BROKEN:
            self.damaged = True
            self._entries = _scan(data)
        else:
            self._entries = {
                _plain(info.filename): _Entry(
                    info.file_size, info.compress_size, bool(info.flag_bits & _ENCRYPTED), info
                )
                for info in infos
            }
        if not self._entries:
            raise refusal("READ007", name, kind=kind)

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._entries

    @property
    def parts(self) -> list[str]:
        """Names in lower case with forward slashes."""
        return list(self._entries)

    def read(self, part: str) -> bytes:
        """The part's bytes, as far as they can be had; b"" where there is none."""
        entry = self._entries.get(_plain(part))
        if entry is None:
            return b""
        if entry.encrypted:
            raise refusal("READ006", self.name, kind=self.kind)
        limit = min(MAX_PART_BYTES, self._left)
        ratio = entry.size / max(1, entry.packed)
        if entry.size > limit or (entry.size > _RATIO_FROM_BYTES and ratio > _MAX_RATIO):
            raise self._too_much(part)
        content = self._inflate(entry, limit)
        if len(content) > limit:
            raise self._too_much(part)
        self._left -= len(content)
        return content

    def _inflate(self, entry: _Entry, limit: int) -> bytes:
        content = bytearray()
        try:
            if self._zip is None or entry.info is None:
                content += _inflate_at(self._data, entry, limit)
                return bytes(content)
            with self._zip.open(entry.info) as stream:
                while len(content) <= limit and (chunk := stream.read(_CHUNK)):
                    content += chunk
        except _BROKEN:
            self.damaged = True
            # zipfile gives nothing of a part whose length or checksum is not as stated.
            content = max(content, bytearray(_inflate_at(self._data, _at(self._data, entry), limit)), key=len)
        return bytes(content)

    def _too_much(self, part: str) -> Exception:
        mb = 1024 * 1024
        return refusal("READ008", self.name, kind=self.kind, part=part, limit_mb=MAX_PART_BYTES // mb)


def _plain(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()


def _scan(data: bytes) -> dict[str, _Entry]:
    """Entries by their local headers, for a file whose directory (at its end) is gone."""
    entries: dict[str, _Entry] = {}
    at = data.find(b"PK\x03\x04")
    while at >= 0 and len(entries) < MAX_ENTRIES and at + _LOCAL.size <= len(data):
        _, _, flags, method, _, _, _, packed, size, name_length, extra = _LOCAL.unpack_from(data, at)
        start = at + _LOCAL.size + name_length + extra
        raw = data[at + _LOCAL.size : at + _LOCAL.size + name_length]
        if raw and method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            part = _plain(raw.decode("utf-8", "replace"))
            # Writers that stream leave the sizes to a later record: then they are 0 here.
            entries.setdefault(part, _Entry(size, packed, bool(flags & _ENCRYPTED), None, start, method))
        at = data.find(b"PK\x03\x04", max(at + 4, min(start + packed, len(data))))
    return entries


def _at(data: bytes, entry: _Entry) -> _Entry:
    """The entry with the place of its data, which only its local header tells."""
    info = entry.info
    if info is None or not 0 <= info.header_offset <= len(data) - _LOCAL.size:
        return entry
    *_, name_length, extra = _LOCAL.unpack_from(data, info.header_offset)
    start = info.header_offset + _LOCAL.size + name_length + extra
    return entry._replace(start=start, method=info.compress_type)


def _inflate_at(data: bytes, entry: _Entry, limit: int) -> bytes:
    if entry.method == zipfile.ZIP_STORED:
        return data[entry.start : entry.start + min(entry.packed, limit + 1)]
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    content = bytearray()
    for at in range(entry.start, len(data), _CHUNK):
        try:
            content += inflater.decompress(data[at : at + _CHUNK], limit + 1 - len(content))
        except zlib.error:
            break
        if inflater.eof or len(content) > limit:
            break
    return bytes(content)
