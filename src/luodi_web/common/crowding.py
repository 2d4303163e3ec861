"""A crowd at the door: so many requests are answered at a time, the others wait for their turn."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

# Under ASGI every request runs in a thread with a database connection of its own, and PostgreSQL allows 100
# in all. 116 offices that report at the same moment must wait a second, not be refused one.
AT_ONCE = 24
PATIENCE_S = 60.0


class CrowdMiddleware:
    """Lets in AT_ONCE requests; who has waited PATIENCE_S is told to try again.

    It stands before all that reads the database, and behind static files. The body has been received by
    then: somebody's slow line keeps nobody else waiting.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.places = threading.BoundedSemaphore(AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.places.acquire(timeout=PATIENCE_S):
            words = _("现在使用的人太多，请过一会儿再试。您填写的内容还在上一页。")
            headers = {"Retry-After": "30", "Content-Type": "text/plain; charset=utf-8"}
            return HttpResponse(words, status=503, headers=headers)
        try:
            return self.get_response(request)
        finally:
            self.places.release()
