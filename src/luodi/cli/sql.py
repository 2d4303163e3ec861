"""``luodi sql``: the SQL that ``luodi run`` executes."""

from __future__ import annotations

import argparse
from pathlib import Path

from luodi.cli.models import print_diagnostics, read_model
from luodi.cli.populations import add_key_argument, add_model_arguments
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
    parser.add_argument(
        "--population", metavar="FILE", help="按这个数据文件或 PostgreSQL 表各列的类型编译；不给时按模型假定"
    )
    parser.add_argument("--url", metavar="URL", help="表所在的数据库：postgresql://用户@主机/库")
    add_key_argument(parser)
    add_model_arguments(parser)


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
        url=args.url,
        children=parse_children(args.child),
    )
    text, diagnostics = sql_text(found.definitions, args.population, options, args.lang)
    print_diagnostics(diagnostics, args.lang)
    write_result(text + "\n", None)
    return 1 if any(each.severity is Severity.ERROR for each in diagnostics) else 0
