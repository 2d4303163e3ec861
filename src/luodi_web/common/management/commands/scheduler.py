"""``luodi_web scheduler``: fires due work until told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils.module_loading import autodiscover_modules

from luodi_web.common.schedule import fire_due

PAUSE_S = 5.0
log = logging.getLogger("luodi_web.scheduler")


class Command(BaseCommand):
    help = "按时触发后台工作，直到收到停止信号。"

    def handle(self, *args: Any, **options: Any) -> None:
        autodiscover_modules("jobs")
        stop = threading.Event()

        def leave(signum: int, frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, leave)
        signal.signal(signal.SIGINT, leave)
        while not stop.is_set():
            close_old_connections()
            try:
                fire_due()
            except OperationalError:
                # The database is away for a moment: what is due stays due.
                log.exception("database unavailable; trying again")
            stop.wait(PAUSE_S)
