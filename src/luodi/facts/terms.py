"""Terms: within 30日内 of an event, every 每半年, a period 建设期3年, without end 长期坚持."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, cast

from luodi.facts.model import Deadline, TermUnit
from luodi.facts.numbers import ARABIC, HAN, parse_number
from luodi.source import Span

_N: Final = rf"(?:{ARABIC}|{HAN}|半)"
_TERM: Final = r"(?:个)?(?:工作日|自然日|日|天|周|星期|月|季度|年)"
_WITHIN: Final = re.compile(
    rf"(?<![\d.第])(?P<n>{_N})\s?(?P<unit>{_TERM})\s?(?P<tail>(?:之|以)?内(?!容|部|在|外|涵|需))"
)
# 限期6个月整改
_LIMITED: Final = re.compile(rf"限期\s?(?P<n>{_N})\s?(?P<unit>{_TERM})(?!(?:之|以)?内)")
_AHEAD: Final = re.compile(
    rf"(?:(?:至少|应当?|须)?提前(?:至少|不少于)?|(?:期满|届满|到期|结束|上线|开始|开工|实施|举办|"
    rf"召开|开展|使用|投产)前)\s?(?P<n>{_N})\s?(?P<unit>{_TERM})(?!(?:之|以)?内)"
)
_EVERY: Final = re.compile(
    rf"每(?:隔)?\s?(?P<n>{_N})?\s?(?P<unit>个?(?:工作日|日|天|周|星期|月|季度|季|年|学期))"
    r"(?![轻级]|(?:均|度)?[以新]?来|不(?:得)?(?:超过|少于|低于|多于))"
)
_CYCLE: Final = re.compile(
    rf"(?P<n>{_N})\s?(?P<unit>{_TERM})(?:为|作为)?(?:一个?)(?:评估|考核|评价|管理|认定|复核|运行|"
    rf"建设|资助|支持)?(?:周期|轮|届)"
)
_REGULAR: Final = re.compile(
    r"(?:报送|提交|上报|报告|进行|开展|组织|实施|编制|编报|落实)[^,。;]{0,16}?(?P<unit>月度|季度|"
    r"半年度|年度)(?:报告|报表|总结|考核|评估|评价|检查|审计|统计|评议|通报|绩效)"
)
_MORE_REGULAR: Final = re.compile(
    r"(?:[、和及与]|以及)(?P<unit>月度|季度|半年度|年度)(?:报告|报表|总结|考核|评估|评价|检查|审计|统计)"
)
# 半年评估一次, 每双月调度一次
_ONCE_A: Final = re.compile(
    r"(?<![每\d一二三两老今去当青百])(?P<unit>半年|季度|月|年|周)[一-龥]{2,4}(?:一|1)次(?!性)"
)
_TWO_MONTHS: Final = re.compile(r"每双月|每两个月|逐双月")
_BY_PERIOD: Final = re.compile(
    r"(?:按|逐)(?P<unit>月|季度|季|年)(?:度)?(?=报|通报|调度|公布|更新|考核|评估|统计|汇总|推进|开展|"
    r"向|对|组织)"
)
_TERM_OF: Final = re.compile(
    rf"(?P<what>建设期|过渡期|宽限期|观察期|整改期|实施期|执行期|公示期|申报期|受理期|公告期|征集期|任期|聘期|周期|培育期|存续期|组建期|服务期|"
    rf"试点期|运行期|筹建期|研究期|"
    rf"考核期|项目期|合作期|资助期|期限|年限|公示时间|公示)(?:限|间|时间)?(?:一般|原则上|均|"
    rf"最长)?(?:为|是|不少于|不超过|不得少于|不得超过)?\s?(?P<n>{_N})\s?(?P<unit>{_TERM})"
)
_TERM_BEFORE: Final = re.compile(
    rf"(?P<n>{_N})\s?(?P<unit>{_TERM})(?:的)?(?:建设期|实施期|执行期|公示期|任期|聘期|培育期|服务期|"
    rf"试点期|运行期|过渡期|考核期|期限)(?:内)?"
)
_FOR: Final = re.compile(rf"为期\s?(?P<n>{_N})\s?(?P<unit>{_TERM})")
_IN_YEARS: Final = re.compile(rf"用\s?(?P<n>{_N})\s?(?P<unit>年)(?:左右)?(?:的)?时间")
_ONGOING: Final = re.compile(
    r"长期坚持|长期(?:推进|实施|任务)|常年(?:推进|坚持|实施)|持续(?:推进|坚持)(?=[。;)]|$)|"
    r"(?<=时限[:])(?:长期|持续)"
)
_UNITS: Final = {
    "工作日": "工作日", "自然日": "日", "日": "日", "天": "日", "周": "周", "星期": "周", "月": "月",
    "季度": "季度", "季": "季度", "年": "年", "年度": "年", "月度": "月",
}  # fmt: skip
# How long a sanction lasts, how far back a condition looks, what was: none is due.
_LOOKS_BACK: Final = re.compile(
    r"(?:近|过去|(?<![期届满束始止])前|最近|此前|上|以往|连续|曾|已|(?<![期届])满|超过|不满)\s?$|(?:近|过去|"
    r"最近)[^,。;]{0,4}$"
)
_CONDITION: Final = re.compile(
    r"^[^,。;]{0,30}?(?:存在|有过|曾|未曾|发生过|获得过?的|受过|没有|无(?!故|偿|锡|条件)|毕业的|成立的|"
    r"新设立的|注册的)|^(?:未|无(?!故|偿|锡|条件)|没有)|^[^,。;]{0,8}(?:完成|取得|形成|发生|迁出|注销|离职|离开|转让|退出)的"
)
_SANCTION: Final = re.compile(
    r"免予|免于|豁免|不得|取消|暂停|禁止|禁入|限制|不予受理|不再受理|停止|处罚|失信|惩戒|撤销"
)
# 分别压缩至2个工作日、1个工作日以内
_NEXT_LEVEL: Final = re.compile(r"(?:压缩|缩短|控制|减少|降|压减|缩减)(?:至|到|在|为)[^,;。]{1,12}[、和]\s?$")
_MONEY_NEAR: Final = re.compile(
    r"(?:最高|给予|不超过|不低于|奖励|补助|补贴|资助|累计|支持|安排|按)?[^,。;]{0,18}?\d[\d,.]*\s?[万亿]?元"
)


def find_terms(folded: str, sentence: Span) -> Iterator[Deadline]:
    """The terms a sentence names, in no order; the same place may be read twice."""
    yield from _terms(folded, sentence)
    yield from _recurring(folded, sentence)
    yield from _within(folded, sentence)
    for match in _ONGOING.finditer(folded, *sentence):
        yield Deadline("ongoing", Span(*match.span()))


def _terms(folded: str, sentence: Span) -> Iterator[Deadline]:
    for match in _IN_YEARS.finditer(folded, *sentence):
        yield _of("within", folded, match)
    for pattern in (_TERM_OF, _TERM_BEFORE, _FOR):
        for match in pattern.finditer(folded, *sentence):
            if _SANCTION.search(folded, sentence.start, match.start()) and pattern is not _TERM_OF:
                continue
            what = match.groupdict().get("what") or ""
            # 离岗期限不超过三年 sets a limit; 公示期不少于5日 and 建设期3年 say how long something takes.
            if what in ("期限", "年限") and (
                re.search(r"不(?:得)?(?:超过|少于|低于|高于)", match[0])
                or re.match(r"以上|以下", folded[match.end() : match.end() + 2])
            ):
                continue
            if what in ("期限", "年限") and re.search(
                r"贷款|出让|租赁|质保|信用", folded[sentence.start : match.start()]
            ):
                continue
            if what == "公示" and not re.search(
                r"公示\s?(?:一般|原则上|不少于)?\s?\S{0,3}$", folded[match.start() : match.start("n")]
            ):
                continue
            yield _of("period", folded, match)


def _recurring(folded: str, sentence: Span) -> Iterator[Deadline]:
    for match in _EVERY.finditer(folded, *sentence):
        if _belongs_to_money(folded, match.end(), sentence.end) or _belongs_to_term(
            folded, match.start(), sentence.start
        ):
            continue
        if re.match(
            r"(?:都|均|年(?![底末初])|平均|增长|递增|产|新增产|节约|营业|销售|用电|用水|更换比例)",
            folded[match.end() : match.end() + 4],
        ):
            continue
        # 每年不超过2次 and 每年补助不超过4次 are limits, 每日20万管 a rate; none is an act that recurs.
        rest = re.split(r"[,;。]", folded[match.end() : min(sentence.end, match.end() + 40)])[0]
        if re.match(
            r"[^\d]{0,8}(?:不(?:得)?(?:超过|高于|多于)|最多|至多)|[^\d]{0,20}(?:时间|时长)(?:不|达|为)|[^\d]{0,10}不(?:少于|低于)\d+个?小时",
            rest,
        ):
            continue
        if match["unit"] in ("日", "天") and not re.search(
            r"报|调度|更新|巡|检|发布|公布|通报|监测", rest[:10]
        ):
            continue
        yield _of("every", folded, match)
    for match in _CYCLE.finditer(folded, *sentence):
        yield _of("every", folded, match)
    for match in _REGULAR.finditer(folded, *sentence):
        yield _regular(match)
        at = match.end()
        while more := _MORE_REGULAR.match(folded, at, sentence.end):
            yield _regular(more)
            at = more.end()
    for match in _TWO_MONTHS.finditer(folded, *sentence):
        yield Deadline("every", Span(*match.span()), amount=Decimal(2), unit="月")
    for match in _ONCE_A.finditer(folded, *sentence):
        half = match["unit"] == "半年"
        every = cast(TermUnit, "月" if half else _UNITS[match["unit"]])
        yield Deadline("every", Span(*match.span()), amount=Decimal(6 if half else 1), unit=every)
    for match in _BY_PERIOD.finditer(folded, *sentence):
        unit = _UNITS[match["unit"]]
        yield Deadline(
            "every", Span(match.start(), match.end()), amount=Decimal(1), unit=cast(TermUnit, unit)
        )


def _regular(match: re.Match[str]) -> Deadline:
    words = match["unit"]
    span = Span(match.start("unit"), match.end())
    if words == "半年度":
        return Deadline("every", span, amount=Decimal(6), unit="月")
    unit = cast(TermUnit, _UNITS[words])
    return Deadline("every", span, amount=Decimal(1), unit=unit)


def _belongs_to_money(folded: str, at: int, stop: int) -> bool:
    """每年最高100万元 says how an amount is paid, not when an act is due."""
    stop = min(stop, at + 80)
    comma = re.search(r",(?!\d{3})", folded[at:stop])
    clause = folded[at : at + comma.start() if comma else stop]
    if re.search(r"比例(?:开展|进行|随机|抽|组织|遴选|推荐|核查|淘汰)", clause):
        return False
    return (
        _MONEY_NEAR.match(clause) is not None
        or re.match(r"(?:可)?(?:按|给予|最高|不超过|补贴|补助|奖励|支持额)[^,]{0,20}[%元]", clause)
        is not None
    )


def _belongs_to_term(folded: str, at: int, start: int) -> bool:
    before = folded[max(start, at - 8) : at]
    return re.search(r"连续[\d一二三四五六七八九十两]+年[,、]?$", before) is not None


def _within(folded: str, sentence: Span) -> Iterator[Deadline]:
    for match in _WITHIN.finditer(folded, *sentence):
        if re.fullmatch(r"(?:19|20)\d\d", match["n"]):
            continue
        before = folded[max(sentence.start, match.start() - 8) : match.start()]
        after = re.split(r"[,;。]", folded[match.end() : min(sentence.end, match.end() + 80)])[0]
        if re.match(r"不(?!少于|低于|超过|高于|得少于)", after):
            continue
        if after.startswith(("免收", "免租", "免费", "减免", "减半", "免除", "免交", "免缴")):
            continue
        if _LOOKS_BACK.search(before) or _CONDITION.match(after) or _SANCTION.search(after[:24]):
            continue
        # 应在12个月以内 and 压缩至3周以内 are figures to keep, not dates.
        if re.search(
            r"距[^,;]{0,12}[应须]在\s?$", folded[max(sentence.start, match.start() - 20) : match.start()]
        ):
            continue
        if re.search(r"(?:压缩|缩短|控制|减少|降低|降|压减|限定|稳定)(?:至|到|在|为)\s?$", before):
            continue
        if _NEXT_LEVEL.search(folded, max(sentence.start, match.start() - 24), match.start()):
            continue
        yield _of("within", folded, match)
    for match in _LIMITED.finditer(folded, *sentence):
        yield _of("within", folded, match)
    for match in _AHEAD.finditer(folded, *sentence):
        found = _of("by", folded, match)
        yield found


def _of(kind: str, folded: str, match: re.Match[str]) -> Deadline:
    words, unit = match["n"], match["unit"].removeprefix("个")
    amount = Decimal(1) if words is None else Decimal("0.5") if words == "半" else parse_number(words)
    name = _UNITS.get(unit, "年")
    if amount == Decimal("0.5") and name == "年":
        amount, name = Decimal(6), "月"
    return Deadline(kind, Span(*match.span()), amount=amount, unit=cast(TermUnit, name))  # type: ignore[arg-type]
