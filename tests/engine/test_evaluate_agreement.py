"""Three compilations of a model agree over the whole conformance kit: plain, traced, over unknown values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from luodi.dmn import read
from luodi.dmn.cases import read_cases
from luodi.evaluate import Model, compile_model
from luodi.evaluate.run import UNSET, Run
from luodi.evaluate.unknown import frozen, names_in
from luodi.evaluate.values import Value
from luodi.review.case_values import feel_value
from tests.engine.dmn_files import KIT

FOLDERS = sorted({path.parent for path in KIT.glob("*/*/*-test-*.xml")})


def cases_of(folder: Path) -> Iterator[tuple[Model, dict[str, Value], str]]:
    """Each wanted decision of a folder's cases, with its model and inputs."""
    for path in sorted(folder.glob("*-test-*.xml")):
        cases = read_cases(path).cases
        assert cases is not None
        definitions = read(folder / (cases.model_name or "")).definitions
        assert definitions is not None
        compiled = compile_model(definitions)
        for case in cases.cases:
            for wanted in case.wanted:
                if wanted.name in compiled.decisions:
                    yield compiled, {each.name: feel_value(each.value) for each in case.given}, wanted.name


def key(value: Value) -> object:
    """What two values have in common; functions made in two runs are not compared."""
    text = repr(frozen(value))
    return "function" if "'function'" in text else text


def over_unknown_values(compiled: Model, inputs: dict[str, Value], decision: str) -> Value:
    """The value by the program for unknown values, with nothing unknown."""
    program = compiled._unknown
    values = compiled._run(compiled._program, inputs, None).values
    for part in program.parts:
        if values[part.number] is UNSET and part.key in compiled.inputs:
            values[part.number] = None
    part = compiled.find(decision)
    assert part is not None
    return Run("2026-03-01", values, program.evaluators).value(part.number)


@pytest.mark.skipif(not FOLDERS, reason="absent: the conformance kit beside the project")
@pytest.mark.parametrize("folder", FOLDERS or [Path()], ids=lambda folder: folder.name)
def test_all_ways_to_run_a_model_agree(folder: Path) -> None:
    seen = 0
    for compiled, inputs, decision in cases_of(folder):
        seen += 1
        plain = compiled.decide(inputs, "2026-03-01", decisions=[decision])
        traced = compiled.decide(inputs, "2026-03-01", trace=True, decisions=[decision])

        assert key(traced.values[decision]) == key(plain.values[decision]), decision
        assert key(over_unknown_values(compiled, inputs, decision)) == key(plain.values[decision]), decision
        nothing = compiled.decide({}, "2026-03-01", decisions=[decision])
        assert isinstance(nothing.missing[decision], tuple)
        assert not names_in(nothing.values[decision])
    assert seen
