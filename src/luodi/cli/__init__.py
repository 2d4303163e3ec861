"""The ``luodi`` command: one module per sub-command.

Exit status: 0 success, 1 the input has errors (diagnostics on standard error), 2 wrong usage.
A sub-command module has ``NAME``, ``HELP``, ``add_arguments(parser)`` and ``run(args) -> int``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from luodi.diagnostics import LuodiError
from luodi.source import SourceText

COMMANDS = ("read", "repair", "parse", "facts", "plan", "bulletin", "convert", "decide", "check", "tck")


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="luodi", description="从政策文本到任务：读取、修复、解析、分解，并生成公文。"
    )
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="提示用语的语言")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name in COMMANDS:
        module = import_module(f"luodi.cli.{name}")
        sub = subparsers.add_parser(name, help=module.HELP, description=module.HELP)
        sub.add_argument("--lang", choices=("zh", "en"), default=argparse.SUPPRESS, help="提示用语的语言")
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    args = build_parser().parse_args(argv)
    try:
        return int(args.run(args))
    except LuodiError as error:
        diagnostic = error.diagnostic
        source = None
        if diagnostic.span is not None and Path(diagnostic.file).is_file():
            text = Path(diagnostic.file).read_text(encoding="utf-8", errors="replace")
            source = SourceText(text, diagnostic.file)
        print(diagnostic.render(source, args.lang), file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader went away (`luodi read FILE | head`): nothing to report.
        sys.stderr.close()
        return 0


if __name__ == "__main__":
    sys.exit(main())
