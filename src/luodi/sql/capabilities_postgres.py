"""PostgreSQL: each operation on rows, by the node it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from luodi.relational import nodes
from luodi.sql.capability import Capability, lowered, native

OPERATIONS: Final[Mapping[type, Capability]] = {
    nodes.Column: native("column"),
    nodes.Literal: native("CAST(literal AS type)"),
    nodes.Compare: native('= <> < <= > >= between operands of one type; texts in order by COLLATE "C"'),
    nodes.Same: native("IS NOT DISTINCT FROM"),
    nodes.And: native("AND"),
    nodes.Or: native("OR"),
    nodes.Not: native("NOT"),
    nodes.IsNull: native("IS NULL"),
    nodes.Case: native("CASE WHEN, each branch of the one type"),
    nodes.Arithmetic: native("+ - * of numeric, cast to the result's type"),
    nodes.Widened: native("CAST to a numeric that holds it"),
    nodes.Digits: lowered("TRUNC(x * 10^scale)"),
    nodes.WholeQuotient: native("/ of BIGINT, DIV of numeric; NULLIF(divisor, 0)"),
    nodes.IntegerSum: native("+ - * of BIGINT or numeric without a width"),
    nodes.FromDigits: lowered("x * 10^-places as numeric"),
    nodes.Rounded: lowered("ROUND; to the even digit by TRUNC and what is left"),
    nodes.RuleJoin: lowered("JOIN with the rules as rows (VALUES), MIN of the number by key"),
    nodes.Picked: lowered("CASE WHEN"),
    nodes.Extreme: native("LEAST, GREATEST behind a guard for nulls"),
    nodes.Text: lowered("LENGTH, SUBSTRING, STRPOS, STARTS_WITH, RIGHT, ||: all by code points"),
    nodes.Gathered: lowered("ARRAY of a query over VALUES, ordered"),
    nodes.ListLength: native("CARDINALITY"),
    nodes.Struct: lowered("JSONB_BUILD_OBJECT"),
    nodes.Total: lowered("aggregates with FILTER, grouped by parent and joined"),
    nodes.Ranked: native("ROW_NUMBER() OVER"),
    nodes.DayNumber: native("date - DATE '1970-01-01'"),
    nodes.DayOf: native("DATE '1970-01-01' + days"),
    nodes.DatePart: native("EXTRACT, the year before 1 as 0"),
    nodes.PlusMonths: native("CAST(date + MAKE_INTERVAL(0, n) AS DATE)"),
    nodes.Written: native("CAST(numeric AS TEXT)"),
}
