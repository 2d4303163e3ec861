"""The register at two sizes in this process's database: seconds of each way of opening it, as JSON.

Run by ``bench.supervision`` with a database and a data folder of its own.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable

ROUNDS = 15
PERIODS = 24
# What is measured, by the address of the register.
ACTS = {
    "open": "",
    "sort by deadline": "sort=deadline",
    "sort by deadline, last first": "sort=-deadline",
    "sort by completion": "sort=-percent",
    "sort by unit": "sort=unit",
    "filter by light": "light=red",
    "filter by state and role": "state=sent&role=joint",
    "filter by city": "city=420500",
    "filter by deadline": "deadline_from=2026-12-01&deadline_to=2026-12-15",
    "page 20": "page=20",
    "cards": "view=cards",
    "gantt": "view=gantt",
    # Of these two the cost grows with the rows, and is printed to be seen.
    "search for a word": "q=揭榜挂帅",
    "figures by light": "part=figures",
}
GROWING = ("search for a word", "figures by light")


def quickest_s(act: Callable[[], object]) -> float:
    """The quickest of ROUNDS calls after two that warm up: what the work costs when nothing else runs."""
    for _warm in range(2):
        act()
    taken = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return min(taken)


def measure(sizes: list[int]) -> dict[str, dict[str, float]]:
    """Seconds by size and act."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from bench.supervision.data import fill
    from luodi_web.people.domain.reference import SCIENCE_DEPARTMENT
    from luodi_web.people.enums import Role
    from luodi_web.people.models import Unit
    from tests.web.factories import make_user, signed_in

    call_command("setup", verbosity=0)
    office = make_user("office", Role.INNOVATION_OFFICE, Unit.objects.get(name=SCIENCE_DEPARTMENT))
    client = signed_in(Client(), office)
    results = {}
    for size in sizes:
        fill(size, PERIODS)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        results[str(size)] = {
            name: quickest_s(lambda query=query: _get(client, query)) for name, query in ACTS.items()
        }
    return results


def _get(client, query: str) -> None:
    response = client.get(f"/board/?{query}")
    if response.status_code != 200:
        raise RuntimeError(f"/board/?{query}: {response.status_code}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.supervision.settings")
    import django

    django.setup()
    json.dump(measure([int(size) for size in sys.argv[1:]]), sys.stdout)
