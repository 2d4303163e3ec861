"""Match runs of models with list inputs: with the snapshot's details, frozen too, or told what is lacking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from luodi_web.benefits.domain.explaining import explain
from luodi_web.benefits.domain.levers import levers_of
from luodi_web.benefits.domain.results import stored_row
from luodi_web.benefits.domain.runs import begin_run, run_match
from luodi_web.benefits.domain.sandbox import answer, forget_sessions
from luodi_web.benefits.enums import RunState
from luodi_web.benefits.models import MatchRun
from luodi_web.common.domain.files import stored_as
from luodi_web.decisions.domain.content import content_of
from luodi_web.decisions.domain.uploads import read_bytes
from luodi_web.decisions.domain.versions import create_model
from luodi_web.decisions.models import ModelVersion
from luodi_web.enterprises.domain.snapshots import run_snapshot
from luodi_web.enterprises.models import Snapshot
from luodi_web.fields.domain.lists import ColumnValues, ListValues, change_list
from luodi_web.people.enums import Role
from tests.web.benefits.making import KEY
from tests.web.decisions.making import released
from tests.web.enterprises.making import Area, make_snapshot, parquet
from tests.web.factories import actor, make_user, signed_in
from tests.web.fields.making import make_detail

pytestmark = pytest.mark.django_db

MODEL = Path(__file__).parents[3] / "demo" / "models" / "wh-7-technology-output.dmn"
DECISION = "技术输出补助"
AS_OF = date(2026, 1, 1)
SCHOOLS = [
    {KEY: "SL1", "企业名称": "甲大学", "企业类型": "高等院校"},
    {KEY: "SL2", "企业名称": "乙大学", "企业类型": "高等院校"},
    {KEY: "SL3", "企业名称": "丙公司", "企业类型": "企业"},
    {KEY: "SL4", "企业名称": "丁大学", "企业类型": "高等院校"},
]


def contract(key: str, number: str, paid: str | None, **more: Any) -> dict[str, Any]:
    return {
        KEY: key,
        "合同编号": number,
        "合同类别": "技术开发",
        "是否认定登记": True,
        "受让方是否在汉企业": True,
        "到账日期": date(2025, 3, 1),
        "到账金额": None if paid is None else Decimal(paid),
        **more,
    }


CONTRACTS = [
    contract("SL1", "HT1", "1000000.50"),
    contract("SL1", "HT2", "500000.00"),
    contract("SL1", "HT3", "900000.00", 是否认定登记=False),
    contract("SL3", "HT4", "800000.00"),
    contract("SL4", "HT5", None),
    contract("SL3", "HT6", "1.00", 到账日期=date(2024, 6, 1)),
]


@pytest.fixture
def version(area: Area) -> ModelVersion:
    author, reviewer = make_user(unit=area.department), make_user(unit=area.department)
    made = create_model(
        name="技术输出方补助",
        owner=area.department,
        incoming=read_bytes(MODEL.read_bytes(), MODEL.name),
        effective_from=date(2025, 1, 1),
        by=actor(author, area.department),
    )
    one = released(made, author, reviewer)
    one.refresh_from_db()
    return one


@pytest.fixture
def snapshot(area: Area) -> Snapshot:
    return make_snapshot(
        area, SCHOOLS, lists={"技术合同": CONTRACTS, "获批平台": [{KEY: "SL1", "平台名称": "甲"}]}
    )


@pytest.fixture
def run(area: Area, version: ModelVersion, snapshot: Snapshot) -> Iterator[MatchRun]:
    begun = begin_run(version, snapshot, owner=area.department, as_of=AS_OF, by=actor())
    run_match(begun.pk)
    yield MatchRun.objects.select_related("version__model", "snapshot__region", "file").get(pk=begun.pk)


def results(run: MatchRun) -> dict[str, dict[str, Any]]:
    assert run.file is not None
    with stored_as(run.file, ".parquet") as path:
        return {row[KEY]: row for row in pyarrow.parquet.read_table(path).to_pylist()}


def test_run_reads_the_details_and_is_what_the_interpreter_says(run: MatchRun) -> None:
    assert (run.state, run.problem) == (RunState.DONE, "")
    found = results(run)
    model = content_of(run.version).model

    assert found["SL1"][DECISION] == Decimal("30000.01")
    assert found["SL2"][DECISION] == 0
    for school in SCHOOLS:
        given = [
            {name: value for name, value in row.items() if name != KEY}
            for row in CONTRACTS
            if row[KEY] == school[KEY]
        ]
        result = model.decide({"企业类型": school["企业类型"], "技术合同": given}, as_of=AS_OF)
        row = found[school[KEY]]
        assert row[DECISION] == result.values[DECISION]
        assert row[f"{DECISION}#missing"] == list(result.missing.get(DECISION, ()))


def test_run_keeps_the_digests_of_the_details_it_asks_for(run: MatchRun, snapshot: Snapshot) -> None:
    assert run.list_digests == {"技术合同": snapshot.lists.get(name="技术合同").digest}
    with pytest.raises(DatabaseError), transaction.atomic():
        MatchRun.objects.filter(pk=run.pk).update(list_digests={})


def test_reasons_of_one_row_show_its_details_and_agree(run: MatchRun) -> None:
    make_detail()
    kept = stored_row(run, "SL1", None)
    assert kept is not None

    explained = explain(run, "SL1", kept, {})

    assert explained.differences == []
    [detail] = explained.details
    assert (detail.name, detail.count, detail.columns[0]) == ("技术合同", 3, "合同编号")
    assert [row[0][1] for row in detail.rows] == ["HT1", "HT2", "HT3"]
    assert detail.rows[0][-1] == ("到账金额", "1,000,000.5 元", False)
    none = explain(run, "SL2", stored_row(run, "SL2", None) or {}, {})
    assert (none.differences, none.details[0].rows) == ([], [])
    unknown = explain(run, "SL4", stored_row(run, "SL4", None) or {}, {})
    assert unknown.differences == []
    assert unknown.details[0].rows[0][-1][2] is True


def test_snapshot_without_the_detail_is_told_before_the_run(area: Area, version: ModelVersion) -> None:
    bare = make_snapshot(area, SCHOOLS)

    with pytest.raises(ValidationError) as refused:
        begin_run(version, bare, owner=area.department, as_of=AS_OF, by=actor())

    [words] = refused.value.message_dict["snapshot"]
    assert words.startswith("这个模型要用明细“技术合同”，这份快照里没有。")
    assert not MatchRun.objects.exists()


def test_detail_that_was_tampered_with_stops_run_and_reasons(
    area: Area, version: ModelVersion, snapshot: Snapshot, run: MatchRun
) -> None:
    kept = stored_row(run, "SL1", None) or {}
    waiting = begin_run(version, snapshot, owner=area.department, as_of=AS_OF, by=actor())
    digest = run.list_digests["技术合同"]
    (Path(settings.FILES_DIR) / digest[:2] / digest).unlink()

    run_match(waiting.pk)

    waiting.refresh_from_db()
    assert waiting.state == RunState.FAILED
    assert waiting.problem.startswith("明细“技术合同”的文件与固定时不一致")
    with pytest.raises(ValidationError, match="与固定时不一致"):
        explain(run, "SL1", kept, {})


def test_screens_begin_the_run_and_show_the_details(client: Client, area: Area, run: MatchRun) -> None:
    make_detail()
    signed_in(client, make_user("zhengce", Role.PROVINCE, area.department))
    bare = make_snapshot(area, SCHOOLS, name="没有明细")

    refused = client.post(
        reverse("staff:match_new"),
        {"version": run.version_id, "snapshot": bare.pk, "as_of": "2026-01-01"},
    )
    page = client.get(reverse("staff:match", args=[run.pk])).content.decode()
    row = client.get(reverse("staff:match_row", args=[run.pk]), {"key": "SL1"}).content.decode()

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["snapshot"]
    assert run.list_digests["技术合同"] in page
    assert "明细：技术合同（3 条）" in row
    assert "HT2" in row
    late = client.get(reverse("staff:match_row", args=[run.pk]), {"key": "SL3"}).content.decode()
    assert "到账日期现为 2024-06-01，需不早于 2025-01-01，差 214 天" in late


def test_sandbox_reads_the_details_and_tells_what_is_lacking(
    area: Area, version: ModelVersion, snapshot: Snapshot
) -> None:
    moved = {
        lever: Decimal("0.04")
        for lever in levers_of(version.digest, version.xml, {})
        if lever.decision == DECISION and lever.value == Decimal("0.02")
    }
    try:
        found = answer(version, snapshot, DECISION, moved, as_of=AS_OF).comparison.totals
    finally:
        forget_sessions()

    assert len(moved) == 1
    assert (found.before.cost, found.after.cost) == (Decimal("30000.01"), Decimal("60000.02"))
    with pytest.raises(ValidationError, match="这个模型要用明细“技术合同”"):
        answer(version, make_snapshot(area, SCHOOLS), DECISION, {}, as_of=AS_OF)


def test_model_with_lists_runs_over_files_that_were_brought(
    area: Area, version: ModelVersion, client: Client
) -> None:
    detail = make_detail(unit=area.department)
    staff = signed_in(client, make_user("sheng", Role.PROVINCE, area.department))
    files = {"file": SCHOOLS, f"list_{detail.pk}": CONTRACTS}
    given = {"name": "摸底文件", "region": area.province.pk, "as_of": "2026-01-01"}
    given |= {name: SimpleUploadedFile(f"{name}.parquet", parquet(rows)) for name, rows in files.items()}

    staff.post(reverse("staff:snapshot_upload"), given)
    run_snapshot(Snapshot.objects.get().pk)
    brought = Snapshot.objects.get()
    run = run_match(
        begin_run(version, brought, owner=area.department, as_of=AS_OF, by=actor(unit=area.department)).pk
    )

    assert (brought.problem, run.state if run else "") == ("", RunState.DONE)
    registered = make_snapshot(area, SCHOOLS, lists={"技术合同": CONTRACTS})
    other = run_match(
        begin_run(version, registered, owner=area.department, as_of=AS_OF, by=actor(unit=area.department)).pk
    )
    assert run is not None
    assert other is not None
    assert run.result_digest == other.result_digest


def test_released_model_finds_a_detail_that_has_another_name_now(area: Area, version: ModelVersion) -> None:
    detail = make_detail(unit=area.department)
    columns = [ColumnValues(each.name, each.type) for each in detail.columns.all()]
    change_list(detail, ListValues("到账合同", area.department, columns), 0, by=actor())
    snapshot = make_snapshot(area, SCHOOLS, lists={"到账合同": CONTRACTS})

    run = run_match(
        begin_run(version, snapshot, owner=area.department, as_of=AS_OF, by=actor(unit=area.department)).pk
    )

    assert run is not None
    assert (run.state, list(run.list_digests)) == (RunState.DONE, ["技术合同"])
    assert results(run)["SL1"][DECISION] == Decimal("30000.01")
    told = answer(version, snapshot, DECISION, {}, as_of=AS_OF)
    assert told.comparison.totals.before.cost == Decimal("30000.01")


@pytest.mark.parametrize("is_old", [True, False])
def test_released_model_finds_a_column_that_has_another_name_now(
    area: Area, version: ModelVersion, is_old: bool
) -> None:
    """Twice renamed, in a snapshot of before and in one of after."""
    detail, paid = make_detail(unit=area.department), "到账金额"
    for now in ("到账额", "实际到账额"):
        columns = [
            ColumnValues(now if each.name == paid else each.name, each.type, each.measure, was=each.name)
            for each in detail.columns.all()
        ]
        detail = change_list(
            detail, ListValues("到账合同", area.department, columns), detail.revision, by=actor()
        )
        paid = now
    rows = [{paid if name == "到账金额" else name: value for name, value in row.items()} for row in CONTRACTS]
    lists = {"技术合同": CONTRACTS} if is_old else {"到账合同": rows}
    snapshot = make_snapshot(area, SCHOOLS, lists=lists)

    run = run_match(
        begin_run(version, snapshot, owner=area.department, as_of=AS_OF, by=actor(unit=area.department)).pk
    )

    assert run is not None
    assert (run.state, run.problem) == (RunState.DONE, "")
    assert results(run)["SL1"][DECISION] == Decimal("30000.01")
    told = answer(version, snapshot, DECISION, {}, as_of=AS_OF)
    assert told.comparison.totals.before.cost == Decimal("30000.01")
    explained = explain(run, "SL1", stored_row(run, "SL1", None) or {}, {})
    assert explained.differences == []
    assert explained.details[0].rows[0][-1] == ("到账金额", "1,000,000.5 元", False)


def test_column_renamed_while_its_snapshot_is_loaded_is_found(area: Area, version: ModelVersion) -> None:
    detail = make_detail(unit=area.department)
    rows = [
        {"到账额" if name == "到账金额" else name: value for name, value in row.items()} for row in CONTRACTS
    ]
    snapshot = make_snapshot(area, SCHOOLS, lists={"技术合同": rows})
    try:
        before = answer(version, snapshot, DECISION, {}, as_of=AS_OF).comparison.totals.before
        columns = [
            ColumnValues("到账额" if each.name == "到账金额" else each.name, each.type, was=each.name)
            for each in detail.columns.all()
        ]
        change_list(detail, ListValues("技术合同", area.department, columns), 0, by=actor())
        after = answer(version, snapshot, DECISION, {}, as_of=AS_OF).comparison.totals.before
    finally:
        forget_sessions()

    assert (before.cost, after.cost) == (0, Decimal("30000.01"))
