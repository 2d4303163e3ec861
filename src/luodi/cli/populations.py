"""Arguments that the commands over populations share."""

from __future__ import annotations

import argparse

from luodi.cli.days import day
from luodi.engines.memory import memory_bytes
from luodi.sql.capabilities import Engine


def add_population_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--population", required=True, metavar="FILE", help="数据文件，或 PostgreSQL 的表名；列名即输入名称"
    )


def add_engine_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to run, and how what is there is read."""
    parser.add_argument(
        "--engine", choices=[each.value for each in Engine], default=Engine.DUCKDB.value, help="数据库引擎"
    )
    parser.add_argument(
        "--url", metavar="URL", help="postgresql://用户@主机/库，或 spark://主机:端口（默认 local[*]）"
    )
    add_memory_argument(parser)
    parser.add_argument("--thousands", action="store_true", help="文本列中的数可带千位分隔符（1,234.50）")


def add_memory_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--memory", type=memory, metavar="400MB", help="内存上限，超出部分用磁盘")


def memory(text: str) -> str:
    """A size of an argument, as it is written."""
    try:
        memory_bytes(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是内存大小，请写成 400MB、2GB 或 512MiB") from error
    return text


def add_key_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--key", action="append", default=[], metavar="COLUMN", help="主键列（可多次），默认第一列"
    )


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """What of a model is asked, with which lists, and when."""
    add_child_argument(parser)
    parser.add_argument(
        "--decision", action="append", metavar="NAME", help="只要这个决策（可多次），默认全部"
    )
    parser.add_argument("--as-of", type=day, metavar="DATE", help="按这一天计算（today() 的值），默认今天")


def add_child_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--child",
        action="append",
        default=[],
        metavar="NAME=FILE:KEY[:ORDER]",
        help="列表输入的数据文件或表（可多次）：KEY 是对应主键的列，ORDER 是排序的列，默认按文件顺序",
    )
