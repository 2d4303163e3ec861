"""Models of the fields app."""

from luodi_web.fields.models.fields import Field, FieldName
from luodi_web.fields.models.lists import DetailColumn, DetailColumnName, DetailList, DetailName

__all__ = ["DetailColumn", "DetailColumnName", "DetailList", "DetailName", "Field", "FieldName"]
