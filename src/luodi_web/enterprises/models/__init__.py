from luodi_web.enterprises.models.enterprises import Enterprise, ProfileValue
from luodi_web.enterprises.models.imports import ProfileImport
from luodi_web.enterprises.models.snapshots import Snapshot

__all__ = ["Enterprise", "ProfileImport", "ProfileValue", "Snapshot"]
