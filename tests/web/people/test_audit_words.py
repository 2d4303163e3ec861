"""The audit trail reads as words: every name that the code writes into it has some."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse

import luodi_web
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.audit_words import FIELD_WORDS, entry_changes, verb_choices
from luodi_web.people.enums import PeopleVerb, Role
from luodi_web.people.models import Unit
from luodi_web.policies.domain.uploading import PolicyFacts
from luodi_web.supervision.domain.reports import FIELDS
from luodi_web.supervision.enums import SupervisionVerb
from tests.web.factories import actor, make_unit, make_user, make_version, signed_in

pytestmark = pytest.mark.django_db
SIDES = {"before", "after", "audit_before", "audit_after"}
SOURCE = Path(luodi_web.__file__).parent


def _written_values(tree: ast.AST) -> Iterator[ast.expr]:
    """What is given to ``record`` as a side, and what is assigned to a name that such a side is kept in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
            yield from (word.value for word in node.keywords if word.arg in SIDES)
        elif isinstance(node, ast.Assign):
            targets = [one for target in node.targets for one in ast.walk(target)]
            if SIDES & {getattr(one, "id", getattr(one, "attr", "")) for one in targets}:
                yield node.value


def _names(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    if "domain.audit import" not in text and "audit_after" not in text:
        return set()
    dicts = (one for value in _written_values(ast.parse(text)) for one in ast.walk(value))
    keys = (key for one in dicts if isinstance(one, ast.Dict) for key in one.keys)
    return {key.value for key in keys if isinstance(key, ast.Constant)}


def test_every_name_written_into_the_trail_has_words():
    written = {name for path in SOURCE.rglob("*.py") for name in _names(path)}

    assert {"period", "step", "near", "path"} <= written
    assert sorted({*written, *FIELDS, *PolicyFacts.__dataclass_fields__} - FIELD_WORDS.keys()) == []


def test_undone_edit_reads_as_what_was_undone():
    plan = make_unit("省科技厅")

    entry = record(
        actor(),
        SupervisionVerb.EDIT_UNDONE,
        plan,
        before={"content": ["任务“甲”"]},
        after={"content": ["任务“乙”"], "edit": "修改任务内容"},
    )

    assert entry_changes(entry) == [
        ("内容", "任务“甲”", "任务“乙”"),
        ("编辑操作", None, "修改任务内容"),
    ]


def test_each_choice_of_verbs_reads_differently_and_finds_all_that_read_so(client):
    root = make_unit()
    auditor = make_user("audit", Role.AUDITOR, root)
    by = actor(auditor, root)
    entries = [record(by, verb) for verb in (PeopleVerb.EXPORTED, SupervisionVerb.EXPORTED)]
    record(by, PeopleVerb.SIGNED_OUT)
    words = [label for _verb, label in verb_choices()]
    [export] = [verb for verb, label in verb_choices() if label == "导出"]

    found = signed_in(client, auditor).get(reverse("staff:audit"), {"verb": export}).context["table"].found

    assert len(words) == len(set(words))
    assert sorted(entry.pk for entry in found) == [entry.pk for entry in entries]


def test_refused_access_names_the_address(client):
    root = Unit.objects.get(pk=make_unit().pk)
    auditor = make_user("audit", Role.AUDITOR, root)
    client = signed_in(client, auditor)
    assert client.get("/users/").status_code == 403

    page = client.get(reverse("staff:audit"), {"verb": PeopleVerb.DENIED}).content.decode()

    assert "/users/" in page.partition("<tbody")[2].partition("</tbody>")[0]


def test_version_is_named_by_its_number():
    version = make_version()

    assert str(version) == f"{version.policy.title} 第 1 版"
