"""The only way in and out for files: looked at by content, kept by digest, given back as a download."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.common.models import StoredFile

# First bytes of what people attach; anything else is "data" and is kept but never shown.
_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
)


def content_kind(head: bytes) -> str:
    """What a file is by its first bytes: a key such as "pdf", "text" or "data"; never by its name."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    return "data" if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) else "text"


def check_upload(upload: UploadedFile) -> None:
    """Raises ValidationError, in words for the field, for an upload that is empty, too large or a program."""
    if not upload.size:
        raise ValidationError(_("文件是空的。"), code="empty")
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            _("文件有 %(size)d MB，超过 %(limit)d MB 的上限。")
            % {"size": upload.size // 2**20, "limit": settings.UPLOAD_MAX_BYTES // 2**20},
            code="too_large",
        )
    upload.seek(0)
    kind = content_kind(upload.read(512))
    upload.seek(0)
    if kind == "program":
        raise ValidationError(_("这是程序文件，不能上传。"), code="program")


def store_upload(upload: UploadedFile) -> StoredFile:
    """Check and keep an uploaded file; the same bytes are kept once."""
    check_upload(upload)
    return store_bytes(upload.read())


def store_bytes(data: bytes) -> StoredFile:
    """Keep bytes under their digest. The file is complete on disk before its row exists."""
    digest = hashlib.sha256(data).hexdigest()
    path = _path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(data)
        part.chmod(0o600)
        part.replace(path)
    stored, _created = StoredFile.objects.update_or_create(
        sha256=digest,
        defaults={"stored_at": timezone.now()},
        create_defaults={"size": len(data), "kind": content_kind(data[:512])},
    )
    return stored


def store_path(path: Path) -> StoredFile:
    """Keep a file of any size under its digest. The path is gone afterwards: the file was moved."""
    digest = _digest(path)
    size = path.stat().st_size
    with path.open("rb") as file:
        kind = content_kind(file.read(512))
    target = _path(digest)
    if target.exists():
        path.unlink()
    else:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_suffix(f".{os.getpid()}.part")
        shutil.move(path, part)
        part.chmod(0o600)
        part.replace(target)
    stored, _created = StoredFile.objects.update_or_create(
        sha256=digest,
        defaults={"stored_at": timezone.now()},
        create_defaults={"size": size, "kind": kind},
    )
    return stored


def making_path(suffix: str) -> Path:
    """A path beside the kept files, of nobody else, to write what ``store_path`` will keep."""
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f".{uuid4().hex}{suffix}"


@contextmanager
def stored_as(stored: StoredFile, suffix: str) -> Iterator[Path]:
    """A path to the kept file that ends as programs want it, such as ``.parquet``; only to be read."""
    with tempfile.TemporaryDirectory(prefix="luodi-") as folder:
        path = Path(folder) / f"{stored.sha256[:12]}{suffix}"
        path.symlink_to(_path(stored.sha256).resolve())
        yield path


def copy_stored(stored: StoredFile, path: Path) -> None:
    """The kept bytes at another path. Raises ValidationError where they are not those of the digest."""
    if not is_whole(stored):
        raise ValidationError(_("上传的文件已经不在，请重新选择。"))
    shutil.copyfile(_path(stored.sha256), path)


def is_whole(stored: StoredFile) -> bool:
    """Whether the kept bytes are still those of the digest."""
    path = _path(stored.sha256)
    return path.is_file() and _digest(path) == stored.sha256


def is_still_whole(stored: StoredFile) -> bool:
    """The same, for files that are read again and again: looked through anew only when the disk says that
    they were touched.
    """
    try:
        state = _path(stored.sha256).stat()
    except OSError:
        return False
    key = (stored.sha256, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    if key not in _whole:
        if not is_whole(stored):
            return False
        if len(_whole) >= _WHOLE_KEPT:
            _whole.clear()
        _whole.add(key)
    return True


# What was found whole: digest, and how the disk described the file then.
_whole: set[tuple[str, int, int, int, int]] = set()
_WHOLE_KEPT = 1_000


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove_unused(older_than: timedelta) -> int:
    """Forget files that no row points to and nobody has stored again lately; the number removed.

    A form that was given up and a policy that was deleted leave such files behind.
    """
    unused = StoredFile.objects.filter(stored_at__lt=timezone.now() - older_than)
    # Hidden relations too: those that gave up their reverse name with "+".
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete):
            continue
        name = relation.field.name
        pointed_to = relation.related_model.objects.filter(**{f"{name}__isnull": False}).values(name)
        unused = unused.exclude(pk__in=pointed_to)
    with transaction.atomic():
        digests = list(unused.select_for_update().values_list("sha256", flat=True))
        StoredFile.objects.filter(sha256__in=digests).delete()
    for digest in digests:
        _path(digest).unlink(missing_ok=True)
    return len(digests)


def open_stored(stored: StoredFile) -> BinaryIO:
    return _path(stored.sha256).open("rb")


def _path(digest: str) -> Path:
    return Path(settings.FILES_DIR) / digest[:2] / digest


def file_response(stored: StoredFile, name: str) -> FileResponse:
    """The file as a download; never inline, whatever its type."""
    response = FileResponse(
        open_stored(stored), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
