"""DMN files compared as trees: what a writer may choose is taken away, and nothing else.

That is: white space between elements, comments, attributes that say what the schema assumes anyway, the
version in the names of DMN.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

# The names of DMN without their version.
_DMN = re.compile(r"https?://www\.omg\.org/spec/DMN/20\d{6}/(MODEL|DMNDI|FEEL)/")
_DEFAULTS = {
    "hitPolicy": "UNIQUE",
    "preferredOrientation": "Rule-as-Row",
    "isCollection": "false",
    "kind": "FEEL",
    "useAlternativeInputDataShape": "false",
}
# Elements whose white space is theirs.
_TEXTS = {"text", "description", "question", "allowedAnswers", "type", "importedElement"}


def canonical(data: bytes) -> Any:
    """A tree of tuples; equal for two files that say the same."""
    return _tree(etree.fromstring(data, etree.XMLParser(remove_comments=True, remove_pis=True)))


def prefixes(data: bytes) -> dict[str | None, str]:
    """Declared at the root: texts and the diagram may use them."""
    return {prefix: _unversioned(uri) for prefix, uri in etree.fromstring(data).nsmap.items()}


def _tree(element: etree._Element) -> Any:
    attributes = {
        str(name): _unversioned(str(value))
        for name, value in element.attrib.items()
        if _DEFAULTS.get(str(name)) != value
    }
    name = _unversioned(str(element.tag))
    text = element.text or ""
    if len(element) or name.rpartition("}")[2] not in _TEXTS:
        text = text.strip()
    tails = [(child.tail or "").strip() for child in element]
    return (name, sorted(attributes.items()), text, [_tree(child) for child in element], tails)


def _unversioned(text: str) -> str:
    return _DMN.sub(r"dmn:\1", text)
