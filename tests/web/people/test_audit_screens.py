"""The trail on screen, and what a visit leaves in it."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from luodi_web.people.domain.audit import record, seal_entries
from luodi_web.people.enums import PeopleVerb, Role
from luodi_web.people.models import AuditEntry
from tests.web.factories import actor, make_grant, make_post, make_user, signed_in

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def test_denied_page_is_recorded(client, province):
    signed_in(client, make_user("zhang", Role.CITY, province[2]))

    response = client.get(reverse("staff:audit"))

    entry = AuditEntry.objects.get()
    assert response.status_code == 403
    assert (entry.verb, entry.after) == (
        PeopleVerb.DENIED,
        {"path": "/audit/", "permission": "audit.view"},
    )


def test_person_in_two_posts_acts_for_the_unit_of_the_grant(client, province):
    person = make_user("zhang", role=None)
    make_post(province[3], name="兼职", holder=person)
    make_post(province[2], name="主职", holder=person)
    make_grant(person, Role.CITY, province[2])
    signed_in(client, person)

    client.get(reverse("staff:audit"))

    entry = AuditEntry.objects.get()
    assert (entry.unit_name, entry.post_name) == ("武汉市科技局", "主职")


@pytest.fixture
def auditor(client, province):
    return signed_in(client, make_user("audit", Role.AUDITOR, province[0], name="沈示例"))


def test_entry_is_read_in_words(auditor, province):
    person = make_user("zhang", role=None, name="张示例")
    entry = record(
        actor(person, province[1]),
        PeopleVerb.UNIT_CHANGED,
        province[2],
        before={"name": "旧名", "kind": "city", "is_active": True, "region": None},
        after={"name": "武汉市科技局", "kind": "county", "is_active": False, "region": "武汉市"},
    )

    page = text_of(auditor.get(reverse("staff:audit_entry", args=[entry.pk])))
    rows = re.findall(r'<th scope="row">([^<]+)</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>', page)

    assert rows == [
        ("名称", "旧名", "武汉市科技局"),
        ("类别", "市州科技部门", "县市区科技部门"),
        ("所在地区", "（空）", "武汉市"),
        ("启用", "是", "否"),
    ]


def test_export_of_the_trail_leaves_its_digest_in_the_trail(auditor, province):
    import hashlib

    record(actor(make_user("zhang", role=None), province[1]), PeopleVerb.SIGNED_IN)

    response = auditor.get(reverse("staff:audit"), {"export": "xlsx", "verb": PeopleVerb.SIGNED_IN})
    digest = hashlib.sha256(b"".join(response.streaming_content)).hexdigest()

    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.after) == (
        PeopleVerb.EXPORTED,
        {"title": "审计记录", "rows": 1, "filters": "操作：登录", "sha256": digest},
    )
    assert digest[:8] in response["Content-Disposition"]


def test_trail_is_filtered_by_day_person_and_verb(auditor, province):
    record(actor(make_user("a", role=None, name="甲示例"), province[1]), PeopleVerb.SIGNED_IN)
    record(actor(make_user("b", role=None, name="乙示例"), province[1]), PeopleVerb.SIGNED_OUT)
    today = timezone.localdate().isoformat()
    url = reverse("staff:audit")

    by_person = text_of(auditor.get(url, {"q": "甲示"}))
    by_verb = text_of(auditor.get(url, {"verb": PeopleVerb.SIGNED_OUT}))
    by_day = text_of(auditor.get(url, {"day_from": today, "day_to": today}))
    before = text_of(auditor.get(url, {"day_to": "2020-01-01"}))

    assert ("甲示例" in by_person, "乙示例" in by_person) == (True, False)
    assert ("甲示例" in by_verb, "乙示例" in by_verb) == (False, True)
    assert ("甲示例" in by_day, "乙示例" in by_day) == (True, True)
    assert ("甲示例" in before, "乙示例" in before) == (False, False)


def test_chain_is_checked_on_the_page(auditor, province):
    record(actor(make_user("a", role=None), province[1]), PeopleVerb.SIGNED_IN)
    whole = text_of(auditor.post(reverse("staff:audit_verify")))
    first = AuditEntry.objects.earliest("pk")
    AuditEntry.objects.filter(pk=first.pk).update(user_name="别人")

    broken = text_of(auditor.post(reverse("staff:audit_verify")))

    assert "核验通过：1 条记录没有发现改动。" in whole
    assert f"第 1 条（记录号 {first.pk}）被改动过。" in broken
    assert AuditEntry.objects.latest("pk").after == {"errors": 1}
    assert seal_entries() == 1
