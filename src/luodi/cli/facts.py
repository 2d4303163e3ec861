"""``luodi facts``: what a document says that can be checked."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from luodi.cli.reading import repaired_text
from luodi.cli.writing import write_result
from luodi.facts import extract_facts, to_json
from luodi.structure import in_whole_paragraphs, parse_document

NAME = "facts"
HELP = "提取文件的要素：责任单位、时限、目标、金额、重复享受规则、有效期和依据，先修复再提取。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="要提取的文件")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出（目前唯一的格式）")
    parser.add_argument("--no-repair", action="store_true", help="不修复，按原文提取")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="写入此文件，不写则显示在屏幕上")


def run(args: argparse.Namespace) -> int:
    text = repaired_text(args.file, args.lang, repair=not args.no_repair)
    facts = in_whole_paragraphs(parse_document(text, args.file.name), text, extract_facts)
    write_result(json.dumps(to_json(facts, text), ensure_ascii=False, indent=1) + "\n", args.output)
    return 0
