"""Boxes over axes of regions, beside looking at every point."""

from __future__ import annotations

from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from luodi.dmn.regions import Budget, Overlaps, Points, bits, corners, joined_boxes, runs, stretch, uncovered

SIZE = 5  # regions of each axis
masks = st.integers(0, (1 << SIZE) - 1)
spaces = st.integers(1, 3).flatmap(
    lambda axes: st.tuples(
        st.tuples(*[masks.filter(bool)] * axes), st.lists(st.tuples(*[masks] * axes), max_size=6)
    )
)


def points(box: tuple[int, ...]) -> set[tuple[int, ...]]:
    return set(product(*(bits(mask) for mask in box)))


@given(spaces)
def test_uncovered_is_what_no_box_holds(space: tuple[tuple[int, ...], list[tuple[int, ...]]]) -> None:
    domain, boxes = space
    boxes = [tuple(a & b for a, b in zip(box, domain, strict=True)) for box in boxes]

    left = uncovered(domain, boxes, Budget())

    assert sum(len(points(box)) for box in left) == len(set().union(*map(points, left)))
    assert set().union(*map(points, left)) == points(domain).difference(*map(points, boxes))


@given(spaces)
def test_overlaps_are_pairs_that_share_a_point(space: tuple[tuple[int, ...], list[tuple[int, ...]]]) -> None:
    boxes = space[1]
    overlaps = Overlaps(boxes)

    assert [set(bits(overlaps.of(at))) for at in range(len(boxes))] == [
        {other for other, each in enumerate(boxes) if other != at and points(box) & points(each)}
        for at, box in enumerate(boxes)
    ]


@given(spaces)
def test_points_are_held_by_the_boxes_around_them(
    space: tuple[tuple[int, ...], list[tuple[int, ...]]],
) -> None:
    domain, boxes = space
    boxes = [tuple(a & b for a, b in zip(box, domain, strict=True)) for box in boxes]
    held = Points(boxes, domain)

    for point in points(domain):
        assert set(bits(held.at(point))) == {at for at, box in enumerate(boxes) if point in points(box)}


@given(st.tuples(masks.filter(bool), masks.filter(bool)))
def test_corners_lie_in_their_box(box: tuple[int, ...]) -> None:
    assert set(corners(box)) <= points(box)


@given(masks)
def test_runs_put_together_are_the_mask(mask: int) -> None:
    stretches = list(runs(mask))

    assert sum(stretch(first, last) for first, last in stretches) == mask
    assert all(after > last + 1 for (_, last), (after, _) in pairwise(stretches))


def test_boxes_that_differ_in_one_axis_become_one() -> None:
    assert joined_boxes([(1, 1), (2, 1), (4, 1), (7, 2)]) == [(7, 3)]


def test_a_spent_budget_is_told_and_nothing_wrong_is_said() -> None:
    budget = Budget(3)
    boxes = [(1 << at, 1 << at, 1 << at) for at in range(20)]

    uncovered(((1 << 20) - 1,) * 3, boxes, budget)

    assert budget.spent
