"""One office with its browser: opens the form of a report, fills it in, sends it."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode

LIMIT_S = 90.0


@dataclass(frozen=True)
class Answer:
    """How one report went. text: the words sent. error: empty when it arrived."""

    text: str
    form_s: float
    send_s: float
    error: str

    @property
    def is_good(self) -> bool:
        return not self.error


@dataclass
class Office:
    """cookies: of a session that has been signed in. assignments: one for each round."""

    port: int
    name: str
    cookies: dict[str, str]
    assignments: list[int]
    period: str
    _token: dict[str, str] = field(default_factory=dict)

    def open(self, number: int) -> str:
        """The form's page; its fields are kept for sending."""
        response, page = self._request("GET", self._url(number))
        if response.status != 200:
            raise HTTPException(f"{response.status} for the form")
        self._token = {
            name: found.group(1)
            for name in ("csrfmiddlewaretoken", "opened")
            if (found := re.search(rf'id="report-form".*?name="{name}" value="([^"]+)"', page, re.DOTALL))
        }
        return page

    def report(self, number: int) -> Answer:
        """Open the form and send it; a fault becomes the answer's error, never an exception."""
        text = f"{self.name}第{number + 1}轮：按计划推进。"
        form_s = send_s = 0.0
        began = time.monotonic()
        try:
            self.open(number)
            form_s = time.monotonic() - began
            values = {**self._token, "percent": "60", "text": text, "problem": "", "next_step": "继续推进。"}
            began = time.monotonic()
            response, _page = self._request("POST", self._url(number), urlencode(values))
            send_s = time.monotonic() - began
            sent = response.status == 302 and "sent=" in (response.getheader("Location") or "")
            error = "" if sent else f"{response.status} {response.getheader('Location') or ''}"
        except (OSError, HTTPException) as fault:
            send_s = time.monotonic() - began
            error = f"{type(fault).__name__}: {fault}"
        return Answer(text, form_s, send_s, error)

    def _url(self, number: int) -> str:
        return f"/assignments/{self.assignments[number]}/report/{self.period}/"

    def _request(self, method: str, url: str, body: str | None = None) -> tuple[HTTPResponse, str]:
        connection = HTTPConnection("localhost", self.port, timeout=LIMIT_S)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                headers["Referer"] = f"http://localhost:{self.port}{url}"
            connection.request(method, url, body.encode() if body is not None else None, headers)
            response = connection.getresponse()
            page = response.read().decode()
            for name, value in re.findall(
                r"^([\w-]+)=([^;]+)", "\n".join(response.msg.get_all("Set-Cookie", []))
            ):
                self.cookies[name] = value
            return response, page
        finally:
            connection.close()
