"""What the field dictionary knows of inputs by their names."""

from __future__ import annotations

from luodi_web.fields.domain.fields import fields_in_use


def units_by_name() -> dict[str, str]:
    """The units of measure of all fields in use, by name; "" for plain numbers."""
    return dict(fields_in_use().values_list("name", "measure"))
