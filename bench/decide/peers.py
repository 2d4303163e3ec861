"""The same rules in other engines. Run in their own environment: ``python peers.py ENGINE RULES``.

Prints microseconds a case as JSON, after each result was found right. Nothing of the project is imported.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace

from rules import cases, rules


def zen_engine(count: int) -> Callable[[float, str], int]:
    import zen

    table = {
        "hitPolicy": "first",
        "inputs": [
            {"id": "a", "name": "amount", "type": "expression", "field": "amount"},
            {"id": "k", "name": "kind", "type": "expression", "field": "kind"},
        ],
        "outputs": [{"id": "o", "name": "result", "type": "expression", "field": "result"}],
        "rules": [
            {"_id": str(low), "a": f"[{low}..{high})", "k": f'"{kind}"', "o": str(result)}
            for low, high, kind, result in rules(count)
        ]
        + [{"_id": "else", "a": "", "k": "", "o": "0"}],
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": table},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "2", "sourceId": "table", "targetId": "out", "type": "edge"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda amount, kind: decision.evaluate({"amount": amount, "kind": kind})["result"]["result"]


def spiff_workflow(count: int) -> Callable[[float, str], int]:
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
    from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
    from SpiffWorkflow.dmn.specs.model import DecisionTable, Input, InputEntry, Output, OutputEntry, Rule

    table = DecisionTable("t", "t", "UNIQUE")
    amount, kind = Input("a", "", "amount", "amount", "number"), Input("k", "", "kind", "kind", "string")
    output = Output("o", "", "result", "number")
    for low, high, wanted, result in rules(count):
        rule = Rule(str(low))
        for column, cell in ((amount, f"{low} <= ? < {high}"), (kind, f'"{wanted}"')):
            entry = InputEntry(f"{low}{column.id}", column)
            entry.lhs = [cell]
            rule.inputEntries.append(entry)
        answer = OutputEntry(f"{low}o", output)
        answer.text = str(result)
        rule.outputEntries.append(answer)
        table.rules.append(rule)
    engine = DMNEngine(table)
    workflow = SimpleNamespace(script_engine=PythonScriptEngine())

    def decide(given: float, of: str) -> int:
        task = SimpleNamespace(data={"amount": given, "kind": of}, workflow=workflow)
        return engine.result(task).get("result", 0)

    return decide


def cel_python(count: int) -> Callable[[float, str], int]:
    import celpy

    # CEL has no tables: one condition after the other, the list of results filtered by none of them.
    environment = celpy.Environment()
    programs = [
        (
            environment.program(
                environment.compile(f'amount >= {low}.0 && amount < {high}.0 && kind == "{kind}"')
            ),
            result,
        )
        for low, high, kind, result in rules(count)
    ]

    def decide(amount: float, kind: str) -> int:
        activation = {"amount": celpy.celtypes.DoubleType(amount), "kind": celpy.celtypes.StringType(kind)}
        for program, result in programs:
            if program.evaluate(activation):
                return result
        return 0

    return decide


ENGINES = {"zen-engine": zen_engine, "SpiffWorkflow": spiff_workflow, "cel-python": cel_python}


def main() -> None:
    engine, count = sys.argv[1], int(sys.argv[2])
    decide = ENGINES[engine](count)
    given = cases(count)
    for amount, kind, wanted in given[:20]:
        got = decide(amount, kind)
        if got != wanted:
            raise SystemExit(f"{engine}: {amount}, {kind} gave {got} and not {wanted}")
    best = float("inf")
    began = time.perf_counter()
    while time.perf_counter() - began < 3:
        start = time.perf_counter()
        for amount, kind, _ in given[:30]:
            decide(amount, kind)
        best = min(best, (time.perf_counter() - start) / 30)
    print(json.dumps(best * 1e6))


if __name__ == "__main__":
    main()
