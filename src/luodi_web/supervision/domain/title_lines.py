"""An official document's title in lines: broken between words, of about the same length."""

from __future__ import annotations

import re
from math import ceil

import rjieba

# 2号 letters across the type area: 156 mm at 22 pt (GB/T 9704-2012 5.2.3).
LINE_CHARS = 20.0
# Brackets with no more than this in them are not broken.
SHORT_BRACKETS = 10.0
# What does not begin a line, and what does not end one.
_CLINGS_BACK = re.compile(r"[》”’）〕、，。：；！？的之等了]+|[年月日号期]|季度")
_CLINGS_ON = re.compile(r"[《“‘（〔第]+|[和与及]")
# 的通报, 的督办函: the kind of document stays with the word before it.
_KIND = re.compile(r"的[^的]{1,6}$")


def title_lines(title: str) -> str:
    """The title with line breaks where it is longer than a line; a word is cut only if it alone is longer."""
    pieces = _pieces(title)
    lines = ceil(_width(title) / LINE_CHARS)
    while lines > 1:
        broken = _broken(pieces, lines)
        if broken is not None:
            return "\n".join(broken)
        lines += 1
        if lines > len(pieces):
            return title
    return title


def _width(text: str) -> float:
    """In full-width characters."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _pieces(title: str) -> list[str]:
    """Words with the punctuation and particles that stay with them, and the ending that names the kind."""
    end = found.start() if (found := _KIND.search(title)) else len(title)
    pieces: list[str] = []
    held = ""
    for word in rjieba.cut(title[:end]):
        if _CLINGS_ON.fullmatch(word) or (_is_short(word) and not held):
            held += word
        elif pieces and not held and (_CLINGS_BACK.fullmatch(word) or _is_number(pieces[-1], word)):
            pieces[-1] += word
        else:
            pieces.append(held + word)
            held = ""
    pieces = _with_brackets(pieces)
    tail = held + title[end:]
    if pieces and tail:
        pieces[-1] += tail
    elif tail:
        pieces.append(tail)
    return pieces


def _with_brackets(pieces: list[str]) -> list[str]:
    """What stands in short brackets is one piece: （示例报道）, “1+4”."""
    kept: list[str] = []
    for piece in pieces:
        opened = next((at for at in range(len(kept) - 1, -1, -1) if _is_open(kept[at])), None)
        joined = "".join(kept[opened:]) + piece if opened is not None else ""
        if opened is not None and not _is_open(joined) and _width(joined) <= SHORT_BRACKETS:
            kept[opened:] = [joined]
        else:
            kept.append(piece)
    return kept


def _is_open(piece: str) -> bool:
    return any(piece.count(first) > piece.count(last) for first, last in ("（）", "“”", "《》", "〔〕"))


def _is_short(word: str) -> bool:
    """抓, 有: a verb of one character goes with what follows."""
    return len(word) == 1 and "一" <= word <= "鿿" and not _CLINGS_BACK.fullmatch(word)


def _is_number(before: str, word: str) -> bool:
    """2026年11月 and 1+4 are one word each."""
    return (word.isascii() and before[-1].isascii()) or (word[0].isdigit() and before[-1] in "年月第")


def _broken(pieces: list[str], lines: int) -> list[str] | None:
    """The pieces in so many lines, as even as can be; None where a line would be too long."""
    target = sum(map(_width, pieces)) / lines
    # best[count] for the pieces so far: raggedness and the lines themselves.
    best: list[dict[int, tuple[float, list[str]]]] = [{0: (0.0, [])}]
    for end in range(1, len(pieces) + 1):
        found: dict[int, tuple[float, list[str]]] = {}
        for start in range(end):
            line = "".join(pieces[start:end])
            if _width(line) > LINE_CHARS:
                continue
            for count, (cost, before) in best[start].items():
                total = cost + (_width(line) - target) ** 2
                if count < lines and (count + 1 not in found or total < found[count + 1][0]):
                    found[count + 1] = (total, [*before, line])
        best.append(found)
    return best[-1][lines][1] if lines in best[-1] else None
