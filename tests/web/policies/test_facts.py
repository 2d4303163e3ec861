"""Facts of a confirmed version: reading and keeping them, deciding, correcting, adding, undoing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from luodi_web.people.models import AuditEntry
from luodi_web.policies.domain import fact_reading
from luodi_web.policies.domain.confirming import confirm_version
from luodi_web.policies.domain.fact_deciding import (
    FactGroup,
    accept_facts,
    add_fact,
    correct_fact,
    decide_fact,
)
from luodi_web.policies.domain.fact_pages import FactCard, FactCounts, FactFilter, fact_page
from luodi_web.policies.domain.fact_reading import STUCK_AFTER, is_facts_stuck, retry_facts, run_facts
from luodi_web.policies.domain.fact_sheet import FACT_COLUMNS, fact_sheet
from luodi_web.policies.domain.fact_words import fact_words, money_words
from luodi_web.policies.domain.steps import FACT_CHECK, ReviewClosedError, StaleRevisionError, undo_step
from luodi_web.policies.enums import (
    Decision,
    FactKind,
    FactSource,
    FactsState,
    FactState,
    PolicyVerb,
)
from luodi_web.policies.models import Fact, PolicyVersion
from tests.web.factories import actor, make_unit, make_user
from tests.web.policies.fact_texts import FACTS, TEXT, fact, make_confirmed_text, make_read, seen
from tests.web.policies.texts import make_policy

pytestmark = pytest.mark.django_db

CAP = {"kind": "cap", "value": "5000000", "unit": "元", "base": None, "grade": None, "years": None}


@pytest.fixture
def by():
    return actor(make_user("reader", unit=make_unit()))


@pytest.fixture
def version():
    return make_read(make_unit())


def states(version: PolicyVersion) -> dict[str, str]:
    return dict(version.facts.values_list("words", "state"))


# Reading


def test_confirming_reads_the_facts_after_its_transaction(by, django_capture_on_commit_callbacks):
    version = PolicyVersion.objects.create(
        policy=make_policy(make_unit()), number=1, original=TEXT, text=TEXT
    )

    with django_capture_on_commit_callbacks(execute=True):
        confirm_version(version, 0, by=by)

    version.refresh_from_db()
    assert (version.facts_state, seen(version)) == (FactsState.DONE, FACTS)
    assert AuditEntry.objects.filter(verb=PolicyVerb.FACTS_READ).get().after == {"facts": len(FACTS)}


def test_fact_keeps_its_exact_words_and_place(version):
    row = fact(version, "最高500万元")

    assert version.text[row.start : row.end] == "最高500万元"
    assert (row.kind, row.values, row.read_values) == (FactKind.AMOUNT, CAP, CAP)
    assert (row.source, row.state, row.decided_at) == (FactSource.ENGINE, FactState.PROPOSED, None)


def test_long_text_is_read_by_the_worker(by, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(fact_reading, "BACKGROUND_CHARS", 10)
    version = PolicyVersion.objects.create(
        policy=make_policy(make_unit()), number=1, original=TEXT, text=TEXT
    )

    with django_capture_on_commit_callbacks(execute=True):
        confirm_version(version, 0, by=by)

    version.refresh_from_db()
    assert (version.facts_state, version.facts.count()) == (FactsState.QUEUED, 0)


def test_reading_that_fails_leaves_the_text_confirmed_and_can_be_tried_again(
    by, monkeypatch, django_capture_on_commit_callbacks
):
    version = make_confirmed_text(make_unit())
    with monkeypatch.context() as broken:
        broken.setattr(fact_reading, "extract_facts", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_facts(version.pk)
    version.refresh_from_db()
    failed = version.facts_state

    with django_capture_on_commit_callbacks(execute=True):
        retry_facts(version)

    version.refresh_from_db()
    assert (failed, version.facts_state) == (FactsState.FAILED, FactsState.DONE)
    assert AuditEntry.objects.get(verb=PolicyVerb.FACTS_FAILED).after == {"error": "ZeroDivisionError"}


def test_facts_are_read_once(version):
    keys = set(version.facts.values_list("pk", flat=True))

    assert run_facts(version.pk) is None
    assert set(version.facts.values_list("pk", flat=True)) == keys


def test_reading_that_lost_its_worker_is_stuck():
    version = make_confirmed_text(make_unit())
    version.facts_state, version.facts_started_at = FactsState.RUNNING, timezone.now()

    fresh = is_facts_stuck(version)
    version.facts_started_at -= STUCK_AFTER * 2

    assert (fresh, is_facts_stuck(version)) == (False, True)


# Deciding


@pytest.mark.parametrize(
    ("decision", "state"),
    [(Decision.ACCEPT, FactState.ACCEPTED), (Decision.REJECT, FactState.REJECTED)],
)
def test_fact_is_decided_and_undone(version, by, decision, state):
    row = fact(version, "最高500万元")

    decide_fact(version, 0, row.pk, decision, by=by)

    decided = Fact.objects.get(pk=row.pk)
    entry = AuditEntry.objects.get(verb=PolicyVerb.FACTS_DECIDED)
    assert (decided.state, decided.decided_by) == (state, by.user)
    assert entry.after == {"fact": "金额与比例 最高 500 万元", "decision": str(state.label)}
    undo_step(FACT_CHECK, version, 1, by=by)
    row = Fact.objects.get(pk=row.pk)
    assert (row.state, row.decided_by, row.decided_at) == (FactState.PROPOSED, None, None)
    assert not version.fact_steps.exists()


def test_correcting_keeps_what_the_engine_read_beside_it(version, by):
    row = fact(version, "最高500万元")
    said = CAP | {"grade": "新建平台"}

    correct_fact(version, 0, row.pk, said, by=by)

    row.refresh_from_db()
    assert (row.state, row.values, row.read_values) == (FactState.CORRECTED, said, CAP)
    undo_step(FACT_CHECK, version, 1, by=by)
    row.refresh_from_db()
    assert (row.state, row.values) == (FactState.PROPOSED, CAP)


def test_corrected_back_to_what_was_read_counts_as_accepted(version, by):
    row = fact(version, "最高500万元")
    correct_fact(version, 0, row.pk, CAP | {"grade": "新建平台"}, by=by)

    correct_fact(version, 1, row.pk, CAP, by=by)

    assert fact(version, "最高500万元").state == FactState.ACCEPTED


def test_rejected_correction_that_is_accepted_again_stays_a_correction(version, by):
    row = fact(version, "最高500万元")
    correct_fact(version, 0, row.pk, CAP | {"grade": "新建平台"}, by=by)
    decide_fact(version, 1, row.pk, Decision.REJECT, by=by)

    decide_fact(version, 2, row.pk, Decision.ACCEPT, by=by)

    assert fact(version, "最高500万元").state == FactState.CORRECTED


def test_opening_again_forgets_the_correction(version, by):
    row = fact(version, "最高500万元")
    correct_fact(version, 0, row.pk, CAP | {"grade": "新建平台"}, by=by)

    decide_fact(version, 1, row.pk, Decision.RESET, by=by)

    row.refresh_from_db()
    assert (row.state, row.values, row.decided_by) == (FactState.PROPOSED, CAP, None)


def test_accepting_a_kind_leaves_what_was_decided_before(version, by):
    decide_fact(version, 0, fact(version, "最高500万元").pk, Decision.REJECT, by=by)

    count = accept_facts(version, 1, FactGroup(kind=FactKind.AMOUNT), by=by)

    amounts = dict(version.facts.filter(kind=FactKind.AMOUNT).values_list("words", "state"))
    assert count == 2
    assert amounts == {
        "最高500万元": FactState.REJECTED,
        "按研发投入的20%": FactState.ACCEPTED,
        "最高100万元": FactState.ACCEPTED,
    }
    undo_step(FACT_CHECK, version, 2, by=by)
    assert set(states(version).values()) == {FactState.PROPOSED, FactState.REJECTED}


def test_accepting_a_provision_reaches_no_other(version, by):
    provision = version.provisions.get(path="一/一")

    count = accept_facts(version, 0, FactGroup(provision=provision.pk), by=by)

    accepted = set(version.facts.filter(state=FactState.ACCEPTED).values_list("provision__path", flat=True))
    assert (count, accepted) == (5, {"一/一"})


def test_fact_is_added_from_a_stretch_of_the_text_and_taken_back(version, by):
    start = version.text.index("建设中试平台")
    values = {"name": "省中试办", "role": "joint"}

    row = add_fact(version, 0, FactKind.UNIT, values, start, start + 6, by=by)

    assert (row.words, row.provision.path, row.source) == ("建设中试平台", "一/一", FactSource.PERSON)
    assert (row.state, row.read_values) == (FactState.ACCEPTED, None)
    undo_step(FACT_CHECK, version, 1, by=by)
    assert not Fact.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 3), (0, 10**6), (14, 16)])
def test_fact_needs_words_of_the_text(version, by, start, end):
    assert version.text[14:16] == "\n\n"

    with pytest.raises(ValidationError) as refusal:
        add_fact(version, 0, FactKind.UNIT, {"name": "省厅", "role": "lead"}, start, end, by=by)

    assert refusal.value.messages == ["请先在原文中选中说明这项要素的文字。"]


def test_same_fact_is_not_added_twice(version, by):
    row = fact(version, "省科技厅")

    with pytest.raises(ValidationError) as refusal:
        add_fact(version, 0, row.kind, row.values, row.start, row.end, by=by)

    assert refusal.value.messages == ["这段文字已有相同的要素。"]


def test_act_on_an_older_revision_changes_nothing(version, by):
    row = fact(version, "省科技厅")
    decide_fact(version, 0, row.pk, Decision.ACCEPT, by=by)

    with pytest.raises(StaleRevisionError) as stale:
        decide_fact(version, 0, row.pk, Decision.REJECT, by=by)

    assert (stale.value.step.by, fact(version, "省科技厅").state) == (by.user, FactState.ACCEPTED)


def test_nothing_is_decided_before_the_facts_are_read(by):
    version = make_confirmed_text(make_unit())

    with pytest.raises(ReviewClosedError):
        accept_facts(version, 0, FactGroup(), by=by)


# Words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("5000000", "元", "500 万元"),
        ("120000000", "元", "1.2 亿元"),
        ("123456.78", "元", "123,456.78 元"),
        ("12345600", "元", "1,234.56 万元"),
        ("999", "元", "999 元"),
        ("3000000", "美元", "300 万美元"),
        ("0.125", "比例", "12.5%"),
        ("100000000000000000", "元", "1,000,000,000 亿元"),
    ],
)
def test_money_is_said_exactly(value, unit, words):
    assert money_words(Decimal(value), unit) == words


DEADLINE = {"kind": "by", "date": None, "until": None, "amount": None, "unit": None}
TARGET = {"indicator": "研发占比", "op": ">=", "value": "15", "unit": "%", "by": None}


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        (FactKind.DEADLINE, DEADLINE | {"kind": "from", "date": "2026-01-01"}, "自 2026-01-01 起"),
        (FactKind.DEADLINE, DEADLINE | {"kind": "within", "amount": "3", "unit": "工作日"}, "3 个工作日以内"),
        (FactKind.DEADLINE, DEADLINE | {"kind": "every", "amount": "1", "unit": "季度"}, "每季度"),
        (FactKind.DEADLINE, DEADLINE | {"kind": "every", "amount": "6", "unit": "月"}, "每 6 个月"),
        (FactKind.DEADLINE, DEADLINE | {"kind": "period", "amount": "3", "unit": "年"}, "为期 3 年"),
        (FactKind.DEADLINE, DEADLINE | {"kind": "ongoing"}, "长期"),
        (FactKind.TARGET, TARGET, "研发占比 不低于 15%"),
        (FactKind.TARGET, TARGET | {"op": "<=", "value": "24", "unit": "月"}, "研发占比 不超过 24 个月"),
        (FactKind.TARGET, TARGET | {"op": "=", "value": "-30"}, "研发占比 下降 30%"),
        (FactKind.TARGET, TARGET | {"op": "rank", "value": "3", "unit": ""}, "研发占比 进入前 3"),
        (FactKind.TARGET, TARGET | {"op": "times", "value": "2", "unit": ""}, "研发占比 达到原来的 2 倍"),
        (FactKind.AMOUNT, CAP | {"kind": "match", "value": "1", "unit": "比例"}, "1∶1 配套"),
        (FactKind.AMOUNT, CAP | {"grade": "国家级", "years": 3}, "最高 500 万元（国家级，连续 3 年）"),
        (FactKind.STACKING, {"kind": "add"}, "可以叠加"),
        (FactKind.REPEAL, {"title": "旧办法", "doc_no": "鄂〔2020〕1号"}, "《旧办法》（鄂〔2020〕1号）"),
        (FactKind.VALIDITY, {"valid_from": None, "valid_to": None, "trial": True}, "试行"),
    ],
)  # fmt: skip
def test_fact_reads_as_an_officer_says_it(kind, values, words):
    assert fact_words(kind, values) == words


# Pages and sheets


def test_page_sets_each_paragraph_beside_its_facts(version):
    page = fact_page(version, FactFilter())

    rows = [
        ("".join(piece.words for piece in row.pieces)[:6], [fact.words for fact in row.facts], row.waiting)
        for row in page.rows
    ]
    assert rows == [
        ("关于加快试验", [], 0),
        ("一、做强平台", [], 0),
        ("（一）建设中", [words for path, words, _said in FACTS if path == "一/一"], 5),
        ("（二）鼓励企", [words for path, words, _said in FACTS if path == "一/二"], 4),
        ("二、附则", [], 0),
        ("本措施自20", [words for path, words, _said in FACTS if path == "二"], 2),
    ]


def test_filtered_page_shows_only_the_rows_that_hold_such_a_fact(version):
    page = fact_page(version, FactFilter(kind=FactKind.REPEAL))

    assert [[fact.words for fact in row.facts] for row in page.rows] == [["《旧措施》"]]


def test_fact_decided_just_now_stays_on_a_filtered_page(version, by):
    row = fact(version, "《旧措施》")
    decide_fact(version, 0, row.pk, Decision.ACCEPT, by=by)
    asked = FactFilter(kind=FactKind.REPEAL, state=FactState.PROPOSED)

    without, beside = fact_page(version, asked), fact_page(version, asked, touched=[row.pk])

    assert (len(without.rows), len(beside.rows)) == (0, 1)


def test_overlapping_facts_share_the_words_they_have_in_common(version, by):
    row = fact(version, "中试平台30家以上")
    add_fact(version, 0, FactKind.UNIT, {"name": "平台", "role": "lead"}, row.start + 2, row.end - 2, by=by)

    page = fact_page(version, FactFilter(kind=FactKind.TARGET), touched=[version.facts.last().pk])
    both = fact_page(version, FactFilter())

    pieces = [
        (piece.words, len(piece.facts)) for shown in both.rows for piece in shown.pieces if row in piece.facts
    ]
    assert pieces == [("中试", 1), ("平台30家", 2), ("以上", 1)]
    assert page.count == 1


def test_pages_hold_every_row_once(monkeypatch, version):
    monkeypatch.setattr("luodi_web.policies.domain.fact_pages.FACT_PAGE_ROWS", 2)

    pages = [fact_page(version, FactFilter(), number=number) for number in (1, 2, 3, 4)]

    assert [page.count for page in pages] == [4, 4, 4, 4]
    assert [row.start for page in pages for row in page.rows] == sorted(
        {row.start for page in pages for row in page.rows}
    )
    at = fact(version, "《旧措施》").start
    assert fact_page(version, FactFilter(), at=at).number == 4


def test_heading_stands_on_the_page_of_what_it_heads(monkeypatch, version):
    monkeypatch.setattr("luodi_web.policies.domain.fact_pages.FACT_PAGE_ROWS", 2)

    pages = [fact_page(version, FactFilter(), number=number).rows for number in (1, 2, 3, 4)]

    words = ["".join(piece.words for piece in rows[0].pieces)[:6] for rows in pages]
    assert words == ["关于加快试验", "一、做强平台", "（二）鼓励企", "二、附则"]
    assert [row.is_heading for rows in pages for row in rows] == [False, True, False, False, True, False]


def test_page_holds_so_many_facts_at_most(monkeypatch, version):
    monkeypatch.setattr("luodi_web.policies.domain.fact_pages.FACT_PAGE_FACTS", 5)

    page = fact_page(version, FactFilter())
    pages = [fact_page(version, FactFilter(), number=number + 1).rows for number in range(page.count)]

    assert [sum(len(row.facts) for row in rows) for rows in pages] == [5, 4, 2]


def test_sums_of_targets_are_said_in_large_units_and_exactly_beside(version):
    values = {"indicator": "成交额", "op": ">=", "value": "100000000", "unit": "元", "by": 2027}
    card = FactCard(Fact(version=version, kind=FactKind.TARGET, values=values))

    assert (card.words, card.exact) == ("成交额 不低于 1 亿元（到 2027 年）", "100,000,000 元")


def test_sum_that_no_large_unit_holds_is_said_once(version):
    values = {"kind": "cap", "value": "12345678", "unit": "元", "base": None, "grade": None, "years": None}
    card = FactCard(Fact(version=version, kind=FactKind.AMOUNT, values=values))

    assert (card.words, card.exact) == ("最高 12,345,678 元", "")


def test_counts_add_up(version, by):
    decide_fact(version, 0, fact(version, "省科技厅").pk, Decision.ACCEPT, by=by)

    counts = FactCounts.of(version)

    assert (counts.total, counts.waiting) == (len(FACTS), len(FACTS) - 1)
    assert counts.of_filter(FactKind.UNIT, FactState.ACCEPTED) == 1


def test_sheet_has_money_as_an_exact_number(version):
    rows = list(fact_sheet(version, FactFilter(kind=FactKind.AMOUNT)))

    assert {len(row) for row in rows} == {len(FACT_COLUMNS)}
    assert rows[0][:8] == [
        "第一部分第（一）项",
        "建设中试平台",
        "金额与比例",
        "最高 500 万元",
        Decimal(5000000),
        "元",
        "最高500万元",
        "待核对",
    ]
    assert rows[1][4:6] == [Decimal("0.2"), "比例"]
