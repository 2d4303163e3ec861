"""DMN files for tests: a frame around the part that a test is about."""

from __future__ import annotations

from pathlib import Path

from luodi.diagnostics import Diagnostic
from luodi.dmn import Found, Read, read
from luodi.dmn.model import Import, Version
from luodi.dmn.namespaces import NAMESPACES

KIT = Path(__file__).resolve().parents[3] / "shared" / "dmn-tck"


def model(
    body: str,
    *,
    version: Version = Version.V1_5,
    namespace: str = "urn:test",
    name: str = "试验",
    more: str = "",
) -> bytes:
    """A whole file around what stands in ``definitions``."""
    uri = NAMESPACES[version].model
    head = f'<definitions xmlns="{uri}" name="{name}" namespace="{namespace}" {more}>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{body}\n</definitions>\n'.encode()


def decision(expression: str, name: str = "决定", more: str = "") -> str:
    return f'<decision name="{name}" id="d_{name}"><variable name="{name}"/>{more}{expression}</decision>'


def literal(text: str) -> str:
    return f"<literalExpression><text>{text}</text></literalExpression>"


def codes(read_result: Read) -> list[str]:
    return [each.code for each in read_result.diagnostics]


def only(read_result: Read) -> Diagnostic:
    """The one diagnostic that there is."""
    (diagnostic,) = read_result.diagnostics
    return diagnostic


def importing(name: str, namespace: str, kind: str = NAMESPACES[Version.V1_5].model) -> str:
    return f'<import name="{name}" namespace="{namespace}" importType="{kind}"/>'


def resolver(files: dict[str, bytes]):  # type: ignore[no-untyped-def]
    """Finds files by the namespace they are listed under."""

    def resolve(wanted: Import) -> Found | None:
        data = files.get(wanted.namespace)
        return Found(data, f"{wanted.namespace}.dmn") if data is not None else None

    return resolve


def read_one(body: str, **options: object) -> Read:
    return read(model(body, **options), name="试验.dmn")  # type: ignore[arg-type]
