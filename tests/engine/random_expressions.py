"""Random FEEL expressions over all built-ins and all kinds of values; most of them make no sense."""

from __future__ import annotations

import random

from luodi.feel.builtins import SIGNATURES

ATOMS = (
    *("null", "true", "false", "0", "1", "-1", "2.5", "10", "1e30", "9999999999999999999999999999999999"),
    *('"a"', '"abc"', '""', '"高新"', '@"2024-02-29"', '@"999999999-12-31"', '@"2026-03-01T10:00:00"'),
    *('@"2026-03-01T10:00:00@Asia/Shanghai"', '@"10:00:00"', '@"10:00:00+08:00"', '@"P1Y2M"', '@"P1DT2H"'),
    *("[]", "[1, 2, 3]", '[1, null, "a"]', "[[1], [2, 3]]", "{}", '{a: 1, b: "x"}', "[{a: 1}, {a: 2, b: 3}]"),
    *("[1..3]", "(1..5]", "(< 5)", '(>= "b")', "[null..3]", "(=1)", '[@"2024-01-01"..@"2024-01-31"]'),
    *("function(x) x", "function(x, y) x < y", "x", "y", "z", "L", "C"),
)
OPERATORS = ("+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or")
PROPERTIES = ("a", "b", "year", "start", "hour", "time offset", "months", "days")
TYPES = ("number", "list<number>", "Any", "context<a: number>", "range<number>", "date and time")


class Writer:
    """Writes expressions; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self._source = random.Random(seed)

    def expression(self, depth: int) -> str:
        pick = self._source
        if depth <= 0 or pick.random() < 0.15:
            return pick.choice(ATOMS)
        form = pick.randrange(14)
        a, b, c = (self.expression(depth - 1) for _ in range(3))
        if form < 4:
            return f"({a} {pick.choice(OPERATORS)} {b})"
        if form < 7:
            return self._call(depth)
        forms = (
            f"(if {a} then {b} else {c})",
            f"{a}[{pick.choice(['item', '1', '-1', 'a > 1', f'item = {b}', b])}]",
            f"(for i in {a}{pick.choice(['', f'..{b}'])} return {pick.choice(['i', 'partial', 'i + 1', c])})",
            f"({pick.choice(['some', 'every'])} i in {a} satisfies {pick.choice(['i > 1', 'i = x', b])})",
            f"({a} in ({pick.choice(['', '< ', '!= '])}{b}, {c}))",
            f"({a} between {b} and {c})",
            f"({a}).{pick.choice(PROPERTIES)}",
            f"({a} instance of {pick.choice(TYPES)})",
            f"{{a: {a}, b: a, f: function(n) {b}, g: f({c})}}",
        )
        return pick.choice(forms)

    def _call(self, depth: int) -> str:
        pick = self._source
        name = pick.choice(list(SIGNATURES))
        parameters = pick.choice(SIGNATURES[name]).parameters
        if pick.random() < 0.2:
            parameters = parameters[:-1]
        arguments = [self.expression(depth - 1) for _ in parameters]
        if pick.random() < 0.15:
            named = zip(parameters, arguments, strict=True)
            return f"{name}({', '.join(f'{each.name}: {value}' for each, value in named)})"
        return f"{name}({', '.join(arguments)})"
