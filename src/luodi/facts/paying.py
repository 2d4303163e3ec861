"""Whether a figure of money or a share is paid, says which case is meant, or neither."""

from __future__ import annotations

import re
from typing import Final, Literal

from luodi.facts.clauses import after, before, says_case
from luodi.facts.quantities import Quantity
from luodi.facts.words import BY_EACH, CAPS, FLOORS, PAID_THING, PAYS, any_of
from luodi.source import Span

_PAYS: Final = re.compile(PAYS)
_CAP: Final = re.compile(rf"(?:{CAPS})[^,、;:\d%]{{0,24}}$")
_LIMIT: Final = re.compile(rf"(?:{CAPS}|{FLOORS})[^,、;:\d%]{{0,24}}$")
_PER: Final = re.compile(BY_EACH)
_PAYS_NEAR: Final = re.compile(rf"(?:{PAYS})[^,;]{{0,24}}$")
_THEN_PAID: Final = re.compile(
    r"(?:/[^,;\d]{1,8})?(?:以内|以下)?(?:的)?(?:比例|标准|额度|税率|部分)?(?:分别)?[^,;]{0,16}?"
    r"(?:给予|予以|奖励|补助|补贴|资助|贴息|征收|扣除|返还|补偿|支付|配套|支持|拨付|提取|安排|享受|"
    r"发放|兑付|抵扣|优惠|结算|测算|收取|奖补|缴|计|核定|核算|核发|折算)"
)
_MATCHES: Final = re.compile(
    r"配套|补贴|累加|匹配|比例|共建|出资|匹配|分担|共担|投入|给予|补助|支持|设立|跟投|资助"
)
_SANCTION: Final = re.compile(r"罚款|处以|罚金|并处|处\s?$|没收|违法所得|罚没|赔偿|追缴|罚")
# Sizes of a firm, a fund or a project; compared with, or aimed at, not paid.
_SIZE_WORDS: Final = any_of("""
    (?:合同|投资|交易|采购|贷款|订单|实缴)(?:总)?金额
    产值 收入 营收 零售额 销售额? 营业额 交易额 成交额 规模 估值 注册资本 实缴资本 利润 税收 纳税额? 总产出
    增加值 投资额 总投资 固定资产投资 融资额? 进出口额? 出口额? 市值 到账额? 研发投入 研发费用 研发经费
    投入强度 投资 合同额 价值 原值 净值 产出 营业收入 主营业务收入 效益 缴税 税额 GDP 生产总值 存款
    贷款余额 余额 募资 募集 引进外资 外资 资产 成本 到位资金 实际到账 贡献额? 税金
""")
_SIZE: Final = re.compile(
    rf"(?:{_SIZE_WORDS}|强度|单价|单件成本)(?:总额|总量|累计|合计|均|年均|总)?(?:首次|力争|预计|年|"
    rf"应|须|要|分别|原则上|一般)*(?:降到|降至|达到|达|超过|超|"
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
_TOTAL: Final = re.compile(
    r"(?:总额|金额|额度|扶持|补助|奖励|补贴|资助额?|支持|资金|筹资|自缴|自付|自筹)[^,;]*$"
)
# 每人每月60元 may stand without a verb of paying where a standard is set.
_BY_TWO: Final = re.compile(r"每[一-龥]{1,4}每[年月日季班次][^,;:、\d]{0,8}$")
# 亿元以上项目: the sum says how large the thing is.
# 给予10万元的落户奖金支持
_OF_SUPPORT: Final = re.compile(r"的[^,;的]{0,10}(?:奖励|补助|补贴|资助|支持|经费|资金|奖金|津贴)(?![对给])")
_DESCRIBES: Final = re.compile(rf"(?:及?以上|及?以下)(?!{PAID_THING.pattern}|的|部分|给予|奖|补)[一-龥]")
# What a limit without a verb of paying is of: 运行经费每年不少于1.2万元.
_MEANS: Final = re.compile(r"经费|资金|补助|补贴|标准|津贴|奖励|资助|额度|总额|金额")
# 、5%、8%: the rest of a list of shares.
_MORE_SHARES: Final = re.compile(r"(?:[、和及或]\s?\d+(?:\.\d+)?%)+")

_RAISES: Final = "递减|递增|上浮|提高|增加|上调|提升|加成|下浮|下调|降低"
_PAYING: Final = any_of("""
    奖励 奖补 补助 补贴 资助 支持 扶持 贴息 补偿 分担 扣除 拨付 支付 配套 报销 返还 减免 抵扣 兑付 兑现 计提
""")
# 补助比例上浮10个百分点, 奖励标准再提高0.5个百分点: a share of what is paid, on top.
_RATE_RAISED: Final = re.compile(
    rf"(?:{_PAYING})(?:资金)?(?:比例|标准|额度|力度|比率|系数|幅度)[^,;\d]{{0,20}}(?:{_RAISES})[^,;\d]{{0,6}}$"
    rf"|(?:追加|增加|额外|另)(?:给予)?(?:{_PAYING})\s?$"
    rf"|(?:比例|标准|额度)[^;\d]{{0,16}}(?:上浮|上调|加成|下浮)[^,;\d]{{0,3}}$"
    rf"|(?:比例|标准|额度)[^;]{{0,24}}(?:最高|最多|累计)(?:可)?(?:{_RAISES})?(?:不超过)?[^,;\d]{{0,4}}$"
)
# 补助比例由30%提高到50%: what is paid from now on.
_SHARE_RAISED: Final = re.compile(
    rf"(?:{_PAYING})(?:额)?(?:测算|核定)?(?:比例|标准)[^,;\d]{{0,6}}(?:(?:由|从)\d[\d.]*%)?(?:统一|再)?(?:提高|提升|上调|调整|下调|降低)(?:到|至|为)\s?$"
)
_RAISED_MORE: Final = re.compile(rf"(?:最高|最多|累计)(?:可)?(?:再)?(?:{_RAISES})(?:不超过)?\s?$")
# 由8万元提高至12万元: what it was.
# What pays begins one of the next two clauses: 补贴比例不低于80% after other words says no more of the case.
_PAYS_SOON: Final = re.compile(rf",(?:[^,]{{0,40}},){{0,2}}[^,]{{0,24}}?(?:{PAYS})(?!比例|覆盖|标准)")
_FROM: Final = re.compile(r"(?:由|从)[^,;\d]{0,16}$")
_CHANGES: Final = re.compile(r"(?:提高|提升|增加|上调|调整|增至|提至|升至|扩大|降|下调|减|压)")
# 带动银行授信10亿元: what follows, not what is paid; but 按促成的交易额的2% is a share of it.
_BRINGS_IN: Final = re.compile(
    r"(?:带动|撬动|引导|拉动|吸引|促成)(?:(?!给予|奖励|补助|补贴|资助)[^,;\d]){0,16}(?<!的)$"
)
# 设立每年2亿元的专项资金: paid each year, not the size of a fund.
_YEARLY_FUND: Final = re.compile(r"(?:设立|安排|拿出|投入)每年[^,;\d]{0,6}$")
# 按照不低于项目总数5%的比例开展抽查: how an act is done.
_BY_SHARE_DONE: Final = re.compile(
    r"(?:以上|左右)?的?比例(?:开展|进行|随机|抽|组织|遴选|推荐|核查|淘汰|确定|选)"
)
# 安排规模不低于6000万元, 列支总额500万元
_FUNDS_SET: Final = re.compile(
    r"(?:安排|列支)(?:的)?(?:专项)?(?:资金|经费|预算)?(?:总)?(?:规模|额度|总额)"
    r"(?:不低于|不少于|不超过|为|达到|达)*\s?$"
)
# 专项资金…,年度规模原则上不低于6亿元
# 发放创业担保贷款6亿元: what banks are to lend, not what is paid.
_LOANS: Final = re.compile(
    r"(?:发放|投放|新增|落实)[^,;、\d]{0,14}贷款(?:总额|规模|余额)?(?:每年)?\s?$|[贷款][”\"]?(?:累计)?授信(?:总额|规模)?(?:超过|突破|达到|达|累计)?\s?$"
)
# 风险补偿资金池规模扩大到10亿元
_FUND_SIZE: Final = re.compile(
    r"(?:资金池|补偿金)(?:扩大|扩充|增加|提高|充实)(?:到|至)\s?$|(?:基金|资金池|资本金|补偿金)(?:的)?(?:总|首期|管理)?规模(?:扩大|提高|提升|增加|达|突破|超过|不低于|不少于)?(?:到|至|为)?\s?$"
)
# 近三年到账科研经费累计不低于3000万元: what an applicant has had.
_EARLIER: Final = re.compile(r"(?:到账|近[一二三四五\d]年|上一?年度)[^;]{0,28}$")
_YEARLY_SIZE: Final = re.compile(
    r"(?:年度|每年)(?:预算|资金|安排|总)*规模(?:原则上|一般)?(?:不低于|不少于|不超过|为|达到)\s?$"
)
# 抽查比例不低于兑付总量的10%, 进度款支付比例不低于80%: what is to be kept, not what is paid.
_OWN_SHARE: Final = re.compile(
    r"(?:比例|占比|率|进度)(?:20\d\d年)?(?:不低于|不少于|不超过|不高于)[^,;\d]{0,14}$"
)
_OWN_SHARE_BY_YEAR: Final = re.compile(
    r"(?:比例|占比|率|进度)20\d\d年[^,;、\d]{2,6}[\d.]+%[、,]20\d\d年[^,;、\d]{2,6}$"
)
_PAYING_SHARE: Final = re.compile(
    r"(?:奖励|奖补|补助|补贴|资助|支持|扶持|贴息|补偿|分担|扣除|配套|报销|返还|减免|抵扣|出资|投入)(?:资金)?(?:比例|率)[^,;\d]{0,20}$"
)
# 拨付比例为70%, 补贴比例不超过30%
_PAID_SHARE: Final = re.compile(
    rf"(?:{_PAYING})(?:的)?(?:比例|标准|额度|部分|率)(?:一般|原则上)?(?:分别)?"
    r"(?:为|按|不超过|不高于|不低于|最高(?:为|不超过)?)\s?$"
)

# 安排不少于总需求30%的用地指标: a share of something else than money.
_OTHER_SHARE: Final = re.compile(
    r"的(?:新增)?(?:年度)?(?:用地|建设用地|指标|名额|岗位|面积|席位|床位|编制|时间|份额|算力|产能|空间|土地)"
)
# 给予补助,大型企业20%,中小微企业35%: whom a share is for, right before it.
_GROUP: Final = re.compile(
    r"^[、,和及\s]*[一-龥“”]{0,10}(?:企业|机构|单位|人员|[国省市区县]级|[一二三A-E甲乙丙]类|[一二三]档|户|地区|项目|"
    r"院校|高校|团队|合作社|主体|[国境][内外]|设备|产品|其他|其余)(?:的|为|各|分别(?:为)?)?\s?$"
)

Role = Literal["amount", "case", "none"]


def role_of(folded: str, clause: Span, lead: Span, quantity: Quantity, *, inherited: bool) -> Role:
    """What a figure does in its clause.

    lead: the words since the figure before it. inherited: the clause before pays, so that this one may go on.
    """
    words = before(folded, clause.start, quantity.span.start)
    near = before(folded, lead.start, lead.end)
    rest = after(folded, quantity.span.end, clause.end)
    if _SANCTION.search(words):
        return "none"
    if quantity.unit == "个百分点":
        paid = (
            re.match(r"的?(?:贴息|补贴|补助|风险补偿)", rest)
            or re.search(r"(?:财政|给予)[^,;\d]{0,4}(?:贴息|补贴)\s?$", near)
            or _RATE_RAISED.search(words)
            or (inherited and _RAISED_MORE.search(near))
        )
        return "amount" if paid else "none"
    if (_FROM.search(near) and _CHANGES.match(rest)) or _BRINGS_IN.search(near):
        return "none"
    if (
        quantity.is_han
        and quantity.measure in ("ratio", "times")
        and _CAP.search(near)
        and _TOTAL.search(words)
    ):
        return "amount"
    if quantity.measure in ("ratio", "times"):
        return _role_of_ratio(words, rest, quantity)
    if quantity.measure == "percent":
        if _BY_SHARE_DONE.match(rest):
            return "none"
        if _is_share_paid(words, near, rest):
            return "amount"
        if says_case(folded, clause, quantity):
            return "case"
        return _role_of_percent(words, near, rest, inherited=inherited)
    if re.search(r"增收[^,;\d]{0,4}$", near):
        return "none"
    if re.search(r"争取[^,;\d]{2,16}$|申请到", near) or (_EARLIER.search(near) and not _PAYS.search(near)):
        return "none"
    if _FUND_SIZE.search(near) or re.search(
        r"(?:(?:自有|注册|流动)资(?:金|本)|(?:配备|具备|具有|拥有|建有)[^,;]{0,16}资金)[^;]{0,16}$", near
    ):
        return "none"
    if _LOANS.search(near) and _LIMIT.search(near) is None:
        return "none"
    if _YEARLY_FUND.search(near):
        return "amount"
    if is_fund(near, rest) or _DESCRIBES.match(rest):
        return "none"
    if says_case(folded, clause, quantity):
        return "amount" if _PAYS.search(near) and _OF_SUPPORT.match(rest) else "case"
    if _FUNDS_SET.search(near):
        return "amount"
    if _YEARLY_SIZE.search(near) and re.search(
        r"资金|经费", before(folded, max(0, clause.start - 60), quantity.span.start)
    ):
        return "amount"
    if re.search(r"(?:首期|总)规模(?:为|约|达|达到)?\s?$", near):
        return "none"
    if _SIZE.search(near) and not re.search(r"给予|奖励|补助|补贴|资助", near[-12:]):
        pays_later = _PAYS.search(rest) is not None or _next_pays(folded, clause)
        return "case" if pays_later else "none"
    if re.search(r"每(?:新)?增加?\s?$", near):
        return "case"
    if re.search(r"(?:最高|封顶|上限|限额|最多|至多)[^,、;]{0,12}$|(?:不超过|不得超过)[^,、;]{0,8}$", near):
        return "amount"
    if _LIMIT.search(near) and _MEANS.search(words):
        return "amount"
    if re.match(r"为(?:限|上限|封顶)", rest):
        return "amount"
    if _PAYS.search(words) or PAID_THING.match(rest.removeprefix("的")):
        return "amount"
    if _PER.search(near) and (
        _THEN_PAID.match(rest)
        or inherited
        or _BY_TWO.search(near)
        or _MEANS.search(before(folded, max(0, clause.start - 60), clause.start))
    ):
        return "amount"
    if re.search(r"按(?:照)?[^,;]{0,12}$", near) and _THEN_PAID.match(rest):
        return "amount"
    if inherited and len(near) <= 16 and re.match(r"[/、,;。]|$|左右|以内|以下|(?:的)?[奖补资]", rest):
        return "amount"
    return "none"


def is_fund(near: str, rest: str) -> bool:
    """Whether a sum is the size of a fund to be set up: 设立100亿元母基金, 首期规模10亿元的基金."""
    return (
        re.search(r"基金|引导资金|资金池|转贷(?:资金|金)|周转(?:资金|金)|风险(?:补偿)?资金|补偿金", rest[:24])
        is not None
        and _FUND.search(near) is not None
    )


def _next_pays(folded: str, clause: Span) -> bool:
    """Whether the next clauses of the sentence pay for the case this one names."""
    following = re.match(r",[^;。\n]{0,120}", folded[clause.end : clause.end + 122])
    return (
        following is not None
        and _PAYS_SOON.match(following[0]) is not None
        and re.search(r"\d[\d,.]*\s?[万亿]?元|%", following[0]) is not None
    )


def _role_of_ratio(words: str, rest: str, quantity: Quantity) -> Role:
    near = words[-16:] + "|" + rest[:14]
    if quantity.unit == "比例" and quantity.value and not quantity.is_han:
        if re.match(r"(?:及?以上)?的(?!比例|标准|额度)|的?比例分[两二三四\d]?[批期次]", rest):
            return "none"
        if re.search(r"(?:扩大|提高|提升|降低|控制|优化)(?:到|至|在)\s?$", words):
            return "none"
        return "amount" if _MATCHES.search(near) else "none"
    by = re.search(r"按(?:照)?[^,;:\d日]{0,40}$", words)
    if quantity.is_han and quantity.value < 1 and by and _THEN_PAID.match(rest):
        return "amount"
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
    by = re.search(r"(?:按(?:照)?|以)[^,;:]{0,40}$", near)
    if by and re.match(r"的(?:优惠|年|年化)?(?:税率|比例|标准|额度|费率|利率)", rest):
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
    if _OTHER_SHARE.match(rest):
        return "none"
    rest = _MORE_SHARES.sub("", rest, count=1) if _MORE_SHARES.match(rest) else rest
    if (inherited or _PAYS.search(words)) and re.match(r"可?(?:用于)?奖励", rest):
        return "amount"
    if inherited and re.search(r"自[缴付筹负](?:部分)?\s?$", near):
        return "amount"
    if _OWN_SHARE_BY_YEAR.search(words):
        return "none"
    if _OWN_SHARE.search(near) and not _PAYING_SHARE.search(near):
        return "none"
    pays = _PAYS.search(words) is not None
    if inherited and _GROUP.search(near) and re.match(r"\s*(?:$|[、,;。]|给予|奖励|补)", rest):
        return "amount"
    by = re.search(r"(?:按照|按(?!期|时(?!间)|需|质|[月季年]度?(?:完成|办结|报))|依照)[^,;:]{0,40}$", near)
    if by and (
        _THEN_PAID.match(rest) or pays or inherited or re.match(r"\s*$|的比例|的标准|左右|以内", rest)
    ):
        return "amount"
    if (_PAID_SHARE.search(near) or _SHARE_RAISED.search(words)) and not re.match(r"以上|以下", rest):
        return "amount"
    if _SHARE.search(near) and not re.search(r"给予|减按|按(?:照)?[^,;]{2,40}$", words):
        return "none"
    if _CAP.search(near) and _TOTAL.search(words):
        return "amount"
    if pays and (_PAYS_NEAR.search(words) is not None or PAID_THING.match(rest.removeprefix("的"))):
        return "amount"
    if re.match(r"(?:给予|予以)(?!淘汰|取消|清退|退出|警告|调整|通报|降级)", rest):
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
