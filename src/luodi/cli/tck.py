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
from luodi.review.conformance import DUCKDB_ALONE, run_folder, to_json
from luodi.sql.capability import Engine

NAME = "tck"
HELP = "运行 DMN 一致性测试（TCK）的文件夹，或用同样格式保存的案例。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="文件夹（含各级子文件夹）或一个案例文件")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出每个案例的结果和合计")
    parser.add_argument(
        "--no-sql", action="store_true", help="JSON 中不含每个案例编译为 SQL 的结果，运行更快"
    )
    parser.add_argument(
        "--engine",
        action="append",
        default=[],
        metavar="NAME[=URL]",
        help="SQL 在哪个引擎上运行（可多次）：duckdb（默认）、postgres=postgresql://…、spark",
    )
    parser.add_argument("--coverage", action="store_true", help="列出没有案例走到的规则")
    parser.add_argument("--strict", action="store_true", help="有案例没通过时，退出码为 1")


def run(args: argparse.Namespace) -> int:
    engines = _engines(args.engine)
    unknown = [name for name in engines if name not in set(Engine)]
    if unknown:
        print(f"--engine: {'、'.join(unknown)} ({'、'.join(Engine)})", file=sys.stderr)
        return 2
    conformance = run_folder(
        args.folder,
        coverage=args.coverage,
        sql=args.json and not args.no_sql,
        engines=engines or DUCKDB_ALONE,
    )
    print_diagnostics(conformance.diagnostics, args.lang)
    document = to_json(conformance, args.lang)
    if args.json:
        write_result(json.dumps(document, ensure_ascii=False, indent=1) + "\n", None)
    else:
        write_result(_lines(document, args.lang), None)
    if any(each.severity is Severity.ERROR for each in conformance.diagnostics):
        return 1
    total = document["totals"]
    if args.strict and total["pass"] < total["cases"]:
        print(f"{total['cases'] - total['pass']} / {total['cases']}", file=sys.stderr)
        return 1
    return 0


def _engines(named: list[str]) -> dict[str, str | None]:
    parts = [each.partition("=") for each in named]
    return {name: url or None for name, _, url in parts}


_WORDS = {
    "zh": (
        "{test} › {case} › {name}：{got}（应为 {expected}）",
        "{test} › {table}：没有案例走到规则 {which}（共 {rules} 条）",
        "通过 {all[pass]} / {all[cases]}；应有值的 {value[pass]} / {value[cases]}；"
        "应为 null 的 {null[pass]} / {null[cases]}",
    ),
    "en": (
        "{test} › {case} › {name}: {got} (expected {expected})",
        "{test} › {table}: no case reaches rules {which} (of {rules})",
        "passed {all[pass]} / {all[cases]}; where a value is expected {value[pass]} / {value[cases]}; "
        "where null is {null[pass]} / {null[cases]}",
    ),
}


def _lines(document: dict[str, Any], lang: str) -> str:
    """The cases that did not pass, one a line, then the counts."""
    failed, not_reached, counts = _WORDS[lang]
    lines = []
    for case in document["cases"]:
        for node in case.get("nodes", ()):
            got = node.get("error") or node.get("actual")
            lines.append(
                failed.format(
                    test=case["test"],
                    case=case["case"],
                    got=got,
                    name=node["name"],
                    expected=node["expected"],
                )
            )
    for table in document.get("coverage", ()):
        if table["not_reached"]:
            which = ("、" if lang == "zh" else ", ").join(map(str, table["not_reached"]))
            lines.append(not_reached.format(which=which, **table))
    total = document["totals"]
    lines.append(counts.format(all=total, value=total["expects_value"], null=total["expects_null"]))
    return "\n".join(lines) + "\n"
