from luodi_web.common.models.days import Holiday
from luodi_web.common.models.files import StoredFile
from luodi_web.common.models.numbering import NumberSequence
from luodi_web.common.models.schedule import ScheduledRun

__all__ = ["Holiday", "NumberSequence", "ScheduledRun", "StoredFile"]
