"""Where a command's result goes: standard output or the file that ``-o`` names."""

from __future__ import annotations

import sys
from pathlib import Path

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.messages import SystemReason


def write_result(result: str | bytes, target: Path | None) -> None:
    """Write text as UTF-8 with its own line ends, or bytes. Raises LuodiError CLI002 where it cannot."""
    data = result.encode("utf-8") if isinstance(result, str) else result
    if target is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        target.write_bytes(data)
    except OSError as error:
        values = {"reason": SystemReason.of(error)}
        raise LuodiError(Diagnostic("CLI002", Severity.ERROR, values=values, file=str(target))) from error
