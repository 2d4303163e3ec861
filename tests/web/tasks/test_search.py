"""Search: what is found, by whom, and that the index follows what is done."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luodi_web.common.periods import period_words
from luodi_web.common.search import KINDS, snippet
from luodi_web.common.search.index import IndexBusy, read_state, writing
from luodi_web.people.domain.searching import catch_up, rebuild
from luodi_web.people.models import AuditEntry
from luodi_web.policies.models import Provision
from luodi_web.supervision.domain.reports import submit_report
from luodi_web.supervision.enums import AssignmentState, UnitRole
from tests.web.factories import (
    actor,
    make_assignment,
    make_plan,
    make_report,
    make_task,
    make_unit,
    make_version,
    signed_in,
)

URL = "/search/"


@pytest.fixture(autouse=True)
def index(settings, tmp_path):
    settings.SEARCH_DIR = tmp_path / "search"


@pytest.fixture
def written(people):
    """Two tasks, one with a city's and a county's share and reports, one of another city; a provision."""
    version = make_version(owner=people.department)
    Provision.objects.create(
        version=version,
        order=1,
        path="一",
        label="一、",
        heading="平台建设",
        text="支持光谷实验室。",
        level=1,
        start=0,
        end=5,
    )
    plan = make_plan({"抓平台建设": []}, people.department, version)
    ours, others = make_task(plan, "建设光谷实验室，推进成果转化"), make_task(plan, "兑现小巨人企业奖补")
    lead = make_assignment(ours, people.wuhan, state=AssignmentState.ACKNOWLEDGED)
    joint = make_assignment(ours, people.hanyang, UnitRole.JOINT, AssignmentState.ACKNOWLEDGED)
    other = make_assignment(others, people.huangshi, state=AssignmentState.ACKNOWLEDGED)
    make_report(lead, text="光谷实验室已经选址")
    make_report(joint, text="汉阳分室已经挂牌", problem="缺少仪器")
    make_report(other, text="黄石的小巨人奖补已发放，税务已核对")
    rebuild()
    return ours, others


def found(response):
    return {
        group["kind"].name: ["".join(part.text for part in result["title"]) for result in group["results"]]
        for group in response.context["first"]
    }


def ask(client, user, query, **more):
    return signed_in(client, user).get(URL, {"q": query, **more})


def test_all_kinds_are_found_with_marks_and_links(client, people, written):
    response = ask(client, people.office, "光谷实验室")

    period = period_words(written[0].assignments.first().reports.get().period)
    assert found(response) == {
        "provisions": ["一、平台建设"],
        "tasks": ["建设光谷实验室，推进成果转化"],
        "reports": [f"武汉市科技创新局 {period} 进展"],
    }
    page = response.content.decode()
    assert "建设<mark>光谷实验室</mark>，推进成果转化" in page
    assert f'href="/tasks/{written[0].pk}/"' in page


@pytest.mark.parametrize(
    ("query", "tasks"),
    [
        ("室", ["建设光谷实验室，推进成果转化"]),
        ("巨人", ["兑现小巨人企业奖补"]),
        ("谷实", ["建设光谷实验室，推进成果转化"]),
        ("实验室 转化", ["建设光谷实验室，推进成果转化"]),
        ("成果实验室", ["建设光谷实验室，推进成果转化"]),
        ("实验室 小巨人", None),
        ("无此词", None),
        ("'\" OR 1=1 *:^~[", None),
        ("\x00", None),
    ],
)
def test_queries_of_one_character_and_more(client, people, written, query, tasks):
    assert found(ask(client, people.office, query)).get("tasks") == tasks


def test_somebody_elses_is_neither_shown_nor_counted(client, people, written):
    make_report(make_assignment(written[1], people.wuhan, UnitRole.JOINT), text="武汉的奖补")
    rebuild()

    county = ask(client, people.county, "奖补")
    city = ask(client, people.city, "奖补")
    office = ask(client, people.office, "奖补")

    assert found(county) == {}
    assert "奖补已发放" not in county.content.decode()
    assert [tab["count"] for tab in county.context["tabs"][1:]] == []
    assert [tab["count"] for tab in city.context["tabs"][1:]] == [1, 1]
    assert "黄石" not in city.content.decode()
    assert [tab["count"] for tab in office.context["tabs"][1:]] == [1, 2]


def test_a_row_that_left_ones_scope_is_gone_at_once_though_the_index_still_has_it(client, people, written):
    assert found(ask(client, people.city, "光谷实验室"))["tasks"]

    share = written[0].assignments.get(unit=people.wuhan)
    share.unit = make_unit(parent=people.department)
    share.save()
    written[0].assignments.filter(unit=people.hanyang).update(unit=people.huangshi)
    response = ask(client, people.city, "光谷实验室")

    assert "tasks" not in found(response)
    assert [str(tab["label"]) for tab in response.context["tabs"]] == ["全部", "条款"]


def test_a_lead_finds_what_its_joint_unit_reports(client, people, written):
    assert len(found(ask(client, people.city, "缺少仪器"))["reports"]) == 1
    assert found(ask(client, people.other_city, "缺少仪器")) == {}


def test_what_was_just_reported_is_found_and_what_was_corrected_is_not(client, people, written):
    share = written[0].assignments.get(unit=people.wuhan)
    period = share.reports.get().period
    by = actor(people.city, people.wuhan)

    submit_report(share, period=period, percent=50, text="换到未来科技城", by=by)

    assert len(found(ask(client, people.city, "未来科技城"))["reports"]) == 1
    assert "reports" not in found(ask(client, people.city, "已经选址"))
    assert read_state()["seen"] == AuditEntry.objects.order_by("-pk").first().pk


def test_a_node_that_was_down_catches_up_and_one_without_an_index_makes_it(
    people, written, settings, tmp_path
):
    share = written[0].assignments.get(unit=people.wuhan)
    by = actor(people.city, people.wuhan)
    submit_report(share, period=share.reports.get().period, percent=60, text="进度六成", by=by)
    before = read_state()["seen"]

    assert catch_up() > 0
    assert read_state()["seen"] > before
    assert catch_up() == 0
    settings.SEARCH_DIR = tmp_path / "another node"
    assert catch_up() == 2 + 3 + 1


def test_one_writes_at_a_time_and_a_reader_does_not_wait(client, people, written):
    share = written[0].assignments.get(unit=people.wuhan)
    submit_report(
        share, period=share.reports.get().period, percent=60, text="进度六成", by=actor(people.city)
    )
    with writing():
        with pytest.raises(IndexBusy):
            catch_up()
        response = ask(client, people.office, "光谷实验室")

    assert response.status_code == 200
    assert found(ask(client, people.office, "进度六成"))["reports"]


def test_a_writing_that_fails_leaves_the_index_as_it_was(client, people, written):
    with pytest.raises(RuntimeError), writing(anew=True):
        raise RuntimeError

    assert found(ask(client, people.office, "光谷实验室"))["tasks"]


def test_the_index_is_made_anew_by_command(client, people, written, capsys):
    make_assignment(make_task(text="没有记录在案的任务", owner=people.department), people.wuhan)

    call_command("search_index", "rebuild")

    assert "任务：已编入 3 条。" in capsys.readouterr().out
    assert found(ask(client, people.office, "没有记录在案"))["tasks"]


def test_kinds_have_pages_of_their_own(client, people):
    plan = make_plan({"抓平台建设": []}, people.department)
    for number in range(25):
        make_assignment(make_task(plan, f"建设平台第{number}号"), people.wuhan)
    rebuild()

    first = ask(client, people.office, "平台第", kind="tasks")
    second = client.get(URL, {"q": "平台第", "kind": "tasks", "page": "2"})
    junk = client.get(URL, {"q": "平台第", "kind": "无此类", "page": "x"})

    assert (len(first.context["found"]), len(second.context["found"])) == (20, 5)
    assert junk.status_code == 200


def test_queries_do_not_grow_with_the_results(client, people):
    plan = make_plan({"抓平台建设": []}, people.department)
    signed = signed_in(client, people.office)

    def add():
        make_report(make_assignment(make_task(plan, "建设平台"), people.wuhan), text="建设平台")
        rebuild()

    def count():
        with CaptureQueriesContext(connection) as queries:
            signed.get(URL, {"q": "平台"})
        return len(queries)

    add()
    count()
    one = count()
    add()
    add()

    assert count() == one


def test_snippet_marks_words_and_keeps_what_was_written():
    parts = snippet("甲" * 60 + "建设<b>Lab</b>实验室\n二" + "乙" * 200, ["lab", "实验"])

    assert [part.text for part in parts if part.is_marked] == ["Lab", "实验"]
    assert parts[0].text == "…" and parts[-1].text == "…"
    assert "".join(part.text for part in snippet("短文", ["无"])) == "短文"


def test_every_kind_has_words_for_people():
    assert [str(kind.label) for kind in KINDS.values()][:3] == ["条款", "任务", "进展"]
