"""How right repairs and facts are, as Markdown: ``python -m bench.texts.accuracy repair`` or ``facts``.

Own articles and, where they are present, the real documents of ``../shared/corpus``, damaged by the forward
models of the tests. With ``--write`` the section of the page is put in place.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from bench.texts import fact_accuracy
from luodi.repair import repair_text
from tests.engine.damage_charsets import LOSSLESS, LOSSY
from tests.engine.damage_measure import measure
from tests.engine.damage_pairs import damage_pairs
from tests.engine.damage_sites import Damaged, Site, damage_as

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "accuracy.md"
OWN = sorted((Path(__file__).parent / "articles").glob("*.txt")) + sorted(
    (ROOT / "tests" / "engine" / "texts").glob("*.txt")
)
CORPUS = sorted((ROOT.parent / "shared" / "corpus").glob("*.md"))

Damage = Callable[[str, int], Damaged]

SITES: dict[str, Site] = {
    "chain A": Site(),
    "chain A, one pass, list order": Site(order="once"),
    "chain A, scan without steps": Site(guard="none"),
    "chain A, no cuts": Site(cuts=""),
    "chain A, cuts only": Site(share=0.0),
    "chain A, full width kept": Site(fold=""),
    "chain A, `(jì )`, 産, wrong readings": Site(
        space=" ", plain_share=0.15, wrong_share=0.1, variants={"产": "産"}
    ),
    "chain A, U+FFFD for `?`": Site(bad="\ufffd"),
    "chain A, brackets left": Site(swallow=False),
    "chain A, doubled commas": Site(doubled=True),
}


class Row(NamedTuple):
    name: str
    characters: int
    recoverable: int
    right: int
    told: int
    silent: int


def damages() -> Iterator[tuple[str, Damage]]:
    for name, site in SITES.items():

        def by_site(clean: str, number: int, site: Site = site) -> Damaged:
            share = site.share and (0.25, 0.4, 0.6, 0.8)[number % 4]
            return damage_as(clean, replace(site, seed=number, share=share))

        yield name, by_site
    for name, misread in {**LOSSLESS, **LOSSY}.items():
        charset = "gbk" if name.startswith("GBK") or "Big5" in name else "utf-8"

        def by_charset(
            clean: str, _: int, misread: Callable[[str], str] = misread, charset: str = charset
        ) -> Damaged:
            known = clean.encode(charset, "replace").decode(charset)
            return Damaged(misread(known), known, frozenset())

        yield name, by_charset
    yield "chain B", lambda clean, _: Damaged(damage_pairs(clean), clean, frozenset())


def measure_damage(name: str, damage: Damage, texts: list[str]) -> Row:
    characters = recoverable = told = silent = lost = 0
    for number, clean in enumerate(texts):
        damaged = damage(clean, number)
        outcome = measure(repair_text(damaged.page), damaged.expected, damaged.gone)
        characters += len(clean)
        recoverable += len(damaged.expected) - len(damaged.gone)
        told += outcome.told
        lost += outcome.lost
        silent += sum(max(len(found), len(there)) for found, there, _ in outcome.silent)
    return Row(name, characters, recoverable, recoverable - told - lost - silent, told + lost, silent)


def section(texts: list[str]) -> str:
    own = sum(len(path.read_text(encoding="utf-8")) for path in OWN)
    lines = [
        "## Repair",
        f"Made by `python -m bench.texts.accuracy repair --write` of {len(texts)} documents with"
        f" {sum(map(len, texts)):,} characters, {own:,} of them in texts of the project. Recoverable: no byte"
        " of the character is missing from the page (for wrong charsets and chain B every character counts,"
        " also those whose bytes are gone). Told: U+FFFD, or at an uncertain edit. Silent: differs,"
        " and the report does not say so; what no edit has touched counts too.",
        "",
        "| damage | characters | recoverable | right | told | silent |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, damage in damages():
        row = measure_damage(name, damage, texts)
        share = f"{row.right / row.recoverable:.3%}"
        lines.append(
            f"| {name} | {row.characters:,} | {row.recoverable:,} | {share} | {row.told:,} | {row.silent:,} |"
        )
    changed = sum(repair_text(text).text != text for text in texts)
    lines += ["", f"Sound texts changed: {changed} of {len(texts)}."]
    return "\n".join(lines)


def write_section(part: str, text: str) -> None:
    """Puts the section between its marks in the page, or at its end."""
    begin, end = f"<!-- {part} -->", f"<!-- /{part} -->"
    text = f"{begin}\n{text}\n{end}"
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Accuracy\n\n"
    if begin in page and end in page:
        before, rest = page.split(begin, 1)
        page = before + text + rest.split(end, 1)[1]
    else:
        page = page.rstrip("\n") + "\n\n" + text + "\n"
    PAGE.write_text(page, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.texts.accuracy")
    parser.add_argument("part", choices=("repair", "facts"))
    parser.add_argument(
        "--write", action="store_true", help="put the section into docs/reference/accuracy.md"
    )
    arguments = parser.parse_args()
    if not CORPUS:
        print("../shared/corpus is not there: own texts only", file=sys.stderr)
    if arguments.part == "facts":
        text = fact_accuracy.section()
    else:
        text = section([path.read_text(encoding="utf-8") for path in (*CORPUS, *OWN)])
    print(text)
    if arguments.write:
        write_section(arguments.part, text)


if __name__ == "__main__":
    main()
