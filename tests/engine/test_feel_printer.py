"""Printing a tree and reading it again gives the same tree, for any tree."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.feel import ast
from luodi.feel.names import Scope, normalise_name
from luodi.feel.parser import parse_expression, parse_unary_tests
from luodi.feel.printer import can_stand_bare, print_expression, print_unary_tests
from luodi.source import Span

AT = Span(0, 0)
DECLARED = ["a", "b-c", "研发费用", "营业收入（万元）", "profit and loss", "date of birth", "x.y", "今年's"]
SCOPE = Scope(DECLARED)

names = st.sampled_from(["?", "item", "undeclared name", "date and time", "sum", *DECLARED])
# Names that can be declared anywhere: no sign or word in them ends a name before its time.
plain_names = st.sampled_from(["i", "每 项", "b-c", "every day", "p+q", "x 2"])
keys = st.sampled_from(["k", "a key", "and", "p*q", "two: signs", "", " spaced", "1", "（注）"]) | st.text(
    max_size=5
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)

type_nodes: st.SearchStrategy[ast.TypeNode] = st.recursive(
    st.sampled_from(["number", "date and time", "tApplicant", "days and time duration", "ns.t Type"]).map(
        lambda name: ast.NamedType(name, span=AT)
    ),
    lambda inner: st.one_of(
        inner.map(lambda each: ast.ListType(each, span=AT)),
        inner.map(lambda each: ast.RangeType(each, span=AT)),
        st.lists(st.tuples(plain_names, inner), max_size=2).map(
            lambda each: ast.ContextType(tuple(each), span=AT)
        ),
        st.builds(
            lambda each, one: ast.FunctionType(tuple(each), one, span=AT), st.lists(inner, max_size=2), inner
        ),
    ),
    max_leaves=4,
)

leaves: st.SearchStrategy[ast.Expression] = st.one_of(
    st.just(ast.Null(span=AT)),
    st.booleans().map(lambda value: ast.Boolean(value, span=AT)),
    st.decimals(min_value=0, allow_nan=False, allow_infinity=False).map(
        lambda value: ast.Number(value or Decimal(0), span=AT)
    ),
    texts.map(lambda value: ast.String(value, span=AT)),
    texts.map(lambda value: ast.AtLiteral(value, span=AT)),
    names.map(lambda name: ast.Name(name, span=AT)),
)


def larger(inner: st.SearchStrategy[ast.Expression]) -> st.SearchStrategy[ast.Expression]:
    some = st.lists(inner, max_size=3).map(tuple)
    tests = inner | st.builds(
        lambda op, one: ast.UnaryComparison(op, one, span=AT), st.sampled_from(["<", "=", "!=", ">="]), inner
    )
    iterators = st.lists(
        st.builds(
            lambda name, one, end: ast.Iterator(name, one, end, name_span=AT, span=AT),
            plain_names,
            inner,
            st.none() | inner,
        ),
        min_size=1,
        max_size=2,
    ).map(tuple)
    arguments = st.lists(inner, max_size=2).map(
        lambda each: tuple(ast.Argument(None, one, span=AT) for one in each)
    ) | st.dictionaries(plain_names, inner, max_size=2).map(
        lambda each: tuple(ast.Argument(name, one, name_span=AT, span=AT) for name, one in each.items())
    )
    entries = st.dictionaries(keys, inner, max_size=2).map(
        lambda each: tuple(ast.ContextEntry(key, one, key_span=AT, span=AT) for key, one in each.items())
    )
    parameters = st.lists(
        st.builds(lambda name, kind: ast.Parameter(name, kind, span=AT), plain_names, st.none() | type_nodes),
        max_size=2,
    ).map(tuple)
    return st.one_of(
        some.map(lambda items: ast.ListLiteral(items, span=AT)),
        entries.map(lambda each: ast.ContextLiteral(each, span=AT)),
        st.builds(
            lambda one, two, left, right: ast.RangeLiteral(one, two, left, right, span=AT),
            inner,
            inner,
            st.booleans(),
            st.booleans(),
        ),
        st.builds(lambda one, shut: ast.RangeLiteral(one, None, shut, False, span=AT), inner, st.booleans()),
        st.builds(lambda one, shut: ast.RangeLiteral(None, one, False, shut, span=AT), inner, st.booleans()),
        st.builds(lambda op, one: ast.UnaryComparison(op, one, span=AT), st.sampled_from(["=", "!="]), inner),
        inner.map(lambda one: ast.Negate(one, span=AT)),
        st.builds(
            lambda op, one, two: ast.Arithmetic(op, one, two, span=AT),
            st.sampled_from(["+", "-", "*", "/", "**"]),
            inner,
            inner,
        ),
        st.builds(
            lambda op, one, two: ast.Comparison(op, one, two, span=AT),
            st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
            inner,
            inner,
        ),
        st.builds(lambda one, two: ast.And(one, two, span=AT), inner, inner),
        st.builds(lambda one, two: ast.Or(one, two, span=AT), inner, inner),
        st.builds(lambda one, two, three: ast.Between(one, two, three, span=AT), inner, inner, inner),
        st.builds(
            lambda one, each: ast.In(one, tuple(each), span=AT),
            inner,
            st.lists(tests, min_size=1, max_size=3),
        ),
        st.builds(lambda one, kind: ast.InstanceOf(one, kind, span=AT), inner, type_nodes),
        st.builds(
            lambda one, name: ast.Path(one, name, name_span=AT, span=AT),
            inner,
            st.sampled_from(["rate", "time offset", "名称", "in"]),
        ),
        st.builds(lambda one, two: ast.Filter(one, two, span=AT), inner, inner),
        st.builds(lambda one, each: ast.Call(one, each, span=AT), inner, arguments),
        st.builds(lambda one, two, three: ast.If(one, two, three, span=AT), inner, inner, inner),
        st.builds(lambda each, one: ast.For(each, one, span=AT), iterators, inner),
        st.builds(
            lambda kind, each, one: ast.Quantified(kind, each, one, span=AT),
            st.sampled_from(["some", "every"]),
            iterators,
            inner,
        ),
        st.builds(lambda each, one: ast.FunctionLiteral(each, one, False, span=AT), parameters, inner),
    )


trees = st.recursive(leaves, larger, max_leaves=12)


@settings(max_examples=600, deadline=None)
@given(trees)
def test_a_printed_tree_is_read_as_the_same_tree(tree: ast.Expression) -> None:
    text = print_expression(tree)
    parsed = parse_expression(text, SCOPE)

    assert [each.code for each in parsed.diagnostics] == [], text
    assert parsed.node == tree, text


@settings(max_examples=300, deadline=None)
@given(st.lists(trees, min_size=1, max_size=3), st.booleans())
def test_a_printed_cell_is_read_as_the_same_cell(tests: list[ast.Expression], negated: bool) -> None:
    # In a cell "(= a)" and "= a" are one test; a tree has one form of it.
    cell = ast.UnaryTests(
        tuple(each for each in tests if not isinstance(each, ast.UnaryComparison)) or (ast.Null(span=AT),),
        negated,
        False,
        span=AT,
    )
    text = print_unary_tests(cell)
    parsed = parse_unary_tests(text, SCOPE)

    assert parsed.diagnostics == (), text
    assert parsed.node == cell, text


STYLE = [
    ("1+2*3", "1 + 2 * 3"),
    ("(1+2)*3", "(1 + 2) * 3"),
    ("((a))", "a"),
    ("]1..2[", "(1..2)"),
    ("(<5)", "(< 5)"),
    ("-(-a)", "--a"),
    ('{"a b":1,"a:b":2}', '{a b: 1, "a:b": 2}'),
    ("if a then b else if c then d else e", "if a then b else if c then d else e"),
    ("1 + (if a then b else c)", "1 + (if a then b else c)"),
    ("x in (1)", "x in 1"),
    ("x in ((1..2))", "x in ((1..2))"),
    ("f( a : 1 )", "f(a: 1)"),
    ('"\\u4e2d\\n\\""', '"中\\n\\""'),
    ("1.50", "1.50"),
    ("function(a:number)a", "function(a: number) a"),
    ("a instance of function<number>->list<string>", "a instance of function<number> -> list<string>"),
]


@pytest.mark.parametrize(("text", "style"), STYLE)
def test_text_is_written_in_one_style(text: str, style: str) -> None:
    assert print_expression(parse_expression(text).node) == style


def test_a_tree_with_a_fault_has_no_text() -> None:
    with pytest.raises(ValueError, match="Bad"):
        print_expression(parse_expression("1 +").node)


@given(keys)
def test_a_key_stands_bare_only_where_it_is_read_back(key: str) -> None:
    text = f"{{{key}: 1}}"

    if can_stand_bare(key):
        parsed = parse_expression(text).node
        assert isinstance(parsed, ast.ContextLiteral)
        assert [each.key for each in parsed.entries] == [key]


@given(st.text(max_size=12))
def test_normalising_a_name_twice_changes_nothing_more(name: str) -> None:
    assert normalise_name(normalise_name(name)) == normalise_name(name)
