"""Parameters: one number in a model's text, or one input, that is moved.

A parameter is addressed by a decision, for a table also by rule and column; ``@2`` is the second number of a
text with several.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from luodi.dmn import model as dmn
from luodi.feel import ast
from luodi.feel.names import Scope as Names
from luodi.feel.names import normalise_name
from luodi.feel.parser import parse_expression, parse_unary_tests
from luodi.relational.functions import name_of
from luodi.simulate.session import error
from luodi.source import Span

# What stands in the model's text in the place of the number, for the run of a sweep.
_NAME: Final = "模拟参数"
_LIMIT: Final = 500
_UNITS: Final = {"%": Decimal("0.01"), "千": Decimal(1000), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_ADDRESS: Final = re.compile(
    r"(?P<decision>[^#]+?)(#(?P<rule>[0-9]+)(\.(?P<column>.+?))?)?(@(?P<constant>[0-9]+))?"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """Which number is moved.

    decision: its name, or that of an input, which then has one value in all rows. rule: of its table, from 1.
    column: of an input by its expression or label, of an output by its name or label. constant: which number
    of the text, from 1; None where there is only one.
    """

    decision: str
    rule: int | None = None
    column: str | None = None
    constant: int | None = None

    def __str__(self) -> str:
        words = self.decision
        if self.rule is not None:
            words += f"#{self.rule}" + (f".{self.column}" if self.column else "")
        return words + (f"@{self.constant}" if self.constant is not None else "")


def parse_parameter(text: str) -> Parameter:
    """A parameter as it is written: ``资格#2.研发占比``, ``补贴上限``, ``补贴金额@1``. Raises SIM009."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        raise error("SIM009", text=text)
    rule, constant = found["rule"], found["constant"]
    return Parameter(
        found["decision"].strip(),
        None if rule is None else int(rule),
        found["column"],
        None if constant is None else int(constant),
    )


def parse_amount(text: str) -> Decimal:
    """A number, a percentage or a sum in 千, 万, 亿: ``3.5%``, ``500万元``. Raises SIM011."""
    plain = text.strip().replace(",", "").replace("％", "%").removesuffix("元")
    unit = _UNITS.get(plain[-1:], None)
    try:
        value = Decimal(plain if unit is None else plain[:-1].strip())
    except InvalidOperation:
        raise error("SIM011", text=text) from None
    if not value.is_finite() or value.adjusted() > 30:
        raise error("SIM011", text=text)
    return value if unit is None else value * unit


def parse_values(text: str) -> tuple[Decimal, ...]:
    """The values of a sweep: ``3%:6%:0.25%`` from, to (included), step; or a list ``3%,4%``.

    Raises SIM009 for what is none, SIM010 for too many.
    """
    if ":" not in text:
        values = tuple(dict.fromkeys(parse_amount(each) for each in text.split(",")))
    else:
        parts = [parse_amount(each) for each in text.split(":")]
        if len(parts) != 3 or not parts[2]:
            raise error("SIM009", text=text)
        start, end, step = parts[0], parts[1], abs(parts[2])
        steps = int(abs(end - start) / step)
        if steps >= _LIMIT:
            raise error("SIM010", count=steps + 1, limit=_LIMIT)
        values = tuple(start + (step if end >= start else -step) * at for at in range(steps + 1))
    if len(values) > _LIMIT:
        raise error("SIM010", count=len(values), limit=_LIMIT)
    return values


def value_of(model: dmn.Definitions, parameter: Parameter) -> Decimal | None:
    """The value a parameter has in the model; None for an input."""
    found = _find(model, parameter)
    return None if isinstance(found, dmn.InputData) else found.value


def changed(model: dmn.Definitions, parameter: Parameter, value: Decimal) -> dmn.Definitions:
    """The model with another number in the parameter's place.

    Raises SimulationError SIM006 to SIM008, SIM014 where there is no such place, or it is an input.
    """
    found = _find(model, parameter)
    if isinstance(found, dmn.InputData):
        raise error("SIM008", model.file, parameter=parameter.decision, count=0, shown="—")
    return _replaced(model, found.decision, found.rewritten(format(value, "f")))


def parameterised(
    model: dmn.Definitions, parameter: Parameter, taken: Collection[str] = ()
) -> tuple[dmn.Definitions, str]:
    """The model with an input of its own in the parameter's place, and the name of that input.

    taken: names it may not have.
    """
    found = _find(model, parameter)
    if isinstance(found, dmn.InputData):
        return model, name_of(found)
    taken = {*taken, *(normalise_name(each.name) for each in model.elements)}
    label = next(each for each in (_NAME, *(f"{_NAME}{at}" for at in range(1, 999))) if each not in taken)
    added = dmn.InputData(
        id=f"_{label}", name=label, variable=dmn.InformationItem(name=label, type_ref="number")
    )
    needs = dmn.Requirement(requires=dmn.Requires.INPUT, target=dmn.Reference(f"#{added.id}"))
    decision = found.rewritten(f" {label} ")
    decision = replace(decision, information_requirements=(*decision.information_requirements, needs))
    made = _replaced(model, found.decision, decision)
    return replace(made, elements=(*made.elements, added)), label


def _replaced(model: dmn.Definitions, old: dmn.Decision, new: dmn.Decision) -> dmn.Definitions:
    return replace(model, elements=tuple(new if each is old else each for each in model.elements))


