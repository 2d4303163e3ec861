"""One row of a run again, by the interpreter, with the reasons and the clause behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow.compute
import pyarrow.parquet
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.diagnostics import LuodiError
from luodi.relational import wanted_columns
from luodi.review.column_values import plain as as_column
from luodi.review.explained_row import explain_row
from luodi.review.population_run import Options
from luodi_web.benefits.domain.results import plain
from luodi_web.benefits.domain.runs import engine_words
from luodi_web.benefits.models import MatchRun
from luodi_web.decisions.domain.content import content_of
from luodi_web.decisions.domain.trying import Trial, told
from luodi_web.decisions.domain.words import value_words
from luodi_web.enterprises.domain.snapshots import open_snapshot
from luodi_web.fields.domain.naming import feel_language


@dataclass(frozen=True)
class Explained:
    """Why a row came out so.

    inputs: (name, words, whether it is unknown) in the model's order. differences: where the interpreter's
    answer is not the kept one; there should be none.
    """

    trial: Trial
    inputs: list[tuple[str, str, bool]]
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
    with open_snapshot(snapshot) as path:
        try:
            again = explain_row(
                content.definitions, path, (key,), Options(keys=[snapshot.key], as_of=run.as_of)
            )
        except LuodiError as error:
            raise ValidationError(engine_words(error.diagnostic)) from error
        names = list(wanted_columns(content.definitions))
        there = [name for name in pyarrow.parquet.read_schema(path).names if name in names]
        row = pyarrow.parquet.read_table(
            path, columns=there, filters=pyarrow.compute.field(snapshot.key).cast("string") == key
        ).to_pylist()
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
    return Explained(told(content, again.result, units), inputs, differences)
