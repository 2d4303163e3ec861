"""What is paid, required as a match, or limited: 按X的20%, 最高500万元, 20—40万元, 1:1, 每家3万元, 分别给予A、B、C."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from luodi.facts.clauses import PAY_NOUN, clauses, says_case
from luodi.facts.grades import case_words, paired_grades
from luodi.facts.model import Amount, AmountKind
from luodi.facts.numbers import HAN, parse_number
from luodi.facts.quantities import Quantity, find_quantities
from luodi.source import Span

_PAYS: Final = re.compile(
    r"给予|予以|奖励|奖补|补助|补贴|资助|拨付|拨给|安排|发放|贴息|贴保|配套|补偿|代偿|返还|扣除|扣减|抵扣|加计|减免|减按|征收|支付|兑付|兑现|提取|支持|出资|发给|下达|列支|奖(?=\d)|补(?=\d)|"
    r"(?<!研发)(?<!研究)(?<!的)投入(?=[^占比]{0,6}\d)|资金(?=\d)|经费(?=\d)|授信|提供|计提|分担|承担|给到|核拨|用于奖励"
)
_CAP: Final = re.compile(
    r"(?:最高|上限|封顶|不超过|不高于|不得超过|不得高于|最多|限额|至多|不突破|总额控制在|控制在)(?:可)?(?:至|达|为|给予|支持|补助|奖励|补贴|资助|不超过|不高于)*(?P<base>[^,、;:\d%]{0,24}?)(?:的)?(?:按)?\s?$"
)
_FLOOR: Final = re.compile(
    r"(?:不低于|不少于|最低|至少|不得低于|不得少于|保底)(?:给予|为)?(?P<base>[^,、;:\d%]{0,24}?)(?:的)?\s?$"
)
_CAP_AFTER: Final = re.compile(r"^(?:/年)?(?:以内|之内|以下|封顶|为上限|为限|的上限|上限)")
_FLOOR_AFTER: Final = re.compile(r"^(?:/年)?(?:及?以上|起)(?!的)")
_EACH: Final = "家|人|项|年|个|户|亩|平方米|件|名|次|台|套|月|位|场|篇|单|条|吨|辆|所|批|款|例|千瓦|度|株|头|天|日|笔|课题|企业|团队|机构|平台|班|期|座|处"
_PER: Final = re.compile(rf"每(?:一)?(?:{_EACH})[^,;:、\d]{{0,14}}$")
_PER_AFTER: Final = re.compile(rf"^/(?:{_EACH})(?!以内)|^每(?:{_EACH})")
_RATE: Final = re.compile(
    r"(?:按照|按|依照|以|依)(?:照)?(?P<base>[^,;:\d%]{0,40}?)(?:的)?(?:最高)?(?:不超过)?\s?$"
)
_MATCHES: Final = re.compile(r"配套|比例|共建|出资|匹配|分担|共担|投入|给予|补助|支持|设立|跟投")
_SANCTION: Final = re.compile(r"罚款|处以|罚金|并处|处\s?$|没收|违法所得|罚没|赔偿|追缴")
# Sizes of a firm, a fund or a project; compared with, or aimed at, not paid.
_SIZE: Final = re.compile(
    r"(?:产值|收入|营收|销售额?|营业额|交易额|成交额|规模|估值|注册资本|实缴资本|利润|税收|纳税额?|总产出|增加值|投资额|总投资|固定资产投资|融资额?|进出口额?|出口额?|市值|到账额?|研发投入|研发费用|研发经费|投入强度|投资|"
    r"合同额|价值|原值|净值|产出|营业收入|主营业务收入|效益|缴税|税额|GDP|生产总值|存款|贷款余额|余额|募资|募集|引进外资|外资|资产|成本)(?:总额|总量|累计|合计|均|年均|总)?(?:首次|力争|预计|年)*"
    r"(?:达到|达|超过|超|突破|不低于|不少于|在|为|实现|满|不足|低于|大于|高于|增长|首次突破|首次达到|不超过|约|至少|累计|较上年增长|同比增长)*\s?$"
)
_SHARE: Final = re.compile(
    r"(?:占比|比重|比例|率|覆盖面|份额|占[^,;]{1,24}|强度|增速|增长|提高|提升|下降|降低|减少|完成)(?:的|比例|比重)?(?:原则上|一般|应|须|要|均)?(?:分别)?(?:达到|达|超过|超|突破|不低于|不少于|不超过|不高于|在|为|至|到|应|须|约|至少|以上)*\s?$"
)
_YEARS: Final = re.compile(
    rf"(?:连续(?:支持|资助|补贴|补助|奖励|给予|扶持)?|为期|最长(?:不超过)?|最多(?:不超过)?|资助期|支持期|补贴期限?(?:为|不超过)?|分)\s?(?P<n>\d|{HAN})\s?(?:个)?年|(?P<m>\d|{HAN})年(?:内)?每年"
)
_AFTER_PAID: Final = re.compile(
    rf"^(?:/年)?(?:左右)?(?:的)?(?:一次性|定额|财政|专项|资金|经费|项目|研发|开办|运营|市级|省级|后|科研)*{PAY_NOUN}"
)
_NOT_GRADE: Final = re.compile(
    r"一次性|定额|财政|资金|经费|奖励|补助|补贴|资助|支持|最高|累计|不超过|金额|额度|标准|最多|可|给予|予以|再|另|各|按|照|分别|共|计|上限|总额|合计|每|约|达|至|为|到|原则上|奖|补|贴|的|和|或|单个|"
    r"年度|单项|封顶|额外|叠加|增加|追加|不低于|不少于|配套|直接|分档|人民币|以内|[\s、,:;()]"
)

_IS_GRADE: Final = re.compile(
    r"[级类档等奖]$|认定的?$|首次|重新|^[A-E甲乙丙]|第[一二三四五]|以上的?$|以下的?$"
)
# 分三年按40%、30%、30%: the later ones go with the first.
_NEXT_OF_LIST: Final = re.compile(r"^[、和及]$")

Role = Literal["amount", "case", "none"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence's amounts, and the figures that say which case is meant."""

    amounts: tuple[Amount, ...]
    cases: tuple[Span, ...]


