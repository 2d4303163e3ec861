"""The ``luodi`` command: one module per sub-command.

Exit status: 0 success, 1 the input has errors (diagnostics on standard error), 2 wrong usage, 130 cancelled.
A sub-command module has ``NAME``, ``HELP``, ``add_arguments(parser)`` and ``run(args) -> int``.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.source import SourceText

COMMANDS = (
    "read",
    "repair",
    "parse",
    "facts",
    "plan",
    "bulletin",
    "convert",
    "decide",
    "check",
    "sql",
    "run",
    "explain",
    "simulate",
    "tck",
)


# What a shell gives for a process that Ctrl-C ended: 128 and the signal's number.
CANCELLED = 130


def build_parser(commands: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The parser of these sub-commands; a command that is not asked for need not be loaded."""
    parser = argparse.ArgumentParser(
        prog="luodi",
        description="让政策落地：读取、修复、解析政策文本，拆成任务；检查和运行判定模型，在一批企业的数据上测算；生成公文。",
    )
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="提示用语的语言")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name in commands:
        module = import_module(f"luodi.cli.{name}")
        sub = subparsers.add_parser(name, help=module.HELP, description=module.HELP)
        sub.add_argument("--lang", choices=("zh", "en"), default=argparse.SUPPRESS, help="提示用语的语言")
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    return parser


def _asked_for(argv: Sequence[str]) -> str | None:
    """The sub-command that is called; None where help is, or nothing that exists."""
    at = 0
    while at < len(argv) and argv[at].startswith("-"):
        at += 2 if argv[at] == "--lang" else 1
        if argv[at - 1] in ("-h", "--help"):
            return None
    return argv[at] if at < len(argv) and argv[at] in COMMANDS else None


def main(argv: Sequence[str] | None = None) -> int:
    given = sys.argv[1:] if argv is None else argv
    # What went wrong is said once, in a diagnostic. A library that logs by the root (py4j does) would set
    # up a handler of its own there and print where its code was.
    if not logging.getLogger().handlers:
        logging.getLogger().addHandler(logging.NullHandler())
    command = _asked_for(given)
    # Reading documents takes a second to load that a decision does not need.
    args = build_parser(COMMANDS if command is None else (command,)).parse_args(given)
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
    except (KeyboardInterrupt, RuntimeError) as error:
        # DuckDB has words of its own for Ctrl-C in the midst of its work.
        if isinstance(error, RuntimeError) and str(error) != "Query interrupted":
            raise
        print(Diagnostic("CLI005", Severity.ERROR, None, {}).render(None, args.lang), file=sys.stderr)
        return CANCELLED
    except BrokenPipeError:
        # The reader went away (`luodi read FILE | head`): nothing to report.
        sys.stderr.close()
        return 0


if __name__ == "__main__":
    sys.exit(main())
