from luodi_web.policies.models.examples import Example
from luodi_web.policies.models.facts import Fact, FactStep
from luodi_web.policies.models.policies import Package, Policy, PolicyVersion
from luodi_web.policies.models.provisions import Provision
from luodi_web.policies.models.repairs import LostCharacter, RepairEdit, ReviewStep
from luodi_web.policies.models.uploads import PendingUpload

__all__ = [
    "Example",
    "Fact",
    "FactStep",
    "LostCharacter",
    "Package",
    "PendingUpload",
    "Policy",
    "PolicyVersion",
    "Provision",
    "RepairEdit",
    "ReviewStep",
]
