"""Models for tests: a table of subsidies by research share and kind of enterprise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from luodi.dmn.model import Definitions, LiteralExpression, Rule, UnaryTests
from luodi_web.decisions.domain.new_table import ColumnChoice, blank_table, incoming_table
from luodi_web.decisions.domain.releasing import release_version, send_version
from luodi_web.decisions.domain.versions import create_model
from luodi_web.decisions.models import ModelVersion
from luodi_web.people.models import Unit, User
from luodi_web.policies.models import PolicyVersion, Provision
from tests.web.factories import actor

RULES = [(">= 3", '"高企"', "10"), (">= 5", '"高企"', "20"), ("-", '"规上"', "5")]
KINDS = '"高企", "规上", "其他"'


def subsidy(rules=RULES, policy="highest", name="研发补助", shares=""):
    """The model: 研发投入占比（%） and 企业类型 give 研发补助 in %."""
    definitions = blank_table(
        name,
        [ColumnChoice("研发投入占比", "number", "%", shares), ColumnChoice("企业类型", "string", "", KINDS)],
        [ColumnChoice("补助比例", "number", "%")],
        policy,
    )
    return with_rules(definitions, rules)


def with_rules(definitions: Definitions, rules: Sequence[tuple[str, ...]]) -> Definitions:
    """The model with these rules in its first decision, which has one result: conditions, then that."""
    decision = definitions.decisions[0]
    table = replace(
        decision.expression,
        rules=tuple(
            Rule(
                id=f"r{number}",
                inputs=tuple(UnaryTests(text=text) for text in cells[:-1]),
                outputs=(LiteralExpression(text=cells[-1]),),
            )
            for number, cells in enumerate(rules, 1)
        ),
    )
    elements = tuple(
        replace(each, expression=table) if each is decision else each for each in definitions.elements
    )
    return replace(definitions, elements=elements)


def make_provision(text: PolicyVersion, label: str, words: str, order: int = 0) -> Provision:
    return Provision.objects.create(
        version=text,
        order=order,
        path=label.strip("、"),
        label=label,
        level=1,
        text=words,
        start=0,
        end=len(words),
    )


def incoming(rules=RULES, **more):
    return incoming_table(subsidy(rules, **more))


def made(user: User, unit: Unit, name: str = "研发补助", rules=RULES, **values) -> ModelVersion:
    """A draft of the user's."""
    values.setdefault("effective_from", date(2026, 1, 1))
    return create_model(name=name, owner=unit, incoming=incoming(rules), by=actor(user, unit), **values)


def released(version: ModelVersion, sender: User, reviewer: User) -> ModelVersion:
    version = send_version(version, by=actor(sender))
    return release_version(version, digest=version.digest, by=actor(reviewer))


def filled_workbook(data: bytes, rows: list[list[str]], sheet: str = "研发补助") -> bytes:
    """A downloaded workbook with rules written below the head of a table."""
    book = openpyxl.load_workbook(BytesIO(data))
    page = book[sheet]
    first = next(row for row in range(1, 40) if page.cell(row, 1).value == "规则") + 1
    for offset, row in enumerate(rows):
        page.cell(first + offset, 1, offset + 1)
        for place, text in enumerate(row, 2):
            page.cell(first + offset, place, text)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def shown(response) -> str:
    return response.content.decode()


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def upload(data: bytes | str, name: str = "判定表.dmn") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data if isinstance(data, bytes) else data.encode())
