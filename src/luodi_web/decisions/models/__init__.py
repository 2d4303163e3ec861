from luodi_web.decisions.models.cases import SavedCase
from luodi_web.decisions.models.models import DecisionModel, ModelProvision
from luodi_web.decisions.models.versions import ModelVersion, PendingSave

__all__ = ["DecisionModel", "ModelProvision", "ModelVersion", "PendingSave", "SavedCase"]
