"""Of a list with nulls in its items just those are ``missing`` that the result hangs on; by brute force."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.dmn.model import ItemDefinition, UnaryTests
from luodi.evaluate import Model, compile_model
from luodi.evaluate.unknown import frozen
from tests.engine.decision_models import literal, model, table

KIND = ItemDefinition(name="种类", type_ref="string", allowed_values=UnaryTests(text='"发明", "外观"'))
PATENTS = ItemDefinition(
    name="专利表",
    is_collection=True,
    components=(
        ItemDefinition(name="类型", type_ref="种类"),
        ItemDefinition(name="金额", type_ref="number"),
        ItemDefinition(name="日", type_ref="date"),
    ),
)
DAY = datetime.date(2026, 1, 1)
TYPES = {"专利": "专利表", "额": "number"}
DOMAINS: Mapping[str, Sequence[object]] = {
    "类型": [None, "发明", "外观"],
    "金额": [None, -1, 0, 1, 2, 3],
    "日": [None, DAY],
    "额": [None, 0, 1, 2],
}
Case = Mapping[str, Any]


def compiled(text: str) -> Model:
    made = compile_model(model(TYPES, {"d": literal(text)}, [KIND, PATENTS]))
    assert not made.diagnostics
    return made


def open_places(case: Case) -> Iterator[tuple[str, str, int | None]]:
    """The nulls of a case: as they are named, with the entry and the item's place."""
    for at, item in enumerate(case["专利"]):
        for entry in ("类型", "金额", "日"):
            if item[entry] is None:
                yield f"专利[{at + 1}].{entry}", entry, at
    if case["额"] is None:
        yield "额", "额", None


def by_brute_force(made: Model, case: Case) -> set[str]:
    """The nulls that make a difference, over all completions."""
    places = list(open_places(case))
    results = {}
    for choice in product(*(range(len(DOMAINS[entry])) for _, entry, _ in places)):
        filled: dict[str, Any] = {"专利": [dict(each) for each in case["专利"]], "额": case["额"]}
        for chosen, (_, entry, at) in zip(choice, places, strict=True):
            (filled if at is None else filled["专利"][at])[entry] = DOMAINS[entry][chosen]
        results[choice] = frozen(made.decide(filled).values["d"])
    needed = set()
    for dimension, (name, _, _) in enumerate(places):
        seen: dict[tuple[int, ...], object] = {}
        for choice, result in results.items():
            if seen.setdefault(choice[:dimension] + choice[dimension + 1 :], result) != result:
                needed.add(name)
    return needed


ITEM = st.fixed_dictionaries(
    {
        "类型": st.sampled_from([None, "发明", "外观"]),
        "金额": st.sampled_from([None, 0, 1, 2]),
        "日": st.sampled_from([None, DAY]),
    }
)
# Few nulls, or there are too many completions.
CASES = st.fixed_dictionaries({"专利": st.lists(ITEM, max_size=3), "额": st.sampled_from([None, 1])}).filter(
    lambda case: len(list(open_places(case))) <= 4
)
EXACT = (
    "sum(专利.金额)",
    "count(专利)",
    "count(专利) > 1",
    '专利[类型 = "发明"].金额',
    'count(专利[类型 = "发明"])',
    'count(专利[类型 = "发明"]) >= 2',
    'count(专利[类型 = "发明" and 日 != null])',
    "for 件 in 专利 return 件.金额",
    'for 件 in 专利[类型 = "发明"] return 件.金额',
    'count(for 件 in 专利[类型 = "发明"] return 1)',
    'some 件 in 专利 satisfies 件.类型 = "发明"',
    'some 件 in 专利[类型 = "发明"] satisfies 件.金额 = 1',
    'every 件 in 专利[类型 = "发明"] satisfies 件.金额 = 1',
    "专利[1].金额",
    'count(专利[类型 = "发明"][金额 = 1])',
    "专利[1] = null",
    'count(专利[contains(类型, "明")])',
    'count(专利[not(类型 = "发明")])',
    'count(专利[类型 in ("发明", "外观")])',
    'if count(专利[类型 = "发明"]) > 0 then 额 else 0',
    "count(reverse(专利)[金额 = 1])",
    'get value(专利[1], "金额")',
)


@pytest.mark.parametrize("text", EXACT)
def test_just_the_entries_that_matter_are_named(text: str) -> None:
    made = compiled(text)

    @settings(max_examples=15, deadline=None)
    @given(CASES)
    def holds(case: Case) -> None:
        assert set(made.decide(case).missing["d"]) == by_brute_force(made, case)

    holds()


