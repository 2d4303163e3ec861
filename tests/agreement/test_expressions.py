"""Expressions of every form over rows with nulls and awkward numbers: the same in both, or refused."""

from __future__ import annotations

import datetime
import itertools
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luodi.relational import lower_model
from luodi.sql.capabilities import Engine
from tests.agreement.populations import On, agree
from tests.engine.decision_models import literal, model

KINDS = {
    "a": "number",
    "b": "number",
    "s": "string",
    "t": "string",
    "p": "boolean",
    "q": "boolean",
    "d": "date",
}
NUMBERS = [
    None,
    *map(Decimal, ("0", "2.5", "-2.5", "3.5", "-7", "0.005", "-0.015", "1234567.125", "1000", "12")),
]
TEXTS = [None, "", "武汉市", "foobar", "o", "𠮷野家", "é", "e\u0301", "B", "a'b\\"]
TRUTHS = [None, True, False]
DAYS = [None, datetime.date(2026, 3, 1), datetime.date(2026, 2, 28), datetime.date(1999, 12, 31)]

# One a line.
EXPRESSIONS = Path(__file__).with_name("expressions.txt").read_text(encoding="utf-8").splitlines()


def _rows() -> list[dict[str, Any]]:
    rows = [{"a": a, "b": b} for a, b in itertools.product(NUMBERS, NUMBERS)]
    texts = [{"s": s, "t": t} for s, t in itertools.product(TEXTS, TEXTS)]
    rest = [{"p": p, "q": q, "d": d} for p, q, d in itertools.product(TRUTHS, TRUTHS, DAYS)]
    count = max(len(rows), len(texts), len(rest))
    return [{**rows[at % len(rows)], **texts[at % len(texts)], **rest[at % len(rest)]} for at in range(count)]


def test_expressions_agree(tmp_path: Path, on: On) -> None:
    # A query takes Spark its time, however much is in it.
    size = 64 if on.engine is Engine.SPARK else 20
    for at in range(0, len(EXPRESSIONS), size):
        part = EXPRESSIONS[at : at + size]
        definitions = model(KINDS, {f"r{number}": literal(text) for number, text in enumerate(part)})

        program = agree(definitions, _rows(), KINDS, tmp_path, on)

        assert [(part[int(each.values["decision"][1:])], each.code) for each in program.refusals] == []  # type: ignore[index]


# What has no exact form, and the reason that is told.
REFUSALS = {
    "a / b": "SQL004",
    "a / b * 2": "SQL004",
    "a ** b": "SQL006",
    "sqrt(a)": "SQL007",
    "upper case(s)": "SQL023",
    'matches(s, "a+")': "SQL007",
    'replace(s, "[a-z]", "")': "SQL007",
    'split(s, ";")': "SQL007",
    "number(s)": "SQL006",
    "date(s)": "SQL006",
    "sort([a, b])": "SQL007",
    "distinct values([a, b])": "SQL007",
    's = 1 or s = "o"': "SQL002",
    "if p then a else s": "SQL002",
    "a + s": "SQL005",
    "p and a": "SQL005",
    "a * a * a": "SQL003",
    "decimal(a, b)": "SQL006",
    "date(a, 1, 1)": "SQL022",
    "mode([a, b])": "SQL006",
    "median([a, b, a, b, a, b, a, b])": "SQL007",
    'd + date("2026-01-01")': "SQL002",
    "d + 1": "SQL002",
    '@"2026-03-01T10:00:00@Asia/Shanghai"': "SQL007",
    '@"12026-03-01"': "SQL007",
    "d.hours": "SQL007",
    "for i in 1..5000 return i": "SQL007",
    "nobody": "SQL009",
    "a +": "SQL008",
    "now()": "SQL007",
}


@pytest.mark.parametrize("text", REFUSALS)
def test_refused_before_the_run(text: str) -> None:
    definitions = model(KINDS, {"r": literal(text), "用它": literal("r")})

    program = lower_model(definitions)

    assert [each.code for each in program.refusals] == [REFUSALS[text], "SQL017"]
    assert program.outputs == ()
