from luodi_web.enterprises.models.details import DetailRow
from luodi_web.enterprises.models.enterprises import Enterprise, ProfileValue
from luodi_web.enterprises.models.imports import ProfileImport
from luodi_web.enterprises.models.snapshots import Snapshot, SnapshotList, SnapshotPlace, SnapshotUpload

__all__ = [
    "DetailRow",
    "Enterprise",
    "ProfileImport",
    "ProfileValue",
    "Snapshot",
    "SnapshotList",
    "SnapshotPlace",
    "SnapshotUpload",
]
