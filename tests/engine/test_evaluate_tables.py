"""Decision tables: every hit policy over no match, one, several, conflicts, nulls, defaults, two outputs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.evaluate import Model, compile_model, format_value
from luodi.evaluate.tables import Table
from luodi.evaluate.tests import Test
from luodi.evaluate.words import result_words
from tests.engine.decision_models import POLICIES, literal, model, table

# 研发费用 in three bands, the last two of which overlap from 100 on; outputs 20, 30, 30.
OVERLAPPING = [("< 50", "20"), (">= 50", "30"), (">= 100", "30")]
CONFLICTING = [("< 50", "20"), (">= 50", "30"), (">= 100", "40")]


def run(definitions: object, inputs: dict[str, object]) -> tuple[str, list[str]]:
    result = compile_model(definitions).decide(inputs)  # type: ignore[arg-type]
    return format_value(result.values["d"], quoted=True), [each.code for each in result.reasons]


def one_input(policy: str, rules: list[tuple[str, str]], default: str | None = None) -> object:
    return model(
        {"x": None}, {"d": table(policy, ["x"], [""], rules, defaults=[default], values=["40, 30, 20"])}
    )


@pytest.mark.parametrize(
    ("policy", "one", "several", "conflicting"),
    [
        ("U", "20", "null", "null"),
        ("A", "20", "30", "null"),
        ("P", "20", "30", "40"),
        ("F", "20", "30", "30"),
        ("R", "[20]", "[30, 30]", "[30, 40]"),
        ("O", "[20]", "[30, 30]", "[40, 30]"),
        ("C", "[20]", "[30, 30]", "[30, 40]"),
        ("C+", "20", "60", "70"),
        ("C<", "20", "30", "30"),
        ("C>", "20", "30", "40"),
        ("C#", "1", "2", "2"),
    ],
)
def test_result_of_a_policy(policy: str, one: str, several: str, conflicting: str) -> None:
    assert run(one_input(policy, OVERLAPPING), {"x": 10}) == (one, [])
    assert run(one_input(policy, OVERLAPPING), {"x": 100})[0] == several
    assert run(one_input(policy, CONFLICTING), {"x": 100})[0] == conflicting


def test_a_broken_policy_names_the_rules() -> None:
    unique = compile_model(one_input("U", CONFLICTING)).decide({"x": 100})  # type: ignore[arg-type]
    any_ = compile_model(one_input("A", CONFLICTING)).decide({"x": 100})  # type: ignore[arg-type]

    assert [(each.code, each.values) for each in unique.reasons] == [("EVAL023", {"rules": "2、3"})]
    assert [(each.code, each.values) for each in any_.reasons] == [("EVAL024", {"rules": "2、3"})]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("x", [None, 10])
def test_without_a_match_the_result_is_null_or_the_default(policy: str, x: int | None) -> None:
    rules = [("> 50", "20"), ("> 60", "30")]

    assert run(one_input(policy, rules), {"x": x})[0] == "null"
    assert "EVAL022" in run(one_input(policy, rules), {"x": x})[1]
    assert run(one_input(policy, rules, "7"), {"x": x})[0] == "7"


@pytest.mark.parametrize("policy", POLICIES)
def test_a_null_input_matches_a_rule_that_asks_for_null(policy: str) -> None:
    rules = [("null", "20"), ("> 60", "30")]
    single = "[20]" if policy in ("R", "O", "C") else "1" if policy == "C#" else "20"

    assert run(one_input(policy, rules), {"x": None})[0] == single


@pytest.mark.parametrize(
    ("policy", "one", "several"),
    [
        ("U", '{amount: 20, kind: "b"}', "null"),
        ("A", '{amount: 20, kind: "b"}', "null"),
        ("P", '{amount: 20, kind: "b"}', '{amount: 30, kind: "a"}'),
        ("F", '{amount: 20, kind: "b"}', '{amount: 30, kind: "b"}'),
        ("R", '[{amount: 20, kind: "b"}]', '[{amount: 30, kind: "b"}, {amount: 30, kind: "a"}]'),
        ("O", '[{amount: 20, kind: "b"}]', '[{amount: 30, kind: "a"}, {amount: 30, kind: "b"}]'),
        ("C", '[{amount: 20, kind: "b"}]', '[{amount: 30, kind: "b"}, {amount: 30, kind: "a"}]'),
        ("C+", "null", "null"),
        ("C#", "1", "2"),
    ],
)
def test_two_outputs_come_as_a_context(policy: str, one: str, several: str) -> None:
    rules = [("< 50", "20", '"b"'), (">= 50", "30", '"b"'), (">= 100", "30", '"a"')]
    two = model(
        {"x": None}, {"d": table(policy, ["x"], ["amount", "kind"], rules, values=["30, 20", '"a", "b"'])}
    )

    assert run(two, {"x": 10})[0] == one
    assert run(two, {"x": 100})[0] == several


def test_a_default_may_be_given_for_one_of_two_outputs() -> None:
    two = model({"x": None}, {"d": table("U", ["x"], ["a", "b"], [("1", "1", "1")], defaults=["0", None])})

    assert run(two, {"x": 2}) == ("{a: 0, b: null}", [])


def test_priority_without_listed_values_is_refused_with_a_reason() -> None:
    unlisted = model({"x": None}, {"d": table("P", ["x"], [""], [("-", "1"), ("-", "2")])})

    assert run(unlisted, {"x": 1}) == ("null", ["EVAL036"])


def test_a_sum_over_what_is_no_number_is_null_with_a_reason() -> None:
    mixed = model({"x": None}, {"d": table("C+", ["x"], [""], [("-", "1"), ("-", '"2"')])})

    assert run(mixed, {"x": 1}) == ("null", ["EVAL035"])


def test_only_outputs_of_rules_that_come_out_are_evaluated() -> None:
    lazy = model({"x": None}, {"d": table("F", ["x"], [""], [("1", "10"), ("-", "1 / 0")])})

    assert run(lazy, {"x": 1}) == ("10", [])
    assert run(lazy, {"x": 2}) == ("null", ["EVAL003"])


def test_the_trace_of_a_table_says_which_cell_failed() -> None:
    two = model(
        {"x": None, "y": None},
        {"d": table("F", ["x", "y"], [""], [("> 5", '"a"', "1"), ("> 3", '"b"', "2"), ("-", "-", "3")])},
    )

    trace = compile_model(two).decide({"x": 4, "y": "a"}, trace=True).tables[0]

    assert trace.values == (Decimal(4), "a")
    assert [trace.first_failing(rule) for rule in range(3)] == [0, 1, None]
    assert [trace.failing(rule) for rule in range(3)] == [(0,), (1,), ()]
    assert (trace.matched, trace.fired, trace.result) == ((2,), (2,), Decimal(3))


# --- the index ---------------------------------------------------------------------------------------------

NUMBERS = st.integers(-4, 8).map(str)
NUMBER_CELLS = st.one_of(
    st.just("-"),
    st.just("null"),
    NUMBERS,
    st.builds("{}, {}".format, NUMBERS, NUMBERS),
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), NUMBERS),
    st.builds("{}{}..{}{}".format, st.sampled_from("[(]"), NUMBERS, NUMBERS, st.sampled_from("])[")),
    st.builds("not({}, > {})".format, NUMBERS, NUMBERS),
    st.builds("< {}, [{}..{}]".format, NUMBERS, NUMBERS, NUMBERS),
)
WORDS = st.sampled_from(['"a"', '"ab"', '"b"', '"中"', '""'])
WORD_CELLS = st.one_of(
    st.just("-"),
    WORDS,
    st.builds("{}, {}".format, WORDS, WORDS),
    st.builds("not({})".format, WORDS),
    st.builds("{} {}".format, st.sampled_from(["<", ">="]), WORDS),
    st.builds("[{}..{}]".format, WORDS, WORDS),
)
DAYS = st.integers(1, 9).map('@"2026-03-0{}"'.format)
DAY_CELLS = st.one_of(
    st.just("-"),
    DAYS,
    st.builds("{} {}".format, st.sampled_from(["<", ">="]), DAYS),
    st.builds("[{}..{})".format, DAYS, DAYS),
    st.builds("({}..{})".format, DAYS, DAYS),
)


def scanned(compiled: Model, column: int, value: object) -> set[int]:
    """The rules whose cell holds, by trying each."""
    tables: list[Table] = compiled._program.tables
    frame = [None] * 50
    found = set()
    for rule, row in enumerate(tables[0].rows):
        test: Test | None = row.cells[column].test
        frame[0] = compiled._run(compiled._program, {}, None)
        if test is None or test(frame, value) is True:
            found.add(rule)
    return found


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([NUMBER_CELLS, WORD_CELLS, DAY_CELLS]).flatmap(
        lambda cells: st.lists(cells, min_size=1, max_size=6)
    )
)
def test_looking_up_gives_what_trying_gives(cells: list[str]) -> None:
    compiled = compile_model(
        model({"x": None}, {"d": table("C", ["x"], [""], [(cell, "1") for cell in cells])})
    )
    index = compiled._program.tables[0].indexes[0]
    values = compile_model(model({}, {"v": literal("for i in -10..20 return i / 2")})).decide({}).values["v"]
    days = compile_model(model({}, {"v": literal('for i in @"2026-02-27"..@"2026-03-11" return i')})).decide(
        {}
    )
    words = ["", "a", "aa", "ab", "abc", "b", "ba", "中", "中文", "\0", "zz"]

    assert not compiled.diagnostics
    for value in [None, *values, *days.values["v"], *words]:
        found = None if index is None else index.find(value)
        if found is not None:
            assert {rule for rule in range(len(cells)) if found >> rule & 1} == scanned(compiled, 0, value), (
                value
            )


def test_thousands_of_rules_are_looked_up() -> None:
    rules = [(f"[{n}..{n + 1})", f'"{n % 7}"', "-", str(n)) for n in range(3700)]
    big = compile_model(model({"x": None, "y": None}, {"d": table("F", ["x", "y", "x"], [""], rules)}))

    results = [big.decide({"x": n + 0.5, "y": str(n % 7)}).values["d"] for n in (0, 1850, 3699)]

    assert results == [0, 1850, 3699]
    assert big._program.tables[0]._unindexed == ()
    assert big.decide({"x": 5000, "y": "1"}).values["d"] is None


def test_cells_that_name_other_values_are_tried() -> None:
    limits = model(
        {"x": None, "limit": None}, {"d": table("F", ["x"], [""], [(">= limit", "1"), ("-", "0")])}
    )

    compiled = compile_model(limits)

    assert [compiled.decide({"x": 5, "limit": limit}).values["d"] for limit in (4, 6)] == [1, 0]


@pytest.mark.parametrize("cell", ["> > 1", "研发费", "1 且 2"])
def test_a_cell_that_cannot_be_read_holds_for_nothing_that_is_not_known(cell: str) -> None:
    compiled = compile_model(
        model({"研发费用": "number"}, {"奖励": table("F", ["研发费用"], [""], [(cell, "1")])})
    )

    result = compiled.decide({"研发费用": None}, trace=True)

    assert result.values == {"奖励": None}
    assert result.missing == {"奖励": ()}
    assert result_words(result)
