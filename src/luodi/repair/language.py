"""How likely one character is after another, in this document and in Chinese at large.

Only to choose between readings of damaged bytes: the document's own sound parts speak first, then
the words of pypinyin's phrase dictionary and of jieba's word list, then how common a character is by its
place in GB 2312.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import pairwise
from math import log

import rjieba

from luodi.repair.chinese import is_hanzi, is_simplified_only, is_traditional_only, simplify_char
from luodi.repair.gbk import FULL_WIDTH

_PUNCTUATION = "。，、；：？！“”‘’《》〈〉（）〔〕【】—…·,.:;()!%-"
_WRONG_SCRIPT = -9.0
_STOPS = frozenset("。，、；：！？")
_STOP_AFTER_STOP = -5.0
# What a two-character word of jieba's counts, beside the phrase dictionary's 4; by trial on damaged texts.
_WORD = 12.0
# What stands after a punctuation mark, where a short document has not shown it yet (shares, by eye).
_AFTER: dict[str, dict[str, float]] = {
    "。": {"”": 0.15, "\n": 0.25, "“": 0.04, "《": 0.02, "（": 0.02},
    "！": {"”": 0.4, "\n": 0.2},
    "？": {"”": 0.4, "\n": 0.2},
    "：": {"“": 0.4, "\n": 0.1},
    "；": {"\n": 0.2},
    "，": {"“": 0.04, "《": 0.02},
    "”": {"，": 0.2, "。": 0.1, "、": 0.1, "的": 0.1, "\n": 0.1, "“": 0.05},
    "》": {"，": 0.1, "。": 0.1, "、": 0.1, "的": 0.1, "（": 0.1, "《": 0.05, "等": 0.05},
}


@lru_cache(maxsize=1)
def _lexicon() -> tuple[Counter[str], Counter[str]]:
    """Counts of characters and of neighbouring pairs in the words of the phrase dictionary."""
    from pypinyin.phrases_dict import phrases_dict  # large; only damaged pages need it

    single: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for word in phrases_dict:
        # Idioms of four are many and rare; a two-character word is what running text is made of.
        weight = 4 if len(word) == 2 else 2 if len(word) == 3 else 1
        for char in word:
            single[char] += weight
        for left, right in pairwise(word):
            pairs[left + right] += weight
    return single, pairs


@lru_cache(maxsize=1)
def _word_list() -> rjieba.Jieba:
    return rjieba.Jieba()


def is_word(text: str) -> bool:
    """Whether the phrase dictionary has it; it lacks many common words."""
    from pypinyin.phrases_dict import phrases_dict

    return text in phrases_dict


def is_pair(text: str) -> bool:
    """Whether two characters stand side by side in some word of the dictionaries."""
    return text in _lexicon()[1] or _word_list().has_word(text)


@lru_cache(maxsize=1 << 16)
def _commonness(char: str) -> float:
    """A floor for a character no count knows: GB 2312 puts the 3,755 common hanzi first."""
    if char in _PUNCTUATION or char == "\n":
        return 40.0
    if char < "\x80":
        return 20.0 if char.isdigit() or char == " " else 5.0 if char.isalpha() else 3.0
    if not is_hanzi(char):
        return 0.3
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 0.02
    return 1.0 if lead < 0xD8 else 0.1


class Language:
    """Scores characters, given in simplified form, by the one before."""

    def __init__(
        self,
        sound_text: str,
        *,
        is_traditional: bool = True,
        judges_itself: bool = False,
        knows_words: bool = True,
    ) -> None:
        """sound_text: the parts of the document that no damage has reached, in simplified characters.

        is_traditional: whether what is scored is from a page in traditional characters. judges_itself:
        whether what is scored is part of the text too; then no pair is a witness for itself. knows_words:
        whether jieba's words count; where the document alone is to settle something, they do not.
        """
        lexicon, _ = _lexicon()
        self._knows_words = knows_words
        self._is_wrong_script = is_simplified_only if is_traditional else is_traditional_only
        self._pairs = Counter(left + right for left, right in pairwise(sound_text))
        if judges_itself:
            self._pairs = Counter({pair: count - 1 for pair, count in self._pairs.items() if count > 1})
            self._before: Counter[str] = Counter()
            for pair, count in self._pairs.items():
                self._before[pair[0]] += count
        else:
            self._before = Counter(sound_text)
        self._followers = Counter(pair[0] for pair in self._pairs)
        # In how many contexts a character occurs says more of a new context than how often it occurs.
        self._contexts = Counter(pair[1] for pair in self._pairs)
        self._total = 3.0 * len(self._pairs) + 0.05 * lexicon.total() + 5000.0
        self._cache: dict[tuple[str, str], float] = {}

    def score(self, before: str, char: str) -> float:
        """Natural logarithm of the chance of ``char``, as a site wrote it, after ``before``.

        before: the previous character in simplified form, or "" where there is none.
        """
        key = (before, char)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._score(before, char)
        return found

    def _score(self, before: str, char: str) -> float:
        lexicon, words = _lexicon()
        simple = simplify_char(char)
        single = (3.0 * self._contexts[simple] + 0.05 * lexicon[simple] + _commonness(simple)) / self._total
        chance = single
        if before:
            # Witten and Bell: what follows a character with few different followers is seldom new.
            pair = before + simple
            weight: float = words[pair]
            if self._knows_words and _word_list().has_word(pair):
                weight += _WORD
            chance = 0.7 * single + 0.3 * weight / (lexicon[before] + 20.0)
            mark, next_mark = FULL_WIDTH.get(before, before), FULL_WIDTH.get(simple, simple)
            chance += 0.5 * _AFTER.get(mark, {}).get(next_mark, 0.0)
            seen, kinds = self._before[before], self._followers[before] + 1
            chance = (self._pairs[pair] + kinds * chance) / (seen + kinds)
        score = log(chance)
        if before and FULL_WIDTH.get(before, before) in _STOPS and FULL_WIDTH.get(simple, simple) in _STOPS:
            # Unless the page does it: some sites put a comma before each stop.
            score += 0.0 if self._pairs[before + simple] else _STOP_AFTER_STOP
        if self._is_wrong_script(char):
            score += _WRONG_SCRIPT
        return score
