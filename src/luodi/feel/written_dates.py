"""Conditions on a day as people write them, ``2020年1月1日起``, ``> 2020/1/1``, as FEEL.

What has one reading is read. Whether 前 and 后 include the day itself no rule settles (Civil Code, article
1259, speaks of 以上, 以下, 以内 and 届满): such a cell is given in both readings, to be chosen from.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.feel.written import WIDE
from luodi.source import Span

# 2020年1月1日, 2020-1-1, 2020/1/1, 2020.1.1; with quotes around it, too.
_DAY: Final = re.compile(
    r"(?<!\d)([\"“])?(\d{4})(?:年(\d{1,2})月(\d{1,2})[日号]|([-/.])(\d{1,2})\5(\d{1,2}))(?!\d)(?(1)[\"”])",
    re.ASCII,
)
# What stands for a day while the words around it are read: a sign that no cell holds.
_MARK: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
_OR: Final = re.compile(r"、|;|或者|或(?!以|之|前|后)|\|\||,")
_AND: Final = re.compile(r"并且|而且|且|&&|,|、")
_WITH: Final = r"\((?:含|包含|包括)(?:当日|当天|本日|本数)?\)"
_WITHOUT: Final = r"\((?:不含|不包含|不包括)(?:当日|当天|本日|本数)?\)"
_AND_IT: Final = rf"(?:{_WITH}|(?:当日|当天)?[及或])"
_LATER: Final = r"(?:以后|之后|后)"
_EARLIER: Final = r"(?:以前|之前|前)"
# A condition on one day, and the signs that it may mean: one, or the inclusive and the exclusive.
_ONE: Final[tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]] = tuple(
    (re.compile(form.replace("D", _MARK)), signs)
    for form, signs in (
        (r"(?:=|等于|是|为|在|于)?D(?:当日|当天)?", ("",)),
        (r"(?:>=|不早于|不小于|大于或?等于|晚于或等于)D", (">=",)),
        (r"(?:<=|不晚于|不迟于|不大于|小于或?等于|早于或等于|不超过)D", ("<=",)),
        (r"(?:>|晚于|迟于|大于|超过)D", (">",)),
        (r"(?:<|早于|小于)D", ("<",)),
        (r"(?:自|从)?D(?:起|开始|以来|至今)(?:至今)?", (">=",)),
        (rf"(?:自|从|在|于)?D(?:{_AND_IT}(?:以上|{_LATER})|以上|{_LATER}{_WITH})", (">=",)),
        (rf"(?:自|从|在|于)?D(?:{_WITHOUT}{_LATER}|{_LATER}{_WITHOUT})", (">",)),
        (rf"(?:自|从|在|于)?D{_LATER}", (">=", ">")),
        (r"(?:截至|截止至?|截止到|至|到|至迟)D(?:止|为止)?", ("<=",)),
        (r"D(?:止|为止|截止)", ("<=",)),
        (rf"(?:在|于)?D(?:{_AND_IT}(?:以下|{_EARLIER})|以下|{_EARLIER}{_WITH})", ("<=",)),
        (rf"(?:在|于)?D(?:{_WITHOUT}{_EARLIER}|{_EARLIER}{_WITHOUT})", ("<",)),
        (rf"(?:在|于)?D{_EARLIER}", ("<=", "<")),
    )
)
_BETWEEN: Final = tuple(
    re.compile(form.replace("D", _MARK))
    for form in (
        r"([\[(])D(?:\.\.|,|~|-|至|到)D([\])])",
        r"(?:自|从|在)?D(?:起|开始)?(?:至|到|~|--?|\.\.)D(?:止|为止|之间|期间)?",
        r"(?:介于|在)D(?:和|与)D(?:之间)?",
        r"D(?:和|与)D之间",
    )
)
# A cell that says more than this is no condition on days.
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class DateReadings:
    """The FEEL of a cell; two that differ where it does not say whether the days it names are included."""

    included: str
    excluded: str

    @property
    def is_open(self) -> bool:
        return self.included != self.excluded


def written_dates(text: str) -> DateReadings | None:
    """What a cell in a column of dates says; None for anything but conditions on written days.

    FEEL's own days, ``date("2020-01-01")``, are left alone, and so are days that there are none of.
    """
    marked = _marked(text)
    if marked is None:
        return None
    words, days = marked
    found = _tests(words, days)
    return None if found is None else DateReadings(found[0], found[-1])


def written_date(text: str) -> str | None:
    """The FEEL of a text that is nothing but one day."""
    marked = _marked(text)
    return marked[1][0] if marked is not None and marked[0] == _MARK else None


def date_fault(text: str) -> Diagnostic | None:
    """FEEL014 for a cell that says in words which days it means, FEEL032 where it leaves two readings."""
    read = written_dates(text)
    if read is None:
        return None
    start = len(text) - len(text.lstrip())
    was = text.strip()
    span = Span(start, start + len(was))
    if read.is_open:
        values = {"was": was, "included": read.included, "excluded": read.excluded}
        return Diagnostic("FEEL032", Severity.ERROR, span, values)
    return Diagnostic("FEEL014", Severity.ERROR, span, {"was": was, "fix": read.included})


def _marked(text: str) -> tuple[str, list[str]] | None:
    """The words with a mark for each day, and the days in FEEL; None where there is none, or no such day."""
    if len(text) > _LONGEST or _MARK in text or "date(" in text or "@" in text:
        return None
    days: list[str] = []

    def take(match: re.Match[str]) -> str:
        year, month, day = (int(each) for each in (match[2], match[3] or match[6], match[4] or match[7]))
        days.append(f'date("{datetime.date(year, month, day).isoformat()}")')
        return _MARK

    plain = "".join(text.translate(WIDE).split())
    try:
        words = _DAY.sub(take, plain)
    except ValueError:  # 2020-02-30
        return None
    return (words, days) if days else None


def _tests(words: str, days: list[str]) -> tuple[str, ...] | None:
    """Conditions of which one must hold: in one reading, or with and without the days named."""
    between = _between(words, days)
    if between is not None:
        return between
    both = _both(_AND.split(words), days)
    if both is not None:
        return both
    said = []
    for part in _OR.split(words):
        own, days = days[: part.count(_MARK)], days[part.count(_MARK) :]
        read = _between(part, own) or _both(_AND.split(part), own) or _one(part, own)
        if read is None:
            return None
        said.append(read)
    return _joined([each[0] for each in said], [each[-1] for each in said])


def _joined(included: list[str], excluded: list[str]) -> tuple[str, ...]:
    return ", ".join(included), ", ".join(excluded)


def _one(words: str, days: list[str]) -> tuple[str, ...] | None:
    """A condition on one day, in its readings."""
    signs = _signs(words)
    if signs is None or len(days) != 1:
        return None
    return tuple(f"{sign} {days[0]}" if sign else days[0] for sign in signs)


def _signs(words: str) -> tuple[str, ...] | None:
    return next((signs for form, signs in _ONE if form.fullmatch(words)), None)


def _between(words: str, days: list[str]) -> tuple[str, ...] | None:
    found = next((match for form in _BETWEEN if (match := form.fullmatch(words))), None)
    if found is None or len(days) != 2 or days[0] > days[1]:
        return None
    start, end = found.groups() or ("[", "]")
    return (f"{start}{days[0]}..{days[1]}{end}",)


def _both(parts: list[str], days: list[str]) -> tuple[str, ...] | None:
    """The range between a first and a last day, in its readings; None where none would be in it."""
    if len(parts) != 2 or len(days) != 2:
        return None
    low, high = (_signs(part) for part in parts)
    if low is None or high is None or "" in (*low, *high):
        return None
    if low[0] == "<=" or low[0] == "<":
        low, high, days = high, low, days[::-1]
    if low[0][0] != ">" or high[0][0] != "<" or days[0] > days[1]:
        return None
    made = []
    for first, last in ((low[0], high[0]), (low[-1], high[-1])):
        made.append(f"{'[' if first == '>=' else '('}{days[0]}..{days[1]}{']' if last == '<=' else ')'}")
    return tuple(made)
