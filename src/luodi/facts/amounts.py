"""What is paid, required as a match, or limited.

按X的20%, 最高500万元, 20—40万元, 1:1配套, 每家3万元, 分别给予A、B、C. Forms: docs/reference/facts.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from luodi.facts.clauses import after, before, clauses, says_case
from luodi.facts.grades import case_words, own_grade, paired_grades
from luodi.facts.model import Amount, AmountKind
from luodi.facts.quantities import Quantity, find_quantities
from luodi.facts.words import EACH, PAID_THING, PAYS, any_of
from luodi.facts.years import YearsPaid, find_years, with_years
from luodi.source import Span

_PAYS: Final = re.compile(PAYS)
_TO: Final = any_of("至 达 为 给予 支持 补助 奖励 补贴 资助 不超过 不高于 按")
_CAP: Final = re.compile(
    r"(?:最高|上限|封顶|不超过|不高于|不得超过|不得高于|最多|限额|至多|不突破|总额控制在|控制在)"
    rf"(?:可)?(?:{_TO})*(?P<base>[^,、;:\d%]{{0,24}}?)(?:的)?(?:按)?\s?$"
)
_FLOOR: Final = re.compile(
    r"(?:不低于|不少于|最低|至少|不得低于|不得少于|保底)(?:给予|为)?(?P<base>[^,、;:\d%]{0,24}?)(?:的)?\s?$"
)
_CAP_AFTER: Final = re.compile(r"(?:/年)?(?:以内|之内|以下|封顶|为上限|为限|的上限|上限)")
_FLOOR_AFTER: Final = re.compile(r"(?:/年)?(?:及?以上|起)(?!的)")
_PER: Final = re.compile(rf"每(?:一)?(?:{EACH})[^,;:、\d]{{0,14}}$")
# 每主导制定1项国家标准奖励50万元, 每增加1000万元再奖励5万元
_PER_CASE: Final = re.compile(
    r"每(?:新增|增加|新|主导|参与|引进|培育|促成|举办|完成|新引进|获得|推荐|孵化|转化|"
    r"辅导)[^,;]{0,40}$"
)
_PER_AFTER: Final = re.compile(rf"/(?:{EACH})(?:[·.•]?(?:{EACH}))?(?!以内)|每(?:{EACH})")
_RATE: Final = re.compile(
    r"(?:按照|按|依照|以|依)(?:照)?(?P<base>[^,;:\d%]{0,40}?)(?:的)?(?:最高)?(?:不超过)?\s?$"
)
_GIVEN: Final = any_of("给予 补助 补贴 奖励 资助 返还 减免 提取 出资")
_OF_GIVEN: Final = re.compile(
    rf"(?:{_GIVEN})(?P<base>(?:(?!{_GIVEN}|基础上)[^,;:、\d%]){{2,24}}?)(?:的)?\s?$"
)
_THEN_PAID: Final = re.compile(
    r"(?:/[^,;\d]{1,8})?(?:以内|以下)?(?:的)?(?:比例|标准|额度|税率|部分)?(?:分别)?[^,;]{0,16}?"
    r"(?:给予|予以|奖励|补助|补贴|资助|贴息|征收|扣除|返还|补偿|支付|配套|支持|拨付|提取|安排|享受|"
    r"发放|兑付|抵扣|优惠|缴|计)"
)
_MATCHES: Final = re.compile(r"配套|比例|共建|出资|匹配|分担|共担|投入|给予|补助|支持|设立|跟投|资助")
_SANCTION: Final = re.compile(r"罚款|处以|罚金|并处|处\s?$|没收|违法所得|罚没|赔偿|追缴|罚")
# Sizes of a firm, a fund or a project; compared with, or aimed at, not paid.
_SIZE_WORDS: Final = any_of("""
    产值 收入 营收 销售额? 营业额 交易额 成交额 规模 估值 注册资本 实缴资本 利润 税收 纳税额? 总产出
    增加值 投资额 总投资 固定资产投资 融资额? 进出口额? 出口额? 市值 到账额? 研发投入 研发费用 研发经费
    投入强度 投资 合同额 价值 原值 净值 产出 营业收入 主营业务收入 效益 缴税 税额 GDP 生产总值 存款
    贷款余额 余额 募资 募集 引进外资 外资 资产 成本 到位资金 实际到账
