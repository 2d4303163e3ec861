"""Small decision models written in a few lines, for the tests of the evaluator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from luodi.dmn.model import (
    Aggregation,
    Decision,
    DecisionTable,
    Definitions,
    Expression,
    HitPolicy,
    InformationItem,
    InputClause,
    InputData,
    ItemDefinition,
    LiteralExpression,
    OutputClause,
    Reference,
    Requirement,
    Requires,
    Rule,
    UnaryTests,
)

POLICIES: Mapping[str, tuple[HitPolicy, Aggregation | None]] = {
    "U": (HitPolicy.UNIQUE, None),
    "A": (HitPolicy.ANY, None),
    "P": (HitPolicy.PRIORITY, None),
    "F": (HitPolicy.FIRST, None),
    "R": (HitPolicy.RULE_ORDER, None),
    "O": (HitPolicy.OUTPUT_ORDER, None),
    "C": (HitPolicy.COLLECT, None),
    "C+": (HitPolicy.COLLECT, Aggregation.SUM),
    "C<": (HitPolicy.COLLECT, Aggregation.MIN),
    "C>": (HitPolicy.COLLECT, Aggregation.MAX),
    "C#": (HitPolicy.COLLECT, Aggregation.COUNT),
}


def literal(text: str, type_ref: str | None = None) -> LiteralExpression:
    return LiteralExpression(text=text, type_ref=type_ref)


def table(
    policy: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Sequence[Sequence[str]],
    *,
    defaults: Sequence[str | None] = (),
    values: Sequence[str | None] = (),
) -> DecisionTable:
    """A table. outputs: names, ``""`` for a single one; rules: the cells of inputs, then of outputs."""
    hit_policy, aggregation = POLICIES[policy]
    columns = len(inputs)
    return DecisionTable(
        hit_policy=hit_policy,
        aggregation=aggregation,
        inputs=tuple(InputClause(expression=literal(text)) for text in inputs),
        outputs=tuple(
            OutputClause(
                name=name or None,
                default=literal(defaults[at] or "") if defaults and defaults[at] else None,
                values=UnaryTests(text=values[at] or "") if values and values[at] else None,
            )
            for at, name in enumerate(outputs)
        ),
        rules=tuple(
            Rule(
                inputs=tuple(UnaryTests(text=cell) for cell in rule[:columns]),
                outputs=tuple(literal(cell) for cell in rule[columns:]),
            )
            for rule in rules
        ),
    )


def model(
    inputs: Mapping[str, str | None],
    decisions: Mapping[str, tuple[Expression, str | None] | Expression],
    items: Sequence[ItemDefinition] = (),
) -> Definitions:
    """A model. inputs: names and types. decisions: in order; each requires all that stands before it."""
    elements: list[InputData | Decision] = [
        InputData(id=f"i-{name}", name=name, variable=InformationItem(name=name, type_ref=type_ref))
        for name, type_ref in inputs.items()
    ]
    for name, written in decisions.items():
        expression, type_ref = written if isinstance(written, tuple) else (written, None)
        elements.append(
            Decision(
                id=f"d-{name}",
                name=name,
                variable=InformationItem(name=name, type_ref=type_ref),
                information_requirements=tuple(
                    Requirement(
                        requires=Requires.INPUT if isinstance(each, InputData) else Requires.DECISION,
                        target=Reference(f"#{each.id}"),
                    )
                    for each in elements
                ),
                expression=expression,
            )
        )
    return Definitions(
        id="m", name="m", namespace="urn:m", elements=tuple(elements), item_definitions=tuple(items)
    )
