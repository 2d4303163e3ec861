"""Imported by every Python process that has this folder on its path: the platform's clock, moved by a test.

The file named in LUODI_TEST_CLOCK holds the seconds by which the platform's time is ahead of this
machine's. Only what a calendar shows is moved: pauses go by ``time.monotonic``, which stays as it is.
"""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

POLL_S = 0.2


def _follow(file: Path) -> None:
    import time_machine

    # What the clock would show unmoved, once time.time() itself is moved.
    began = time.time() - time.monotonic()
    moved = _offset(file)
    clock = time_machine.travel(began + time.monotonic() + moved, tick=True).start()

    def watch() -> None:
        nonlocal moved
        while True:
            time.sleep(POLL_S)
            # Caught while it is being written: the next look reads it whole.
            with suppress(OSError, ValueError):
                if (wanted := _offset(file)) != moved:
                    clock.move_to(began + time.monotonic() + wanted)
                    moved = wanted

    threading.Thread(target=watch, name="test-clock", daemon=True).start()


def _offset(file: Path) -> float:
    return float(file.read_text(encoding="ascii"))


if "LUODI_TEST_CLOCK" in os.environ:
    _follow(Path(os.environ["LUODI_TEST_CLOCK"]))
