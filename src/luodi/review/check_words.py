"""Regions of a table in words and as cells: 研发费用 ≥ 100 且 < 500，企业类型 = 高企."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from luodi.dmn.regions import Mask, bits
from luodi.evaluate.values import Value, format_value
from luodi.messages import Worded
from luodi.review.check_axes import Axis

# Values named one by one in words; a cell names all.
_NAMED: Final = 12
_WORDS: Final = {
    "zh": {
        "and": " 且 ",
        "or": " 或 ",
        "list": "、",
        "none": "不是 ",
        "null": "未填",
        "given": "已填",
        "any": "任何情况下",
        "when": "{case} 时",
        "comma": "，",
        "more": "等 {count} 个",
        "rules": "、",
        "same": "结果相同",
        "different": "结果不同",
        "unknown": "结果是否相同要看输入",
    },
    "en": {
        "and": " and ",
        "or": " or ",
        "list": ", ",
        "none": "is none of ",
        "null": "is null",
        "given": "is not null",
        "any": "any case",
        "when": "{case}",
        "comma": "; ",
        "more": " and others, {count} in all",
        "rules": ", ",
        "same": "with the same result",
        "different": "with different results",
        "unknown": "whether with the same result depends on the input",
    },
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Values from low to high; None for no end."""

    low: tuple[Value] | None
    high: tuple[Value] | None
    low_included: bool = False
    high_included: bool = False


def stretches(axis: Axis, mask: Mask) -> Iterator[Stretch]:
    """The unbroken stretches of an ordered axis in a mask, without ends that the domain has anyway."""
    order = list(bits(axis.domain))
    at = 0
    while at < len(order):
        if not mask >> order[at] & 1:
            at += 1
            continue
        first = at
        while at + 1 < len(order) and mask >> order[at + 1] & 1:
            at += 1
        low, high = order[first], order[at]
        if low == high and low % 2:
            point = (axis.points[low // 2],)
            yield Stretch(point, point, True, True)
            at += 1
            continue
        yield Stretch(
            None if first == 0 else (axis.points[(low - 1) // 2],),
            None if at == len(order) - 1 else (axis.points[high // 2],),
            low % 2 == 1,
            high % 2 == 1,
        )
        at += 1


def cell_text(axis: Axis, mask: Mask) -> str:
    """The cell that holds exactly there, as FEEL; ``-`` for everything."""
    if mask & axis.considered == axis.considered:
        return "-"
    tests = ["null"] if mask & axis.null else []
    mask &= axis.domain
    if mask == axis.domain:
        return "not(null)"
    if axis.ordered:
        tests += [_stretch_text(each) for each in stretches(axis, mask)]
        return ", ".join(tests)
    named = [format_value(axis.points[at], quoted=True) for at in bits(mask) if at < len(axis.points)]
    if mask >> len(axis.points) & 1:
        others = [
            format_value(point, quoted=True) for at, point in enumerate(axis.points) if not mask >> at & 1
        ]
        # not(…) holds for null, too, unless it says so.
        others = ["null", *others] if axis.names_null and not tests else others
        return f"not({', '.join(others)})"
    return ", ".join([*tests, *named])


def _stretch_text(each: Stretch) -> str:
    if each.low is None or each.high is None:
        if each.low is not None:
            return f"{'>=' if each.low_included else '>'} {format_value(each.low[0], quoted=True)}"
        if each.high is not None:
            return f"{'<=' if each.high_included else '<'} {format_value(each.high[0], quoted=True)}"
        return "-"
    low, high = (format_value(end[0], quoted=True) for end in (each.low, each.high))
    if low == high:
        return low
    return f"{'[' if each.low_included else '('}{low}..{high}{']' if each.high_included else ')'}"


def axis_words(axis: Axis, mask: Mask, lang: str) -> str:
    """What a mask says of a column, to stand behind the column's name; "" for everything."""
    words = _WORDS[lang]
    if mask & axis.considered == axis.considered:
        return ""
    parts = [words["null"]] if mask & axis.null else []
    mask &= axis.domain
    if mask == axis.domain:
        parts.append(words["given"])
    elif axis.ordered:
        parts += [_stretch_words(each, lang) for each in stretches(axis, mask)]
    elif mask >> len(axis.points) & 1:
        others = [format_value(point) for at, point in enumerate(axis.points) if not mask >> at & 1]
        parts.append(words["none"] + _listed(others, lang))
    elif mask:
        parts.append("= " + _listed([format_value(axis.points[at]) for at in bits(mask)], lang, words["or"]))
    return _listed(parts, lang, words["or"])


def _listed(values: Sequence[str], lang: str, joint: str | None = None) -> str:
    words = _WORDS[lang]
    text = (joint or words["list"]).join(values[:_NAMED])
    return text + words["more"].format(count=len(values)) if len(values) > _NAMED else text


def _stretch_words(each: Stretch, lang: str) -> str:
    if (
        each.low is not None
        and each.high is not None
        and format_value(each.low[0]) == format_value(each.high[0])
    ):
        return f"= {format_value(each.low[0])}"
    parts = []
    if each.low is not None:
        parts.append(f"{'≥' if each.low_included else '>'} {format_value(each.low[0])}")
    if each.high is not None:
        parts.append(f"{'≤' if each.high_included else '<'} {format_value(each.high[0])}")
    return _WORDS[lang]["and"].join(parts)


@dataclass(frozen=True, slots=True)
class RegionWords(Worded):
    """A box as a value of a message. labels: of the axes."""

    labels: tuple[str, ...]
    axes: tuple[Axis, ...]
    box: tuple[Mask, ...]

    def in_language(self, lang: str) -> str:
        parts = [
            f"{label} {words}"
            for label, axis, mask in zip(self.labels, self.axes, self.box, strict=True)
            if (words := axis_words(axis, mask, lang))
        ]
        said = _WORDS[lang]
        return said["when"].format(case=said["comma"].join(parts)) if parts else said["any"]


@dataclass(frozen=True, slots=True)
class SaidWord(Worded):
    """One of the words above: same, different, unknown."""

    name: str

    def in_language(self, lang: str) -> str:
        return _WORDS[lang][self.name]


@dataclass(frozen=True, slots=True)
class ListWords(Worded):
    """Things named one after the other; of more than twelve their number is told."""

    items: tuple[object, ...]

    def in_language(self, lang: str) -> str:
        return _listed([str(each) for each in self.items], lang)
