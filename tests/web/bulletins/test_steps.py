"""Review, countersigning, issue: who may, in which order, and that what is issued stays."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from luodi_web.people.enums import Role, UnitKind
from luodi_web.people.models import AuditEntry, Notification, UnitGroup
from luodi_web.supervision.domain import bulletin_files
from luodi_web.supervision.domain.bulletin_files import digest_of, is_untouched
from luodi_web.supervision.domain.bulletin_steps import agree, give_back, issue_bulletin, mark_read
from luodi_web.supervision.domain.bulletins import StaleBulletin, correct_bulletin
from luodi_web.supervision.models import Assignment, Bulletin, BulletinSign
from tests.web.bulletins.issuing import issued, send_round, waiting
from tests.web.factories import actor, make_unit, make_user


def notices(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("text", flat=True))


def test_the_whole_way_with_countersigning(scene, django_capture_on_commit_callbacks):
    finance = make_unit("湖北省财政厅", UnitKind.DEPARTMENT)
    partner = make_user("finance", Role.PROVINCE, finance)
    with django_capture_on_commit_callbacks(execute=True):
        bulletin = send_round(scene, scene.save(scene.begin()), [finance])
    revision = bulletin.revision

    steps = []
    with django_capture_on_commit_callbacks(execute=True):
        steps.append(agree(waiting(bulletin, "review"), revision=revision, by=actor(scene.reviewer)).state)
        steps.append(agree(waiting(bulletin, "countersign"), revision=revision, by=actor(partner)).state)
        bulletin = issue_bulletin(waiting(bulletin, "issue"), revision=revision, by=actor(scene.leader))

    assert steps == ["countersign", "ready"]
    assert (bulletin.state, bulletin.number, bulletin.year) == ("issued", 1, timezone.localdate().year)
    assert bulletin.document["head"]["issue"] == "第1期"
    assert [sign.verdict for sign in bulletin.signs.all()] == ["agreed"] * 3
    title = bulletin.title
    assert notices(scene.reviewer) == [f"通报待审核：{title}"]
    assert notices(partner) == [f"通报待会签：{title}"]
    assert notices(scene.leader) == [f"通报待签发：{title}"]
    assert notices(scene.city) == notices(scene.county) == [f"收到通报第1期：{title}"]
    assert notices(scene.writer) == [f"通报已签发，第1期：{title}"]


def test_without_countersigners_it_goes_from_review_to_the_issue(scene):
    bulletin = send_round(scene, scene.save(scene.begin()))

    agreed = agree(waiting(bulletin, "review"), revision=bulletin.revision, by=actor(scene.reviewer))

    assert agreed.state == "ready"


def test_nobody_signs_what_they_wrote(scene):
    bulletin = send_round(scene, scene.save(scene.begin()))

    with pytest.raises(ValidationError, match="您编写的"):
        agree(waiting(bulletin, "review"), revision=bulletin.revision, by=actor(scene.writer))


def test_a_step_is_taken_once_and_on_the_text_that_was_read(scene):
    bulletin = send_round(scene, scene.save(scene.begin()))
    sign = waiting(bulletin, "review")

    with pytest.raises(StaleBulletin):
        agree(sign, revision=bulletin.revision - 1, by=actor(scene.reviewer))
    agree(sign, revision=bulletin.revision, by=actor(scene.reviewer))
    with pytest.raises(ValidationError, match="已经办理过"):
        agree(sign, revision=bulletin.revision, by=actor(scene.staff))
    with pytest.raises(ValidationError, match="已经办理过"):
        give_back(sign, "晚了", revision=bulletin.revision, by=actor(scene.staff))


def test_the_issue_does_not_come_before_the_review(scene):
    bulletin = send_round(scene, scene.save(scene.begin()))

    with pytest.raises(ValidationError, match="已经办理过"):
        issue_bulletin(waiting(bulletin, "issue"), revision=bulletin.revision, by=actor(scene.leader))
    with pytest.raises(ValidationError, match="还没有到签发"):
        issue_bulletin(waiting(bulletin, "review"), revision=bulletin.revision, by=actor(scene.leader))
    assert Bulletin.objects.get().number is None


def test_what_was_returned_starts_anew_and_keeps_its_history(scene, django_capture_on_commit_callbacks):
    bulletin = send_round(scene, scene.save(scene.begin()))
    with django_capture_on_commit_callbacks(execute=True):
        bulletin = give_back(
            waiting(bulletin, "review"), "数字核一下", revision=bulletin.revision, by=actor(scene.reviewer)
        )
    assert (bulletin.state, notices(scene.writer)) == (
        "draft",
        [f"通报被退回修改：{bulletin.title}（数字核一下）"],
    )

    bulletin = send_round(scene, scene.save(bulletin))

    rounds = list(bulletin.signs.values_list("round", "step", "verdict"))
    assert rounds == [(1, "review", "returned"), (2, "review", "waiting"), (2, "issue", "waiting")]


def test_what_is_missing_is_said_before_it_is_sent_round(scene):
    with pytest.raises(ValidationError, match="主送"):
        send_round(scene, scene.begin())
    with pytest.raises(ValidationError, match="黄石市科学技术局没有能会签通报的人"):
        send_round(scene, scene.save(scene.begin()), [scene.huangshi])
    scene.leader.grants.update(revoked_at=timezone.now())
    with pytest.raises(ValidationError, match="没有能签发的人"):
        send_round(scene, scene.save(scene.begin()))
    assert BulletinSign.objects.count() == 0


def test_numbers_run_by_year_and_the_brief_has_its_own(scene):
    numbers = [issued(scene).number, issued(scene).number, issued(scene, scene.begin("brief")).number]

    assert numbers == [1, 2, 1]


def test_the_issued_figures_are_those_that_were_reviewed(scene):
    bulletin = scene.save(scene.begin())
    bulletin = send_round(scene, bulletin)
    Assignment.objects.update(light="red")

    agree(waiting(bulletin, "review"), revision=bulletin.revision, by=actor(scene.reviewer))
    bulletin = issue_bulletin(waiting(bulletin, "issue"), revision=bulletin.revision, by=actor(scene.leader))

    assert bulletin.data["figures"]["light.red"]["value"] == 2


def test_nothing_changes_an_issued_bulletin(scene):
    before_issue = scene.save(scene.begin())
    bulletin = issued(scene, Bulletin.objects.get(pk=before_issue.pk))
    kept = Bulletin.objects.filter(pk=bulletin.pk).values().get()

    # An instance that was read before the issue does not know of it.
    before_issue.title = "改过"
    bulletin.document = {}
    sign = bulletin.signs.first()
    sign.note = "改过"
    acts = [
        before_issue.save,
        lambda: bulletin.save(update_fields=["document"]),
        bulletin.delete,
        sign.save,
        sign.__class__.objects.filter(pk=sign.pk).delete,
        lambda: Bulletin.objects.update(title="改过"),
        lambda: Bulletin.objects.bulk_update([bulletin], ["document"]),
        Bulletin.objects.all().delete,
        bulletin.addressees.all().delete,
        lambda: bulletin.addressees.update(order=7),
    ]
    for act in acts:
        with pytest.raises(TypeError, match="issued"), transaction.atomic():
            act()

    assert Bulletin.objects.filter(pk=bulletin.pk).values().get() == kept


def test_the_digest_covers_document_and_data_and_shows_what_was_changed_behind_our_back(scene):
    bulletin = Bulletin.objects.get(pk=issued(scene).pk)
    assert bulletin.digest == digest_of(bulletin.document, bulletin.data)
    assert is_untouched(bulletin)

    bulletin.data["figures"]["light.red"]["value"] = 0

    assert not is_untouched(bulletin)


def test_a_draft_can_be_changed_while_another_is_issued(scene):
    issued(scene)
    draft = scene.begin()

    Bulletin.objects.filter(pk=draft.pk).update(title="草稿")

    assert Bulletin.objects.get(pk=draft.pk).title == "草稿"


def test_groups_are_expanded_and_every_unit_gets_it_once(scene):
    group = UnitGroup.objects.create(name="各市、州")
    closed = make_unit("已撤销的局")
    closed.is_active = False
    closed.save()
    group.members.set([scene.wuhan, scene.huangshi, closed])
    bulletin = scene.begin()
    scene.save(bulletin, main=[group], copies=[scene.wuhan, scene.hanyang])
    bulletin = send_round(scene, bulletin)
    agree(waiting(bulletin, "review"), revision=bulletin.revision, by=actor(scene.reviewer))
    bulletin = issue_bulletin(waiting(bulletin, "issue"), revision=bulletin.revision, by=actor(scene.leader))

    received = {receipt.unit: receipt.is_copy for receipt in bulletin.receipts.all()}
    assert received == {scene.wuhan: False, scene.huangshi: False, scene.hanyang: True}
    assert bulletin.document["addressees"] == ["各市、州"]


def test_reading_is_marked_once_by_who_was_first(scene):
    bulletin = issued(scene)
    receipts = bulletin.receipts.filter(unit=scene.wuhan)

    marked = [mark_read(receipts, by=actor(user)) for user in (scene.city, scene.writer)]

    assert (marked, receipts.get().read_by) == ([1, 0], scene.city)


def test_an_issued_bulletin_is_corrected_by_a_new_one_alone(scene):
    first = issued(scene)
    kept = Bulletin.objects.filter(pk=first.pk).values().get()

    correction = correct_bulletin(first, by=actor(scene.writer))
    with pytest.raises(ValidationError, match="已经有更正"):
        correct_bulletin(first, by=actor(scene.writer))
    with pytest.raises(ValidationError, match="只有已签发的通报"):
        correct_bulletin(correction, by=actor(scene.writer))
    second = issued(scene, correction)

    assert (second.number, second.corrects) == (2, first)
    assert second.parts["lead"]["text"].startswith(
        f"{first.year}年第1期《{first.title}》部分内容有误，现予更正"
    )
    # It is not compared with what it puts right.
    assert second.data["previous"] is None
    assert [str(one) for one in correction.addressees.all()] == [
        "武汉市科技创新局",
        "黄石市科学技术局",
        "汉阳区科学技术局",
    ]
    assert Bulletin.objects.filter(pk=first.pk).values().get() == kept


def test_without_a_chinese_font_there_is_a_docx_and_a_reason(scene, monkeypatch):
    real = bulletin_files.pdf
    monkeypatch.setattr(bulletin_files, "pdf", lambda document: real(document, system_fonts=False))

    bulletin = issued(scene)

    assert (bulletin.pdf, bulletin.docx.kind, bulletin.state) == (None, "zip", "issued")
    paper = bulletin_files.put_on_paper(bulletin.document)
    assert (paper.pdf, "字体" in paper.why_no_pdf) == (None, True)


def test_every_step_is_in_the_audit_trail(scene):
    bulletin = issued(scene)

    entries = AuditEntry.objects.filter(object_type="supervision.bulletin", object_id=str(bulletin.pk))
    assert list(entries.order_by("pk").values_list("verb", "user_name")) == [
        ("supervision.bulletin_created", scene.writer.name),
        ("supervision.bulletin_edited", scene.writer.name),
        ("supervision.bulletin_submitted", scene.writer.name),
        ("supervision.bulletin_agreed", scene.reviewer.name),
        ("supervision.bulletin_issued", scene.leader.name),
    ]


def test_a_brief_of_two_pages_is_not_sent_round(scene):
    bulletin = scene.save(scene.begin("brief"), {"asks": "请研究。\n" * 60})
    if bulletin_files.preview_of(bulletin).file is None:
        pytest.skip("missing: a Chinese font")

    with pytest.raises(ValidationError, match="只能有一页，现在有 3 页"):
        send_round(scene, bulletin)
