"""Speed and peak memory of repair, parse and facts beside ftfy and OpenCC: ``python -m bench.texts.speed``.

Each measurement is a process of its own, which says the CPU time of the call and its peak resident size.
Options: sizes in MB (``python -m bench.texts.speed 1 10 100``).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
ARTICLES = Path(__file__).parent / "articles"
SIZES_MB = (0.3, 1.0)
WAYS = ("luodi repair", "luodi parse", "luodi facts", "ftfy", "OpenCC t2s")
# What a text of each name is: sound, damaged as chain A, UTF-8 read as GBK, and as cp1252.
TEXTS = ("clean", "chain A", "UTF-8 as GBK", "UTF-8 as cp1252")
_TIMEOUT_S = 1800


def text_of(name: str, size_mb: float) -> str:
    """About so many bytes of own articles, damaged as the name says."""
    from tests.engine.damage import SEED, damage
    from tests.engine.damage_charsets import LOSSLESS, LOSSY

    clean = "".join(path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt")))
    damages: dict[str, Callable[[str], str]] = {
        "clean": lambda text: text,
        "chain A": lambda text: damage(text, SEED),
        **LOSSLESS,
        **LOSSY,
    }
    page = damages[name](clean)
    return page * max(1, round(size_mb * 1e6 / len(page.encode())))


def way_of(name: str) -> Callable[[str], object]:
    if name == "luodi repair":
        from luodi.repair import repair_text

        return repair_text
    if name == "luodi parse":
        from luodi.structure import parse_document

        return parse_document
    if name == "luodi facts":
        from luodi.facts import extract_facts
        from luodi.structure import parse_document

        return lambda text: extract_facts(parse_document(text), text)
    if name == "ftfy":
        from ftfy import fix_text

        return fix_text
    import opencc

    convert: Callable[[str], object] = opencc.OpenCC("t2s").convert
    return convert


def measure_here(way: str, text: str, size_mb: float) -> dict[str, float]:
    """Runs in the process that is measured."""
    page = text_of(text, size_mb)
    call = way_of(way)
    call(page[:2000])  # tables are loaded once
    began = time.process_time()
    call(page)
    seconds = time.process_time() - began
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "mb": len(page.encode()) / 1e6,
        "seconds": seconds,
        "peak_mb": after / 1e3,
    }


def measure(way: str, text: str, size_mb: float) -> dict[str, float] | None:
    """None where the part is not installed or does not end in time."""
    command = [sys.executable, "-m", "bench.texts.speed", "--one", way, text, str(size_mb)]
    try:
        done = subprocess.run(  # noqa: S603 -- this module itself
            command, capture_output=True, text=True, timeout=_TIMEOUT_S, cwd=ROOT, check=False
        )
    except subprocess.TimeoutExpired:
        print(f"{way} of {text}, {size_mb} MB: not ended after {_TIMEOUT_S} s", file=sys.stderr)
        return None
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:]
        print(f"{way} of {text}: left out ({''.join(reason)})", file=sys.stderr)
        return None
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.texts.speed")
    parser.add_argument(
        "sizes", nargs="*", type=float, default=list(SIZES_MB), help="sizes in MB; default 0.3 1"
    )
    parser.add_argument("--one", nargs=3, metavar=("WAY", "TEXT", "MB"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        way, text, size = arguments.one
        print(json.dumps(measure_here(way, text, float(size))))
        return
    print("| text | size, MB | way | MB per CPU s | peak memory, MB |")
    print("|---|---|---|---|---|")
    for text in TEXTS:
        for size in arguments.sizes:
            for way in WAYS:
                if (way == "ftfy" and not find_spec("ftfy")) or (text != "clean" and way in WAYS[1:3]):
                    continue
                found = measure(way, text, size)
                if found:
                    rate = found["mb"] / max(found["seconds"], 1e-4)
                    print(
                        f"| {text} | {found['mb']:.1f} | {way} | {rate:,.2f} | {found['peak_mb']:,.0f} |",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
