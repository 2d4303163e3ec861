"""A crowd waits for its turn; nobody is refused for coming at the same moment."""

import threading
from unittest.mock import patch

from django.http import HttpResponse
from django.test import RequestFactory

from luodi_web.common import crowding


def test_a_crowd_is_let_in_by_turns():
    now, most, lock = 0, 0, threading.Lock()
    full = threading.Event()

    def slow(_request):
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
            if now == 3:
                full.set()
        full.wait(5)
        with lock:
            now -= 1
        return HttpResponse("ok")

    answers = []
    with patch.object(crowding, "AT_ONCE", 3):
        door = crowding.CrowdMiddleware(slow)
    threads = [
        threading.Thread(target=lambda: answers.append(door(RequestFactory().get("/")).status_code))
        for _number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert (answers, most) == ([200] * 12, 3)


def test_who_waited_too_long_is_told_so_and_a_fault_gives_the_place_back():
    def fault(_request):
        raise RuntimeError

    with patch.object(crowding, "AT_ONCE", 1), patch.object(crowding, "PATIENCE_S", 0.01):
        door = crowding.CrowdMiddleware(fault)
        for _number in range(2):
            try:
                door(RequestFactory().get("/"))
            except RuntimeError:
                continue
        door.places.acquire()
        refused = door(RequestFactory().get("/"))

    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    assert "请过一会儿再试" in refused.content.decode()
