"""``luodi read``: the plain text of a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from luodi.intake import ReadResult, read_file

NAME = "read"
HELP = "读取文件的文字（txt、md、html、docx、doc、wps、rtf、pdf、ofd），自动识别文件类型和字符编码。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="要读取的文件")


def run(args: argparse.Namespace) -> int:
    read = read_file(args.file)
    # Bytes, so that neither a terminal's charset nor its line ends change the text.
    sys.stdout.buffer.write(read.text.encode("utf-8"))
    sys.stdout.flush()
    print_notes(read, args.lang)
    return 0


def print_notes(read: ReadResult, lang: str) -> None:
    """What the text may lack, on standard error."""
    for note in read.notes:
        print(note.render(lang=lang), file=sys.stderr)
