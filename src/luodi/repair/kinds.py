"""Kinds of repair edits, and what a person reads for them."""

from __future__ import annotations

from typing import Final

PINYIN: Final = "pinyin"
SCRIPT: Final = "script"
BYTES: Final = "bytes"
DOUBLED: Final = "doubled"
LOST: Final = "lost"
PUNCTUATION: Final = "punctuation"

# Kind → words for the screen (source strings of the catalogue, Simplified Chinese).
KIND_NAMES: Final[dict[str, str]] = {
    PINYIN: "去除误插的拼音",
    SCRIPT: "繁体转为简体",
    BYTES: "还原错位的编码",
    DOUBLED: "去除多余的标点",
    LOST: "标记丢失的文字",
    PUNCTUATION: "恢复全角标点",
}
