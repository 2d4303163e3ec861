"""Every decision of a person as an example: what stands there, what the engine said, what the person said."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi_web.people.enums import Role
from luodi_web.policies.domain.fact_deciding import add_fact, correct_fact, decide_fact
from luodi_web.policies.domain.review import (
    EditGroup,
    Passage,
    correct_passage,
    decide_edits,
    decide_group,
    fill_lost,
)
from luodi_web.policies.domain.steps import FACT_CHECK, REVIEW, undo_step
from luodi_web.policies.enums import Decision, ExampleKind, FactKind
from luodi_web.policies.models import PolicyVersion
from tests.web.factories import actor, make_unit, make_user, signed_in
from tests.web.policies.fact_texts import TEXT, fact, make_read
from tests.web.policies.texts import edit, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit("省科技厅")


@pytest.fixture
def by(unit):
    return actor(make_user("policy", Role.PROVINCE, unit, name="李文"))


def kept(version: PolicyVersion) -> list[tuple[object, ...]]:
    return [(row.kind, row.words, row.engine, row.person) for row in version.examples.order_by("start", "pk")]


def test_refused_edit_is_kept_with_the_words_around(unit, by):
    version = make_version(unit)

    decide_edits(version, 0, [edit(version, "廳").pk], Decision.REJECT, by=by)

    row = version.examples.get()
    assert kept(version) == [(ExampleKind.EDIT_REJECTED, "廳", "厅", "廳")]
    assert (row.before, row.after[:6], row.by) == ("省", "(tīng)", by.user)


def test_sure_edit_that_is_accepted_teaches_nothing(unit, by):
    version = make_version(unit)

    decide_group(version, 0, EditGroup("script"), Decision.ACCEPT, by=by)

    assert kept(version) == []


def test_unsure_edit_that_is_accepted_is_kept(unit, by):
    version = make_version(unit)

    decide_edits(version, 0, [edit(version, "(區)").pk], Decision.ACCEPT, by=by)

    assert kept(version) == [(ExampleKind.EDIT_ACCEPTED, "(區)", "(区)", "(区)")]


def test_filled_character_is_kept_with_its_candidates(unit, by):
    version = make_version(unit)

    fill_lost(version, 0, version.lost.get().pk, "四", by=by)

    assert kept(version) == [(ExampleKind.LOST_FILLED, "!", ["三", "四"], "四")]


def test_correction_by_hand_is_kept_beside_what_the_engine_made_of_it(unit, by):
    version = make_version(unit)
    decide_edits(version, 0, [edit(version, "廳").pk], Decision.REJECT, by=by)

    correct_passage(version, 1, Passage(0, 0, 4, "省廳召开"), "省科技厅召开", by=by)

    assert kept(version) == [(ExampleKind.TEXT_CORRECTED, "省廳(tīng)召開", "省厅召开", "省科技厅召开")]


def test_correction_taken_back_brings_the_earlier_example_again(unit, by):
    version = make_version(unit)
    decide_edits(version, 0, [edit(version, "廳").pk], Decision.REJECT, by=by)
    correct_passage(version, 1, Passage(0, 0, 4, "省廳召开"), "省科技厅召开", by=by)

    decide_edits(version, 2, [version.edits.get(kind="person").pk], Decision.REJECT, by=by)

    assert kept(version) == [(ExampleKind.EDIT_REJECTED, "廳", "厅", "廳")]


def test_undone_decision_leaves_no_example(unit, by):
    version = make_version(unit)
    decide_edits(version, 0, [edit(version, "廳").pk], Decision.REJECT, by=by)
    fill_lost(version, 1, version.lost.get().pk, "四", by=by)
    assert len(kept(version)) == 2

    undo_step(REVIEW, version, 2, by=by)
    undo_step(REVIEW, version, 3, by=by)

    assert kept(version) == []


def test_facts_are_kept_as_engine_and_person_read_them(unit, by):
    version = make_read(unit)
    start = TEXT.index("新建平台")
    cap = fact(version, "最高500万元")
    said = cap.values | {"grade": "新建平台"}
    correct_fact(version, 0, cap.pk, said, by=by)
    decide_fact(version, 1, fact(version, "就高不重复享受").pk, Decision.REJECT, by=by)
    decide_fact(version, 2, fact(version, "省科技厅").pk, Decision.ACCEPT, by=by)
    unit_values = {"name": "平台", "role": "joint"}
    add_fact(version, 3, FactKind.UNIT, unit_values, start, start + 4, by=by)

    lead = {"kind": "unit", "values": {"name": "省科技厅", "role": "lead"}}
    assert kept(version) == [
        (ExampleKind.FACT_ADDED, "新建平台", None, {"kind": "unit", "values": unit_values}),
        (
            ExampleKind.FACT_CORRECTED,
            "最高500万元",
            {"kind": "amount", "values": cap.values},
            {"kind": "amount", "values": said},
        ),
        (ExampleKind.FACT_ACCEPTED, "省科技厅", lead, lead),
        (
            ExampleKind.FACT_REJECTED,
            "就高不重复享受",
            {"kind": "stacking", "values": {"kind": "highest"}},
            None,
        ),
    ]
    for revision in (4, 5, 6, 7):
        undo_step(FACT_CHECK, version, revision, by=by)
    assert kept(version) == []


# On screen


def test_list_is_in_words_and_leads_to_the_policy(client, unit, by):
    version = make_read(unit)
    decide_fact(version, 0, fact(version, "最高500万元").pk, Decision.REJECT, by=by)

    page = signed_in(client, by.user).get("/policies/examples/").content.decode()

    assert "<mark>最高500万元</mark>" in page
    assert "金额与比例 最高 500 万元" in page and "不是要素" in page
    assert f"/policies/{version.policy_id}/" in page


def test_json_has_what_a_test_needs(client, unit, by):
    version = make_read(unit)
    decide_fact(version, 0, fact(version, "省科技厅").pk, Decision.ACCEPT, by=by)

    response = signed_in(client, by.user).get(f"/policies/examples/json/?policy={version.policy_id}")

    start = TEXT.index("省科技厅")
    lead = {"kind": "unit", "values": {"name": "省科技厅", "role": "lead"}}
    row = json.loads(response.content)[0]
    at = row.pop("at")
    assert at.startswith("20")
    assert row == {
        "policy": "试验田措施",
        "version": 1,
        "kind": "fact_accepted",
        "before": TEXT[start - 30 : start],
        "words": "省科技厅",
        "after": TEXT[start + 4 : start + 34],
        "start": start,
        "engine": lead,
        "person": lead,
        "by": "李文",
    }


def test_examples_of_an_open_review_are_for_its_editors(client, unit, by):
    version = make_version(unit)
    decide_edits(version, 0, [edit(version, "廳").pk], Decision.REJECT, by=by)
    mine = signed_in(client, by.user).get("/policies/examples/json/")
    other = signed_in(client, make_user("other", Role.PROVINCE, make_unit("另一厅")))

    assert len(json.loads(mine.content)) == 1
    assert json.loads(other.get("/policies/examples/json/").content) == []
    assert "廳" not in other.get("/policies/examples/").content.decode()


def test_queries_do_not_grow_with_examples(client, unit, by):
    office = signed_in(client, by.user)
    version = make_read(unit)
    decide_fact(version, 0, fact(version, "省科技厅").pk, Decision.ACCEPT, by=by)
    office.get("/policies/examples/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            office.get("/policies/examples/")
        return len(caught)

    one = queries()
    for revision, words in enumerate(("省财政厅", "最高500万元", "到2027年"), start=1):
        decide_fact(version, revision, fact(version, words).pk, Decision.REJECT, by=by)

    assert queries() == one
