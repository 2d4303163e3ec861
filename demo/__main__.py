"""``python -m demo load`` fills the platform; ``pipeline`` runs the engine alone; ``population`` writes a
population of fictional enterprises."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from demo.population import CHILDREN, MAX_ROWS, SEED, write_population

DOCUMENTS = Path(__file__).parent / "documents"


def main() -> int:
    parser = argparse.ArgumentParser(prog="demo", description="演示：装入示例政策包，或只跑文本处理。")
    parts = parser.add_subparsers(dest="part", required=True)
    load = parts.add_parser("load", help="装入示例政策包、示例人员和进行中的任务")
    load.add_argument("--source", type=Path, default=DOCUMENTS / "report.txt", help="自己的报道")
    pipeline = parts.add_parser("pipeline", help="不启动平台，只把一份文件变成任务分解表")
    pipeline.add_argument("--source", type=Path, default=DOCUMENTS / "report.txt", help="自己的文件")
    pipeline.add_argument("--out", type=Path, default=Path("out"), help="结果文件夹")
    population = parts.add_parser("population", help="生成虚构企业的数据文件（Parquet），及专利、合同等明细")
    population.add_argument("--rows", type=int, default=100_000, metavar="N", help="企业数，1 至 5000 万")
    population.add_argument("--out", type=Path, default=Path("population.parquet"), metavar="FILE")
    population.add_argument("--seed", type=int, default=SEED, help="随机种子：同一种子得到同样的企业")
    population.add_argument("--no-children", action="store_true", help="不写专利、技术合同、承接成果")
    args = parser.parse_args()
    if args.part == "population":
        return _population(args)

    from luodi.diagnostics import LuodiError

    if not args.source.is_file():
        print(f"找不到文件“{args.source}”。", file=sys.stderr)
        return 2
    try:
        if args.part == "pipeline":
            from demo.pipeline import run_pipeline

            print(run_pipeline(args.source, args.out))
            return 0
        import gc

        import django

        # What is made here lives until the end: looking for garbage in it costs a fifth of the time.
        gc.disable()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi_web.settings.embedded")
        django.setup()
        from demo.load import load_demo
        from demo.unfinished import begin_anew

        begin_anew()
        print(load_demo(args.source))
    except LuodiError as error:
        print(error.diagnostic.render(), file=sys.stderr)
        return 1
    return 0


def _population(args: argparse.Namespace) -> int:
    if not 1 <= args.rows <= MAX_ROWS or args.out.suffix.lower() != ".parquet":
        print(f"--rows 应在 1 至 {MAX_ROWS} 之间，--out 应是 .parquet 文件。", file=sys.stderr)
        return 2
    shows = sys.stderr.isatty()

    def told(done: int) -> None:
        if shows:
            print(f"\r{done} / {args.rows}", end="", file=sys.stderr, flush=True)

    children = () if args.no_children else CHILDREN
    try:
        made = write_population(args.out, args.rows, seed=args.seed, children=children, told=told)
    except OSError as error:
        print(f"写不出“{args.out}”：{error.strerror or error}", file=sys.stderr)
        return 1
    print(f"{args.rows} 家企业，明细 {made} 行 → {args.out}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
