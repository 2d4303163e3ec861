"""Files of other kinds than plain text: what is read of them, and what a file that cannot be read says."""

from __future__ import annotations

import re

import pytest

from luodi_web.policies.models import PendingUpload, Policy, PolicyVersion
from tests.engine.intake_files import notice, word
from tests.engine.intake_files.containers import latin_pdf, ole_file, repacked
from tests.engine.intake_files.ofd import notice_ofd
from tests.web.policies.uploads import NOTICE, errors, file, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


def test_word_file_is_read_with_its_automatic_numbers(office, package):
    first = send(office, file=file(word.notice_docx(), "通知.docx"), package=package.pk, read="1")
    send(office, pending=PendingUpload.objects.get().token, package=package.pk)

    version = PolicyVersion.objects.get()
    assert f"已读取 {len(notice.TEXT)} 字，Word 文件。" in first.content.decode()
    assert (version.original, version.charset, version.file_name) == (notice.TEXT, "", "通知.docx")
    assert (version.policy.title, version.policy.doc_no) == (notice.TITLE, notice.DOC_NO)


def test_ofd_file_is_read(office, package):
    send(office, file=file(notice_ofd(), "通知.ofd"), package=package.pk)

    assert PolicyVersion.objects.get().original == notice.TEXT


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (latin_pdf([b""], picture=True), "这是扫描件（共 1 页）：页面是图片，没有文字层。"),
        (ole_file({"EncryptedPackage": b"x"}), "Word 文件有打开密码或已加密，读不了。"),
        (ole_file({"Workbook": b"x"}), "文件类型是“Excel”，不能读取。"),
        (b"PK\x03\x04", "Word 或 OFD 文件已损坏或不完整，读不出文字。"),
    ],
    ids=["scan", "password", "workbook", "broken"],
)
def test_file_that_cannot_be_read_says_why_and_what_to_do(office, package, data, words):
    response = send(office, file=file(data, "通知.docx"), package=package.pk)

    (error,) = errors(response)["file"]
    assert error.startswith(words) and len(error) > len(words)


def test_what_a_damaged_file_lacks_is_said_before_and_after_saving(office, package):
    part = f"<w:p><w:r><w:t>{notice.TITLE}</w:t></w:r></w:p>".encode()
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    cut = b"<w:document " + space + b"><w:body>" + part
    data = repacked(word.notice_docx(), {"word/document.xml": cut})
    words = "Word 文件已损坏或不完整，只读出了其中一部分文字。"

    first = send(office, file=file(data, "通知.docx"), package=package.pk, read="1")
    saved = office.post(
        "/policies/upload/",
        {"pending": PendingUpload.objects.get().token, "package": package.pk},
        follow=True,
    )

    assert words in first.content.decode()
    assert words in saved.content.decode()


def test_reason_of_a_refused_file_stays_when_the_form_is_saved_without_another(office, package):
    typed = {"package": package.pk, "title": "平台建设通知", "source_note": "来文"}
    first = send(office, file=file(b"PK\x03\x04", "通知.docx"), read="1", **typed)
    page = first.content.decode()
    refused = re.search(r'name="refused" value="([^"]*)"', page)[1]

    saved = send(office, refused=refused, **typed)

    assert refused.startswith("“通知.docx”没有读取：Word 或 OFD 文件已损坏或不完整，读不出文字。")
    assert errors(saved) == {"file": [refused]}
    assert 'value="平台建设通知"' in saved.content.decode() and 'value="来文"' in saved.content.decode()
    assert not Policy.objects.exists()


def test_another_text_after_a_refused_file_is_taken(office, package):
    send(office, refused="“通知.docx”没有读取：已损坏。", text=NOTICE, package=package.pk)

    assert PolicyVersion.objects.get().original == NOTICE


def test_pasted_text_that_is_there_already_is_refused_where_it_was_pasted(office, package):
    send(office, text=NOTICE, package=package.pk)

    again = send(office, text=NOTICE, package=package.pk, title="另一个标题")

    assert errors(again) == {"text": ["这份文本已经上传过，请先查看已有的政策。"]}
    assert 'value="另一个标题"' in again.content.decode()


@pytest.mark.parametrize("day", ["2025-03-06", "2025/3/6", "2025.3.6", "2025年3月6日"])
def test_day_is_taken_as_people_write_it(office, package, day):
    send(office, text=NOTICE, package=package.pk, issued_on=day)

    assert str(Policy.objects.get().issued_on) == "2025-03-06"


def test_what_a_file_lacks_is_kept_with_its_version(office, package):
    part = f"<w:p><w:r><w:t>{notice.TITLE}</w:t></w:r></w:p>".encode()
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    cut = b"<w:document " + space + b"><w:body>" + part
    send(
        office,
        file=file(repacked(word.notice_docx(), {"word/document.xml": cut}), "通知.docx"),
        package=package.pk,
    )
    version = PolicyVersion.objects.get()
    office.get(f"/versions/{version.pk}/review/")  # the message of the upload is shown once

    words = "Word 文件已损坏或不完整，只读出了其中一部分文字。"

    assert words in office.get(f"/versions/{version.pk}/structure/").content.decode()
    assert words in office.get(f"/policies/{version.policy_id}/").content.decode()
    assert version.read_notes == [{"code": "READ013", "values": {"kind": "DOCX"}}]
