"""The clause that a decision comes from, as the model names it."""

from __future__ import annotations

from luodi.dmn import model as dmn


def clause_of(definitions: dmn.Definitions, decision: dmn.Decision) -> str:
    """The sources that a decision cites, each with its description, then the decision's own description;
    "" where the model says nothing. Lines are joined."""
    parts: list[str] = []
    for requirement in decision.authority_requirements:
        found = definitions.resolve(requirement.target)
        if found is None:
            continue
        source = found[1]
        about = _line(source.description)
        parts.append(f"{source.name} ({about})" if about else source.name)
    about = _line(decision.description)
    return "; ".join([*parts, about] if about else parts)


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
