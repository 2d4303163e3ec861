"""The numbers of a bulletin beside an independent count in SQL, and their rows."""

from __future__ import annotations

from decimal import Decimal
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from luodi_web.supervision.domain import bulletin_figures
from luodi_web.supervision.domain.bulletin_figures import Scope, read_figures
from luodi_web.supervision.domain.bulletin_rows import chosen_rows, rows_behind
from luodi_web.supervision.models import Assignment
from tests.web.bulletins.conftest import make_scene
from tests.web.bulletins.issuing import issued
from tests.web.factories import make_assignment

COUNT_SQL = """
SELECT CASE WHEN {by} IS NULL THEN '' ELSE {by} END, COUNT(*)
FROM supervision_assignment a
JOIN supervision_task t ON t.id = a.task_id
JOIN supervision_workstream w ON w.id = t.workstream_id
JOIN supervision_plan p ON p.id = w.plan_id
JOIN people_unit u ON u.id = a.unit_id
WHERE a.state <> 'withdrawn' AND p.state <> 'draft' AND p.id = %s {more}
GROUP BY 1
"""
OWED_SQL = """
AND a.state = 'acknowledged' AND a.percent < 100 AND NOT EXISTS (
  SELECT 1 FROM supervision_report r
  WHERE r.assignment_id = a.id AND r.period = %s AND r.state <> 'returned')
"""


def count_in_sql(by: str, plan: int, more: str = "", *values: object) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_SQL.format(by=by, more=more), [plan, *values])
        return {str(key): count for key, count in cursor.fetchall()}


def figures(scene, **values):
    scope = Scope(scene.department, scene.plan.package, scene.plan, **values)
    return read_figures(scope, template="monthly", period=scene.month)


def value(data, key):
    return data["figures"][key]["value"]


def test_figures_equal_an_independent_count_in_sql(scene):
    data = figures(scene)

    pk = scene.plan.pk
    by_state, by_light = count_in_sql("a.state", pk), count_in_sql("a.light", pk)
    kinds = {
        key.partition(".")[2]: figure for key, figure in data["figures"].items() if key.startswith("state.")
    }
    assert {kind: figure["value"] for kind, figure in kinds.items() if figure["value"]} == by_state
    lights = {
        key.partition(".")[2]: figure for key, figure in data["figures"].items() if key.startswith("light.")
    }
    assert {kind: figure["value"] for kind, figure in lights.items() if figure["value"]} == by_light
    assert value(data, "total") == sum(by_state.values()) == 7
    assert value(data, "owed") == sum(count_in_sql("''", pk, OWED_SQL, scene.month).values()) == 2
    assert value(data, "tasks") == len(count_in_sql("CAST(t.id AS TEXT)", pk)) == 3
    for kind, column in (("stream", "CAST(w.id AS TEXT)"), ("unit", "CAST(u.id AS TEXT)")):
        for name, more in (
            ("total", ""),
            ("done", "AND a.state = 'done'"),
            ("sent", "AND a.state = 'sent'"),
            ("yellow", "AND a.light = 'yellow'"),
            ("red", "AND a.light = 'red'"),
        ):
            ours = {
                str(group["id"]): value(data, f"{kind}.{group['id']}.{name}")
                for group in data[f"{kind}s"]
                if value(data, f"{kind}.{group['id']}.{name}")
            }
            assert ours == count_in_sql(column, pk, more), (kind, name)


def test_shares_of_each_kind_sum_to_a_hundred(scene):
    data = figures(scene)

    for prefix in ("state", "light"):
        shares = [
            Decimal(figure["share"])
            for key, figure in data["figures"].items()
            if key.startswith(f"{prefix}.")
        ]
        assert sum(shares) == Decimal("100.0")


def test_every_figure_finds_the_rows_it_counts(scene):
    issued(scene)
    Assignment.objects.filter(pk=scene.rows[2].pk).update(state="done", light="green")
    data = figures(scene)

    counted = {"task": lambda rows: len({row["task"] for row in rows}), "days": lambda rows: 30}
    counted |= {"unit": lambda rows: len({row["unit"] for row in rows})}
    assert value(data, "change.done") == 1
    for key, figure in data["figures"].items():
        rows = rows_behind(data, key)
        assert counted.get(figure.get("count"), len)(rows) == figure["value"], key


def test_scope_is_narrowed_to_a_workstream_and_to_a_units_subtree(scene):
    stream = scene.plan.workstreams.last()

    assert value(figures(scene, workstream=stream), "total") == 3
    assert value(figures(scene, unit=scene.wuhan), "total") == 4
    assert value(figures(scene, unit=scene.hanyang, workstream=stream), "total") == 1
    assert figures(scene, unit=scene.huangshi)["units"][0]["full"] == "黄石市科学技术局"


def test_a_plan_that_is_no_longer_dispatched_counts_nowhere(scene):
    type(scene.plan).objects.filter(pk=scene.plan.pk).update(state="draft")

    data = figures(scene)

    assert (data["rows"], value(data, "total"), data["units"]) == ([], 0, [])


def test_items_have_the_numbers_of_their_plan(scene):
    data = figures(scene)

    assert sorted(task["no"] for task in data["tasks"].values()) == ["1.1", "1.2", "2.1"]


def test_nothing_in_the_data_is_about_people(scene):
    from luodi_web.people.models import User

    words = str(figures(scene))

    assert [user.name for user in User.objects.all() if user.name in words or user.username in words] == []


def test_what_was_done_early_is_suggested_first(scene):
    [first, *_rest] = figures(scene)["candidates"]

    assert (first["text"], first["early"], first["no"]) == ("实验室提前建成。", 30, "1.1")


def test_an_unknown_condition_is_refused():
    with pytest.raises(KeyError):
        chosen_rows([], {"person": 1})


@pytest.mark.django_db(transaction=True)
def test_the_snapshot_is_of_one_moment_while_reports_arrive(monkeypatch):
    """Between two of its queries another connection adds rows: none of them sees it."""
    if connection.vendor != "postgresql":
        pytest.skip("elsewhere: SQLite has one writer, who waits for the snapshot")
    scene = make_scene()
    real = bulletin_figures._read_rows
    seen: list[int] = []

    def arrive() -> None:
        try:
            task = scene.plan.workstreams.last().tasks.create(order=9, text="刚加的任务")
            make_assignment(task, scene.wuhan, state="done", done_at=timezone.now())
            Assignment.objects.filter(pk=scene.rows[1].pk).update(light="green")
            seen.append(Assignment.objects.count())
        finally:
            connection.close()

    def interrupted(*args):
        thread = Thread(target=arrive)
        thread.start()
        thread.join()
        return real(*args)

    monkeypatch.setattr(bulletin_figures, "_read_rows", interrupted)
    data = figures(scene)

    monkeypatch.undo()
    assert seen == [9]
    assert (value(data, "total"), value(data, "light.red")) == (7, 2)
    after = figures(scene)
    assert (value(after, "total"), value(after, "light.red")) == (8, 1)


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_inside_another_transaction_is_refused():
    scene = make_scene()

    with pytest.raises(RuntimeError), transaction.atomic():
        figures(scene)
