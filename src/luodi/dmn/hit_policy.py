"""Hit policies and aggregations of decision tables: their names in the XML, their letters, their words."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class HitPolicy(StrEnum):
    """What comes out where several rules match. Values are those of the XML (DMN 1.5, 8.2.8)."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    COLLECT = "COLLECT"
    OUTPUT_ORDER = "OUTPUT ORDER"
    RULE_ORDER = "RULE ORDER"

    @property
    def is_multiple(self) -> bool:
        """Whether the result is a list of what every matching rule gives (unless it is aggregated)."""
        return self in (HitPolicy.COLLECT, HitPolicy.OUTPUT_ORDER, HitPolicy.RULE_ORDER)


class Aggregation(StrEnum):
    """What COLLECT makes of the outputs of all matching rules; without one it is their list."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


class PolicyWords(NamedTuple):
    """letter: as it stands in the corner of a table (DMN 1.5, 8.2.8). name: Chinese, for people."""

    letter: str
    name: str


POLICY_WORDS: Final[dict[tuple[HitPolicy, Aggregation | None], PolicyWords]] = {
    (HitPolicy.UNIQUE, None): PolicyWords("U", "唯一"),
    (HitPolicy.ANY, None): PolicyWords("A", "任一"),
    (HitPolicy.PRIORITY, None): PolicyWords("P", "优先级"),
    (HitPolicy.FIRST, None): PolicyWords("F", "首个"),
    (HitPolicy.RULE_ORDER, None): PolicyWords("R", "按规则顺序"),
    (HitPolicy.OUTPUT_ORDER, None): PolicyWords("O", "按输出顺序"),
    (HitPolicy.COLLECT, None): PolicyWords("C", "汇集"),
    (HitPolicy.COLLECT, Aggregation.SUM): PolicyWords("C+", "求和（可叠加）"),
    (HitPolicy.COLLECT, Aggregation.MIN): PolicyWords("C<", "取最低"),
    (HitPolicy.COLLECT, Aggregation.MAX): PolicyWords("C>", "取最高（就高不重复）"),
    (HitPolicy.COLLECT, Aggregation.COUNT): PolicyWords("C#", "计数"),
}
