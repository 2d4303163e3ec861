"""Numbers by light above a list, each leading to its rows."""

from __future__ import annotations

from typing import Any

from luodi_web.common.tables import Table
from luodi_web.supervision.domain.boards import Lights


def light_tiles(table: Table, lights: Lights) -> list[dict[str, Any]]:
    """Of each light its number and the list's query for it; the list has a filter named light."""
    return [
        {
            "light": light.value,
            "label": light.label,
            "count": count,
            "query": table.query(light=light.value, page=None),
        }
        for light, count in lights.pairs
    ]
