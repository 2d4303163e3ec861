"""``luodi tck``: the conformance kit of DMN, or cases saved in its format."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from luodi.cli.models import print_diagnostics
from luodi.cli.writing import write_result
from luodi.diagnostics import Severity
from luodi.review.conformance import run_folder, to_json

NAME = "tck"
HELP = "运行 DMN 一致性测试（TCK）的文件夹，或用同样格式保存的案例。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="文件夹（含各级子文件夹）或一个案例文件")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出每个案例的结果和合计")
    parser.add_argument("--coverage", action="store_true", help="列出没有案例走到的规则")
    parser.add_argument("--strict", action="store_true", help="有案例没通过时，退出码为 1")


def run(args: argparse.Namespace) -> int:
    conformance = run_folder(args.folder, coverage=args.coverage)
    print_diagnostics(conformance.diagnostics, args.lang)
    document = to_json(conformance, args.lang)
    if args.json:
        write_result(json.dumps(document, ensure_ascii=False, indent=1) + "\n", None)
    else:
        write_result(_lines(document), None)
    if any(each.severity is Severity.ERROR for each in conformance.diagnostics):
        return 1
    total = document["totals"]
    if args.strict and total["pass"] < total["cases"]:
        print(f"{total['cases'] - total['pass']} / {total['cases']}", file=sys.stderr)
        return 1
    return 0


def _lines(document: dict[str, Any]) -> str:
    """The cases that did not pass, one a line, then the counts."""
    lines = []
    for case in document["cases"]:
        for node in case.get("nodes", ()):
            got = node.get("error") or node.get("actual")
            lines.append(
                f"{case['test']} › {case['case']} › {node['name']}：{got}（应为 {node['expected']}）"
            )
    for table in document.get("coverage", ()):
        if table["not_reached"]:
            rules = "、".join(map(str, table["not_reached"]))
            lines.append(
                f"{table['test']} › {table['table']}：没有案例走到规则 {rules}（共 {table['rules']} 条）"
            )
    total = document["totals"]
    value, null = total["expects_value"], total["expects_null"]
    lines.append(
        f"通过 {total['pass']} / {total['cases']}"
        f"；应有值的 {value['pass']} / {value['cases']}；应为 null 的 {null['pass']} / {null['cases']}"
    )
    return "\n".join(lines) + "\n"
