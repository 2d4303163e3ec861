"""One text of a decision checked while it is typed: as the check of the whole model would find it, quickly.

The table is looked at with nothing but this text in it, so what is found is about the text and its column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from luodi.diagnostics import Diagnostic
from luodi.dmn import model as dmn
from luodi.dmn.hit_policy import Aggregation
from luodi.feel.names import normalise_name
from luodi.feel.types import ANY
from luodi.review.check_findings import Finding, Findings
from luodi.review.check_scopes import Visible, variable_name
from luodi.review.check_sources import Sources
from luodi.review.check_tables import check_table
from luodi.review.check_texts import TextChecker

# What is made of results that are of the same type as it.
_OF_ONE_TYPE = (Aggregation.SUM, Aggregation.MIN, Aggregation.MAX)


def check_cell(
    definitions: dmn.Definitions,
    decision: dmn.Decision,
    column: int,
    text: str,
    *,
    names: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> list[Diagnostic]:
    """What is wrong with a text in a column of the decision's table: names, types, allowed values.

    decision: with the heads of its table as they are now, which may be newer than the model's. column: from
    1, conditions, then results. names: what the text may use beside the elements of the model, with the types
    as written. units: of inputs and outputs by name. Gaps and overlaps are left to the check of all.
    """
    table = decision.expression
    if not isinstance(table, dmn.DecisionTable):
        return []
    count = len(table.inputs)
    inputs = tuple(dmn.UnaryTests(text=text if at == column else "-") for at in range(1, count + 1))
    outputs = tuple(
        dmn.LiteralExpression(text=text if at == column else "null")
        for at in range(count + 1, count + len(table.outputs) + 1)
    )
    alone = replace(_typed(decision, table), rules=(dmn.Rule(inputs=inputs, outputs=outputs),))
    found = _found(definitions, replace(decision, expression=alone), names or {}, units or {})
    return [each.diagnostic for each in found if (each.rule, each.column) == (1, column)]


def check_head(
    definitions: dmn.Definitions,
    decision: dmn.Decision,
    column: int,
    *,
    names: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> list[Diagnostic]:
    """What is wrong with the expression that a column of conditions asks for; else as ``check_cell``."""
    table = decision.expression
    if not isinstance(table, dmn.DecisionTable) or not 0 < column <= len(table.inputs):
        return []
    text = table.inputs[column - 1].expression.text
    found = _found(
        definitions, replace(decision, expression=replace(table, rules=())), names or {}, units or {}
    )
    return [each.diagnostic for each in found if each.column == column and each.text == text]


def check_formula(
    definitions: dmn.Definitions,
    decision: dmn.Decision,
    *,
    names: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> list[Diagnostic]:
    """What is wrong with a decision that is one expression; else as ``check_cell``."""
    return [each.diagnostic for each in _found(definitions, decision, names or {}, units or {})]


def _typed(decision: dmn.Decision, table: dmn.DecisionTable) -> dmn.DecisionTable:
    """With the decision's type for a single result that has none of its own."""
    of_one = not table.hit_policy.is_multiple or (
        table.hit_policy is dmn.HitPolicy.COLLECT and table.aggregation in _OF_ONE_TYPE
    )
    if not of_one or len(table.outputs) != 1 or table.outputs[0].type_ref:
        return table
    return replace(table, outputs=(replace(table.outputs[0], type_ref=decision.type_ref),))


def _found(
    definitions: dmn.Definitions, decision: dmn.Decision, names: Mapping[str, str], units: Mapping[str, str]
) -> list[Finding]:
    findings = Findings(definitions.file)
    texts = TextChecker(definitions, findings, units)
    visible = texts.elements.visible(definitions, decision)
    # The arrows of the model in hand are newer, too: that one is lacking is told by the check of all.
    for name, type_ref in {**dict(_elements(definitions, decision)), **names}.items():
        name = normalise_name(name)
        kind = visible.types.find(type_ref)
        if name not in visible.variables:
            visible = visible.child(name, kind or ANY, type_ref)
        elif name in names and kind is not None and _is_newer(visible, name, type_ref):
            visible = visible.child(name, kind, type_ref)
    texts.element(decision, visible)
    sources = Sources(texts.elements, texts.used)
    for table in texts.tables:
        check_table(table, findings, sources)
    return findings.found


def _elements(definitions: dmn.Definitions, itself: dmn.Decision) -> Iterator[tuple[str, str]]:
    for each in definitions.elements:
        if isinstance(each, dmn.KnowledgeSource) or each.name == itself.name:
            continue
        is_value = isinstance(each, (dmn.InputData, dmn.Decision))
        yield variable_name(each), ((each.type_ref or "") if is_value else "")


def _is_newer(visible: Visible, name: str, type_ref: str) -> bool:
    """Whether a value that is in sight has another type than the one that is declared."""
    declared = visible.references.get(name, (None, None))[1]
    return name not in visible.callees and (declared or "") != type_ref
