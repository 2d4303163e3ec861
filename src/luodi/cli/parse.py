"""``luodi parse``: the structure of a document."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from luodi.cli.reading import repaired_text
from luodi.cli.writing import write_result
from luodi.diagnostics import Diagnostic, Severity
from luodi.structure import parse_document, to_akoma_ntoso, to_json, to_markdown
from luodi.structure.numbering import MAX_LABELS

NAME = "parse"
HELP = "解析文件的结构：章、条、一、（一）1. 及“一是…二是…”，先修复再解析。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="要解析的文件")
    parser.add_argument("--to", choices=("json", "akn", "md"), default="json", help="输出的格式（默认 json）")
    parser.add_argument("--no-repair", action="store_true", help="不修复，按原文解析")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="写入此文件，不写则显示在屏幕上")


def run(args: argparse.Namespace) -> int:
    text = repaired_text(args.file, args.lang, repair=not args.no_repair)
    document = parse_document(text, args.file.name)
    if document.cut:
        values = {"limit": MAX_LABELS}
        bounded = Diagnostic("PARSE002", Severity.WARNING, values=values, file=str(args.file))
        print(bounded.render(lang=args.lang), file=sys.stderr)
    if args.to == "json":
        result = json.dumps(to_json(document), ensure_ascii=False, indent=1) + "\n"
    elif args.to == "akn":
        result = to_akoma_ntoso(document, text)
    else:
        result = to_markdown(document, text)
    write_result(result, args.output)
    return 0
