"""The ten decisions in other engines, in an environment of their own: ``python peers.py ENGINE IN OUT ROWS``.

Prints seconds and the sums of the amounts as JSON. Nothing of the project is imported but the data of the
problem; OpenFisca-core is under the AGPL and stays in that environment.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from problem import AMOUNTS, CITIES, DECISIONS, HIGH_TECH, INPUTS, OTHER, SMALL

SIZES = ("大型", "中型", "小型", "微型")


def zen_engine(source: Path, out: Path, rows: int) -> dict[str, Any]:
    """Row by row, as its users do; the rows are dicts before the clock starts."""
    import zen

    decision = zen.ZenEngine().create_decision(json.dumps(zen_model()))
    given = pq.read_table(source).slice(0, rows).to_pylist()
    cases = [{_ascii(name): _plain(row[name]) for name in INPUTS} for row in given]
    began = time.perf_counter()
    results = [decision.evaluate(case)["result"] for case in cases]
    seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "rows": len(cases),
        "sums": {n: sum(r[_ascii(n)] for r in results) for n in AMOUNTS},
    }


def _plain(value: Any) -> Any:
    return float(value) if hasattr(value, "as_tuple") else value


def _ascii(text: str) -> str:
    """Names in letters that ZEN's expressions know; what stands in quotes is let be."""
    parts = text.split('"')
    for at, name in enumerate([*INPUTS, *DECISIONS]):
        parts[::2] = [part.replace(name, f"v{at}_") for part in parts[::2]]
    return '"'.join(parts)


def zen_model() -> dict[str, Any]:
    """The decisions as nodes one after the other, each handing on what it was given."""
    nodes: list[dict[str, Any]] = [{"id": "in", "type": "inputNode", "name": "in"}]
    for number, (name, made) in enumerate(DECISIONS.items()):
        node = {"id": f"n{number}", "name": name}
        if isinstance(made, str):
            content: dict[str, Any] = {
                "expressions": [{"id": "e", "key": _ascii(name), "value": _zen_text(made)}]
            }
            node |= {"type": "expressionNode"}
        else:
            _, columns, rules = made
            content = {
                "hitPolicy": "first",
                "inputs": [{"id": f"c{at}", "name": c, "field": _ascii(c)} for at, c in enumerate(columns)],
                "outputs": [{"id": "o", "name": name, "field": _ascii(name)}],
                "rules": [
                    {"_id": str(at)}
                    | {f"c{place}": "" if cell == "-" else cell for place, cell in enumerate(rule[:-1])}
                    | {"o": _zen_text(rule[-1])}
                    for at, rule in enumerate(rules)
                ],
            }
            node |= {"type": "decisionTableNode"}
        node["content"] = content | {"passThrough": True, "inputField": None, "outputPath": None}
        nodes.append(node)
    nodes.append({"id": "out", "type": "outputNode", "name": "out"})
    edges = [
        {"id": f"e{at}", "sourceId": one["id"], "targetId": other["id"], "type": "edge"}
        for at, (one, other) in enumerate(pairwise(nodes))
    ]
    return {"nodes": nodes, "edges": edges}


def _zen_text(text: str) -> str:
    """FEEL as ZEN writes it: lists for min and max, ``a ? b : c``, no quotient by nought."""
    text = _ascii(text)
    if text.startswith("if "):
        asked, rest = text[3:].split(" then ")
        one, other = rest.split(" else ")
        return f"{asked.replace(' = ', ' == ')} ? {_zen_text(one)} : {_zen_text(other)}"
    if text.startswith(("min(", "max(")):
        return f"{text[:4]}[{text[4:-1]}])"
    if " / " in text:
        right = text.split(" >= ")[0].split(" / ")[1]
        return f"{right} > 0 ? {text} : false"
    return text


