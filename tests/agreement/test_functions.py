"""Knowledge models, services, invocations and boxed forms: compiled where they stand, as the interpreter runs
them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from luodi.dmn.model import (
    Binding,
    BoxedFilter,
    BoxedFor,
    BoxedList,
    BoxedQuantified,
    BusinessKnowledgeModel,
    Child,
    DecisionService,
    Definitions,
    FunctionDefinition,
    InformationItem,
    InputData,
    Invocation,
    Quantifier,
    Reference,
    Relation,
    Requirement,
    Requires,
)
from luodi.relational import lower_model
from tests.agreement.populations import agree
from tests.engine.decision_models import literal, model, table

KINDS = {"甲": "number", "乙": "number"}
NUMBERS = [None, *map(Decimal, ("0", "1", "2.5", "-3", "100", "99.99"))]
ROWS: list[dict[str, Any]] = [{"甲": a, "乙": b} for a, b in itertools.product(NUMBERS, NUMBERS)]


def _requires(target: str) -> Requirement:
    return Requirement(requires=Requires.KNOWLEDGE, target=Reference(f"#{target}"))


def _knowledge(
    name: str, body: Any, parameters: dict[str, str | None], *needs: str
) -> BusinessKnowledgeModel:
    return BusinessKnowledgeModel(
        id=f"k-{name}",
        name=name,
        variable=InformationItem(name=name),
        logic=FunctionDefinition(
            parameters=tuple(InformationItem(name=each, type_ref=kind) for each, kind in parameters.items()),
            body=body,
        ),
        knowledge_requirements=tuple(_requires(each) for each in needs),
    )


def _with(definitions: Definitions, *functions: BusinessKnowledgeModel | DecisionService) -> Definitions:
    """The model with functions that each decision requires."""
    needed = tuple(_requires(each.id or "") for each in functions)
    elements = [
        each
        if isinstance(each, (InputData, DecisionService, BusinessKnowledgeModel))
        else replace(each, knowledge_requirements=needed)  # type: ignore[call-arg, type-var]
        for each in definitions.elements
    ]
    return replace(definitions, elements=(*elements, *functions))


def test_knowledge_models_agree(tmp_path: Path) -> None:
    half = _knowledge("减半", literal("x / 2"), {"x": "number"})
    rules = [("> 10", "减半(数)"), ("> 0", "数"), ("-", "0")]
    grade = _knowledge("计算", table("F", ["数"], [""], rules), {"数": "number"}, "k-减半")
    definitions = model(
        {"甲": "number", "乙": "number"},
        {
            "直接": literal("计算(甲) + 计算(数: 乙)"),
            "调用": Invocation(
                function=literal("计算"),
                bindings=(
                    Binding(
                        parameter=InformationItem(name="数", type_ref="number"), expression=literal("甲 + 乙")
                    ),
                ),
            ),
            "字面": literal("(function(a, b) if a > b then a - b else 减半(b))(甲, 乙)"),
        },
    )

    program = agree(_with(definitions, half, grade), ROWS, KINDS, tmp_path)

    assert program.refusals == ()


def test_decision_service_agrees(tmp_path: Path) -> None:
    parts = {"和": literal("甲 + 乙"), "倍": literal("和 * 2")}
    definitions = model({"甲": "number", "乙": "number"}, parts)
    service = DecisionService(
        id="s",
        name="服务",
        output_decisions=(Reference("#d-倍"),),
        encapsulated_decisions=(Reference("#d-和"),),
        input_data=(Reference("#i-甲"), Reference("#i-乙")),
    )
    caller = model(
        {"甲": "number", "乙": "number"},
        {"和": literal("甲 + 乙"), "倍": literal("和 * 2"), "用": literal("1")},
    )
    last = caller.elements[-1]
    used = replace(
        last,
        expression=literal("服务(乙, 甲 * 10)"),  # type: ignore[call-arg]
        knowledge_requirements=(_requires("s"),),
    )

    whole = replace(definitions, elements=(*definitions.elements, used, service))
    program = agree(whole, ROWS, KINDS, tmp_path)

    assert program.refusals == ()


def test_boxed_forms_agree(tmp_path: Path) -> None:
    def child(text: str) -> Child:
        return Child(expression=literal(text))

    rows = (
        BoxedList(items=(literal("甲"), literal("1"))),
        BoxedList(items=(literal("乙"), literal("2"))),
    )
    columns = (InformationItem(name="额", type_ref="number"), InformationItem(name="号", type_ref="number"))
    definitions = model(
        {"甲": "number", "乙": "number"},
        {
            "表": Relation(columns=columns, rows=rows),
            "列": BoxedList(items=(literal("甲"), literal("乙 + 1"))),
            "大的": literal("count(表[额 > 1])"),
            "筛": BoxedFilter(source=child("[1, 2, 3]"), condition=child("item > 1")),
            "各": BoxedFor(variable="x", source=child("列"), result=child("x * 2")),
            "有": BoxedQuantified(
                quantifier=Quantifier.SOME, variable="x", source=child("列"), condition=child("x > 2")
            ),
            "都": BoxedQuantified(
                quantifier=Quantifier.EVERY, variable="x", source=child("列"), condition=child("x > 2")
            ),
        },
    )

    program = agree(definitions, ROWS, KINDS, tmp_path)

    assert program.refusals == ()


def test_function_that_calls_itself_is_refused() -> None:
    ring = _knowledge("环", literal("if x <= 0 then 0 else 环(x - 1)"), {"x": "number"}, "k-环")
    definitions = _with(model({"甲": "number"}, {"果": literal("环(甲)")}), ring)

    program = lower_model(definitions)

    assert [each.code for each in program.refusals] == ["SQL010"]
