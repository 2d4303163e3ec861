"""What is paid, required as a match, or limited.

按X的20%, 最高500万元, 20—40万元, 1:1配套, 每家3万元, 分别给予A、B、C. Forms: docs/reference/facts.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from luodi.facts.clauses import after, before, clauses, says_case
from luodi.facts.grades import by_rank, case_words, is_step, named_case, own_grade, paired_grades
from luodi.facts.model import Amount, AmountKind
from luodi.facts.paying import Role, role_of
from luodi.facts.quantities import Quantity, find_quantities
from luodi.facts.words import BY_EACH, CAPS, EACH, FLOORS, PAYS, any_of
from luodi.facts.years import find_years, with_years
from luodi.source import Span

_PAYS: Final = re.compile(PAYS)
_TO: Final = any_of("至 达 为 给予 支持 补助 奖励 补贴 资助 不超过 不高于 按")
_CAP: Final = re.compile(
    rf"(?:{CAPS})"
    rf"(?:可)?(?:{_TO})*(?P<base>[^,、;:\d%]{{0,24}}?)(?:的)?(?:按)?\s?$"
)
_FLOOR: Final = re.compile(rf"(?:{FLOORS})(?:给予|为)?(?P<base>[^,、;:\d%]{{0,24}}?)(?:的)?\s?$")
_CAP_AFTER: Final = re.compile(r"(?:/年)?(?:以内|之内|以下|封顶|为上限|为限|为封顶线?|的上限|上限)")
_FLOOR_AFTER: Final = re.compile(r"(?:/年)?(?:及?以上|起)(?!的)")
_PER: Final = re.compile(BY_EACH)
# 每主导制定1项国家标准奖励50万元, 每增加1000万元再奖励5万元
_PER_CASE: Final = re.compile(
    r"每(?!年|月|季|半年|日|天|周|两年)[一-龥]{1,8}\d[^;。元%]{0,50}$|每(?:新增|"
    r"增加)\s?[\d.]+\s?[万亿]?元[^;。\d]{0,20}$"
    r"|每(?:新增|增加|提高)[^,;\d]{0,10}\d+[^;。\d]{0,24}$|每主导制定[^;。]{0,40}$"
)
_PER_AFTER: Final = re.compile(rf"/[一-龥]{{1,5}}(?:[·.•][一-龥]{{1,3}})?(?!以内)|每(?:{EACH})")
_RATE: Final = re.compile(
    r"(?:按照|按|依照|以(?![上下内外])|依)(?:照)?(?P<base>(?:(?!按)[^,;:\d%]){0,40}?)(?:的)?(?:最高)?(?:不超过)?\s?$"
)
_GIVEN: Final = any_of("给予 补助 补贴 奖励 资助 返还 减免 提取 出资 扣减 核减")
_OF_GIVEN: Final = re.compile(
    rf"(?:{_GIVEN})(?P<base>(?:(?!{_GIVEN}|基础上)[^,;:、\d%]){{2,24}}?)(?:的)?\s?$"
)
# 分三年按40%、30%、30%: the later ones go with the first.
# 每亩补助1800元,第一年、第二年依次兑付900元: by the acre still.
_IN_TURN: Final = re.compile(r"依次|第一年[^,;]*$")
# 分别给予3000元、8000元的岗位奖励: what is given, though 的 and a noun follow.
_GIVEN_TO: Final = re.compile(rf"(?:{PAYS})[^,;、\d]{{0,8}}(?:[\d.]+\s?[万亿]?元[、和及])*$")
# 每人每年生活补助由8万元提高至12万元: by the person still.
_RAISED_BY: Final = re.compile(
    r"每(?:人|家|户|名|亩|年|月|个|位)[^,;、]{0,16}(?:由|从)[^,;、]{2,16}(?:至|到|为)\s?$"
)
_NEXT_OF_LIST: Final = re.compile(r"[、和及]\s?")

# 前2年按租金的100%、第3年按50%: of the same still.
_NEXT_SHARE: Final = re.compile(r"[、和及]\s?[^,;、的]{0,12}?(?:按|给予|为)?\s?")

# 1亿元以下的按6%,5亿元以上的按10%,单个项目最高3000万元: a limit for all cases.
_OF_EACH_PROJECT: Final = re.compile(r"\s*(?:但|且)?(?:单个|单家|单户|单项|同一|每个项目|每家企业)")
# 零售额首次达到1亿元、5亿元,分别给予20万元、60万元
_THEN_APART: Final = re.compile(r",(?:分别|依次|相应)(?:按|给予|奖励|补助|一次性)")
# 国际展再增加10元: by what the sum before is by.
_ON_TOP: Final = re.compile(r"(?:再|另|额外)(?:增加|加|追加|上浮)\s?$")
# 博士每人20万元、硕士8万元: by the person still.
_NEXT_WHOM: Final = re.compile(r"[、和及]\s?[一-龥]{2,4}")
# 按投资额给予奖励:1亿元以下的按6%; 从净收入中提取不低于80%; 财政贴息利率为LPR的50%.
_OF_ALL: Final = re.compile(r"按(?:照)?(?P<base>[^,;:、\d%]{2,24}?)(?:给予|予以|分档|分段)[^,;:\d]{0,10}:")
_TAKEN_FROM: Final = re.compile(r"从(?P<base>[^,;:、\d]{2,16}?)(?:中|里)(?:提取|安排|拿出|列支)")
_RATE_IS: Final = re.compile(r"(?:为|是)(?P<base>[^,;:、\d%]{2,24})的\s?$")
_COST_PAID: Final = re.compile(rf"(?P<base>[一-龥]{{2,10}}费(?:用)?)(?:{_GIVEN})\s?$")
# Most sentences name no sum and no share; a look for their signs is cheaper than reading them.
_MAY_PAY: Final = re.compile(
    r"元|[%‰:倍]|分之|[一二两三四五六七八九]成|半数|百分点|[\d一二三四五六七八九十]万"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence's amounts, and the figures in it that say which case is meant or for how long."""

    amounts: tuple[Amount, ...]
    cases: tuple[Span, ...]