def openfisca(source: Path, out: Path, rows: int) -> dict[str, Any]:
    """From Parquet to Parquet, whole columns at a time; its amounts are 32-bit floating numbers."""
    import numpy as np
    from openfisca_core import (
        entities,
        indexed_enums,
        periods,
        simulation_builder,
        taxbenefitsystems,
        variables,
    )

    kinds_of = {
        "类型": indexed_enums.Enum(
            "类型", {f"k{at}": each for at, each in enumerate((HIGH_TECH, SMALL, OTHER))}
        ),
        "区": indexed_enums.Enum("区", {f"c{at}": each for at, each in enumerate(CITIES)}),
        "规模": indexed_enums.Enum("规模", {f"s{at}": each for at, each in enumerate(SIZES)}),
    }

    def member(name: str, value: str) -> Any:
        return next(each for each in kinds_of[name] if each.value == value)

    company = entities.Entity("company", "companies", "", "")
    system = taxbenefitsystems.TaxBenefitSystem([company])
    kinds = {"number": float, "string": str, "boolean": bool}

    def variable(name: str, kind: type, formula: Any = None) -> None:
        members = {
            "value_type": kind,
            "entity": company,
            "definition_period": periods.DateUnit.YEAR,
            "label": name,
        }
        if name in kinds_of:
            options = kinds_of[name]
            members |= {"value_type": indexed_enums.Enum, "possible_values": options}
            members["default_value"] = next(iter(options))
        if formula is not None:
            members["formula"] = formula
        system.add_variable(type(name, (variables.Variable,), members))

    def of(name: str, year: Any, *names: str) -> list[Any]:
        return [name(each, year) for each in names]  # type: ignore[operator]

    for label, kind in INPUTS.items():
        variable(label, kinds[kind])

    def size(c: Any, y: Any) -> Any:
        staff, revenue = of(c, y, "职工人数", "营业收入")
        return np.select(
            [
                (staff >= 1000) & (revenue >= 400000000),
                (staff >= 300) & (revenue >= 20000000),
                (staff >= 20) & (revenue >= 3000000),
            ],
            [0, 1, 2],
            3,
        )

    def intense(c: Any, y: Any) -> Any:
        spent, revenue = of(c, y, "研发费用", "营业收入")
        return (revenue > 0) & (spent >= revenue * 0.03)

    def research(c: Any, y: Any) -> Any:
        passed, of_size, spent = of(c, y, "强度达标", "规模", "研发费用")
        amount = np.select(
            [of_size == member("规模", "大型"), of_size == member("规模", "中型")],
            [np.minimum(spent * 0.04, 3000000), np.minimum(spent * 0.06, 2000000)],
            np.minimum(spent * 0.08, 1000000),
        )
        return np.where(passed, amount, 0)

    def recognised(c: Any, y: Any) -> Any:
        kind, first, city = of(c, y, "类型", "首次认定", "区")
        high, small = kind == member("类型", HIGH_TECH), kind == member("类型", SMALL)
        return np.select(
            [
                high & first & (city == member("区", "武汉市")),
                high & first & ((city == member("区", "襄阳市")) | (city == member("区", "宜昌市"))),
                high & first,
                high & ((city == member("区", "武汉市")) | (city == member("区", "襄阳市"))),
                high,
                small & first,
            ],
            [50000, 200000, 150000, 30000, 20000, 10000],
            0,
        )

    def interest(c: Any, y: Any) -> Any:
        kind, loan = of(c, y, "类型", "贷款额")
        return np.where(kind == member("类型", OTHER), 0, np.minimum(loan * 0.02, 200000))

    def patents(c: Any, y: Any) -> Any:
        count, kind = of(c, y, "专利数", "类型")
        return np.select(
            [count < 1, count < 5, count >= 20, kind == member("类型", HIGH_TECH)],
            [0, 5000, 100000, 30000],
            20000,
        )

    def talent(c: Any, y: Any) -> Any:
        of_size, staff = of(c, y, "规模", "职工人数")
        return np.select(
            [
                of_size == member("规模", "大型"),
                (of_size == member("规模", "中型")) & (staff >= 600),
                of_size == member("规模", "中型"),
                of_size == member("规模", "小型"),
            ],
            [200000, staff * 200, staff * 150, staff * 100],
            0,
        )

    def highest(c: Any, y: Any) -> Any:
        return np.maximum(*of(c, y, "高企奖励", "专利奖励"))

    def total(c: Any, y: Any) -> Any:
        one, two, three, four = of(c, y, "研发补助", "就高", "贴息", "人才补贴")
        return one + two + three + four

    def paid(c: Any, y: Any) -> Any:
        whole, spent = of(c, y, "合计", "研发费用")
        return np.minimum(np.minimum(whole, spent * 0.5), 5000000)

    formulas = (size, intense, research, recognised, interest, patents, talent, highest, total, paid)
    for name, formula in zip(DECISIONS, formulas, strict=True):
        kind = str if name == "规模" else bool if name == "强度达标" else float

        def made(company: Any, year: Any, parameters: Any = None, formula: Any = formula) -> Any:
            return formula(company, year)

        variable(name, kind, made)
    began, before = time.perf_counter(), time.process_time()
    table = pq.read_table(source).slice(0, rows)
    year = "2026"
    simulation = simulation_builder.SimulationBuilder().build_default_simulation(system, table.num_rows)
    for label, kind in INPUTS.items():
        column = table.column(label)
        if kind == "number":
            values = column.cast(pa.float64()).to_numpy()
        elif kind == "string":
            encoded = column.combine_chunks().dictionary_encode()
            places = [member(label, each).index for each in encoded.dictionary.to_pylist()]
            numbers = np.array(places, dtype=np.uint8)[encoded.indices.to_numpy()]
            values = indexed_enums.EnumArray(numbers, kinds_of[label])
        else:
            values = column.to_numpy(zero_copy_only=False)
        simulation.set_input(label, year, values)
    results = {name: simulation.calculate(name, year) for name in DECISIONS}
    columns = {"编号": table.column("编号")} | {
        name: pa.DictionaryArray.from_arrays(np.asarray(values).astype("int8"), list(SIZES))
        if name == "规模"
        else pa.array(values)
        for name, values in results.items()
    }
    pq.write_table(pa.table(columns), out)
    seconds, cpu = time.perf_counter() - began, time.process_time() - before
    sums = {name: float(results[name].astype("float64").sum()) for name in AMOUNTS}
    return {"seconds": seconds, "cpu": cpu, "rows": table.num_rows, "sums": sums}


def main() -> None:
    engine, source, out, rows = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    print(json.dumps({"zen": zen_engine, "openfisca": openfisca}[engine](source, out, rows)))


if __name__ == "__main__":
    main()
