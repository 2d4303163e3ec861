"""The characters a page annotates with their reading: ``創(chuàng)新``.

Which characters a site annotates differs from site to site, but on one page it is all or nothing, so
the list is read from the page itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from luodi.repair.charsets import is_common
from luodi.repair.chinese import is_traditional_only, readings, simplify_char

# Vowels with tone marks, ü, and the script ɡ that some pinyin tables have; some write capitals (not GDP).
_MARKED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ"
SYLLABLE = f"(?![A-Z]+[ )])[a-zA-Zɡ{_MARKED}{_MARKED.upper()}]{{1,6}}"
NOTE = re.compile(rf"\(({SYLLABLE}) ?\)")
NOTED = re.compile(rf"([^\x00-\x7f])\(({SYLLABLE}) ?\)")
# Seen on these sites again and again (two or more of 15 pages): common words of public texts, whose
# reading nobody would note. One of them, always annotated, is enough in a text that is traditional.
_FAMILIAR = frozenset(
    "內創務數業產發續術規領優區態現統習設責質側協復應戰權環經鎮關準當執導構機節細絡網聯調轉醫學費點強進"
    "據標礎農鄉監嚴堅貿隊驅團實驗個報勵項財補結認請計動對簡號級國穩護達長濟會場價評時見臺來萬開"
)
# Share of a character's occurrences that bear its reading. Below 1 because bytes out of step with
# their characters can show one by chance.
_ALL = 0.75
_LEAST_TYPES = 3
# So many characters of both scripts, each annotated more than once, show a site that annotates such.
_LEAST_PLAIN = 2
_FEW = 8  # so many are counted one by one


def plain_reading(note: str) -> str:
    """The reading as the tables have it; capitals without a tone mark are none: (A), (GDP)."""
    note = unicodedata.normalize("NFC", note).replace("ɡ", "g")
    return note if note.isascii() else note.lower()


def is_reading(note: str, char: str) -> bool:
    """Whether ``note`` reads ``char`` or its simplified form."""
    return note in readings(char) or note in readings(simplify_char(char))


@dataclass(frozen=True, slots=True)
class Annotated:
    """What a page annotates: each character with the reading it is given there.

    doubtful: those of which the author may have noted the reading. plain: whether the site annotates
    characters that both scripts have, as a few do.
    """

    readings: Mapping[str, str]
    doubtful: frozenset[str] = frozenset()
    plain: bool = False

    def __bool__(self) -> bool:
        return bool(self.readings)


def find_annotated(page: str) -> Annotated:
    """The characters the page annotates; none unless the page is of this family.

    A text that notes the reading of a rare name, or of a character in a simplified text, has nothing to
    repair.
    """
    noted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for found in NOTED.finditer(page):
        noted[found[1]][plain_reading(found[2])] += 1
    if not noted:
        return Annotated({})
    occurrences = {char: page.count(char) for char in noted} if len(noted) < _FEW else Counter(page)
    annotated: dict[str, str] = {}
    doubtful: set[str] = set()
    always: list[str] = []
    plain: dict[str, tuple[str, int]] = {}
    for char, notes in noted.items():
        note, count = notes.most_common(1)[0]
        telling = is_traditional_only(char)
        reads = is_reading(note, char)
        all_of_it = count >= _ALL * occurrences[char]
        # On a page of the family, a reading after a traditional character is never the author's. One
        # bare occurrence is bytes out of step; a character of both scripts must be annotated throughout.
        if telling and (reads or all_of_it):
            annotated[char] = note
            if not reads and count == 1:
                doubtful.add(char)
            if reads and all_of_it:
                always.append(char)
        elif reads and all_of_it:
            plain[char] = (note, count)
    repeated = sum(count > 1 for _, count in plain.values())
    annotates_plain = repeated >= _LEAST_PLAIN
    for char, (note, count) in plain.items():
        # The reading of a rare character may be the author's.
        if count > 1 or is_common(char) or annotates_plain:
            annotated[char] = note
            if count == 1 and not (annotates_plain and is_common(char)):
                doubtful.add(char)
    if len(always) < _LEAST_TYPES and _FAMILIAR.isdisjoint(always):
        # Too little to be sure: only common characters, whose reading nobody notes, and each for a person.
        few = {char: annotated[char] for char in always if is_common(simplify_char(char))}
        return Annotated(few, frozenset(few))
    return Annotated(annotated, frozenset(doubtful), annotates_plain)
