"""Reading FEEL: what holds closer, names, ranges, forms with words, tests of a cell, and the kit's texts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from luodi.feel import ast
from luodi.feel.names import Scope
from luodi.feel.parser import parse_expression, parse_unary_tests
from luodi.feel.printer import print_expression, print_unary_tests
from luodi.source import Span

KIT = Path(__file__).resolve().parents[3] / "shared/dmn-tck"
CELLS = {"inputEntry", "inputValues", "outputValues", "allowedValues"}


def read(text: str, names: Scope | None = None) -> ast.Expression:
    parsed = parse_expression(text, names)
    assert parsed.diagnostics == (), text
    return parsed.node


# Each pair is one tree written twice, the second time with every bracket.
SAME = [
    ("-3 ** 2", "(-3) ** 2"),
    ("3 ** 4 ** 5", "(3 ** 4) ** 5"),
    ("2 ** -1", "2 ** (-1)"),
    ("10--5", "10 - (-5)"),
    ("1 + 2 * 3 - 4", "(1 + (2 * 3)) - 4"),
    ("a or b and c or d", "(a or (b and c)) or d"),
    ("a + 1 < b and c = d", "((a + 1) < b) and (c = d)"),
    ("x between 1 and 5 and y", "(x between 1 and 5) and y"),
    ("x between a + 1 and b + 2 or y", "(x between (a + 1) and (b + 2)) or y"),
    ("-x instance of number", "-(x instance of number)"),
    ("a.b[1].c(2)", "(((a.b)[1]).c)(2)"),
    ("if a then b else c + 1", "if (a) then (b) else (c + 1)"),
    ("1 + if a then b else c + 1", "1 + (if a then b else (c + 1))"),
    ("if a then if b then 1 else 2 else 3", "if a then (if b then 1 else 2) else 3"),
    ("for i in 1..n return i * 2", "for i in (1)..(n) return (i * 2)"),
    ("for i in -1..-3 return i", "for i in (-1)..(-3) return i"),
    ("some x in a, y in b satisfies x = y", "some x in (a), y in (b) satisfies (x = y)"),
    ("function(x, y) x > y and y", "function(x, y) ((x > y) and y)"),
    ("x in 1", "x in (1)"),
    ("x in (a)[1]", "x in ((a)[1])"),
    ("x in (1..5)", "x in ((1..5))"),
    ("x in ]1..5[", "x in (1..5)"),
    ("x in (a + b) * 2", "x in ((a + b) * 2)"),
    ("x in < 5", "x in (< 5)"),
    ("x in (1, < 5) and y", "(x in (1, < 5)) and y"),
    ("]1..2]", "(1..2]"),
    ("[a..b[1]]", "[a..(b[1])]"),
    ("[a..b[", "[a..b)"),
    ("[]1..2[, ]3..4[]", "[(1..2), (3..4)]"),
    ("{a: [1..2[, b: 3}", "{a: [1..2), b: 3}"),
    ("[1..2]", "[ 1 .. 2 ]"),
    ("a /* note */ + // more\n b", "a + b"),
    ("a\u3000+\u00a0b", "a + b"),
    (".5 + 0.5", "0.5 + .5"),
    ("1.23e4", "12300"),
    ("x instance of list<list<number>>= y", "(x instance of list<list<number>>) = y"),
    ('"a\\u0041\\U01F40E\\uD83D\\uDC0E\\t\\s"', '"aA\U0001f40e\U0001f40e\t\\\\s"'),
    ("f(start position : 3)", "f(start  position:3)"),
]


@pytest.mark.parametrize(("short", "full"), SAME)
def test_operators_hold_as_the_standard_says(short: str, full: str) -> None:
    assert read(short) == read(full)


DIFFERENT = [
    ("{a: 1}", '{"a ": 1}'),
    ("[1..2]", "[1..2)"),
    ("(< 5)", "(<= 5)"),
    ("x in (1, 2)", "x in [1, 2]"),
    ("a.b", "a"),
    ('"1"', "1"),
    ('@"2020-01-01"', '"2020-01-01"'),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_says_something_else_is_another_tree(one: str, other: str) -> None:
    assert read(one) != read(other)


SCOPE = Scope(
    {
        "a": None,
        "b": None,
        "a-b": None,
        "loan": Scope({"monthly-rate": None, "term and rate": None}),
        "loans": Scope({"start date": None, "in": None, "fee/month": None}),
        "研发费用": None,
        "营业收入（万元）": None,
        "profit and loss": None,
        "if eligible": None,
        "decision A 2.1": None,
        "today's rate": None,
        "2023年收入": None,
        "date of birth": None,
    }
)

# Text, and its names in the order they stand.
NAMES = [
    ("a-b", ["a-b"]),
    ("a - b", ["a", "b"]),
    ("b-a", ["b", "a"]),
    ("profit and loss > 1 and a", ["profit and loss", "a"]),
    ("profit\n  and loss", ["profit and loss"]),
    ("a and b", ["a", "b"]),
    ("if if eligible then a else b", ["if eligible", "a", "b"]),
    ("decision A 2.1 + 1", ["decision A 2.1"]),
    ("today's rate*2", ["today's rate"]),
    ("研发费用/营业收入（万元）>0.03", ["研发费用", "营业收入（万元）"]),
    ("2023年收入 > 2023", ["2023年收入"]),
    ("date(date of birth)", ["date", "date of birth"]),
    ('date and time("2020-01-01") > b', ["date and time", "b"]),
    ("date of death", ["date of death"]),
    ("unknown name + a", ["unknown name", "a"]),
    ("for a in loans return a", ["loans", "a"]),
    ("for profit and loss in loans return profit and loss", ["loans", "profit and loss"]),
    ("for every day in loans return every day + partial[1]", ["loans", "every day", "partial"]),
    ("loans[start date > b and fee/month > item]", ["loans", "start date", "b", "fee/month", "item"]),
    ("{x y: 1, z: x y + {x-z: 2, w: x-z}.w}", ["x y", "x-z"]),
    ("[{p-q: 1}][p-q > 1]", ["p-q"]),
    ("function(p-q: number, r s) p-q + r s", ["p-q", "r s"]),
    ("days and time duration(a)", ["days", "time duration", "a"]),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_the_longest_name_in_scope_is_read(text: str, names: list[str]) -> None:
    tree = read(text, SCOPE)

    assert [node.name for node in ast.walk(tree) if isinstance(node, ast.Name)] == names


def test_names_of_entries_are_those_of_their_context() -> None:
    paths = [
        node.name
        for text in (
            "loan.monthly-rate + 1",
            "loan.term and rate > 1",
            "loans[1].fee/month",
            "(for l in loans return l).fee/month",
            "loans.in",
            "a.time offset",
            "sort(loans, function(x, y) true)[1].fee/month",
        )
        for node in ast.walk(read(text, SCOPE))
        if isinstance(node, ast.Path)
    ]

    assert paths == [
        "monthly-rate",
        "term and rate",
        "fee/month",
        "fee/month",
        "in",
        "time offset",
        "fee/month",
    ]


def test_spans_are_code_points_of_the_text() -> None:
    text = "研发费用 + loan.rate [ item > 1 ]"
    tree = read(text)

    assert isinstance(tree, ast.Arithmetic)
    assert isinstance(tree.right, ast.Filter)
    assert isinstance(tree.right.source, ast.Path)
    assert tree.span == Span(0, len(text))
    assert tree.left.span == Span(0, 4)
    assert tree.right.span == Span(7, len(text))
    assert tree.right.source.name_span == Span(12, 16)
    assert text[slice(*tree.right.condition.span)] == "item > 1"


def test_numbers_keep_their_digits() -> None:
    many = "0." + "123456789" * 5

    assert read(many) == ast.Number(Decimal(many), span=Span(0, 0))


def test_an_external_function_keeps_what_it_names() -> None:
    tree = read('function(a) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}')

    assert isinstance(tree, ast.FunctionLiteral)
    assert tree.external
    assert isinstance(tree.body, ast.ContextLiteral)
    assert tree.body.entries[0].key == "java"


TYPES = [
    ("days and time duration", ast.NamedType("days and time duration", span=Span(0, 0))),
    ("tns.tApplicant", ast.NamedType("tns.tApplicant", span=Span(0, 0))),
    (
        "context<a b: number, c: list<Any>>",
        ast.ContextType(
            (
                ("a b", ast.NamedType("number", span=Span(0, 0))),
                ("c", ast.ListType(ast.NamedType("Any", span=Span(0, 0)), span=Span(0, 0))),
            ),
            span=Span(0, 0),
        ),
    ),
    (
        "function<number, date> -> range<date and time>",
        ast.FunctionType(
            (ast.NamedType("number", span=Span(0, 0)), ast.NamedType("date", span=Span(0, 0))),
            ast.RangeType(ast.NamedType("date and time", span=Span(0, 0)), span=Span(0, 0)),
            span=Span(0, 0),
        ),
    ),
]


@pytest.mark.parametrize(("text", "kind"), TYPES)
def test_types_are_read(text: str, kind: ast.TypeNode) -> None:
    tree = read(f"x instance of {text} and y")

    assert isinstance(tree, ast.And)
    assert isinstance(tree.left, ast.InstanceOf)
    assert tree.left.type == kind


# A cell, and how it is written in one style.
CELL_TEXTS = [
    ("-", "-"),
    ("", "-"),
    (" \n", "-"),
    ("<18", "< 18"),
    ('"高","中"', '"高", "中"'),
    ("not(1,2)", "not(1, 2)"),
    ("not(< 5)", "not(< 5)"),
    ("not(a) and b", "not(a) and b"),
    ("not (]1..2[)", "not((1..2))"),
    ("not([18..60))", "not([18..60))"),
    ("not(]1..2], (3..4[)", "not((1..2], (3..4))"),
    ("not(a or (b))", "not(a or b)"),
    ("not([1..2)) or b", "not([1..2)) or b"),
    ("[1..5), > 10", "[1..5), > 10"),
    ("? > 5 and ? < 9", "? > 5 and ? < 9"),
    ("?.a = 1", "?.a = 1"),
    ("!= null", "!= null"),
    (">= date(x) + y", ">= date(x) + y"),
    ("-5", "-5"),
    ("not(a), not(b)", "not(a), not(b)"),
]


@pytest.mark.parametrize(("text", "style"), CELL_TEXTS)
def test_cells_are_read(text: str, style: str) -> None:
    parsed = parse_unary_tests(text)

    assert parsed.diagnostics == ()
    assert print_unary_tests(parsed.node) == style


def test_a_cell_says_whether_it_is_negated_or_open() -> None:
    negated, alone, call = (parse_unary_tests(text).node for text in ("not(1)", "-", "(not(a))"))

    assert (negated.negated, negated.any, len(negated.tests)) == (True, False, 1)
    assert (alone.negated, alone.any, alone.tests) == (False, True, ())
    assert (call.negated, call.any) == (False, False)


def kit_texts() -> Iterator[tuple[str, str, bool, Scope]]:
    """Folder, text, whether it is a cell, and the names its file declares."""
    for path in sorted(KIT.rglob("*.dmn")):
        elements = [each for each in etree.parse(str(path)).iter() if isinstance(each.tag, str)]
        names = Scope([str(each.get("name")) for each in elements if each.get("name")])
        for each in elements:
            parent = each.getparent()
            if etree.QName(each).localname == "text" and parent is not None and (each.text or "").strip():
                yield path.parent.name, each.text or "", etree.QName(parent).localname in CELLS, names


@pytest.mark.skipif(not KIT.is_dir(), reason="absent: the conformance kit")
def test_all_texts_of_the_kit_are_read_and_printed() -> None:
    faulty = []
    count = 0

    for folder, text, is_cell, names in kit_texts():
        count += 1
        if is_cell:
            cell = parse_unary_tests(text, names)
            again: object = parse_unary_tests(print_unary_tests(cell.node), names).node
            node: object = cell.node
            found = cell.diagnostics
        else:
            parsed = parse_expression(text, names)
            again = parse_expression(print_expression(parsed.node), names).node
            node, found = parsed.node, parsed.diagnostics
        assert again == node, (folder, text)
        faulty += [(folder, text, each.code) for each in found]

    assert count > 3500
    assert faulty == [("0057-feel-context", '{foo: "bar", foo: "baz"}', "FEEL019")]
