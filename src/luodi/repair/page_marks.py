"""What a page of the family shows as a whole: how its reader showed bytes, what its collector folded."""

from __future__ import annotations

import re

from luodi.repair.annotations import NOTE, SYLLABLE
from luodi.repair.gbk import HALF_WIDTH

# Most readers take the bracket away with the byte before it, some leave it.
HIDDEN_NOTE = re.compile(rf"({SYLLABLE}) ?\)")
BARED_NOTE = re.compile(rf"\(({SYLLABLE}) ?\)")
BARED = re.compile(rf"[?\ufffd]{BARED_NOTE.pattern}")
HIDDEN = re.compile(rf"[?\ufffd]{HIDDEN_NOTE.pattern}")
# Marks that are made half width together; a cut leaves any of ，！？； behind.
_MARKS_TOGETHER = ("，！？；", "（）", "：")
UNREADABLE = "?\ufffd"
# Rows of what GBK has no character for, mostly no-break spaces: a line's indent, a gap between columns.
# The ``?`` right after a cut ，！； is something else.
BLANKS = re.compile(
    r"(?<![^\n])[?\ufffd]{2,}|(?<=[!,;，！；][?\ufffd])[?\ufffd]{3,}|(?<![!,;，！；?\ufffd])[?\ufffd]{4,}"
)
# A cut leaves a ``?`` and the half of it that is ，！？； again.
CUT = re.compile(r"[?\ufffd][,!?;，！？；]")


def folded_marks(page: str) -> dict[str, str]:
    """The full-width marks that a collector has made half width on this page, with what they became.

    All of them, or only some; of what the page shows in neither form, as with the others.
    """
    shown = {full for full in HALF_WIDTH if full in page}
    if not shown:
        return dict(HALF_WIDTH)
    rest = NOTE.sub("", page)
    return {
        full: HALF_WIDTH[full]
        for group in _MARKS_TOGETHER
        if not shown & set(group) and any(HALF_WIDTH[full] in rest for full in group if full != "？")
        for full in group
    }
