"""Loops and filters over values some of which are unknown: of FEEL and boxed (see ``iteration``).

A source that is not known is gone through once, with an unknown item, to find what the body depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from luodi.evaluate import iteration
from luodi.evaluate.failures import Failure
from luodi.evaluate.scope import Expr, Frame
from luodi.evaluate.unknown import Unknown, kleene_of_many, names_in, quiet, truth, union
from luodi.evaluate.values import Value


class Loop(iteration.Sources):
    """The iterators of one loop. ``over`` yields what the sources so far depend on."""

    def over(self, frame: Frame, at: int = 0) -> Iterator[frozenset[str]]:
        slot, source, end = self.sources[at]
        start = source(frame)
        last = None if end is None else end(frame)
        names = names_in(start if type(start) is Unknown or end is not None else None) | names_in(last)
        if names:
            frame[slot] = Unknown(names)
            values: Any = (frame[slot],)
        elif end is None:
            values = iteration.values_of(frame[0], start)
        else:
            values = iteration.count_between(frame[0], start, last)
        for value in values:
            frame[slot] = value
            if at == len(self.sources) - 1:
                yield names
                frame[0].go_on()
            else:
                for inner in self.over(frame, at + 1):
                    yield names | inner


def looping(slot: int, source: Expr) -> Callable[[Frame], Iterator[frozenset[str]]]:
    """One variable over one source, for the boxed forms."""
    known = iteration.looping(slot, source)

    def over(frame: Frame) -> Iterator[frozenset[str]]:
        value = source(frame)
        if type(value) is Unknown:
            frame[slot] = Unknown(value.names)
            yield value.names
            return
        for _ in known(frame):
            yield frozenset()

    return over


def collecting(over: Callable[[Frame], Iterator[frozenset[str]]], body: Expr, partial: int) -> Expr:
    """``for``: the list of the body's values."""

    def run(frame: Frame) -> Value:
        results: list[Value] = []
        open_names: frozenset[str] = frozenset()
        try:
            for names in over(frame):
                open_names |= names
                frame[partial] = results.copy() if not open_names else Unknown(open_names)
                results.append(body(frame))
        except Failure:
            return None
        return Unknown(open_names | names_in(results)) if open_names else results

    return run


def quantifying(
    over: Callable[[Frame], Iterator[frozenset[str]]], condition: Expr, *, some: bool, strict: bool = False
) -> Expr:
    """``some`` and ``every``. strict: as for ``iteration.quantifying``."""

    def run(frame: Frame) -> Value:
        answers: list[Value] = []
        open_names: frozenset[str] = frozenset()
        try:
            for names in over(frame):
                open_names |= names
                given = condition(frame)
                if strict and not names_in(given):
                    iteration.refuse_other(given)
                answer = truth(given)
                if answer is some and not names and not strict:
                    return some
                answers.append(answer)
        except Failure:
            return None
        if open_names:
            return Unknown(open_names | names_in(answers))
        return kleene_of_many(answers, decisive=some)

    return run


def _item(items: list[Value], position: Decimal) -> Value:
    return quiet(lambda: iteration.at_position(items, position))


def filtering(source: Expr, condition: Expr, slot: int, *, strict: bool = False) -> Expr:
    """``list[condition]``. strict: as for ``iteration.filtering``."""

    def run(frame: Frame) -> Value:
        items = source(frame)
        if items is None:
            return None
        if type(items) is Unknown:
            frame[slot] = Unknown(items.names)
            return union(items, condition(frame))
        if type(items) is not list:
            items = [items]
        try:
            frame[0].spend(len(items))
            return sifted(frame, items)
        except Failure:
            return None

    def sifted(frame: Frame, items: list[Value]) -> Value:
        kept: list[Value] = []
        open_answers: list[Unknown] = []
        for at, item in enumerate(items or [None]):
            frame[slot] = item
            answer = condition(frame)
            if at == 0 and type(answer) is Decimal:
                return _item(items, answer)
            if type(answer) is Unknown:
                open_answers.append(answer)
            elif strict and answer is not None and type(answer) is not bool:
                return None
            elif answer is True and items:
                kept.append(item)
            frame[0].go_on()
        return union(*open_answers, *items) if open_answers else kept

    return run
