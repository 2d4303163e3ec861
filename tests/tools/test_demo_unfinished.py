"""A loading of the demonstration that was broken off is begun anew; a finished one is never touched."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from demo.unfinished import MARK, clear_unfinished, marked

ROOT = Path(__file__).resolve().parents[2]


def folder(data: Path) -> Path:
    (data / "files").mkdir()
    for name in ("luodi.sqlite3", "luodi.sqlite3-wal", "audit.head", "files/one", "secret_key.key"):
        (data / name).write_text("x", encoding="utf-8")
    return data


def names(data: Path) -> set[str]:
    return {path.name for path in data.iterdir()}


def test_what_is_half_loaded_is_cleared_but_for_the_keys(tmp_path):
    with pytest.raises(ValueError), marked(folder(tmp_path)):
        raise ValueError

    assert clear_unfinished(tmp_path)
    assert names(tmp_path) == {"secret_key.key"}


def test_what_was_loaded_stays(tmp_path):
    with marked(folder(tmp_path)):
        assert MARK in names(tmp_path)
    before = names(tmp_path)

    assert not clear_unfinished(tmp_path)
    assert names(tmp_path) == before and MARK not in before


def test_killed_loading_begins_anew(tmp_path):
    """In processes of their own: the first is killed as soon as it has begun, the second clears up."""
    command = [sys.executable, "-m", "demo", "load"]
    variables = os.environ | {
        "LUODI_DATA": str(tmp_path),
        "LUODI_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "luodi_web.settings.embedded",
    }
    variables.pop("LUODI_DATABASE", None)
    with subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL) as first:
        until = time.monotonic() + 60
        while not (tmp_path / MARK).exists() and time.monotonic() < until:
            time.sleep(0.05)
        first.send_signal(signal.SIGKILL)
    assert (tmp_path / MARK).exists() and (tmp_path / "luodi.sqlite3").exists()

    with subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.PIPE, text=True) as second:
        assert second.stderr is not None
        told = second.stderr.readline()
        second.kill()
    assert "从头装入" in told
