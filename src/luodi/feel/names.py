"""Names in scope, and the longest of them that stands at a place of a text.

FEEL lets a name hold spaces and operator signs (``a-b``, ``date and time``, ``营业收入（万元）``); only the
declarations say where it ends. A scope knows names and, for those that are contexts or lists of contexts,
the names of their entries, so that ``loan.monthly-rate`` and ``loans[start date > d]`` are read right.

Source: DMN 1.5, clause 10.3.1.2 (names) and 10.3.2.10 (scope).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from luodi.diagnostics import Collector
from luodi.feel.builtins import SIGNATURES
from luodi.feel.tokens import Token, tokenize

# Rules 37 and following: words that are never a name on their own.
RESERVED = frozenset(
    (
        *("null", "true", "false", "if", "then", "else", "for", "return", "in", "some", "every"),
        *("satisfies", "and", "or", "between", "instance", "function"),
    )
)
# Words after which a value has ended; a name that nobody declared stops before them.
AFTER_VALUE = frozenset(["then", "else", "return", "in", "satisfies", "and", "or", "between", "instance"])
NAME_SIGNS = frozenset("./-'+*")

_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")


def join_name(tokens: Sequence[Token]) -> str:
    """The name these tokens spell: as written, each run of white space one space."""
    return "".join((" " if token.spaced and at else "") + token.raw for at, token in enumerate(tokens))


def normalise_name(name: str) -> str:
    """A declared name in the form ``Name.name`` has; leading and trailing white space goes."""
    if _SIMPLE.fullmatch(name):
        return name
    return join_name(tokenize(name, Collector())[:-1])


class Scope:
    """Names that can be used at a place; the inner ones hide the outer ones.

    names: by name, the entries of its value where it is a context or a list of contexts, else None.
    Without a parent, the built-in functions stand behind it.
    """

    __slots__ = ("_by_first", "_names", "parent")

    def __init__(
        self, names: Mapping[str, Scope | None] | Iterable[str] = (), parent: Scope | None = None
    ) -> None:
        self.parent = parent
        self._names: dict[str, Scope | None] = {}
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        if isinstance(names, Mapping):
            for name, entries in names.items():
                self.declare(name, entries)
        else:
            for name in names:
                self.declare(name)

    def child(self, names: Mapping[str, Scope | None] | Iterable[str] = ()) -> Scope:
        """A scope inside this one."""
        return Scope(names, self)

    def inside(self, parent: Scope) -> Scope:
        """The same names, kept in common, inside another scope."""
        inner = Scope(parent=parent)
        inner._names, inner._by_first = self._names, self._by_first
        return inner

    def declare(self, name: str, entries: Scope | None = None) -> None:
        """Add a name. One that holds no letter, or is a reserved word, is never found in a text."""
        if _SIMPLE.fullmatch(name):
            normal, first = name, name
            rest: tuple[str, ...] = ()
        else:
            tokens = tokenize(name, Collector())[:-1]
            if not any(token.kind == "word" for token in tokens):
                return
            normal, first = join_name(tokens), tokens[0].raw
            rest = tuple((" " if token.spaced else "") + token.raw for token in tokens[1:])
        known = normal in self._names
        self._names[normal] = entries
        if not known:
            candidates = self._by_first.setdefault(first, [])
            candidates.append((rest, normal))
            candidates.sort(key=lambda each: -len(each[0]))

    def entries(self, name: str) -> Scope | None:
        """The entries of a name's value, as far as they are known."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope._names:
                return scope._names[name]
            scope = scope.parent
        return None

    def own_names(self) -> Mapping[str, Scope | None]:
        """The names declared here, without those of the scopes around; not to be changed."""
        return self._names

    def __contains__(self, name: str) -> bool:
        return name in self._names or (self.parent is not None and name in self.parent)

    def __iter__(self) -> Iterator[str]:
        """All names that can be used, inner ones first; the built-in ones are not among them."""
        yield from self._names
        if self.parent is not None:
            yield from (name for name in self.parent if name not in self._names)

    def match(self, tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
        """The longest name in scope that begins at a token, and how many tokens it takes."""
        first = tokens[at].raw
        found: tuple[str, int] | None = None
        scope: Scope | None = self
        while scope is not None:
            longer = scope._match_own(tokens, at, first)
            if longer is not None and (found is None or longer[1] > found[1]):
                found = longer
            scope = scope.parent or (_BUILT_IN if scope is not _BUILT_IN else None)
        if found is not None and found[1] == 1 and first in RESERVED:
            return None
        return found

    def match_own(self, tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
        """As ``match``, among the names declared here only; reserved words count as names."""
        return self._match_own(tokens, at, tokens[at].raw)

    def _match_own(self, tokens: Sequence[Token], at: int, first: str) -> tuple[str, int] | None:
        for rest, name in self._by_first.get(first, ()):
            if all(
                at + step < len(tokens)
                and part == (" " if tokens[at + step].spaced else "") + tokens[at + step].raw
                for step, part in enumerate(rest, 1)
            ):
                return name, len(rest) + 1
        return None


# What stands behind every scope that has no parent.
_BUILT_IN = Scope(SIGNATURES)
