"""A demonstration whose loading was broken off is begun anew.

Its acts cannot be one transaction: a bulletin's snapshot of the database may not stand in another. A mark in
the data folder, there from the first act to the last, tells that what stands beside it is only half of it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

MARK = "demonstration.unfinished"
# The keys were read when the program began; they stay valid.
KEPT = {".key"}


def begin_anew() -> None:
    """Before anything is loaded: clear away what is half loaded, and say so. Exits where it cannot be."""
    data: Path = settings.DATA_DIR
    if connection.vendor != "sqlite" and (data / MARK).is_file():
        sys.exit("上次没有装完示例数据。请清空数据库和数据目录，再重新装入。")
    if clear_unfinished(data):
        print("上次没有装完示例数据，现在从头装入。", file=sys.stderr)


def clear_unfinished(data: Path) -> bool:
    """Empty a data folder that bears the mark, but for its keys; whether it did.

    Only the demonstration sets the mark, and nobody has signed in before it is taken away.
    """
    if not (data / MARK).is_file():
        return False
    for path in data.iterdir():
        if path.name == MARK or path.suffix in KEPT:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    (data / MARK).unlink()
    return True


@contextmanager
def marked(data: Path) -> Iterator[None]:
    """The mark stands while this lasts, and stays where it ends in an error or is killed."""
    (data / MARK).touch()
    yield
    (data / MARK).unlink()
