"""The sample 目标台账: figures that documents and reports give, each with where it stands (targets.csv)."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from luodi_web.people.actor import Actor
from luodi_web.people.models import Region, Unit
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.targets import enter_value, save_indicator, set_target
from luodi_web.supervision.models import Indicator

FIGURES = Path(__file__).parent / "targets.csv"


def load_targets(package: Package, owner: Unit, *, by: Actor) -> int:
    """The indicators of the sample, their targets and values; their number. Repeating adds nothing.

    A place that the platform does not know is left out: its figures would count as the province's.
    """
    there = {row.name: row for row in Indicator.objects.filter(package=package)}
    with FIGURES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            region = Region.objects.filter(name=row["region"]).first() if row["region"] else None
            if row["region"] and region is None:
                continue
            if row["indicator"] not in there:
                there[row["indicator"]] = save_indicator(
                    None,
                    package=package,
                    name=row["indicator"],
                    unit=row["unit"],
                    measured_by=row["measured_by"],
                    source=row["source"],
                    owner=owner,
                    by=by,
                )
            indicator, year = there[row["indicator"]], int(row["year"])
            if row["target"]:
                set_target(indicator, year, region, op=row["op"], value=Decimal(row["target"]), by=by)
            # Loaded on an earlier day, a reading of a day to come is none yet.
            if row["value"] and date.fromisoformat(row["as_of"]) <= timezone.localdate():
                enter_value(
                    indicator,
                    year,
                    region,
                    value=Decimal(row["value"]),
                    source=row["value_source"],
                    as_of=date.fromisoformat(row["as_of"]),
                    by=by,
                )
    return len(there)