def find_amounts(folded: str, sentence: Span) -> Judged:
    """The amounts of a full sentence in reading order.

    Sources of the forms: 25 plans and measures, see docs/reference/facts.md.
    """
    years = _years(folded, sentence)
    amounts: list[Amount] = []
    cases: list[Span] = []
    pays = False
    case: str | None = None
    for clause in clauses(folded, sentence):
        if clause.start and folded[clause.start - 1] == ";":
            case = None
        quantities = [
            one
            for one in find_quantities(folded, clause)
            if one.measure in ("money", "percent", "ratio", "times")
        ]
        before = clause.start
        found: list[tuple[Quantity, Amount]] = []
        for quantity in quantities:
            lead = Span(before, quantity.span.start)
            goes_on = bool(found) and found[-1][0].measure == quantity.measure == "percent"
            if goes_on and _NEXT_OF_LIST.match(folded[lead.start : lead.end]):
                role: Role = "amount"
            else:
                role = _role(folded, clause, lead, quantity, inherited=pays)
            if role == "case":
                cases.append(quantity.span)
                case = case_words(folded, clause, quantity)
            elif role == "amount":
                made = _amounts(folded, clause, lead, quantity)
                grade = case or _own_grade(folded, lead, quantity)
                found.extend((quantity, replace(one, grade=grade)) for one in made)
            before = quantity.span.end
        if found:
            found = paired_grades(folded, sentence, clause, found)
            amounts.extend(one for _, one in found)
        pays = bool(found) or (pays and not quantities) or _PAYS.search(folded, *clause) is not None
    if years:
        amounts = [replace(one, years=years) if one.unit != "比例" else one for one in amounts]
    amounts = [_with_subject(folded, sentence, one) for one in amounts]
    # Where nothing is paid, a figure says no case of paying.
    return Judged(tuple(sorted(amounts, key=lambda one: one.span)), tuple(cases) if amounts else ())


