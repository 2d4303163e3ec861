"""Sound decision tables made at random, and their broken twins, each with one planted fault.

A table is made by cutting the space of its inputs again and again, so that its rules meet nowhere and leave
nothing open; under FIRST, PRIORITY and policies that collect there are ladders: ``>= 30``, ``>= 10``, ``-``.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from tests.engine.dmn_files import model

# By type: constants in ascending order.
POOLS: dict[str, tuple[str, ...]] = {
    "number": ("-2.5", "0", "0.03", "5", "10", "20", "30.5", "100", "500", "1000", "2000000"),
    "date": tuple(f'@"{year}-{day}"' for year in (2024, 2025) for day in ("01-01", "06-30", "09-01")),
    "date and time": tuple(f'@"2025-{month:02d}-15T08:30:00"' for month in range(1, 11)),
    "time": tuple(f'time("{hour:02d}:00:00")' for hour in range(1, 23, 3)),
    "days and time duration": tuple(f'@"P{days}D"' for days in (1, 5, 10, 30, 60, 90)),
    "years and months duration": tuple(f'duration("P{years}Y")' for years in (1, 2, 3, 5, 8, 10)),
}  # fmt: skip
WRONG = {"number": '"高企"', "string": "5", "boolean": '"是"'}
POLICIES = (
    ("UNIQUE",) * 8 + ("ANY",) * 3 + ("FIRST",) * 4 + ("PRIORITY",) * 2 + ("COLLECT", "RULE ORDER", "SUM")
)


@dataclass(frozen=True)
class Input:
    """values: of an enumeration. constants: where an ordered one is cut. limits: allowed values as a cell."""

    name: str
    kind: str
    values: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    limits: str | None = None


@dataclass(frozen=True)
class Made:
    inputs: tuple[Input, ...]
    policy: str
    rows: tuple[tuple[str, ...], ...]
    outputs: tuple[str, ...]
    ladder: bool = False
    default: str | None = None

    @property
    def output_kind(self) -> str:
        return "string" if self.policy == "PRIORITY" else "number"


@dataclass(frozen=True)
class Broken:
    """fault: what was planted. rule: where, from 1; None for a gap. column: from 1, of a type error."""

    fault: str
    made: Made
    rule: int | None = None
    column: int | None = None
    lost: tuple[str, ...] = ()


def make_sound(number: int) -> Made:
    """The table of a number; the same each time."""
    rng = random.Random(number)
    policy = rng.choice(POLICIES)
    inputs = tuple(_input(rng, at) for at in range(rng.randint(1, 4)))
    can_overlap = policy not in ("UNIQUE", "ANY")
    ordered = [at for at, each in enumerate(inputs) if each.constants]
    if can_overlap and ordered and rng.random() < 0.5:
        return _ladder(rng, inputs, policy, rng.choice(ordered))
    rows = _cut(rng, inputs, list(range(len(inputs))), {})
    if len(rows) < 2:
        rows = _cut(rng, inputs, list(range(len(inputs))), {}, least=True)
    rng.shuffle(rows)
    if policy in ("UNIQUE", "FIRST") and rng.random() < 0.2:
        for at in range(len(inputs)):
            if all(row[at] != "-" and "not" not in row[at] for row in rows):
                rows.append(tuple("null" if each == at else "-" for each in range(len(inputs))))
                break
    default = "0" if rng.random() < 0.15 and policy != "PRIORITY" else None
    return Made(inputs, policy, tuple(rows), _outputs(rng, policy, len(rows)), default=default)


def _input(rng: random.Random, at: int) -> Input:
    kind = rng.choice(("number", "number", "number", "string", "string", "boolean", *POOLS))
    name = f"项{'甲乙丙丁'[at]}"
    if kind == "string":
        values = tuple(rng.sample(("高企", "规上", "科小", "雏鹰", "其他"), rng.randint(2, 5)))
        return Input(name, kind, values, limits=", ".join(f'"{each}"' for each in values))
    if kind == "boolean":
        return Input(name, kind, ("true", "false"))
    pool = POOLS[kind]
    constants = tuple(pool[each] for each in sorted(rng.sample(range(1, len(pool) - 1), rng.randint(1, 3))))
    limits = None
    if rng.random() < 0.4:
        limits = rng.choice((f"[{pool[0]}..{pool[-1]}]", f">= {pool[0]}", f"<= {pool[-1]}"))
    return Input(name, kind, constants=constants, limits=limits)


def _cut(
    rng: random.Random,
    inputs: tuple[Input, ...],
    left: list[int],
    fixed: dict[int, str],
    *,
    least: bool = False,
) -> list[tuple[str, ...]]:
    """The rows of a part of the space: it is cut along one input, or becomes a rule."""
    if not left or (not least and fixed and rng.random() < 0.3):
        return [tuple(fixed.get(at, "-") for at in range(len(inputs)))]
    at = rng.choice(left)
    rest = [each for each in left if each != at]
    rows = []
    for piece in _pieces(rng, inputs[at]):
        rows += _cut(rng, inputs, rest, {**fixed, at: piece})
    return rows


def _pieces(rng: random.Random, given: Input) -> list[str]:
    if given.kind == "boolean":
        return ["true", rng.choice(("false", "not(true)"))]
    if given.kind == "string":
        values = list(given.values)
        rng.shuffle(values)
        at = rng.randint(1, len(values) - 1)
        parts = [values[:at], values[at:]]
        return [
            f"not({_listed(parts[1 - side])})" if rng.random() < 0.2 and not side else _listed(part)
            for side, part in enumerate(parts)
        ]
    pieces = []
    low: tuple[str, bool] | None = None
    for constant in given.constants:
        with_left = rng.random() < 0.5
        pieces.append(_between(rng, low, (constant, with_left)))
        low = (constant, not with_left)
    pieces.append(_between(rng, low, None))
    if len(pieces) > 3 and rng.random() < 0.5:
        # Two pieces that do not touch, as one cell.
        first, third = pieces.pop(0), pieces.pop(1)
        if "?" not in first + third:
            return [f"{first}, {third}", *pieces]
        return [first, third, *pieces]
    return pieces


def _between(rng: random.Random, low: tuple[str, bool] | None, high: tuple[str, bool] | None) -> str:
    if low is None and high is not None:
        return f"{'<=' if high[1] else '<'} {high[0]}"
    if high is None and low is not None:
        return f"{'>=' if low[1] else '>'} {low[0]}"
    if low is None or high is None:
        return "-"
    if rng.random() < 0.2:
        return f"? {'>=' if low[1] else '>'} {low[0]} and ? {'<=' if high[1] else '<'} {high[0]}"
    return f"{'[' if low[1] else '('}{low[0]}..{high[0]}{']' if high[1] else ')'}"


def _listed(values: list[str]) -> str:
    return ", ".join(f'"{each}"' for each in values)


def _outputs(rng: random.Random, policy: str, count: int) -> tuple[str, ...]:
    if policy == "PRIORITY":
        return tuple(f'"{"甲乙丙丁戊"[at % 5]}"' for at in range(count))
    if policy == "ANY":
        return tuple(str(rng.randint(1, 3)) for _ in range(count))
    return tuple(str(at + 1) for at in range(count))


def _ladder(rng: random.Random, inputs: tuple[Input, ...], policy: str, at: int) -> Made:
    """Steps from the top down, then a row for the rest."""
    steps = [f">= {each}" for each in reversed(inputs[at].constants)] + ["-"]
    rows = [tuple(step if each == at else "-" for each in range(len(inputs))) for step in steps]
    outputs = _outputs(rng, policy, len(rows))
    return Made(inputs, policy, tuple(rows), outputs, ladder=True)


# --- planting ----------------------------------------------------------------------------------------------


def break_table(made: Made, number: int) -> Broken:
    """The same table with one fault, of the kinds that it can have."""
    rng = random.Random(number + 10**6)
    kinds = ["type"]
    complete = made.default is None and made.policy in ("UNIQUE", "ANY", "FIRST", "PRIORITY")
    if complete and not made.ladder and len(made.rows) > 1:
        kinds += ["gap", "gap"]
    if made.policy in ("UNIQUE", "ANY"):
        kinds += ["overlap", "overlap"]
    if made.policy in ("FIRST", "PRIORITY"):
        kinds += ["unreachable", "unreachable"]
    if made.policy != "UNIQUE":
        kinds.append("duplicate")
    return _PLANTED[rng.choice(kinds)](made, rng)


def _with(made: Made, at: int, row: tuple[str, ...], output: str) -> Made:
    rows = (*made.rows[:at], row, *made.rows[at:])
    return replace(made, rows=rows, outputs=(*made.outputs[:at], output, *made.outputs[at:]))


def _gap(made: Made, rng: random.Random) -> Broken:
    # Nothing is said where null alone is open, and a row for null is the only one that speaks of it.
    at = rng.choice([each for each, row in enumerate(made.rows) if "null" not in row])
    less = replace(
        made,
        rows=(*made.rows[:at], *made.rows[at + 1 :]),
        outputs=(*made.outputs[:at], *made.outputs[at + 1 :]),
    )
    return Broken("gap", less, lost=made.rows[at])


def _overlap(made: Made, rng: random.Random) -> Broken:
    """A rule again with a cell left open, so that it meets itself at least; the results differ."""
    at = rng.randrange(len(made.rows))
    row = list(made.rows[at])
    row[rng.randrange(len(row))] = "-"
    return Broken("overlap", _with(made, len(made.rows), tuple(row), "77"), rule=len(made.rows) + 1)


def _type(made: Made, rng: random.Random) -> Broken:
    at = rng.randrange(len(made.rows))
    column = rng.randrange(len(made.inputs) + 1)
    if column == len(made.inputs):
        outputs = list(made.outputs)
        outputs[at] = WRONG[made.output_kind]
        return Broken("type", replace(made, outputs=tuple(outputs)), rule=at + 1, column=column + 1)
    row = list(made.rows[at])
    row[column] = WRONG.get(made.inputs[column].kind, '"不对"')
    rows = (*made.rows[:at], tuple(row), *made.rows[at + 1 :])
    return Broken("type", replace(made, rows=rows), rule=at + 1, column=column + 1)


def _unreachable(made: Made, rng: random.Random) -> Broken:
    """A rule that another covers, behind it and, under PRIORITY, of a lower rank."""
    at = rng.randrange(len(made.rows))
    row = list(made.rows[at])
    for column, given in enumerate(made.inputs):
        if row[column] == "-" and given.values:
            row[column] = given.values[0] if given.kind == "boolean" else f'"{given.values[0]}"'
            break
        if row[column] == "-" and given.constants:
            row[column] = given.constants[0]
            break
    output = '"己"' if made.policy == "PRIORITY" else "77"
    return Broken("unreachable", _with(made, len(made.rows), tuple(row), output), rule=len(made.rows) + 1)


def _duplicate(made: Made, rng: random.Random) -> Broken:
    at = rng.randrange(len(made.rows))
    place = rng.randrange(at + 1, len(made.rows) + 1)
    return Broken("duplicate", _with(made, place, made.rows[at], made.outputs[at]), rule=place + 1)


_PLANTED = {
    "gap": _gap,
    "overlap": _overlap,
    "type": _type,
    "unreachable": _unreachable,
    "duplicate": _duplicate,
}


# --- as a file ---------------------------------------------------------------------------------------------


def as_dmn(made: Made) -> bytes:
    """A model with the table as its one decision."""
    parts = []
    requirements = []
    columns = []
    for at, each in enumerate(made.inputs):
        type_ref = each.kind
        if each.limits is not None and at % 2 == 0:
            # Half of the limits stand in a type, half at the column.
            type_ref = f"类型{at}"
            parts.append(
                f'<itemDefinition name="{type_ref}"><typeRef>{each.kind}</typeRef>'
                f"<allowedValues><text>{escape(each.limits)}</text></allowedValues></itemDefinition>"
            )
        parts.append(
            f'<inputData name="{each.name}" id="i{at}">'
            f'<variable name="{each.name}" typeRef="{type_ref}"/></inputData>'
        )
        requirements.append(
            f'<informationRequirement><requiredInput href="#i{at}"/></informationRequirement>'
        )
        own = ""
        if each.limits is not None and at % 2:
            own = f"<inputValues><text>{escape(each.limits)}</text></inputValues>"
        columns.append(f"<input><inputExpression><text>{each.name}</text></inputExpression>{own}</input>")
    rules = []
    for row, output in zip(made.rows, made.outputs, strict=True):
        cells = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in row)
        rules.append(f"<rule>{cells}<outputEntry><text>{escape(output)}</text></outputEntry></rule>")
    policy, aggregation = made.policy, ""
    if policy == "SUM":
        policy, aggregation = "COLLECT", ' aggregation="SUM"'
    listed = '"甲","乙","丙","丁","戊","己"'
    values = f"<outputValues><text>{listed}</text></outputValues>" if policy == "PRIORITY" else ""
    default = f"<defaultOutputEntry><text>{made.default}</text></defaultOutputEntry>" if made.default else ""
    table = (
        f'<decisionTable hitPolicy="{policy}"{aggregation}>{"".join(columns)}'
        f'<output typeRef="{made.output_kind}">{values}{default}</output>{"".join(rules)}</decisionTable>'
    )
    decision = (
        f'<decision name="资助" id="d"><variable name="资助"/>{"".join(requirements)}{table}</decision>'
    )
    return model("".join(parts) + decision)
