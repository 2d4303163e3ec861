"""Files: by content, once, and only as a download."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from luodi_web.common.domain.files import (
    content_kind,
    file_response,
    open_stored,
    remove_unused,
    store_upload,
)
from luodi_web.common.models import StoredFile
from luodi_web.policies.models import PendingUpload
from tests.web.factories import make_user

pytestmark = pytest.mark.django_db


def upload(data: bytes, name: str = "a.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_same_bytes_are_kept_once():
    first = store_upload(upload("落地".encode()))
    second = store_upload(upload("落地".encode(), "b.html"))

    assert first == second
    assert StoredFile.objects.count() == 1
    with open_stored(first) as kept:
        assert kept.read().decode() == "落地"


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (b"MZ\x90\x00", "program"), (b"#!/bin/sh\n", "program")]
)
def test_bad_upload_is_refused_and_nothing_kept(data, code):
    with pytest.raises(ValidationError) as refused:
        store_upload(upload(data))

    assert refused.value.code == code
    assert StoredFile.objects.count() == 0


def test_too_large_upload_is_refused(settings):
    settings.UPLOAD_MAX_BYTES = 2**20

    with pytest.raises(ValidationError, match="超过 1 MB"):
        store_upload(upload(b"x" * (2**20 + 1)))


def test_file_is_given_back_as_a_download_whatever_it_is():
    stored = store_upload(upload(b"<script>alert(1)</script>", "x.html"))

    response = file_response(stored, "政策.html")

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_kind_is_by_content():
    assert [content_kind(head) for head in (b"%PDF-1.7", b"\x00\x01", "文".encode("utf-16"), b"abc")] == [
        "pdf",
        "data",
        "text",
        "text",
    ]


def test_files_that_nothing_points_to_go_and_others_stay():
    old = timezone.now() - timedelta(days=9)
    used, unused, stored_again = (store_upload(upload(text)) for text in (b"used", b"unused", b"again"))
    PendingUpload.objects.create(file=used, name="used.txt", by=make_user())
    StoredFile.objects.update(stored_at=old)
    store_upload(upload(b"again"))

    removed = remove_unused(timedelta(days=3))

    assert removed == 1
    assert set(StoredFile.objects.all()) == {used, stored_again}
    with pytest.raises(FileNotFoundError):
        open_stored(unused)
    open_stored(used).close()