def _role(folded: str, clause: Span, lead: Span, quantity: Quantity, *, inherited: bool) -> Role:
    before = folded[clause.start : quantity.span.start]
    just_before = folded[lead.start : lead.end]
    after = folded[quantity.span.end : clause.end]
    if _SANCTION.search(before):
        return "none"
    if quantity.measure in ("ratio", "times"):
        return _role_of_ratio(before, after, quantity)
    pays = _PAYS.search(before) is not None
    if quantity.measure == "percent" and _is_share_paid(before, just_before, after):
        return "amount"
    if says_case(folded, clause, quantity):
        return "case"
    if quantity.measure == "percent":
        return _role_of_percent(before, just_before, after, pays=pays, inherited=inherited)
    if _SIZE.search(just_before) and not re.search(r"给予|奖励|补助|补贴|资助", just_before[-12:]):
        rest_pays = _PAYS.search(after) is not None
        return "case" if rest_pays or _later_pays(folded, clause) else "none"
    if re.search(r"(?:最高|封顶|上限|限额|最多|至多)[^,、;]{0,12}$", just_before) or (
        re.search(r"(?:不超过|不得超过)[^,、;]{0,8}$", just_before)
    ):
        return "amount"
    if pays or _AFTER_PAID.match(after):
        return "amount" if pays or inherited or _AFTER_PAID.match(after) else "none"
    if inherited and re.match(r"[/、,;。]|$|左右|以内|以下|封顶|(?:的)?[奖补资]", after):
        return "amount"
    return "none"


def _is_share_paid(before: str, just_before: str, after: str) -> bool:
    """Whether what follows 的 is what the share is of, or how it is levied: 减按15%的税率征收, 70%的净收入用于奖励."""
    if re.search(r"按(?:照)?[^,;:]{0,40}$", just_before) and re.match(
        r"的(?:优惠)?(?:税率|比例|标准|额度|费率|利率)", after
    ):
        return True
    return re.search(r"不低于|不少于|提取|将|从", before) is not None and (
        re.match(
            r"(?:以上)?(?:的|作为)?[^,;]{0,16}(?:用于(?:对)?[^,;]{0,8}奖励|奖励给|作为奖励|给予[^,;]{0,12}(?:团队|人员)|归[^,;]{0,12}(?:团队|人员|所有))",
            after,
        )
        is not None
    )


def _later_pays(folded: str, clause: Span) -> bool:
    """Whether the next clauses of the sentence pay for the case this one names."""
    stop = clause.end
    following = re.match(r",[^;。\n]{0,120}", folded[stop : stop + 122])
    return (
        following is not None
        and _PAYS.search(following[0]) is not None
        and re.search(r"\d[\d,.]*\s?[万亿]?元|%", following[0]) is not None
    )


def _role_of_ratio(before: str, after: str, quantity: Quantity) -> Role:
    near = before[-16:] + "|" + after[:14]
    if quantity.unit == "比例" and quantity.value and not quantity.is_han:
        return "amount" if _MATCHES.search(near) else "none"
    if quantity.unit == "倍" and re.search(r"给予|配套|配给", before) and _AFTER_PAID.match(after):
        return "amount"
    return "none"


def _role_of_percent(before: str, just_before: str, after: str, *, pays: bool, inherited: bool) -> Role:
    by = re.search(r"(?:按照|按|依照)[^,;:]{0,40}$", just_before)
    pays_after = re.match(
        r"(?:以内|以下)?(?:的)?(?:比例|标准|额度|税率|部分)?[^,;]{0,16}?(?:给予|予以|奖励|补助|补贴|资助|贴息|征收|扣除|返还|补偿|支付|配套|支持|拨付|提取|安排|享受|缴|计)",
        after,
    )
    if by and (pays_after or pays or inherited or re.match(r"\s*$|的比例|的标准|左右|以内", after)):
        return "amount"
    if _SHARE.search(just_before) and not re.search(r"给予|补助|补贴|奖励|资助|减按", before):
        return "none"
    if pays and (
        re.search(
            r"(?:给予|补助|补贴|奖励|资助|贴息|支持|减免|返还|扣除|补偿|配套|提取|出资|承担|分担)[^,;]{0,24}$",
            before,
        )
        or _AFTER_PAID.match(after)
    ):
        return "amount"
    if inherited and re.search(r"(?:最高|不超过|上限)[^,;]{0,14}$", just_before):
        return "amount"
    if re.search(r"用于奖励|奖励给|作为奖励|分配给|奖酬", after) and re.search(
        r"不低于|不少于|提取|将|从", before
    ):
        return "amount"
    return "none"


