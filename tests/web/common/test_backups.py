"""A backup is proved by restoring it into a folder that never saw the data."""

import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest


def luodi_web(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUODI_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "luodi_web", *command],
        env={**kept, "LUODI_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def shell(folder: Path, code: str) -> str:
    done = luodi_web(folder, "shell", "--no-imports", "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


MAKE = """
from luodi_web.common.domain.files import store_bytes
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record, seal_entries
from luodi_web.people.models import User
store_bytes('一份政策'.encode())
user = User.objects.create_user('zhang', name='张示例')
record(Actor.system('测试'), 'people.user_created', user)
seal_entries()
"""
LOOK = """
from luodi_web.common.domain.files import open_stored
from luodi_web.common.models import StoredFile
from luodi_web.people.models import AuditEntry, User
names = list(User.objects.filter(username='zhang').values_list('name', flat=True))
print(open_stored(StoredFile.objects.get()).read().decode(), names, AuditEntry.objects.count() > 0)
"""


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("original")
    assert luodi_web(folder, "setup").returncode == 0
    shell(folder, MAKE)
    archive = folder / "backup.tar.gz"
    done = luodi_web(folder, "backup", str(archive))
    assert done.returncode == 0, done.stderr
    return folder, archive


def test_backup_restores_into_an_empty_folder_and_its_audit_chain_holds(original, tmp_path):
    _folder, archive = original

    done = luodi_web(tmp_path / "new", "restore", str(archive))

    assert done.returncode == 0, done.stdout + done.stderr
    assert shell(tmp_path / "new", LOOK) == "一份政策 ['张示例'] True"


def test_backup_is_readable_by_its_owner_only_and_never_overwritten(original):
    folder, archive = original

    again = luodi_web(folder, "backup", str(archive))

    assert archive.stat().st_mode & 0o777 == 0o600
    assert again.returncode == 1
    assert "已经存在" in again.stderr


def test_restore_refuses_to_replace_data_unasked(original):
    folder, archive = original

    assert "请加 --replace" in luodi_web(folder, "restore", str(archive)).stderr


def test_restore_of_a_changed_archive_replaces_nothing(original, tmp_path):
    _folder, archive = original
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path / "unpacked")
    # Closed, so that the change is in the file itself and not in the write-ahead log beside it.
    with closing(sqlite3.connect(tmp_path / "unpacked" / "database.sqlite3")) as database, database:
        database.execute("UPDATE people_user SET name = '李四'")
    with tarfile.open(tmp_path / "changed.tar.gz", "w:gz") as packed:
        for path in (tmp_path / "unpacked").iterdir():
            packed.add(path, path.name)
    (tmp_path / "cut.tar.gz").write_bytes(archive.read_bytes()[:2000])

    changed = luodi_web(tmp_path / "new", "restore", str(tmp_path / "changed.tar.gz"))
    cut = luodi_web(tmp_path / "new", "restore", str(tmp_path / "cut.tar.gz"))

    assert (changed.returncode, cut.returncode) == (1, 1)
    assert "与清单不符" in changed.stderr
    assert "打不开或不完整" in cut.stderr
    assert not (tmp_path / "new" / "files").exists()


@pytest.mark.parametrize("kind", ["outside", "link"])
def test_restore_refuses_an_archive_that_writes_elsewhere(tmp_path, kind):
    member = tarfile.TarInfo("../outside.txt" if kind == "outside" else "database.sqlite3")
    if kind == "link":
        member.type, member.linkname = tarfile.SYMTYPE, str(tmp_path / "outside.txt")
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as packed:
        packed.addfile(member)

    done = luodi_web(tmp_path / "new", "restore", str(tmp_path / "evil.tar.gz"))

    assert (done.returncode, "打不开或不完整" in done.stderr) == (1, True)
    assert not (tmp_path / "outside.txt").exists()
    assert not (tmp_path / "new" / "outside.txt").exists()
