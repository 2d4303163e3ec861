"""The sample dictionary: every field is sound, says where it comes from, and loads once."""

from __future__ import annotations

import csv
import tomllib

import pytest
from django.core.management import call_command

from demo.fields import FIELDS, MODELS, load_fields, load_lists
from luodi_web.fields.enums import FieldSubject, FieldType
from luodi_web.fields.models import DetailList, Field, FieldName
from tests.conftest import SHARED
from tests.web.factories import actor

PROVISIONS = SHARED / "domain" / "provisions.csv"


def rows() -> list[dict[str, str]]:
    with FIELDS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.django_db
def test_sample_dictionary_loads_once_and_what_is_invented_is_marked() -> None:
    call_command("setup", verbosity=0)

    made = load_fields(by=actor())

    assert made == Field.objects.count() >= 40
    assert load_fields(by=actor()) == 0
    invented = {row["name"] for row in rows() if not row["basis"]}
    assert set(Field.objects.filter(is_sample=True).values_list("name", flat=True)) == invented
    assert not Field.objects.filter(source="").exists()
    assert FieldName.objects.filter(name="研发投入").get().field.name == "研发费用"
    kinds = set(Field.objects.values_list("type", flat=True))
    assert kinds >= {FieldType.NUMBER, FieldType.STRING, FieldType.BOOLEAN, FieldType.DATE, FieldType.STRINGS}
    assert set(Field.objects.values_list("subject", flat=True)) >= {
        FieldSubject.ENTERPRISE,
        FieldSubject.PLATFORM,
    }


def test_sample_fields_name_provisions_that_exist() -> None:
    if not PROVISIONS.exists():
        pytest.skip("absent: ../shared/domain/provisions.csv")
    with PROVISIONS.open(encoding="utf-8", newline="") as file:
        known = {row["id"] for row in csv.DictReader(file)}

    named = {key for row in rows() for key in row["basis"].split()}

    assert named - known == set()


@pytest.mark.django_db
def test_fields_of_the_models_mean_what_the_models_say() -> None:
    if not MODELS.exists():
        pytest.skip("absent: demo/models/fields.toml")
    call_command("setup", verbosity=0)
    load_fields(by=actor())

    fields = {row.name: row for row in Field.objects.all()}
    for row in tomllib.loads(MODELS.read_text(encoding="utf-8"))["field"]:
        field = fields[row["name"]]
        assert (field.type, field.measure, field.subject) == (
            row["type"],
            row.get("unit", ""),
            row["subject"],
        )


@pytest.mark.django_db
def test_details_of_the_models_mean_what_the_models_say() -> None:
    if not MODELS.exists():
        pytest.skip("absent: demo/models/fields.toml")
    call_command("setup", verbosity=0)

    assert (load_lists(by=actor()), load_lists(by=actor())) == (4, 0)
    details = {row.name: row for row in DetailList.objects.all()}
    for row in tomllib.loads(MODELS.read_text(encoding="utf-8"))["list"]:
        columns = [
            (each.name, each.type, each.measure, each.is_key) for each in details[row["name"]].columns.all()
        ]
        assert columns == [
            (entry["name"], entry["type"], entry.get("unit", ""), entry.get("key", False))
            for entry in row["entry"]
        ]
