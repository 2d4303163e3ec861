"""Arithmetic that gives the interpreter's number to the last digit, or is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal as OneOf

from luodi.relational.hoisting import Hoist
from luodi.relational.nodes import (
    NULL_BOOLEAN,
    And,
    Arithmetic,
    Case,
    Compare,
    Digits,
    FromDigits,
    IntegerSum,
    IsNull,
    Literal,
    Node,
    Rounded,
    Rounding,
    WholeQuotient,
    both,
    either,
    may_be_null,
    surely,
    type_of,
)
from luodi.relational.refusal import Refused
from luodi.relational.types import (
    BOOLEAN,
    EXACT,
    EXACT_DIGITS,
    INTEGER,
    LONG,
    LONG_DIGITS,
    NULL,
    NumberType,
    ScalarType,
    digits_at,
    number_of,
)
from luodi.relational.values import (
    COLUMN_DIGITS,
    NO_NODE,
    Ratio,
    Value,
    digits_fit,
    fitting,
    unified,
    widened,
    words_of,
)

# A quotient rounded to 34 digits is on the same side of a bound as the exact one where both sides of the
# multiplied comparison are integers of up to 33 digits: they differ by at least 10**-33 of the bound, and
# rounding moves by at most half of that.
RATIO_DIGITS = EXACT_DIGITS - 1
# The greatest exponent that is written as a product.
_POWERS = 64
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"}
Order = OneOf["=", "<>", "<", "<=", ">", ">="]


def number_node(value: Value) -> Node:
    """A number as a node. Refused for an open quotient, and for what is no number."""
    if isinstance(value, Ratio):
        raise Refused("SQL004")
    if not isinstance(value, NO_NODE):
        if type_of(value) == NULL:
            return Literal(None, NumberType(Decimal(0), Decimal(0), 0))
        if isinstance(type_of(value), NumberType):
            return value
    raise Refused("SQL005", wanted="number", was=words_of(value))


def number_type(value: Value) -> NumberType:
    """The type of a number. Refused as ``number_node``."""
    kind = type_of(number_node(value))
    assert isinstance(kind, NumberType)
    return kind


def number(value: Decimal) -> Literal:
    return Literal(value, number_of(value))


def integer(value: int, kind: ScalarType = INTEGER) -> Literal:
    return Literal(value, kind)


def arithmetic(op: OneOf["+", "-", "*"], left: Value, right: Value) -> Node:
    """``left op right``, null where a side is null."""
    left, right = number_node(left), number_node(right)
    one, other = number_type(left), number_type(right)
    scale = one.scale + other.scale if op == "*" else max(one.scale, other.scale)
    if op == "+":
        low, high = EXACT.add(one.low, other.low), EXACT.add(one.high, other.high)
    elif op == "-":
        low, high = EXACT.subtract(one.low, other.high), EXACT.subtract(one.high, other.low)
    else:
        ends = [EXACT.multiply(a, b) for a in (one.low, one.high) for b in (other.low, other.high)]
        low, high = min(ends), max(ends)
    kind = fitting(NumberType(low, high, scale), EXACT_DIGITS)
    for each in (one, other):
        digits_fit(each, each.scale if op == "*" else scale, EXACT_DIGITS)
    if any(isinstance(each, Literal) and each.value is None for each in (left, right)):
        return Literal(None, kind)
    if isinstance(left, Literal) and isinstance(right, Literal) and low == high:
        return Literal(low, number_of(low))
    return Arithmetic(op, left, right, kind)


def power(hoist: Hoist, value: Value, exponent: Value) -> Node:
    """``value ** exponent`` for a constant whole exponent that is not below nought, by multiplying.

    Exact as long as no product has more digits than the interpreter keeps, which ``arithmetic`` sees to.
    """
    node = number_node(value)
    if not isinstance(exponent, Literal) or not isinstance(exponent.value, Decimal):
        raise Refused("SQL006", name="exponent")
    times = exponent.value
    if times != int(times) or not 0 <= times <= _POWERS:
        raise Refused("SQL006", name="exponent")
    if not times:
        one = number(Decimal(1))
        return (
            one
            if not may_be_null(node)
            else Case(((_missing(node), Literal(None, one.type)),), one, one.type)
        )
    kept = hoist.keep(node)
    result: Node = kept
    for _ in range(int(times) - 1):
        result = hoist.keep(arithmetic("*", result, kept))
    return result


def _missing(node: Node) -> Node:
    return IsNull(node)


def negated(value: Value) -> Node:
    return arithmetic("-", number(Decimal(0)), value)


def divided(left: Value, right: Value) -> Value:
    """``left / right``: a product where the divisor is 2, 1000 or their like, else a quotient kept open."""
    left, right = number_node(left), number_node(right)
    if isinstance(right, Literal) and isinstance(right.value, Decimal):
        if not right.value:
            return Literal(None, number_type(left))
        inverse = _inverse(right.value)
        if inverse is not None:
            return arithmetic("*", left, number(inverse))
    return Ratio(left, right)


def _inverse(value: Decimal) -> Decimal | None:
    """1 / value where it has an end."""
    sign, digits, exponent = value.normalize(EXACT).as_tuple()
    if not isinstance(exponent, int):
        return None
    whole = int("".join(map(str, digits)))
    rest = whole
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return None
    inverse = EXACT.scaleb(EXACT.divide(Decimal(1), Decimal(whole)), -exponent).normalize(EXACT)
    return -inverse if sign else inverse


# --- comparing a quotient ------------------------------------------------------------------------------


def compare_ratio(op: Order, ratio: Ratio, bound: Value) -> Node:
    """``numerator / denominator op bound`` by multiplying; null where the quotient or the bound is null."""
    if isinstance(bound, Ratio):
        raise Refused("SQL004")
    product = arithmetic("*", bound, ratio.denominator)
    sides, kind = unified([ratio.numerator, product])
    assert isinstance(kind, NumberType)
    fitting(kind, RATIO_DIGITS)
    divisor = number_type(ratio.denominator)
    nought, ratio_divisor = _beside_nought(ratio.denominator, divisor)
    whens: list[tuple[Node, Node]] = []
    if op in ("=", "<>"):
        whens.append((Compare("<>", ratio_divisor, nought), Compare(op, sides[0], sides[1])))
    else:
        if divisor.high > 0:
            whens.append((Compare(">", ratio_divisor, nought), Compare(op, sides[0], sides[1])))
        if divisor.low < 0:
            mirrored = _MIRRORED[op]
            whens.append((Compare("<", ratio_divisor, nought), Compare(mirrored, sides[0], sides[1])))  # type: ignore[arg-type]
    return Case(tuple(whens), NULL_BOOLEAN, BOOLEAN) if whens else NULL_BOOLEAN


def same_ratio(ratio: Ratio, bound: Value) -> Node:
    """FEEL's ``=`` of a quotient and a number: false where one is null, and where the quotient is none."""
    if may_be_null(number_node(bound)):
        raise Refused("SQL004")
    return surely(compare_ratio("=", ratio, bound))


