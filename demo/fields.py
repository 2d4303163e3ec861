"""The sample field dictionary: what provisions ask for (fields.csv), and what the sample models ask for."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

from demo.people import find_unit
from luodi_web.fields.domain.fields import FieldValues, create_field
from luodi_web.fields.domain.lists import ColumnValues, ListValues, create_list
from luodi_web.fields.models import DetailList, DetailName, Field
from luodi_web.people.actor import Actor
from luodi_web.people.domain.imports import parse_names

FIELDS = Path(__file__).parent / "fields.csv"
# What the sample models ask for: where a name stands in both lists, the models say what it means.
MODELS = Path(__file__).parent / "models" / "fields.toml"
OWNER = "省科技厅"


def load_fields(*, by: Actor) -> int:
    """The fields that are not there yet; their number.

    Those that neither a provision nor a model asks for are invented and marked 示例.
    """
    there = set(Field.objects.values_list("name", flat=True))
    of_models = _models()
    with FIELDS.open(encoding="utf-8", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    made = 0
    for name in [*rows, *(name for name in of_models if name not in rows)]:
        if name in there:
            continue
        row = rows.get(name, {}) | of_models.get(name, {})
        values = FieldValues(
            name=name,
            type=row["type"],
            owner=find_unit(row.get("owner") or OWNER),
            subject=row["subject"],
            measure=row["measure"],
            allowed=row["allowed"],
            source=row["source"],
            description=row["description"],
            aliases=parse_names(row.get("aliases", "")),
        )
        create_field(values, by=by, is_sample=name not in of_models and not row["basis"])
        made += 1
    return made


def load_lists(*, by: Actor) -> int:
    """The details that the models ask for and that are not there yet; their number."""
    if not MODELS.exists():
        return 0
    there = {
        *DetailList.objects.values_list("name", flat=True),
        *DetailName.objects.values_list("name", flat=True),
    }
    made = 0
    for row in tomllib.loads(MODELS.read_text(encoding="utf-8"))["list"]:
        if row["name"] not in there:
            create_list(_list(row), by=by)
            made += 1
    return made


def _list(row: dict[str, Any]) -> ListValues:
    columns = [
        ColumnValues(
            entry["name"],
            entry["type"],
            entry.get("unit", ""),
            _allowed(entry),
            entry.get("note", ""),
            is_key=entry.get("key", False),
        )
        for entry in row["entry"]
    ]
    return ListValues(
        row["name"],
        find_unit(OWNER),
        columns,
        subject=row["subject"],
        source=row.get("source", ""),
        description=_sentence(row),
    )


def _allowed(row: dict[str, Any]) -> str:
    allowed = row.get("allowed", "")
    return "、".join(allowed) if isinstance(allowed, list) else str(allowed)


def _sentence(row: dict[str, Any]) -> str:
    note = row.get("note", "")
    return f"{note}。" if note and not note.endswith("。") else note


def _models() -> dict[str, dict[str, str]]:
    """The models' fields by name, in the words of the dictionary; none where there are no models."""
    if not MODELS.exists():
        return {}
    found = {}
    for row in tomllib.loads(MODELS.read_text(encoding="utf-8"))["field"]:
        found[row["name"]] = {
            "type": row["type"],
            "subject": row["subject"],
            "measure": row.get("unit", ""),
            "allowed": _allowed(row),
            "source": row.get("source", ""),
            "description": _sentence(row),
        }
    return found
