from luodi_web.common.models.days import Holiday
from luodi_web.common.models.files import StoredFile

__all__ = ["Holiday", "StoredFile"]
