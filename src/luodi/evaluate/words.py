"""Rules and traces in plain Chinese, as an enterprise reads them.

以上, 以下 include the number and 超过, 不满 do not (民法典 art. 1259). So that nobody has to know
this, the words here are 不低于, 不超过, 高于, 低于. Units come from the fields' dictionary and are handed
in by label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from luodi.dmn.hit_policy import POLICY_WORDS
from luodi.evaluate.model import Result
from luodi.evaluate.near import Near, near_in_table
from luodi.evaluate.phrases import Phrases, bounds_of
from luodi.evaluate.tables import Table, TableTrace
from luodi.evaluate.temporal import DayTimeDuration
from luodi.evaluate.values import Value
from luodi.feel import ast
from luodi.feel.printer import print_expression

Units = Mapping[str, str]
_NO_UNITS: Final[Units] = {}
_CHINESE: Final = Phrases()
# Rules that did not match are told one by one up to here.
_TOLD_RULES: Final = 20


def value_words(value: Value, unit: str = "") -> str:
    """A value: 2.6%, 500 万元, 2026-03-01, 是, “高新”, 未填. unit: see ``phrases``."""
    return _CHINESE.value(value, unit)


def gap_words(gap: Value, unit: str = "") -> str:
    """How much is lacking: 0.4 个百分点, 20 万元, 10 天; nought where the bound itself does not count."""
    if isinstance(gap, Decimal) and not gap:
        return "不含本数"
    if isinstance(gap, DayTimeDuration) and not gap.nanos:
        return "不含当日"
    return _CHINESE.gap(gap, unit)


def comparison_words(op: str, bound: Value, unit: str = "") -> str:
    """``>= 0.03`` as 不低于 3%; no blank but before a figure."""
    words = _CHINESE.comparison(op, bound, unit)
    op_words, _, said = words.partition(" ")
    return f"{op_words}{_said(said)}"


# --- rules -------------------------------------------------------------------------------------------------


def cell_words(tests: ast.UnaryTests, table: Table, unit: str = "") -> str:
    """What a cell asks for, without the name of what it asks it of; "" for one that asks nothing."""
    if tests.any:
        return ""
    parts = [_test_words(test, table, unit) for test in tests.tests]
    if not tests.negated:
        return "，或".join(parts) if any(part[0] != "为" for part in parts) else _one_of(parts)
    if any(part[0] != "为" for part in parts):
        return "不可" + "，也不可".join(parts)
    return "不是" + _one_of(parts)[1:]


def _one_of(parts: list[str]) -> str:
    return "为" + "或".join(part[1:] for part in parts)


def _test_words(test: ast.Test, table: Table, unit: str) -> str:
    if isinstance(test, (ast.UnaryComparison, ast.RangeLiteral)):
        ends = [_compared(op, bound, table, unit) for op, bound in bounds_of(test)]
        return (" 且" if ends[0][-1:].isdigit() else "且").join(ends)
    if isinstance(test, ast.Null):
        return "未填"
    if isinstance(test, ast.Bad):
        return "为读不出来的值"
    if any(isinstance(each, ast.Name) and each.name == "?" for each in ast.walk(test)):
        return f"满足 {print_expression(test)}"
    return f"为{_said(_node_words(test, table, unit))}"


def _compared(op: str, bound: ast.Expression, table: Table, unit: str) -> str:
    if _constant(bound):
        return comparison_words(op, table.constant(bound), unit)
    return f"{_CHINESE.ops[op].partition(' ')[0]}{_node_words(bound, table, unit)}"


def _constant(node: ast.Expression) -> bool:
    kinds = (ast.Number, ast.String, ast.AtLiteral, ast.Boolean, ast.Negate, ast.Null)
    return all(isinstance(each, kinds) for each in ast.walk(node))


def _node_words(node: ast.Expression, table: Table, unit: str) -> str:
    return value_words(table.constant(node), unit) if _constant(node) else f"“{print_expression(node)}”的值"


def table_name(table: Table) -> str:
    """The name of the decision or function that the table stands in."""
    return table.place.where.partition(" › ")[0]


def _said(words: str) -> str:
    """A value behind 是 or 为: a blank before a figure; 是 and 否 in quotes, or 结果是否 would ask."""
    if words in ("是", "否"):
        return f"“{words}”"
    return f" {words}" if words[:1].isdigit() or words[:1] == "-" else words


def rule_words(table: Table, rule: int, units: Units = _NO_UNITS) -> str:
    """A rule as a sentence. rule: from 0.

    如果研发占比不低于 3%，并且企业类型为“高新”，那么结果是 50 万元。
    """
    row = table.rows[rule]
    conditions = []
    for column, cell in zip(table.columns, row.cells, strict=True):
        words = cell_words(cell.node, table, units.get(column.label, ""))
        if words:
            conditions.append(f"{column.label}{words}")
    results = []
    for output, node in zip(table.outputs, row.output_nodes, strict=True):
        name = output.name or table_name(table)
        if node is None or _constant(node):
            value = None if node is None else table.constant(node)
            results.append(f"{name}是{_said(value_words(value, units.get(name, '')))}")
        else:
            results.append(f"{name}按“{print_expression(node)}”计算")
    start = "如果" + "，并且".join(conditions) + "，那么" if conditions else "其他情况下，"
    return f"{start}{'，'.join(results)}。"


# --- traces ------------------------------------------------------------------------------------------------


def table_words(
    trace: TableTrace, units: Units = _NO_UNITS, near: Mapping[tuple[int, int], Near] | None = None
) -> list[str]:
    """How a table came to its result, in lines: what went in, what matched, why the others did not."""
    table = trace.table
    given = "，".join(
        f"{column.label}：{value_words(value, units.get(column.label, ''))}"
        for column, value in zip(table.columns, trace.values, strict=True)
    )
    policy = POLICY_WORDS[(table.policy, table.aggregation)].name
    lines = [f"{table_name(table)}（{policy}）。{given}。"]
    if trace.fired:
        numbers = "、".join(str(rule + 1) for rule in trace.fired)
        unit = units.get(table_name(table), "")
        lines.append(f"第 {numbers} 条规则符合，结果是{_said(value_words(trace.result, unit))}。")
    elif trace.matched:
        numbers = "、".join(str(rule + 1) for rule in trace.matched)
        lines.append(f"第 {numbers} 条规则都符合，按“{policy}”得不出结果。")
    else:
        lines.append(
            f"没有规则符合，结果是{_said(value_words(trace.result, units.get(table_name(table), '')))}。"
        )
    told = 0
    for rule in range(len(table.rows)):
        if rule in trace.matched:
            continue
        told += 1
        if told > _TOLD_RULES:
            lines.append(f"其余 {len(table.rows) - len(trace.matched) - _TOLD_RULES} 条也不符合。")
            break
        reasons = "；".join(
            _failing_words(trace, rule, column, units, near or {}) for column in trace.failing(rule)
        )
        lines.append(f"第 {rule + 1} 条不符合：{reasons}。")
    return lines


def _failing_words(
    trace: TableTrace, rule: int, column: int, units: Units, near: Mapping[tuple[int, int], Near]
) -> str:
    table = trace.table
    label = table.columns[column].label
    unit = units.get(label, "")
    tests = table.rows[rule].cells[column].node
    if any(isinstance(test, ast.Bad) for test in tests.tests):
        return f"对{label}的条件写得不对，读不出来"
    asked = cell_words(tests, table, unit)
    value = trace.values[column]
    if value is None:
        return f"{label}未填，需要{asked}"
    found = near.get((rule, column))
    lacking = f"，差 {gap_words(found.gap, unit)}" if found is not None else ""
    return f"{label}为{_said(value_words(value, unit))}，需要{asked}{lacking}"


def result_words(result: Result, units: Units = _NO_UNITS) -> list[str]:
    """A whole case in lines: each decision's result or what it still needs, then how tables came to theirs.

    The result must have been traced for the second part.
    """
    lines = []
    for name, value in result.values.items():
        missing = result.missing.get(name, ())
        if missing:
            lines.append(f"{name}：现在还不能下结论，需要先填{'、'.join(missing)}。")
        else:
            lines.append(f"{name}：{value_words(value, units.get(name, ''))}。")
    for trace in result.tables:
        near = dict(_near_of(trace))
        lines.extend(table_words(trace, units, near))
    return lines


def _near_of(trace: TableTrace) -> Iterator[tuple[tuple[int, int], Near]]:
    for each in near_in_table(trace):
        if each.rule is not None and each.column is not None:
            yield (each.rule, each.column), each
