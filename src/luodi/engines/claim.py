"""One run at a time for one result; what a run that was killed left behind is cleared away by the next."""

from __future__ import annotations

import fcntl
import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.engines.shortage import shortage
from luodi.messages import SystemReason


@contextmanager
def claimed(out: Path) -> Iterator[None]:
    """The right to write a file, until the end of the block or of the process.

    The lock is on a file beside it: a killed process loses it. Raises LuodiError POP040 where another run
    has it, POP079 where the folder cannot be written to.
    """
    lock = out.with_name(f".{out.name}.lock")
    handle = _locked(lock, out)
    try:
        _clear(out)
        yield
    finally:
        # Before it is let go: who waits for it looks whether its file is still the one of this name.
        lock.unlink(missing_ok=True)
        os.close(handle)


def spill_prefix(out: Path) -> str:
    """How the folder beside a result begins in which a run keeps what memory does not hold."""
    return f".{out.name}.spill-"


def _locked(lock: Path, out: Path) -> int:
    while True:
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            short = shortage(error)
            values = {"reason": short or SystemReason.of(error)}
            code = "POP009" if short else "POP079"
            raise LuodiError(Diagnostic(code, Severity.ERROR, None, values, str(out))) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(handle)
            raise LuodiError(Diagnostic("POP040", Severity.ERROR, None, {}, str(out))) from error
        try:
            if lock.stat().st_ino == os.fstat(handle).st_ino:
                return handle
        except FileNotFoundError:
            pass
        os.close(handle)


def _clear(out: Path) -> None:
    name = glob.escape(out.name)
    for part in out.parent.glob(f".{name}.*.part"):
        part.unlink(missing_ok=True)
    for folder in out.parent.glob(f".{name}.spill-*"):
        shutil.rmtree(folder, ignore_errors=True)
