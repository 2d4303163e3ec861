"""``python -m demo load`` fills the platform; ``python -m demo pipeline`` runs the engine alone."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

DOCUMENTS = Path(__file__).parent / "documents"


def main() -> int:
    parser = argparse.ArgumentParser(prog="demo", description="演示：装入示例政策包，或只跑文本处理。")
    parts = parser.add_subparsers(dest="part", required=True)
    load = parts.add_parser("load", help="装入示例政策包、示例人员和进行中的任务")
    load.add_argument("--source", type=Path, default=DOCUMENTS / "report.txt", help="自己的报道")
    pipeline = parts.add_parser("pipeline", help="不启动平台，只把一份文件变成任务分解表")
    pipeline.add_argument("--source", type=Path, default=DOCUMENTS / "report.txt", help="自己的文件")
    pipeline.add_argument("--out", type=Path, default=Path("out"), help="结果文件夹")
    args = parser.parse_args()

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

        print(load_demo(args.source))
    except LuodiError as error:
        print(error.diagnostic.render(), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
