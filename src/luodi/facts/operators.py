"""What compares a figure: 不少于, 突破, 控制在…以内, 左右; and 提高到, which sets it.

以上, 以下, 以内 include the number, 超过 does not (民法典 art. 1259), unless the text says (含).
"""

from __future__ import annotations

import re
from typing import Final

from luodi.facts.model import TargetOp
from luodi.facts.words import any_of

_AT_MOST: Final = any_of("""
    不超过 不得超过 不高于 不得高于 不得突破 不突破 不多于 不大于 不长于 不迟于 不晚于 最多 至多 最高
    控制在 限定在 (?<!不)(?<!不得)低于 (?<!不)小于 (?<!不)(?<!不得)少于 只能(?![在由为选从]) 只可
    仅能(?![在由为选从])
    限报 限推荐 限申报 限额
    (?<=每[家户人个])限 最长不超过 最长
""")
_AT_LEAST: Final = any_of("""
    不少于 不低于 不得少于 不得低于 不小于 不短于 至少 最少 达到(?!率) 达成(?!率) 力争达到
    (?<!直)达(?![标产成到快率]) 迈上 跨上 站上 跃上 迈过
    迈入
""")
_SET: Final = any_of("""
    提高到 提高至 提升到 提升至 增长到 增长至 扩大到 扩大至 扩至 发展到 增至 增加到 增加至 上升到 上升至
    (?:扩充|扩展|扩增|上调|下调|补充|优化提升|增配)[至到]
    扩面至 扩面到 扩容至 扩容到 提速至 提升为 提高为 跃升到 缩小到 缩小至 收窄到 收窄至 压降至 压降到 优化到
    优化至 回升到 回升至 升至 增到 攀升至 跃升至 拓展到 拓展至 延长至 延长到 放宽至
    放宽到 放宽为 减至 调整为 调整至 稳定在 保持在 维持在 压缩至 压缩到 压减至 压减到
    压缩为 缩短至 缩短到 缩短为
    缩减为 缩减至 缩减到 减少为 压减为 降至 降到 降低到 降低至 减少到 减少至 下降到 下降至
""")
# The nearest word decides: it stands at most a few words before the figure.
_BEFORE: Final[tuple[tuple[TargetOp, re.Pattern[str]], ...]] = (
    ("<=", re.compile(rf"(?:{_AT_MOST})[^,、;\d]{{0,10}}$|(?:{_AT_MOST})[^,、;\d]{{0,30}}的$")),
    (">=", re.compile(rf"(?:{_AT_LEAST})[^,、;\d]{{0,8}}$|(?:{_AT_LEAST})[^,、;\d]{{0,30}}的$")),
    (
        ">",
        re.compile(
            r"(?:突破(?![^,、;\d]{0,4}(?:技术|难题|瓶颈|产品|装备))|超过|超出(?!部分)|超(?!出)|大于|多于|逾(?!期))[^,、;\d]{0,6}$|高于[^,、;\d]{0,14}$|(?<![通超经不])过$"
        ),
    ),
    ("=", re.compile(rf"(?:{_SET})[^,、;\d]{{0,6}}$")),
    # 提标到, 拓宽至, 攀高至: a verb of change with where it leads to.
    ("=", re.compile(r"[提升扩增拓拉攀跃降减压缩收延放推优调补加控做][一-龥]{0,2}[到至为]\s?$")),
)
_NOT_OVER: Final = re.compile(
    r"(?:不|未|不得|不能|不应)(?:得|能)?(?:同时)?[^,、;\d]{0,6}(?:超过|高于|多于|大于)[^,、;\d]{0,6}$"
)
_AFTER: Final[tuple[tuple[TargetOp, re.Pattern[str]], ...]] = (
    (">=", re.compile(r"(?:及|或)?以上")),
    ("<=", re.compile(r"(?:及|或)?以下|以内|之内|内(?=[,。;]|$)")),
    ("~", re.compile(r"左右|上下")),
)


def operator_of(near: str, rest: str) -> tuple[TargetOp | None, int]:
    """The operator of a figure, and how many characters of ``rest`` belong to it.

    near, rest: the words before the figure since the last one, and those after it, folded to half width.
    """
    over = _NOT_OVER.search(near) is not None
    for op, pattern in _AFTER:
        match = pattern.match(rest)
        if match and not (op == ">=" and over):
            return op, match.end()
    if over:
        return "<=", 0
    for op, pattern in _BEFORE:
        if pattern.search(near):
            includes = re.match(r"\(含\)", rest) if op == ">" else None
            return (">=", includes.end()) if includes else (op, 0)
    return None, 0


def operator_start(head: str) -> int:
    """Where the words that compare a figure begin in those before it; their end where none do."""
    cuts = [match.start() for match in (_NOT_OVER.search(head),) if match]
    cuts += [match.start() for _, pattern in _BEFORE if (match := pattern.search(head))]
    return min(cuts, default=len(head))


def without_operator(head: str) -> str:
    """The words before a figure without those that compare it."""
    return head[: operator_start(head)]
