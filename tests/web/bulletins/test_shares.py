"""Percentages by the largest remainder."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi_web.supervision.domain.shares import shares_of


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ([1, 1, 1], ["33.4", "33.3", "33.3"]),
        ([31, 42, 6, 5], ["36.9", "50.0", "7.1", "6.0"]),
        ([1, 2], ["33.3", "66.7"]),
        ([7], ["100.0"]),
        ([0, 5], ["0.0", "100.0"]),
        ([0, 0], ["0.0", "0.0"]),
        ([], []),
        # Plainly rounded these make 100.2.
        ([1] * 6, ["16.7", "16.7", "16.7", "16.7", "16.6", "16.6"]),
    ],
)
def test_shares_are_those_counted_by_hand(counts, shares):
    assert shares_of(counts) == [Decimal(share) for share in shares]


# A busy machine makes drawing slow, whatever is drawn.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_shares_sum_to_a_hundred_and_stay_near_the_exact_ones(counts):
    shares = shares_of(counts)

    assert sum(shares) == Decimal("100.0")
    for count, share in zip(counts, shares, strict=True):
        # By cross-multiplication: no rounding of the exact share.
        assert abs(share * sum(counts) - 100 * count) < Decimal("0.1") * sum(counts)
        assert count or share == 0


def test_no_other_choice_of_tenths_is_nearer():
    counts = [5, 7, 3, 2]
    exact = [Decimal(count * 1000) / sum(counts) for count in counts]
    floors = [int(tenth) for tenth in exact]
    choices = (
        [floor + more for floor, more in zip(floors, extra, strict=True)]
        for extra in product((0, 1), repeat=4)
    )
    best = min(
        (choice for choice in choices if sum(choice) == 1000),
        key=lambda choice: max(abs(one - other) for one, other in zip(choice, exact, strict=True)),
    )

    assert [int(share * 10) for share in shares_of(counts)] == best


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="at least 0"):
        shares_of([3, -1])