def _beside_nought(node: Node, kind: NumberType) -> tuple[Node, Node]:
    sides, _ = unified([Literal(Decimal(0), number_of(Decimal(0))), node])
    return sides[0], sides[1]


# --- rounding ------------------------------------------------------------------------------------------


def rounded(hoist: Hoist, value: Value, places: int, mode: Rounding) -> Node:
    """A number, or a quotient, rounded to so many places; negative places round to tens and hundreds."""
    if abs(places) > EXACT_DIGITS:
        raise Refused("SQL003", digits=abs(places), limit=EXACT_DIGITS)
    if isinstance(value, Ratio):
        top, bottom, kind = _whole_sides(hoist, value, places)
        limits = fitting(_rounded_type(kind, places), COLUMN_DIGITS)
    else:
        value = number_node(value)
        kind = number_type(value)
        if isinstance(value, Literal):
            return _constant(value, places, mode)
        if kind.scale <= places:
            return value
        digits_fit(kind, kind.scale, EXACT_DIGITS)
        limits = fitting(_rounded_type(kind, places), COLUMN_DIGITS)
        if places >= 0 and mode in ("half up", "half even"):
            return Rounded(hoist.keep(value), places, mode, limits)
        shift = kind.scale - places
        if shift > EXACT_DIGITS:
            raise Refused("SQL003", digits=shift, limit=EXACT_DIGITS)
        of = _integers(kind, shift)
        top, bottom = hoist.keep(Digits(value, of)), integer(10**shift, of)
    of = _of_integer(top)
    whole = hoist.keep(WholeQuotient(top, bottom, of))
    rest = hoist.keep(IntegerSum("-", top, IntegerSum("*", whole, bottom, of), of))
    step = _step(whole, rest, top, bottom, mode)
    result = whole if step is None else IntegerSum("+", whole, step, of)
    return FromDigits(result, places, limits)


