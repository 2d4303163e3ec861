"""Short models for tests of the check, and what is found in them."""

from __future__ import annotations

from xml.sax.saxutils import escape

from luodi.dmn import read
from luodi.review.check import check_model
from luodi.review.check_caps import Cap
from luodi.review.check_findings import Finding
from tests.engine.dmn_files import model


def given(name: str, kind: str, ident: str | None = None) -> str:
    variable = f'<variable name="{name}" typeRef="{kind}"/>'
    return f'<inputData name="{name}" id="{ident or name}">{variable}</inputData>'


def needs(*ids: str, kind: str = "Input") -> str:
    tag = "knowledgeRequirement" if kind == "Knowledge" else "informationRequirement"
    return "".join(f'<{tag}><required{kind} href="#{each}"/></{tag}>' for each in ids)


def decided(name: str, expression: str, arrows: str = "", kind: str = "") -> str:
    type_ref = f' typeRef="{kind}"' if kind else ""
    variable = f'<variable name="{name}"{type_ref}/>'
    return f'<decision name="{name}" id="d{name}">{variable}{arrows}{expression}</decision>'


def text(feel: str, kind: str = "") -> str:
    type_ref = f' typeRef="{kind}"' if kind else ""
    return f"<literalExpression{type_ref}><text>{escape(feel)}</text></literalExpression>"


def table(
    columns: list[str | tuple[str, str]],
    rows: list[tuple[str, ...]],
    *,
    policy: str = "UNIQUE",
    kind: str = "",
    values: str = "",
    default: str = "",
    aggregation: str = "",
) -> str:
    """columns: expressions, or pairs of expression and allowed values. rows: cells, the output last."""
    heads = ""
    for each in columns:
        feel, allowed = each if isinstance(each, tuple) else (each, "")
        own = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
        heads += f"<input><inputExpression><text>{escape(feel)}</text></inputExpression>{own}</input>"
    own = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    own += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    type_ref = f' typeRef="{kind}"' if kind else ""
    rules = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in row[:-1])
        + f"<outputEntry><text>{escape(row[-1])}</text></outputEntry></rule>"
        for row in rows
    )
    how = f' aggregation="{aggregation}"' if aggregation else ""
    heads += f"<output{type_ref}>{own}</output>"
    return f'<decisionTable hitPolicy="{policy}"{how}>{heads}{rules}</decisionTable>'


def checked(body: str, caps: tuple[Cap, ...] = (), *, engines: bool = False) -> list[Finding]:
    """All that is found; what engines refuse (CHK050 to CHK052) where it is asked for."""
    found = read(model(body), name="试验.dmn")
    assert found.definitions is not None, [each.render() for each in found.diagnostics]
    findings = check_model(found.definitions, read=found.diagnostics, caps=caps)
    return [
        each for each in findings if engines or each.diagnostic.code not in ("CHK050", "CHK051", "CHK052")
    ]


def one_table(inputs: dict[str, str], *arguments: object, **options: object) -> list[Finding]:
    """A model whose one decision is a table over inputs of these types."""
    data = "".join(given(name, kind) for name, kind in inputs.items())
    made = table(*arguments, **options)  # type: ignore[arg-type]
    return checked(data + decided("资助", made, needs(*inputs)))


def said(found: list[Finding]) -> list[tuple[str, int | None, int | None]]:
    return [(each.diagnostic.code, each.rule, each.column) for each in found]


def codes(found: list[Finding]) -> list[str]:
    return [each.diagnostic.code for each in found]