""")
_SIZE: Final = re.compile(
    rf"(?:{_SIZE_WORDS})(?:总额|总量|累计|合计|均|年均|总)?(?:首次|力争|预计|年)*(?:达到|达|超过|超|"
    rf"突破|不低于|不少于|在|为|实现|满|"
    r"不足|低于|大于|高于|增长|首次突破|首次达到|不超过|约|至少|累计|较上年增长|同比增长)*\s?$"
)
_FUND: Final = re.compile(r"(?:设立|组建|发起|打造|规模|首期|认缴)[^,;、\d]{0,8}$")
_SHARE: Final = re.compile(
    r"(?:占比|比重|比例|率|覆盖面|份额|占[^,;]{1,24}|强度|增速|增长|提高|提升|下降|降低|减少|"
    r"完成)(?:的|比例|比重)?"
    r"(?:原则上|一般|应|须|要|均)?(?:分别)?(?:达到|达|超过|超|突破|不低于|不少于|不超过|不高于|在|为|"
    r"至|到|应|须|约|至少|以上)*\s?$"
)
_TOTAL: Final = re.compile(r"(?:总额|金额|额度|扶持|补助|奖励|补贴|资助额?|支持)[^,;]*$")
# 分三年按40%、30%、30%: the later ones go with the first.
_NEXT_OF_LIST: Final = re.compile(r"[、和及]\s?")

# Most sentences name no sum and no share; a look for their signs is cheaper than reading them.
_MAY_PAY: Final = re.compile(r"元|[%‰:倍]|分之")

Role = Literal["amount", "case", "none"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence's amounts, and the figures in it that say which case is meant or for how long."""

    amounts: tuple[Amount, ...]
    cases: tuple[Span, ...]


def find_amounts(folded: str, sentence: Span) -> Judged:
    """The amounts of a full sentence in reading order."""
    if not _MAY_PAY.search(folded, *sentence):
        return Judged((), ())
    amounts: list[Amount] = []
    cases: list[Span] = []
    years: list[YearsPaid] = find_years(folded, sentence)
    pays = False
    case: str | None = None
    for clause in clauses(folded, sentence):
        if folded[max(0, clause.start - 1)] == ";":
            case = None
        found: list[tuple[Quantity, Amount]] = []
        start = clause.start
        figures = [
            one for one in find_quantities(folded, clause) if one.measure not in ("time", "count", "bare")
        ]
        for quantity in figures:
            lead = Span(start, quantity.span.start)
            follows = _follows(folded, lead, quantity, found)
            role: Role = "amount" if follows else _role(folded, clause, lead, quantity, inherited=pays)
            if role == "case":
                cases.append(quantity.span)
                case = case_words(folded, clause, quantity)
            elif role == "amount":
                grade = case or own_grade(folded, lead, quantity)
                for one in _amounts(folded, clause, lead, quantity):
                    kind = found[-1][1].kind if follows and one.kind == "fixed" else one.kind
                    found.append((quantity, replace(one, kind=kind, grade=grade)))
            start = quantity.span.end
        amounts.extend(one for _, one in paired_grades(folded, sentence, clause, found))
        pays = bool(found) or (pays and not figures) or _PAYS.search(folded, *clause) is not None
    if not amounts:
        # Where nothing is paid, a figure says no case of paying.
        return Judged((), ())
    amounts = [_with_subject(folded, sentence, one) for one in with_years(folded, sentence, amounts, years)]
    return Judged(tuple(sorted(amounts, key=lambda one: one.span)), (*cases, *(one.span for one in years)))


