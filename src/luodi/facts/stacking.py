"""What happens where several supports meet: 就高不重复, 不重复享受, 可叠加, 优先."""

from __future__ import annotations

import re
from typing import Final

from luodi.facts.model import Stacking, StackingKind
from luodi.source import Span

_MARKS: Final[tuple[tuple[StackingKind, re.Pattern[str]], ...]] = (
    (
        "highest",
        re.compile(
            r"(?:从优|从高|就高|择优|择高|取高)(?:[、,]?(?:从优|从高|就高|择优|"
            r"择高))*(?:不就低)?(?:[、,]?(?:和)?不(?:得)?重复)?(?:享受|支持|补贴|奖励|计算|执行)?"
            r"|按?(?:就高|最高)(?:标准|额度|额|一项|项|等级|级别)(?:执行|给予|享受|奖励|支持)|按高补差|就高补差|"
            r"差额补足|补足差额|(?:给予|补足|补齐)差额"
        ),
    ),
    (
        "add",
        re.compile(
            r"(?<!不)(?<!不得)(?<!不能)(?<!不可)(?:可(?:以)?|允许|能够|同时)?(?:叠加|累加|同时|"
            r"重复)享受|可(?:以)?(?:叠加|累加)(?:支持|奖励|补助|使用)?"
        ),
    ),
    (
        "once",
        re.compile(
            r"(?:不|不得|不再|不予|不可|不能|避免|不应)(?:重复|叠加|同时|累计)(?:享受|支持|补贴|奖励|"
            r"补助|资助|申报|申请|给予|认定|安排|兑现|获得|计算|配套)?|不再(?:给予|享受|予以|"
            r"重复)(?:奖励|支持|补助|补贴|资助|配套|本)?|"
            r"(?:只|仅)(?:能|可|限)?(?:享受|申报|申请|补|奖励|支持|资助)(?:一|1)[次笔项]|只(?:能|"
            r"可)?(?:选择|享受)其(?:一|中一项)|择一享受"
        ),
    ),
    (
        "priority",
        re.compile(
            r"(?:优先|先行)(?:适用|执行|享受|申报|申请)(?=[^,。;]{0,12}(?:政策|措施|规定|标准|补贴|"
            r"奖励|资金|项目))|按(?:以下|下列)?(?:优先)?(?:次序|顺序)(?:享受|给予|支持)"
        ),
    ),
)
# 择优 is how applicants are chosen unless supports meet.
_MEETS: Final = re.compile(
    r"政策|奖励|补助|补贴|资助|支持|享受|资金|项目|措施|条款|扶持|待遇|事项|标准|同一|重叠|重复|交叉"
)
_OVERLAP: Final = re.compile(
    r"重叠|重复|交叉|同时符合|同一(?:企业|事项|项目|单位|主体|平台|年度|笔|成果|类|内容|政策|人才|"
    r"机构)|多项|其他政策|同类|类似|相同|与[^,。;]{0,20}政策|已(?:享受|获得|获|列入)|(?:两|多)个以上|"
    r"不一致|优先(?:申报|申请|享受|执行|适用)[^,;]{0,6}(?:国家|省|上级|市)|"
    r"不(?:得)?重复|就高|从高|叠加|累加|差额"
)


def find_stacking(folded: str, sentence: Span) -> list[Stacking]:
    """The stacking clause of a sentence: one fact, the strongest it says."""
    words = folded[sentence.start : sentence.end]
    if not _MEETS.search(words) or not _OVERLAP.search(words):
        return []
    for kind, pattern in _MARKS:
        match = pattern.search(folded, *sentence)
        if match is None:
            continue
        if (
            kind == "highest"
            and match[0].startswith("择优")
            and "不" not in match[0]
            and "高" not in match[0]
        ):
            continue
        if (
            kind == "once"
            and re.match(r"不再(?:给予|享受|予以)", match[0])
            and not re.search(r"已|同一|其他|同类|重复", folded[sentence.start : match.start()])
        ):
            continue
        return [Stacking(kind, Span(*match.span()))]
    return []
