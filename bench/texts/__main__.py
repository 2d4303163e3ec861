"""Repair of damaged texts beside what else there is: ``python -m bench.texts``.

Own articles are damaged by the forward model of the tests with five lists of annotated characters, and
each way of repairing is measured by the share of its text that is right, and by its speed. Characters
that a byte or the charset has lost count as wrong for all; marking them as lost is not made good.
Real documents in ``../shared/corpus`` are measured too where they are present.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from difflib import SequenceMatcher
from importlib.util import find_spec
from pathlib import Path

import opencc

from bench.texts import speed
from luodi.repair import repair_text
from luodi.repair.annotations import SYLLABLE
from tests.engine.damage import LISTS, damage, fold, traditional

ROOT = Path(__file__).parents[2]
ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.txt"))
CORPUS = sorted((ROOT.parent / "shared" / "corpus").glob("*.md"))
READING = re.compile(rf"\({SYLLABLE} ?\)")

to_simplified = opencc.OpenCC("t2s").convert


def ways() -> dict[str, Callable[[str], str]]:
    """What is compared, by the name it is printed under."""
    found: dict[str, Callable[[str], str]] = {
        "as it is": lambda page: page,
        "OpenCC t2s": to_simplified,
        "strip readings": lambda page: READING.sub("", page),
        "strip + OpenCC t2s": lambda page: to_simplified(READING.sub("", page)),
    }
    if find_spec("ftfy"):
        from ftfy import fix_text

        found["ftfy"] = fix_text
    else:
        print("ftfy is not installed: left out", file=sys.stderr)
    found["luodi repair"] = lambda page: repair_text(page).text
    return found


def likeness(repaired: str, clean: str) -> tuple[int, int]:
    """Characters that agree, in their order, and characters that do not, in the longer of the two."""
    marked = repaired.replace("\ufffd", "?")
    matcher = SequenceMatcher(None, marked, clean, autojunk=False)
    agree = sum(block.size for block in matcher.get_matching_blocks())
    return agree, max(len(marked), len(clean)) - agree


def without_unmappable(clean: str) -> str:
    """``?`` for what GBK lacks (©, some spaces): no page of this family has it any more."""
    return "".join(char if traditional(char).encode("gbk", "replace") != b"?" else "?" for char in clean)


def measure(title: str, paths: list[Path]) -> None:
    pages = [
        (damage(clean, chars), fold(without_unmappable(clean)))
        for clean in (path.read_text(encoding="utf-8") for path in paths)
        for chars in LISTS.values()
    ]
    total = sum(len(clean) for _, clean in pages)
    size_mb = sum(len(page.encode()) for page, _ in pages) / 1e6
    print(f"\n{title}: {len(pages)} pages, {total:,} characters")
    print(f"{'':22}{'right':>10}{'wrong':>14}{'MB per CPU s':>16}")
    for name, repair in ways().items():
        repair(pages[0][0])  # tables are loaded once
        began = time.process_time()
        repaired = [repair(page) for page, _ in pages]
        seconds = time.process_time() - began
        results = [likeness(text, clean) for text, (_, clean) in zip(repaired, pages, strict=True)]
        agree, differ = (sum(column) for column in zip(*results, strict=True))
        speed = f"{size_mb / seconds:16.2f}" if seconds > 1e-3 else ""
        print(f"{name:22}{agree / (agree + differ):10.4%}{differ:14,}{speed}")


if __name__ == "__main__":
    measure("Own articles", ARTICLES)
    if CORPUS:
        measure("Real documents", CORPUS)
    else:
        print("\n../shared/corpus is not there: real documents left out", file=sys.stderr)
    print()
    speed.main()
