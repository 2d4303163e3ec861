"""Changes between two decision tables: columns, rules, cells. Rules are aligned by what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, NamedTuple

from luodi.dmn.hit_policy import POLICY_WORDS, HitPolicy
from luodi.dmn.model import DecisionTable, InputClause, OutputClause, Rule

# Of two stretches of rules without anything in common, comparisons to find those that are alike; beyond it
# they are taken in their order.
_MOST_COMPARED: Final = 250_000


class RuleCell(NamedTuple):
    """A cell of a rule. part: inputs or outputs; label: of its column."""

    part: str
    label: str
    text: str


class TableChange(NamedTuple):
    """kind and what: values of ``difference.Kind`` and ``What``; where: within the table.

    cells: of a rule that is new or gone, what it says.
    """

    kind: str
    what: str
    where: tuple[str, ...]
    before: str | None = None
    after: str | None = None
    name: str = ""
    cells: tuple[RuleCell, ...] = ()


class _Column(NamedTuple):
    """A column in both tables by its place in each, None where it is not there; label for people."""

    old: int | None
    new: int | None
    label: str


def column_label(clause: InputClause | OutputClause, number: int) -> str:
    """What people call a column: its label, what it tests or names, else its number."""
    if isinstance(clause, InputClause):
        return clause.label or (clause.expression.text or "").strip() or f"输入 {number}"
    return clause.label or clause.name or f"输出 {number}"


def table_changes(old: DecisionTable, new: DecisionTable) -> Iterator[TableChange]:
    """All changes: the policy, columns, then rules in the order of the newer table."""
    policies = [POLICY_WORDS[_policy(table)].name for table in (old, new)]
    if policies[0] != policies[1]:
        yield TableChange("changed", "policy", (), policies[0], policies[1])
    inputs = list(_columns(old.inputs, new.inputs))
    outputs = list(_columns(old.outputs, new.outputs))
    for column in inputs:
        yield from _input_changes(old, new, column)
    for column in outputs:
        yield from _output_changes(old, new, column)
    notes = list(_note_columns(old, new))
    for column in notes:
        if column.new is None:
            yield TableChange("removed", "annotation_column", (), column.label)
        elif column.old is None:
            yield TableChange("added", "annotation_column", (), None, column.label)
    yield from _Rules(old, new, inputs, outputs, notes).changes()
    if (old.output_label or "") != (new.output_label or ""):
        yield TableChange(
            _kind(old.output_label, new.output_label),
            "property",
            (),
            old.output_label,
            new.output_label,
            "output_label",
        )


def _policy(table: DecisionTable) -> Any:
    return (table.hit_policy, table.aggregation if table.hit_policy is HitPolicy.COLLECT else None)


def _kind(before: str | None, after: str | None) -> str:
    return "added" if not before else "changed" if after else "removed"


def _key(clause: Any) -> str:
    if isinstance(clause, InputClause):
        return _plain(clause.expression.text)
    return _plain(clause.name or clause.label)


def _columns(old: Sequence[Any], new: Sequence[Any]) -> Iterator[_Column]:
    """Columns of both: by what they test or name, by id, and the rest in their order."""
    left = list(range(len(old)))
    partner: dict[int, int] = {}
    for same in (
        lambda one, two: _key(one) == _key(two),
        lambda one, two: bool(one.id) and one.id == two.id,
    ):
        for place, clause in enumerate(new):
            if place not in partner:
                match = next((each for each in left if same(old[each], clause)), None)
                if match is not None:
                    left.remove(match)
                    partner[place] = match
    alone = [place for place in range(len(new)) if place not in partner]
    if len(alone) == len(left) == 1:
        # One column instead of another: it was renamed.
        partner[alone[0]] = left.pop()
    for place, clause in enumerate(new):
        yield _Column(partner.get(place), place, column_label(clause, place + 1))
    for place in left:
        yield _Column(place, None, column_label(old[place], place + 1))


def _note_columns(old: DecisionTable, new: DecisionTable) -> Iterator[_Column]:
    left = list(range(len(old.annotations)))
    for place, name in enumerate(new.annotations):
        match = next((each for each in left if old.annotations[each] == name), None)
        if match is not None:
            left.remove(match)
        yield _Column(match, place, name or f"批注 {place + 1}")
    for place in left:
        yield _Column(place, None, old.annotations[place] or f"批注 {place + 1}")


def _input_changes(old: DecisionTable, new: DecisionTable, column: _Column) -> Iterator[TableChange]:
    if column.new is None:
        yield TableChange("removed", "input_column", (), column.label)
        return
    if column.old is None:
        yield TableChange("added", "input_column", (), None, column.label)
        return
    one, two = old.inputs[column.old], new.inputs[column.new]
    for name, before, after in (
        ("expression", one.expression.text, two.expression.text),
        ("label", one.label, two.label),
        ("type_ref", one.expression.type_ref, two.expression.type_ref),
        ("values", one.values.text if one.values else None, two.values.text if two.values else None),
        ("description", one.description, two.description),
    ):
        yield from _differs(column.label, name, before, after)


def _output_changes(old: DecisionTable, new: DecisionTable, column: _Column) -> Iterator[TableChange]:
    if column.new is None:
        yield TableChange("removed", "output_column", (), column.label)
        return
    if column.old is None:
        yield TableChange("added", "output_column", (), None, column.label)
        return
    one, two = old.outputs[column.old], new.outputs[column.new]
    for name, before, after in (
        ("name", one.name, two.name),
        ("label", one.label, two.label),
        ("type_ref", one.type_ref, two.type_ref),
        ("values", one.values.text if one.values else None, two.values.text if two.values else None),
        ("default", one.default.text if one.default else None, two.default.text if two.default else None),
        ("description", one.description, two.description),
    ):
        yield from _differs(column.label, name, before, after)


def _differs(label: str, name: str, before: str | None, after: str | None) -> Iterator[TableChange]:
    if _plain(before) != _plain(after):
        yield TableChange(_kind(before, after), "property", (label,), before, after, name)


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def _cell(text: str | None) -> str:
    """A condition to compare by: nothing written and ``-`` are the same."""
    return _plain(text) or "-"


class _Rules:
    def __init__(
        self,
        old: DecisionTable,
        new: DecisionTable,
        inputs: list[_Column],
        outputs: list[_Column],
        notes: list[_Column],
    ) -> None:
        self.old, self.new = old, new
        self.inputs, self.outputs, self.notes = inputs, outputs, notes
        self._before = [self._says(rule, 0) for rule in old.rules]
        self._after = [self._says(rule, 1) for rule in new.rules]

    def _says(self, rule: Rule, side: int) -> tuple[str, ...]:
        """The cells of the columns that both tables have."""
        said = [
            _cell(_text(rule.inputs, column.new if side else column.old))
            for column in self.inputs
            if column.old is not None and column.new is not None
        ]
        said += [
            _plain(_text(rule.outputs, column.new if side else column.old))
            for column in self.outputs
            if column.old is not None and column.new is not None
        ]
        return tuple(said)

    def changes(self) -> Iterator[TableChange]:
        pairs: dict[int, int] = {}
        matcher = SequenceMatcher(None, self._before, self._after, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            if tag == "equal":
                pairs.update(zip(range(j1, j2), range(i1, i2), strict=True))
            elif tag == "replace":
                pairs.update(self._alike(range(i1, i2), range(j1, j2)))
        gone = [place for place in range(len(self._before)) if place not in set(pairs.values())]
        for place in range(len(self._after)):
            number = f"规则 {place + 1}"
            if place in pairs:
                yield from self._cells(pairs[place], place, number)
                continue
            moved = next((each for each in gone if self._before[each] == self._after[place]), None)
            if moved is not None:
                gone.remove(moved)
                yield TableChange("moved", "rule", (number,), str(moved + 1), str(place + 1))
                yield from self._cells(moved, place, number)
            else:
                said = rule_cells(self.new, place)
                yield TableChange("added", "rule", (number,), None, rule_words(said), cells=said)
        for place in gone:
            said = rule_cells(self.old, place)
            yield TableChange("removed", "rule", (f"规则 {place + 1}",), rule_words(said), cells=said)

    def _alike(self, old: range, new: range) -> dict[int, int]:
        """Pairs of rules, in order, of which one was made from the other."""
        pairs: dict[int, int] = {}
        if len(old) * len(new) > _MOST_COMPARED or len(old) == len(new) == 1:
            return dict(zip(new, old, strict=False))
        start = old.start
        for place in new:
            best, share = None, 0.0
            for candidate in range(start, old.stop):
                one, two = self.old.rules[candidate].id, self.new.rules[place].id
                alike = self._share(candidate, place) + (0.25 if one and one == two else 0)
                if alike > share:
                    best, share = candidate, alike
            if best is not None and (share >= 0.5 or len(old) == len(new)):
                pairs[place] = best
                start = best + 1
        return pairs

    def _share(self, old: int, new: int) -> float:
        cells = list(zip(self._before[old], self._after[new], strict=True))
        return sum(one == two for one, two in cells) / len(cells) if cells else 1.0

    def _cells(self, old: int, new: int, number: str) -> Iterator[TableChange]:
        one, two = self.old.rules[old], self.new.rules[new]
        for columns, part, plain in (
            (self.inputs, "inputs", _cell),
            (self.outputs, "outputs", _plain),
            (self.notes, "annotations", _plain),
        ):
            for column in columns:
                if column.old is None or column.new is None:
                    continue
                before = plain(_text(getattr(one, part), column.old))
                after = plain(_text(getattr(two, part), column.new))
                if before != after:
                    kind = "removed" if not after else "changed" if before else "added"
                    yield TableChange(kind, "cell", (number, column.label), before, after, part)
        if _plain(one.description) != _plain(two.description):
            kind = _kind(one.description, two.description)
            yield TableChange(kind, "property", (number,), one.description, two.description, "description")


def rule_cells(table: DecisionTable, place: int) -> tuple[RuleCell, ...]:
    """What a rule says: its conditions that ask for something, and its results."""
    rule = table.rules[place]
    conditions = [
        RuleCell("inputs", column_label(clause, number), _cell(_text(rule.inputs, number - 1)))
        for number, clause in enumerate(table.inputs, 1)
    ]
    results = [
        RuleCell("outputs", column_label(clause, number), _plain(_text(rule.outputs, number - 1)) or "null")
        for number, clause in enumerate(table.outputs, 1)
    ]
    return (*(each for each in conditions if each.text != "-"), *results)


def rule_words(cells: Sequence[RuleCell], always: str = "-") -> str:
    """A rule in one line; always: for one that has no condition."""
    conditions, results = (
        "，".join(f"{each.label} {each.text}" for each in cells if each.part == part)
        for part in ("inputs", "outputs")
    )
    return f"{conditions or always} → {results}"


def _text(parts: Sequence[Any], place: int | None) -> str | None:
    if place is None or place >= len(parts):
        return None
    part = parts[place]
    return part if part is None or isinstance(part, str) else part.text