def amounts_of_cell(folded: str, cell: Span) -> list[Amount]:
    """The sums of a table's cell, whose head says that they are paid: 200万元, 不超过10万元, 30%."""
    found: list[Amount] = []
    start = cell.start
    for quantity in find_quantities(folded, cell):
        if quantity.measure in ("money", "percent"):
            found.extend(_amounts(folded, cell, Span(start, quantity.span.start), quantity))
        start = quantity.span.end
    return found


def _follows(folded: str, lead: Span, quantity: Quantity, found: list[tuple[Quantity, Amount]]) -> bool:
    """Whether a figure is the next of a list of amounts: A、B、C."""
    if not found or found[-1][0].measure != quantity.measure:
        return False
    return lead.end - lead.start <= 2 and _NEXT_OF_LIST.fullmatch(folded, *lead) is not None


def _role(folded: str, clause: Span, lead: Span, quantity: Quantity, *, inherited: bool) -> Role:
    words = before(folded, clause.start, quantity.span.start)
    near = before(folded, lead.start, lead.end)
    rest = after(folded, quantity.span.end, clause.end)
    if _SANCTION.search(words):
        return "none"
    if quantity.measure in ("ratio", "times"):
        return _role_of_ratio(words, rest, quantity)
    if quantity.measure == "percent":
        if _is_share_paid(words, near, rest):
            return "amount"
        if says_case(folded, clause, quantity):
            return "case"
        return _role_of_percent(words, near, rest, inherited=inherited)
    if is_fund(near, rest):
        return "none"
    if says_case(folded, clause, quantity):
        return "case"
    if _SIZE.search(near) and not re.search(r"给予|奖励|补助|补贴|资助", near[-12:]):
        pays_later = _PAYS.search(rest) is not None or _next_pays(folded, clause)
        return "case" if pays_later else "none"
    if re.search(r"(?:最高|封顶|上限|限额|最多|至多)[^,、;]{0,12}$|(?:不超过|不得超过)[^,、;]{0,8}$", near):
        return "amount"
    if re.search(r"每增加\s?$", near):
        return "case"
    if _PAYS.search(words) or PAID_THING.match(rest.removeprefix("的")):
        return "amount"
    if _PER.search(near) and _THEN_PAID.match(rest):
        return "amount"
    if re.search(r"按(?:照)?[^,;]{0,12}$", near) and _THEN_PAID.match(rest):
        return "amount"
    if inherited and re.match(r"[/、,;。]|$|左右|以内|以下|(?:的)?[奖补资]", rest):
        return "amount"
    return "none"


def is_fund(near: str, rest: str) -> bool:
    """Whether a sum is the size of a fund to be set up: 设立100亿元母基金, 首期规模10亿元的基金."""
    return "基金" in rest[:20] and _FUND.search(near) is not None


def _next_pays(folded: str, clause: Span) -> bool:
    """Whether the next clauses of the sentence pay for the case this one names."""
    following = re.match(r",[^;。\n]{0,120}", folded[clause.end : clause.end + 122])
    return (
        following is not None
        and _PAYS.search(following[0]) is not None
        and re.search(r"\d[\d,.]*\s?[万亿]?元|%", following[0]) is not None
    )


def _role_of_ratio(words: str, rest: str, quantity: Quantity) -> Role:
    near = words[-16:] + "|" + rest[:14]
    if quantity.unit == "比例" and quantity.value and not quantity.is_han:
        return "amount" if _MATCHES.search(near) else "none"
    if (
        quantity.unit == ("倍")
        and re.search(r"给予|配套|配给", words)
        and PAID_THING.match(rest.removeprefix("的"))
    ):
        return "amount"
    return "none"


