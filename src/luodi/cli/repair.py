"""``luodi repair``: the text of a file with its damage undone."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from luodi.cli.reading import read_with_notes
from luodi.cli.writing import write_result
from luodi.repair import Repaired, repair_text

NAME = "repair"
HELP = "修复受损的文字：去除误插的拼音、还原错位的编码、繁体转为简体。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="要修复的文件")
    parser.add_argument("--report", type=Path, metavar="R.json", help="把每处修改和丢失的文字写入此文件")
    parser.add_argument(
        "--script",
        choices=("simplified", "keep"),
        default="simplified",
        help="simplified：转为简体（默认）；keep：保留原来的字形",
    )
    parser.add_argument(
        "--punctuation",
        choices=("full", "keep"),
        default="keep",
        help="full：中文里的半角标点恢复为全角；keep：保留原样（默认）",
    )


def run(args: argparse.Namespace) -> int:
    read = read_with_notes(args.file, args.lang)
    repaired = repair_text(read.text, script=args.script, punctuation=args.punctuation)
    if args.report is not None:
        _write_report(repaired, str(args.file), args.report)
    # A file keeps its own line ends, so that a clean one comes back as it is.
    sys.stdout.buffer.write(repaired.text.replace("\n", read.newline).encode("utf-8", "replace"))
    sys.stdout.flush()
    return 0


def _write_report(repaired: Repaired, name: str, path: Path) -> None:
    report = json.dumps(repaired.to_report(name), ensure_ascii=False, indent=1)
    # Half a surrogate pair, which UTF-8 has no bytes for, is written as JSON escapes it.
    write_result((report + "\n").encode("utf-8", errors="backslashreplace"), path)
