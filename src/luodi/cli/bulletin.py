"""``luodi bulletin``: an official document in the layout of GB/T 9704-2012, as DOCX or PDF."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from luodi.cli.writing import write_result
from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.messages import SystemReason

NAME = "bulletin"
HELP = "按 GB/T 9704-2012 的版式，把公文数据排成 DOCX 或 PDF。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="DATA.json", help="公文数据（格式见 docs/reference/bulletin.md）"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="OUT", required=True, help="写入此文件，以 .docx 或 .pdf 结尾"
    )
    parser.add_argument(
        "--fonts", type=Path, metavar="FOLDER", action="append", default=[], help="另外的字体文件夹，可重复"
    )


def run(args: argparse.Namespace) -> int:
    # Slow to load; the other commands need none of it.
    from luodi.gazette import InvalidDocument, docx, pdf, read

    form = args.output.suffix.lower()
    if form not in (".docx", ".pdf"):
        wrong = Diagnostic("GAZ105", Severity.ERROR, values={"name": args.output.name})
        print(wrong.render(lang=args.lang), file=sys.stderr)
        return 2
    try:
        document = read(_bytes_of(args.file), name=str(args.file))
    except InvalidDocument as error:
        for diagnostic in error.diagnostics:
            print(diagnostic.render(lang=args.lang), file=sys.stderr)
        return 1
    if form == ".docx":
        write_result(docx(document), args.output)
        return 0
    rendered = pdf(document, fonts=args.fonts, name=str(args.file))
    for diagnostic in rendered.diagnostics:
        print(diagnostic.render(lang=args.lang), file=sys.stderr)
    write_result(rendered.data, args.output)
    return 0


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        values = {"file": str(path)}
        raise LuodiError(Diagnostic("CLI001", Severity.ERROR, values=values, file=str(path))) from error
    except OSError as error:
        reason = {"reason": SystemReason.of(error)}
        raise LuodiError(Diagnostic("READ005", Severity.ERROR, values=reason, file=str(path))) from error
