"""``missing`` against brute force.

An input counts where two completions of the case that differ in it alone come out differently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.dmn.model import Definitions, ItemDefinition, UnaryTests
from luodi.evaluate import Model, compile_model
from luodi.evaluate.unknown import frozen
from tests.engine.decision_models import POLICIES, literal, model, table

KINDS = ItemDefinition(name="tKind", type_ref="string", allowed_values=UnaryTests(text='"a", "b", "c"'))
TYPES: Mapping[str, str | None] = {"x": "number", "y": "number", "k": "tKind", "f": "boolean"}
# Numbers on and between all constants of the generated cells.
DOMAINS: Mapping[str, Sequence[object]] = {
    "x": [None, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4],
    "y": [None, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4],
    "k": [None, "a", "b", "c"],
    "f": [None, True, False],
}


def by_brute_force(compiled: Model, inputs: Mapping[str, object], decision: str) -> set[str]:
    """The null inputs that make a difference over all completions."""
    open_names = [name for name in TYPES if inputs.get(name) is None]
    results = {}
    for choice in product(*(range(len(DOMAINS[name])) for name in open_names)):
        case = {**inputs, **{name: DOMAINS[name][at] for name, at in zip(open_names, choice, strict=True)}}
        results[choice] = frozen(compiled.decide(case, decisions=[decision]).values[decision])
    needed = set()
    for dimension, name in enumerate(open_names):
        seen: dict[tuple[int, ...], object] = {}
        for choice, result in results.items():
            if seen.setdefault(choice[:dimension] + choice[dimension + 1 :], result) != result:
                needed.add(name)
    return needed


def missing(compiled: Model, inputs: Mapping[str, object], decision: str = "d") -> set[str]:
    return set(compiled.decide(inputs, decisions=[decision]).missing[decision])


def both(
    definitions: Definitions, inputs: Mapping[str, object], decision: str = "d"
) -> tuple[set[str], set[str]]:
    compiled = compile_model(definitions)
    assert not compiled.diagnostics
    return missing(compiled, inputs, decision), by_brute_force(compiled, inputs, decision)


NUMBER_CELL = st.sampled_from(
    ["-", "-", "1", "< 1", ">= 2", "[1..2]", "(0..3)", "null", "not(2)", "< 1, > 2"]
)
KIND_CELL = st.sampled_from(["-", "-", '"a"', '"b"', '"a", "b"', 'not("c")', "null"])
FLAG_CELL = st.sampled_from(["-", "-", "true", "false"])
RULE = st.tuples(NUMBER_CELL, KIND_CELL, FLAG_CELL, st.sampled_from(["1", "2", "3"]))
INPUTS = st.fixed_dictionaries(
    {
        "x": st.sampled_from([None, None, 0, 1, 2]),
        "k": st.sampled_from([None, None, "a", "b", "c"]),
        "f": st.sampled_from([None, None, True, False]),
        "y": st.just(0),
    }
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(POLICIES)), st.lists(RULE, min_size=1, max_size=5), st.booleans(), INPUTS)
def test_a_table_names_just_the_inputs_that_matter(
    policy: str, rules: list[tuple[str, ...]], default: bool, inputs: dict[str, object]
) -> None:
    definitions = model(
        TYPES,
        {
            "d": table(
                policy, ["x", "k", "f"], [""], rules, defaults=["1" if default else None], values=["3, 1, 2"]
            )
        },
        [KINDS],
    )

    ours, wanted = both(definitions, inputs)

    assert ours == wanted


ATOMS = st.sampled_from(
    [
        "x > 1",
        "x = 2",
        "y >= x",
        'k = "a"',
        'k in ("a", "b")',
        "f",
        "x + y > 2",
        "not(f)",
        "x between 1 and 2",
        "k != null",
    ]
)


def expressions(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} and {})".format, parts, parts),
        st.builds("({} or {})".format, parts, parts),
        st.builds("(if {} then {} else {})".format, parts, parts, parts),
        st.builds("(some i in [1, x, 3] satisfies ({} or i > 2))".format, parts),
        st.builds("(every i in [1, y] satisfies ({} or i = 1))".format, parts),
        st.builds("(count([x, y, 1][item > 1 or {}]) > 1)".format, parts),
    )


@settings(max_examples=200, deadline=None)
@given(st.recursive(ATOMS, expressions, max_leaves=5), INPUTS, st.sampled_from([None, 0, 2]))
def test_an_expression_leaves_out_no_input_that_matters(
    text: str, inputs: dict[str, object], y: object
) -> None:
    ours, wanted = both(model(TYPES, {"d": literal(text)}, [KINDS]), {**inputs, "y": y})

    assert wanted <= ours


@settings(max_examples=100, deadline=None)
@given(st.lists(RULE, min_size=1, max_size=4), st.lists(RULE, min_size=1, max_size=4), INPUTS)
def test_a_table_over_the_result_of_a_table_leaves_out_nothing(
    first: list[tuple[str, ...]], second: list[tuple[str, ...]], inputs: dict[str, object]
) -> None:
    decisions = {
        "e": table("F", ["x", "k", "f"], [""], first),
        "d": table("F", ["e", "k", "f"], [""], second),
    }

    ours, wanted = both(model(TYPES, decisions, [KINDS]), inputs)

    assert wanted <= ours


@pytest.mark.parametrize(
    ("text", "inputs", "wanted"),
    [
        ("f and x > 1", {"f": False}, []),
        ("f and x > 1", {"f": True}, ["x"]),
        ("f or x > 1", {"x": 2}, []),
        ("if f then x else y", {"f": True, "x": 1}, []),
        ("if f then x else y", {"f": True, "y": 1}, ["x"]),
        ("if f then 1 else 1", {}, []),
        ("x + y", {"x": 1}, ["y"]),
        ("x + null", {}, []),
        ("count([x, y])", {}, []),
        ("any([f, x > 1])", {"f": True}, []),
        ("list contains([1, x], 1)", {}, []),
        ("some i in [1, x] satisfies i < 2", {}, []),
        ("every i in [5, x] satisfies i < 2", {}, []),
        ("[x, 7][2]", {}, []),
        ("{a: x, b: 2}.b", {}, []),
        ('if k = "a" then 1 else if k = "b" then 1 else 1', {}, []),
        ("for i in [1, 2] return if f then i else i", {}, []),
        ("{g: function(a, b) if a > 1 then b else 0, r: g(0, x)}.r", {}, []),
        ("{g: function(a, b) if a > 1 then b else 0, r: g(2, x)}.r", {}, ["x"]),
        ("sum([x, y])", {"y": 1}, ["x"]),
        ("sort([x, 1], function(a, b) a < b)", {}, ["x"]),
        ("[1, 2][item > x]", {}, ["x"]),
        ("x", {}, ["x"]),
        ("x instance of number", {}, ["x"]),
        ("today()", {}, []),
    ],
)
def test_what_an_expression_still_needs(text: str, inputs: dict[str, object], wanted: list[str]) -> None:
    result = compile_model(model(TYPES, {"d": literal(text)}, [KINDS])).decide(inputs)

    assert list(result.missing["d"]) == wanted


def test_parts_of_contexts_and_lists_are_named_where_they_stand() -> None:
    project = ItemDefinition(
        name="tProject", is_collection=True, components=(ItemDefinition(name="金额", type_ref="number"),)
    )
    firm = ItemDefinition(
        name="tFirm",
        components=(
            ItemDefinition(name="研发费用", type_ref="number"),
            ItemDefinition(name="名称", type_ref="string"),
            ItemDefinition(name="项目", type_ref="tProject"),
        ),
    )
    compiled = compile_model(
        model(
            {"企业": "tFirm"},
            {"总额": literal("sum(企业.项目.金额)"), "达标": literal("企业.研发费用 > 100")},
            [project, firm],
        )
    )

    some = compiled.decide({"企业": {"名称": "甲", "项目": [{"金额": 1}, {}]}})
    none = compiled.decide({})

    assert some.missing == {"总额": ("企业.项目[2].金额",), "达标": ("企业.研发费用",)}
    assert none.missing == {"总额": ("企业.项目",), "达标": ("企业.研发费用",)}


def test_nothing_is_missing_where_no_input_is_null() -> None:
    compiled = compile_model(model({"x": "number"}, {"d": literal("x / 0")}))

    assert compiled.decide({"x": 1}).missing == {"d": ()}


def test_a_big_table_is_answered_in_time() -> None:
    rules = [(f"[{n}..{n + 1})", f'"{n % 7}"', str(n % 3)) for n in range(2000)]
    compiled = compile_model(model({"x": None, "y": None}, {"d": table("F", ["x", "y"], [""], rules)}))

    assert compiled.decide({"y": "1"}).missing == {"d": ("x",)}
    assert compiled.decide({"x": 5.5}).missing == {"d": ("y",)}
    assert compiled.decide({}).missing == {"d": ("x", "y")}
    assert compiled.decide({"y": "none"}).missing == {"d": ()}


def test_two_branches_that_depend_on_the_same_input_are_not_the_same() -> None:
    ours, wanted = both(
        model(TYPES, {"d": literal("if y >= x then x > 1 else x = 2")}, [KINDS]),
        {"x": None, "k": None, "f": None, "y": None},
    )

    assert ours == wanted == {"x", "y"}
