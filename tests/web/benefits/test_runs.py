"""Match runs: frozen with what they were made from, equal to the interpreter, and whole or not at all."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from luodi.review.population_run import Options
from luodi_web.benefits.domain.explaining import explain
from luodi_web.benefits.domain.results import (
    Asked,
    all_rows,
    find_rows,
    plain,
    stored_row,
    summary_for,
)
from luodi_web.benefits.domain.runs import begin_run, cancel_run, run_match
from luodi_web.benefits.enums import RunState
from luodi_web.benefits.models import MatchRun
from luodi_web.common.domain.files import stored_as
from luodi_web.decisions.domain.content import content_of
from luodi_web.decisions.models import ModelVersion
from luodi_web.people.models import AuditEntry
from tests.web.benefits.making import AS_OF, KEY, ROWS, SCHEMA, begun, done
from tests.web.decisions.making import made
from tests.web.enterprises.making import Area, make_snapshot
from tests.web.factories import actor, make_user

pytestmark = pytest.mark.django_db

DECISION = "研发补助"


def file_rows(run: MatchRun) -> list[dict[str, Any]]:
    assert run.file is not None
    with stored_as(run.file, ".parquet") as path:
        return pyarrow.parquet.read_table(path).to_pylist()


def names(run: MatchRun, places: Any = None, **asked: Any) -> list[str]:
    found = find_rows(run, Asked(decision=DECISION, **asked), places, {})
    assert found.count == len(found.rows)
    return [row.name for row in found.rows]


def test_run_is_frozen_with_both_digests_and_the_engine(area: Area) -> None:
    run = done(area)

    assert (run.state, run.rows, run.problem) == (RunState.DONE, len(ROWS), "")
    assert run.model_digest == run.version.digest
    assert run.snapshot_digest == run.snapshot.digest
    assert run.file is not None
    assert run.result_digest == run.file.sha256
    assert run.engine.startswith("DuckDB 2.")
    entry = AuditEntry.objects.get(verb="benefits.run_done")
    assert entry.after["digest"] == run.model_digest
    assert entry.after["file"] == run.result_digest
    for act in (
        lambda: MatchRun.objects.filter(pk=run.pk).update(rows=1),
        lambda: MatchRun.objects.filter(pk=run.pk).delete(),
        lambda: run.places.update(won=0),
        lambda: run.places.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_snapshot_without_any_input_of_the_model_leaves_all_open_and_says_why(area: Area) -> None:
    rows = [{KEY: row[KEY], "企业名称": row["企业名称"], "研发占比": row["研发投入占比"]} for row in ROWS]

    run = done(area, snapshot=make_snapshot(area, rows))

    assert run.state == RunState.DONE
    for name in ("研发投入占比", "企业类型"):
        assert [each for each in run.notes if f"“{name}”" in each and "没有" in each]
    assert all(row[f"{DECISION}#missing"] for row in file_rows(run))


def test_column_of_another_type_is_told_in_words(area: Area) -> None:
    rows = [{**row, "研发投入占比": row["研发投入占比"] == 5} for row in ROWS]

    run = done(area, snapshot=make_snapshot(area, rows))

    assert (run.state, run.problem) == (RunState.FAILED, "列“研发投入占比”应当是数，数据中是真假值。")


def test_every_row_is_what_the_interpreter_says(area: Area) -> None:
    run = done(area)
    model = content_of(run.version).model

    for given, row in zip(ROWS, file_rows(run), strict=True):
        result = model.decide({name: given[name] for name in ("研发投入占比", "企业类型")}, as_of=AS_OF)
        assert row[KEY] == given[KEY]
        assert row[DECISION] == result.values[DECISION]
        assert row[f"{DECISION}#missing"] == list(result.missing.get(DECISION, ()))


def test_the_same_run_again_gives_the_same_bytes(area: Area) -> None:
    first = done(area)
    second = done(area, version=first.version, snapshot=first.snapshot)

    assert first.pk != second.pk
    assert first.result_digest == second.result_digest


def test_summary_counts_the_unsettled_apart_and_never_as_refused(area: Area) -> None:
    run = done(area)

    told = run.summary["decisions"][DECISION]
    assert (told["won"], told["lost"], told["open"], told["sum"]) == (4, 1, 2, "40")
    assert told["missing"] == [["企业类型", 1], ["研发投入占比", 1]]
    assert [
        (place["place"], place["rows"], place["decisions"][DECISION]) for place in run.summary["places"]
    ] == [
        ("武汉市", 4, {"won": 2, "open": 2, "sum": "30"}),
        ("宜昌市", 3, {"won": 2, "open": 0, "sum": "10"}),
    ]


def test_rows_are_narrowed_sorted_and_paged(area: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    run = done(area)

    assert names(run, standing="won", sort=f"-{DECISION}") == ["甲公司", "乙公司", "丙公司", "庚公司"]
    assert names(run, standing="lost") == ["=丁公司"]
    assert names(run, standing="open") == ["戊公司", "己公司"]
    assert names(run, missing="企业类型") == ["己公司"]
    assert names(run, least=10, most=10) == ["乙公司"]
    assert names(run, place="宜昌市", standing="won") == ["丙公司", "庚公司"]
    assert names(run, words=("甲",)) == ["甲公司"]
    assert names(run, words=("SL3",)) == ["丙公司"]
    assert names(run, words=("' OR 1=1 --",)) == []
    assert names(run, sort="没有这列")[0] == "甲公司"
    monkeypatch.setattr("luodi_web.benefits.domain.results.PAGE_ROWS", 3)
    last = find_rows(run, Asked(page=99), None, {})
    assert (last.page, last.pages, last.count, [row.key for row in last.rows]) == (3, 3, 7, ["SL7"])


def test_unsettled_reads_as_what_is_lacking(area: Area) -> None:
    run = done(area)

    texts = {row.name: row.cells[0].text for row in find_rows(run, Asked(), None, {DECISION: "%"}).rows}

    assert texts == {
        "甲公司": "20%",
        "乙公司": "10%",
        "丙公司": "5%",
        "=丁公司": "没有结果",
        "戊公司": "尚不能判定（缺：研发投入占比）",
        "己公司": "尚不能判定（缺：企业类型）",
        "庚公司": "5%",
    }


def test_part_of_an_area_sees_its_own_rows_and_their_figures(area: Area) -> None:
    run = done(area)
    hongshan = [("county", "洪山区")]

    assert names(run, hongshan) == ["甲公司", "乙公司"]
    assert names(run, []) == []
    assert stored_row(run, "SL3", hongshan) is None
    assert stored_row(run, "SL1", hongshan) is not None
    assert summary_for(run, hongshan)["decisions"][DECISION]["won"] == 2
    assert [row[0] for row in all_rows(run, Asked(), hongshan)] == ["SL1", "SL2"]
    assert next(all_rows(run, Asked(words=("戊",)), None))[4:] == [None, "研发投入占比"]


def test_explanation_is_the_interpreters_and_agrees_with_what_is_kept(area: Area) -> None:
    run = done(area)

    for row in file_rows(run):
        told = explain(run, row[KEY], row, {})
        assert told.differences == []
        assert list(told.trial.missing) == row[f"{DECISION}#missing"]
    unknown = explain(run, "SL5", next(row for row in file_rows(run) if row[KEY] == "SL5"), {})
    assert unknown.inputs == [("研发投入占比", "空", True), ("企业类型", "高企", False)]


def test_explanation_tells_where_what_is_kept_is_not_what_comes_out(area: Area) -> None:
    run = done(area)
    row = file_rows(run)[0] | {DECISION: None}

    assert explain(run, "SL1", row, {}).differences == [f"“{DECISION}”与保存的结果不同。"]


def test_double_click_makes_one_run(area: Area) -> None:
    first = begun(area)
    again = begun(area, version=first.version, snapshot=first.snapshot)

    assert first.pk == again.pk


def test_draft_and_unfinished_snapshot_are_refused(area: Area) -> None:
    snapshot = make_snapshot(area, ROWS, schema=SCHEMA)
    draft = made(make_user(unit=area.department), area.department, name="草稿")

    with pytest.raises(ValidationError, match="只有已发布的版本"):
        begin_run(draft, snapshot, owner=area.department, as_of=AS_OF, by=actor())


def test_model_that_was_changed_behind_its_release_is_not_run(area: Area) -> None:
    run = begun(area)
    xml = run.version.xml.replace("20", "99")
    ModelVersion.objects.filter(pk=run.version_id).update(xml=xml)

    run_match(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "与发布时不一致" in run.problem
    assert run.file is None


def test_faulty_column_is_told_and_leaves_nothing(area: Area) -> None:
    rows = [{KEY: "SL1", "研发投入占比": "百分之五", "企业类型": "高企"}]
    snapshot = make_snapshot(area, rows)
    before = {path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()}

    run = done(area, snapshot=snapshot)

    assert run.state == RunState.FAILED
    assert "研发投入占比" in run.problem
    assert {path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()} == before
    assert AuditEntry.objects.filter(verb="benefits.run_failed").count() == 1


def test_absent_column_is_unknown_in_every_row_and_said(area: Area) -> None:
    rows = [{KEY: row[KEY], "企业类型": row["企业类型"]} for row in ROWS]
    run = done(area, snapshot=make_snapshot(area, rows))

    assert run.state == RunState.DONE
    assert any("研发投入占比" in note for note in run.notes)
    assert run.summary["decisions"][DECISION]["open"] == 4
    assert run.summary["places"] == []
    assert find_rows(run, Asked(), None, {}).rows[0].name == "SL1"


def test_cancelled_run_is_left_by_the_worker(area: Area) -> None:
    run = begun(area)
    cancel_run(run, by=actor())

    assert run_match(run.pk) is None
    run.refresh_from_db()
    assert (run.state, run.file) == (RunState.CANCELLED, None)
    with pytest.raises(ValidationError):
        cancel_run(run, by=actor())


def test_cancelled_while_it_runs_keeps_nothing(area: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    from luodi_web.benefits.domain import runs

    run, real = begun(area), runs.run_population

    def cancelled_meanwhile(*args: Any) -> Any:
        cancel_run(run, by=actor())
        return real(*args)

    monkeypatch.setattr(runs, "run_population", cancelled_meanwhile)

    assert run_match(run.pk) is None
    run.refresh_from_db()
    assert (run.state, run.file) == (RunState.CANCELLED, None)


def test_run_says_how_far_it_is_and_stops_in_the_middle_when_cancelled(
    area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    from luodi_web.benefits.domain import runs

    monkeypatch.setattr(runs, "TOLD_EVERY", timedelta())
    run, seen = begun(area), []

    def at_half(definitions: object, population: object, out: Path, options: Options) -> object:
        options.counted(4)
        options.progress(0.5)
        seen.append(MatchRun.objects.values_list("rows", "percent").get(pk=run.pk))
        cancel_run(run, by=actor())
        options.progress(0.6)
        raise AssertionError("it went on")

    monkeypatch.setattr(runs, "run_population", at_half)

    assert run_match(run.pk) is None
    assert seen == [(4, 50)]
    run.refresh_from_db()
    assert (run.state, run.file) == (RunState.CANCELLED, None)


@pytest.mark.parametrize(
    ("kept", "read"),
    [("12.3400", "12.34"), ("100.00", "100"), (f"{'9' * 36}.50", f"{'9' * 36}.5"), ("0.00", "0")],
)
def test_numbers_of_any_length_are_read_to_their_last_digit(kept: str, read: str) -> None:
    assert str(plain(Decimal(kept))) == read
