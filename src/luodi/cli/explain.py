"""``luodi explain``: one row of a run again, by the interpreter, with its trace."""

from __future__ import annotations

import argparse
from pathlib import Path

from luodi.cli.models import print_diagnostics, read_model
from luodi.cli.populations import add_engine_arguments, add_model_arguments, add_population_argument
from luodi.cli.writing import write_result
from luodi.review.json_values import as_json
from luodi.review.one_case import to_document
from luodi.sql.capabilities import Engine

NAME = "explain"
HELP = "用解释器重算数据中的一行并说明原因，同时核对与 SQL 的结果一致。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, metavar="MODEL", help="DMN 文件，或决策表工作簿")
    add_population_argument(parser)
    parser.add_argument(
        "--key", action="append", required=True, metavar="K", help="这一行的主键值；主键有多列时依次多次"
    )
    parser.add_argument(
        "--key-column", action="append", default=[], metavar="COLUMN", help="主键列（可多次），默认第一列"
    )
    add_engine_arguments(parser)
    add_model_arguments(parser)


def run(args: argparse.Namespace) -> int:
    # Not above: the engines take a second to load, which `luodi read` need not wait for.
    from luodi.engines.children import parse_children
    from luodi.review.explained_row import UnfitPopulationError, explain_row
    from luodi.review.population_run import Options

    found = read_model(args.model, args.lang)
    if found.definitions is None or found.has_errors:
        return 1
    options = Options(
        args.key_column,
        args.decision,
        args.as_of,
        args.memory,
        engine=Engine(args.engine),
        url=args.url,
        children=parse_children(args.child),
        thousands=args.thousands,
    )
    try:
        explained = explain_row(found.definitions, args.population, tuple(args.key), options)
    except UnfitPopulationError as error:
        print_diagnostics(error.diagnostics, args.lang)
        return 1
    print_diagnostics((*explained.told, *explained.diagnostics), args.lang)
    write_result(as_json(to_document(explained.result, args.lang, trace=True)) + "\n", None)
    return 1 if explained.diagnostics else 0
