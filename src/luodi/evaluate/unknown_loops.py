"""Loops and filters over values some of which are unknown: of FEEL and boxed (see ``iteration``).

A source that is not known is gone through once, with an unknown item, to find what the body depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from luodi.evaluate import iteration
from luodi.evaluate.failures import Failure
from luodi.evaluate.scope import Expr, Frame
from luodi.evaluate.unknown import (
    OpenItem,
    Unknown,
    kleene_of_many,
    list_of,
    names_in,
    quiet,
    truth,
    union,
    with_and_without,
)
from luodi.evaluate.values import Value


class Turn(NamedTuple):
    """One turn of a loop. names: what decides whether there is one (none: there is).

    many: it stands for all items of a source that is not known, be they none or a thousand.
    fails: if there is one, nothing comes of the loop.
    """

    names: frozenset[str] = frozenset()
    many: bool = False
    fails: bool = False


_SURE: Final = Turn()
Turns: TypeAlias = Callable[[Frame], Iterator[Turn]]


class Loop(iteration.Sources):
    """The iterators of one loop. ``over`` goes through them, each item put where the body finds it."""

    def over(self, frame: Frame, at: int = 0) -> Iterator[Turn]:
        slot, source, end = self.sources[at]
        start = source(frame)
        last = None if end is None else end(frame)
        for value, turn in _turns(frame, start, last, ends=end is not None):
            frame[slot] = value
            if at == len(self.sources) - 1:
                yield turn
                frame[0].go_on()
            else:
                try:
                    for inner in self.over(frame, at + 1):
                        yield Turn(turn.names | inner.names, turn.many or inner.many, inner.fails)
                except Failure:
                    if not turn.names:
                        raise
                    yield Turn(turn.names, turn.many, fails=True)


def _turns(frame: Frame, start: Value, last: Value, *, ends: bool) -> Iterator[tuple[Value, Turn]]:
    if type(start) is Unknown and start.items is not None and not ends:
        frame[0].spend(len(start.items))
        for deciding, item in start.items:
            yield item, Turn(deciding)
        return
    names = names_in(start if type(start) is Unknown or ends else None) | names_in(last)
    if names:
        yield Unknown(names), Turn(names, many=True)
        return
    values = iteration.count_between(frame[0], start, last) if ends else iteration.values_of(frame[0], start)
    for value in values:
        yield value, _SURE


def looping(slot: int, source: Expr) -> Turns:
    """One variable over one source, for the boxed forms."""
    known = iteration.looping(slot, source)

    def over(frame: Frame) -> Iterator[Turn]:
        value = source(frame)
        if type(value) is Unknown:
            for item, turn in _turns(frame, value, None, ends=False):
                frame[slot] = item
                yield turn
            return
        for _ in known(frame):
            yield _SURE

    return over


def collecting(over: Turns, body: Expr, partial: int) -> Expr:
    """``for``: the list of the body's values."""

    def run(frame: Frame) -> Value:
        results: list[OpenItem] = []
        open_names: frozenset[str] = frozenset()
        unsure = False
        try:
            for turn in over(frame):
                open_names |= turn.names
                unsure = unsure or turn.many or turn.fails
                if turn.fails:
                    continue
                values = [value for _, value in results]
                frame[partial] = Unknown(open_names | names_in(values)) if open_names else values
                results.append((turn.names, body(frame)))
        except Failure:
            return None
        if unsure:
            return Unknown(open_names | names_in([value for _, value in results]))
        return list_of(results)

    return run


def quantifying(over: Turns, condition: Expr, *, some: bool, strict: bool = False) -> Expr:
    """``some`` and ``every``. strict: as for ``iteration.quantifying``."""

    def run(frame: Frame) -> Value:
        answers: list[Value] = []
        open_names: frozenset[str] = frozenset()
        try:
            for names, many, fails in over(frame):
                if fails:
                    open_names |= names
                    continue
                given = condition(frame)
                if strict and not names_in(given):
                    if names and given is not None and type(given) is not bool:
                        open_names |= names
                        continue
                    iteration.refuse_other(given)
                answer = truth(given)
                if many:
                    open_names |= names
                elif names:
                    answer = _if_part(names, answer, some=some)
                elif answer is some and not strict and not open_names:
                    return some
                answers.append(answer)
        except Failure:
            # What stands before it may have settled the answer.
            names = frozenset() if strict else open_names | names_in(answers)
            return truth(Unknown(names)) if names else None
        if open_names:
            return truth(Unknown(open_names | names_in(answers)))
        return kleene_of_many(answers, decisive=some)

    return run


def _if_part(names: frozenset[str], answer: Value, *, some: bool) -> Value:
    """The answer for an item that may be none: it then says nothing."""
    nothing = not some
    if answer is nothing:
        return nothing
    if type(answer) is Unknown:
        return truth(Unknown(names | answer.names))
    return Unknown(names, (answer, nothing))


def _item(items: list[Value], position: Decimal) -> Value:
    return quiet(lambda: iteration.at_position(items, position))


def filtering(
    source: Expr, condition: Expr, slot: int, *, truths: bool = False, strict: bool = False
) -> Expr:
    """``list[condition]``. truths, strict: as for ``iteration.filtering``."""

    def run(frame: Frame) -> Value:
        items = source(frame)
        if items is None:
            return None
        if type(items) is not Unknown:
            items = [(frozenset(), item) for item in (items if type(items) is list else [items])]
        elif items.items is not None:
            items = items.items
        else:
            frame[slot] = Unknown(items.names)
            return union(items, condition(frame))
        try:
            frame[0].spend(len(items))
            return sifted(frame, items)
        except Failure:
            return None

    def sifted(frame: Frame, items: Sequence[OpenItem]) -> Value:
        kept: list[OpenItem] = []
        others: list[Unknown] = []
        for at, (names, item) in enumerate(items or [(frozenset(), None)]):
            frame[slot] = item
            answer = condition(frame)
            if at == 0 and type(answer) is Decimal:
                return _at_position(list_of(items), answer)
            if type(answer) is Unknown:
                if not truths and not _is_truth(answer):
                    others.append(answer)
                elif items and (answer.possible is None or True in answer.possible):
                    kept.append((names | answer.names, item))
            elif strict and answer is not None and type(answer) is not bool:
                if names:
                    others.append(Unknown(names))
                else:
                    return None
            elif answer is True and items:
                kept.append((names, item))
            frame[0].go_on()
        return union(*others, list_of(items)) if others else list_of(kept)

    return run


def _is_truth(answer: Unknown) -> bool:
    """Whether it can be no position: all it may be is true, false or null."""
    return answer.possible is not None and all(each is None or type(each) is bool for each in answer.possible)


def _at_position(items: Value, position: Decimal) -> Value:
    found = with_and_without([items], lambda given: _item(given[0], position))
    if found is not None:
        return found[0]
    return union(items) if type(items) is Unknown else _item(items, position)
