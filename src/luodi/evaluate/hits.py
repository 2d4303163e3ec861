"""Hit policies: what comes out of the rules that match (DMN 1.5, 8.2.8 and 8.2.11).

Where no rule matches, the result is the default, else null, under every policy: C+ and C# too. The
standard puts the default before the aggregation, so a count of nothing is null and not 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from luodi.dmn.hit_policy import Aggregation, HitPolicy
from luodi.evaluate.builtins import BODIES
from luodi.evaluate.comparison import same
from luodi.evaluate.failures import Failure
from luodi.evaluate.values import NUMBERS, Value

# The outputs of a rule, in the order of the output clauses.
Outputs: TypeAlias = Sequence[Value]
_AGGREGATIONS: Final = {
    Aggregation.SUM: BODIES["sum"],
    Aggregation.MIN: BODIES["min"],
    Aggregation.MAX: BODIES["max"],
}


def is_single(policy: HitPolicy) -> bool:
    """Whether one rule's result comes out, not several."""
    return not policy.is_multiple


def choose(
    policy: HitPolicy,
    matched: Sequence[int],
    outputs: Callable[[int], Outputs],
    priorities: Sequence[Sequence[Value] | None],
) -> list[int]:
    """The rules whose results come out, in their order. matched: at least one, ascending, from 0.

    priorities: of each output clause, its values in descending priority. Raises a Failure where the policy
    is not kept: several rules under U, different results under A.
    """
    if policy is HitPolicy.UNIQUE:
        if len(matched) > 1:
            raise Failure("EVAL023", rules=_numbers(matched))
        return [matched[0]]
    if policy is HitPolicy.ANY:
        first = outputs(matched[0])
        if any(not _equal(first, outputs(rule)) for rule in matched[1:]):
            raise Failure("EVAL024", rules=_numbers(matched))
        return [matched[0]]
    if policy is HitPolicy.FIRST:
        return [matched[0]]
    if policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        if all(each is None for each in priorities):
            raise Failure("EVAL036")
        ranked = sorted(matched, key=lambda rule: _rank(outputs(rule), priorities))
        return ranked[:1] if policy is HitPolicy.PRIORITY else ranked
    return list(matched)


def aggregate(aggregation: Aggregation, results: Sequence[Value]) -> Value:
    """C+, C<, C>, C#: one value of the results of all rules that match."""
    if aggregation is Aggregation.COUNT:
        return NUMBERS.create_decimal(len(results))
    if any(isinstance(each, dict) for each in results):
        raise Failure("EVAL035", policy=aggregation.value)
    try:
        return _AGGREGATIONS[aggregation](list(results))
    except Failure:
        raise Failure("EVAL035", policy=aggregation.value) from None


def _numbers(matched: Sequence[int]) -> str:
    shown = "、".join(str(rule + 1) for rule in matched[:10])
    return shown + "…" if len(matched) > 10 else shown


def _equal(left: Outputs, right: Outputs) -> bool:
    return all(same(a, b) for a, b in zip(left, right, strict=True))


def _rank(outputs: Outputs, priorities: Sequence[Sequence[Value] | None]) -> tuple[int, ...]:
    """Smaller is more important; a value that is not listed comes last."""
    ranks = []
    for value, listed in zip(outputs, priorities, strict=True):
        if listed is None:
            continue
        ranks.append(next((at for at, each in enumerate(listed) if same(value, each)), len(listed)))
    return tuple(ranks)
