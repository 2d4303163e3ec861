"""Filters, ``for``, ``some`` and ``every`` (DMN 1.5, 10.3.2.5, 10.3.2.6 and 10.3.2.14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from luodi.evaluate.arithmetic import whole_number
from luodi.evaluate.failures import Failure
from luodi.evaluate.run import Place, Run
from luodi.evaluate.scope import Expr, Frame, Scope
from luodi.evaluate.temporal import Date
from luodi.evaluate.values import Range, Value, type_name
from luodi.feel import ast
from luodi.feel.names import Scope as Names
from luodi.feel.type_words import TypeName

if TYPE_CHECKING:
    from luodi.evaluate.compiler import Compiler

# Conditions that are never a number: no look whether they are a position.
TRUTHS: Final = (
    ast.Comparison,
    ast.And,
    ast.Or,
    ast.Between,
    ast.In,
    ast.InstanceOf,
    ast.Quantified,
    ast.Boolean,
)


def compile_filter(compiler: Compiler, node: ast.Filter, scope: Scope) -> Expr:
    """``list[3]`` is an item, ``list[a > 3]`` the items for which it is true."""
    source = compiler.compile(node.source, scope)
    slot = scope.layout.slot()
    condition = compiler.compile(node.condition, filter_scope(scope, slot))
    return filtering(compiler.place(node), source, condition, slot, truths=isinstance(node.condition, TRUTHS))


def filter_scope(scope: Scope, slot: int, entries: Names | None = None) -> Scope:
    """What a condition sees: ``item``, the entries of an item that is a context, and what is around.

    entries: those that are known, where the condition is still to be parsed.
    """
    names = scope.names if entries is None else entries.inside(scope.names)
    inner = scope.child({}, item=slot, names=names)
    return inner.child({"item": _item(slot)}, names=names.child({"item": entries}))


def _item(slot: int) -> Expr:
    """The item; of a context with an entry of that name, the entry (DMN 1.5, 10.3.2.5)."""

    def read(frame: Frame) -> Value:
        value = frame[slot]
        return value["item"] if type(value) is dict and "item" in value else value

    return read


def filtering(
    place: Place, source: Expr, condition: Expr, slot: int, *, truths: bool, strict: bool = False
) -> Expr:
    """The run of a filter. truths: the condition is known to be no position.

    strict: of a boxed filter, where the kit wants a condition that is no boolean to make all null.
    """

    def run(frame: Frame) -> Value:
        items = source(frame)
        if type(items) is not list:
            if items is None:
                frame[0].note(Failure("EVAL001", op="[]"), place)
                return None
            items = [items]
        try:
            frame[0].spend(len(items))
            if truths:
                return _kept(frame, items)
            return _picked(frame, items)
        except Failure as failure:
            frame[0].note(failure, place)
            return None

    def _kept(frame: Frame, items: list[Value]) -> list[Value]:
        kept = []
        for item in items:
            frame[slot] = item
            answer = condition(frame)
            if answer is True:
                kept.append(item)
            elif strict:
                refuse_other(answer)
            frame[0].go_on()
        return kept

    def _picked(frame: Frame, items: list[Value]) -> Value:
        # Without an item a position can still be said: of an empty list none exists.
        frame[slot] = items[0] if items else None
        first = condition(frame)
        if type(first) is Decimal:
            return at_position(items, first)
        if not items:
            return []
        if strict:
            refuse_other(first)
        return ([items[0]] if first is True else []) + _kept(frame, items[1:])

    return run


def refuse_other(answer: Value) -> None:
    """A Failure for a condition that is neither a boolean nor null."""
    if answer is not None and type(answer) is not bool:
        raise Failure("EVAL014", was=type_name(answer))


def at_position(items: list[Value], position: Decimal) -> Value:
    """The item at a position from 1, or from the end when negative; a Failure where there is none."""
    number = whole_number(position)
    if number == 0 or abs(number) > len(items):
        raise Failure("EVAL033", size=len(items), position=number)
    return items[number - 1 if number > 0 else number]


def values_of(run: Run, source: Value) -> Iterable[Value]:
    """What a loop over a value goes through; a Failure where it is nothing to go through."""
    if type(source) is list:
        run.spend(len(source))
        return source
    if type(source) is Range:
        return _values_between(run, source.start, source.end, source.start_included, source.end_included)
    if source is None:
        raise Failure("EVAL034", was=TypeName("Null"))
    return [source]


def _values_between(run: Run, start: Value, end: Value, from_start: bool, to_end: bool) -> Iterator[Value]:
    values = count_between(run, start, end)
    if type(start) is Decimal and type(end) is Decimal and start > end:
        raise Failure("EVAL034", was=TypeName("range"))
    for value in values:
        if (value == start and not from_start) or (value == end and not to_end):
            continue
        yield value


def count_between(run: Run, start: Value, end: Value) -> Iterable[Value]:
    """Whole numbers or days from one to the other, upwards or downwards, both included."""
    if type(start) is Decimal and type(end) is Decimal:
        if start != start.to_integral_value() or end != end.to_integral_value():
            raise Failure("EVAL034", was=TypeName("number"))
        first, last = whole_number(start), whole_number(end)
        run.spend(abs(last - first) + 1)
        step = 1 if first <= last else -1
        return (Decimal(number) for number in range(first, last + step, step))
    if type(start) is Date and type(end) is Date:
        first, last = start.days, end.days
        run.spend(abs(last - first) + 1)
        step = 1 if first <= last else -1
        return (Date.from_days(day) for day in range(first, last + step, step))
    raise Failure("EVAL034", was=type_name(start))


class Sources:
    """What one ``for``, ``some`` or ``every`` goes through: slot, source and end of each iterator.

    scope: with all variables, for the body.
    """

    def __init__(self, compiler: Compiler, iterators: tuple[ast.Iterator, ...], scope: Scope) -> None:
        self.sources: list[tuple[int, Expr, Expr | None]] = []
        for each in iterators:
            source = compiler.compile(each.source, scope)
            end = None if each.end is None else compiler.compile(each.end, scope)
            scope, slot = scope.local(each.name)
            self.sources.append((slot, source, end))
        self.scope = scope


class _Loop(Sources):
    """Puts each combination into the frame."""

    def over(self, frame: Frame, at: int = 0) -> Iterator[None]:
        slot, source, end = self.sources[at]
        run: Run = frame[0]
        values = (
            values_of(run, source(frame)) if end is None else count_between(run, source(frame), end(frame))
        )
        is_last = at == len(self.sources) - 1
        for value in values:
            frame[slot] = value
            if is_last:
                yield
                run.go_on()
            else:
                yield from self.over(frame, at + 1)


def compile_for(compiler: Compiler, node: ast.For, scope: Scope) -> Expr:
    loop = _Loop(compiler, node.iterators, scope)
    inner, slot = loop.scope.local("partial")
    body = compiler.compile(node.body, inner)
    uses_partial = any(isinstance(each, ast.Name) and each.name == "partial" for each in ast.walk(node.body))
    return collecting(compiler.place(node), loop.over, body, slot if uses_partial else None)


def collecting(place: Place, over: Expr, body: Expr, partial: int | None) -> Expr:
    """The list of a body's values. partial: the slot of the results so far, where the body speaks of them."""

    def run(frame: Frame) -> Value:
        results: list[Value] = []
        try:
            for _ in over(frame):
                if partial is not None:
                    # A copy, for a body may keep it; what copying costs is counted.
                    frame[0].spend(len(results) // 2)
                    frame[partial] = results.copy()
                results.append(body(frame))
        except Failure as failure:
            frame[0].note(failure, place)
            return None
        return results

    return run


def compile_quantified(compiler: Compiler, node: ast.Quantified, scope: Scope) -> Expr:
    loop = _Loop(compiler, node.iterators, scope)
    condition = compiler.compile(node.condition, loop.scope)
    return quantifying(compiler.place(node), loop.over, condition, some=node.kind == "some")


def quantifying(place: Place, over: Expr, condition: Expr, *, some: bool, strict: bool = False) -> Expr:
    """Kleene's or (some) or and (every) over all combinations. strict: as for ``filtering``."""

    def run(frame: Frame) -> Value:
        unknown = decided = False
        try:
            for _ in over(frame):
                answer = condition(frame)
                if strict:
                    refuse_other(answer)
                if answer is some:
                    if not strict:
                        return some
                    decided = True
                if answer is not (not some):
                    unknown = True
                    if answer is not None and type(answer) is not bool:
                        frame[0].note(Failure("EVAL014", was=type_name(answer)), place)
        except Failure as failure:
            frame[0].note(failure, place)
            return None
        if decided:
            return some
        return None if unknown else not some

    return run


def looping(slot: int, source: Expr) -> Expr:
    """One variable over one source, for the boxed forms: a single value is not taken for a list of one."""

    def over(frame: Frame) -> Iterator[None]:
        values = source(frame)
        if type(values) not in (list, Range):
            raise Failure("EVAL034", was=type_name(values))
        for value in values_of(frame[0], values):
            frame[slot] = value
            yield
            frame[0].go_on()

    return over
