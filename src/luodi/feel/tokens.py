"""Tokens of a FEEL text, in one pass that knows nothing of names.

Words are runs of name characters, broken at every sign that an input method puts in the place of an
operator (``＞``, ``（``, ``，``) although FEEL counts most of these among the name characters: a variable
``研发费用`` beside ``＞`` must not become one unknown name. A declared name that holds such signs is matched
token by token (``luodi.feel.names``), so it stays usable.

Source: DMN 1.5, clause 10.3.1.2, rules 27 to 36 and 62 to 64.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from luodi.diagnostics import Collector, Severity
from luodi.source import Span

TokenKind = Literal["word", "number", "string", "at", "op", "bad", "end"]


class Token(NamedTuple):
    """text: a word as written, a number in ASCII digits, a string's value, an operator in FEEL's own signs.

    spaced: white space or a comment stands before it. raw: as written.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    spaced: bool
    raw: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


# What is typed for FEEL's signs with an input method or a symbol table.
WIDE_SIGNS = {
    "＋": "+", "－": "-", "＊": "*", "／": "/", "＝": "=", "＜": "<", "＞": ">", "（": "(", "）": ")",
    "［": "[", "］": "]", "【": "[", "】": "]", "｛": "{", "｝": "}", "，": ",",
    "、": ",", "．": ".", "。": ".",
    "：": ":", "；": ";", "！": "!", "＠": "@", "＇": "'", "％": "%", "＆": "&", "｜": "|", "？": "?",
    "～": "..", "…": "..", "≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/",
    "−": "-", "–": "-", "—": "-",
}  # fmt: skip
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９．", "0123456789.")
_TO_ASCII = str.maketrans(WIDE_SIGNS)

_SPACE = "\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u180e\\u2000-\\u200b\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
# Rule 28, without the signs above, their unmapped neighbours and full-width digits.
_START = (
    "?A-Z_a-z\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02ff\\u0370-\\u037d\\u037f-\\u167f\\u1681-\\u180d\\u180f-\\u1fff"
    "\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3003-\\u300f\\u3012-\\ud7ff\\uf900-\\ufdcf"
    "\\ufdf0-\\ufefe\\uff21-\\uff3a\\uff3f\\uff41-\\uff5a\\uff5f-\\ufffd\\U00010000-\\U000effff"
)
_PART = _START + "0-9\\xb7\\u0300-\\u036f\\u203f\\u2040\\uff10-\\uff19"
_WIDE = "".join(re.escape(sign) for sign in WIDE_SIGNS)

# One alternative per kind; the order matters: ".." before ".5", two signs before one.
_TOKEN = re.compile(
    rf"""
      (?P<space>[{_SPACE}]+|//[^\n\r]*|/\*.*?\*/)
    | (?P<open>/\*)
    | (?P<word>[{_START}][{_PART}]*)
    | (?P<range>\.\.)
    | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![0-9０-９])
        |[0-9０-９]+(?:[.．][0-9０-９]+)?)
    | (?P<at>@"(?:[^"\\]|\\.)*")
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<unclosed>@?")
    | (?P<quote>[“＂])
    | (?P<op>\*\*|>=|<=|!=|==|&&|\|\||[><!＞＜！=＝][=＝]|[*＊]{{2}}|[.．。]{{2}}
        |[-+*/=<>()\[\]{{}},.:'%;!&|@{_WIDE}])
    | (?P<bad>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# Names are cut where the words of a text are, but no letter stands for a fault there.
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_LONE = re.compile("[\ud800-\udfff]")
_SIMPLE_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "r": "\r", "t": "\t", "'": "'"}


def tokenize(text: str, faults: Collector) -> list[Token]:
    """All tokens, an ``end`` last. Time grows with the length only.

    Faults inside a token (an open string or comment, an escape, Chinese quotes) go to ``faults``; signs in
    full width do not, since they may belong to a name: see ``Token.raw``.
    """
    tokens: list[Token] = []
    at = 0
    spaced = False
    closing_quotes = True
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None  # the last alternative takes any character
        kind = match.lastgroup
        raw = match.group()
        end = match.end()
        if kind == "space":
            spaced, at = True, end
            continue
        if kind == "word":
            tokens.append(Token("word", raw, at, end, spaced, raw))
        elif kind in {"op", "range"}:
            sign = raw.translate(_TO_ASCII)
            tokens.append(Token("word" if sign == "?" else "op", sign, at, end, spaced, raw))
        elif kind == "number":
            tokens.append(Token("number", raw.translate(_WIDE_DIGITS), at, end, spaced, raw))
        elif kind == "string":
            tokens.append(Token("string", unescape(raw[1:-1], at + 1, faults), at, end, spaced, raw))
        elif kind == "at":
            tokens.append(Token("at", unescape(raw[2:-1], at + 2, faults), at, end, spaced, raw))
        elif kind == "open":
            faults.add("FEEL013", Severity.ERROR, Span(at, at + 2))
            end = len(text)
        elif kind == "unclosed":
            faults.add("FEEL010", Severity.ERROR, Span(at, end))
            end = len(text)
            value = text[at:end].removeprefix("@")[1:]
            tokens.append(Token("at" if raw[0] == "@" else "string", value, at, end, spaced, text[at:end]))
        elif kind == "quote" and closing_quotes:
            close = re.compile('[”＂"]').search(text, end)
            closing_quotes = close is not None
            if close is not None:
                value = text[end : close.start()]
                was, end = text[at : close.end()], close.end()
                faults.add("FEEL025", Severity.ERROR, Span(at, end), was=was, fix=f'"{value}"')
                tokens.append(Token("string", value, at, end, spaced, was))
            else:
                tokens.append(Token("bad", raw, at, end, spaced, raw))
        else:
            tokens.append(Token("bad", raw, at, end, spaced, raw))
        spaced, at = kind == "open", end
    tokens.append(Token("end", "", len(text), len(text), spaced, ""))
    return tokens


def unescape(written: str, start: int, faults: Collector) -> str:
    """The value of a string from what stands between its quotes.

    A pair of ``\\u`` surrogates is one code point. A backslash before any other letter stays, as regular
    expressions want it; ``\\u`` without its digits stays too, with a warning (rule 66).
    """
    if "\\" not in written:
        return written

    def resolve(match: re.Match[str]) -> str:
        short, long, simple = match.groups()
        if simple is not None:
            if simple in "uU":
                place = Span(start + match.start(), start + match.end())
                faults.add("FEEL011", Severity.WARNING, place, was=match.group())
            return _SIMPLE_ESCAPES.get(simple, match.group())
        code = int(short or long, 16)
        if code > 0x10FFFF:
            place = Span(start + match.start(), start + match.end())
            faults.add("FEEL011", Severity.WARNING, place, was=match.group())
            return match.group()
        return chr(code)

    value = _ESCAPE.sub(resolve, written)
    value = _PAIR.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), value)
    if _LONE.search(value):
        faults.add("FEEL011", Severity.WARNING, Span(start, start + len(written)), was=written)
        value = _LONE.sub("\ufffd", value)
    return value


def escape(value: str) -> str:
    """A string literal that has this value, quotes included."""
    out = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + out.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'
