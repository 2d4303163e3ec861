"""Forward models of text that was written in one charset and read in another."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import opencc

_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)


def as_cp1252(data: bytes) -> str:
    """cp1252 as browsers read it: what it lacks are control characters."""
    return "".join(chr(byte) if byte in _UNDEFINED else bytes((byte,)).decode("cp1252") for byte in data)


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def utf8_as(charset: str, times: int = 1, errors: str = "replace") -> Callable[[str], str]:
    def misread(text: str) -> str:
        for _ in range(times):
            data = text.encode()
            text = as_cp1252(data) if charset == "browser" else data.decode(charset, errors)
        return text

    return misread


def gbk_as_cp1252(text: str) -> str:
    return as_cp1252(text.encode("gbk", "replace"))


def gbk_as_big5(text: str) -> str:
    return text.encode("gbk", "replace").decode("big5hkscs", "replace")


def big5_as_gbk(text: str) -> str:
    return _to_traditional().convert(text).encode("big5hkscs", "replace").decode("gb18030", "replace")


# By what they lose: nothing, or bytes that the wrong charset does not have.
LOSSLESS: dict[str, Callable[[str], str]] = {
    "UTF-8 as Latin-1": utf8_as("latin-1"),
    "UTF-8 as cp1252": utf8_as("browser"),
    "UTF-8 as Latin-1 twice": utf8_as("latin-1", 2),
    "UTF-8 as cp1252 twice": utf8_as("browser", 2),
    "GBK as cp1252": gbk_as_cp1252,
}
LOSSY: dict[str, Callable[[str], str]] = {
    "UTF-8 as GBK": utf8_as("gbk"),
    "UTF-8 as GB 18030": utf8_as("gb18030"),
    "UTF-8 as GBK, ?": lambda text: utf8_as("gbk")(text).replace("\ufffd", "?"),
    "UTF-8 as GBK, bytes dropped": utf8_as("gbk", errors="ignore"),
    "UTF-8 as GBK twice": utf8_as("gbk", 2),
    "UTF-8 as GB 18030 twice": utf8_as("gb18030", 2),
    "UTF-8 as cp1252, bytes dropped": utf8_as("cp1252", errors="ignore"),
    "UTF-8 as cp1252, replaced": utf8_as("cp1252"),
    "GBK as Big5": gbk_as_big5,
    "Big5 as GBK": big5_as_gbk,
}
