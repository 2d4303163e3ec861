"""What an OLE container holds: a Word or WPS document, a workbook, an encrypted file."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Final, Literal, NamedTuple

import olefile

# Where the file information block says that the text is encrypted ([MS-DOC] 2.5.2, fEncrypted).
_FLAGS_AT: Final = 0x0A
_ENCRYPTED: Final = 0x0100
_MAX_PROPERTY_BYTES: Final = 1 << 20
# WPS Office leaves one of these in the properties or as a stream; in UTF-16 in some versions.
_KINGSOFT: Final = ("KSOProductBuildVer", "WPS Office", "Kingsoft")
_OTHERS: Final = (
    ("workbook", "XLS"),
    ("book", "XLS"),
    ("powerpoint document", "PPT"),
    ("visiodocument", "VSD"),
    ("hwpsummaryinformation", "HWP"),
    ("__properties_version1.0", "MSG"),
    ("matost", "Works"),
)
_BROKEN: Final = (OSError, ValueError, IndexError, struct.error, KeyError, AttributeError, TypeError)


class OleKind(NamedTuple):
    """kind: ``doc`` or ``wps`` for what can be read, None else; name: as users know the format."""

    kind: Literal["doc", "wps"] | None
    name: str
    encrypted: bool = False


def ole_kind(data: bytes) -> OleKind | None:
    """What the container holds; None where it is damaged beyond telling."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            streams = {"/".join(path).lower().lstrip("\x05"): path for path in container.listdir()}
            if "encryptedpackage" in streams:
                return OleKind(None, "DOCX", encrypted=True)
            if "worddocument" not in streams:
                return OleKind(None, next((name for part, name in _OTHERS if part in streams), "OLE"))
            with container.openstream("WordDocument") as stream:
                head = stream.read(_FLAGS_AT + 2)
            kingsoft = "wpscustomdata" in streams or _is_kingsoft(container, streams)
    except _BROKEN:
        return None
    if len(head) < _FLAGS_AT + 2:
        return None
    encrypted = bool(struct.unpack_from("<H", head, _FLAGS_AT)[0] & _ENCRYPTED)
    return OleKind("wps", "WPS", encrypted) if kingsoft else OleKind("doc", "DOC", encrypted)


def _is_kingsoft(container: olefile.OleFileIO, streams: dict[str, list[str]]) -> bool:
    for name in ("summaryinformation", "documentsummaryinformation"):
        if name not in streams:
            continue
        with container.openstream(streams[name]) as stream:
            content = stream.read(_MAX_PROPERTY_BYTES)
        if any(mark.encode() in content or mark.encode("utf-16-le") in content for mark in _KINGSOFT):
            return True
    return False
