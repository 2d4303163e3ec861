"""``luodi read``: the plain text of a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from luodi.cli.reading import read_with_notes

NAME = "read"
HELP = "读取文件的文字（txt、md、html、docx、doc、wps、rtf、pdf、ofd），自动识别文件类型和字符编码。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="要读取的文件")


def run(args: argparse.Namespace) -> int:
    read = read_with_notes(args.file, args.lang)
    # Bytes, so that neither a terminal's charset nor its line ends change the text.
    sys.stdout.buffer.write(read.text.encode("utf-8"))
    sys.stdout.flush()
    return 0
