"""What happens where several supports meet: 就高不重复, 不重复享受, 可叠加, 优先."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from luodi.facts.clauses import clauses
from luodi.facts.model import Stacking, StackingKind
from luodi.source import Span

_BEST: Final = "从优|从高|就高|择优|择高|取高"
_SUPPORT: Final = "享受|支持|补贴|奖励|补助|资助|申报|申领|申请|给予|认定|安排|兑现|获得|计算|配套|执行"
_HIGHEST: Final = re.compile(
    rf"(?:{_BEST})(?:[、,和]?(?:{_BEST}))*(?:不就低)?(?:[、,]?(?:和)?不(?:得)?重复)?(?:{_SUPPORT})?"
    rf"|按?(?:其中)?(?:就高|最高)(?:标准|额度|额|一项|项|等级|级别)(?:{_SUPPORT})?"
    r"|按高补差|就高补差|按?最(?:优惠|有利|优)(?:的)?(?:一[项条种]|政策|标准|条款)?(?:执行|享受|给予)|晋[级档位]补差|升级补差|提档补差|(?:按|给予|补足|补齐)?差额(?:部分)?(?:给予)?(?:补足|补齐|奖励|补助)?"
)
_ADD: Final = re.compile(
    r"(?<!不)(?<!不得)(?<!不能)(?<!不可)(?<!不再)(?<!不予)(?:可(?:以)?|允许|能够)?(?:叠加|累加|同时|重复|一并)享受"
    rf"|可(?:以)?(?:叠加|累加|一并)(?:{_SUPPORT}|使用)?"
    rf"|(?<!不)(?<!不得)叠加(?:{_SUPPORT}){{1,2}}"
    r"|在享受[^,。;]{2,24}基础上"
)
_ONCE: Final = re.compile(
    rf"(?:不|不得|不再|不予|不可|不能|避免|不应)(?:重复|叠加|同时|累计)(?:{_SUPPORT})?"
    r"|不再(?:给予|享受|予以|重复)(?:奖励|支持|补助|补贴|资助|配套|本)?"
    rf"|(?:只|仅)(?:能|可|限)?(?:{_SUPPORT}|补){{1,2}}(?:其中)?(?:一|1)[次笔项]|只(?:能|可)?(?:选择|"
    rf"享受)其(?:一|中一项)|择一(?:享受|申报)"
)
_PRIORITY: Final = re.compile(
    r"(?:优先|先行)(?:适用|执行|享受|申报|申请|申领)(?=[^,。;]{0,12}(?:政策|措施|规定|标准|补贴|奖励|"
    r"资金|项目))"
    r"|按(?:以下|下列)?(?:优先)?(?:次序|顺序)(?:享受|给予|支持)"
)
_ORDER: Final[tuple[tuple[StackingKind, re.Pattern[str]], ...]] = (
    ("highest", _HIGHEST),
    ("add", _ADD),
    ("once", _ONCE),
    ("priority", _PRIORITY),
)
# What meets: without one of these, 择优 and 不再给予 are how applicants are chosen.
_MEETS: Final = re.compile(
    r"重叠|重复|交叉|同时符合|同一|多项|多个|其他政策|同类|类似|相同|与[^,。;]{0,24}(?:政策|补贴|"
    r"奖励|资金|补助)|已(?:享受|获得|获|列入|领取)|两个以上|"
    r"不一致|就高|从高|择高|叠加|累加|差额|补差|最优惠|最有利|同时享受|(?:只|仅)(?:能|可|限)|基础上|优先(?:申报|申请|"
    r"申领|享受|执行|适用)"
)
_CHOSEN: Final = re.compile(r"择优(?![、,]?(?:从高|就高|不重复))")
_ALREADY: Final = re.compile(r"已|同一|其他|同类|重复")


def find_stacking(folded: str, sentence: Span) -> list[Stacking]:
    """The stacking rules of a sentence: one a clause, the strongest where a clause says several."""
    if not _MEETS.search(folded, *sentence):
        return []
    return list(_of_clauses(folded, sentence))


def _of_clauses(folded: str, sentence: Span) -> Iterator[Stacking]:
    for clause in clauses(folded, sentence):
        for kind, pattern in _ORDER:
            match = pattern.search(folded, *clause)
            if match is None or not _is_rule(folded, sentence, kind, match):
                continue
            yield Stacking(kind, Span(*match.span()))
            break


def _is_rule(folded: str, sentence: Span, kind: StackingKind, match: re.Match[str]) -> bool:
    if kind == "highest":
        return not _CHOSEN.fullmatch(match[0]) and match[0] not in ("差额",)
    if kind == "once" and match[0].startswith("不再"):
        return _ALREADY.search(folded, sentence.start, match.start()) is not None
    return True
