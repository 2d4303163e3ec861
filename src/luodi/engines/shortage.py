"""Whether an engine failed for want of memory or disk: the one failure that another try may mend."""

from __future__ import annotations

import errno
from typing import Final

import duckdb

from luodi.messages import SystemReason

_MEMORY: Final = SystemReason("ENOMEM")
_DISK: Final = SystemReason("ENOSPC")
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# As the system words it to engines that tell no number, and engines themselves.
_WORDS: Final = {
    "No space left on device": _DISK,
    "Disk quota exceeded": _DISK,
    "File too large": _DISK,
    "max_temp_directory_size": _DISK,
    "OutOfMemoryError": _MEMORY,
    "out of memory": _MEMORY,
}


def shortage(error: BaseException) -> SystemReason | None:
    """What there was too little of, as a value of a message; None where it was something else."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return _DISK
    words = str(error)
    found = next((reason for each, reason in _WORDS.items() if each in words), None)
    if found is None and isinstance(error, (duckdb.OutOfMemoryException, MemoryError)):
        return _MEMORY
    return found
