"""The sweep beside brute force: what it says of random tables, and what the interpreter does everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.dmn import read
from luodi.evaluate import compile_model, evaluate_tests
from luodi.evaluate.tables import TableTrace
from luodi.review.check import check_model
from luodi.review.check_findings import Finding
from tests.engine.dmn_files import model

# Constants are whole, so that halves lie between any two and outside of all.
NUMBERS = tuple(Decimal(each) / 2 for each in range(-1, 8))
# One of each stretch that the cells below tell apart.
TEXTS = ("", "a", "aa", "b", "ba", "c", "z")
DOMAINS: dict[str, tuple[object, ...]] = {"number": NUMBERS, "string": TEXTS, "boolean": (False, True)}

whole = st.integers(0, 3).map(str)
ranges = st.builds(
    lambda left, low, high, right: f"{left}{low}..{high}{right}",
    st.sampled_from("[("),
    whole,
    whole,
    st.sampled_from("])"),
)
compared = st.builds(lambda op, value: f"{op} {value}", st.sampled_from(("<", "<=", ">", ">=")), whole)
one_number = st.one_of(whole, ranges, compared)
asked = st.builds(
    lambda low, high, joint: f"? > {low} {joint} ? <= {high}", whole, whole, st.sampled_from(("and", "or"))
)
one_text = st.sampled_from(('"a"', '"b"', '"c"', '"a","c"', '< "b"', '["a".."b"]'))
CELLS = {
    "number": st.one_of(
        st.just("-"), one_number, st.builds("{}, {}".format, one_number, one_number), asked,
        st.builds("not({})".format, one_number), st.just("null"), st.just("not(null)"),
    ),
    "string": st.one_of(
        st.just("-"), one_text, st.builds("not({})".format, one_text),
        st.sampled_from(('null, "a"', "not(null)")),
    ),
    "boolean": st.sampled_from(("-", "true", "false", "not(true)", "null")),
}  # fmt: skip
# Cells that depend on another input, n, and cannot be read as regions of the column.
OPEN = {
    "number": st.sampled_from(("> n", "[0..n]", "? * 2 > 3")),
    "string": st.just("string(n)"),
    "boolean": st.just("n > 1"),
}


@dataclass(frozen=True)
class Table:
    kinds: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    outputs: tuple[int, ...]
    policy: str

    @property
    def names_null(self) -> tuple[bool, ...]:
        return tuple(any("null" in row[at] for row in self.rows) for at in range(len(self.kinds)))


def tables(policy: str, *, open_cells: bool = False) -> st.SearchStrategy[Table]:
    def of(kinds: list[str]) -> st.SearchStrategy[Table]:
        cells = [CELLS[kind] | OPEN[kind] if open_cells else CELLS[kind] for kind in kinds]
        row = st.tuples(*cells, st.integers(1, 3))
        return st.lists(row, min_size=1, max_size=5).map(
            lambda rows: Table(
                tuple(kinds), tuple(each[:-1] for each in rows), tuple(each[-1] for each in rows), policy
            )
        )

    return st.lists(st.sampled_from(tuple(DOMAINS)), min_size=1, max_size=3).flatmap(of)


def as_dmn(table: Table) -> bytes:
    inputs = "".join(
        f'<inputData name="x{at}" id="i{at}"><variable name="x{at}" typeRef="{kind}"/></inputData>'
        for at, kind in enumerate((*table.kinds, "number"))
    ).replace(f"x{len(table.kinds)}", "n")
    arrows = "".join(
        f'<informationRequirement><requiredInput href="#i{at}"/></informationRequirement>'
        for at in range(len(table.kinds) + 1)
    )
    columns = "".join(
        f"<input><inputExpression><text>x{at}</text></inputExpression></input>"
        for at in range(len(table.kinds))
    )
    rules = "".join(
        "<rule>" + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in row)
        + f"<outputEntry><text>{output}</text></outputEntry></rule>"
        for row, output in zip(table.rows, table.outputs, strict=True)
    )  # fmt: skip
    values = "<outputValues><text>3,2,1</text></outputValues>"
    return model(
        f'{inputs}<decision name="d" id="d"><variable name="d"/>{arrows}'
        f'<decisionTable hitPolicy="{table.policy}">{columns}<output typeRef="number">{values}</output>'
        f"{rules}</decisionTable></decision>"
    )


def checked(table: Table) -> list[Finding]:
    definitions = read(as_dmn(table)).definitions
    assert definitions is not None
    return check_model(definitions)


def ran(table: Table, *, n: Decimal | None = None) -> dict[tuple[object, ...], TableTrace]:
    """The trace of the table at every point, null among them."""
    definitions = read(as_dmn(table)).definitions
    assert definitions is not None
    runs = compile_model(definitions)
    points = product(*((*DOMAINS[kind], None) for kind in table.kinds))
    return {
        point: runs.decide(
            {**{f"x{at}": value for at, value in enumerate(point)}, "n": n}, trace=True
        ).tables[0]
        for point in points
    }


def looked_at(table: Table, point: tuple[object, ...]) -> bool:
    return all(value is not None or named for value, named in zip(point, table.names_null, strict=True))


def holds(row: str, point: tuple[object, ...]) -> bool:
    """Whether a proposed row holds, by the interpreter."""
    return all(
        cell == "-" or evaluate_tests(cell, value).value is True
        for cell, value in zip(row.split(" | "), point, strict=True)
    )


def rows_of(found: Iterable[Finding]) -> list[str]:
    return [each.diagnostic.values["row"] for each in found if each.diagnostic.code in ("CHK010", "CHK011")]


def rules_of(found: Iterable[Finding], *codes: str) -> set[int | None]:
    return {each.rule for each in found if each.diagnostic.code in codes}


def pairs_of(found: Iterable[Finding], code: str) -> set[tuple[object, object]]:
    return {(each.diagnostic.values["other"], each.rule) for each in found if each.diagnostic.code == code}


@settings(max_examples=40, deadline=None)
@given(tables("UNIQUE"))
def test_gaps_and_overlaps_are_those_of_the_interpreter(table: Table) -> None:
    found = checked(table)
    traces = {point: each for point, each in ran(table).items() if looked_at(table, point)}

    assert {p for p in traces if any(holds(row, p) for row in rows_of(found))} == {
        p for p, trace in traces.items() if not trace.matched
    }
    assert pairs_of(found, "CHK012") == {
        (one + 1, other + 1)
        for trace in traces.values()
        for other in trace.matched
        for one in trace.matched
        if one < other
    }


@settings(max_examples=25, deadline=None)
@given(tables("ANY"))
def test_conflicts_under_any_are_those_of_the_interpreter(table: Table) -> None:
    found = checked(table)
    traces = {point: each for point, each in ran(table).items() if looked_at(table, point)}

    assert pairs_of(found, "CHK013") == {
        (one + 1, other + 1)
        for trace in traces.values()
        for other in trace.matched
        for one in trace.matched
        if one < other and table.outputs[one] != table.outputs[other]
    }


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(("FIRST", "PRIORITY")).flatmap(tables))
def test_rules_that_never_come_out_are_those_of_the_interpreter(table: Table) -> None:
    found = checked(table)
    fired = {rule + 1 for trace in ran(table).values() for rule in trace.fired}
    matched = {rule + 1 for trace in ran(table).values() for rule in trace.matched}
    silent = {rule for rule in range(1, len(table.rows) + 1) if rule not in fired}

    assert {rule for rule in silent if rule in matched} == rules_of(found, "CHK015", "CHK016")
    assert silent - matched <= rules_of(found, "CHK017", "CHK018")


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(("UNIQUE", "FIRST", "PRIORITY")).flatmap(lambda each: tables(each, open_cells=True)))
def test_nothing_is_concluded_from_a_cell_that_is_open(table: Table) -> None:
    """Whatever the other input is, what is reported is so."""
    found = checked(table)
    for n in (None, Decimal(-9), Decimal(1), Decimal(2), Decimal(9)):
        every = ran(table, n=n)
        traces = {point: each for point, each in every.items() if looked_at(table, point)}
        met = {(a + 1, b + 1) for trace in traces.values() for a in trace.matched for b in trace.matched}
        fired = {rule + 1 for trace in every.values() for rule in trace.fired}
        open_points = {p for p, trace in traces.items() if not trace.matched}

        assert {p for p in traces if any(holds(row, p) for row in rows_of(found))} <= open_points
        assert pairs_of(found, "CHK012") <= met
        assert not rules_of(found, "CHK015") & fired
