"""Figures to be reached: 达到20000家以上, 突破1500亿元, 增长15%, 压缩至3周以内, 前三, 翻番, 占比不低于10%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from luodi.facts.clauses import clauses, is_modifier, says_case
from luodi.facts.model import Target, TargetOp
from luodi.facts.numbers import HAN, parse_number
from luodi.facts.quantities import Quantity, find_quantities
from luodi.source import Span

# Nearest to the figure first; an operator may stand a few words before it.
_BEFORE: Final[tuple[tuple[TargetOp, re.Pattern[str]], ...]] = (
    (
        "<=",
        re.compile(
            r"(?:不超过|不得超过|不高于|不得高于|不多于|不大于|最多|至多|最高|控制在|压缩至|压缩到|压减至|压减到|压缩为|缩短至|缩短到|缩短为|降至|降到|降低到|降低至|减少到|减少至|下降到|下降至|限定在|(?<!不)(?<!不得)低于|(?<!不)小于|(?<!不)(?<!不得)少于)[^,、;\d]{0,10}$"
        ),
    ),
    (
        ">=",
        re.compile(
            r"(?:不少于|不低于|不得少于|不得低于|不小于|至少|最少|达到|达成|力争达到|保持在|稳定在|维持在|提高到|提高至|提升到|提升至|增长到|增长至|扩大到|扩大至|发展到|增至|增加到|增加至|上升到|上升至|增到|攀升至|跃升至|拓展到|拓展至|达)[^,、;\d]{0,8}$"
        ),
    ),
    (">", re.compile(r"(?:突破|超过|超出|超|大于|高于|多于|逾)[^,、;\d]{0,6}$")),
)
_NOT_OVER: Final = re.compile(
    r"(?:不|未|不得|不能|不应)(?:得|能)?(?:同时)?[^,、;\d]{0,6}(?:超过|高于|多于|大于)[^,、;\d]{0,6}$"
)
_AFTER: Final[tuple[tuple[TargetOp, re.Pattern[str]], ...]] = (
    (">=", re.compile(r"(?:及|或)?以上|及以上|多?(?=以上)")),
    ("<=", re.compile(r"(?:及)?以下|以内|之内|内(?=[,。;]|$)")),
    ("~", re.compile(r"左右|上下")),
)
_ACHIEVES: Final = re.compile(
    r"新增|新建|新引进|新培育|新认定|引进|培育|引育|培养|建成|建设|共建|打造|形成|实现|布局|组建|创建|认定|遴选|选派|选树|实施|开展|举办|组织|攻克|突破|研制|研发|开发|推出|发布|转化|落地|集聚|聚集|吸引|招引|推动|推进|"
    r"孵化|培训|完成|支持|引导|推广|设立|成立|建立|搭建|培植|做强|做大|扶持|改造|新获批|获批|取得|制定|制订|制修订|参与|主导|承担|编制|申报|申请|授权|上市|入库|净增|增加|新改建|扩建|促成|服务|走访|举行|召开|组织召开|派遣|"
    r"轮训|达|争取|力争|确保|累计|总数|总量|总规模|规模|备案|签约|合作|配备|部署|上线|接入|开放|改建|建|投用|盘活|腾退|招收|储备|招聘|凝练|征集|培树|评选|评定|命名|资助|遴选出|创制|产出|生产|年产|部署|构建|安排|谋划"
)
_GROWS: Final = re.compile(r"增长|提高|提升|增加|递增|增幅|增速|上升|扩大|年均增长|增|高于[^,;]{1,12}$")
_FALLS: Final = re.compile(r"下降|降低|减少|压减|缩减|缩短|压缩|下调|降幅|减|降")
_LEVEL: Final = re.compile(
    r"(?:率|占比|比重|比例|覆盖面?|份额|占[^,;、]{1,20}|满意度|水平|增速|强度|系数)(?:的)?(?:分别)?(?:均)?(?:为|实现|是)?\s?$"
)
_PAST: Final = re.compile(
    r"已(?!纳入|取得|上市|获批|认定|建成的)|目前|现有|截至|近年来|以来|去年|上年度?(?!.{0,8}(?:增长|提高))|此前|曾|共有|五年来|期间(?:累计)?完成|基数"
)
# 2020年,全省达到… tells; 到2025年,… sets. The year the document was issued in can do either.
_OF_YEAR: Final = re.compile(r"(?<![到至比较\d-])(20\d\d)年(?:底|末)?(?:,|全[省市县区国]|我[省市])")
_TIMES: Final = re.compile(rf"(?:实现|力争|全部)*(?:翻(?P<n>一|两|三|四|1|2|3|4)?番|倍增|翻一倍|成倍增长)")
_RANK: Final = re.compile(
    rf"(?:第(?P<nth>\d+|{HAN})(?:位|名)?(?!类|类型|三方|[一二三四五六七八九十]?(?:批|条|章|款|项|节|次|届|期|产业|季度|步|梯队|阶段|者|线|个|代|轮|家))"
    rf"|前(?P<top>\d+|{HAN})(?:位|名|强|名次)?(?!列|沿|期|瞻|提|端|述|款|项|年|批|个|次|往|后)|首位)"
)
_RANK_VERB: Final = re.compile(
    r"(?:力争|争取|保持|稳定)?(?:进入|位居|居于|居|位列|列|跻身|保持|稳居|处于|排名|位次|进位)[^,。;\d]{0,14}$"
)
_LEAD_WORDS: Final = re.compile(
    r"^(?:(?:到|至)?(?:19|20)\d\d年(?:底|末)?(?:前)?|[\d一二三四五六七八九十两]+年内|到|至|力争|争取|确保|力争到|计划|预计|每年|全年|累计|共|其中|且|并|和|及|以及|再|在|将|把|使|要|应|须|应当|原则上?|一般|重点|加快|大力|积极|推动|推进|研制并获批|培育|引育|培养|建成|建设|打造|形成|实现|布局|组建|创建|"
    r"开发|遴选|选派|组织|实施|开展|举办|引进|吸引|集聚|支持|扶持|构建|提供|力争将|完成|全市|全省|扩大|促成|突破|设立|服务|安排|(?:及?以上|及?以下)的?|[、,;:（(\s])+"
)
_TRAIL_WORDS: Final = re.compile(
    r"(?:力争|争取|原则上?|一般|须|应|要|均|分别|总数|累计|首次|预计|每年|年均|将|的|在|为|至|到|约|有|共|大约|接近|左右|总量|各|新增至)+$"
)
_DECOY: Final = re.compile(r"第\s?$|[A-Za-z+×xX/#]\s?$|“[^”]{0,6}$|[一二三四五六七八九十两双多]$")
_SANCTION: Final = re.compile(r"罚款|罚金|没收|违法所得|有期徒刑|拘留")
_FUND: Final = re.compile(r"(?:总?规模|首期|认缴)[^,;、\d]{0,8}$")
_SKIP_UNITS: Final = frozenset({"日", "小时", "分钟", "时"})


def find_targets(
    folded: str, sentence: Span, taken: tuple[Span, ...], year_at: dict[int, int], issued: int | None = None
) -> list[Target]:
    """The targets of a sentence in reading order.

    taken: places that are amounts, cases or deadlines. year_at: the year that holds from each offset on.
    issued: the year of the document; what is said of an earlier one is told, not set.
    """
    if issued and any(int(year[1]) < issued for year in _OF_YEAR.finditer(folded, *sentence)):
        return []
    found: list[Target] = []
    goes_on = False
    for clause in clauses(folded, sentence):
        already = len(found)
        quantities = [
            one
            for one in find_quantities(folded, clause)
            if one.measure != "bare" and not _overlaps(one.span, taken)
        ]
        before = clause.start
        for quantity in quantities:
            made = list(_of_quantity(folded, sentence, clause, before, quantity, goes_on=goes_on))
            found.extend(made)
            before = max(quantity.span.end, *(one.span.end for one in made)) if made else quantity.span.end
        goes_on = len(found) > already
        found.extend(_multiplied(folded, clause))
        found.extend(one for one in _ranked(folded, clause) if not _overlaps(one.span, taken))
    return [_with_year(one, year_at) for one in sorted(found, key=lambda one: one.span)]


def _overlaps(span: Span, taken: tuple[Span, ...]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in taken)


def _with_year(target: Target, year_at: dict[int, int]) -> Target:
    years = [year for at, year in sorted(year_at.items()) if at <= target.span.start]
    return Target(
        target.indicator, target.op, target.value, target.unit, target.span, years[-1] if years else None
    )


def _of_quantity(
    folded: str, sentence: Span, clause: Span, before: int, quantity: Quantity, *, goes_on: bool
) -> Iterator[Target]:
    """goes_on: the clause before had a target, so that its verb may hold here: 新建A5家,B50家."""
    words = folded[clause.start : quantity.span.start]
    near = folded[before : quantity.span.start]
    after = folded[quantity.span.end : clause.end]
    if _is_told(folded, sentence, quantity) or _DECOY.search(words):
        return
    if _SANCTION.search(folded, *sentence):
        return
    if quantity.measure == "ratio" and not quantity.is_han:
        return
    is_fund = quantity.measure == "money" and "基金" in after[:24] and _FUND.search(near) is not None
    if not is_fund and (says_case(folded, clause, quantity) or is_modifier(folded, clause, quantity)):
        return
    op, mark = _operator(near, words, after, quantity)
    falls = _FALLS.search(near[-8:]) is not None
    grows = _GROWS.search(near[-10:]) is not None
    if quantity.unit in _SKIP_UNITS and op != "<=":
        return
    if quantity.measure == "time" and not _is_limit_of_time(near, op):
        return
    if quantity.measure == "times":
        yield from _by_times(folded, clause, quantity, near, after)
        return
    if op is None:
        if not is_fund and not _may_be_bare(words, near, quantity, grows=grows, falls=falls, goes_on=goes_on):
            return
        op = "="
    value = -quantity.value if falls and not _reaches(near) else quantity.value
    if value < 0 and op in (">=", "<="):
        op = "<=" if op == ">=" else ">="
    indicator, start = _indicator(folded, clause, before, quantity)
    span = Span(start, quantity.span.end + mark)
    if quantity.high is not None:
        if value < 0:
            return
        yield Target(indicator, ">=", quantity.value, quantity.unit, span)
        yield Target(indicator, "<=", quantity.high, quantity.unit, span)
        return
    unit = "比例" if quantity.measure == "ratio" else quantity.unit
    yield Target(indicator, op, _rounded(value, quantity), unit, span)


def _is_limit_of_time(near: str, op: TargetOp | None) -> bool:
    """压缩至3周以内 and 不少于5年 are figures to keep; 成立3年以上 and 3年内 are not."""
    return (
        op is not None
        and re.search(
            r"(?:压缩|缩短|控制|减少|降低|降|压减|限定|稳定|延长)(?:至|到|在|为)|不(?:得)?(?:超过|少于|低于|多于|高于)|至少|最[长多少高]",
            near,
        )
        is not None
    )


def _rounded(value: Decimal, quantity: Quantity) -> Decimal:
    """Fractions (三分之一) to four places: they have no finite decimal."""
    return round(value, 4) if quantity.measure == "ratio" else value


def _reaches(near: str) -> bool:
    """降至5% is a level; 下降5% is a change."""
    return re.search(r"(?:降|缩短|压缩|减少|压减|降低|下降)(?:至|到|为)", near) is not None


def _is_told(folded: str, sentence: Span, quantity: Quantity) -> bool:
    """Whether the sentence tells what was, not what is to be."""
    return _PAST.search(folded, sentence.start, quantity.span.start) is not None


def _operator(near: str, words: str, after: str, quantity: Quantity) -> tuple[TargetOp | None, int]:
    """The operator and how many characters after the figure belong to it."""
    for op, pattern in _AFTER:
        match = pattern.match(after)
        if match and match[0]:
            if op == ">=" and _NOT_OVER.search(near):
                continue
            return op, match.end()
    if _NOT_OVER.search(near):
        return "<=", 0
    for op, pattern in _BEFORE:
        if pattern.search(near):
            includes = re.match(r"\(含\)", after)
            return (">=" if op == ">" and includes else op), (includes.end() if includes else 0)
    return None, 0


def _may_be_bare(
    words: str, near: str, quantity: Quantity, *, grows: bool, falls: bool, goes_on: bool
) -> bool:
    """Whether a figure without a comparing word is one to be reached."""
    if quantity.measure == "percent" or quantity.unit in ("个百分点", "个点", "‰"):
        return grows or falls or _LEVEL.search(near) is not None
    if quantity.measure == "money":
        return re.search(
            r"(?:产值|收入|规模|销售额|交易额|成交额|投资|增加值|营收|资金|融资|基金|贷款|合同额|总额)[^,;\d]{0,6}$",
            words,
        ) is not None and (_ACHIEVES.search(words) is not None)
    if quantity.measure != "count" or quantity.unit in (
        "岁",
        "周岁",
        "米",
        "毫米",
        "厘米",
        "微米",
        "纳米",
        "级",
        "条",
        "类",
        "层",
        "档",
        "部",
        "对",
        "路",
        "组",
        "本",
        "口",
        "片",
        "段",
        "期",
        "P",
        "E",
    ):
        return grows and quantity.measure == "count"
    if quantity.high is not None and re.search(
        r"(?:人数|数量|家数|个数|名额|面积|规模)?(?:一般|原则上|应|须|可)?(?:为|控制在|在)\s?$", near
    ):
        return True
    if quantity.is_han and quantity.value < 10:
        return False
    return _ACHIEVES.search(words) is not None or (goes_on and re.search(r"[一-龥]{2,}$", near) is not None)


def _by_times(folded: str, clause: Span, quantity: Quantity, near: str, after: str) -> Iterator[Target]:
    indicator, start = _indicator(folded, clause, clause.start, quantity)
    if _GROWS.search(near[-8:]) and not re.search(r"(?:到|至|为)[^,;]{0,12}$", near):
        yield Target(indicator, "times", quantity.value + 1, "倍", Span(start, quantity.span.end))
    elif _ACHIEVES.search(near) or re.search(
        r"(?:达到|达|提高到|增长到|扩大到|为|是|相当于)[^,;]{0,16}$", near
    ):
        yield Target(indicator, "times", quantity.value, "倍", Span(start, quantity.span.end))


def _multiplied(folded: str, clause: Span) -> Iterator[Target]:
    for match in _TIMES.finditer(folded, *clause):
        words = match["n"]
        power = 1 if words is None else int(parse_number(words)) if words not in ("一",) else 1
        value = Decimal(2) ** power
        start = clause.start
        indicator = _clean(folded[start : match.start()])
        if not indicator or re.search(r"行动|计划|工程|方案|专项", folded[match.end() : match.end() + 4]):
            continue
        shown = folded.find(indicator, start, match.start())
        yield Target(indicator, "times", value, "倍", Span(max(start, shown), match.end()))


def _ranked(folded: str, clause: Span) -> Iterator[Target]:
    """Places in a ranking: 进入全国前三, 位居中部第一; 全国前10强企业 are others."""
    for match in _RANK.finditer(folded, *clause):
        words = match["nth"] or match["top"]
        verb = _RANK_VERB.search(folded[clause.start : match.start()])
        if verb is None or re.match(
            r"[^,。;、]{0,6}(?:高校|企业|机构|学科|院校|大学|公司|的)", folded[match.end() : clause.end]
        ):
            continue
        try:
            value = parse_number(words) if words else Decimal(1)
        except (ValueError, KeyError):
            continue
        indicator = _clean(folded[clause.start : clause.start + verb.start()])
        start = (
            folded.find(indicator, clause.start, match.start()) if indicator else clause.start + verb.start()
        )
        yield Target(indicator, "rank", value, "位", Span(start, match.end()))


def _indicator(folded: str, clause: Span, before: int, quantity: Quantity) -> tuple[str, int]:
    """What is counted, and where the fact's words begin."""
    start = before
    head = folded[start : quantity.span.start]
    if changed := re.search(
        r"(?:将|把)?([^,;、]{2,30}?)由[^,;]*$", folded[clause.start : quantity.span.start]
    ):
        return _clean(changed[1]), clause.start + changed.start(1)
    if head.rstrip().endswith(("、", "和", "及")):
        head = ""
        start = quantity.span.start
    for op_words in ("达到", "突破", "不超过", "不得超过", "超过", "不低于", "不少于"):
        at = head.rfind(op_words)
        if at > 0 and len(head) - at <= len(op_words) + 6:
            head_words = head[:at]
            break
    else:
        head_words = _strip_operator(head)
    bare = _clean(head_words)
    if len(bare) >= 2:
        at = head.find(bare)
        return bare, start + max(0, at)
    if quantity.measure in ("count", "time"):
        tail = folded[quantity.span.end : clause.end]
        tail = re.sub(r"^(?:及?以上|及?以下|以内|左右|余)", "", tail)
        noun = re.split(r"[、。;,(（]|并|等(?=[,。;]|$)", tail)[0]
        verb = _last_verb(head)
        return noun.strip() or bare, start + verb
    return bare, quantity.span.start


def _strip_operator(head: str) -> str:
    for _, pattern in _BEFORE:
        match = pattern.search(head)
        if match:
            return head[: match.start()]
    match = _NOT_OVER.search(head)
    return head[: match.start()] if match else head


def _last_verb(head: str) -> int:
    return len(head)


def _clean(words: str) -> str:
    words = re.sub(r"^.*(?:[:;]|年(?:底|末)?(?:前)?[,、])", "", words)
    words = words.split("、")[-1] if "、" in words and len(words) > 30 else words
    cut = _LEAD_WORDS.sub("", words.strip())
    return _TRAIL_WORDS.sub("", cut).strip(" 、,")
