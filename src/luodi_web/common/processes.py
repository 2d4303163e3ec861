"""The embedded platform's processes: web server, worker and scheduler, started and stopped as one."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

GRACE_S = 10.0
RESTART_PAUSE_S = 2.0


def free_port(wanted: int) -> int:
    """The wanted port of 127.0.0.1, or the next free one, or any."""
    for port in (*range(wanted, wanted + 20), 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


@dataclass
class ProcessTree:
    """Children by name, each restarted if it ends by itself; all ended together."""

    commands: dict[str, list[str]]
    report: Callable[[str], None]
    _children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        signal.signal(signal.SIGTERM, self.request_stop)
        signal.signal(signal.SIGINT, self.request_stop)
        for name in self.commands:
            self._start(name)

    def _start(self, name: str) -> None:
        # Own sessions: Ctrl-C reaches only this process, which ends its children in order.
        self._children[name] = subprocess.Popen(self.commands[name], start_new_session=True)  # noqa: S603

    def request_stop(self, *_signal: object) -> None:
        self._stop.set()

    def watch(self) -> None:
        """Until asked to stop: start again what has ended. Then end everything."""
        try:
            while not self._stop.wait(RESTART_PAUSE_S):
                for name, child in list(self._children.items()):
                    if child.poll() is not None:
                        self.report(f"{name}: {child.returncode}")
                        self._start(name)
        finally:
            self.end()

    def end(self) -> None:
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + GRACE_S
        for child in self._children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def wait_until_answers(self, url: str, timeout_s: float = 60.0) -> bool:
        """Whether the address answered anything at all within the time."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline and not self._stop.is_set():
            try:
                with urllib.request.urlopen(url, timeout=5):  # noqa: S310 -- our own http address
                    return True
            except urllib.error.HTTPError:
                return True
            except OSError:
                time.sleep(0.2)
        return False


def embedded_commands(port: int) -> dict[str, list[str]]:
    """The three commands of the embedded platform."""
    manage = [sys.executable, "-m", "luodi_web"]
    return {
        "web": [
            sys.executable,
            "-m",
            "uvicorn",
            "luodi_web.asgi:application",
            "--host=127.0.0.1",
            f"--port={port}",
            "--log-level=warning",
            "--no-server-header",
            # uvicorn would believe a forwarded address from this machine; LUODI_PROXIES says when to.
            "--no-proxy-headers",
        ],
        "worker": [*manage, "db_worker", "--queue-name=*", "--no-startup-delay", "--no-reload", "-v0"],
        "scheduler": [*manage, "scheduler"],
    }
