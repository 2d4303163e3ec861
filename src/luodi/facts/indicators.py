"""What a figure counts: the noun before it (食品工业产值突破…) or after it (30个典型应用场景)."""

from __future__ import annotations

import re
from typing import Final

from luodi.facts.clauses import after, before
from luodi.facts.operators import without_operator
from luodi.facts.quantities import Quantity
from luodi.facts.words import any_of
from luodi.source import Span

_LEADS: Final = any_of("""
    (?:到|至)?(?:19|20)\\d\\d年(?:底|末)?(?:前)? [\\d一二三四五六七八九十两]+年内
    到(?![账位]) 至(?!少) 力争 争取 确保
    按照 按 力争到 计划 预计 每年 全年 共 其中 且 并 和 及 以及 再 在 将 把 使 要 应 须 应当 原则上? 一般 加快
    大力 积极 推动 推进 研制并获批 培育 引育 培养 建成 建设 打造 形成 实现 布局 组建 创建 开发 遴选 选派
    组织 实施 开展 举办 引进 吸引 集聚 支持 扶持 构建 提供 力争将 完成 全市 全省 扩大 促成 突破 设立 服务
    安排 (?:及?以上|及?以下)的? 分别 一是 二是 三是 四是 五是 [、,;:（(]
""")
_LEAD: Final = re.compile(rf"^(?:(?:{_LEADS})\s*)+")
_TRAIL: Final = re.compile(
    r"(?:力争|争取|原则上?|一般|须|应|要|均|分别|总数|首次|预计|每年|的|在|为|至|到|约|有|共|大约|"
    r"接近|左右|总量|各|保持|稳定保持|持续保持|维持|实现|(?:比|较)20\d\d年(?:底|末)?|较上年|其中|新增至|最高|最长)+$"
)
# 新引进和培育10家企业: what is counted stands after the figure.
_ENDS_IN_VERB: Final = re.compile(
    r"^(?:新)?(?:制定|制订|修订|引进|培育|新增|建成|年产|引育|新建|组建|培训|打造|开发|研制|和|并|及|、)+$"
)

# 不低于项目总数5%的比例: what the share is of.
_COMPARED: Final = re.compile(r"(?:不低于|不少于|不超过|不高于)(?P<of>[^,;\d]{2,14}?)的?$")
_MAKES: Final = re.compile(
    r"(?:至少|最少|拥有|有|建设|建成|打造|布局|培育|创建|组建|建立|设立|举办|开展|组织|配备|配置|建|培养|引进|新增|确定|"
    r"遴选|认定|实施|完成|形成|推出)+$"
)


def find_indicator(folded: str, clause: Span, start: int, quantity: Quantity) -> tuple[str, int]:
    """What is counted, and where the words of the fact begin.

    start: where the figure before this one ended.
    """
    head = before(folded, start, quantity.span.start)
    offset = quantity.span.start - len(head)
    whole = before(folded, clause.start, quantity.span.start)
    if changed := re.search(r"(?:将|把)?([^,;、]{2,30}?)(?:由|从)[^,;]*$", whole):
        at = quantity.span.start - len(whole) + changed.start(1)
        return clean_indicator(changed[1]), at
    if head.rstrip().endswith(("、", "和", "及")) or without_operator(head).endswith(("或", "或者")):
        head, offset = "", quantity.span.start
    bare = clean_indicator(without_operator(head))
    if len(bare) >= 2 and not _ENDS_IN_VERB.match(bare):
        counted = _with_counted(folded, clause, quantity, bare) if quantity.measure == "count" else bare
        return counted, offset + max(0, head.find(bare))
    plain = _LEAD.sub("", without_operator(head).strip()).strip(" 、,")
    if quantity.measure not in ("count", "time"):
        whose = _COMPARED.search(head)
        return bare or plain or (whose["of"] if whose else ""), quantity.span.start
    noun = _counted(folded, clause, quantity)
    first = offset + max(0, head.find(bare)) if bare else quantity.span.start
    return noun or bare or plain, first


def _with_counted(folded: str, clause: Span, quantity: Quantity, bare: str) -> str:
    """每个市、州建设不少于3个中试平台: whose, and what is counted."""
    noun = _counted(folded, clause, quantity)
    return _MAKES.sub("", bare) + noun if noun and bare.startswith("每") else bare


def _counted(folded: str, clause: Span, quantity: Quantity) -> str:
    """The noun after a count: 30个典型应用场景."""
    tail = re.sub(r"^(?:及?以上|及?以下|以内|左右|余)?的?", "", after(folded, quantity.span.end, clause.end))
    return re.split(r"[。;,(（]|、(?=[^,;]{0,12}\d)|并|等(?=[,。;]|$)", tail)[0].strip()


def clean_indicator(words: str) -> str:
    """The noun of some words: without dates, verbs of making and words such as 力争, 原则上."""
    words = re.sub(r"^.*(?:[:;]|年(?:底|末)?(?:前)?[,、])", "", words)
    return _TRAIL.sub("", _LEAD.sub("", words.strip())).strip(" 、,")
