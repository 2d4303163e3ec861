"""A unit is dissolved or merged: its work, its names and its places in groups pass to the successor."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from luodi_web.people.domain.mergers import merge_unit
from luodi_web.people.domain.names import resolve_names
from luodi_web.people.domain.units import set_unit_active
from luodi_web.people.enums import Role, UnitKind
from luodi_web.people.models import AuditEntry, Notification, PostHolding, Unit, UnitGroup, UnitName
from luodi_web.supervision.domain.assignments_history import history_of
from luodi_web.supervision.domain.publishing_changes import Pick, adjust_task
from luodi_web.supervision.enums import AssignmentState, UnitRole
from luodi_web.supervision.models import Assignment, Plan, TaskUnit
from tests.web.factories import (
    actor,
    make_assignment,
    make_plan,
    make_post,
    make_report,
    make_task,
    make_unit,
    make_user,
    signed_in,
)

pytestmark = pytest.mark.django_db
EARLY, LATE = date(2027, 3, 1), date(2027, 6, 1)


@pytest.fixture
def root():
    return make_unit("湖北省人民政府", UnitKind.GOVERNMENT)


@pytest.fixture
def old(root):
    return make_unit("襄阳市科学技术局", UnitKind.CITY, root, short_name="襄阳科技局")


@pytest.fixture
def new(root):
    return make_unit("襄阳市科技创新局", UnitKind.CITY, root, short_name="襄阳创新局")


def merge(old, new):
    return merge_unit(old, new, "鄂办发〔2026〕9号", actor())


def test_open_assignment_moves_with_its_reports_and_history(old, new):
    row = make_assignment(make_task(), old, state="acknowledged", deadline=LATE, percent=40)
    report = make_report(row)
    done = make_assignment(make_task(), old, state="done")

    merge(old, new)

    row.refresh_from_db()
    done.refresh_from_db()
    assert (row.unit, row.state, row.percent) == (new, "acknowledged", 40)
    assert list(row.reports.all()) == [report]
    assert done.unit == old
    [event] = [event for event in history_of(row) if event.what == "机构撤并，任务转交"]
    assert event.text == (
        "襄阳市科技创新局；机构撤并：襄阳市科学技术局并入襄阳市科技创新局（鄂办发〔2026〕9号）"
    )


def test_time_to_sign_begins_anew(old, new):
    row = make_assignment(make_task(), old, sent_at=timezone.now() - timedelta(days=30))

    merge(old, new)

    row.refresh_from_db()
    assert timezone.now() - row.sent_at < timedelta(minutes=1)
    assert history_of(row)[-1].what == "下达任务"


@pytest.mark.parametrize(
    ("deadlines", "expected"),
    [((EARLY, LATE), EARLY), ((LATE, EARLY), EARLY), ((None, LATE), LATE), ((None, None), None)],
)
def test_where_both_have_the_task_the_stricter_deadline_holds(old, new, deadlines, expected):
    task = make_task()
    gone = make_assignment(task, old, UnitRole.LEAD, "acknowledged", deadlines[0])
    report = make_report(gone)
    kept = make_assignment(task, new, UnitRole.JOINT, "acknowledged", deadlines[1], percent=20)

    merge(old, new)

    gone.refresh_from_db()
    kept.refresh_from_db()
    assert (kept.deadline, kept.role, kept.percent, kept.state) == (expected, "lead", 20, "acknowledged")
    assert (gone.unit, gone.state) == (old, "withdrawn")
    assert "机构撤并：襄阳市科学技术局并入" in gone.reason
    assert list(gone.reports.all()) == [report]


def test_share_the_successor_was_out_of_is_taken_up(old, new):
    task = make_task()
    person = make_user("zhang", Role.CITY, old)
    make_assignment(
        task, old, state="acknowledged", deadline=LATE, acknowledged_at=timezone.now(), acknowledged_by=person
    )
    there = make_assignment(task, new, state="withdrawn", deadline=EARLY, reason="不再承办")

    merge(old, new)

    there.refresh_from_db()
    assert (there.state, there.deadline, there.reason) == ("acknowledged", LATE, "")
    assert there.acknowledged_by == person


def test_what_the_successor_has_finished_stays_finished(old, new):
    task = make_task()
    gone = make_assignment(task, old, state="acknowledged")
    there = make_assignment(task, new, state="done", percent=100)

    merge(old, new)

    gone.refresh_from_db()
    there.refresh_from_db()
    assert (gone.state, there.state) == ("withdrawn", "done")


def test_old_names_mean_the_successor(old, new):
    UnitName.objects.create(name="襄阳市科委", unit=old)

    merge(old, new)

    names = ["襄阳市科学技术局", "襄阳科技局", "襄阳市科委", "襄阳创新局"]
    assert [found.unit for found in resolve_names(names)] == [new] * 4


def test_merged_twice_means_the_last_one(root, old, new):
    last = make_unit("襄阳市科技和工信局", UnitKind.CITY, root)

    merge(old, new)
    merge(new, last)

    assert [found.unit for found in resolve_names([old.name, new.name])] == [last, last]


def test_groups_name_the_successor_once(old, new):
    both, one = UnitGroup.objects.create(name="各市、州"), UnitGroup.objects.create(name="试点市")
    both.members.set([old, new])
    one.members.set([old])

    merge(old, new)

    assert [list(group.members.all()) for group in (both, one)] == [[new], [new]]


def test_drafts_name_the_successor_and_open_editors_are_told(old, new):
    plan = make_plan({"抓平台": ["建实验室", "引人才"]}, owner=old)
    first, second = [task for stream in plan.workstreams.all() for task in stream.tasks.all()]
    TaskUnit.objects.create(task=first, role=UnitRole.LEAD, unit=old)
    TaskUnit.objects.create(task=first, role=UnitRole.JOINT, unit=new)
    TaskUnit.objects.create(task=second, role=UnitRole.JOINT, unit=old)

    merge(old, new)

    plan.refresh_from_db()
    entries = set(TaskUnit.objects.values_list("task", "role", "unit"))
    assert entries == {(first.pk, "lead", new.pk), (second.pk, "joint", new.pk)}
    assert (plan.owner, plan.revision) == (new, 1)


def test_adjusting_a_moved_task_keeps_it_with_the_successor(old, new):
    task = make_task()
    TaskUnit.objects.create(task=task, role=UnitRole.LEAD, unit=old)
    row = make_assignment(task, old, state="acknowledged", deadline=LATE)
    merge(old, new)

    adjust_task(
        task,
        deadline=EARLY,
        lead=[Pick(unit_id=new.pk)],
        joint=[],
        reason="提前",
        by=actor(),
    )

    row.refresh_from_db()
    assert (row.unit, row.state, row.deadline) == (new, "acknowledged", EARLY)
    assert Assignment.objects.count() == 1


def test_unit_closes_posts_end_and_roles_are_left_to_the_security_administrator(
    root, old, new, django_capture_on_commit_callbacks
):
    security = make_user("security", Role.SECURITY_ADMIN, root)
    successor = make_user("new", Role.CITY, new)
    person = make_user("zhang", Role.CITY, old)
    make_post(old, holder=person)
    make_assignment(make_task(), old)

    with django_capture_on_commit_callbacks(execute=True):
        ended = merge(old, new)

    assert (ended.is_active, ended.successor) == (False, new)
    assert PostHolding.objects.get().ends_on == timezone.localdate()
    assert person.grants.get().revoked_at is None
    told = dict(Notification.objects.values_list("user__username", "text"))
    assert told == {
        security.username: "“襄阳市科学技术局”已撤并，还有 1 项授权，请收回或改授。",
        successor.username: "襄阳市科学技术局撤并，1 项任务转由你单位承办",
    }
    entry = AuditEntry.objects.get(verb="people.unit_merged")
    assert (entry.after["successor"], entry.after["moved"]) == (new.name, ["承办任务 1"])


def test_a_fault_on_the_way_moves_nothing(old, new, monkeypatch):
    row = make_assignment(make_task(), old)
    monkeypatch.setattr("luodi_web.supervision.domain.unit_mergers.refresh_lights", lambda rows: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        merge(old, new)

    row.refresh_from_db()
    assert row.unit == old
    assert Unit.objects.get(pk=old.pk).is_active


def test_refused_with_the_reason(root, old, new):
    below = make_unit("襄州区科学技术局", UnitKind.COUNTY, Unit.objects.get(pk=old.pk))
    closed = make_unit("已停用", UnitKind.CITY, Unit.objects.get(pk=root.pk))
    Unit.objects.filter(pk=closed.pk).update(is_active=False)
    firm = make_unit("某公司", UnitKind.ENTERPRISE, Unit.objects.get(pk=root.pk))
    section = make_unit("某处", UnitKind.SECTION, Unit.objects.get(pk=root.pk))
    old, new = Unit.objects.get(pk=old.pk), Unit.objects.get(pk=new.pk)
    for unit, successor, words in (
        (root, new, "最上级机构不能撤并"),
        (new, new, "继任机构不能是本机构"),
        (new, closed, "已停用，不能作为继任机构"),
        (closed, new, "请先启用再办理撤并"),
        (new, firm, "企业不承办任务"),
        (old, below, "是它的下级，请先移到别处"),
        (old, section, "下级“襄州区科学技术局”：县市区科技部门不能放在内设处室之下"),
    ):
        with pytest.raises(ValidationError, match=words):
            merge(unit, successor)
    merge(old, new)
    with pytest.raises(ValidationError, match="已经撤并"):
        merge(old, new)


def test_units_below_pass_to_the_successor(old, new):
    county = make_unit("襄州区科学技术局", UnitKind.COUNTY, Unit.objects.get(pk=old.pk))
    row = make_assignment(make_task(), county)

    merge(old, new)

    county.refresh_from_db()
    row.refresh_from_db()
    assert Unit.objects.get_parent(county).pk == new.pk
    assert (county.is_active, row.unit) == (True, county)


def test_reopened_unit_is_itself_again(old, new):
    ended = merge(old, new)

    set_unit_active(ended, True, actor())

    assert resolve_names([old.name])[0].unit == old


def test_page_previews_before_it_merges(client, root, old, new):
    task = make_task(text="建设实验室")
    make_assignment(task, old, state=AssignmentState.ACKNOWLEDGED, deadline=EARLY)
    make_assignment(task, new, state=AssignmentState.ACKNOWLEDGED, deadline=LATE)
    signed_in(client, make_user("admin", Role.SYSTEM_ADMIN, root))
    values = {"successor": f"unit:{new.pk}", "reason": "机构改革"}

    form = client.get(f"/units/{old.pk}/merge")
    preview = client.post(f"/units/{old.pk}/merge", values)

    assert form.status_code == preview.status_code == 200
    assert "并入继任机构已有的份额，时限取较早的 2027-03-01" in preview.content.decode()
    assert Unit.objects.get(pk=old.pk).is_active
    done = client.post(f"/units/{old.pk}/merge", {**values, "confirmed": new.pk})
    again = client.post(f"/units/{old.pk}/merge", {**values, "confirmed": new.pk})
    assert (done.status_code, again.status_code) == (302, 422)
    assert "已撤并" in client.get(f"/units/{old.pk}/").content.decode()
    assert Plan.objects.count() == 1
