"""What is wrong in a cell, as the checks of a saved model and of a typed text say it."""

from __future__ import annotations

import pytest

from luodi.dmn.workbook import to_workbook
from luodi_web.decisions.domain.checking import check_cell
from luodi_web.decisions.domain.content import content_of
from luodi_web.decisions.domain.new_table import ColumnChoice, blank_table, incoming_table
from luodi_web.decisions.domain.read_cells import readings_in_words
from luodi_web.decisions.domain.uploads import read_bytes
from luodi_web.decisions.domain.versions import create_model
from luodi_web.decisions.models import ModelVersion
from tests.web.decisions.making import filled_workbook, with_rules
from tests.web.factories import actor
from tests.web.fields.making import make_field

pytestmark = pytest.mark.django_db

COLUMNS = [ColumnChoice("企业规模", "number"), ColumnChoice("成立日期", "date")]


def dated(authors, rows) -> ModelVersion:
    """A model of a size without a unit of its own and a day, which give a number."""
    made = with_rules(blank_table("补助", COLUMNS, [ColumnChoice("档", "number")], "first"), rows)
    incoming = incoming_table(made)
    return create_model(
        name="补助", owner=authors.unit, incoming=incoming, by=actor(authors.author, authors.unit)
    )


def faults(version: ModelVersion) -> list[tuple[str, object]]:
    found = content_of(version).diagnostics
    return [(each.code, each.values.get("fix")) for each in found if each.severity == "error"]


def test_days_and_units_are_told_of_once_each_with_the_fix(authors):
    rows = [("> 3", "> 2020-1-1", "1"), ("10亿元以上", "-", "2"), ("-", "2020年1月1日前", "3")]
    version = dated(authors, rows)
    assert faults(version) == [("FEEL014", '> date("2020-01-01")'), ("FEEL026", None), ("FEEL032", None)]

    make_field("企业规模", unit=authors.unit, measure="万元")

    told = [("FEEL014", '> date("2020-01-01")'), ("FEEL014", ">= 100000"), ("FEEL032", None)]
    assert faults(version) == told


def test_days_of_a_workbook_are_read_and_told(authors):
    rows = [["3", "2020年1月1日起", "1"], ["3", "2020-1-1至2020-12-31", "2"], ["3", "2020年1月1日以后", "3"]]
    blank = blank_table("补助", COLUMNS, [ColumnChoice("档", "number")], "first")
    book = filled_workbook(to_workbook(blank).data, rows, "补助")

    read = read_bytes(book, "x.xlsx")

    assert [note.partition("写的是")[2] for note in readings_in_words(read.notes)] == [
        '“2020年1月1日起”，按“>= date("2020-01-01")”理解',
        '“2020-1-1至2020-12-31”，按“[date("2020-01-01")..date("2020-12-31")]”理解',
    ]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"column": 1, "text": '"高企"'}, [("FEEL042", None)]),
        ({"column": 1, "text": '> date("2020-01-01")'}, [("FEEL042", None)]),
        ({"column": 1, "text": '["a".."b"]'}, [("FEEL042", None)]),
        ({"column": 1, "text": '"高企"', "type": "string"}, []),
        ({"column": 1, "text": '"甲"', "type": "string", "values": '"高企"'}, [("CHK018", None)]),
        ({"column": 1, "text": "10亿元以上", "label": "规模（亿元）"}, [("FEEL014", ">= 10")]),
        ({"column": 1, "text": "10亿元以上"}, [("FEEL014", ">= 100000")]),
        ({"column": 2, "text": "2020/1/1"}, [("FEEL014", 'date("2020-01-01")')]),
        ({"column": 2, "text": "2020年1月1日以后"}, [("FEEL032", None)]),
        ({"column": 3, "text": '"很多"'}, [("CHK001", None)]),
        ({"column": 1, "kind": "head", "text": "企业规模 + 成立日期"}, [("FEEL033", None)]),
        ({"rule": "new", "column": "new", "kind": "input", "text": '"甲"', "type": "number",
          "label": "新列", "expression": "企业规模"}, [("FEEL042", None)]),
        ({"rule": "new", "column": "new", "kind": "output", "text": "1", "type": "string",
          "name": "新结果"}, [("CHK001", None)]),
        ({"kind": "literal", "text": "企业规模 + 成立日期"}, [("FEEL033", None)]),
        ({"kind": "literal", "text": '"甲"', "type": "number"}, [("CHK001", None)]),
        ({"kind": "literal", "text": "补助 + 1"}, [("FEEL031", None)]),
    ],
)  # fmt: skip
def test_a_typed_cell_is_checked_by_its_column_as_it_stands_in_the_editor(authors, asked, told):
    make_field("企业规模", unit=authors.unit, measure="万元")
    version = dated(authors, [("> 3", "-", "1")])

    found = check_cell(content_of(version), {"table": "补助", "rule": 1, **asked})

    assert [(each.found.code, each.found.values.get("fix")) for each in found] == told
