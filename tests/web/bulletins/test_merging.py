"""What people wrote and figures that moved, brought together."""

import pytest

from luodi_web.supervision.domain.bulletin_merge import Merged, Stretch, merge, pieces, stretches

BASE = "其中已完成31件，占36.9%；红灯5件。"


@pytest.mark.parametrize(
    ("edited", "renewed", "merged"),
    [
        (BASE, "其中已完成33件，占39.3%；红灯4件。", Merged("其中已完成33件，占39.3%；红灯4件。", False)),
        # Words changed beside a figure: both come in.
        (
            "截至月底已办结31件，占36.9%；红灯5件。请抓紧。",
            "其中已完成33件，占39.3%；红灯4件。",
            Merged("截至月底已办结33件，占39.3%；红灯4件。请抓紧。", False),
        ),
        # The very figure was changed by hand: it stands, and somebody is told.
        (
            "其中已完成32件，占36.9%；红灯5件。",
            "其中已完成33件，占39.3%；红灯5件。",
            Merged("其中已完成32件，占39.3%；红灯5件。", True),
        ),
        # The same change on both sides is no conflict.
        (
            "其中已完成33件，占36.9%；红灯5件。",
            "其中已完成33件，占36.9%；红灯4件。",
            Merged("其中已完成33件，占36.9%；红灯4件。", False),
        ),
        # A sentence struck out stays out, whatever its figures do.
        ("其中已完成31件。", "其中已完成33件，占39.3%；红灯4件。", Merged("其中已完成33件。", True)),
        ("全部重写。", BASE, Merged("全部重写。", False)),
        ("", "其中已完成33件。", Merged("", True)),
    ],
)
def test_merging(edited, renewed, merged):
    assert merge(BASE, edited, renewed) == merged


def test_pieces_lose_nothing():
    text = "1.15项：“A”\n（3.5%）、２项 Q4 。"

    assert "".join(pieces(text)) == text
    assert pieces("逾期1.15项，占36.9%") == ["逾期", "1.15", "项", "，", "占", "36.9%"]


def test_numbers_are_traced_to_figures_and_typed_ones_are_told_apart():
    auto = "已完成31件，红灯5件。"
    marks = [(3, 5, "done"), (9, 10, "red")]

    found = stretches(auto, marks, "已办结31件，另有7件，红灯5件。")

    assert found == [
        Stretch("已办结"),
        Stretch("31", "done"),
        Stretch("件，另有"),
        Stretch("7", by_hand=True),
        Stretch("件，红灯"),
        Stretch("5", "red"),
        Stretch("件。"),
    ]
