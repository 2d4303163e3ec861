"""The node's index on disk: written by one process at a time, read by all.

Folder: ``settings.SEARCH_DIR``; it may be deleted at any time. ``state.json`` beside the index says up to
which record of the audit trail it is written; without it, or of another form, the index is made anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tantivy
from django.conf import settings

from luodi_web.common.search.kinds import Entry, Kind
from luodi_web.common.search.words import characters_of, words_of

# Grows when the schema or the way of cutting words changes: older indexes are made anew.
FORM = 1
HEAP_BYTES = 64 * 1024 * 1024
MAX_TERMS = 12
MAX_QUERY = 100
TITLE_BOOST = 3.0
PHRASE_BOOST = 2.0


class IndexBusy(Exception):
    """Another process is writing."""


@dataclass(frozen=True)
class Hits:
    """Keys in the order of how well they fit; more: whether there are further ones."""

    keys: list[int]
    more: bool


def folder() -> Path:
    return Path(settings.SEARCH_DIR)


@cache
def schema() -> tantivy.Schema:
    """id: kind and key; scope: who may find it; words and characters of title and text."""
    builder = tantivy.SchemaBuilder()
    for name in ("id", "kind", "scope"):
        builder.add_text_field(name, stored=name == "id", tokenizer_name="raw", index_option="basic")
    for name in ("title", "text"):
        builder.add_text_field(f"{name}_words", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field(f"{name}_chars", tokenizer_name="whitespace", index_option="position")
    return builder.build()


def read_state() -> dict[str, int] | None:
    """{"form", "seen"}: seen is the largest audit key that is in the index; None: to be made anew."""
    try:
        state = json.loads((folder() / "state.json").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return state if state.get("form") == FORM and isinstance(state.get("seen"), int) else None


def write_state(seen: int) -> None:
    draft = folder() / "state.json.new"
    draft.write_text(json.dumps({"form": FORM, "seen": seen}), encoding="ascii")
    draft.replace(folder() / "state.json")


@contextmanager
def writing(*, anew: bool = False) -> Iterator[tantivy.IndexWriter]:
    """A writer; what was written counts once the block has ended well. Raises IndexBusy.

    anew: everything that was there is gone at the same moment as the new comes.
    """
    try:
        writer = _opened().writer(HEAP_BYTES, 1)
    except ValueError as error:
        raise IndexBusy(str(error)) from error
    is_whole = False
    try:
        if anew:
            writer.delete_all_documents()
        yield writer
        is_whole = True
    finally:
        if is_whole:
            writer.commit()
        else:
            writer.rollback()
        # Waiting ends the writer and gives its lock back.
        writer.wait_merging_threads()


def _place() -> Path:
    # An index of another form stands in another folder: it can be neither read nor written as this one.
    return folder() / f"index-{FORM}"


def _opened() -> tantivy.Index:
    _place().mkdir(parents=True, exist_ok=True)
    return tantivy.Index(schema(), path=str(_place()), reuse=True)


def remove(writer: tantivy.IndexWriter, kind: Kind, keys: Iterable[int]) -> None:
    for key in keys:
        writer.delete_documents_by_term("id", f"{kind.name}:{key}")


def add(writer: tantivy.IndexWriter, kind: Kind, entries: Iterable[Entry]) -> int:
    """Write entries that are not in the index; their number."""
    count = 0
    for entry in entries:
        count += 1
        document = tantivy.Document()
        document.add_text("id", f"{kind.name}:{entry.key}")
        document.add_text("kind", kind.name)
        for scope in entry.scopes:
            document.add_text("scope", scope)
        for name, value in (("title", entry.title), ("text", entry.text)):
            document.add_text(f"{name}_words", " ".join(words_of(value)))
            document.add_text(f"{name}_chars", " ".join(characters_of(value)))
        writer.add_document(document)
    return count


def terms_of(query: str) -> list[str]:
    """What a person typed, as the words that must all be found."""
    return query[:MAX_QUERY].replace("\x00", " ").split()[:MAX_TERMS]


def find(kind: Kind, query: str, scopes: list[str], limit: int) -> Hits:
    """Keys of one kind that have all words of the query, among those the scopes let one find."""
    terms = terms_of(query)
    if not terms or not scopes or not _place().is_dir():
        return Hits([], False)
    index = _opened()
    must, should = tantivy.Occur.Must, tantivy.Occur.Should
    term = tantivy.Query.term_query
    parts = [(must, term(schema(), "kind", kind.name))]
    parts.append((must, tantivy.Query.boolean_query([(should, term(schema(), "scope", s)) for s in scopes])))
    parts += [(must, _containing(word)) for word in terms]
    searcher = index.searcher()
    found = searcher.search(tantivy.Query.boolean_query(parts), limit + 1, count=False)
    ids = [searcher.doc(address)["id"][0] for _score, address in found.hits]
    return Hits([int(name.partition(":")[2]) for name in ids[:limit]], len(ids) > limit)


def _containing(word: str) -> tantivy.Query:
    """The word as written, anywhere inside a text, or else all the words it is made of."""
    should, must = tantivy.Occur.Should, tantivy.Occur.Must
    query = tantivy.Query
    ways = []
    for name, boost in (("title", TITLE_BOOST), ("text", 1.0)):
        characters = characters_of(word)
        if len(characters) == 1:
            exact = query.term_query(schema(), f"{name}_chars", characters[0])
        else:
            exact = query.phrase_query(schema(), f"{name}_chars", characters)
        ways.append((should, query.boost_query(exact, boost * PHRASE_BOOST)))
        words = list(dict.fromkeys(words_of(word)))
        if words:
            every = query.boolean_query(
                [(must, query.term_query(schema(), f"{name}_words", part)) for part in words]
            )
            ways.append((should, query.boost_query(every, boost)))
    return query.boolean_query(ways)
