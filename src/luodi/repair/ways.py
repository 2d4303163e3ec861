"""Ways a page can have come about, as the search in ``realign`` follows them."""

from __future__ import annotations

from dataclasses import dataclass

from luodi.repair.scan import Scan

_OPENING = {"“": 1, "《": 2, "〔": 4}
_CLOSING = {"”": 1, "》": 2, "〕": 4}
MARKS = frozenset((*_OPENING, *_CLOSING, "\n"))
_SURE = 4.0  # lead over the next best way, from which on a repair counts as certain

Key = tuple[int, int, bool, int, int, Scan, str, int]


@dataclass(slots=True)
class Way:
    """One way the page can have come about, up to one of its characters.

    y, z: the last two bytes of the text (0 before the first). pending: z is the lead byte of a
    character still to be finished. note: code of the pair annotated right here, else 0. owed: code of
    the pair that should be annotated right here, else 0. last: previous character, simplified.
    scan: where the sites' scan for ，！？； stands after z.
    open: the opening marks of the line that are not closed yet, as bits of ``_OPENING``.
    made: what the text gained on the step to here. gone: the character that most likely stood where
    the step left U+FFFD. rests: where the first character made rests on a byte that is in no place of the
    page, all it can be; None where its bytes are known. leads: where z is such a byte, all it can be.
    since: where text and page came in step again. lead: how far the next best way of the same end is
    behind.
    """

    at: int
    y: int
    z: int
    pending: bool
    note: int
    owed: int
    scan: Scan
    last: str
    open: int
    score: float
    lead: float = 1e9
    made: str = ""
    gone: str = ""
    rests: tuple[str, ...] | None = None
    leads: tuple[int, ...] = ()
    since: int = 0
    parent: Way | None = None

    @property
    def key(self) -> Key:
        return (self.y, self.z, self.pending, self.note, self.owed, self.scan, self.last, self.open)

    def to(self, at: int, cost: float = 0.0) -> Way:
        """A step on from here, nothing made yet."""
        return Way(
            at,
            self.y,
            self.z,
            self.pending,
            self.note,
            self.owed,
            self.scan,
            self.last,
            self.open,
            self.score + cost,
        )


@dataclass(frozen=True, slots=True)
class Guess:
    """A character that the search had to choose because one of its bytes is gone.

    index: its place in the stretch's text. at: the place of the page whose byte is gone. among: all it
    can be; empty where both bytes are gone.
    """

    index: int
    at: int
    among: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """``page[start:end]`` is ``text``; a stretch between two places where bytes and characters agree.

    is_note: it is an inserted reading and nothing else. gone: what most likely stood in place of the
    U+FFFD that ends ``text``, if there is one. guesses: in order.
    """

    start: int
    end: int
    text: str
    certain: bool
    is_note: bool
    gone: str = ""
    guesses: tuple[Guess, ...] = ()


def next_open(marks: int, char: str) -> int:
    """The open marks after ``char``, which is one of ``MARKS``; unchanged where it pairs with none."""
    if char == "\n":
        return 0
    bit, opens = _OPENING[char] if char in _OPENING else _CLOSING[char], char in _OPENING
    return marks | bit if opens else marks & ~bit


def better_way(known: Way | None, step: Way) -> Way:
    if known is None:
        return step
    best, other = (step, known) if step.score > known.score else (known, step)
    best.lead = min(best.lead, best.score - other.score)
    return best


def stretches_of(end: Way) -> list[Stretch]:
    """The way from its end back to its beginning, cut where page and text agree."""
    out: list[Stretch] = []
    steps: list[Way] = []  # of the stretch, last first
    way: Way | None = end
    while way is not None and way.parent is not None:
        steps.append(way)
        if not way.parent.pending:
            out.append(_stretch(steps[::-1]))
            steps.clear()
        way = way.parent
    return out[::-1]


def _stretch(steps: list[Way]) -> Stretch:
    first = steps[0].parent
    assert first is not None
    text, guesses, at = "", [], first.at
    for step in steps:
        if step.rests is not None:
            guesses.append(Guess(len(text), at, step.rests))
        text += step.made
        at = step.at
    return Stretch(
        first.at,
        at,
        text,
        min(step.lead for step in steps) >= _SURE,
        all(step.note and not step.made for step in steps),
        steps[-1].gone,
        tuple(guesses),
    )