def find_amounts(folded: str, sentence: Span) -> Judged:
    """The amounts of a full sentence in reading order."""
    if not _MAY_PAY.search(folded, *sentence):
        return Judged((), ())
    reader = _SentenceReader(folded, sentence)
    for clause in clauses(folded, sentence):
        reader.read(clause)
    if not reader.amounts:
        # Where nothing is paid, a figure says no case of paying.
        return Judged((), ())
    amounts, years = with_years(folded, sentence, reader.amounts, find_years(folded, sentence))
    amounts = [_with_subject(folded, sentence, one) for one in amounts]
    cases = (*reader.cases, *years)
    return Judged(tuple(sorted(amounts, key=lambda one: one.span)), cases)


class _SentenceReader:
    """Reads clause by clause, keeping what a later clause goes on from.

    pays: the clause before pays. case: the condition that holds until a semicolon. last: the amount before.
    """

    def __init__(self, folded: str, sentence: Span) -> None:
        self._folded = folded
        self._sentence = sentence
        self._pays = False
        self._case: str | None = None
        self._last: Amount | None = None
        self._listed: tuple[str, ...] = ()
        self._cases = 0
        self.amounts: list[Amount] = []
        self.cases: list[Span] = []

    def read(self, clause: Span) -> None:
        folded = self._folded
        if folded[max(0, clause.start - 1)] == ";":
            self._case = self._last = None
            self._listed = ()
            self._cases = 0
        if self._cases > 1 and _OF_EACH_PROJECT.match(folded, *clause):
            self._case = None
        if case := named_case(folded, clause):
            self._case = case
        figures = [one for one in find_quantities(folded, clause) if _may_be_paid(one)]
        found: list[tuple[Quantity, Amount]] = []
        start = clause.start
        listed = _listed_cases(folded, clause, figures)
        for quantity in figures:
            lead = Span(start, quantity.span.start)
            follows = quantity.span not in listed and _follows(folded, lead, quantity, found)
            role: Role = (
                "amount" if follows else role_of(folded, clause, lead, quantity, inherited=self._pays)
            )
            if quantity.span in listed:
                self.cases.append(quantity.span)
                self._case = None
            elif role == "case":
                self.cases.append(quantity.span)
                self._case = case_words(folded, clause, quantity)
                self._cases += 1
            elif role == "amount":
                found.extend((quantity, one) for one in self._paid(clause, lead, quantity, follows=follows))
            start = quantity.span.end
        if listed:
            self._listed = tuple(folded[slice(*span)] for span in sorted(listed))
        paired = [one for _, one in paired_grades(folded, self._sentence, clause, found, self.amounts)]
        if len(paired) == len(self._listed) and all(one.grade is None for one in paired):
            paired = [replace(one, grade=case) for one, case in zip(paired, self._listed, strict=True)]
        self.amounts.extend(paired)
        if is_step(self._case):
            self._case = None
        self._pays = bool(found) or (self._pays and not figures) or _PAYS.search(folded, *clause) is not None

    def _paid(self, clause: Span, lead: Span, quantity: Quantity, *, follows: bool) -> Iterator[Amount]:
        """The amounts of a figure; the next of a list is of the kind of the one before it."""
        own = own_grade(self._folded, lead, quantity)
        grade = own if own and by_rank(own) else self._case or own
        for one in _amounts(self._folded, clause, lead, quantity):
            goes_on = follows or any(
                pattern.search(self._folded, *lead) is not None for pattern in (_IN_TURN, _ON_TOP)
            )
            if self._last and self._last.kind == "per" and _NEXT_WHOM.fullmatch(self._folded, *lead):
                goes_on = True
            kind = self._last.kind if self._last and goes_on and one.kind == "fixed" else one.kind
            shared = follows or (lead.start > clause.start and _NEXT_SHARE.fullmatch(self._folded, *lead))
            base = self._last.base if self._last and shared and one.unit == "比例" else None
            self._last = replace(one, kind=kind, grade=grade, base=one.base or base)
            yield self._last


