"""The model of a decision: references across imports, and letters for every hit policy."""

from __future__ import annotations

from itertools import product

from luodi.dmn.hit_policy import POLICY_WORDS
from luodi.dmn.model import (
    Aggregation,
    Decision,
    Definitions,
    HitPolicy,
    Import,
    InputData,
    Reference,
)


def test_a_reference_is_resolved_here_and_in_imported_models() -> None:
    far = Definitions(name="far", namespace="urn:far", elements=(InputData(name="x", id="x"),))
    near = Definitions(
        name="near",
        namespace="urn:near",
        imports=(Import(name="f", namespace="urn:far", import_type="dmn", definitions=far),),
    )
    here = Definitions(
        name="here",
        namespace="urn:here",
        imports=(Import(name="n", namespace="urn:near", import_type="dmn", definitions=near),),
        elements=(Decision(name="d", id="d"),),
    )

    assert here.resolve(Reference("#d")) == (here, here.decisions[0])
    assert here.resolve(Reference("urn:here#d")) == (here, here.decisions[0])
    assert here.resolve(Reference("urn:far#x")) == (far, far.inputs[0])
    assert here.resolve(Reference("#x")) is None
    assert here.resolve(Reference("urn:nowhere#x")) is None


def test_models_that_import_each_other_are_walked_once() -> None:
    first = Definitions(name="a", namespace="urn:a")
    second = Definitions(
        name="b",
        namespace="urn:b",
        imports=(Import(name="a", namespace="urn:a", import_type="dmn", definitions=first),),
    )
    again = Definitions(
        name="a",
        namespace="urn:a",
        imports=(Import(name="b", namespace="urn:b", import_type="dmn", definitions=second),),
    )

    assert list(again.imported_models()) == [second]


def test_every_hit_policy_has_a_letter_of_its_own() -> None:
    plain = {(policy, None) for policy in HitPolicy}
    collected = set(product((HitPolicy.COLLECT,), Aggregation))

    assert POLICY_WORDS.keys() == plain | collected
    assert len({words.letter for words in POLICY_WORDS.values()}) == len(POLICY_WORDS)
