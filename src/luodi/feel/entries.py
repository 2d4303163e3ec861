"""Which entries a value has, as far as names can say: enough to read ``a.b-c`` and ``a[b-c > 1]``.

The types of expressions come later (``luodi.feel.infer``); reading a text needs only the names that hold
spaces or signs, and takes them from the declarations in scope and from contexts written in the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from luodi.feel.ast import Call, ContextLiteral, Expression, Filter, For, If, ListLiteral, Name, Path
from luodi.feel.names import Scope
from luodi.feel.types import FeelType, entries_in

# Built-in functions whose result has the items of their first argument.
_KEEPS_ITEMS = frozenset(
    (
        "append",
        "concatenate",
        "distinct values",
        "flatten",
        "insert before",
        "list replace",
        "max",
        "min",
        "mode",
        "remove",
        "reverse",
        "sort",
        "sublist",
        "union",
    )
)


# By id of the node, which is kept so that no other gets its id: a text is walked once, not once a level.
KnownEntries: TypeAlias = dict[int, tuple[Expression, Scope | None]]


def entries_of(node: Expression, scope: Scope, known: KnownEntries) -> Scope | None:
    """Names of the entries of a context, or of the contexts in a list; None where nothing is known.

    scope: the one the node stands in. known: what was found before in the same text; grows.
    """
    if id(node) not in known:
        known[id(node)] = node, _entries_of(node, scope, known)
    return known[id(node)][1]


def _entries_of(node: Expression, scope: Scope, known: KnownEntries) -> Scope | None:
    match node:
        case Name(name):
            return scope.entries(name)
        case Path(source, name):
            around = entries_of(source, scope, known)
            return around.own_names().get(name) if around is not None else None
        case Filter(source):
            return entries_of(source, scope, known)
        case ContextLiteral(written):
            inner = scope.child()
            own = Scope()
            for entry in written:
                below = entries_of(entry.value, inner, known)
                own.declare(entry.key, below)
                inner.declare(entry.key, below)
            return own
        case ListLiteral(items):
            return _joined([entries_of(item, scope, known) for item in items])
        case If(then=then, otherwise=otherwise):
            return _joined([entries_of(then, scope, known), entries_of(otherwise, scope, known)])
        case For(iterators, body):
            for each in iterators:
                around = entries_of(each.source, scope, known) if each.end is None else None
                scope = scope.child({each.name: around})
            return entries_of(body, scope, known)
        case Call(Name(name), arguments) if name in _KEEPS_ITEMS and arguments:
            return entries_of(arguments[0].value, scope, known)
        case _:
            return None


def _joined(parts: list[Scope | None]) -> Scope | None:
    known = [each for each in parts if each is not None]
    if len(known) < 2:
        return known[0] if known else None
    joined = Scope()
    for each in known:
        for name, entries in each.own_names().items():
            joined.declare(name, entries)
    return joined


def scope_of(variables: Mapping[str, FeelType], parent: Scope | None = None) -> Scope:
    """What a parser needs to know of typed variables: their names and those of their entries."""
    return Scope({name: _entries_scope(kind) for name, kind in variables.items()}, parent)


def _entries_scope(kind: FeelType) -> Scope | None:
    known = entries_in(kind)
    return scope_of(dict(known.entries)) if known is not None and known.entries else None
