"""The kit's models decide the same after a change of format: boxed kinds as text, tables by way of Excel."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.dmn import export, read
from luodi.dmn.cases import read_cases
from luodi.dmn.model import Definitions, Version
from luodi.dmn.workbook import from_workbook, to_workbook
from luodi.evaluate import compile_model
from luodi.review.run_cases import Outcome, run_case

KIT = Path(__file__).resolve().parents[3] / "shared" / "dmn-tck"
BOXED = ("1151-boxed-filter", "1153-boxed-some", "1154-boxed-every")
TABLES = (
    "0004-simpletable-U",
    "0005-simpletable-A",
    "0006-simpletable-P1",
    "0007-simpletable-P2",
    "0010-multi-output-U",
    "0108-first-hitpolicy",
    "0109-ruleOrder-hitpolicy",
    "0110-outputOrder-hitpolicy",
    "0111-first-hitpolicy-singleoutputcol",
    "0112-ruleOrder-hitpolicy-singleinoutcol",
    "0113-outputOrder-hitpolicy-singleinoutcol",
    "0114-min-collect-hitpolicy",
    "0115-sum-collect-hitpolicy",
    "0116-count-collect-hitpolicy",
    "0117-multi-any-hitpolicy",
    "0118-multi-priority-hitpolicy",
    "0119-multi-collect-hitpolicy",
)

pytestmark = pytest.mark.skipif(not KIT.is_dir(), reason="absent: ../shared/dmn-tck")


def _model(folder: Path) -> Definitions:
    definitions = read(folder / f"{folder.name}.dmn").definitions
    assert definitions is not None
    return definitions


def _failing(folder: Path, definitions: Definitions) -> list[str | None]:
    model = compile_model(definitions)
    cases = read_cases(folder / f"{folder.name}-test-01.xml").cases
    assert cases is not None
    assert cases.cases
    return [case.id for case in cases.cases if run_case(model, case).outcome is not Outcome.OK]


@pytest.mark.parametrize("name", BOXED)
def test_boxed_kinds_rewritten_for_1_3_decide_the_same(name: str) -> None:
    folder = KIT / "compliance-level-3" / name

    lowered = export(_model(folder), lower=True)

    assert lowered.version is Version.V1_3
    again = read(lowered.data).definitions
    assert again is not None
    assert _failing(folder, again) == []


@pytest.mark.parametrize("name", TABLES)
def test_tables_that_went_through_a_workbook_decide_the_same(name: str) -> None:
    folder = KIT / "compliance-level-2" / name

    again = from_workbook(to_workbook(_model(folder)).data)

    assert again.diagnostics == ()
    assert again.definitions is not None
    assert _failing(folder, again.definitions) == []
