"""The figures of GB/T 9704-2012, in millimetres and points.

Clauses in brackets are those of the standard. A printer's 3号 is 15.75 pt: 28 of them are 155.6 mm, and 21
pitches of one character and 7/8 plus one character are 224.3 mm, which is the type area (5.2.1). A word
processor's 三号 is 16 pt and needs a grid that takes the difference back.
"""

from __future__ import annotations

from dataclasses import dataclass

from luodi.gazette.model import Head, Kind

PT_PER_MM = 72 / 25.4
TWIPS_PER_MM = 1440 / 25.4

PAGE_WIDTH_MM = 210  # 5.1
PAGE_HEIGHT_MM = 297
AREA_WIDTH_MM = 156  # 5.2.1
AREA_HEIGHT_MM = 225
TOP_MM = 37
LEFT_MM = 28
RIGHT_MM = PAGE_WIDTH_MM - LEFT_MM - AREA_WIDTH_MM
BOTTOM_MM = PAGE_HEIGHT_MM - TOP_MM - AREA_HEIGHT_MM

LINES = 22  # 5.2.3
CHARACTERS = 28

# What a printer calls 3号, and the distance between lines of it (3.3: a character and 7/8 of one).
BODY_PT = 15.75
PITCH_PT = BODY_PT * 15 / 8
# What is left of 156 mm after 28 characters, shared out between them; a hair less, so that 28 always fit.
TRACKING_PT = 0.04

# Word's sizes in points, and its grid: twips between lines, 1/4096 pt added to each character.
WORD_BODY_PT = 16
WORD_TITLE_PT = 22
WORD_SMALL_PT = 14
WORD_LINE_PITCH = 579
WORD_CHAR_SPACE = -848
# Twips added to each 16 pt character, to come down to a printer's 3号. That would be -5, but LibreOffice
# lets a line of this grid have 440 pt, not 442, and breaks it after 27 characters then.
WORD_TRACKING = -6

TITLE_PT = 22  # 2号 (7.3.1)
SMALL_PT = 14  # 4号: page number, edition record (7.4, 7.5)

HEAD_TOP_MM = 35  # from the area's top edge to the organ's mark (7.2.4)
RULE_BELOW_NUMBER_MM = 4  # 7.2.7
PAGE_NUMBER_BELOW_MM = 7  # 7.5

HEAD_RULE_MM = 0.5  # The standard leaves it open; thicker than the edition record's.

LETTER_HEAD_TOP_MM = 30  # from the page's top edge (10.1)
LETTER_RULE_BELOW_MM = 4
LETTER_RULE_WIDTH_MM = 170
LETTER_RULE_BOTTOM_MM = 20  # from the page's bottom edge

IMPRINT_THICK_MM = 0.35  # 7.4.1
IMPRINT_THIN_MM = 0.25

RED = "FF0000"

# The size of a mark is open (7.2.4: 醒目、美观、庄重): as large as the width allows, and no larger than
# these.
_LARGEST_MARK_PT = {
    Kind.DOCUMENT: 62.0,
    Kind.LETTER: 48.0,
    Kind.BULLETIN: 62.0,
    Kind.BRIEF: 32.0,
    Kind.MINUTES: 62.0,
}
_LARGEST_JOINT_MARK_PT = 40.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Size of the red mark, and the room between its characters where there are few."""

    size_pt: float
    gap_pt: float = 0.0


def mark_of(head: Head, kind: Kind) -> Mark:
    """The mark that stands in one line of the area; several organs take a line each, 文件 beside them."""
    room = AREA_WIDTH_MM * PT_PER_MM
    if kind in (Kind.BULLETIN, Kind.BRIEF, Kind.MINUTES):
        characters = max(1, len(head.name))
        size = _fitting(room, characters, _LARGEST_MARK_PT[kind])
        return Mark(size, min(size, (room - size * characters) / characters / 2))
    longest = max((len(organ) for organ in head.organs), default=1)
    if len(head.organs) > 1:
        # 0.3: between the names and 文件.
        return Mark(_fitting(room, longest + len(head.suffix) + 0.3, _LARGEST_JOINT_MARK_PT))
    return Mark(_fitting(room, longest + len(head.suffix), _LARGEST_MARK_PT[kind]))


def _fitting(room_pt: float, characters: float, largest_pt: float) -> float:
    return min(largest_pt, int(room_pt / max(1, characters) * 10) / 10)
