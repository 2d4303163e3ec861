"""500 sound tables on which nothing is said, and their broken twins, in which the planted fault is found."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from luodi.diagnostics import Severity
from luodi.dmn import read
from luodi.review.check import check_model
from luodi.review.check_findings import Finding
from tests.engine.made_tables import Broken, Made, as_dmn, break_table, make_sound

COUNT = 500
FAULTS = {
    "gap": {"CHK010"},
    "overlap": {"CHK012", "CHK013"},
    "type": {"FEEL042", "CHK001"},
    "unreachable": {"CHK015", "CHK016"},
    "duplicate": {"CHK016"},
}


def checked(made: Made) -> list[Finding]:
    found = read(as_dmn(made), name="试验.dmn")
    assert found.definitions is not None
    return check_model(found.definitions, read=found.diagnostics)


def serious(found: list[Finding]) -> list[Finding]:
    return [each for each in found if each.diagnostic.severity is not Severity.INFO]


@pytest.mark.parametrize("part", range(10))
def test_nothing_is_said_of_a_sound_table(part: int) -> None:
    said = {
        number: (made.policy, made.rows, [each.render() for each in serious(checked(made))])
        for number in range(part, COUNT, 10)
        if serious(checked(made := make_sound(number)))
    }

    assert said == {}


@pytest.mark.parametrize("part", range(10))
def test_every_planted_fault_is_found_where_it_is(part: int) -> None:
    missed = {}
    for number in range(part, COUNT, 10):
        broken = break_table(make_sound(number), number)
        found = checked(broken.made)
        if not any(is_planted(each, broken) for each in found):
            missed[number] = (broken, [each.render() for each in found])

    assert missed == {}


@pytest.mark.parametrize("part", range(10))
def test_the_proposed_rows_close_a_gap(part: int) -> None:
    """With the rows that the hints propose, nothing is open and nothing overlaps."""
    left = {}
    for number in range(part, COUNT, 10):
        broken = break_table(make_sound(number), number)
        if broken.fault != "gap":
            continue
        rows = [tuple(each.diagnostic.values["row"].split(" | "))
                for each in checked(broken.made) if each.diagnostic.code == "CHK010"]  # fmt: skip
        outputs = ('"甲"' if broken.made.policy == "PRIORITY" else "1",) * len(rows)
        whole = replace(
            broken.made, rows=(*broken.made.rows, *rows), outputs=(*broken.made.outputs, *outputs)
        )
        if serious(checked(whole)):
            left[number] = (broken, rows, [each.render() for each in serious(checked(whole))])

    assert left == {}


def test_all_kinds_of_faults_are_planted() -> None:
    kinds = Counter(break_table(make_sound(number), number).fault for number in range(COUNT))

    assert set(kinds) == set(FAULTS)
    assert min(kinds.values()) >= 40


def is_planted(finding: Finding, broken: Broken) -> bool:
    diagnostic = finding.diagnostic
    if diagnostic.code not in FAULTS[broken.fault]:
        return False
    if broken.fault == "gap":
        return diagnostic.where == "资助"
    if finding.rule != broken.rule or diagnostic.where.split(" › ")[:2] != ["资助", f"规则 {broken.rule}"]:
        return False
    return broken.column is None or finding.column == broken.column
