"""Arguments of built-ins as their bodies need them: checked, and brought from or into a list of one.

Each function gives the value or raises a ``Failure`` that names the function and the parameter.
Implicit conversions: a list of one where an item is wanted, an item where a list is wanted, a
date where a date and time is wanted (DMN 1.5, 10.3.2.9.4).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, TypeVar

from luodi.evaluate.arithmetic import whole_number
from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal import Date, DateTime
from luodi.evaluate.values import Function, Value, type_name
from luodi.feel.type_words import TypeName

T = TypeVar("T")
# Stands for an argument that was not given, where null means something else.
ABSENT: Final[Any] = object()


def wrong(function: str, parameter: str, wanted: str, was: Value) -> Failure:
    """The reason why an argument is not usable: null, or of another type."""
    if was is None:
        return Failure("EVAL005", function=function, name=parameter)
    return Failure("EVAL006", function=function, name=parameter, wanted=TypeName(wanted), was=type_name(was))


def _single(kind: type[T], wanted: str) -> Callable[[Value, str, str], T]:
    def argument(value: Value, function: str, parameter: str) -> T:
        if type(value) is kind:
            return value
        if type(value) is list and len(value) == 1 and type(value[0]) is kind:
            return value[0]
        raise wrong(function, parameter, wanted, value)

    return argument


number_of = _single(Decimal, "number")
string_of = _single(str, "string")
boolean_of = _single(bool, "boolean")
context_of = _single(dict, "context")
function_of = _single(Function, "function")


def list_of(value: Value, function: str, parameter: str = "list") -> list[Value]:
    """A list; anything but null is a list of one."""
    if type(value) is list:
        return value
    if value is None:
        raise wrong(function, parameter, "list", value)
    return [value]


def whole_of(value: Value, function: str, parameter: str) -> int:
    """A number without its fraction: positions, lengths, scales."""
    return whole_number(number_of(value, function, parameter))


def single(value: Value) -> Value:
    """The item of a list of one; anything else as it is."""
    return value[0] if type(value) is list and len(value) == 1 else value


def moment_of(value: Value, function: str, parameter: str) -> Date | DateTime:
    """A date or a date and time."""
    value = single(value)
    if isinstance(value, (Date, DateTime)):
        return value
    raise wrong(function, parameter, "date", value)


def listed(arguments: tuple[Value, ...], function: str) -> list[Value]:
    """The items of a function that takes a list or its items: ``sum([1, 2])`` and ``sum(1, 2)``."""
    if not arguments:
        raise Failure("EVAL007", function=function)
    if len(arguments) == 1:
        return list_of(arguments[0], function)
    return list(arguments)
