"""The register of one size in this process's database, opened as it is told on stdin.

Run by ``bench.supervision`` with a database and a data folder of its own.
"""

from __future__ import annotations

import json
import sys
import time

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


def serve(size: int) -> None:
    """Fill the database, then answer each line of stdin, an act, with the seconds it took."""
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
    fill(size, PERIODS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print("bench:", json.dumps(list(ACTS)), flush=True)
    for line in sys.stdin:
        url = f"/board/?{ACTS[line.strip()]}"
        began = time.perf_counter()
        response = client.get(url)
        taken = time.perf_counter() - began
        if response.status_code != 200:
            raise RuntimeError(f"{url}: {response.status_code}")
        print("bench:", taken, flush=True)


if __name__ == "__main__":
    import django

    django.setup()
    serve(int(sys.argv[1]))
