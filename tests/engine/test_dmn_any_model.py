"""Any model that can be made is written and read as it was; any bytes are read without an exception."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.dmn import export, read
from luodi.dmn.cases import read_cases
from luodi.dmn.model import (
    Aggregation,
    Binding,
    BoxedContext,
    BoxedFilter,
    BoxedFor,
    BoxedList,
    BoxedQuantified,
    BusinessKnowledgeModel,
    Child,
    Conditional,
    ContextEntry,
    Decision,
    DecisionService,
    DecisionTable,
    Definitions,
    Expression,
    FunctionDefinition,
    FunctionItem,
    FunctionKind,
    HitPolicy,
    Import,
    ImportedValues,
    InformationItem,
    InputClause,
    InputData,
    Invocation,
    ItemDefinition,
    KnowledgeSource,
    LiteralExpression,
    Orientation,
    OutputClause,
    Quantifier,
    Reference,
    Relation,
    Requirement,
    Requires,
    Rule,
    UnaryTests,
    Version,
)
from luodi.dmn.namespaces import NAMESPACES
from luodi.dmn.workbook import from_workbook
from tests.engine.dmn_files import decision, literal, model

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t<>&\"'"),
    max_size=8,
)
maybe = st.none() | texts
references = texts.map(Reference)
languages = st.sampled_from([None, NAMESPACES[Version.V1_5].feel, "urn:other"])
common: dict[str, Any] = {
    "id": maybe,
    "label": maybe,
    "description": maybe,
    "attributes": st.sampled_from([(), (("{urn:own}a", "值"),), (("{urn:own}b", ""), ("{urn:two}c", "1"))]),
}


def many(each: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[Any]:
    return st.lists(each, min_size=least, max_size=2).map(tuple)


items = st.builds(InformationItem, name=texts, type_ref=maybe, **common)
tests = st.builds(UnaryTests, text=texts, type_ref=maybe, language=languages, **common)
imported = st.builds(
    ImportedValues,
    name=texts,
    namespace=texts,
    import_type=texts,
    imported_element=texts,
    location=maybe,
    language=languages,
    **common,
)
literals = st.builds(LiteralExpression, text=maybe, language=languages, type_ref=maybe, **common) | st.builds(
    LiteralExpression, imported=imported, **common
)


@st.composite
def tables(draw: st.DrawFn) -> DecisionTable:
    inputs = draw(many(st.builds(InputClause, expression=literals, values=st.none() | tests, **common)))
    output = st.builds(
        OutputClause,
        name=maybe,
        type_ref=maybe,
        values=st.none() | tests,
        default=st.none() | literals,
        **common,
    )
    outputs = draw(many(output, 1))
    rule = st.builds(
        Rule,
        inputs=st.tuples(*[tests for _ in inputs]),
        outputs=st.tuples(*[literals for _ in outputs]),
        annotations=many(maybe),
        **common,
    )
    return draw(
        st.builds(
            DecisionTable,
            inputs=st.just(inputs),
            outputs=st.just(outputs),
            rules=many(rule),
            annotations=many(maybe),
            hit_policy=st.sampled_from(HitPolicy),
            aggregation=st.none() | st.sampled_from(Aggregation),
            orientation=st.sampled_from(Orientation),
            output_label=maybe,
            type_ref=maybe,
            **common,
        )
    )


def _larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    some = st.none() | inner
    child = st.builds(Child, expression=inner, id=maybe)
    typed = st.builds(Child, expression=inner, id=maybe, type_ref=maybe)
    lists = st.builds(BoxedList, items=many(inner), type_ref=maybe, **common)
    binding = st.builds(Binding, parameter=items, expression=some)
    entry = st.builds(ContextEntry, variable=st.none() | items, expression=inner, **common)
    fields: dict[str, Any] = {"type_ref": maybe, **common}
    return (
        lists
        | st.builds(Invocation, function=some, bindings=many(binding), **fields)
        | st.builds(BoxedContext, entries=many(entry), **fields)
        | st.builds(Relation, columns=many(items), rows=many(lists), **fields)
        | functions(some)
        | st.builds(Conditional, condition=child, then=child, otherwise=child, **fields)
        | st.builds(BoxedFilter, source=child, condition=child, **fields)
        | st.builds(BoxedFor, variable=maybe, source=typed, result=child, **fields)
        | st.builds(
            BoxedQuantified,
            quantifier=st.sampled_from(Quantifier),
            variable=maybe,
            source=typed,
            condition=child,
            **fields,
        )
    )


def functions(body: st.SearchStrategy[Expression | None]) -> st.SearchStrategy[FunctionDefinition]:
    return st.builds(
        FunctionDefinition,
        parameters=many(items),
        body=body,
        kind=st.sampled_from(FunctionKind),
        type_ref=maybe,
        **common,
    )


expressions: st.SearchStrategy[Expression] = st.recursive(literals | tables(), _larger, max_leaves=4)
logic = st.none() | expressions


def requirements(*kinds: Requires) -> st.SearchStrategy[Any]:
    return many(st.builds(Requirement, requires=st.sampled_from(kinds), target=references, **common))


authorities = requirements(Requires.DECISION, Requires.INPUT, Requires.AUTHORITY)
variables = st.none() | items
elements = (
    st.builds(InputData, name=texts, variable=variables, **common)
    | st.builds(
        Decision,
        name=texts,
        variable=variables,
        question=maybe,
        allowed_answers=maybe,
        information_requirements=requirements(Requires.DECISION, Requires.INPUT),
        knowledge_requirements=requirements(Requires.KNOWLEDGE),
        authority_requirements=authorities,
        supported_objectives=many(references),
        performance_indicators=many(references),
        makers=many(references),
        owners=many(references),
        processes=many(references),
        tasks=many(references),
        expression=logic,
        **common,
    )
    | st.builds(
        BusinessKnowledgeModel,
        name=texts,
        variable=variables,
        logic=st.none() | functions(logic),
        knowledge_requirements=requirements(Requires.KNOWLEDGE),
        authority_requirements=authorities,
        **common,
    )
    | st.builds(
        DecisionService,
        name=texts,
        variable=variables,
        output_decisions=many(references),
        encapsulated_decisions=many(references),
        input_decisions=many(references),
        input_data=many(references),
        **common,
    )
    | st.builds(
        KnowledgeSource,
        name=texts,
        authority_requirements=authorities,
        source_type=maybe,
        owner=st.none() | references,
        location=maybe,
        **common,
    )
)
types = st.recursive(
    st.builds(
        ItemDefinition,
        name=texts,
        type_ref=st.none() | texts.map(str.strip),
        is_collection=st.booleans(),
        allowed_values=st.none() | tests,
        type_constraint=st.none() | tests,
        type_language=languages,
        **common,
    )
    | st.builds(
        ItemDefinition,
        name=texts,
        function=st.builds(FunctionItem, parameters=many(items), output_type_ref=maybe, **common),
        **common,
    ),
    lambda inner: st.builds(ItemDefinition, name=texts, components=many(inner), **common),
    max_leaves=3,
)
models = st.builds(
    Definitions,
    name=texts,
    namespace=texts,
    version=st.just(Version.V1_5),
    imports=many(
        st.builds(
            Import, name=texts, namespace=texts, import_type=st.just("urn:pmml"), location=maybe, **common
        )
    ),
    item_definitions=many(types),
    elements=many(elements),
    expression_language=languages,
    type_language=languages,
    exporter=maybe,
    exporter_version=maybe,
    **common,
)


@given(models)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
def test_any_model_is_read_as_it_was_written(made: Definitions) -> None:
    assert read(export(made, version=Version.V1_5).data).definitions == made


@given(models)
@settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None, max_examples=50
)
def test_any_model_can_be_lowered_and_then_needs_no_more(made: Definitions) -> None:
    lowered = export(made, lower=True)

    again = read(lowered.data).definitions
    assert again is not None
    assert again.version is lowered.version
    assert export(again, lower=True).data == lowered.data


WHOLE = model(decision(literal("1 + 1")), more='id="a"')


@given(st.binary(max_size=60) | st.tuples(st.integers(0, len(WHOLE)), st.binary(max_size=6)))
def test_any_bytes_are_read_without_an_exception(data: bytes | tuple[int, bytes]) -> None:
    if isinstance(data, tuple):
        place, stray = data
        data = WHOLE[:place] + stray + WHOLE[place + len(stray) :]

    assert read(data).definitions is not None or read(data).has_errors
    assert read_cases(data).cases is not None or read_cases(data).has_errors
    assert from_workbook(data).has_errors