def _amounts(folded: str, clause: Span, lead: Span, quantity: Quantity) -> list[Amount]:
    """One amount, or floor and cap of a range."""
    words = folded[lead.start : lead.end]
    after = folded[quantity.span.end : clause.end]
    unit, scale = _unit(quantity)
    start, end = quantity.span
    if quantity.high is not None:
        return [
            Amount("floor", quantity.value * scale, unit, quantity.span),
            Amount("cap", quantity.high * scale, unit, quantity.span),
        ]
    kind: AmountKind
    base: str | None = None
    if match := _CAP.search(words):
        kind, start, base = "cap", lead.start + match.start(), match["base"]
    elif match := _FLOOR.search(words):
        kind, start, base = "floor", lead.start + match.start(), match["base"]
    elif match := _CAP_AFTER.match(after):
        kind, end = "cap", end + match.end()
    elif quantity.measure == "ratio":
        kind = "match"
    elif match := _FLOOR_AFTER.match(after):
        kind, end = "floor", end + match.end()
    elif quantity.measure == "percent":
        kind = "rate"
        if match := _RATE.search(words):
            start, base = lead.start + match.start(), match["base"]
        elif match := re.search(
            r"(?:给予|补助|补贴|奖励|资助|返还|减免|提取|出资)(?P<base>(?:(?!给予|补助|补贴|奖励|资助|基础上)[^,;:、\d%]){2,24}?)(?:的)?\s?$",
            words,
        ):
            base = match["base"]
    elif match := _PER.search(words):
        kind, start = "per", lead.start + match.start()
    elif match := _PER_AFTER.match(after):
        kind, end = "per", end + match.end()
    else:
        kind = "fixed"
    if unit != "比例":
        base = None
    return [Amount(kind, quantity.value * scale, unit, Span(start, end), base=_base(base))]


def _with_subject(folded: str, sentence: Span, amount: Amount) -> Amount:
    """A share without a base is of what the sentence is about: 对于下拨的经费,给予不低于1倍的保障."""
    if amount.unit != "比例" or amount.base is not None or amount.kind == "match":
        return amount
    about = re.search(
        r"对(?:于)?([^,;]{2,30}(?:经费|资金|投入|费用|额|支出|本金|利息|保费))[,的]",
        folded[sentence.start : amount.span.start],
    )
    return replace(amount, base=about[1]) if about else amount


def _unit(quantity: Quantity) -> tuple[Literal["元", "美元", "比例"], Decimal]:
    if quantity.measure == "money":
        return ("美元" if quantity.unit == "美元" else "元"), Decimal(1)
    return "比例", Decimal("0.01") if quantity.measure == "percent" else Decimal(1)


def _base(words: str | None) -> str | None:
    if not words:
        return None
    bare = re.sub(
        r"^(?:其|不超过|最高|给予|一次性|金额为|标准为|比例为|额度为|为)+|(?:的|比例|按)+$", "", words.strip()
    )
    return bare or None


def _own_grade(folded: str, lead: Span, quantity: Quantity) -> str | None:
    """The case named right before a figure: 国家级100万元、省级50万元."""
    if quantity.measure != "money":
        return None
    words = folded[lead.start : lead.end]
    pays = list(_PAYS.finditer(words))
    tail = words[pays[-1].end() :] if pays else words
    bare = _NOT_GRADE.sub("", tail)
    if 2 <= len(bare) <= 16 and _IS_GRADE.search(bare):
        return bare
    if pays and not bare:
        head = words[: pays[0].start()].strip("、, 对的")
        if 2 <= len(head) <= 16 and (words.startswith("、") or _IS_GRADE.search(head)):
            return head
    return None


def _years(folded: str, sentence: Span) -> int | None:
    match = _YEARS.search(folded, *sentence)
    if match is None:
        return None
    words = match["n"] or match["m"]
    try:
        return int(parse_number(words))
    except (ValueError, KeyError):
        return None
