"""DuckDB: each operation on rows, by the node it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from luodi.relational import nodes
from luodi.sql.capability import Capability, lowered, native

OPERATIONS: Final[Mapping[type, Capability]] = {
    nodes.Column: native("column"),
    nodes.Literal: native("CAST(literal AS type)"),
    nodes.Compare: native("= <> < <= > >= between operands of one type"),
    nodes.Same: native("IS NOT DISTINCT FROM"),
    nodes.And: native("AND"),
    nodes.Or: native("OR"),
    nodes.Not: native("NOT"),
    nodes.IsNull: native("IS NULL"),
    nodes.Case: native("CASE WHEN, each branch of the one type"),
    nodes.Arithmetic: native("+ - * of DECIMAL, operands cast so that the result's type holds it"),
    nodes.Widened: native("CAST to a DECIMAL that holds it"),
    nodes.Digits: lowered("CAST(x * 10^scale AS BIGINT or HUGEINT)"),
    nodes.WholeQuotient: lowered("// NULLIF(divisor, 0) of BIGINT or HUGEINT"),
    nodes.IntegerSum: native("+ - * of BIGINT or HUGEINT"),
    nodes.FromDigits: lowered("CAST(x AS DECIMAL(38, 0)) * 10^-places"),
    nodes.Rounded: native("ROUND_EVEN, ROUND of DECIMAL"),
    nodes.RuleJoin: lowered("JOIN with the rules as rows (UNNEST of lists), MIN of the number by key"),
    nodes.Picked: lowered("LIST_EXTRACT of a list"),
    nodes.Extreme: native("LEAST, GREATEST behind a guard for nulls"),
    nodes.Text: native("LENGTH, SUBSTRING, CONTAINS, STARTS_WITH, ENDS_WITH, ||: all by code points"),
    nodes.Gathered: lowered("LIST_FILTER over a list of CASE"),
    nodes.ListLength: native("ARRAY_LENGTH"),
    nodes.Struct: native("STRUCT"),
    nodes.DayNumber: native("date - DATE '1970-01-01'"),
    nodes.DayOf: native("DATE '1970-01-01' + days"),
    nodes.DatePart: native("YEAR, MONTH, DAY, ISODOW, DAYOFYEAR, WEEK"),
    nodes.PlusMonths: lowered("CAST(date + TO_MONTHS(n) AS DATE)"),
    nodes.Written: native("CAST(HUGEINT AS VARCHAR)"),
    nodes.Total: lowered("aggregates with FILTER, grouped by parent and joined"),
    nodes.Ranked: native("ROW_NUMBER() OVER"),
}