def _listed_cases(folded: str, clause: Span, figures: list[Quantity]) -> set[Span]:
    """Figures of a list whose last says which case is meant: 首次达到500万元、1000万元的."""
    cases: set[Span] = set()
    for one, following in zip(reversed(figures[:-1]), reversed(figures[1:]), strict=True):
        if one.measure != following.measure or not _NEXT_OF_LIST.fullmatch(
            folded, one.span.end, following.span.start
        ):
            continue
        given = _GIVEN_TO.search(before(folded, clause.start, one.span.start))
        says = says_case(folded, clause, following) or _THEN_APART.match(folded, clause.end) is not None
        if following.span in cases or (
            given is None and says and not _PAYS.search(folded, clause.start, one.span.start)
        ):
            cases.update((one.span, following.span))
    return cases


def _may_be_paid(quantity: Quantity) -> bool:
    """Money, shares and ratios; 1.5个百分点 of interest too."""
    return quantity.measure not in ("time", "count", "bare") or quantity.unit == "个百分点"


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


def _amounts(folded: str, clause: Span, lead: Span, quantity: Quantity) -> list[Amount]:
    """One amount, or floor and cap of a range."""
    words = before(folded, lead.start, lead.end)
    offset = lead.end - len(words)
    rest = after(folded, quantity.span.end, clause.end)
    unit, scale = _unit(quantity)
    start, end = quantity.span
    if quantity.high is not None:
        of = (_RATE.search(words) or _OF_GIVEN.search(words)) if unit == "比例" else None
        span = Span(offset + of.start(), end) if of and of.re is _RATE else quantity.span
        share = _base(of["base"]) if of else None
        return [
            Amount("floor", quantity.value * scale, unit, span, base=share),
            Amount("cap", quantity.high * scale, unit, span, base=share),
        ]
    kind: AmountKind
    base: str | None = None
    if match := _CAP.search(words):
        kind, start, base = "cap", offset + match.start(), match["base"]
    elif match := _FLOOR.search(words):
        kind, start, base = "floor", offset + match.start(), match["base"]
        if not base and (source := _TAKEN_FROM.search(words)):
            base = source["base"]
    elif match := _CAP_AFTER.match(rest):
        kind, end = "cap", end + match.end()
    elif quantity.measure == "ratio" and not quantity.is_han:
        kind = "match"
    elif match := _FLOOR_AFTER.match(rest):
        kind, end = "floor", end + match.end()
    elif unit == "比例":
        kind = "rate"
        match = (
            _RATE.search(words)
            or _OF_GIVEN.search(words)
            or _COST_PAID.search(words)
            or _RATE_IS.search(words)
        )
        if match:
            start = offset + match.start() if match.re is _RATE else start
            base = match["base"]
    elif match := _PER.search(words) or _PER_CASE.search(folded[max(0, lead.end - 80) : lead.end]):
        kind = "per"
        start = offset + match.start() if match.re is _PER else start
    elif _RAISED_BY.search(folded, clause.start, quantity.span.start):
        kind = "per"
    elif match := _PER_AFTER.match(rest):
        kind, end = "per", end + match.end()
    else:
        kind = "fixed"
    if unit != "比例":
        base = None
    return [Amount(kind, _value(quantity, scale), unit, Span(start, end), base=_base(base))]


