"""Backup and restore: the database, the files and the keys, in one archive that proves itself.

The archive holds secrets (the keys that sign sessions and seal the audit trail): it is written for
its owner only, and belongs where such things are kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web import __version__

MANIFEST = "manifest.json"
SQLITE_NAME, POSTGRES_NAME = "database.sqlite3", "database.pgdump"


class BackupError(Exception):
    """The archive or its target cannot be used; the text is for the operator."""


def write_backup(out: Path) -> dict[str, Any]:
    """Write the archive; the manifest: made_at, version, database, files (digest of each member).

    The database is copied as one consistent state while the platform runs. The archive appears under
    its name only when it is complete.
    """
    part = out.with_name(f".{out.name}.part")
    digests: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="luodi-backup-") as folder:
        members = [_copy_database(Path(folder)), *_kept_files()]
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz") as archive:
            for name, path in members:
                digests[name] = _digest(path)
                archive.add(path, name)
            manifest = {
                "made_at": timezone.now().isoformat(),
                "version": __version__,
                "database": connection.vendor,
                "files": digests,
            }
            plain = Path(folder) / MANIFEST
            plain.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
            archive.add(plain, MANIFEST)
    part.replace(out)
    return manifest


def _kept_files() -> Iterator[tuple[str, Path]]:
    for path in sorted(settings.DATA_DIR.glob("*.key")):
        yield path.name, path
    root = Path(settings.FILES_DIR)
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.endswith(".part"):
            yield f"files/{path.relative_to(root).as_posix()}", path


def _copy_database(folder: Path) -> tuple[str, Path]:
    if connection.vendor == "sqlite":
        copy = folder / SQLITE_NAME
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        return SQLITE_NAME, copy
    copy = folder / POSTGRES_NAME
    _postgres_tool("pg_dump", "--format=custom", f"--file={copy}", connection.settings_dict["NAME"])
    return POSTGRES_NAME, copy


def read_backup(archive: Path) -> None:
    """Put an archive's database, files and keys in the place of this platform's.

    Everything is unpacked and checked against the manifest first; only then is anything replaced.
    Raises BackupError for an archive that is damaged, foreign or of another kind of database.
    """
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as name:
        folder = Path(name)
        manifest = _unpack(archive, folder)
        if manifest["database"] != connection.vendor:
            raise BackupError(
                f"归档来自 {manifest['database']} 数据库，当前是 {connection.vendor}，不能恢复。"
            )
        connection.close()
        if connection.vendor == "sqlite":
            database = Path(connection.settings_dict["NAME"])
            for suffix in ("-wal", "-shm"):
                database.with_name(database.name + suffix).unlink(missing_ok=True)
            (folder / SQLITE_NAME).replace(database)
        else:
            _postgres_tool(
                "pg_restore",
                "--clean",
                "--if-exists",
                "--no-owner",
                "--single-transaction",
                f"--dbname={connection.settings_dict['NAME']}",
                str(folder / POSTGRES_NAME),
            )
        for key in folder.glob("*.key"):
            key.chmod(0o600)
            key.replace(settings.DATA_DIR / key.name)
        # How far the replaced database's audit chain reached says nothing of this one's.
        if settings.AUDIT_ANCHOR is not None:
            Path(settings.AUDIT_ANCHOR).unlink(missing_ok=True)
        for path in (folder / "files").rglob("*"):
            if path.is_file():
                target = Path(settings.FILES_DIR) / path.relative_to(folder / "files")
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                path.replace(target)


def _unpack(archive: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(archive, "r:gz") as packed:
            _extract(packed, folder)
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, str] = manifest["files"]
        datetime.fromisoformat(manifest["made_at"])
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError) as error:
        raise BackupError(_("归档打不开或不完整：%(error)s") % {"error": error}) from error
    for member, digest in files.items():
        path = folder / PurePosixPath(member)
        if not path.is_file() or _digest(path) != digest:
            raise BackupError(_("归档中的 %(name)s 与清单不符，没有恢复任何内容。") % {"name": member})
    return manifest


def _extract(packed: tarfile.TarFile, folder: Path) -> None:
    """Regular files inside the folder, nothing else.

    ``extractall(filter="data")`` would do, but came with Python 3.11.4; Debian 12 has 3.11.2.
    """
    for member in packed:
        target = (folder / member.name).resolve()
        if not target.is_relative_to(folder.resolve()) or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(member.name)
        if member.isdir():
            continue
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = packed.extractfile(member)
        if content is None:
            raise tarfile.TarError(member.name)
        with content, target.open("wb") as file:
            shutil.copyfileobj(content, file)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _postgres_tool(tool: str, *arguments: str) -> None:
    given = connection.settings_dict
    names = {"PGHOST": given["HOST"], "PGPORT": given["PORT"], "PGUSER": given["USER"]}
    environment = {**os.environ, **{name: str(value) for name, value in names.items() if value}}
    if given["PASSWORD"]:
        environment["PGPASSWORD"] = given["PASSWORD"]
    try:
        subprocess.run([tool, *arguments], env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as error:
        raise BackupError(_("找不到 %(tool)s，请安装 PostgreSQL 客户端。") % {"tool": tool}) from error
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{tool}: {error.stderr.strip()}") from error
