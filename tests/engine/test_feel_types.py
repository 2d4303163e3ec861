"""Types of FEEL: names, writing, and what conforms to what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.feel import ast
from luodi.feel.entries import scope_of
from luodi.feel.parser import parse_expression
from luodi.feel.types import (
    ANY,
    ANY_CONTEXT,
    ANY_FUNCTION,
    ANY_LIST,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    NULL,
    NUMBER,
    SIMPLE_TYPES,
    STRING,
    ContextOf,
    FeelType,
    FunctionOf,
    ListOf,
    RangeOf,
    conforms,
    joined,
    may_conform,
    may_convert,
    type_named,
    type_of_node,
    type_text,
)

KINDS: st.SearchStrategy[FeelType] = st.recursive(
    st.sampled_from(SIMPLE_TYPES),
    lambda inner: st.one_of(
        inner.map(ListOf),
        inner.map(RangeOf),
        st.dictionaries(st.sampled_from(["a", "b c", "名"]), inner, min_size=1).map(
            lambda entries: ContextOf(tuple(entries.items()))
        ),
        st.builds(FunctionOf, st.lists(inner, max_size=2).map(tuple), inner),
    ),
    max_leaves=6,
)

PERSON = ContextOf((("name", STRING), ("age", NUMBER)))
NAMED = ContextOf((("name", STRING),))

# given, wanted, conforms, may conform, may be converted
PAIRS = [
    (NULL, NUMBER, True, True, True),
    (NUMBER, ANY, True, True, True),
    (ANY, NUMBER, False, True, True),
    (NUMBER, STRING, False, False, False),
    (DATE, DATE_AND_TIME, False, False, True),
    (DATE_AND_TIME, DATE, False, False, False),
    (NUMBER, ListOf(NUMBER), False, False, True),
    (ListOf(NUMBER), NUMBER, False, False, True),
    (ListOf(STRING), NUMBER, False, False, False),
    (ListOf(NUMBER), ANY_LIST, True, True, True),
    (ANY_LIST, ListOf(NUMBER), False, True, True),
    (ListOf(NUMBER), ListOf(STRING), False, False, False),
    (PERSON, NAMED, True, True, True),
    (NAMED, PERSON, False, True, True),
    (PERSON, ANY_CONTEXT, True, True, True),
    (ContextOf((("name", NUMBER),)), PERSON, False, False, False),
    (RangeOf(NUMBER), RangeOf(DATE), False, False, False),
    (FunctionOf((ANY,), NUMBER), FunctionOf((STRING,), ANY), True, True, True),
    (FunctionOf((STRING,), NUMBER), FunctionOf((ANY,), ANY), False, True, True),
    (FunctionOf((STRING,), NUMBER), ANY_FUNCTION, True, True, True),
    (FunctionOf((), NUMBER), FunctionOf((STRING,), NUMBER), False, True, True),
]


@pytest.mark.parametrize(("one", "wanted", "does", "may", "converts"), PAIRS)
def test_conformance_is_that_of_the_standard(
    one: FeelType, wanted: FeelType, does: bool, may: bool, converts: bool
) -> None:
    assert (conforms(one, wanted), may_conform(one, wanted), may_convert(one, wanted)) == (
        does,
        may,
        converts,
    )


@given(KINDS, KINDS, KINDS)
def test_conformance_is_an_order_and_joining_goes_up(one: FeelType, two: FeelType, three: FeelType) -> None:
    assert conforms(one, one)
    if conforms(one, two) and conforms(two, three):
        assert conforms(one, three)
    assert conforms(one, joined(one, two))
    assert conforms(two, joined(one, two))
    if conforms(one, two):
        assert may_conform(one, two)


@given(KINDS)
def test_a_written_type_is_read_as_the_same_type(kind: FeelType) -> None:
    parsed = parse_expression(f"x instance of {type_text(kind)}")

    assert parsed.diagnostics == ()
    assert isinstance(parsed.node, ast.InstanceOf)
    assert type_of_node(parsed.node.type) == kind


def test_names_of_types_are_those_declared_before_those_built_in() -> None:
    declared: dict[str, FeelType] = {"tPerson": PERSON, "number": STRING}

    assert type_named("tPerson", declared) == PERSON
    assert type_named("number", declared) == STRING
    assert type_named("feel:dateTime") == DATE_AND_TIME
    assert type_named("days and time duration") is not None
    assert type_named("tUnknown", declared) is None


def test_a_scope_of_types_reads_the_names_of_entries() -> None:
    loan = ContextOf((("monthly-rate", NUMBER), ("paid and closed", BOOLEAN)))
    scope = scope_of({"loan": loan, "all loans": ListOf(loan)})

    tree = parse_expression("loan.monthly-rate > 1 and all loans[paid and closed].monthly-rate[1] > 1", scope)

    paths = [each.name for each in ast.walk(tree.node) if isinstance(each, ast.Path)]
    names = [each.name for each in ast.walk(tree.node) if isinstance(each, ast.Name)]
    assert tree.diagnostics == ()
    assert paths == ["monthly-rate", "monthly-rate"]
    assert names == ["loan", "all loans", "paid and closed"]
