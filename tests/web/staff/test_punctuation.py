"""No template puts full-width punctuation between parts by itself: English pages would show it too."""

from __future__ import annotations

import re
from pathlib import Path

import luodi_web

ROOT = Path(luodi_web.__file__).parent
MARKS = re.compile("[，。：（）、；？！]")
# What is translated, or said to nobody.
TRANSLATED = re.compile(
    r"{% translate .*?%}|{% blocktranslate\b.*?{% endblocktranslate %}|_\(\"[^\"]*\"\)"
    r"|{#.*?#}|{% comment %}.*?{% endcomment %}",
    re.DOTALL,
)
# The salutation of an official letter, which is Chinese in every language.
CHINESE = ('<p class="ms-to">{{ letter.unit.name }}：</p>',)


def untranslated(text: str) -> list[str]:
    """Each mark that stands by itself, with what is around it."""
    for words in CHINESE:
        text = text.replace(words, "")
    text = TRANSLATED.sub("", text)
    return [text[max(0, found.start() - 30) : found.end() + 30] for found in MARKS.finditer(text)]


def test_punctuation_by_itself_is_found() -> None:
    said = '{% translate "原因：" %}{% blocktranslate %}（无）{% endblocktranslate %}'
    text = said + '{{ a }}，{{ names|join:"、" }}'

    assert [re.sub(r"[^，、]", "", found) for found in untranslated(text)] == ["，、", "，、"]


def test_templates_translate_their_punctuation() -> None:
    found = {
        str(path.relative_to(ROOT)): marks
        for path in sorted(ROOT.rglob("*.html"))
        if (marks := untranslated(path.read_text(encoding="utf-8")))
    }

    assert found == {}
