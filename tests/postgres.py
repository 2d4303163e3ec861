"""A PostgreSQL of the test run's own: in a temporary folder, on a free port of 127.0.0.1, gone after."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "luodi"
# Durability is of no use to a database that lives for one test run.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def find_programs() -> Path | None:
    """Folder of initdb and postgres, the newest version installed; None where there is none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin_: float(bin_.parent.name))
    for folder in reversed(folders):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    found = shutil.which("initdb")
    # PATH may hold a link or a wrapper: postgres must stand beside the real initdb.
    folder = Path(found).resolve().parent if found else None
    return folder if folder and (folder / "postgres").exists() else None


@contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of an empty database server; stops it and removes its files on leaving.

    Raises RuntimeError with the server's own words when it cannot be started.
    """
    programs = find_programs()
    if programs is None:
        raise RuntimeError("missing: PostgreSQL (Debian package postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="luodi-postgres-"))
    try:
        as_owner = owner_command(folder)
        data, log = folder / "data", folder / "log"
        run(
            [
                *as_owner,
                programs / "initdb",
                "-D",
                data,
                "-U",
                USER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
            ]
        )
        port = free_port()
        options = f"{OPTIONS} -p {port} -h 127.0.0.1 -k {folder}"
        run([*as_owner, programs / "pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options], log)
        try:
            yield f"postgres://{USER}@127.0.0.1:{port}/postgres"
        finally:
            run([*as_owner, programs / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", data])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def owner_command(folder: Path) -> list[str]:
    """What a command must be preceded by: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    owner = next((name for name in ("postgres", "nobody") if known(name)), "nobody")
    shutil.chown(folder, user=owner)
    return ["runuser", "-u", owner, "--"]


def known(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(command: list[str | Path], log: Path | None = None) -> None:
    # pg_ctl's child keeps an inherited pipe open for ever: output goes to a file instead.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, cwd="/", check=False)
        if done.returncode:
            output.seek(0)
            words = output.read().decode(errors="replace")
            if log is not None and log.exists():
                words += log.read_text(errors="replace")
            raise RuntimeError(f"{Path(command[-1]).name}: {words}")
