"""Putting a text in: what is read, what is refused at which field, what is kept of an unfinished form."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry
from luodi_web.policies.domain import repairing
from luodi_web.policies.domain.reading import SourceRead
from luodi_web.policies.enums import PolicyVerb
from luodi_web.policies.models import PendingUpload, Policy, PolicyVersion
from tests.web.factories import make_unit, make_user, signed_in
from tests.web.policies.texts import make_package
from tests.web.policies.uploads import NOTICE, errors, file, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


def test_file_becomes_a_policy_with_its_head_read_from_the_text(office, package, unit):
    response = send(office, file=file(NOTICE), package=package.pk)

    version = PolicyVersion.objects.get()
    policy = version.policy
    assert response.url == f"/versions/{version.pk}/review/"
    assert (policy.title, policy.doc_no, str(policy.issued_on)) == (
        "湖北省科学技术厅关于推进科技创新平台建设的通知",
        "鄂科技发〔2025〕12号",
        "2025-03-06",
    )
    assert (policy.kind, policy.owner, policy.package) == ("notice", unit, package)
    assert (version.original, version.text, version.file_name) == (NOTICE, NOTICE, "通知.txt")
    assert AuditEntry.objects.filter(verb=PolicyVerb.UPLOADED).count() == 1


def test_kind_is_left_to_the_text_until_a_person_chooses(office, package):
    """A browser sends the selected choice, or the first where none is."""
    page = office.get("/policies/upload/").content.decode()

    choices = re.search(r'<select[^>]* name="kind".*?</select>', page, re.S)[0]
    assert re.findall(r'<option value="(\w*)"', choices)[0] == ""


def test_what_the_person_typed_wins_over_the_text(office, package):
    send(office, file=file(NOTICE), package=package.pk, title="平台建设通知", kind="plan")

    policy = Policy.objects.get()
    assert (policy.title, policy.kind) == ("平台建设通知", "plan")


def test_pasted_text_is_kept_with_line_feeds(office, package):
    send(office, text=NOTICE.replace("\n", "\r\n"), package=package.pk)

    version = PolicyVersion.objects.get()
    assert (version.original, version.file) == (NOTICE, None)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的，没有可读的文字。请选择有正文的文件。"),
        (b" \n\t\n", "文件是空的，没有可读的文字。请选择有正文的文件。"),
    ],
)
def test_file_without_text_is_refused_at_the_field(office, package, data, words):
    response = send(office, file=file(data), package=package.pk)

    assert errors(response)["file"] == [words]
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        b"MZ\x90\x00" + b"\x00" * 500,
        b"\x7fELF" + b"\x01" * 500,
        b"PK\x03\x04" + b"\x14\x00" * 300,
        bytes(range(1, 256)) * 50,
    ],
    ids=["png", "exe", "elf", "zip", "noise"],
)
def test_binary_renamed_txt_is_refused_and_nothing_is_stored(office, package, data):
    response = send(office, file=file(data), package=package.pk, title="标题")

    assert list(errors(response)) == ["file"]
    assert (Policy.objects.count(), PendingUpload.objects.count()) == (0, 0)


def test_file_above_the_limit_is_refused(office, package, settings):
    settings.UPLOAD_MAX_BYTES = 2 * 1024 * 1024
    response = send(office, file=file(b"a" * (5 * 1024 * 1024)), package=package.pk)

    assert errors(response)["file"] == ["文件有 5 MB，超过 2 MB 的上限。"]


@pytest.mark.parametrize("charset", ["gb18030", "utf-16", "utf-8-sig", "big5"])
def test_other_charsets_are_read(office, package, charset):
    text = NOTICE if charset != "big5" else "湖北省政府召開科技創新工作會議，部署重點工作。\n" * 20
    send(office, file=file(text.encode(charset)), package=package.pk, title="标题")

    assert PolicyVersion.objects.get().original == text


def test_no_file_and_no_text_is_an_error_at_the_file(office, package):
    assert errors(send(office, package=package.pk))["file"] == ["请选择文件，或粘贴文本。"]


def test_file_and_text_together_are_refused(office, package):
    response = send(office, file=file(NOTICE), text=NOTICE, package=package.pk)

    assert list(errors(response)) == ["text"]


def test_text_without_title_asks_for_one_and_keeps_the_file(office, package):
    first = send(office, file=file("今天天气很好，适合散步。\n"), package=package.pk)
    pending = PendingUpload.objects.get()

    second = send(office, pending=pending.token, package=package.pk, title="散步")

    assert errors(first) == {"title": ["文中没有找到标题，这里先用文件名，请核对。"]}
    assert first.context["form"]["title"].value() == "通知"
    assert str(pending.token) in first.content.decode()
    assert second.status_code == 302
    assert PolicyVersion.objects.get().file_name == "通知.txt"
    assert not PendingUpload.objects.exists()


def test_title_hint_says_where_the_title_came_from(office, package):
    def hint(**fields):
        return send(office, read="1", **fields).context["form"]["title"].help_text

    assert hint(file=file(NOTICE)) == "从文中取来，可以修改。"
    assert hint(file=file("今天天气很好，适合散步。\n")) == "文中没有找到标题，这里先用文件名，请核对。"
    assert hint(text="今天天气很好，适合散步。\n") == "文中没有找到标题，请填写。"


@pytest.mark.parametrize(
    ("charset", "name"), [("big5hkscs", "Big5"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")]
)
def test_charset_is_named_as_people_know_it(charset, name):
    assert SourceRead("", charset).charset_name == name


def test_missing_package_keeps_the_file_and_the_fields(office, package):
    response = send(office, file=file(NOTICE), title="我的标题", source_note="来文")

    page = response.content.decode()
    assert errors(response) == {"package": ["请选择“政策包”。"]}
    assert 'value="我的标题"' in page and 'value="来文"' in page
    assert PendingUpload.objects.get().name == "通知.txt"


def test_pending_file_of_another_person_is_not_read(office, package, client, unit):
    send(office, file=file(NOTICE))
    token = PendingUpload.objects.get().token
    other = signed_in(client, make_user("other", Role.PROVINCE, unit))

    response = send(other, pending=token, package=package.pk)

    assert errors(response)["file"] == ["请选择文件，或粘贴文本。"]


def test_pending_files_go_after_a_day(office):
    send(office, file=file(NOTICE))
    PendingUpload.objects.update(created_at=timezone.now() - timedelta(days=2))

    send(office, file=file(NOTICE + "补充。"))

    assert PendingUpload.objects.count() == 1


def test_reading_fills_the_form_and_stores_no_policy(office, package):
    response = send(office, file=file(NOTICE), read="1")

    page = response.content.decode()
    assert (response.status_code, errors(response)) == (200, {})
    assert 'value="鄂科技发〔2025〕12号"' in page and 'value="2025-03-06"' in page
    assert not Policy.objects.exists()


def test_reading_another_file_replaces_only_what_the_first_one_filled_in(office, package):
    first = send(office, file=file(NOTICE), read="1", source_note="来文")
    form = first.context["form"]
    values = {name: form[name].value() or "" for name in ("title", "doc_no", "issuer", "issued_on", "kind")}
    other = NOTICE.replace("12号", "15号").replace("平台建设的通知", "平台管理的通知")

    second = send(
        office,
        file=file(other),
        read="1",
        suggested=form["suggested"].value(),
        **{**values, "issuer": "我填的机关"},
    )

    shown = second.context["form"]
    assert shown["doc_no"].value() == "鄂科技发〔2025〕15号"
    assert shown["title"].value() == "湖北省科学技术厅关于推进科技创新平台管理的通知"
    assert shown["issuer"].value() == "我填的机关"


def test_text_without_tasks_is_stored_with_a_warning(office, package):
    response = office.post(
        "/policies/upload/",
        {"text": "春天来了，花开了。", "package": package.pk, "title": "春天"},
        follow=True,
    )

    assert [str(message) for message in response.context["messages"]] == [
        "没有从文中识别出任务，可以先校订文本，再手工编制任务分解表。"
    ]
    assert Policy.objects.get().title == "春天"


def test_same_text_is_pointed_out_with_a_link_and_may_still_be_stored(office, package):
    send(office, file=file(NOTICE), package=package.pk)
    first = Policy.objects.get()

    refused = send(office, file=file(NOTICE.encode("gb18030"), "另一份.txt"), package=package.pk)
    stored = send(office, pending=PendingUpload.objects.get().token, package=package.pk, allow_same="on")

    assert errors(refused)["file"] == ["这份文本已经上传过，请先查看已有的政策。"]
    assert f'href="/policies/{first.pk}/"' in refused.content.decode()
    assert stored.status_code == 302
    assert Policy.objects.count() == 2


def test_same_text_out_of_sight_is_not_told(client, office, package):
    send(office, file=file(NOTICE), package=package.pk)
    elsewhere = make_unit("另一部门")
    other = signed_in(client, make_user("other", Role.PROVINCE, elsewhere))

    response = send(other, file=file(NOTICE), package=make_package(elsewhere, "另一个包").pk)

    assert response.status_code == 302


def test_package_of_another_unit_is_not_offered(office):
    foreign = make_package(make_unit("别的厅"), "别的包")

    response = send(office, file=file(NOTICE), package=foreign.pk)

    assert "package" in errors(response)
    assert not Policy.objects.exists()


def test_failed_storing_leaves_nothing_behind(office, package):
    office.raise_request_exception = False
    with mock.patch.object(repairing, "_keep_lost", side_effect=MemoryError):
        response = send(office, file=file(NOTICE), package=package.pk)

    assert response.status_code == 500
    assert (Policy.objects.count(), PolicyVersion.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)
