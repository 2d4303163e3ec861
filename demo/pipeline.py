"""The engine's part of the demonstration: a damaged article in, a task decomposition out, no server."""

from __future__ import annotations

import json
from pathlib import Path

from luodi.decompose import decompose_text, to_xlsx
from luodi.intake import read_file
from luodi.repair import repair_text
from luodi.structure import parse_document, to_markdown


def run_pipeline(source: Path, out: Path) -> str:
    """Leave clean.txt, repair.json, structure.md and plan.xlsx in ``out``; a summary in words."""
    out.mkdir(parents=True, exist_ok=True)
    repaired = repair_text(read_file(source).text)
    (out / "clean.txt").write_text(repaired.text, encoding="utf-8")
    report = json.dumps(repaired.to_report(source.name), ensure_ascii=False, indent=1)
    (out / "repair.json").write_text(report, encoding="utf-8")
    document = parse_document(repaired.text, source.name)
    (out / "structure.md").write_text(to_markdown(document, repaired.text), encoding="utf-8")
    plan = decompose_text(repaired.text, source.name)
    to_xlsx(plan, out / "plan.xlsx")
    lines = [
        f"原文 {len(repaired.source)} 字，修复 {len(repaired.edits)} 处，缺字 {len(repaired.lost)} 处。",
        f"分解出 {len(plan.workstreams)} 个板块、{sum(len(w.tasks) for w in plan.workstreams)} 项任务：",
    ]
    for workstream in plan.workstreams:
        lines.append(f"{workstream.no}、{workstream.name}")
        for task in workstream.tasks:
            lines.append(f"  {task.no} {task.task}")
            lines.extend(f"      举措：{measure}" for measure in task.measures)
    lines.append(f"结果在 {out}：clean.txt、repair.json、structure.md、plan.xlsx")
    return "\n".join(lines)
