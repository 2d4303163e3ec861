"""The sandbox: numbers of a model in words, what moving one changes, and keeping that as a draft."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from demo.population import population_rows
from luodi.diagnostics import LuodiError
from luodi.simulate import Band, compare
from luodi_web.benefits.domain.levers import Lever, levers_of
from luodi_web.benefits.domain.sandbox import Answer, answer, forget_sessions, save_draft, session_for
from luodi_web.decisions.domain.content import content_of
from luodi_web.decisions.domain.uploads import read_bytes
from luodi_web.decisions.domain.versions import create_model
from luodi_web.decisions.enums import ModelState
from luodi_web.decisions.models import ModelVersion
from luodi_web.enterprises.models import Snapshot
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, User
from luodi_web.staff.views.sandbox import _band
from tests.web.benefits.making import AS_OF, ROWS, SCHEMA, make_version
from tests.web.decisions.making import made
from tests.web.enterprises.making import Area, make_snapshot
from tests.web.factories import actor, make_user, signed_in

pytestmark = pytest.mark.django_db

DECISION = "研发补助"
INPUTS = {"职工总数", "上年销售收入", "资产总额", "综合评价得分", "科技人员指标得分"}


@pytest.fixture(autouse=True)
def _unloaded() -> Iterator[None]:
    yield
    forget_sessions()


@pytest.fixture
def snapshot(area: Area) -> Snapshot:
    return make_snapshot(area, ROWS, schema=SCHEMA)


@pytest.fixture
def officer(area: Area) -> User:
    return make_user("zhengce", Role.PROVINCE, area.department)


def levers(version: ModelVersion) -> dict[str, Lever]:
    return {lever.place: lever for lever in levers_of(version.digest, version.xml, {})}


def tried(version: ModelVersion, snapshot: Snapshot, **moves: object) -> Answer:
    found = levers(version)
    moved = {found[place]: Decimal(str(value)) for place, value in moves.items()}
    return answer(version, snapshot, DECISION, moved, as_of=AS_OF)


def test_levers_are_the_numbers_of_the_tables_in_words(area: Area) -> None:
    found = levers_of("x", make_version(area).xml, {})

    assert [(lever.place, lever.says, lever.words, lever.is_result) for lever in found] == [
        ("规则 1 的结果：补助比例", "研发投入占比 不低于 3%，企业类型 高企", "10%", True),
        ("规则 1 的条件：研发投入占比", "不低于 3% → 10%", "3%", False),
        ("规则 2 的结果：补助比例", "研发投入占比 不低于 5%，企业类型 高企", "20%", True),
        ("规则 2 的条件：研发投入占比", "不低于 5% → 20%", "5%", False),
        ("规则 3 的结果：补助比例", "企业类型 规上", "5%", True),
    ]
    assert (found[0].low, found[0].high, found[0].step) == (0, 20, 1)
    assert len({lever.key for lever in found}) == len(found)


def test_nothing_moved_changes_nothing_and_the_unsettled_stand_apart(area: Area, snapshot: Snapshot) -> None:
    totals = tried(make_version(area), snapshot).comparison.totals

    assert (totals.before.cost, totals.after.cost, totals.winners, totals.losers) == (40, 40, 0, 0)
    assert (totals.rows, totals.unknown) == (7, 2)


def test_moved_amount_costs_and_names_who_gains(area: Area, snapshot: Snapshot) -> None:
    version = make_version(area)

    found = tried(version, snapshot, **{"规则 2 的结果：补助比例": 30})

    totals = found.comparison.totals
    assert (totals.after.cost, totals.difference, totals.winners, totals.losers) == (50, 10, 1, 0)
    [gain] = found.comparison.gains
    assert (found.names[gain.key[0]], gain.difference, gain.values[0]) == ("甲公司", 10, "武汉市")
    by_city = {group.values[0]: group.totals.after.cost for group in found.comparison.distributions[0].groups}
    assert by_city == {"武汉市": 40, "宜昌市": 10}


def test_moved_threshold_takes_enterprises_in_and_out(area: Area, snapshot: Snapshot) -> None:
    version = make_version(area)

    lower = tried(version, snapshot, **{"规则 2 的条件：研发投入占比": 3}).comparison.totals
    higher = tried(version, snapshot, **{"规则 1 的条件：研发投入占比": "3.01"}).comparison.totals

    assert (lower.winners, lower.difference) == (1, 10)
    assert (higher.losers, higher.dropped_out, higher.difference) == (1, 1, -10)


def test_draft_begins_from_the_released_version_and_leaves_it_alone(area: Area, officer: User) -> None:
    version = make_version(area)
    digest = version.digest
    moves = {levers(version)["规则 2 的结果：补助比例"]: Decimal(25)}

    draft = save_draft(version, moves, "提高激励", by=actor(officer, area.department))

    version.refresh_from_db()
    assert (version.state, version.digest) == (ModelState.RELEASED, digest)
    assert (draft.state, draft.number, draft.change_note) == (ModelState.DRAFT, 2, "提高激励")
    assert levers(draft)["规则 2 的结果：补助比例"].value == 25
    assert not content_of(draft).has_errors
    entry = AuditEntry.objects.get(verb="benefits.drafted")
    assert entry.after["changes"] == ["研发补助，规则 2 的结果：补助比例：20% 改为 25%"]
    with pytest.raises(ValidationError):
        save_draft(version, moves, "又一次", by=actor(officer, area.department))


def test_draft_is_tried_and_saved_into(area: Area, snapshot: Snapshot, officer: User) -> None:
    draft = made(officer, area.department, name="草稿模型")
    moves = {levers(draft)["规则 3 的结果：补助比例"]: Decimal(8)}

    found = answer(draft, snapshot, DECISION, moves, as_of=AS_OF)
    saved = save_draft(draft, moves, "试", by=actor(officer))

    assert found.comparison.totals.difference == 6
    assert (saved.pk, saved.number, levers(saved)["规则 3 的结果：补助比例"].value) == (draft.pk, 1, 8)
    with pytest.raises(ValidationError, match="还没有调整"):
        save_draft(saved, {}, "无", by=actor(officer))


def test_yes_and_no_are_counted(area: Area, officer: User) -> None:
    data = (Path(__file__).parents[3] / "demo" / "models" / "cn-4-tech-sme.dmn").read_bytes()
    model = create_model(
        name="科技型中小企业", owner=area.department, incoming=read_bytes(data, "a.dmn"), by=actor(officer)
    )
    rows = population_rows(300)
    found = levers_of(model.digest, model.xml, {})
    score = next(lever for lever in found if lever.value == 60)
    snapshot = make_snapshot(area, rows)

    stricter = answer(model, snapshot, "可以入库", {score: Decimal(70)}, as_of=AS_OF)

    decide = content_of(model).model.decide
    results = [
        decide({name: each for name, each in row.items() if name in INPUTS}, as_of=AS_OF) for row in rows
    ]
    settled = [each.values["可以入库"] for each in results if not each.missing.get("可以入库")]
    totals = stricter.comparison.totals
    assert stricter.is_count
    assert totals.before.cost == settled.count(True) > 0
    assert totals.before.unknown == len(rows) - len(settled) > 0
    assert (
        totals.losers == totals.before.cost - totals.after.cost + totals.after_only - totals.before_only > 0
    )


def test_page_answers_while_numbers_are_moved(
    client: Client, area: Area, snapshot: Snapshot, officer: User
) -> None:
    version = make_version(area)
    signed_in(client, officer)
    lever = levers(version)["规则 2 的结果：补助比例"]
    chosen = {"version": version.pk, "snapshot": snapshot.pk, "decision": DECISION}
    empty = client.get(reverse("staff:sandbox")).content.decode()
    assert "选一个判定模型和一个数据快照" in empty

    page = client.get(reverse("staff:sandbox"), chosen)
    moved = client.get(reverse("staff:sandbox_result"), chosen | {f"v.{lever.key}": "30"})
    broken = client.get(reverse("staff:sandbox_result"), chosen | {f"v.{lever.key}": "三十"})

    assert "规则 2 的结果：补助比例" in page.content.decode()
    assert moved.context["difference"] == "+10 %"
    assert [row["name"] for row in moved.context["map"]] == ["武汉市", "宜昌市"]
    assert "有一个数值不是数字" in broken.content.decode()
    for junk in ({"version": "9" * 30}, {"snapshot": "x"}, {f"v.{lever.key}": "1e999"}, {"decision": "\x00"}):
        assert client.get(reverse("staff:sandbox"), chosen | junk).status_code == 200
        assert client.get(reverse("staff:sandbox_result"), chosen | junk).status_code == 200


def test_saving_asks_for_a_note_and_loses_nothing(
    client: Client, area: Area, snapshot: Snapshot, officer: User
) -> None:
    version = make_version(area)
    signed_in(client, officer)
    lever = levers(version)["规则 2 的结果：补助比例"]
    given = {"version": version.pk, "snapshot": snapshot.pk, "decision": DECISION, f"v.{lever.key}": "30"}
    url = reverse("staff:sandbox_save")

    refused = client.post(url, given | {"note": ""}, follow=True)
    kept = refused.context["asked"].moves
    saved = client.post(url, given | {"note": "加大支持"})

    assert "请写明为什么这样调整。" in refused.content.decode()
    assert list(kept.values()) == [30]
    draft = ModelVersion.objects.get(state=ModelState.DRAFT)
    assert saved["Location"] == reverse("staff:model_version", args=[draft.pk])


def test_sandbox_is_the_policy_officers_and_leaders_who_save_nothing(
    client: Client, area: Area, snapshot: Snapshot
) -> None:
    version = make_version(area)
    lever = levers(version)["规则 2 的结果：补助比例"]
    given = {"version": version.pk, "snapshot": snapshot.pk, f"v.{lever.key}": "30", "note": "x"}
    for role, status in ((Role.LEADER, 200), (Role.CITY, 403), (Role.COUNTY, 403), (Role.FINANCE, 403)):
        signed_in(client, make_user(role, role, area.department))
        assert client.get(reverse("staff:sandbox"), given).status_code == status
        client.post(reverse("staff:sandbox_save"), given)
    assert not ModelVersion.objects.filter(state=ModelState.DRAFT).exists()


def test_bands_read_in_ten_thousands() -> None:
    ends = [Decimal(end) for end in ("0", "0.01", "1000", "10000", "100000", "1000000", "500000000")]
    bands = [Band(low, high, 1, low, 1, low) for low, high in zip([None, *ends], [*ends, None], strict=True)]

    assert [_band(band)["words"] for band in bands] == [
        "不足 0",
        "没有",
        "有，不足 1,000",
        "1,000 以上、不足 1 万",
        "1 万 以上、不足 10 万",
        "10 万 以上、不足 100 万",
        "100 万 以上、不足 50,000 万",
        "50,000 万 以上",
    ]


def test_snapshot_that_gives_way_to_others_is_closed_after_the_question(area: Area) -> None:
    snapshots = [make_snapshot(area, ROWS, f"快照{number}", schema=SCHEMA) for number in range(3)]
    version = make_version(area)

    with session_for(snapshots[0], AS_OF) as session:
        for other in snapshots[1:]:
            answer(version, other, DECISION, {}, as_of=AS_OF)
        asked = compare(*[content_of(version).definitions] * 2, session, decision=DECISION)

    assert asked.totals.rows == len(ROWS)
    with pytest.raises(LuodiError):
        compare(*[content_of(version).definitions] * 2, session, decision=DECISION)


def test_page_that_is_older_than_the_draft_undoes_nothing_and_keeps_the_note(
    client: Client, area: Area, snapshot: Snapshot, officer: User
) -> None:
    draft = made(officer, area.department)
    signed_in(client, officer)
    found = levers(draft)
    mine, other = list(found.values())[:2]
    page = client.get(reverse("staff:sandbox"), {"version": draft.pk, "snapshot": snapshot.pk})
    given = {"version": draft.pk, "snapshot": snapshot.pk, "content": page.context["content_digest"]}
    save_draft(draft, {other: other.value + 1}, "同事的调整", by=actor(officer, area.department))
    draft.refresh_from_db()
    after = draft.xml

    answered = client.post(
        reverse("staff:sandbox_save"),
        given
        | {f"v.{mine.key}": str(mine.value + 1), f"v.{other.key}": str(other.value), "note": "我的说明"},
        follow=True,
    )

    draft.refresh_from_db()
    assert draft.xml == after
    assert "这份草稿刚被他人修改，请刷新后再操作。" in answered.content.decode()
    assert "我的说明</textarea>" in answered.content.decode()
