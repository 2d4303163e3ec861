"""Full-text search over what the data apps register: one index on each node, a cache of the database.

    register(Kind("tasks", _("任务"), entries=..., visible=..., tokens=..., follows={...}))

A kind says what its rows hold, who may see them and which records move them. ``index`` writes and asks the
index; what it answers is a list of keys, and only what ``visible`` then finds in the database is shown or
counted: an index that is behind can hide a row for a moment, never give one away.
"""

from luodi_web.common.search.kinds import KINDS, Entry, Kind, register
from luodi_web.common.search.snippets import Part, snippet

__all__ = ["KINDS", "Entry", "Kind", "Part", "register", "snippet"]
