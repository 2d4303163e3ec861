"""``luodi sql``: the SQL that ``luodi run`` executes."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from luodi.cli.models import print_diagnostics, read_model
from luodi.cli.writing import write_result
from luodi.diagnostics import Severity
from luodi.sql.capabilities import Engine

NAME = "sql"
HELP = "显示模型编译成的 SQL；不能精确编译的决策说明原因。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, metavar="MODEL", help="DMN 文件，或决策表工作簿")
    parser.add_argument(
        "--engine", choices=[each.value for each in Engine], default=Engine.DUCKDB.value, help="数据库引擎"
    )
    parser.add_argument("--population", type=Path, metavar="FILE", help="按这个数据文件各列的类型编译")
    add_run_arguments(parser)


def add_child_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--child",
        action="append",
        default=[],
        metavar="NAME=FILE:KEY[:ORDER]",
        help="列表输入的数据文件（可多次）：KEY 是对应主键的列，ORDER 是排序的列，默认按文件顺序",
    )


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """What the commands over populations share."""
    add_child_argument(parser)
    parser.add_argument(
        "--key", action="append", default=[], metavar="COLUMN", help="主键列（可多次），默认第一列"
    )
    parser.add_argument(
        "--decision", action="append", metavar="NAME", help="只要这个决策（可多次），默认全部"
    )
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DATE", help="按这一天计算（today() 的值），默认今天"
    )


def run(args: argparse.Namespace) -> int:
    # Not above: the engines take a second to load, which `luodi read` need not wait for.
    from luodi.engines.children import parse_children
    from luodi.review.population_run import Options, sql_text

    found = read_model(args.model, args.lang)
    if found.definitions is None or found.has_errors:
        return 1
    options = Options(
        args.key,
        args.decision,
        args.as_of,
        engine=Engine(args.engine),
        children=parse_children(args.child),
    )
    text, diagnostics = sql_text(found.definitions, args.population, options)
    print_diagnostics(diagnostics, args.lang)
    write_result(text + "\n", None)
    return 1 if any(each.severity is Severity.ERROR for each in diagnostics) else 0
