"""One row of a run again, by the interpreter, with the reasons and the clause behind them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute
import pyarrow.parquet
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.diagnostics import LuodiError
from luodi.engines.children import ChildFile
from luodi.relational import wanted_children, wanted_columns
from luodi.review.column_values import plain as as_column
from luodi.review.explained_row import explain_row
from luodi.review.population_run import Options
from luodi_web.benefits.domain.results import plain
from luodi_web.benefits.domain.runs import engine_words, open_frozen_lists
from luodi_web.benefits.models import MatchRun
from luodi_web.decisions.domain.content import content_of
from luodi_web.decisions.domain.trying import Trial, told
from luodi_web.decisions.domain.words import value_words
from luodi_web.enterprises.domain.snapshot_files import kind_of
from luodi_web.enterprises.domain.snapshots import open_snapshot
from luodi_web.fields.domain.lists import units_of_columns
from luodi_web.fields.domain.naming import feel_language

# Rows of a detail that a page shows.
ROWS_SHOWN = 50


@dataclass(frozen=True)
class Detail:
    """A detail of one enterprise. rows: the first ROWS_SHOWN, each (column, words, whether unknown).

    numbers: the columns that hold some.
    """

    name: str
    columns: list[str]
    rows: list[list[tuple[str, str, bool]]]
    count: int
    numbers: frozenset[str]


@dataclass(frozen=True)
class Explained:
    """Why a row came out so.

    inputs: (name, words, whether it is unknown) in the model's order. details: those that the model asks for,
    with the enterprise's rows. differences: where the interpreter's
    answer is not the kept one; there should be none.
    """

    trial: Trial
    inputs: list[tuple[str, str, bool]]
    details: list[Detail]
    differences: list[str]


def explain(run: MatchRun, key: str, kept: dict[str, Any], units: dict[str, str]) -> Explained:
    """The row of a key by the interpreter, on the frozen snapshot, held against the kept result.

    kept: the row of the file of results. Raises ValidationError for a snapshot or model that is not what it
    was, and for a row that is not there.
    """
    content = content_of(run.version)
    if run.version.digest != run.model_digest:
        raise ValidationError(_("模型的内容与提交时不一致。"))
    snapshot = run.snapshot
    with open_snapshot(snapshot) as path, open_frozen_lists(run) as children:
        options = Options(keys=[snapshot.key], as_of=run.as_of, children=children)
        try:
            again = explain_row(content.definitions, path, (key,), options)
        except LuodiError as error:
            raise ValidationError(engine_words(error.diagnostic)) from error
        names = list(wanted_columns(content.definitions))
        there = [name for name in pyarrow.parquet.read_schema(path).names if name in names]
        row = _rows(path, there, snapshot.key, key)
        details = [
            _detail(name, children[name], columns, key)
            for name, columns in wanted_children(content.definitions).items()
            if name in children
        ]
    given = row[0] if row else {}
    inputs = [
        (name, value_words(plain(given.get(name)), units.get(name, "")), given.get(name) is None)
        for name in names
    ]
    differences = [each.message(feel_language()) for each in again.diagnostics]
    for name, _kind, _is_result in run.decisions:
        now = as_column(again.result.values.get(name))
        if plain(now) != plain(kept.get(name)) or list(again.result.missing.get(name, ())) != list(
            kept.get(f"{name}#missing") or ()
        ):
            differences.append(_("“%(name)s”与保存的结果不同。") % {"name": name})
    return Explained(told(content, again.result, units), inputs, details, differences)


def _rows(path: Path, columns: list[str], key_column: str, key: str) -> list[dict[str, Any]]:
    """The rows of an enterprise in a file, in the file's order."""
    wanted = pyarrow.compute.field(key_column).cast("string") == key
    found: list[dict[str, Any]] = pyarrow.parquet.read_table(
        path, columns=columns, filters=wanted
    ).to_pylist()
    return found


def _detail(name: str, file: ChildFile, wanted: dict[str, str], key: str) -> Detail:
    units = units_of_columns(name)
    schema = pyarrow.parquet.read_schema(file.path)
    own = [each for each in schema.names if each != file.key]
    numbers = frozenset(each for each in own if kind_of(schema.field(each).type) == "number")
    # Of single values, and of items that the model does not describe, all there is.
    columns = [each for each in wanted if each in own or each in file.names] or own
    places = {each: file.names.get(each, each) for each in columns}
    rows = _rows(file.path, list(dict.fromkeys(places.values())), file.key, key)
    shown = [
        [
            (each, value_words(plain(row[place]), units.get(each, "")), row[place] is None)
            for each, place in places.items()
        ]
        for row in rows[:ROWS_SHOWN]
    ]
    numbers |= {each for each, place in places.items() if place in numbers}
    return Detail(name, columns, shown, len(rows), numbers)