def _is_share_paid(words: str, near: str, rest: str) -> bool:
    """Whether what follows 的 is what the share is of, or how it is levied.

    减按15%的税率征收, 70%的净收入用于奖励.
    """
    by = re.search(r"按(?:照)?[^,;:]{0,40}$", near)
    if by and re.match(r"的(?:优惠)?(?:税率|比例|标准|额度|费率|利率)", rest):
        return True
    return re.search(r"不低于|不少于|提取|将|从", words) is not None and (
        re.match(
            r"(?:以上)?(?:的|作为)?[^,;]{0,16}(?:用于(?:对)?[^,;]{0,8}奖励|奖励给|作为奖励|"
            r"给予[^,;]{0,12}(?:团队|人员)|归[^,;]{0,12}(?:团队|人员|所有))",
            rest,
        )
        is not None
    )


def _role_of_percent(words: str, near: str, rest: str, *, inherited: bool) -> Role:
    pays = _PAYS.search(words) is not None
    by = re.search(r"(?:按照|按|依照)[^,;:]{0,40}$", near)
    if by and (
        _THEN_PAID.match(rest) or pays or inherited or re.match(r"\s*$|的比例|的标准|左右|以内", rest)
    ):
        return "amount"
    if _SHARE.search(near) and not re.search(r"给予|减按|按(?:照)?[^,;]{2,40}$", words):
        return "none"
    if _CAP.search(near) and _TOTAL.search(words):
        return "amount"
    if pays and (
        re.search(rf"(?:{PAYS})[^,;]{{0,24}}$", words) is not None
        or PAID_THING.match(rest.removeprefix("的"))
    ):
        return "amount"
    if inherited and re.search(r"(?:最高|不超过|上限)[^,;]{0,14}$", near):
        return "amount"
    if inherited and PAID_THING.match(rest.removeprefix("的")):
        return "amount"
    if re.search(r"用于奖励|奖励给|作为奖励|分配给|奖酬", rest) and re.search(
        r"不低于|不少于|提取|将|从", words
    ):
        return "amount"
    return "none"


def _amounts(folded: str, clause: Span, lead: Span, quantity: Quantity) -> list[Amount]:
    """One amount, or floor and cap of a range."""
    words = before(folded, lead.start, lead.end)
    offset = lead.end - len(words)
    rest = after(folded, quantity.span.end, clause.end)
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
        kind, start, base = "cap", offset + match.start(), match["base"]
    elif match := _FLOOR.search(words):
        kind, start, base = "floor", offset + match.start(), match["base"]
    elif match := _CAP_AFTER.match(rest):
        kind, end = "cap", end + match.end()
    elif quantity.measure == "ratio":
        kind = "match"
    elif match := _FLOOR_AFTER.match(rest):
        kind, end = "floor", end + match.end()
    elif quantity.measure == "percent":
        kind = "rate"
        if match := _RATE.search(words) or _OF_GIVEN.search(words):
            start = offset + match.start() if match.re is _RATE else start
            base = match["base"]
    elif match := _PER.search(words) or _PER_CASE.search(before(folded, clause.start, lead.end)):
        kind = "per"
        start = offset + match.start() if match.re is _PER else start
    elif match := _PER_AFTER.match(rest):
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
        before(folded, sentence.start, amount.span.start),
    )
    return replace(amount, base=about[1]) if about else amount


def _unit(quantity: Quantity) -> tuple[Literal["元", "美元", "比例"], Decimal]:
    if quantity.measure == "money":
        return ("美元" if quantity.unit == "美元" else "元"), Decimal(1)
    if quantity.measure == "percent":
        return "比例", Decimal("0.001") if quantity.unit == "‰" else Decimal("0.01")
    return "比例", Decimal(1)


def _base(words: str | None) -> str | None:
    if not words:
        return None
    bare = re.sub(
        r"^(?:其|不超过|最高|给予|一次性|金额为|标准为|比例为|额度为|为)+|(?:的|比例|按)+$", "", words.strip()
    )
    return bare or None
