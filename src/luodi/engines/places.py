"""Where a result goes: looked at before anything runs, so that nothing that is there is lost by it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from luodi.diagnostics import Diagnostic, LuodiError, Severity

# What Spark leaves in a folder of its own when a result is whole.
_SPARKS = "_SUCCESS"


def check_place(out: Path, read: Iterable[Path], *, may_be_folder: bool = False) -> None:
    """Raises LuodiError POP058 for a path without a name or a folder where a file is wanted, POP059 where it
    is one of the files that are read, POP060 for a folder that holds other than a result of Spark."""
    as_folder = may_be_folder and not out.suffix
    if not out.name or (out.is_dir() and not as_folder):
        raise _refused("POP058", out)
    for each in read:
        if each.exists() and out.exists() and each.samefile(out):
            raise _refused("POP059", out)
    if as_folder and out.exists() and not _is_result(out):
        raise _refused("POP060", out)


def _is_result(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    names = [each.name for each in folder.iterdir()]
    ours = all(name == _SPARKS or name.endswith((".parquet", ".crc")) for name in names)
    return not names or (ours and _SPARKS in names)


def _refused(code: str, out: Path) -> LuodiError:
    return LuodiError(Diagnostic(code, Severity.ERROR, None, {}, str(out)))
