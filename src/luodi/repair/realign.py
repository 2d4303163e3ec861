"""Finds the characters behind a stretch of page whose bytes are out of step with them.

A site replaced byte pairs without looking at character borders, so a pair made of one character's
trail byte and the next one's lead byte was hit too; what was inserted between them made the reader
swallow bytes (each time as one ``?``) and pair up the rest wrongly. The page is therefore read as the
result of known steps on an unknown text: going over it from the ``?`` on, every way its bytes can have
come about is followed, a way that contradicts the steps is dropped, and the way whose text is most
likely Chinese is taken. Ways meet again when bytes and characters are back in step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from luodi.repair.annotations import NOTE, SYLLABLE, Annotated, is_reading, plain_reading
from luodi.repair.candidates import SWALLOWED
from luodi.repair.charsets import is_common, is_usual
from luodi.repair.chinese import is_simplified_only, is_traditional_only, simplify_char
from luodi.repair.gbk import (
    CUT_TRAILS,
    FOLDED_LEAD,
    HALF_WIDTH,
    LEADS,
    page_bytes,
    unassigned_pairs,
    written_char,
)
from luodi.repair.language import Language
from luodi.repair.model import REPLACEMENT_CHARACTER
from luodi.repair.page_marks import (
    BARED,
    BARED_NOTE,
    BLANKS,
    CUT,
    HIDDEN,
    HIDDEN_NOTE,
    UNREADABLE,
    folded_marks,
)
from luodi.repair.scan import Scan, next_scan, scan_before
from luodi.repair.ways import MARKS, Key, Stretch, Way, better_way, next_open, stretches_of

# Costs in natural logarithms of chance, beside the language's own.
_STAYS = -9.0  # in place of a language score: a question mark, or a character that GBK lacks
_STAYS_BEFORE_STOP = -4.0
_CUT = -2.0
_UNEXPECTED_CUT = -18.0  # the sites' scan would not have found ，！？； here
_MISSING_CUT = -12.0  # and here it would
_NEW_ANNOTATION = -4.0  # a character annotated here that the page shows nowhere else
_NEW_PLAIN_ANNOTATION = -6.0
_NEW_RARE_ANNOTATION = -9.0  # of a character that both scripts have and few texts do: 圳, 淄
_SWALLOWED = -2.0  # a half-width character of the text is gone
_UNASSIGNED = -6.0
_MISSING_NOTE = -8.0  # a byte pair the page annotates, but not here
_OUT_OF_GBK = -6.0
_UNPAIRED = -6.0  # opens what is open, closes what is not


_BEAM = 32
_BEHIND = 20.0  # a way this far behind the best is given up
_UNKNOWN = 32  # values tried for a byte nothing is known of, best first
_CHOICES = 16  # of them kept
# Steps for one page; a real one takes about one for each of its characters. What is made up to take
# more is left as it is from there on.
_LEAST_WORK, _WORK_PER_CHARACTER = 400_000, 2
# Characters in step after which it no longer matters which quotation mark a lost byte belonged to.
_PATIENCE = 40
_LONGEST = 600  # page characters after which the best way is taken as it is


class Realigner:
    """Reads damaged stretches of one page.

    annotated: characters the page annotates, with their readings. language: scores of its text.
    steps_over: whether the site's scan for ，！？； takes common hanzi as wholes.
    """

    def __init__(
        self, page: str, annotated: Annotated, language: Language, *, steps_over: bool = True
    ) -> None:
        self._page = page
        self._language = language
        self._steps_over = steps_over
        self._open_at, self._open = 0, 0
        self._unknown: dict[tuple[str, int], list[int]] = {}
        self._rests: dict[tuple[int, bool, int, Scan, int | None], tuple[str, ...]] = {}
        self.score = 0.0  # of all that was read; tells which rule fits the page
        self._half_width = folded_marks(page)
        self._full_width = {half: full for full, half in self._half_width.items()}
        self._steps_left = _LEAST_WORK + _WORK_PER_CHARACTER * len(page)
        self._blanks = {at for row in BLANKS.finditer(page) for at in range(*row.span())}
        self._swallows = len(HIDDEN.findall(page)) >= len(BARED.findall(page))
        self._hidden_note = HIDDEN_NOTE if self._swallows else BARED_NOTE
        self._annotates_plain = annotated.plain
        self._cuts = CUT.search(page) is not None
        self._annotated = {
            int.from_bytes(data): reading
            for char, reading in annotated.readings.items()
            if (data := page_bytes(char)) is not None and len(data) == 2
        }

    def read_from(self, start: int) -> list[Stretch]:
        """The stretches from an unreadable character to where text and page agree again.

        start: offset of a ``?`` that follows text in step with its bytes. The result covers the page
        without gaps; it is empty if no way leads on.
        """
        agenda: dict[int, dict[Key, Way]] = {}
        first = self._begin(start)
        agenda[start] = {first.key: first}
        best: Way | None = None
        while agenda and self._steps_left > 0:
            at = min(agenda)
            ways = self._keep(agenda.pop(at))
            top = ways[0]
            if top.at >= len(self._page) or at - start > _LONGEST:
                best = next((way for way in ways if not way.pending), None)
                break
            if at > start and not agenda and not self._goes_on(at) and _agree(ways, at):
                best = top
                break
            for way in ways:
                for step in self._steps(way):
                    step.parent = way
                    step.since = step.at if step.pending or self._page[at] in UNREADABLE else way.since
                    known = agenda.setdefault(step.at, {}).get(step.key)
                    agenda[step.at][step.key] = better_way(known, step)
        if best is None:
            return []
        self.score += best.score
        self._open_at, self._open = best.at, best.open
        return stretches_of(best)

    def _open_marks(self, start: int) -> int:
        """What is still open of the line before ``start``; the places asked for must ascend."""
        marks = self._open
        for char in self._page[self._open_at : start]:
            if char in MARKS:
                marks = next_open(marks, char)
        self._open_at, self._open = start, marks
        return marks

    def _goes_on(self, at: int) -> bool:
        """Whether what stands here belongs to the damage before it."""
        return self._page[at] in UNREADABLE or NOTE.match(self._page, at) is not None

    def _begin(self, start: int) -> Way:
        """The way at a place where text and page agree: the bytes before it are known."""
        note = 0
        before = start
        found = re.search(rf"[^\x00-\x7f]\({SYLLABLE} ?\)\Z", self._page[max(0, start - 12) : start])
        if found and (code := _code(found[0][0])) in self._annotated:
            note = code
            before = start - len(found[0]) + 1
        char = self._page[before - 1] if before else ""
        data = (page_bytes(char) if char else None) or b""
        y, z = (0, 0, *data)[-2:]
        scan = Scan.FREE if note else scan_before(self._page, start)
        return Way(
            start,
            y,
            z,
            False,
            note,
            0,
            scan,
            simplify_char(char) if char else "",
            self._open_marks(start),
            0.0,
        )

    @staticmethod
    def _keep(ways: Mapping[Key, Way]) -> list[Way]:
        """The ways worth following, best first."""
        ordered = sorted(ways.values(), key=lambda way: -way.score)[:_BEAM]
        return [way for way in ordered if way.score >= ordered[0].score - _BEHIND]

    def _steps(self, way: Way) -> Iterator[Way]:
        char = self._page[way.at]
        if char in UNREADABLE:
            yield from self._unreadable(way)
            return
        if char == "(" and (found := NOTE.match(self._page, way.at)):
            annotated = self._annotate(way, found[1], found.end())
            if annotated:
                yield annotated
        step = self._show(way, char)
        if step:
            yield step

    def _show(self, way: Way, char: str) -> Way | None:
        """The page shows ``char``: its bytes were there."""
        # In step, full width or half before the folding makes no difference to the text.
        data = page_bytes(self._full_width.get(char, char))
        if data is not None:
            return self._feed(way, data, way.at + 1)
        if way.pending:
            return None
        return self._emit(self._stride(way, way.at + 1), char, _OUT_OF_GBK)

    @staticmethod
    def _stride(way: Way, at: int) -> Way:
        """A step to ``at`` after which the bytes before are unknown."""
        score = way.score + (_MISSING_NOTE if way.owed else 0.0)
        return Way(at, 0, 0, False, 0, 0, Scan.FREE, way.last, way.open, score)

    def _feed(self, way: Way, data: bytes, at: int, cost: float = 0.0, *, marked: bool = False) -> Way | None:
        """The text's next bytes are ``data``; None if no text has them here.

        marked: the site's mark stood between the first and the second byte.
        """
        self._steps_left -= 1
        step = way.to(at, cost)
        cut = False
        for index, byte in enumerate(data):
            if step.owed:
                step.score += _MISSING_NOTE
            code = step.z << 8 | byte
            if step.pending:
                char = written_char(code) if byte >= 0x40 else None
                if char is None:
                    return None
                step.pending = False
                if index == 0 and way.leads:
                    step.rests = self._possible(lead << 8 | byte for lead in way.leads)
                self._emit(step, self._half_width.get(char, char))
            elif byte < 0x80:
                self._emit(step, chr(byte))
            elif byte in LEADS:
                step.pending = True
            else:
                return None
            # A note after the previous pair, put there first, kept this pair from being found.
            hidden = 0 < step.note < code
            step.owed = code if code in self._annotated and not hidden else 0
            step.y, step.z, step.note = step.z, byte, 0
            step.scan, found = next_scan(step.scan, byte, steps_over=self._steps_over)
            cut = cut or found
            if found and index == 0 and self._cuts:
                step.score += _MISSING_CUT  # its first byte went into the character shown before
        if marked and not cut:
            step.score += _UNEXPECTED_CUT
        return step

    def _emit(self, step: Way, char: str, cost: float = 0.0) -> Way:
        step.score += self._language.score(step.last, char) + cost
        if char in MARKS:
            after = next_open(step.open, char)
            if char != "\n" and after == step.open:
                step.score += _UNPAIRED
            step.open = after
        step.made += char
        step.last = simplify_char(char)
        return step

    def _annotate(self, way: Way, note: str, at: int) -> Way | None:
        """A note stands here; None if it is no reading of the two bytes before."""
        cost = self._note_cost(way.y << 8 | way.z, plain_reading(note))
        if cost is None or way.note:
            return None
        step = way.to(at, cost)
        step.note, step.owed, step.scan = way.y << 8 | way.z, 0, Scan.FREE
        return step

    def _note_cost(self, code: int, note: str) -> float | None:
        known = self._annotated.get(code)
        if known is not None:
            return 0.0 if known == note else None
        char = written_char(code)
        if char is None or not is_reading(note, char):
            return None
        if is_traditional_only(char):
            return _NEW_ANNOTATION
        if not self._annotates_plain or not is_usual(char):
            return None
        return _NEW_PLAIN_ANNOTATION if is_common(char) else _NEW_RARE_ANNOTATION

    def _unreadable(self, way: Way) -> Iterator[Way]:
        """All that a ``?`` can be here."""
        page, after = self._page, way.at + 1
        if not way.pending:
            stays = self._stride(way, after)
            stays.made, stays.last = page[way.at], ""
            if way.at not in self._blanks:
                stays.score += _STAYS + (_STAYS_BEFORE_STOP if page[after : after + 1] in CUT_TRAILS else 0.0)
            yield stays
        if found := self._hidden_note.match(page, after):
            yield from self._swallowed_bracket(way, plain_reading(found[1]), found.end())
        following = page[after : after + 1]
        trail = CUT_TRAILS.get(HALF_WIDTH.get(following, following))
        if trail is not None:
            cuts = (bytes((byte, FOLDED_LEAD, trail)) for byte in self._unknown_bytes(way))
            steps = _choose(self._feed(way, cut, after + 1, _CUT, marked=True) for cut in cuts)
            yield from self._guessed(way, steps, trail)
        if way.pending:
            yield from self._swallowed_character(way, after)
            by_lead = unassigned_pairs()
            pairs = [pair for byte in self._unknown_bytes(way) for pair in by_lead.get(byte, ())]
            leads = tuple({pair[1] for pair in pairs})
            for step in self._guessed(
                way, _choose(self._feed(way, pair, after, _UNASSIGNED) for pair in pairs)
            ):
                step.leads = leads
                yield step

    def _guessed(self, way: Way, steps: Iterable[Way], trail: int | None = None) -> Iterator[Way]:
        """The steps, told that the character they make first rests on a byte nothing is known of.

        trail: the second byte of the ，！？； that the site's scan found after it.
        """
        rests: tuple[str, ...] | None = None
        for step in steps:
            if rests is None:
                rests = self._consistent(way, trail)
            step.rests = rests
            yield step

    def _consistent(self, way: Way, trail: int | None) -> tuple[str, ...]:
        """What the character around the unknown byte that comes next can be."""
        if way.leads:
            return ()
        key = (way.z, way.pending, way.note, way.scan, trail)
        found = self._rests.get(key)
        if found is None:
            fitting = [byte for byte in LEADS if not self._shows_note(way, way.z << 8 | byte)]
            if trail is not None:
                after = (FOLDED_LEAD, trail)
                fitting = [byte for byte in fitting if self._scan_finds(way.scan, byte, *after)] or fitting
            codes = (way.z << 8 | byte if way.pending else byte << 8 | FOLDED_LEAD for byte in fitting)
            found = self._rests[key] = self._possible(codes)
        return found

    def _shows_note(self, way: Way, code: int) -> bool:
        """Whether a reading would follow the pair, which then is not what was here."""
        return code in self._annotated and not 0 < way.note < code

    def _scan_finds(self, scan: Scan, *data: int) -> bool:
        found = False
        for byte in data:
            scan, found = next_scan(scan, byte, steps_over=self._steps_over)
        return found

    def _possible(self, codes: Iterable[int]) -> tuple[str, ...]:
        """The characters of a traditional text that these pairs are, folded as the page is."""
        chars = (char for code in codes if (char := written_char(code)) and not is_simplified_only(char))
        return tuple(self._half_width.get(char, char) for char in chars)

    def _unknown_bytes(self, way: Way) -> list[int]:
        """The likeliest bytes where nothing is seen of a byte but that A3 or a swallowed one follows.

        Judged by the character that the byte ends, or that it begins and A3 ends.
        """
        key = (way.last, way.z if way.pending else 0)
        found = self._unknown.get(key)
        if found is None:
            codes = ((byte, way.z << 8 | byte if way.pending else byte << 8 | FOLDED_LEAD) for byte in LEADS)
            scored = (
                (self._language.score(way.last, char), byte)
                for byte, code in codes
                if (char := written_char(code))
            )
            found = self._unknown[key] = [byte for _, byte in sorted(scored, reverse=True)[:_UNKNOWN]]
        return found

    def _swallowed_character(self, way: Way, at: int) -> Iterator[Way]:
        """A trail byte and the half-width character after it, which is gone."""
        halves = list(
            self._guessed(
                way, _choose(self._feed(way, bytes((byte,)), at) for byte in self._unknown_bytes(way))
            )
        )
        if at == len(self._page) or not self._swallows:
            yield from halves
            return
        score = self._language.score
        likely = sorted(
            ((half.score + score(half.last, char), half, char) for half in halves for char in SWALLOWED),
            key=lambda item: -item[0],
        )
        for _, half, char in likely[:_CHOICES]:
            step = self._emit(self._stride(half, at), char, _SWALLOWED)
            step.z = ord(char)
            step.made, step.gone, step.rests = half.made + REPLACEMENT_CHARACTER, char, half.rests
            yield step

    def _swallowed_bracket(self, way: Way, note: str, at: int) -> Iterator[Way]:
        """A lead byte and the bracket of the note after it: the byte and z are what is annotated."""
        firsts = way.leads if way.pending and way.leads else (way.z,)
        costs = {
            code: cost
            for first in firsts
            for byte in LEADS
            if (cost := self._note_cost(code := first << 8 | byte, note)) is not None
        }
        # A reading that the page gives elsewhere speaks for the same character here.
        read = [code for code, cost in costs.items() if cost == 0.0] or list(costs)
        for code, cost in costs.items():
            step = self._feed(way, bytes((code & 0xFF,)), at, cost) if code >> 8 == way.z else None
            if step is None:
                continue
            step.note, step.owed, step.scan = code, 0, Scan.FREE
            if self._annotates_plain and len(costs) > len(read):
                step.lead = 0.0  # 季 is read like 技: lists of both scripts name either
            if way.pending:
                step.rests = self._possible(read) if len(read) > 1 else None
            elif len(read) > 1:
                step.leads = tuple(other & 0xFF for other in read)
            yield step


def _choose(steps: Iterable[Way | None]) -> list[Way]:
    return sorted((step for step in steps if step), key=lambda step: -step.score)[:_CHOICES]


def _agree(ways: Sequence[Way], at: int) -> bool:
    """Whether the ways are in step and differ, if at all, in a quotation mark a good while back."""
    top = ways[0]
    if top.pending or top.owed:
        return False
    return all(way.key[:-1] == top.key[:-1] for way in ways) and (
        len(ways) == 1 or at - top.since > _PATIENCE
    )


def _code(char: str) -> int:
    data = page_bytes(char)
    return int.from_bytes(data) if data is not None and len(data) == 2 else 0
