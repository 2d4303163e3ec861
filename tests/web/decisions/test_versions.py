"""Drafts, saving, review, release and periods of models."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from luodi.dmn.model import LiteralExpression, Rule, UnaryTests
from luodi_web.decisions.domain.cases import add_case, run_cases
from luodi_web.decisions.domain.content import Tampered, content_of, digest_of
from luodi_web.decisions.domain.new_table import ColumnChoice, blank_table, incoming_table
from luodi_web.decisions.domain.releasing import (
    recall_version,
    release_effects,
    release_version,
    return_version,
    send_version,
)
from luodi_web.decisions.domain.saving import incoming_of, save_content
from luodi_web.decisions.domain.scope import (
    model_versions_to_review,
    model_versions_visible_to,
    models_visible_to,
    version_on,
)
from luodi_web.decisions.domain.uploads import read_bytes
from luodi_web.decisions.domain.versions import (
    create_model,
    delete_model,
    discard_version,
    draft_version,
    set_period,
)
from luodi_web.decisions.enums import ModelState
from luodi_web.decisions.models import DecisionModel, ModelVersion, PendingSave
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import AuditEntry, Notification
from tests.web.decisions.making import RULES, incoming, made, make_provision, released
from tests.web.factories import actor, make_version

pytestmark = pytest.mark.django_db


def verbs(version: ModelVersion) -> list[str]:
    rows = AuditEntry.objects.filter(object_type="decisions.modelversion", object_id=str(version.pk))
    return list(rows.order_by("pk").values_list("verb", flat=True))


def test_a_save_is_stored_with_its_digest_and_a_trail(authors):
    version = made(authors.author, authors.unit)
    changed = incoming([*RULES, (">= 8", '"高企"', "30")])

    outcome = save_content(version, changed, revision=0, by=actor(authors.author))

    stored = ModelVersion.objects.get(pk=version.pk)
    assert (outcome.saved, stored.revision, stored.xml) == (True, 1, changed.xml)
    assert stored.digest == digest_of(changed.xml)
    assert verbs(version) == ["decisions.drafted", "decisions.saved"]


def test_a_save_that_takes_something_away_waits_for_a_word(authors):
    version = made(authors.author, authors.unit)
    fewer = incoming(RULES[:2])

    outcome = save_content(version, fewer, revision=0, by=actor(authors.author))

    assert not outcome.saved
    assert [each.kind.value for each in outcome.losses] == ["removed"]
    assert ModelVersion.objects.get(pk=version.pk).revision == 0
    kept = PendingSave.objects.get()
    assert save_content(
        version, incoming_of(kept), revision=0, confirmed=True, by=actor(authors.author)
    ).saved
    assert not PendingSave.objects.exists()


def test_a_stale_save_overwrites_nothing_and_is_not_lost(authors):
    version = made(authors.author, authors.unit)
    first, late = incoming([*RULES, ("-", '"其他"', "1")]), incoming([*RULES, ("-", '"其他"', "2")])
    save_content(version, first, revision=0, by=actor(authors.second))

    outcome = save_content(version, late, revision=0, by=actor(authors.author))

    assert outcome.stale and not outcome.saved
    assert ModelVersion.objects.get(pk=version.pk).xml == first.xml
    assert PendingSave.objects.get(user=authors.author).xml == late.xml


def test_what_is_no_model_is_refused(authors):
    version = made(authors.author, authors.unit)

    with pytest.raises(ValidationError):
        save_content(version, read_bytes(b"<x/>"), revision=0, by=actor(authors.author))


def test_two_people_release_and_the_first_is_told(authors, django_capture_on_commit_callbacks):
    version = made(authors.author, authors.unit)

    with django_capture_on_commit_callbacks(execute=True):
        version = released(version, authors.author, authors.second)

    assert (version.state, version.decided_by) == (ModelState.RELEASED, authors.second)
    told = {(row.user.username, row.text) for row in Notification.objects.select_related("user")}
    assert told == {
        ("second", "判定模型待复核：研发补助 第 1 版"),
        ("author", "判定模型已发布：研发补助 第 1 版"),
    }
    assert verbs(version) == ["decisions.drafted", "decisions.sent", "decisions.released"]


def test_nobody_releases_or_returns_what_they_changed(authors):
    version = send_version(made(authors.author, authors.unit), by=actor(authors.author))

    for act in (
        lambda: release_version(version, digest=version.digest, by=actor(authors.author)),
        lambda: return_version(version, "不行", by=actor(authors.author)),
    ):
        with pytest.raises(ValidationError, match="不能复核自己的版本"):
            act()


def test_who_saved_once_is_an_author_too(authors):
    version = made(authors.author, authors.unit)
    save_content(version, incoming([*RULES, ("-", '"其他"', "1")]), revision=0, by=actor(authors.second))
    version = send_version(version, by=actor(authors.author))

    with pytest.raises(ValidationError, match="不能复核自己的版本"):
        release_version(version, digest=version.digest, by=actor(authors.second))


def test_a_returned_version_says_why_and_goes_on(authors):
    version = send_version(made(authors.author, authors.unit), by=actor(authors.author))

    with pytest.raises(ValidationError):
        return_version(version, "  ", by=actor(authors.second))
    version = return_version(version, "第二条门槛应为 4%", by=actor(authors.second))

    assert (version.state, version.reason) == (ModelState.RETURNED, "第二条门槛应为 4%")
    assert send_version(version, by=actor(authors.author)).reason == ""


def test_a_model_with_errors_or_without_a_day_is_not_sent(authors):
    broken = made(authors.author, authors.unit, rules=[(">= 没有这个数", "-", "1")])
    dayless = made(authors.author, authors.unit, name="没有日期", effective_from=None)

    with pytest.raises(ValidationError, match="还有错误"):
        send_version(broken, by=actor(authors.author))
    with pytest.raises(ValidationError, match="生效日期"):
        send_version(dayless, by=actor(authors.author))


def test_results_of_cases_are_said_in_words(authors):
    pair = [ColumnChoice("是否补助", "boolean"), ColumnChoice("理由", "string")]
    blank = blank_table("补助判断", [ColumnChoice("占比", "number", "%")], pair, "unique")
    decision = blank.decisions[0]
    rule = Rule(
        id="r1",
        inputs=(UnaryTests(text="-"),),
        outputs=(LiteralExpression(text="true"), LiteralExpression(text="null")),
    )
    table = replace(decision.expression, rules=(rule,))
    elements = tuple(replace(one, expression=table) if one is decision else one for one in blank.elements)
    made_of = incoming_table(replace(blank, elements=elements))
    by = actor(authors.author, authors.unit)
    version = create_model(name="补助判断", owner=authors.unit, incoming=made_of, by=by)
    add_case(version, "有", {"占比": Decimal(3)}, by=by)

    [ran] = run_cases(version).cases

    assert [(each.wanted, each.actual) for each in ran.results] == [("是否补助：是；理由：空",) * 2]


def test_a_table_without_rules_is_neither_sent_nor_released(authors):
    version = made(authors.author, authors.unit, rules=[])
    with pytest.raises(ValidationError, match="判定表“研发补助”还没有规则，请下载 Excel"):
        send_version(version, by=actor(authors.author))

    # One that was sent before this was asked for.
    ModelVersion.objects.filter(pk=version.pk).update(state=ModelState.REVIEW)
    with pytest.raises(ValidationError, match="判定表“研发补助”还没有规则"):
        release_version(version, digest=version.digest, by=actor(authors.second))
    assert ModelVersion.objects.get(pk=version.pk).state == ModelState.REVIEW


def test_content_in_review_is_not_changed(authors):
    version = send_version(made(authors.author, authors.unit), by=actor(authors.author))

    with pytest.raises(ValidationError, match="正在复核"):
        save_content(version, incoming([*RULES, ("-", '"其他"', "1")]), revision=0, by=actor(authors.author))
    assert recall_version(version, by=actor(authors.author)).state == ModelState.DRAFT


def test_what_was_looked_at_is_what_is_released(authors):
    version = send_version(made(authors.author, authors.unit), by=actor(authors.author))

    with pytest.raises(ValidationError, match="有变化"):
        release_version(version, digest="0" * 64, by=actor(authors.second))


def test_a_released_content_that_was_tampered_with_is_not_used(authors):
    version = released(made(authors.author, authors.unit), authors.author, authors.second)
    ModelVersion.objects.filter(pk=version.pk).update(xml=version.xml.replace(">10<", ">100<"))

    with pytest.raises(Tampered):
        content_of(ModelVersion.objects.get(pk=version.pk))


def test_a_new_version_ends_the_old_one_the_day_before(authors):
    first = released(made(authors.author, authors.unit), authors.author, authors.second)
    second = draft_version(first.model, first, by=actor(authors.author))
    set_period(second, date(2026, 7, 1), None, "提高门槛", by=actor(authors.author))

    second = released(second, authors.author, authors.second)

    held = [version_on(first.model, day) for day in (date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1))]
    assert held == [None, first, second]
    assert ModelVersion.objects.get(pk=first.pk).applied_to == date(2026, 6, 30)


def test_a_version_of_the_same_days_replaces_the_old_one(authors):
    first = released(made(authors.author, authors.unit), authors.author, authors.second)
    second = draft_version(first.model, first, by=actor(authors.author))
    set_period(second, date(2026, 1, 1), None, "", by=actor(authors.author))

    released(second, authors.author, authors.second)

    assert ModelVersion.objects.get(pk=first.pk).state == ModelState.REPLACED
    assert version_on(first.model, date(2026, 3, 1)) == second


def test_a_period_that_would_cut_the_beginning_off_is_refused(authors):
    first = made(authors.author, authors.unit, effective_from=date(2026, 6, 1))
    first = released(first, authors.author, authors.second)
    second = draft_version(first.model, first, by=actor(authors.author))
    second = set_period(second, date(2026, 1, 1), date(2026, 12, 31), "", by=actor(authors.author))
    second = send_version(second, by=actor(authors.author))

    assert release_effects(second)[0].refusal
    with pytest.raises(ValidationError, match="重叠"):
        release_version(second, digest=second.digest, by=actor(authors.second))


def test_one_version_is_worked_on_at_a_time(authors):
    first = released(made(authors.author, authors.unit), authors.author, authors.second)
    second = draft_version(first.model, first, by=actor(authors.author))

    with pytest.raises(ValidationError, match="第 2 版还没有办完"):
        draft_version(first.model, first, by=actor(authors.second))
    discard_version(second, by=actor(authors.author))
    assert draft_version(first.model, first, by=actor(authors.author)).number == 2


def test_what_was_released_is_not_deleted(authors):
    draft = made(authors.author, authors.unit, name="只有草稿")
    first = released(made(authors.author, authors.unit), authors.author, authors.second)

    with pytest.raises(ValidationError, match="不能删除"):
        delete_model(first.model, by=actor(authors.author))
    with pytest.raises(ValidationError, match="唯一的一版"):
        discard_version(draft, by=actor(authors.author))
    delete_model(draft.model, by=actor(authors.author))
    assert list(DecisionModel.objects.values_list("name", flat=True)) == ["研发补助"]


def test_drafts_are_seen_by_their_unit_and_released_ones_by_all(authors):
    draft = made(authors.author, authors.unit, name="草稿")
    first = released(made(authors.author, authors.unit), authors.author, authors.second)

    for user in (authors.other, authors.city):
        assert set(models_visible_to(Rights.of(user))) == {first.model}
        assert set(model_versions_visible_to(Rights.of(user))) == {first}
    assert set(models_visible_to(Rights.of(authors.second))) == {first.model, draft.model}
    send_version(draft, by=actor(authors.author))
    waiting = [model_versions_to_review(Rights.of(user)).count() for user in (authors.author, authors.second)]
    assert waiting == [0, 1]


def test_a_name_is_a_units_own_once(authors):
    made(authors.author, authors.unit)

    with pytest.raises(ValidationError, match="同名"):
        made(authors.author, authors.unit)


def test_a_link_says_what_it_was_about_when_the_text_is_gone(authors):
    text = make_version("一、研发投入占比3%以上的给予补助。", owner=authors.unit)
    row = make_provision(text, "一、", "研发投入占比3%以上的给予补助。")
    version = made(authors.author, authors.unit, provisions=[row])

    text.provisions.all().delete()

    link = version.model.links.get()
    assert (link.provision, link.policy_title, link.label) == (None, text.policy.title, str(row))
