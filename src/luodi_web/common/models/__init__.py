from luodi_web.common.models.days import Holiday
from luodi_web.common.models.files import StoredFile
from luodi_web.common.models.schedule import ScheduledRun

__all__ = ["Holiday", "ScheduledRun", "StoredFile"]
