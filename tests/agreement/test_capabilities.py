"""The capability table is closed: it knows every function of FEEL and every operation, and no other."""

from __future__ import annotations

import pytest

from luodi.evaluate.builtins import BODIES
from luodi.feel.builtins import SIGNATURES
from luodi.relational import nodes
from luodi.relational.builtins import LOWERINGS
from luodi.sql.capabilities import FUNCTIONS, OPERATIONS, Engine, How

# Read as constants where they stand, not by a lowering.
_CONSTANTS = {"today"}


@pytest.mark.parametrize("engine", list(Engine))
def test_every_function_stands_in_the_table(engine: Engine) -> None:
    assert set(FUNCTIONS[engine]) == set(SIGNATURES)
    assert set(LOWERINGS) <= set(BODIES)


@pytest.mark.parametrize("engine", list(Engine))
def test_what_is_not_refused_is_what_has_a_lowering(engine: Engine) -> None:
    compiled = {name for name, each in FUNCTIONS[engine].items() if each.how is not How.REFUSED}

    assert compiled == set(LOWERINGS) | _CONSTANTS


@pytest.mark.parametrize("engine", list(Engine))
def test_every_operation_stands_in_the_table(engine: Engine) -> None:
    assert set(OPERATIONS[engine]) == set(nodes.KINDS)


def test_every_refusal_has_its_reason() -> None:
    assert all(each.words for table in FUNCTIONS.values() for each in table.values())