# These may name more: an item may hold what makes no difference, or the same null is read twice.
WIDER = (
    'sum(专利[类型 = "发明"].金额)',
    'list contains(专利[类型 = "发明"].金额, 2)',
    '专利[类型 = "发明"]',
    '专利[类型 = "发明"][1].金额',
    '专利[类型 = "发明"][-1].金额',
    "count(专利[金额 > 额])",
    "sum(专利[金额 > 额].金额)",
    "专利[金额]",
    'max(专利[类型 = "发明"].金额)',
    "sort(专利, function(甲, 乙) 甲.金额 < 乙.金额)[1].类型",
    "distinct values(专利.类型)",
    "for 件 in 专利 return count(partial)",
    'for 件 in 专利[类型 = "发明"] return 件.金额 + count(partial)',
    'for 件 in 专利[类型 = "发明"], 数 in [1, 2] return 件.金额 * 数',
    'count(concatenate(专利[类型 = "发明"], 专利[金额 = 1]))',
    '专利[类型 = "发明"] = 专利[类型 = "发明"]',
    # The second source may be none, and then nothing comes of the loop.
    'count(for 件 in 专利[金额 > 额], 名 in sublist(专利[not(类型 = "发明")], 1, 2) return 件)',
    'some 件 in 专利[金额 > 额], 名 in sublist(专利[not(类型 = "发明")], 1, 2) satisfies 件.金额 > 0',
    'every 件 in 专利[金额 > 额], 名 in sublist(专利[not(类型 = "发明")], 1, 2) satisfies 件.金额 > 5',
    "some 数 in [额, 1], 名 in if 数 = 1 then null else [1] satisfies 数 > 1",
    "some 数 in [0, 1], 名 in if 数 = 额 then null else [1] satisfies 数 = 1",
    "every 件 in 专利[金额 > 额], 名 in if 件.金额 = 2 then null else [1] satisfies 件.金额 = 1",
    "for 件 in 专利[金额 > 额], 名 in if 件.金额 = 2 then null else [1] return 件.金额",
    "for 件 in 专利[金额 > 额], 名 in [1], 数 in if 件.金额 = 2 then null else [1] return 数",
)


@pytest.mark.parametrize("text", WIDER)
def test_no_entry_that_matters_is_left_out(text: str) -> None:
    made = compiled(text)

    @settings(max_examples=15, deadline=None)
    @given(CASES)
    def holds(case: Case) -> None:
        assert by_brute_force(made, case) <= set(made.decide(case).missing["d"])

    holds()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('count(for 件 in 专利[金额 > 额], 名 in sublist(专利[类型 = "发明"], 1, 2) return 件)', 0),
        ('some 件 in 专利[金额 > 额], 名 in sublist(专利[类型 = "发明"], 1, 2) satisfies true', False),
        ('every 件 in 专利[金额 > 额], 名 in sublist(专利[类型 = "发明"], 1, 2) satisfies true', True),
    ],
)
def test_a_loop_is_not_settled_where_an_item_that_is_open_would_make_it_fail(
    text: str, value: object
) -> None:
    made = compiled(text)
    case: Case = {"专利": [{"类型": "外观", "金额": 5, "日": DAY}], "额": None}

    result = made.decide(case)

    assert (result.values["d"], result.missing["d"]) == (value, ("额",))
    assert made.decide({**case, "额": 0}).values["d"] is None


def test_a_list_that_one_decision_hands_to_others_keeps_its_items_apart() -> None:
    decisions = {
        "发明": literal('专利[类型 = "发明"]'),
        "件数": literal("count(发明)"),
        "总额": literal("sum(发明.金额)"),
        "奖励": table("F", ["件数"], [""], [(">= 1", "10"), ("-", "0")]),
    }
    made = compile_model(model(TYPES, decisions, [KIND, PATENTS]))

    result = made.decide(
        {
            "专利": [
                {"类型": "发明", "金额": 5, "日": None},
                {"类型": None, "金额": 0, "日": None},
                {"类型": "外观", "金额": None, "日": None},
            ]
        }
    )

    assert result.missing == {
        "发明": ("专利[1].日", "专利[2].日", "专利[2].类型"),
        "件数": ("专利[2].类型",),
        "总额": (),
        "奖励": (),
    }


def test_many_open_items_are_answered_in_time() -> None:
    made = compiled('count(专利[类型 = "发明"]) > 5')
    items = [{"类型": None, "金额": None, "日": None} for _ in range(300)]

    result = made.decide({"专利": items, "额": 1})

    assert set(result.missing["d"]) == {f"专利[{at}].类型" for at in range(1, 301)}
