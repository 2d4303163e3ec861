"""The sample field dictionary: what provisions ask for (fields.csv), and what the sample models ask for."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

from demo.people import find_unit
from luodi_web.fields.domain.fields import FieldValues, create_field
from luodi_web.fields.models import Field
from luodi_web.people.actor import Actor
from luodi_web.people.domain.imports import parse_names

FIELDS = Path(__file__).parent / "fields.csv"
# The models' own list; a name that stands in both means the same.
MODELS = Path(__file__).parent / "models" / "fields.toml"
OWNER = "省科技厅"


def load_fields(*, by: Actor) -> int:
    """The fields that are not there yet; their number.

    Those that no provision asks for (an empty ``basis``) are invented and marked 示例.
    """
    there = set(Field.objects.values_list("name", flat=True))
    made = 0
    for values, is_sample in (*_from_provisions(), *_from_models()):
        if values.name not in there:
            create_field(values, by=by, is_sample=is_sample)
            there.add(values.name)
            made += 1
    return made


def _from_provisions() -> Iterator[tuple[FieldValues, bool]]:
    with FIELDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            basis = row.pop("basis")
            owner = find_unit(row.pop("owner"))
            yield FieldValues(**row | {"owner": owner, "aliases": parse_names(row["aliases"])}), not basis


def _from_models() -> Iterator[tuple[FieldValues, bool]]:
    if not MODELS.exists():
        return
    for row in tomllib.loads(MODELS.read_text(encoding="utf-8"))["field"]:
        allowed = row.get("allowed", "")
        yield (
            FieldValues(
                name=row["name"],
                type=row["type"],
                owner=find_unit(OWNER),
                subject=row["subject"],
                measure=row.get("unit", ""),
                allowed="、".join(allowed) if isinstance(allowed, list) else allowed,
                source=row.get("source", ""),
                description=f"{row['note']}。" if row.get("note") else "",
            ),
            False,
        )
