"""The shell's navigation: its groups, and which entry is marked on a page."""

import pytest

from tests.web.factories import make_assignment, make_user, signed_in

pytestmark = pytest.mark.django_db


def marked(response):
    items = response.context["nav_items"]
    return {item["label"]: item["current"] for item in items if item["current"]}


def test_office_finds_every_subject_under_its_group(client):
    groups, heading = {}, ""
    for item in signed_in(client, make_user("office", "innovation_office")).get("/").context["nav_items"]:
        heading = item["group"] or heading
        groups.setdefault(heading, []).append(item["label"])

    assert groups == {
        "": [
            "今日",
            "任务分解",
            "政策",
            "任务台账",
            "填报数据",
            "待审核进展",
            "目标台账",
            "判定模型",
            "字段字典",
        ],
        "惠企兑现": ["企业档案", "数据快照", "政策匹配", "政策沙盘"],
        "督办": ["督办函件", "延期申请", "提请督查", "销号", "问题线索"],
        "会商与通报": ["会议", "通报", "领导视图"],
        "管理": ["机构"],
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", {"今日": "page"}),
        ("/extensions/", {"延期申请": "page"}),
        ("/bulletins/new/", {"通报": "true"}),
        ("/search/", {}),
    ],
)
def test_entry_of_the_page_or_of_the_pages_above_it_is_marked(client, path, expected):
    response = signed_in(client, make_user("office", "innovation_office")).get(path)

    assert marked(response) == expected


def test_task_belongs_to_the_register(client):
    office = make_user("office", "innovation_office")
    assignment = make_assignment(unit=office.grants.get().unit)

    response = signed_in(client, office).get(f"/tasks/{assignment.task_id}/")

    assert marked(response) == {"任务台账": "true"}