def _with_subject(folded: str, sentence: Span, amount: Amount) -> Amount:
    """A share without a base is of what the sentence is about: 对于下拨的经费,给予不低于1倍的保障."""
    if amount.unit != "比例" or amount.base is not None or amount.kind == "match":
        return amount
    of_all = _OF_ALL.search(before(folded, sentence.start, amount.span.start))
    if of_all and amount.kind == "rate":
        return replace(amount, base=_base(of_all["base"]))
    about = re.search(
        r"对(?:于)?([^,;]{2,30}(?:经费|资金|投入|费用|额|支出|本金|利息|保费))[,的]",
        before(folded, sentence.start, amount.span.start),
    )
    return replace(amount, base=about[1]) if about else amount


def _unit(quantity: Quantity) -> tuple[Literal["元", "美元", "比例"], Decimal]:
    if quantity.measure == "money":
        return ("美元" if quantity.unit == "美元" else "元"), Decimal(1)
    if quantity.measure == "percent" or quantity.unit == "个百分点":
        return "比例", Decimal("0.001") if quantity.unit == "‰" else Decimal("0.01")
    return "比例", Decimal(1)


def _value(quantity: Quantity, scale: Decimal) -> Decimal:
    """The figure in yuan or as a ratio; 三分之一 and 7:3 to four places, as they have no finite decimal."""
    value = quantity.value * scale
    return round(value, 4) if quantity.measure == "ratio" and value != round(value, 4) else value


def _base(words: str | None) -> str | None:
    if not words:
        return None
    bare = re.sub(
        r"^(?:其|不超过|最高|给予|一次性|金额为|标准为|比例为|额度为|为)+|(?:的|比例|按)+$",
        "",
        words.strip(),
    )
    bare = re.sub(
        r"^.*(?:比例|标准)(?:分别)?为|^.*次按|^(?:其)?对(?=.{4})|^额为|给(?:企业|单位|个人)$", "", bare
    )
    return (
        bare
        if len(bare) > 1 and bare != "年化" and not re.search(r"上浮|提高|上调|下浮|递减|递增", bare)
        else None
    )
