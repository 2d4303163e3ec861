"""The test run's own PostgreSQL."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests import postgres


@pytest.mark.skipif(
    postgres.find_programs() is None, reason="missing: PostgreSQL (Debian package postgresql)"
)
def test_running_postgres_answers_on_loopback_only_and_leaves_nothing() -> None:
    with postgres.running_postgres() as url:
        with psycopg.connect(url) as connection:
            listens, folder = connection.execute(
                "select current_setting('listen_addresses'), current_setting('data_directory')"
            ).fetchone()
        there = Path(folder).parent.exists()

    assert (urlsplit(url).hostname, listens, there) == ("127.0.0.1", "127.0.0.1", True)
    assert not Path(folder).parent.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def test_running_postgres_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "find_programs", lambda: None)

    with pytest.raises(RuntimeError, match=r"^missing: PostgreSQL"), postgres.running_postgres():
        pass


def test_owner_command_is_empty_for_an_ordinary_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert postgres.owner_command(tmp_path) == []
