"""The characters a page annotates with their reading: ``創(chuàng)新``.

Which characters a site annotates differs from site to site, but on one page it is all or nothing, so
the list is read from the page itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping

from luodi.repair.chinese import is_traditional_only, readings, simplify_char

# Vowels with tone marks, ü, and the script ɡ that some pinyin tables have.
SYLLABLE = "[a-zɡāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}"
NOTE = re.compile(rf"\(({SYLLABLE}) ?\)")
_ANNOTATED = re.compile(rf"([^\x00-\x7f])\(({SYLLABLE}) ?\)")
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


def plain_reading(note: str) -> str:
    return unicodedata.normalize("NFC", note).replace("ɡ", "g")


def is_reading(note: str, char: str) -> bool:
    """Whether ``note`` reads ``char`` or its simplified form."""
    return note in readings(char) or note in readings(simplify_char(char))


def find_annotated(page: str) -> Mapping[str, str]:
    """The characters the page annotates, each with the reading it is given there.

    Empty unless the page is of this family: a text that notes the reading of a rare name, or of a
    character in a simplified text, has nothing to repair.
    """
    noted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for found in _ANNOTATED.finditer(page):
        noted[found[1]][plain_reading(found[2])] += 1
    if not noted:
        return {}
    occurrences = Counter(page)
    annotated: dict[str, str] = {}
    always: list[str] = []
    for char, notes in noted.items():
        note, count = notes.most_common(1)[0]
        telling = is_traditional_only(char)
        if not (is_reading(note, char) or (count > 1 and telling)):
            continue
        all_of_it = count >= _ALL * occurrences[char]
        # On a page of the family, a reading after a traditional character is never the author's. One
        # bare occurrence is bytes out of step; a character of both scripts must be annotated throughout.
        if telling or (all_of_it and count > 1):
            annotated[char] = note
        if telling and all_of_it:
            always.append(char)
    return annotated if len(always) >= _LEAST_TYPES or not _FAMILIAR.isdisjoint(always) else {}
