"""What the tests of the plan screens send and read."""

from __future__ import annotations

import json
import re

from django.test import Client
from django.urls import reverse

from luodi_web.supervision.models import Plan


def send(client: Client, view: str, plan: Plan, *args: int, revision: int | None = None, **data):
    plan.refresh_from_db()
    shown = plan.revision if revision is None else revision
    url = reverse(f"staff:{view}", args=[plan.pk, *args])
    return client.post(url, data, headers={"X-Plan-Revision": str(shown), "HX-Request": "true"})


def outline(plan: Plan) -> dict[str, list[str]]:
    return {s.name: [t.text for t in s.tasks.all()] for s in plan.workstreams.all()}


def said(response) -> str:
    return json.loads(response["HX-Trigger"])["ld-toast"]["text"]


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
