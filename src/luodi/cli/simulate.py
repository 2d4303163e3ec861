"""``luodi simulate``: what a change of a model would cost, and who would gain or lose by it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from luodi.cli.days import day
from luodi.cli.models import print_diagnostics, read_model
from luodi.cli.populations import add_child_argument, add_memory_argument
from luodi.cli.writing import write_result
from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn.model import Definitions

if TYPE_CHECKING:
    from luodi.engines.children import ChildFile

NAME = "simulate"
HELP = "在一份数据上比较模型的两个版本：支出、受益和受损的数量、按列分布、参数曲线、预算和上限的影响。"
_DIGITS = 6
_SUFFIXES = (".xlsx", ".csv", ".json", ".svg", ".png", ".html")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("base", type=Path, metavar="BASE", help="原模型：DMN 文件，或决策表工作簿")
    parser.add_argument("new", type=Path, metavar="NEW", help="新模型")
    parser.add_argument(
        "--population", type=Path, required=True, metavar="FILE", help="数据文件；列名即输入名称"
    )
    add_child_argument(parser)
    parser.add_argument(
        "--by",
        nargs="+",
        action="extend",
        default=[],
        metavar="COLUMN",
        help="按这一列分布（可多个）；“地区+行业”是两列合在一起",
    )
    parser.add_argument("--decision", metavar="NAME", help="测算金额的决策，默认两个模型共有的结果")
    parser.add_argument("--key", action="append", default=[], metavar="COLUMN", help="主键列，默认第一列")
    parser.add_argument(
        "--sweep",
        metavar="参数=起:止:步长",
        help="移动新模型的一个数，例如 资格#2.研发占比=3%%:6%%:0.25%% 或 补贴上限=100万,200万",
    )
    parser.add_argument("--budget", metavar="金额", help="预算总额，例如 5000万")
    parser.add_argument("--cap", metavar="金额", help="每行的上限")
    parser.add_argument(
        "--allocate",
        metavar="方式",
        help="预算不足时：pro-rata 按比例（默认），rank:列[:asc] 按名次，first:日期列 按先后",
    )
    parser.add_argument("--top", type=_count, default=20, metavar="N", help="列出变化最大的多少行，默认 20")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="按这一天计算（today() 的值），默认今天")
    add_memory_argument(parser)
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.add_argument(
        "-o", "--out", type=Path, metavar="OUT", help="结果文件：xlsx、csv、json、svg、png、html"
    )


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > _DIGITS:
        raise argparse.ArgumentTypeError(f"“{text}”不是行数，请写 0 到 999999 的整数")
    return int(text)


def run(args: argparse.Namespace) -> int:
    # Not above: the engines take a second to load, which `luodi read` need not wait for.
    from luodi.engines.children import parse_children
    from luodi.engines.places import check_place
    from luodi.simulate.results import SimulationError

    suffix = args.out.suffix.lower() if args.out is not None else ""
    if args.out is not None and suffix not in _SUFFIXES:
        values = {"suffix": suffix or args.out.name}
        raise LuodiError(Diagnostic("SIM012", Severity.ERROR, None, values, str(args.out)))
    children = parse_children(args.child)
    if args.out is not None:
        read = [Path(each.path) for each in children.values()]
        check_place(args.out, [args.base, args.new, args.population, *read])
    models = []
    for path in (args.base, args.new):
        found = read_model(path, args.lang)
        if found.definitions is None or found.has_errors:
            return 1
        models.append(found.definitions)
    try:
        result = _result(args, models, children, suffix)
    except SimulationError as error:
        print_diagnostics(error.diagnostics, args.lang)
        return 1
    write_result(result, args.out)
    return 0


def _result(
    args: argparse.Namespace, models: Sequence[Definitions], children: Mapping[str, ChildFile], suffix: str
) -> str | bytes:
    from luodi.review.json_values import as_json
    from luodi.simulate import allocate, compare, parse_amount, parse_values, prepare, sweep
    from luodi.simulate.child_rows import lists_of
    from luodi.simulate.picture import to_html, to_svg
    from luodi.simulate.report import Report, document_of
    from luodi.simulate.session import error
    from luodi.simulate.terminal import to_text
    from luodi.simulate.workbook import to_csv, to_xlsx

    base, new = models
    by = [tuple(each.split("+")) for each in args.by]
    if args.allocate is not None and args.budget is None and args.cap is None:
        raise error("SIM017")
    for text in (args.budget, args.cap):
        if text is not None and text.rstrip().endswith(("%", "％")):
            raise error("SIM018", text=text)
    budget = None if args.budget is None else parse_amount(args.budget)
    cap = None if args.cap is None else parse_amount(args.cap)
    address, equals, values = (args.sweep or "").rpartition("=")
    if args.sweep and not equals:
        raise error("SIM009", text=args.sweep)
    moved = parse_values(values) if args.sweep else ()
    lists = lists_of(models, str(args.population))
    for name, file in children.items():
        if name not in lists:
            raise error("POP015", str(file.path), name=name, near="、".join(lists) or "—")
    as_of = args.as_of or date.today()  # noqa: DTZ011 -- the day on the clock of the wall
    options: dict[str, Any] = {"as_of": as_of, "memory": args.memory, "children": children}
    with (
        TemporaryDirectory(prefix="luodi-") as spill,
        prepare(args.population, keys=args.key, spill=Path(spill), **options) as session,
    ):
        comparison = compare(base, new, session, decision=args.decision, by=by, top=args.top)
        print_diagnostics(comparison.diagnostics, args.lang)
        name = comparison.decision
        curve = sweep(base, new, session, address, moved, decision=name) if args.sweep else None
        shares = None
        if budget is not None or cap is not None:
            shares = allocate(
                new,
                session,
                budget=budget,
                cap=cap,
                rule=args.allocate or "pro-rata",
                decision=name,
                by=by,
                top=args.top,
            )
    report = Report(args.base.name, args.new.name, args.population.name, comparison, curve, shares)
    match suffix:
        case ".xlsx":
            return to_xlsx(report, args.lang)
        case ".csv":
            return to_csv(report, args.lang)
        case ".svg":
            return to_svg(report, args.lang)
        case ".png":
            from luodi.cli.png import to_png

            return to_png(lambda family: to_svg(report, args.lang, f"'{family}'"))
        case ".html":
            return to_html(report, args.lang)
        case _:
            if args.json or suffix == ".json":
                return as_json(document_of(report, args.lang)) + "\n"
            return to_text(report, args.lang)
