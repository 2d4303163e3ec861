"""What the interpreter says as a column of a run has it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from luodi.dmn.hit_policy import HitPolicy
from luodi.evaluate.tables import TableTrace
from luodi.evaluate.temporal import Date, DateTime, DayTimeDuration, Time, YearMonthDuration
from luodi.evaluate.values import Value, format_value


def rule_number(trace: TableTrace) -> int | list[int] | None:
    """What ``#rule`` says of a traced table: the number from 1, 0 for none, null where the policy is broken;
    for R, O and C the numbers of all rules that match, in the order of the results."""
    policy = trace.table.policy
    if policy.is_multiple:
        rules = trace.fired if policy is HitPolicy.OUTPUT_ORDER else trace.matched
        return [rule + 1 for rule in rules]
    if trace.fired:
        return trace.fired[0] + 1
    return None if trace.matched else 0


def plain(value: Value) -> Any:
    """A FEEL value as a column has it: days as Python's, durations as months or seconds, times as texts."""
    if isinstance(value, YearMonthDuration):
        return Decimal(value.months)
    if isinstance(value, DayTimeDuration):
        return Decimal(value.nanos).scaleb(-9)
    if isinstance(value, (Time, DateTime)):
        return format_value(value)
    if isinstance(value, Date):
        if not datetime.MINYEAR <= value.year <= datetime.MAXYEAR:
            # The number of a day that Python's calendar does not have.
            return value.days
        return datetime.date(value.year, value.month, value.day)
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Decimal(value)
    return value
