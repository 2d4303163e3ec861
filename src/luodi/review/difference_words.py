"""A change between two versions of a model in words, in Chinese and English."""

from __future__ import annotations

from typing import Final

from luodi.review.difference import Change, Kind, What

# By language: what was changed, properties by their field, kinds of expressions, and sentences.
_WHAT: Final = {
    "zh": {
        What.INPUT: "输入数据",
        What.DECISION: "决策",
        What.KNOWLEDGE: "业务知识",
        What.SERVICE: "决策服务",
        What.SOURCE: "依据",
        What.TYPE: "数据类型",
        What.IMPORT: "引用的模型",
        What.INPUT_COLUMN: "条件列",
        What.OUTPUT_COLUMN: "结果列",
        What.ANNOTATION_COLUMN: "批注列",
        What.RULE: "规则",
        What.EXTENSION: "其他工具写入的扩展内容",
        What.DIAGRAM: "图形布局",
        What.OTHER: "图中的文字和分组",
        What.REQUIREMENT: "依据关系",
        What.EXPRESSION: "表达式",
    },
    "en": {
        What.INPUT: "input data",
        What.DECISION: "decision",
        What.KNOWLEDGE: "business knowledge model",
        What.SERVICE: "decision service",
        What.SOURCE: "knowledge source",
        What.TYPE: "type",
        What.IMPORT: "import",
        What.INPUT_COLUMN: "condition column",
        What.OUTPUT_COLUMN: "result column",
        What.ANNOTATION_COLUMN: "annotation column",
        What.RULE: "rule",
        What.EXTENSION: "extension written by another tool",
        What.DIAGRAM: "layout of the diagram",
        What.OTHER: "text or group in the diagram",
        What.REQUIREMENT: "requirement",
        What.EXPRESSION: "expression",
    },
}
_PROPERTIES: Final = {
    "zh": {
        "name": "名称",
        "label": "标题",
        "description": "说明",
        "question": "问题",
        "allowed_answers": "可选答案",
        "type_ref": "类型",
        "values": "允许值",
        "allowed_values": "允许值",
        "type_constraint": "整体约束",
        "default": "默认值",
        "expression": "取值",
        "output_label": "结果标题",
        "is_collection": "是否列表",
        "namespace": "命名空间",
        "location": "位置",
        "text": "算式",
        "kind": "表达方式",
        "owner": "主管",
        "parameters": "参数",
    },
    "en": {
        "type_ref": "type",
        "values": "allowed values",
        "allowed_values": "allowed values",
        "type_constraint": "constraint",
        "output_label": "output label",
        "allowed_answers": "allowed answers",
        "is_collection": "collection",
    },
}
_SENTENCES: Final = {
    "zh": {
        "added": "新增{what}：{after}",
        "removed": "删去{what}：{before}",
        "removed_plain": "删去{what}",
        "renamed": "{what}“{before}”改名为“{after}”",
        "model": "模型名称：{before} 改为 {after}",
        "policy": "命中策略：{before} 改为 {after}",
        "moved": "规则从第 {before} 条移到第 {after} 条",
        "changed": "{name}：{before} 改为 {after}",
        "set": "{name}：填写 {after}",
        "unset": "{name}：删去 {before}",
        "cell": "{before} 改为 {after}",
        "cell_set": "填写 {after}",
        "cell_unset": "删去 {before}",
        "requirement_added": "增加依据：{after}",
        "requirement_removed": "不再依据：{before}",
    },
    "en": {
        "added": "{what} added: {after}",
        "removed": "{what} removed: {before}",
        "removed_plain": "{what} removed",
        "renamed": "{what} “{before}” renamed to “{after}”",
        "model": "model renamed: {before} → {after}",
        "policy": "hit policy: {before} → {after}",
        "moved": "rule moved from place {before} to {after}",
        "changed": "{name}: {before} → {after}",
        "set": "{name}: set to {after}",
        "unset": "{name}: {before} removed",
        "cell": "{before} → {after}",
        "cell_set": "set to {after}",
        "cell_unset": "{before} removed",
        "requirement_added": "requirement added: {after}",
        "requirement_removed": "requirement removed: {before}",
    },
}
# Of properties whose values are the model's own names for things.
_VALUES: Final = {
    "zh": {
        "kind": {
            "DecisionTable": "决策表",
            "LiteralExpression": "算式",
            "Invocation": "调用",
            "BoxedContext": "分步计算",
            "BoxedList": "列表",
            "Relation": "对照表",
            "FunctionDefinition": "函数",
            "Conditional": "如果……那么",
            "BoxedFilter": "筛选",
            "BoxedFor": "逐项计算",
            "BoxedQuantified": "逐项判断",
        },
        "is_collection": {"true": "是"},
    },
    "en": {
        "kind": {
            "DecisionTable": "decision table",
            "LiteralExpression": "expression",
            "Invocation": "invocation",
            "BoxedContext": "context",
            "BoxedList": "list",
            "Relation": "relation",
            "FunctionDefinition": "function",
            "Conditional": "if … then",
            "BoxedFilter": "filter",
            "BoxedFor": "loop",
            "BoxedQuantified": "some or every",
        },
        "is_collection": {"true": "yes"},
    },
}
# Texts of other tools and long descriptions are cut to this length.
_SHOWN: Final = 120


def change_words(change: Change, lang: str = "zh") -> str:
    """The change in one clause, without its place."""
    names = _PROPERTIES[lang]
    said = _VALUES[lang].get(change.name, {})
    before, after = (said.get(text or "", text) for text in (change.before, change.after))
    values = {
        "what": _WHAT[lang].get(change.what, change.what.value),
        "before": _cut(before),
        "after": _cut(after),
        "name": names.get(change.name, change.name),
    }
    if change.what is What.NAME:
        values["what"] = _WHAT[lang].get(What(change.name), change.name)
    return _SENTENCES[lang][_sentence(change)].format(**values)


def place_words(change: Change) -> str:
    """Where it is, ``补助比例 › 规则 3 › 研发投入占比``."""
    return " › ".join(change.where)


def _sentence(change: Change) -> str:
    kind, what = change.kind, change.what
    if what in (What.PROPERTY, What.EXPRESSION) or (what is What.MODEL and change.name != "name"):
        if change.before and change.after:
            return "changed"
        return "set" if change.after else "unset"
    if what is What.CELL:
        return {Kind.ADDED: "cell_set", Kind.REMOVED: "cell_unset"}.get(kind, "cell")
    if what is What.REQUIREMENT:
        return "requirement_added" if kind is Kind.ADDED else "requirement_removed"
    if what is What.NAME:
        return "renamed"
    if what is What.MODEL:
        return "model"
    if what is What.POLICY:
        return "policy"
    if kind is Kind.MOVED:
        return "moved"
    if kind is Kind.REMOVED and change.before is None:
        return "removed_plain"
    return kind.value


def _cut(text: str | None) -> str:
    text = " ".join((text or "").split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
