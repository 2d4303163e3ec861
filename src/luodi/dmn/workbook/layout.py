"""How decision tables stand in a workbook: the words of its first column, in Chinese and English.

One sheet a table, and sheets for the model, its input data, its types and its literal expressions. Every
row says in column A what it holds, so that people may add rows of their own order and leave out what is
empty. Chinese is written; both are read.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeVar

from luodi.dmn.hit_policy import POLICY_WORDS, Aggregation, HitPolicy
from luodi.dmn.model import Orientation


class SheetKind(StrEnum):
    """What cell A1 of a sheet says."""

    MODEL = "模型"
    INPUTS = "输入数据"
    TYPES = "数据类型"
    EXPRESSIONS = "表达式"
    TABLE = "决策表"


class Fact(StrEnum):
    """Rows above a table and in the sheet of the model: a label in column A, the value in B."""

    ID = "编号"
    NAMESPACE = "命名空间"
    POLICY = "命中策略"
    RESULT_TYPE = "结果类型"
    DESCRIPTION = "说明"
    QUESTION = "问题"
    ANSWERS = "可选答案"
    OUTPUT_LABEL = "结果标题"
    ORIENTATION = "方向"


class Head(StrEnum):
    """Rows of a table's head: a label in column A, then one cell a column."""

    KIND = "列"
    LABEL = "标题"
    EXPRESSION = "名称或算式"
    TYPE = "类型"
    VALUES = "允许值"
    DEFAULT = "默认值"
    RULES = "规则"


class ColumnKind(StrEnum):
    """What a column of a table holds."""

    INPUT = "输入"
    OUTPUT = "输出"
    ANNOTATION = "批注"
    NOTE = "规则说明"


class ListColumn(StrEnum):
    """Columns of the sheets that list inputs, types and expressions."""

    LEVEL = "层次"
    NAME = "名称"
    LABEL = "标题"
    TYPE = "类型"
    COLLECTION = "列表"
    VALUES = "允许值"
    CONSTRAINT = "整体约束"
    TEXT = "算式"
    DESCRIPTION = "说明"
    ID = "编号"


LIST_COLUMNS: Final[dict[SheetKind, tuple[ListColumn, ...]]] = {
    SheetKind.INPUTS: (
        ListColumn.NAME,
        ListColumn.TYPE,
        ListColumn.LABEL,
        ListColumn.DESCRIPTION,
        ListColumn.ID,
    ),
    SheetKind.TYPES: (
        ListColumn.LEVEL,
        ListColumn.NAME,
        ListColumn.TYPE,
        ListColumn.COLLECTION,
        ListColumn.VALUES,
        ListColumn.CONSTRAINT,
        ListColumn.LABEL,
        ListColumn.DESCRIPTION,
        ListColumn.ID,
    ),
    SheetKind.EXPRESSIONS: (
        ListColumn.NAME,
        ListColumn.TYPE,
        ListColumn.TEXT,
        ListColumn.LABEL,
        ListColumn.DESCRIPTION,
        ListColumn.ID,
    ),
}

YES: Final = "是"
ORIENTATIONS: Final = {
    Orientation.RULES_AS_ROWS: "规则为行",
    Orientation.RULES_AS_COLUMNS: "规则为列",
    Orientation.CROSS_TABLE: "交叉表",
}
_ENGLISH: Final[dict[str, StrEnum]] = {
    "model": SheetKind.MODEL,
    "input data": SheetKind.INPUTS,
    "types": SheetKind.TYPES,
    "expressions": SheetKind.EXPRESSIONS,
    "decision table": SheetKind.TABLE,
    "id": Fact.ID,
    "namespace": Fact.NAMESPACE,
    "hit policy": Fact.POLICY,
    "result type": Fact.RESULT_TYPE,
    "description": Fact.DESCRIPTION,
    "question": Fact.QUESTION,
    "allowed answers": Fact.ANSWERS,
    "output label": Fact.OUTPUT_LABEL,
    "orientation": Fact.ORIENTATION,
    "column": Head.KIND,
    "label": Head.LABEL,
    "name or expression": Head.EXPRESSION,
    "type": Head.TYPE,
    "allowed values": Head.VALUES,
    "default": Head.DEFAULT,
    "rules": Head.RULES,
    "input": ColumnKind.INPUT,
    "output": ColumnKind.OUTPUT,
    "annotation": ColumnKind.ANNOTATION,
    "note": ColumnKind.NOTE,
    "level": ListColumn.LEVEL,
    "name": ListColumn.NAME,
    "list": ListColumn.COLLECTION,
    "constraint": ListColumn.CONSTRAINT,
    "expression": ListColumn.TEXT,
}
_Word = TypeVar("_Word", bound=StrEnum)


def word(text: str, kinds: type[_Word]) -> _Word | None:
    """The word of a kind that a text is, in Chinese or English; None for another."""
    text = " ".join(text.split())
    try:
        return kinds(text)
    except ValueError:
        english = _ENGLISH.get(text.lower())
    if english is None:
        return None
    # One English word may head several kinds of row: "type" of a table and of a list.
    return next((each for each in kinds if each.value == english.value), None)


def policy_text(policy: HitPolicy, aggregation: Aggregation | None) -> str:
    """``C> 取最高（就高不重复）``."""
    letter, name = POLICY_WORDS[policy, aggregation if policy is HitPolicy.COLLECT else None]
    return f"{letter} {name}"


def policy_of(text: str) -> tuple[HitPolicy, Aggregation | None] | None:
    """The policy that a text names: by its letter, its Chinese name or its name in the XML."""
    text = " ".join(text.split())
    for policy, words in POLICY_WORDS.items():
        xml = policy[0].value if policy[1] is None else f"{policy[0]} {policy[1]}"
        if text in (words.name, xml) or text.partition(" ")[0] == words.letter:
            return policy
    return None
