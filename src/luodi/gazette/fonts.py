"""Which installed font stands for each of the standard's, and what the standard's is called in Word.

GB/T 9704 asks for 小标宋, 仿宋, 黑体, 楷体 and, for page numbers, 宋体. Their usual makers' fonts may not be
copied to a server at will, so each has stand-ins in the order in which they come near it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import typst

from luodi.diagnostics import Collector, Diagnostic, LuodiError, Severity


class Face(StrEnum):
    TITLE = "title"  # 小标宋: red head, title
    BODY = "body"  # 仿宋
    HEI = "hei"  # 黑体
    KAI = "kai"  # 楷体
    SONG = "song"  # 宋体: page numbers


# As Word, WPS and the standard's readers name them: what stands in a DOCX.
OFFICIAL = {
    Face.TITLE: "方正小标宋简体",
    Face.BODY: "仿宋_GB2312",
    Face.HEI: "黑体",
    Face.KAI: "楷体_GB2312",
    Face.SONG: "宋体",
}

# The face itself under the names its files carry.
_GENUINE = {
    Face.TITLE: (
        "方正小标宋简体",
        "FZXiaoBiaoSong-B05S",
        "FZXiaoBiaoSong-B05",
        "方正小标宋_GBK",
        "FZXBSJW--GB1-0",
    ),
    Face.BODY: ("仿宋_GB2312", "FangSong_GB2312", "FangSong", "仿宋", "STFangsong", "FZFangSong-Z02S"),
    Face.HEI: ("SimHei", "黑体", "STHeiti", "FZHei-B01S"),
    Face.KAI: ("楷体_GB2312", "KaiTi_GB2312", "KaiTi", "楷体", "STKaiti", "FZKai-Z03S"),
    Face.SONG: ("SimSun", "宋体", "NSimSun", "STSong", "FZShuSong-Z01S"),
}
_SONG = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "FandolSong",
    "AR PL SungtiL GB",
    "AR PL UMing CN",
)
_HEI = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "FandolHei",
    "Droid Sans Fallback",
)
_STAND_INS = {
    Face.TITLE: (*_SONG, *_HEI),
    Face.BODY: ("FandolFang R", *_SONG, *_HEI),
    Face.HEI: (*_HEI, *_SONG),
    Face.KAI: (
        "FandolKai",
        "LXGW WenKai",
        "LXGW WenKai GB",
        "AR PL KaitiM GB",
        "AR PL UKai CN",
        *_SONG,
        *_HEI,
    ),
    Face.SONG: (*_SONG, *_HEI),
}
# The same face by another maker: nothing to tell the user.
_SAME_FACE = frozenset(
    {(Face.BODY, "FandolFang R"), (Face.KAI, "FandolKai"), (Face.KAI, "AR PL KaitiM GB")}
) | {(face, name) for face, names in ((Face.HEI, _HEI), (Face.SONG, _SONG)) for name in names}


@dataclass(frozen=True, slots=True)
class FontChoice:
    """chains: per face the families to try for each character, the chosen one first.

    substitutes: official name → family that stands for it, where it is another face.
    """

    chains: dict[Face, tuple[str, ...]]
    substitutes: dict[str, str]

    def report(self, found: Collector) -> None:
        """Name each substitute once (GAZ102)."""
        for official, used in self.substitutes.items():
            found.add("GAZ102", Severity.INFO, official=official, used=used)


def choose_fonts(families: Sequence[str]) -> FontChoice:
    """Fonts for every face out of the installed families.

    Raises LuodiError GAZ101 where none of them has Chinese characters: typst would print blanks.
    """
    installed = {family.casefold(): family for family in families}
    known = [name for names in (*_STAND_INS.values(), *_GENUINE.values()) for name in names]
    chains: dict[Face, tuple[str, ...]] = {}
    substitutes: dict[str, str] = {}
    for face in Face:
        names = dict.fromkeys((*_GENUINE[face], *_STAND_INS[face], *known))
        chain = tuple(installed[name.casefold()] for name in names if name.casefold() in installed)
        if not chain:
            raise LuodiError(Diagnostic("GAZ101", Severity.ERROR))
        chains[face] = chain
        genuine = {name.casefold() for name in _GENUINE[face]}
        if chain[0].casefold() not in genuine and (face, chain[0]) not in _SAME_FACE:
            substitutes[OFFICIAL[face]] = chain[0]
    return FontChoice(chains, substitutes)


@lru_cache(maxsize=8)
def installed_fonts(folders: tuple[Path, ...] = (), *, system: bool = True) -> typst.Fonts:
    """The machine's fonts (unless system is false) and those in the folders. Kept: looking takes a while."""
    return typst.Fonts(
        include_system_fonts=system,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders],
    )
