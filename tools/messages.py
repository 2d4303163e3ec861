"""The gettext catalogues without GNU gettext: ``messages.py update | check | compile``.

The source strings are Simplified Chinese; ``locale/en`` holds their English. ``update`` brings the
catalogue in step with the code and keeps every translation whose source is unchanged. ``check`` names
what is absent, stale, untranslated, fuzzy or has other placeholders. ``compile`` writes the ``.mo``.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from luodi.repair.kinds import KIND_NAMES

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "luodi_web"
LANGUAGE = "en"
PO_FILE = SOURCES / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# What templatize() writes for a template's translation tags.
CALL = re.compile(
    r"""\b(?P<name>_|n?p?gettext)\(\s*(?P<args>u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
    r"""(?:\s*,\s*u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))*)"""
)
PLACEHOLDER = re.compile(r"%(?:\([^)]+\))?[-+ #0]*\d*(?:\.\d+)?[sdifFeEgGxX]")
CHINESE = re.compile(r"[\u3400-\u9fff]")
# Headers that would change with every run and say nothing.
VOLATILE = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By'
    rb"|Report-Msgid-Bugs-To|Project-Id-Version):.*\n",
    re.MULTILINE,
)


def template_messages(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: dict[str, Any]
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """A Babel extractor for Django templates: line, function, arguments, comments."""
    pseudo_code = templatize(file.read().decode("utf-8"))
    for call in CALL.finditer(pseudo_code):
        arguments = ast.literal_eval(f"[{call['args']}]")
        line = pseudo_code.count("\n", 0, call.start()) + 1
        yield line, call["name"], arguments if len(arguments) > 1 else arguments[0], []


def python_messages(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: dict[str, Any]
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """A Babel extractor for Python: only literal arguments, where Babel's takes any string in the call."""
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", None))
        words = [getattr(argument, "value", None) for argument in node.args]
        words = [word if isinstance(word, str) else None for word in words]
        if name in KEYWORDS and words and words[0] is not None:
            yield node.lineno, name, words if len(words) > 1 else words[0], []


def extract_messages() -> Catalog:
    """Every source string of the platform with the files it stands in."""
    catalog = Catalog(charset="utf-8")
    methods: dict[str, Any] = {".py": python_messages, ".html": template_messages}
    for path in sorted(SOURCES.rglob("*")):
        method = methods.get(path.suffix)
        relative = path.relative_to(SOURCES).as_posix()
        if method is None or "/migrations/" in relative:
            continue
        with path.open("rb") as file:
            for _line, message, _comments, context in extract(method, file, KEYWORDS):
                catalog.add(message, locations=[(relative, 0)], context=context)
    for words in KIND_NAMES.values():
        catalog.add(words, locations=[("../luodi/repair/kinds.py", 0)])
    return catalog


def read_catalog() -> Catalog:
    if not PO_FILE.exists():
        return Catalog(locale=LANGUAGE, charset="utf-8")
    with PO_FILE.open("rb") as file:
        return read_po(file, locale=LANGUAGE, charset="utf-8")


def update() -> int:
    catalog = read_catalog()
    before = {message.id for message in catalog if message.id}
    catalog.update(extract_messages(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        if message.id and message.fuzzy:  # became plural, or stopped being so: to be translated anew
            message.flags.discard("fuzzy")
            message.string = ("", "") if message.pluralizable else ""
    catalog.fuzzy = False
    catalog.header_comment = (
        "# Luodi: English of the Chinese source strings. Brought in step by `make messages`."
    )
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=110, sort_output=True, include_lineno=False)
    PO_FILE.parent.mkdir(parents=True, exist_ok=True)
    PO_FILE.write_bytes(VOLATILE.sub(b"", buffer.getvalue()))
    after = {message.id for message in catalog if message.id}
    untranslated = sum(not all(strings_of(message)) for message in catalog if message.id)
    print(
        f"{len(after)} entries: {len(after - before)} new, {len(before - after)} gone,"
        f" {untranslated} to translate"
    )
    return 0


def strings_of(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)


def ids_of(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)


def check_catalog(wanted: Catalog, catalog: Catalog) -> list[str]:
    """Faults of the translated catalogue against the strings of the code, in words."""
    have = {(message.id, message.context): message for message in catalog if message.id}
    want = {(message.id, message.context) for message in wanted if message.id}
    faults = [f"not in the catalogue (make messages): {ids}" for ids, _ in want - have.keys()]
    faults += [f"no longer in the code (make messages): {ids}" for ids, _ in have.keys() - want]
    for message in have.values():
        words = strings_of(message)
        placeholders = set(PLACEHOLDER.findall(ids_of(message)[-1]))
        if not all(words):
            faults.append(f"untranslated: {message.id}")
        elif message.fuzzy:
            faults.append(f"fuzzy: {message.id}")
        elif any(set(PLACEHOLDER.findall(word)) != placeholders for word in words):
            faults.append(f"other placeholders: {message.id} → {words}")
        elif any(CHINESE.search(word) for word in words):
            faults.append(f"Chinese in the English: {message.id} → {words}")
    return sorted(faults)


def check() -> int:
    faults = check_catalog(extract_messages(), read_catalog())
    print("\n".join(faults))
    return 1 if faults else 0


def compile_catalogues() -> int:
    for source in sorted((SOURCES / "locale").glob("*/LC_MESSAGES/django.po")):
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name, charset="utf-8")
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
    return 0


COMMANDS = {"update": update, "check": check, "compile": compile_catalogues}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: messages.py {' | '.join(COMMANDS)}")
    sys.exit(COMMANDS[sys.argv[1]]())
