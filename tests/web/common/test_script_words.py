"""What scripts say exists in English too."""

from __future__ import annotations

import re
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[3] / "assets" / "src"
WORDS = SOURCES / "words.ts"


def test_every_word_of_a_script_has_english_with_the_same_names() -> None:
    entries = dict(re.findall(r'^  "([^"]+)":\s*\n?\s*"([^"]+)",$', WORDS.read_text("utf-8"), re.MULTILINE))
    said = {
        words
        for file in SOURCES.rglob("*.ts")
        if file != WORDS
        for words in re.findall(r'\bt\(\s*"([^"]+)"', file.read_text("utf-8"))
    }

    assert said - entries.keys() == set()
    assert entries.keys() - said == set()
    names = {chinese: set(re.findall(r"\{\w+\}", chinese)) for chinese in entries}
    assert {chinese: set(re.findall(r"\{\w+\}", english)) for chinese, english in entries.items()} == names
