"""The platform's clock, moved by a test: its processes see another day, the browser and the test do not."""

from __future__ import annotations

import os
import time
from datetime import date, datetime
from datetime import time as hour
from pathlib import Path
from zoneinfo import ZoneInfo

SITE = Path(__file__).parent / "clock_site"
ZONE = ZoneInfo("Asia/Shanghai")
# The processes look this often (see clock_site), and the web server must have looked before it is asked.
SETTLE_S = 0.5


class Clock:
    """Moves forward what the platform's processes take for the present; the scheduler fires what is due."""

    def __init__(self, file: Path, day: date, at: hour) -> None:
        self.file = file
        self._write(day, at)

    @property
    def environment(self) -> dict[str, str]:
        """For every process that is to live by this clock."""
        path = os.pathsep.join(filter(None, [str(SITE), os.environ.get("PYTHONPATH", "")]))
        return {"LUODI_TEST_CLOCK": str(self.file), "PYTHONPATH": path}

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + float(self.file.read_text(encoding="ascii")), ZONE)

    @property
    def today(self) -> date:
        return self.now.date()

    def to(self, day: date, at: hour = hour(9)) -> None:
        """That day and hour in Asia/Shanghai; time then goes on as always. Raises ValueError for the past."""
        if datetime.combine(day, at, ZONE) < self.now:
            raise ValueError(f"{day} {at} is past")
        self._write(day, at)
        time.sleep(SETTLE_S)

    def _write(self, day: date, at: hour) -> None:
        offset = datetime.combine(day, at, ZONE).timestamp() - time.time()
        part = self.file.with_suffix(".part")
        part.write_text(str(offset), encoding="ascii")
        part.replace(self.file)
