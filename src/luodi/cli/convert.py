"""``luodi convert``: decision tables between a workbook and a DMN file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from luodi.cli.models import WORKBOOKS, print_diagnostics, read_model
from luodi.cli.writing import write_result
from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn import export
from luodi.dmn.layout import with_layout
from luodi.dmn.workbook import to_workbook
from luodi.evaluate import compile_model

NAME = "convert"
HELP = "决策表在 Excel 工作簿和 DMN 文件之间互相转换；方向由两个文件的扩展名决定。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="工作簿（xlsx）或 DMN 文件")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="写入此文件")
    parser.add_argument(
        "--lower", action="store_true", help="把 DMN 1.4 起才有的框式表达式改写为 FEEL 文字，以便存为 1.3"
    )


def run(args: argparse.Namespace) -> int:
    target = args.output.suffix.lower()
    if target not in (".xlsx", ".dmn"):
        unknown = Diagnostic("CLI004", Severity.ERROR, values={"suffix": target}, file=str(args.output))
        print(unknown.render(lang=args.lang), file=sys.stderr)
        return 2
    found = read_model(args.file, args.lang)
    if found.definitions is None or found.has_errors:
        return 1
    if args.file.suffix.lower() in WORKBOOKS:
        # What stands in a cell is read now, so that a fault names the cell and not a rule of the model.
        faults = compile_model(found.definitions).diagnostics
        print_diagnostics(faults, args.lang)
        if any(each.severity is Severity.ERROR for each in faults):
            return 1
    if target == ".dmn":
        # A workbook has no diagram; editors want one.
        written = export(with_layout(found.definitions), lower=args.lower)
        print_diagnostics(written.diagnostics, args.lang)
        write_result(written.data, args.output)
    else:
        workbook = to_workbook(found.definitions)
        print_diagnostics(workbook.diagnostics, args.lang)
        write_result(workbook.data, args.output)
    return 0
