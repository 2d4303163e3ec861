"""What each built-in function means, in Chinese and English, with examples that are tests.

An example is an expression and its value, both in FEEL. Examples of ``now`` and ``today`` hold on any day.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Meaning(NamedTuple):
    """examples: pairs of an expression and a FEEL text of the same value."""

    zh: str
    en: str
    examples: tuple[tuple[str, str], ...]


MEANINGS: Mapping[str, Meaning] = {
    # Conversion.
    "date": Meaning(
        "由文字、日期时间或年月日三个数得到日期。",
        "A date from a text, a date and time, or year, month and day.",
        (
            ('date("2026-03-05").month', "3"),
            ("date(2026, 3, 5)", '@"2026-03-05"'),
            ('date("2026-02-30")', "null"),
        ),
    ),
    "date and time": Meaning(
        "由文字，或由日期和时间，得到日期时间。",
        "A date and time from a text, or from a date and a time.",
        (('date and time(date("2026-03-05"), time("08:30:00"))', '@"2026-03-05T08:30:00"'),),
    ),
    "time": Meaning(
        "由文字、日期时间或时分秒得到时间；第四个参数是与世界时的差。",
        "A time from a text, a date and time, or hour, minute, second and offset.",
        (("time(8, 30, 0)", '@"08:30:00"'), ('time("08:30:00").hour', "8")),
    ),
    "number": Meaning(
        "把文字变成数；可以说明千位分隔符和小数点是什么。",
        "A number from a text; the grouping and the decimal separator can be told.",
        (('number("1,000.5", ",", ".")', "1000.5"), ('number("1 000,5", " ", ",")', "1000.5")),
    ),
    "string": Meaning(
        "把一个值变成文字。",
        "The text of a value.",
        (("string(1.50)", '"1.5"'), ('string(@"2026-03-05")', '"2026-03-05"'), ("string(null)", "null")),
    ),
    "duration": Meaning(
        "由文字得到时长：P1Y6M 是一年六个月，P10DT12H 是十天十二小时。",
        "A duration from a text: P1Y6M is a year and six months, P10DT12H ten days and twelve hours.",
        (('duration("P1Y6M").months', "6"), ('duration("P10D")', '@"P10D"')),
    ),
    "years and months duration": Meaning(
        "两个日期之间满几年几个月。",
        "The whole years and months between two dates.",
        (('years and months duration(@"2020-01-15", @"2026-03-14")', '@"P6Y1M"'),),
    ),
    "range": Meaning("由文字得到区间。", "A range from a text.", (('range("[18..60)")', "[18..60)"),)),
    # Boolean.
    "not": Meaning(
        "是变否，否变是；不是真假值的得 null。",
        "True becomes false and false true; what is neither becomes null.",
        (("not(1 > 2)", "true"), ("not(null)", "null")),
    ),
    # Strings.
    "substring": Meaning(
        "从第几个字起取几个字；负数从末尾数。",
        "Characters from a position on; a negative one counts from the end.",
        (('substring("高新技术企业", 3)', '"技术企业"'), ('substring("高新技术企业", -2, 1)', '"企"')),
    ),
    "string length": Meaning(
        "文字有几个字。", "How many characters a text has.", (('string length("落地🐎")', "3"),)
    ),
    "upper case": Meaning("变成大写。", "In upper case.", (('upper case("aBc4")', '"ABC4"'),)),
    "lower case": Meaning("变成小写。", "In lower case.", (('lower case("aBc4")', '"abc4"'),)),
    "substring before": Meaning(
        "某段文字之前的部分；没有那段文字则为空文字。",
        "What stands before a text; an empty text where that does not occur.",
        (('substring before("粤A-12", "-")', '"粤A"'), ('substring before("粤A", "-")', '""')),
    ),
    "substring after": Meaning(
        "某段文字之后的部分；没有那段文字则为空文字。",
        "What stands after a text; an empty text where that does not occur.",
        (('substring after("粤A-12", "-")', '"12"'), ('substring after("粤A", "-")', '""')),
    ),
    "replace": Meaning(
        "把符合正则表达式的部分换掉；$1 是第一个括号里的内容。",
        "Replaces what a regular expression matches; $1 is its first group.",
        (('replace("2026-03", "(\\d+)-(\\d+)", "$1年$2月")', '"2026年03月"'),),
    ),
    "contains": Meaning(
        "文字里有没有某段文字。", "Whether a text holds another.", (('contains("高新技术", "技术")', "true"),)
    ),
    "starts with": Meaning(
        "文字是否以某段文字开头。",
        "Whether a text begins with another.",
        (('starts with("A01", "A")', "true"),),
    ),
    "ends with": Meaning(
        "文字是否以某段文字结尾。", "Whether a text ends with another.", (('ends with("A01", "A")', "false"),)
    ),
    "matches": Meaning(
        "文字里有没有符合正则表达式的部分；i 不分大小写，s 让 . 也指换行，m 逐行，x 略去空白。",
        "Whether a regular expression matches anywhere; flags i, s, m, x.",
        (('matches("C39", "^C[0-9]{2}$")', "true"), ('matches("c39", "^C", "i")', "true")),
    ),
    "split": Meaning(
        "按正则表达式把文字切成列表。",
        "The parts of a text between matches of a regular expression.",
        (('split("甲；乙；丙", "；")', '["甲", "乙", "丙"]'),),
    ),
    "string join": Meaning(
        "把列表里的文字连起来，中间可加分隔；null 略去。",
        "The texts of a list in one, with a delimiter between; nulls are left out.",
        (('string join(["甲", null, "乙"], "、")', '"甲、乙"'),),
    ),
    # Lists.
    "list contains": Meaning(
        "列表里有没有这个值。",
        "Whether a list holds a value.",
        (("list contains([1, 2, null], null)", "true"),),
    ),
    "list replace": Meaning(
        "换掉列表里第几项，或换掉满足条件的各项。",
        "The list with another item at a position, or wherever a condition holds.",
        (
            ("list replace([2, 4, 7], 3, 6)", "[2, 4, 6]"),
            ("list replace([2, 4, 7], function(item, newItem) item < newItem, 5)", "[5, 5, 7]"),
        ),
    ),
    "count": Meaning(
        "列表有几项，null 也算。", "How many items a list has.", (("count([1, null, 3])", "3"),)
    ),
    "min": Meaning(
        "最小的一个；没有项则为 null。", "The least.", (("min(3, 1, 2)", "1"), ("min([])", "null"))
    ),
    "max": Meaning(
        "最大的一个；没有项则为 null。",
        "The greatest.",
        (("max([1, 5, 3])", "5"), ('max(@"2026-01-01", @"2026-03-05")', '@"2026-03-05"')),
    ),
    "sum": Meaning(
        "合计；没有项则为 null。",
        "The sum; null of nothing.",
        (("sum([1.1, 2.2])", "3.3"), ("sum([])", "null")),
    ),
    "mean": Meaning("平均数。", "The arithmetic mean.", (("mean(1, 2, 6)", "3"),)),
    "product": Meaning("连乘积。", "The product.", (("product(2, 3, 4)", "24"),)),
    "median": Meaning(
        "中位数。", "The median.", (("median(8, 2, 5, 3, 4)", "4"), ("median([6, 1, 2, 3])", "2.5"))
    ),
    "stddev": Meaning("样本标准差。", "The sample standard deviation.", (("stddev([2, 4, 6])", "2"),)),
    "mode": Meaning(
        "出现最多的数，可以有几个，从小到大。",
        "The most frequent numbers, ascending.",
        (("mode(6, 3, 9, 6, 6)", "[6]"),),
    ),
    "all": Meaning(
        "是否都为真；空列表为真。",
        "Whether all are true; an empty list is.",
        (("all([true, true])", "true"), ("all([])", "true"), ("all([false, null])", "false")),
    ),
    "any": Meaning(
        "是否有一个为真；空列表为假。",
        "Whether any is true; none of an empty list is.",
        (("any([false, true])", "true"), ("any([])", "false")),
    ),
    "sublist": Meaning(
        "从第几项起取几项；负数从末尾数。",
        "Items from a position on; a negative one counts from the end.",
        (("sublist([4, 5, 6], 1, 2)", "[4, 5]"), ("sublist([4, 5, 6], -1)", "[6]")),
    ),
    "append": Meaning(
        "在列表末尾加上几项。", "The list with items added.", (("append([1], 2, 3)", "[1, 2, 3]"),)
    ),
    "concatenate": Meaning(
        "把几个列表接起来。", "Several lists as one.", (("concatenate([1, 2], [2, 3])", "[1, 2, 2, 3]"),)
    ),
    "insert before": Meaning(
        "在第几项之前插入一项。",
        "The list with an item before a position.",
        (("insert before([1, 3], 1, 2)", "[2, 1, 3]"),),
    ),
    "remove": Meaning(
        "去掉第几项。", "The list without the item at a position.", (("remove([1, 2, 3], 2)", "[1, 3]"),)
    ),
    "reverse": Meaning("倒过来。", "The list from its end.", (("reverse([1, 2, 3])", "[3, 2, 1]"),)),
    "index of": Meaning(
        "等于这个值的各项是第几项。", "The positions of a value.", (("index of([1, 2, 2], 2)", "[2, 3]"),)
    ),
    "union": Meaning(
        "把几个列表接起来并去掉重复。",
        "Several lists as one, each value once.",
        (("union([1, 2], [2, 3])", "[1, 2, 3]"),),
    ),
    "distinct values": Meaning(
        "去掉重复，保留先出现的。",
        "Each value once, in order.",
        (("distinct values([1, 2, 3, 2, 1])", "[1, 2, 3]"),),
    ),
    "flatten": Meaning(
        "把列表里的列表摊平。",
        "Lists within the list opened out.",
        (("flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]"),),
    ),
    "sort": Meaning(
        "按给出的先后规则排序，相等的保持原来次序。",
        "Sorted by a function that says what precedes what; equal items keep their order.",
        (("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"),),
    ),
    # Numbers.
    "decimal": Meaning(
        "保留几位小数，四舍六入五成双。",
        "Rounded to a scale, half to even.",
        (("decimal(1/3, 2)", "0.33"), ("decimal(2.5, 0)", "2")),
    ),
    "floor": Meaning(
        "不大于它的最大整数，或保留几位小数。",
        "Rounded towards minus infinity.",
        (("floor(-1.5)", "-2"), ("floor(1.56, 1)", "1.5")),
    ),
    "ceiling": Meaning(
        "不小于它的最小整数，或保留几位小数。",
        "Rounded towards plus infinity.",
        (("ceiling(-1.5)", "-1"), ("ceiling(1.51, 1)", "1.6")),
    ),
    "round up": Meaning(
        "远离零取舍。", "Rounded away from zero.", (("round up(5.5, 0)", "6"), ("round up(-5.5, 0)", "-6"))
    ),
    "round down": Meaning("向零取舍（截去）。", "Rounded towards zero.", (("round down(-5.5, 0)", "-5"),)),
    "round half up": Meaning(
        "四舍五入。", "Rounded to the nearest, half away from zero.", (("round half up(1.125, 2)", "1.13"),)
    ),
    "round half down": Meaning(
        "五舍六入。", "Rounded to the nearest, half towards zero.", (("round half down(1.125, 2)", "1.12"),)
    ),
    "abs": Meaning(
        "绝对值；时长也可以。", "The magnitude.", (("abs(-10)", "10"), ('abs(@"-PT5H")', '@"PT5H"'))
    ),
    "modulo": Meaning(
        "除以除数的余数，符号随除数。",
        "The remainder, with the sign of the divisor.",
        (("modulo(-12, 5)", "3"), ("modulo(10.1, 4.5)", "1.1"), ("modulo(1, 0)", "null")),
    ),
    "sqrt": Meaning("平方根；负数得 null。", "The square root.", (("sqrt(16)", "4"), ("sqrt(-1)", "null"))),
    "log": Meaning("自然对数。", "The natural logarithm.", (("log(1)", "0"), ("log(0)", "null"))),
    "exp": Meaning("e 的几次方。", "e to a power.", (("exp(0)", "1"),)),
    "odd": Meaning("是否奇数。", "Whether it is odd.", (("odd(5)", "true"),)),
    "even": Meaning("是否偶数。", "Whether it is even.", (("even(5)", "false"),)),
    # Identity, points and ranges, parts of dates.
    "is": Meaning(
        "是否同一个值，时区也要相同。",
        "Whether both are the same value, time zones too.",
        (('is(@"2026-03-05", @"2026-03-05")', "true"), ('is(@"08:00:00Z", @"08:00:00+08:00")', "false")),
    ),
    "before": Meaning(
        "是否整个在另一个之前。",
        "Whether all of one is before the other.",
        (("before(1, 10)", "true"), ("before([1..5), 5)", "true"), ("before([1..5], [5..9])", "false")),
    ),
    "after": Meaning(
        "是否整个在另一个之后。", "Whether all of one is after the other.", (("after(12, [1..10])", "true"),)
    ),
    "meets": Meaning(
        "前一个的末端是否正是后一个的起点。",
        "Whether one ends just where the other begins.",
        (("meets([1..5], [5..10])", "true"), ("meets([1..5), [5..10])", "false")),
    ),
    "met by": Meaning(
        "起点是否正是另一个的末端。", "The reverse of meets.", (("met by([5..10], [1..5])", "true"),)
    ),
    "overlaps": Meaning(
        "是否有共同的部分。", "Whether they share a point.", (("overlaps([1..5], [3..8])", "true"),)
    ),
    "overlaps before": Meaning(
        "是否先开始，且与另一个的前部重叠。",
        "Whether one begins first and ends within the other.",
        (("overlaps before([1..5], [3..8])", "true"),),
    ),
    "overlaps after": Meaning(
        "是否后结束，且与另一个的后部重叠。",
        "Whether one begins within the other and ends last.",
        (("overlaps after([3..8], [1..5])", "true"),),
    ),
    "finishes": Meaning(
        "是否与另一个同时结束。", "Whether it ends the other.", (("finishes(10, [1..10])", "true"),)
    ),
    "finished by": Meaning(
        "另一个是否与它同时结束。", "Whether the other ends it.", (("finished by([1..10], [5..10])", "true"),)
    ),
    "includes": Meaning(
        "是否包含另一个。", "Whether it holds the other.", (("includes([1..10], 5)", "true"),)
    ),
    "during": Meaning(
        "是否在另一个之内。", "Whether it is within the other.", (("during([4..6], [1..10])", "true"),)
    ),
    "starts": Meaning(
        "是否与另一个同时开始。", "Whether it begins the other.", (("starts(1, (1..10])", "false"),)
    ),
    "started by": Meaning(
        "另一个是否与它同时开始。", "Whether the other begins it.", (("started by([1..10], [1..5])", "true"),)
    ),
    "coincides": Meaning(
        "两者是否完全相同。", "Whether both are the same.", (("coincides([1..5], [1..5])", "true"),)
    ),
    "day of year": Meaning(
        "一年里的第几天。", "The day within the year.", (("day of year(date(2019, 9, 17))", "260"),)
    ),
    "day of week": Meaning(
        "星期几，用英文。", "The day of the week, in English.", (('day of week(@"2019-09-17")', '"Tuesday"'),)
    ),
    "month of year": Meaning(
        "月份，用英文。", "The month, in English.", (('month of year(@"2019-09-17")', '"September"'),)
    ),
    "week of year": Meaning(
        "第几周（ISO 8601）。", "The week by ISO 8601.", (('week of year(@"2019-09-17")', "38"),)
    ),
    # Contexts and the clock.
    "get value": Meaning(
        "取出上下文里的一项。", "The value of an entry.", (('get value({甲: 1}, "甲")', "1"),)
    ),
    "get entries": Meaning(
        "把上下文变成键和值的列表。",
        "The entries as a list.",
        (("get entries({a: 1})", '[{key: "a", value: 1}]'),),
    ),
    "context": Meaning(
        "由键和值的列表得到上下文。",
        "A context from a list of entries.",
        (('context([{key: "a", value: 1}])', "{a: 1}"),),
    ),
    "context put": Meaning(
        "加上或换掉一项；键是列表时换掉里层的一项。",
        "The context with an entry set; a list of keys goes inside.",
        (
            ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
            ('context put({a: {b: 1}}, ["a", "b"], 2)', "{a: {b: 2}}"),
        ),
    ),
    "context merge": Meaning(
        "合并几个上下文，后面的盖过前面的。",
        "Several contexts as one; later entries win.",
        (("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),),
    ),
    "now": Meaning(
        "现在；按办理时点计算。",
        "The moment of the evaluation.",
        (("now() instance of date and time", "true"),),
    ),
    "today": Meaning(
        "今天；按办理时点计算。", "The day of the evaluation.", (("today() instance of date", "true"),)
    ),
}
