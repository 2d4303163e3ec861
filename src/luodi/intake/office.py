"""Old word processors' files (doc, wps, rtf) by the programs that are installed: LibreOffice, catdoc."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from shutil import which as find_program
from typing import Final

from luodi.intake.archive import Archive
from luodi.intake.docx import read_docx
from luodi.intake.model import Contents, Kind, note, refusal

# A cold start takes 5 s on a slow machine, a long document 20 s.
CONVERT_S: Final = 90.0
_CATDOC_S: Final = 30.0
_MAX_OUTPUT_BYTES: Final = 64 * 1024 * 1024
_PACKAGES: Final = "libreoffice-writer-nogui / catdoc"
# Named, so that no other of LibreOffice's many readers is tried on the file.
_FILTERS: Final[dict[Kind, str]] = {"doc": "MS Word 97", "wps": "MS Word 97", "rtf": "Rich Text Format"}


def read_office(data: bytes, name: str, kind: Kind) -> Contents:
    """The lines of a doc, wps or rtf file, by way of docx.

    Without LibreOffice catdoc gives the bare text of doc and wps, and a note says what is missing.
    Raises LuodiError: READ010 no program for it, READ011 the program failed, and what ``read_docx`` raises.
    """
    soffice = find_program("soffice") or find_program("libreoffice")
    if soffice:
        converted = _convert(soffice, data, name, kind)
        return read_docx(Archive(converted, name, kind.upper()))
    catdoc = find_program("catdoc")
    if catdoc and kind != "rtf":
        return _catdoc(catdoc, data, name, kind)
    packages = "libreoffice-writer-nogui" if kind == "rtf" else _PACKAGES
    raise refusal("READ010", name, kind=kind.upper(), packages=packages)


def _convert(soffice: str, data: bytes, name: str, kind: Kind) -> bytes:
    """The file as docx."""
    with tempfile.TemporaryDirectory(prefix="luodi-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"in.{'rtf' if kind == 'rtf' else 'doc'}")
        source.write_bytes(data)
        out = Path(folder, "out")
        # A profile of its own: two at a time with one profile write nothing, without an error.
        command = [
            soffice, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore",
            "--nolockcheck", "--nodefault", "--nologo", f"--infilter={_FILTERS[kind]}",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out), str(source),
        ]  # fmt: skip
        _run(command, folder, CONVERT_S, name, kind)
        made = out / "in.docx"
        if not made.is_file() or made.stat().st_size == 0:
            raise refusal("READ011", name, kind=kind.upper(), program="LibreOffice")
        if made.stat().st_size > _MAX_OUTPUT_BYTES:
            raise refusal("READ008", name, kind=kind.upper(), part="docx", limit_mb=_MAX_OUTPUT_BYTES >> 20)
        return made.read_bytes()


def _catdoc(catdoc: str, data: bytes, name: str, kind: Kind) -> Contents:
    with tempfile.TemporaryDirectory(prefix="luodi-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, "in.doc")
        source.write_bytes(data)
        # -w: a paragraph is not broken into lines; -x would write unknown characters as numbers.
        output = _run([catdoc, "-w", "-d", "utf-8", str(source)], folder, _CATDOC_S, name, kind)
    text = output.decode("utf-8", "replace").replace("\r\n", "\n").replace("\f", "\n")
    lines = [line for each in text.split("\n") if (line := each.rstrip()).strip()]
    if not lines:
        raise refusal("READ001", name)
    return Contents(lines, [note("READ015", name, kind=kind.upper())])


def _run(command: list[str], folder: str, seconds: float, name: str, kind: Kind) -> bytes:
    """Standard output. The program and all that it started are gone afterwards."""
    program = "LibreOffice" if "soffice" in command[0] or "office" in command[0] else "catdoc"
    # In blocks of 512 bytes or more: no file that it writes may fill the disk.
    limited = ["/bin/sh", "-c", 'ulimit -f 400000; ulimit -c 0; exec "$@"', "sh", *command]
    environment = {**os.environ, "HOME": folder, "TMPDIR": folder, "SAL_USE_VCLPLUGIN": "svp"}
    output = Path(folder, "stdout")
    with output.open("wb") as stdout:
        process = subprocess.Popen(  # noqa: S603 -- a program found on the path, with arguments of our own
            limited,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise refusal("READ011", name, kind=kind.upper(), program=program) from None
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    with output.open("rb") as stream:
        return stream.read(_MAX_OUTPUT_BYTES)
