"""XPath's regular expressions, translated for the ``regex`` library.

XPath and Python differ where it is not seen at once: ``.`` leaves out a carriage return, ``$`` is the very
end, ``\\w`` is all but punctuation, separators and others, ``\\i`` and ``\\c`` are the characters of XML
names, ``[a-z-[aeiou]]`` subtracts. So a pattern is read character by character and written anew; what XPath
does not know is refused rather than given to Python, which might know it as something else.

Source: XPath and XQuery Functions 3.1, 5.6.1, on XML Schema part 2, appendix G.
"""

from __future__ import annotations

import re
from typing import Final

from luodi.evaluate.failures import Failure

_CATEGORY: Final = re.compile(r"L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?")
_BLOCK: Final = re.compile(r"Is[A-Za-z0-9-]+")
_QUANTITY: Final = re.compile(r"\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}")
_NAME_START: Final = (
    r":A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME: Final = _NAME_START + r"\-.0-9\u00B7\u0300-\u036F\u203F-\u2040"
_CLASSES: Final = {
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
    "i": f"[{_NAME_START}]",
    "I": f"[^{_NAME_START}]",
    "c": f"[{_NAME}]",
    "C": f"[^{_NAME}]",
}
_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t"}
_ESCAPABLE: Final = frozenset("\\|.-^?*+{}()[]$")
# Groups within groups; more is refused before the library's own recursion is.
_DEEPEST: Final = 100


def literal(char: str) -> str:
    """A character that stands for itself, in and out of brackets."""
    return char if char.isalnum() or ord(char) > 127 else f"\\x{ord(char):02x}"


def _without_space(pattern: str) -> str:
    """What the flag x does before anything else: white space goes, save in square brackets."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for char in pattern:
        if char in " \t\n\r" and not depth:
            continue
        kept.append(char)
        if not escaped:
            depth += (char == "[") - (char == "]" and depth > 0)
        escaped = char == "\\" and not escaped
    return "".join(kept)


class Translation:
    """One pattern on its way; ``text`` gives the result. A Failure names the character that is refused."""

    def __init__(self, pattern: str, flags: str) -> None:
        self._pattern = _without_space(pattern) if "x" in flags else pattern
        self._flags = flags
        self._at = 0
        self._groups = 0
        self._closed: set[int] = set()
        self._open: list[int] = []

    @property
    def text(self) -> str:
        out: list[str] = []
        while self._at < len(self._pattern):
            out.append(self._piece())
        if self._open:
            raise self._refused()
        return "".join(out)

    def _refused(self) -> Failure:
        near = self._pattern[self._at : self._at + 10] or self._pattern[-10:]
        return Failure("EVAL015", near=near, place=self._at + 1)

    def _take(self) -> str:
        if self._at >= len(self._pattern):
            raise self._refused()
        char = self._pattern[self._at]
        self._at += 1
        return char

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _piece(self) -> str:
        char = self._peek()
        if char in "()|":
            return self._structure()
        if char == "^":
            self._at += 1
            return r"(?:\A|(?<=\n)(?!\Z))" if "m" in self._flags else r"\A"
        if char == "$":
            self._at += 1
            return r"(?=\n|\Z)" if "m" in self._flags else r"\Z"
        return self._atom() + self._quantifier()

    def _structure(self) -> str:
        char = self._take()
        if char == "|":
            return char
        if char == "(":
            if len(self._open) >= _DEEPEST:
                raise self._refused()
            if self._peek() != "?":
                self._groups += 1
                self._open.append(self._groups)
                return char
            if not self._pattern.startswith("?:", self._at):
                raise self._refused()
            self._at += 2
            self._open.append(0)
            return "(?:"
        if not self._open:
            raise self._refused()
        self._closed.add(self._open.pop())
        return char + self._quantifier()

    def _atom(self) -> str:
        char = self._take()
        if char == ".":
            return "[\\x00-\\U0010ffff]" if "s" in self._flags else r"[^\n\r]"
        if char == "[":
            return self._class()
        if char == "\\":
            return self._escape()
        if char in "?*+{}]":
            self._at -= 1
            raise self._refused()
        return literal(char)

    def _escape(self) -> str:
        char = self._peek()
        if char in "123456789" and char:
            digits = self._take()
            while self._peek().isdigit() and int(digits + self._peek()) <= self._groups:
                digits += self._take()
            if int(digits) not in self._closed:
                raise self._refused()
            return f"(?:\\{digits})"
        category = char in ("p", "P")
        escaped = self._class_escape()
        # The flag i does not reach categories: \\p{Lu} stays upper case.
        return f"(?-i:{escaped})" if category and "i" in self._flags else escaped

    def _class_escape(self) -> str:
        """An escape that stands for one character or a set of them, after its backslash."""
        char = self._take()
        if char in _CONTROLS:
            return literal(_CONTROLS[char])
        if char in _CLASSES:
            return _CLASSES[char]
        if char in "pP":
            end = self._pattern.find("}", self._at)
            if self._peek() != "{" or end < 0:
                raise self._refused()
            name = self._pattern[self._at + 1 : end]
            if _BLOCK.fullmatch(name):
                name = "In" + name[2:].replace("-", "")
            elif not _CATEGORY.fullmatch(name):
                raise self._refused()
            self._at = end + 1
            return f"\\{char}{{{name}}}"
        if char not in _ESCAPABLE:
            self._at -= 1
            raise self._refused()
        return literal(char)

    def _quantifier(self) -> str:
        char = self._peek()
        if char and char in "?*+":
            self._at += 1
            text = char
        elif char == "{":
            match = _QUANTITY.match(self._pattern, self._at)
            if match is None or (match[3] and int(match[3]) < int(match[1])):
                raise self._refused()
            self._at = match.end()
            text = match[0]
        else:
            return ""
        if self._peek() == "?":
            self._at += 1
            text += "?"
        return text

    def _class(self, depth: int = 0) -> str:
        """What stands in square brackets, after the opening one."""
        if depth > _DEEPEST:
            raise self._refused()
        negated = self._peek() == "^"
        if negated:
            self._at += 1
        items: list[str] = []
        while True:
            char = self._take()
            if char == "]" and items:
                break
            if char == "-" and self._peek() == "[" and items:
                self._at += 1
                without = self._class(depth + 1)
                if self._take() != "]":
                    raise self._refused()
                return f"[[{'^' if negated else ''}{''.join(items)}]--{without}]"
            items.append(self._class_item(char))
        return f"[{'^' if negated else ''}{''.join(items)}]"

    def _class_item(self, char: str) -> str:
        start = self._class_char(char)
        if (
            len(start) > 4
            or self._peek() != "-"
            or self._pattern[self._at + 1 : self._at + 2] in ("[", "]", "")
        ):
            return start
        self._at += 1
        end = self._class_char(self._take())
        if len(end) > 4 or _code(end) < _code(start):
            raise self._refused()
        return f"{start}-{end}"

    def _class_char(self, char: str) -> str:
        if char == "\\":
            return self._class_escape()
        if char in "[]":
            self._at -= 1
            raise self._refused()
        return literal(char)


def _code(char: str) -> int:
    return int(char[2:], 16) if len(char) == 4 else ord(char)
