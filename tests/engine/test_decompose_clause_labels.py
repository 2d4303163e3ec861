"""The clause a row cites is the one the text has, and workstreams keep the numbers of the text."""

from __future__ import annotations

from luodi.decompose import decompose_text

TEXT = (
    "清江市实施方案\n一、总体要求\n坚持创新驱动发展。\n二、重点任务\n（一）建立备案制度。编制服务清单。\n"
    "三、保障措施\n（二）成立工作专班。\n附件\n清江市入库办法\n一、入库\n编制入库名单。\n二、出库\n建立出库制度。\n"
)


def test_numbers_are_those_of_the_text() -> None:
    streams = decompose_text(TEXT).workstreams
    named = {stream.name: (stream.no, stream.clause) for stream in streams}
    assert named["重点任务"] == ("二", "二、重点任务")
    assert named["保障措施"] == ("三", "三、保障措施")
    assert named["出库"][1] == "二、出库"
    assert len({stream.no for stream in streams}) == len(streams)
    assert next(s for s in streams if s.name == "重点任务").tasks[0].no == "2.1"


def test_chapters_are_cited_with_their_label() -> None:
    text = "清江市办法\n第一章 总则\n第一条 制定本办法。\n第二章 兑付\n第二条 市数据局应当编制预算。\n"
    assert [stream.clause for stream in decompose_text(text).workstreams] == ["第二章 兑付"]
