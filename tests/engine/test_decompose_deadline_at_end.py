"""A deadline that ends the words it stands in."""

from __future__ import annotations

from luodi.decompose.terms import Deadline, find_deadline


def test_deadline_is_found_when_nothing_follows_it() -> None:
    assert find_deadline("2026年底前", None) == Deadline("2026年底前", "2026-12-31", dated=True)
