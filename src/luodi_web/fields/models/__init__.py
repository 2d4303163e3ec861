"""Models of the fields app."""

from luodi_web.fields.models.fields import Field, FieldName

__all__ = ["Field", "FieldName"]
