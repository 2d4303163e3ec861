"""A decision model and a field of one unit, with the key of ``other_units``."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from luodi.dmn.cases import Case, CaseFile
from luodi.dmn.write_cases import write_cases
from luodi_web.decisions.domain.content import digest_of
from luodi_web.decisions.enums import ModelState, SaveSource
from luodi_web.decisions.models import DecisionModel, ModelVersion, PendingSave, SavedCase
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import Field
from luodi_web.people.models import Unit, User
from tests.web.decisions.making import incoming


def models_of(unit: Unit, user: User, key: int, *, published: bool) -> None:
    """published: whether the model is released; else it is a draft that the person has not written in."""
    Field.objects.create(pk=key, name="研发费用", type=FieldType.NUMBER, owner=unit)
    DecisionModel.objects.create(pk=key, name="研发补助", owner=unit, created_by=user)
    xml = incoming().xml or ""
    version = ModelVersion.objects.create(
        pk=key,
        model_id=key,
        number=1,
        xml=xml,
        digest=digest_of(xml),
        state=ModelState.RELEASED if published else ModelState.DRAFT,
        effective_from=date(2026, 1, 1),
        created_by=user,
    )
    case = write_cases(CaseFile(cases=(Case(id="one"),))).decode()
    SavedCase.objects.create(pk=key, version=version, name="示例", xml=case, created_by=user)
    PendingSave.objects.create(
        version=version,
        user=user,
        xml=xml,
        revision=0,
        source=SaveSource.DMN,
        created_at=timezone.now(),
    )