def _rounded_type(kind: NumberType, places: int) -> NumberType:
    unit = Decimal(1).scaleb(-places)
    return NumberType(EXACT.subtract(kind.low, unit), EXACT.add(kind.high, unit), max(places, 0))


def _integers(kind: NumberType, shift: int = 0) -> ScalarType:
    """The integers that hold a number's digits, multiplied by ten ``shift`` times, and twice that."""
    taken = max(kind.digits + kind.scale, digits_at(kind, kind.scale + max(shift, 0)) + 1, shift + 2)
    return LONG if taken <= LONG_DIGITS else INTEGER


def _of_integer(node: Node) -> ScalarType:
    kind = type_of(node)
    assert isinstance(kind, ScalarType)
    return kind


def _constant(value: Literal, places: int, mode: Rounding) -> Node:
    if value.value is None or not isinstance(value.value, Decimal):
        return value
    names = {
        "down": "ROUND_DOWN",
        "up": "ROUND_UP",
        "floor": "ROUND_FLOOR",
        "ceiling": "ROUND_CEILING",
        "half up": "ROUND_HALF_UP",
        "half down": "ROUND_HALF_DOWN",
        "half even": "ROUND_HALF_EVEN",
    }
    return number(value.value.quantize(Decimal(1).scaleb(-places), names[mode], EXACT))


def _whole_sides(hoist: Hoist, ratio: Ratio, places: int) -> tuple[Node, Node, NumberType]:
    """Two integers whose quotient counts units of the last place, and the type that holds the quotient."""
    one, other = number_type(ratio.numerator), number_type(ratio.denominator)
    power = places + other.scale - one.scale
    digits_fit(one, one.scale + max(power, 0), RATIO_DIGITS - 1)
    digits_fit(other, other.scale + max(-power, 0), RATIO_DIGITS - 1)
    narrow = _integers(one, power) == LONG and _integers(other, -power) == LONG
    of = LONG if narrow else INTEGER
    top, bottom = _scaled(ratio.numerator, power, of), _scaled(ratio.denominator, -power, of)
    nearest = Decimal(1).scaleb(-other.scale)
    if other.low > 0:
        nearest = max(nearest, other.low)
    if other.high < 0:
        nearest = max(nearest, -other.high)
    size = EXACT.divide(one.size, nearest).quantize(Decimal(1), "ROUND_CEILING", EXACT)
    negative = one.low < 0 or other.low < 0
    kind = NumberType(-size if negative else Decimal(0), size, max(places, 0))
    return hoist.keep(top), hoist.keep(bottom), kind


