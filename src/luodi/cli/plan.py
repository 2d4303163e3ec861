"""``luodi plan``: the task decomposition table (任务分解表) of a document, an article or a plan."""

from __future__ import annotations

import argparse
import json
import sys
from io import BytesIO
from pathlib import Path

from luodi.cli.reading import repaired_text
from luodi.cli.writing import write_result
from luodi.decompose import Plan, decompose_text, to_json, to_markdown, to_xlsx
from luodi.diagnostics import Diagnostic, LuodiError, Severity

NAME = "plan"
HELP = "把文件、报道或方案分解为任务分解表，先修复再分解。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="要分解的文件")
    parser.add_argument(
        "--to", choices=("json", "xlsx", "md"), default="json", help="输出的格式（默认 json）"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="写入此文件；xlsx 必须指定")


def run(args: argparse.Namespace) -> int:
    if args.to == "xlsx" and args.output is None:
        wrong_usage = Diagnostic("PLAN002", Severity.ERROR, file=str(args.file))
        print(wrong_usage.render(lang=args.lang), file=sys.stderr)
        return 2
    text = repaired_text(args.file, args.lang)
    plan = _decompose(text, args.file)
    if args.to == "json":
        write_result(json.dumps(to_json(plan), ensure_ascii=False, indent=1) + "\n", args.output)
    elif args.to == "md":
        write_result(to_markdown(plan), args.output)
    else:
        buffer = BytesIO()
        to_xlsx(plan, buffer)
        write_result(buffer.getvalue(), args.output)
    return 0


def _decompose(text: str, file: Path) -> Plan:
    try:
        return decompose_text(text, file.name)
    except LuodiError as error:
        # Where the file is matters more to who types the command than what the text is called.
        raise LuodiError(
            Diagnostic(error.diagnostic.code, error.diagnostic.severity, file=str(file))
        ) from error
