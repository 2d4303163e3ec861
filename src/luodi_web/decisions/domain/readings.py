"""What was read otherwise than written in a file: shown until somebody has looked it over."""

from __future__ import annotations

from django.db import transaction

from luodi_web.decisions.domain.saving import locked_version
from luodi_web.decisions.domain.verdicts import can_edit
from luodi_web.decisions.enums import ModelVerb
from luodi_web.decisions.models import ModelVersion
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record


@transaction.atomic
def dismiss_readings(version: ModelVersion, *, by: Actor) -> ModelVersion:
    """The readings have been looked over and are not shown any more. The content stays as it is."""
    version = locked_version(version)
    can_edit(version).insist()
    if version.readings:
        record(by, ModelVerb.READ_OVER, version, after={"count": len(version.readings)})
        version.readings = []
        version.save(update_fields=["readings"])
    return version