def _scaled(node: Node, power: int, of: ScalarType) -> Node:
    return Digits(node, of) if power <= 0 else IntegerSum("*", Digits(node, of), integer(10**power, of), of)


def _step(whole: Node, rest: Node, top: Node, bottom: Node, mode: Rounding) -> Node | None:
    """What is added to the quotient without its fraction: 1, -1 or 0."""
    if mode == "down":
        return None
    of = _of_integer(whole)
    nought = integer(0, of)
    negative: Node = Compare("<", top, nought)
    if not isinstance(bottom, Literal):
        below = Compare("<", bottom, nought)
        negative = Compare("<>", negative, below)
    inexact = Compare("<>", rest, nought)
    away = Case(((negative, integer(-1, of)),), integer(1, of), of)
    if mode == "floor":
        return Case(((And((inexact, negative)), integer(-1, of)),), nought, of)
    if mode == "ceiling":
        return Case(((And((inexact, negative)), nought), (inexact, integer(1, of))), nought, of)
    if mode == "up":
        return Case(((inexact, away),), nought, of)
    doubled = IntegerSum("*", _size(rest), integer(2, of), of)
    size = _size(bottom)
    if mode == "half up":
        return Case(((Compare(">=", doubled, size), away),), nought, of)
    beyond: Node = Compare(">", doubled, size)
    if mode == "half even":
        half = WholeQuotient(whole, integer(2, of), of)
        odd = Compare("<>", IntegerSum("*", half, integer(2, of), of), whole)
        beyond = either([beyond, both([Compare("=", doubled, size), odd])])
    return Case(((beyond, away),), nought, of)


def _size(node: Node) -> Node:
    if isinstance(node, Literal):
        assert isinstance(node.value, int)
        return integer(abs(node.value), _of_integer(node))
    of = _of_integer(node)
    nought = integer(0, of)
    return Case(((Compare("<", node, nought), IntegerSum("-", nought, node, of)),), node, of)


def remainder(hoist: Hoist, left: Value, right: Value) -> Node:
    """``modulo(left, right)``: what is left after dividing downwards; it has the divisor's sign."""
    (one, other), kind = unified([number_node(left), number_node(right)])
    assert isinstance(kind, NumberType)
    digits_fit(kind, kind.scale, RATIO_DIGITS)
    of = _integers(kind)
    top, bottom = hoist.keep(Digits(one, of)), hoist.keep(Digits(other, of))
    whole = hoist.keep(WholeQuotient(top, bottom, of))
    rest = hoist.keep(IntegerSum("-", top, IntegerSum("*", whole, bottom, of), of))
    nought = integer(0, of)
    below = Compare("<>", Compare("<", rest, nought), Compare("<", bottom, nought))
    tipped = Case(((And((Compare("<>", rest, nought), below)), IntegerSum("+", rest, bottom, of)),), rest, of)
    divisor = number_type(right)
    return FromDigits(tipped, kind.scale, NumberType(-divisor.size, divisor.size, kind.scale))


def leaves_of_two(hoist: Hoist, value: Value, beside: int) -> Node:
    """Whether a number is an even one and so much more; one with a fraction is neither odd nor even."""
    rest = remainder(hoist, value, number(Decimal(2)))
    scale = number_type(rest).scale
    of = _integers(number_type(rest))
    return Compare("=", Digits(rest, of), integer(beside * 10**scale, of))


def halved(one: Value, other: Value) -> Value:
    """The middle between two numbers."""
    return divided(arithmetic("+", one, other), number(Decimal(2)))


def absolute(hoist: Hoist, value: Value) -> Node:
    node, kind = number_node(value), number_type(value)
    if kind.low >= 0:
        return node
    kept = hoist.keep(node)
    limits = NumberType(Decimal(0), kind.size, kind.scale)
    sides = _beside_nought(kept, kind)
    below = Compare("<", sides[1], sides[0])
    return Case(((below, widened(negated(kept), limits)),), widened(kept, limits), limits)
