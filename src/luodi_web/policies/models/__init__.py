from luodi_web.policies.models.policies import Package, Policy, PolicyVersion
from luodi_web.policies.models.provisions import Provision
from luodi_web.policies.models.repairs import LostCharacter, RepairEdit

__all__ = ["LostCharacter", "Package", "Policy", "PolicyVersion", "Provision", "RepairEdit"]
