"""``luodi run``: a model over a population, one row out for each row in."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from luodi.cli import CANCELLED
from luodi.cli.models import print_diagnostics, read_model
from luodi.cli.progress import Meter
from luodi.cli.sql import add_run_arguments
from luodi.diagnostics import Diagnostic, Severity
from luodi.sql.capabilities import Engine

NAME = "run"
HELP = "在一份数据（Parquet、CSV、Arrow）上运行模型：每行一个结果，附命中的规则和缺少的输入。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, metavar="MODEL", help="DMN 文件，或决策表工作簿")
    parser.add_argument(
        "--population", required=True, metavar="FILE", help="数据文件，或 PostgreSQL 的表名；列名即输入名称"
    )
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        metavar="OUT",
        help="结果文件：parquet、csv 或 arrow；PostgreSQL 可以是表名，Spark 可以是文件夹",
    )
    parser.add_argument(
        "--engine", choices=[each.value for each in Engine], default=Engine.DUCKDB.value, help="数据库引擎"
    )
    parser.add_argument(
        "--url", metavar="URL", help="postgresql://用户@主机/库，或 spark://主机:端口（默认 local[*]）"
    )
    parser.add_argument("--memory", metavar="400MB", help="内存上限，超出部分用磁盘")
    parser.add_argument("--thousands", action="store_true", help="文本列中的数可带千位分隔符（1,234.50）")
    parser.add_argument("--no-missing", action="store_true", help="不列出缺少的输入，运行更快")
    add_run_arguments(parser)


def run(args: argparse.Namespace) -> int:
    # Not above: the engines take a second to load, which `luodi read` need not wait for.
    from luodi.engines.children import parse_children
    from luodi.review.population_run import Options, run_population

    found = read_model(args.model, args.lang)
    if found.definitions is None or found.has_errors:
        return 1
    children = parse_children(args.child)
    options = Options(
        args.key,
        args.decision,
        args.as_of,
        args.memory,
        not args.no_missing,
        engine=Engine(args.engine),
        url=args.url,
        children=children,
    )
    meter = Meter(args.lang)
    options = replace(options, thousands=args.thousands)
    if meter.is_on:
        options = replace(options, counted=meter.count, progress=meter)
    try:
        ran = run_population(found.definitions, args.population, args.out, options)
    except KeyboardInterrupt:
        meter.clear()
        print_diagnostics([Diagnostic("POP041", Severity.ERROR, None, {}, str(args.out))], args.lang)
        return CANCELLED
    finally:
        meter.clear()
    print_diagnostics(ran.diagnostics, args.lang)
    if ran.rows is None:
        return 1
    print(f"{ran.rows} → {args.out}", file=sys.stderr)
    return 0