# --- where it stands -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """A number in a text of a decision. rewritten: the decision with another text in its place."""

    decision: dmn.Decision
    value: Decimal
    rewritten: Callable[[str], dmn.Decision]


def _find(model: dmn.Definitions, parameter: Parameter) -> _Place | dmn.InputData:
    wanted = normalise_name(parameter.decision)
    known: dict[str, dmn.Decision | dmn.InputData] = {name_of(each): each for each in model.inputs}
    known.update((name_of(each), each) for each in model.decisions)
    element = known.get(wanted)
    if element is None:
        raise error("SIM014", model.file, name=parameter.decision, near="、".join(list(known)[:12]))
    if isinstance(element, dmn.InputData):
        return element
    names = Names(["?", *known, *(normalise_name(each.name) for each in model.bkms)])
    places = list(_places(model, element, parameter, names))
    if parameter.constant is None and len(places) == 1:
        return places[0]
    if parameter.constant is not None and 1 <= parameter.constant <= len(places):
        return places[parameter.constant - 1]
    shown = "、".join(format(each.value, "f") for each in places[:8]) or "—"
    raise error("SIM008", model.file, parameter=str(parameter), count=len(places), shown=shown)


def _places(
    model: dmn.Definitions, decision: dmn.Decision, parameter: Parameter, names: Names
) -> Iterator[_Place]:
    match decision.expression:
        case dmn.LiteralExpression(text=str(text)) as literal if parameter.rule is None:
            yield from _in_text(
                decision,
                text,
                names,
                lambda new: replace(decision, expression=replace(literal, text=new)),
                tests=False,
            )
        case dmn.DecisionTable() as table:
            yield from _in_table(model, decision, table, parameter, names)
        case _:
            return


def _in_table(
    model: dmn.Definitions,
    decision: dmn.Decision,
    table: dmn.DecisionTable,
    parameter: Parameter,
    names: Names,
) -> Iterator[_Place]:
    if parameter.rule is not None and not 1 <= parameter.rule <= len(table.rules):
        count = len(table.rules)
        raise error("SIM006", model.file, name=parameter.decision, rule=parameter.rule, count=count)
    columns = _columns(table)
    if parameter.column is not None and not any(_is_called(parameter.column, each) for each in columns):
        near = "、".join(next(iter(each), "") for each in columns)
        raise error("SIM007", model.file, name=parameter.decision, column=parameter.column, near=near)
    for number, rule in enumerate(table.rules):
        if parameter.rule is not None and number != parameter.rule - 1:
            continue
        for at, called in enumerate(columns):
            if parameter.column is not None and not _is_called(parameter.column, called):
                continue
            tests = at < len(table.inputs)
            place = at if tests else at - len(table.inputs)
            text = rule.inputs[place].text if tests else rule.outputs[place].text or ""

            def rewritten(
                new: str, number: int = number, place: int = place, tests: bool = tests
            ) -> dmn.Decision:
                return replace(decision, expression=_with_cell(table, number, place, new, tests=tests))

            yield from _in_text(decision, text, names, rewritten, tests=tests)


def _columns(table: dmn.DecisionTable) -> list[list[str]]:
    """What each column is called, those of inputs first."""
    called = [[each.expression.text or "", each.label or ""] for each in table.inputs]
    called += [[each.name or "", each.label or ""] for each in table.outputs]
    return [[normalise_name(each) for each in names if each] for names in called]


def _is_called(wanted: str, names: list[str]) -> bool:
    return normalise_name(wanted) in names


def _with_cell(
    table: dmn.DecisionTable, rule: int, place: int, text: str, *, tests: bool
) -> dmn.DecisionTable:
    old = table.rules[rule]
    if tests:
        cells = tuple(replace(each, text=text) if at == place else each for at, each in enumerate(old.inputs))
        new = replace(old, inputs=cells)
    else:
        outputs = tuple(
            replace(each, text=text) if at == place else each for at, each in enumerate(old.outputs)
        )
        new = replace(old, outputs=outputs)
    return replace(table, rules=tuple(new if at == rule else each for at, each in enumerate(table.rules)))


def _in_text(
    decision: dmn.Decision, text: str, names: Names, rewritten: Callable[[str], dmn.Decision], *, tests: bool
) -> Iterator[_Place]:
    if not text.strip() or text.strip() == "-":
        return
    tree = parse_unary_tests(text, names).node if tests else parse_expression(text, names).node
    for value, span in _numbers(tree):
        start, end = text[: span.start], text[span.end :]
        yield _Place(
            decision,
            value,
            lambda new, start=start, end=end: rewritten(f"{start}{new}{end}"),  # type: ignore[misc]
        )


def _numbers(tree: ast.Node) -> list[tuple[Decimal, Span]]:
    """The numbers of a text in its order; one under a sign with it."""
    signed = [each for each in ast.walk(tree) if isinstance(each, ast.Negate)]
    under = {id(each.operand) for each in signed if isinstance(each.operand, ast.Number)}
    found = [(-each.operand.value, each.span) for each in signed if isinstance(each.operand, ast.Number)]
    found += [
        (each.value, each.span)
        for each in ast.walk(tree)
        if isinstance(each, ast.Number) and id(each) not in under
    ]
    return sorted(found, key=lambda each: each[1].start)
