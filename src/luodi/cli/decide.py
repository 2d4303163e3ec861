"""``luodi decide``: every decision's value for one case."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from luodi.cli.days import day
from luodi.cli.models import print_diagnostics, read_model
from luodi.cli.writing import write_result
from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn.xml import load
from luodi.evaluate import compile_model
from luodi.review.json_values import WrittenTwice, as_json, load_json
from luodi.review.one_case import decide_case, to_document

NAME = "decide"
HELP = "用一个案例运行模型，得出每个决策的值；加 --trace 说明为什么。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path, metavar="MODEL", help="DMN 文件，或决策表工作簿")
    parser.add_argument(
        "--case", type=Path, required=True, metavar="CASE.json", help="输入的值：以输入名称为键的 JSON 对象"
    )
    parser.add_argument("--trace", action="store_true", help="说明每张表哪些规则命中、其余规则败在哪一列")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="按这一天计算（today() 的值），默认今天")


def run(args: argparse.Namespace) -> int:
    found = read_model(args.model, args.lang)
    if found.definitions is None or found.has_errors:
        return 1
    model = compile_model(found.definitions)
    faults = [each for each in model.diagnostics if each.severity is Severity.ERROR]
    print_diagnostics(model.diagnostics, args.lang)
    decided = decide_case(model, _case(args.case), as_of=args.as_of, trace=args.trace)
    print_diagnostics(decided.diagnostics, args.lang)
    write_result(as_json(to_document(decided.result, args.lang, trace=args.trace)) + "\n", None)
    sys.stdout.flush()
    return 1 if faults or decided.diagnostics else 0


def _case(path: Path) -> dict[str, Any]:
    """The case's values. Raises LuodiError: CASE001 for a file that is no JSON object, CASE004 for a key
    that it has twice."""
    data = load(path)
    try:
        document = load_json(data)
    except WrittenTwice as error:
        raise LuodiError(replace(error.diagnostic, file=str(path))) from error
    except (ValueError, RecursionError) as error:
        raise LuodiError(Diagnostic("CASE001", Severity.ERROR, file=str(path))) from error
    if not isinstance(document, dict):
        raise LuodiError(Diagnostic("CASE001", Severity.ERROR, file=str(path)))
    return document
