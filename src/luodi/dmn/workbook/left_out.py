"""What a workbook has no place for, in words: where it stands in the model, and what it is."""

from __future__ import annotations

from typing import Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.compare import Difference
from luodi.messages import PlaceWords

# Longest text that is repeated in the message, in characters.
_QUOTED: Final = 40
# Steps that say nothing to who wrote the model.
_SILENT: Final = frozenset(("elements", "expression", "variable", "imported"))
# Fields that hold several parts: the step behind them is the part's name or number.
_SEVERAL: Final = frozenset(
    (
        *("elements", "imports", "item_definitions", "others", "components", "parameters", "inputs"),
        *("outputs", "rules", "annotations", "entries", "items", "columns", "rows", "bindings"),
        *("information_requirements", "knowledge_requirements", "authority_requirements"),
        *("supported_objectives", "performance_indicators", "makers", "owners", "processes", "tasks"),
        *("output_decisions", "encapsulated_decisions", "input_decisions", "input_data", "attributes"),
        "prefixes",
    )
)
_FIELDS: Final = {
    "aggregation": ("汇总方式", "aggregation"),
    "allowed_answers": ("可能的回答", "allowed answers"),
    "allowed_values": ("允许的值", "allowed values"),
    "annotations": ("说明栏", "annotation"),
    "attributes": ("其他软件的属性", "attributes of other software"),
    "authority_requirements": ("依据连线", "authority requirement"),
    "bindings": ("参数", "binding"),
    "body": ("函数的内容", "function body"),
    "columns": ("列", "column"),
    "components": ("组成部分", "component"),
    "condition": ("条件", "condition"),
    "default": ("默认结果", "default result"),
    "description": ("说明", "description"),
    "diagram": ("图的布局", "layout of the diagram"),
    "encapsulated_decisions": ("内部决策", "encapsulated decision"),
    "entries": ("条目", "entry"),
    "exporter": ("导出的软件", "exporter"),
    "exporter_version": ("导出软件的版本", "version of the exporter"),
    "expression_language": ("表达式语言", "expression language"),
    "extension": ("其他软件的扩展内容", "extension of other software"),
    "function": ("函数", "function"),
    "hit_policy": ("命中策略", "hit policy"),
    "href": ("所指的元素", "element pointed to"),
    "import_type": ("导入的类型", "import type"),
    "imports": ("导入的模型", "import"),
    "information_requirements": ("输入连线", "information requirement"),
    "input_data": ("输入数据", "input data"),
    "input_decisions": ("输入决策", "input decision"),
    "inputs": ("输入", "input"),
    "is_collection": ("是否为列表", "whether it is a list"),
    "item_definitions": ("类型", "type"),
    "items": ("项", "item"),
    "kind": ("函数的种类", "kind of function"),
    "knowledge_requirements": ("业务知识连线", "knowledge requirement"),
    "label": ("标签", "label"),
    "language": ("表达式语言", "expression language"),
    "location": ("网址", "location"),
    "logic": ("算法", "logic"),
    "makers": ("决策人", "decision maker"),
    "name": ("名称", "name"),
    "namespace": ("命名空间", "namespace"),
    "orientation": ("表的方向", "orientation"),
    "others": ("图上的注释和其他内容", "annotation of the diagram"),
    "otherwise": ("否则", "else"),
    "output_decisions": ("输出决策", "output decision"),
    "output_label": ("结果的标题", "output label"),
    "output_type_ref": ("结果的类型", "output type"),
    "outputs": ("输出", "output"),
    "owner": ("发布者", "owner"),
    "owners": ("负责人", "decision owner"),
    "parameters": ("参数", "parameter"),
    "performance_indicators": ("绩效指标", "performance indicator"),
    "processes": ("所在流程", "process"),
    "quantifier": ("“有一个”或“每一个”", "some or every"),
    "question": ("问题", "question"),
    "requires": ("连线的种类", "kind of requirement"),
    "result": ("结果", "result"),
    "rows": ("行", "row"),
    "rules": ("规则", "rule"),
    "source": ("来源", "source"),
    "source_type": ("来源的种类", "type of the source"),
    "supported_objectives": ("支持的目标", "objective"),
    "target": ("所指的元素", "element pointed to"),
    "tasks": ("所在任务", "task"),
    "text": ("文字", "text"),
    "then": ("那么", "then"),
    "type_constraint": ("类型的约束", "type constraint"),
    "type_language": ("类型语言", "type language"),
    "type_ref": ("类型", "type"),
    "values": ("允许的值", "allowed values"),
}  # fmt: skip
_PARTS: Final = {
    "BoxedContext": ("多步算式", "a context"),
    "BoxedFilter": ("筛选", "a filter"),
    "BoxedFor": ("逐项计算", "a for loop"),
    "BoxedList": ("列表", "a list"),
    "BoxedQuantified": ("“有一个”或“每一个”的判断", "a quantified expression"),
    "BusinessKnowledgeModel": ("业务知识模型", "a business knowledge model"),
    "Conditional": ("如果、那么、否则", "a conditional"),
    "Decision": ("决策", "a decision"),
    "DecisionService": ("决策服务", "a decision service"),
    "DecisionTable": ("决策表", "a decision table"),
    "FunctionDefinition": ("函数", "a function"),
    "Import": ("导入的模型", "an import"),
    "InputData": ("输入", "an input"),
    "Invocation": ("函数调用", "an invocation"),
    "ItemDefinition": ("类型", "a type"),
    "KnowledgeSource": ("依据", "a knowledge source"),
    "LiteralExpression": ("算式", "an expression"),
    "Relation": ("数据表", "a relation"),
    "Requirement": ("连线", "a requirement"),
    "Rule": ("规则", "a rule"),
    "UnaryTests": ("条件", "a condition"),
}  # fmt: skip


def left_out(difference: Difference, file: str) -> Diagnostic:
    """XLS019: a difference between a model and its workbook."""
    *_, last = _fields_of(difference.path) or ("",)
    before = difference.before
    if type(before).__name__ in _PARTS:
        what: str = PlaceWords(*_PARTS[type(before).__name__])
    elif isinstance(before, str) and last not in ("diagram", "extension", "others"):
        text = before if len(before) <= _QUOTED else before[:_QUOTED] + "…"
        chinese, english = _FIELDS.get(last, ("内容", "content"))
        what = PlaceWords(f"{chinese}“{text}”", f'{english} "{text}"')
    else:
        # XML, and parts that have only their place to be known by.
        what = PlaceWords(*_FIELDS.get(last, ("内容", "content")))
    return Diagnostic("XLS019", Severity.WARNING, None, {"what": what}, file, _place(difference.path))


def _fields_of(path: tuple[str, ...]) -> list[str]:
    """The steps that are fields, not names or numbers of parts."""
    found: list[str] = []
    at = 0
    while at < len(path):
        found.append(path[at])
        at += 2 if path[at] in _SEVERAL else 1
    return found


def _place(path: tuple[str, ...]) -> PlaceWords:
    """``资格 › 规则 4 › 输入 2``."""
    steps: list[str] = []
    at = 0
    while at < len(path):
        field = path[at]
        key = path[at + 1] if field in _SEVERAL and at + 1 < len(path) else ""
        at += 2 if key else 1
        words = _FIELDS.get(field)
        if field in _SILENT or words is None:
            if key:
                steps.append(key)
        elif key:
            steps.append(PlaceWords(f"{words[0]} {key}", f"{words[1]} {key}"))
        else:
            steps.append(PlaceWords(*words))
    return PlaceWords.joined(steps)
