"""Spark: each operation on rows, by the node it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from luodi.relational import nodes
from luodi.sql.capability import Capability, lowered, native

OPERATIONS: Final[Mapping[type, Capability]] = {
    nodes.Column: native("column"),
    nodes.Literal: native("CAST(literal AS type)"),
    nodes.Compare: native("= <> < <= > >= between operands of one type"),
    nodes.Same: native("<=>"),
    nodes.And: native("AND"),
    nodes.Or: native("OR"),
    nodes.Not: native("NOT"),
    nodes.IsNull: native("IS NULL"),
    nodes.Case: native("CASE WHEN, each branch of the one type"),
    nodes.Arithmetic: native("+ - * of DECIMAL, operands cast so that the result's type holds it"),
    nodes.Widened: native("CAST to a DECIMAL that holds it"),
    nodes.Digits: lowered("CAST(x * 10^scale AS DECIMAL(38, 0))"),
    nodes.WholeQuotient: lowered(
        "div of BIGINT; else (a - a % b) / b; by powers of ten a product; long dividends in two steps"
    ),
    nodes.IntegerSum: native("+ - * of BIGINT or DECIMAL(38, 0)"),
    nodes.FromDigits: lowered("CAST(x AS DECIMAL(38, 0)) * 10^-places"),
    nodes.Rounded: native("BROUND, ROUND of DECIMAL"),
    nodes.RuleJoin: lowered("JOIN with the rules as rows (VALUES), MIN of the number by key"),
    nodes.Picked: lowered("CASE WHEN"),
    nodes.Extreme: native("LEAST, GREATEST behind a guard for nulls"),
    nodes.Text: native("CHAR_LENGTH, SUBSTRING, CONTAINS, STARTSWITH, ENDSWITH, ||: all by code points"),
    nodes.Gathered: lowered("FILTER and TRANSFORM over an ARRAY of NAMED_STRUCT"),
    nodes.ListLength: native("SIZE"),
    nodes.Struct: native("NAMED_STRUCT"),
    nodes.Total: lowered("aggregates with FILTER, grouped by parent and joined"),
    nodes.Ranked: native("ROW_NUMBER() OVER"),
    nodes.DayNumber: native("UNIX_DATE"),
    nodes.DayOf: native("DATE_FROM_UNIX_DATE"),
    nodes.DatePart: native("YEAR, MONTH, DAY, WEEKDAY + 1, DAYOFYEAR, WEEKOFYEAR"),
    nodes.PlusMonths: native("ADD_MONTHS"),
    nodes.Written: native("CAST(DECIMAL(38, 0) AS STRING)"),
}
