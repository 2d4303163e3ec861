"""Running a decision model: ``compile_model`` once, ``decide`` for each case.

model = compile_model(read("补贴.dmn").definitions)
result = model.decide({"研发费用": 120}, as_of=date(2026, 3, 1))
result.values["补贴金额"]
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from luodi.diagnostics import Diagnostic
from luodi.dmn import model as dmn
from luodi.evaluate.calls import call_value
from luodi.evaluate.failures import Failure, Reason
from luodi.evaluate.near import Near, near_in_table
from luodi.evaluate.program import Part, Program, variable_name
from luodi.evaluate.run import UNSET, Place, Run
from luodi.evaluate.run import Part as TracedPart
from luodi.evaluate.tables import Table, TableTrace
from luodi.evaluate.texts import Texts
from luodi.evaluate.types import ValueType
from luodi.evaluate.unknown_model import UnknownProgram, unknown_inputs
from luodi.evaluate.values import VALUE_LIMIT, Function, Value, from_python, is_within
from luodi.feel.names import normalise_name
from luodi.feel.type_words import TypeName


@dataclass(eq=False)
class Result:
    """What came out of one case.

    values: of the decisions by name. reasons: why values, or parts of them, are null.
    tables, parts: how tables and expressions came to their results; only when traced.
    """

    values: Mapping[str, Value]
    reasons: tuple[Reason, ...] = ()
    tables: tuple[TableTrace, ...] = ()
    parts: tuple[TracedPart, ...] = ()
    _misses: tuple[Near, ...] = field(default=(), repr=False, compare=False)
    _missing: Callable[[], Mapping[str, tuple[str, ...]]] = field(default=dict, repr=False, compare=False)

    @cached_property
    def missing(self) -> Mapping[str, tuple[str, ...]]:
        """Of each decision the null inputs that it still depends on; worked out when asked for.

        Not empty means that it cannot be said yet, never no. Inputs inside contexts and lists are named
        ``企业.研发费用`` and ``项目[2].金额``.
        """
        return self._missing()

    @cached_property
    def near(self) -> tuple[Near, ...]:
        """How far off conditions about amounts were that failed, those of tables first; only when traced."""
        return tuple(near for table in self.tables for near in near_in_table(table)) + self._misses


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Nothing that compiling makes is garbage, and the collector would go through all of it again and again.

    It takes half of the time for a table of thousands of rules. Two threads that compile at once at worst
    begin to collect early.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Model:
    """A compiled model; may be used by several threads at once.

    inputs, decisions, services: their names, as ``decide`` takes and gives them; elements of an imported
    model stand behind the name of the import. diagnostics: what is wrong with texts and types.
    """

    def __init__(self, definitions: dmn.Definitions) -> None:
        self.definitions = definitions
        self._texts = Texts()
        with _no_collecting():
            self._program = Program(definitions, self._texts)
        self.diagnostics: tuple[Diagnostic, ...] = tuple(self._program.diagnostics)
        self._by_key: dict[str, Part] = {}
        self._by_name: dict[str, list[Part]] = {}
        for part in self._program.parts:
            self._by_key.setdefault(part.key, part)
            self._by_name.setdefault(variable_name(part.element), []).append(part)
        own = [part for part in self._program.parts if part.owner is definitions]
        self.inputs = tuple(
            each.key for each in self._program.parts if isinstance(each.element, dmn.InputData)
        )
        self.decisions = tuple(each.key for each in own if isinstance(each.element, dmn.Decision))
        self.services = tuple(each.key for each in own if isinstance(each.element, dmn.DecisionService))
        self._decisions = [(each.key, each.number) for each in own if isinstance(each.element, dmn.Decision)]
        self._unset = [UNSET] * len(self._program.parts)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The decision tables, in the order of the model."""
        return tuple(self._program.tables)

    @cached_property
    def _traced(self) -> Program:
        with _no_collecting():
            return Program(self.definitions, self._texts, tracing=True)

    @cached_property
    def _unknown(self) -> UnknownProgram:
        with _no_collecting():
            return UnknownProgram(self.definitions, self._texts)

    def _finished(
        self, run: Run, values: dict[str, Value], missing: Callable[[], Mapping[str, tuple[str, ...]]]
    ) -> Result:
        return Result(
            values, tuple(run.reasons), tuple(run.tables), tuple(run.parts), tuple(run.misses), missing
        )

    def find(self, name: str, namespace: str | None = None) -> Part | None:
        """The element of a name: of this model, behind an import's name, or the only one of all models."""
        normal = normalise_name(name)
        if namespace is None and normal in self._by_key:
            return self._by_key[normal]
        found = self._by_name.get(normal, [])
        if namespace is not None:
            found = [each for each in found if each.owner.namespace == namespace]
        return found[0] if len(found) == 1 else None

    def decide(
        self,
        inputs: Mapping[str, object],
        as_of: object = None,
        trace: bool = False,
        decisions: Iterable[str] | None = None,
    ) -> Result:
        """The values of all decisions, or of those named.

        inputs: by name (``import.name`` for imported ones); Python values are brought in, absent inputs are
        null. A name of a decision sets its value, and it is not evaluated. as_of: a date or moment; what
        ``today()`` and ``now()`` say.
        """
        program = self._traced if trace else self._program
        run = self._run(program, inputs, as_of)
        given = run.values.copy()
        wanted = self._decisions if decisions is None else self._wanted(decisions)
        values = {key: self._value(run, number) for key, number in wanted}
        return self._finished(run, values, lambda: self._missing(given, wanted, as_of))

    def _missing(
        self, given: Sequence[Value], wanted: Sequence[tuple[str, int]], as_of: object
    ) -> Mapping[str, tuple[str, ...]]:
        if not unknown_inputs(self._program.parts, given)[1]:
            # Nothing is unknown; the program that finds out may never be needed.
            return {key: () for key, _ in wanted}
        return self._unknown.missing(given, wanted, as_of)

    def call(
        self, name: str, inputs: Mapping[str, object], as_of: object = None, trace: bool = False
    ) -> Result:
        """The result of a decision service or a knowledge model with arguments by name."""
        program = self._traced if trace else self._program
        part = self.find(name)
        if part is None:
            raise KeyError(name)
        run = self._run(program, {}, as_of)
        value = self._called(run, part.number, {normalise_name(key): each for key, each in inputs.items()})
        return self._finished(run, {part.key: value}, dict)

    def _run(self, program: Program, inputs: Mapping[str, object], as_of: object) -> Run:
        run = Run(as_of, self._unset.copy(), program.evaluators)
        for name, value in inputs.items():
            part = self._by_key.get(name) or self.find(name)
            if part is None:
                # A slip of the pen must not pass for an input that is not known.
                run.note(Failure("EVAL037", name=name), Place("", None))
            else:
                run.values[part.number] = _brought_in(run, part, value)
        return run

    def _wanted(self, names: Iterable[str]) -> Sequence[tuple[str, int]]:
        wanted = []
        for name in names:
            part = self.find(name)
            if part is None:
                raise KeyError(name)
            wanted.append((name, part.number))
        return wanted

    def _value(self, run: Run, number: int) -> Value:
        value = run.values[number]
        if value is UNSET:
            value = run.value(number)
        if type(value) is Function:
            part = self._program.parts[number]
            if isinstance(part.element, dmn.DecisionService):
                return self._called(run, number, None)
        if not is_within(value):
            run.note(Failure("EVAL017", limit=VALUE_LIMIT), Place(self._program.parts[number].key, None))
            return None
        return value

    def _called(self, run: Run, number: int, arguments: Mapping[str, object] | None) -> Value:
        """A callable's result; without arguments it takes the values of the run by its parameters' names."""
        function = run.value(number)
        try:
            if type(function) is not Function:
                raise Failure("EVAL011", was=TypeName("Null"))
            given = function.parameters
            for name in arguments or ():
                if name not in given:
                    run.note(Failure("EVAL037", name=name), Place(function.name, None))
            values = []
            for name in given:
                if arguments is not None:
                    values.append(from_python(arguments.get(name)))
                else:
                    part = self.find(name)
                    values.append(None if part is None else self._value(run, part.number))
            return call_value(function, given, values)
        except Failure as failure:
            run.note(failure, Place(self._program.parts[number].key, None))
            return None


def _brought_in(run: Run, part: Part, value: object) -> Value:
    """An input's value as one of its type; null with a reason where it does not conform."""
    found = part.type
    try:
        brought = from_python(value)
        if found is None or brought is None:
            return brought
        return found.coerce(filled(brought, found))
    except Failure as failure:
        run.note(failure, Place(part.key, None))
        return None


def filled(value: Value, found: ValueType) -> Value:
    """The value with null for each component it does not mention: not said is not known, not another type."""
    if found.components and type(value) is dict:
        made = {key: filled(item, found.components[key]) if key in found.components else item
                for key, item in value.items()}  # fmt: skip
        for key in found.components:
            made.setdefault(key, None)
        return made
    if (
        found.element is not None
        and type(value) is list
        and (found.element.components or found.element.element)
    ):
        return [filled(item, found.element) for item in value]
    return value


def compile_model(definitions: dmn.Definitions) -> Model:
    """The model ready to run. A text that cannot be read is null with a reason; ``diagnostics`` say why."""
    return Model(definitions)
