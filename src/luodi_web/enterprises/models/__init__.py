from luodi_web.enterprises.models.details import DetailRow
from luodi_web.enterprises.models.enterprises import Enterprise, ProfileValue
from luodi_web.enterprises.models.imports import ProfileImport
from luodi_web.enterprises.models.snapshots import Snapshot, SnapshotList, SnapshotUpload

__all__ = [
    "DetailRow",
    "Enterprise",
    "ProfileImport",
    "ProfileValue",
    "Snapshot",
    "SnapshotList",
    "SnapshotUpload",
]
