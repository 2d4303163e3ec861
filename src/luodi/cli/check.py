"""``luodi check``: what is wrong with a decision model, found before it is run."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from luodi.cli.models import WORKBOOKS
from luodi.cli.reading import repaired_text
from luodi.cli.writing import write_result
from luodi.diagnostics import Severity
from luodi.dmn import read
from luodi.dmn.workbook import from_workbook
from luodi.facts import extract_facts
from luodi.review.check import as_json, check_model
from luodi.review.check_caps import Cap
from luodi.review.check_findings import Finding
from luodi.structure import in_whole_paragraphs, parse_document

NAME = "check"
HELP = "检查决策模型：语法、类型、名称，决策表的空当、重叠、走不到和重复的规则，没有用到的输入。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, metavar="MODEL", help="DMN 文件，或决策表工作簿")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument(
        "--clause", type=Path, metavar="FILE", help="模型所依据的条款；条款有金额上限而模型没有时会提醒"
    )


def run(args: argparse.Namespace) -> int:
    workbook = args.model.suffix.lower() in WORKBOOKS
    found = from_workbook(args.model) if workbook else read(args.model)
    caps = clause_caps(args.clause, args.lang) if args.clause is not None else ()
    if found.definitions is None:
        findings = [Finding(each) for each in found.diagnostics]
    else:
        findings = check_model(found.definitions, read=found.diagnostics, caps=caps)
    if args.json:
        document = {"diagnostics": as_json(findings, args.lang)}
        write_result(json.dumps(document, ensure_ascii=False, indent=1) + "\n", None)
    else:
        for each in findings:
            print(each.render(args.lang), file=sys.stderr)
        write_result(_summary(findings, args.lang), None)
    sys.stdout.flush()
    return 1 if any(each.diagnostic.severity is Severity.ERROR for each in findings) else 0


def clause_caps(path: Path, lang: str) -> tuple[Cap, ...]:
    """The caps in money that a document names."""
    text = repaired_text(path, lang)
    facts = in_whole_paragraphs(parse_document(text, path.name), text, extract_facts)
    return tuple(
        Cap(amount.value, text[amount.span.start : amount.span.end])
        for item in facts.items
        for amount in item.amounts
        if amount.kind == "cap" and amount.unit != "比例"
    )


def _summary(findings: Sequence[Finding], lang: str) -> str:
    counts = [sum(each.diagnostic.severity is kind for each in findings) for kind in Severity]
    if lang == "en":
        return "{} errors, {} warnings, {} notes\n".format(*counts)
    return "错误 {} 处，警告 {} 处，提示 {} 处\n".format(*counts)
