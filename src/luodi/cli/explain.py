"""``luodi explain``: one row of a run again, by the interpreter, with its trace."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from luodi.cli.models import print_diagnostics, read_model
from luodi.cli.sql import add_child_argument
from luodi.cli.writing import write_result
from luodi.review.json_values import as_json
from luodi.review.one_case import to_document

NAME = "explain"
HELP = "用解释器重算数据中的一行并说明原因，同时核对与 SQL 的结果一致。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, metavar="MODEL", help="DMN 文件，或决策表工作簿")
    parser.add_argument(
        "--population", type=Path, required=True, metavar="FILE", help="数据文件；列名即输入名称"
    )
    parser.add_argument("--key", required=True, metavar="K", help="这一行的主键值")
    add_child_argument(parser)
    parser.add_argument("--key-column", metavar="COLUMN", help="主键列，默认第一列")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DATE", help="按这一天计算（today() 的值），默认今天"
    )


def run(args: argparse.Namespace) -> int:
    # Not above: the engines take a second to load, which `luodi read` need not wait for.
    from luodi.engines.children import parse_children
    from luodi.review.population_run import Options, explain_row

    found = read_model(args.model, args.lang)
    if found.definitions is None or found.has_errors:
        return 1
    keys = [args.key_column] if args.key_column else []
    options = Options(keys, as_of=args.as_of, children=parse_children(args.child))
    explained = explain_row(found.definitions, args.population, args.key, options)
    print_diagnostics(explained.diagnostics, args.lang)
    write_result(as_json(to_document(explained.result, args.lang, trace=True)) + "\n", None)
    return 1 if explained.diagnostics else 0
