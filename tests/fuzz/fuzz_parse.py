"""Fuzzes the parser with atheris: ``python tests/fuzz/fuzz_parse.py -runs=5000 [CORPUS]``.

Any bytes become a text made of the signs that documents are built from, so that the fuzzer reaches trees,
annexes and lists soon. What holds for every text is checked: no exception, spans in order inside the text,
valid XML, Markdown and JSON without an error.
"""

from __future__ import annotations

import json
import sys

import atheris

with atheris.instrument_imports(include=["luodi"]):
    from lxml import etree

    from luodi.structure import addresses, parse_document, regions, to_akoma_ntoso, to_json, to_markdown

PIECES = [
    *(
        "\n",
        "\n",
        "\n\n",
        "一、",
        "二、",
        "三、",
        "（一）",
        "（二）",
        "(三)",
        "1.",
        "2．",
        "（1）",
        "（2）",
        "①",
        "②",
        "1）",
    ),
    *(
        "第一编",
        "第一章",
        "第二章　",
        "第一节",
        "第一条",
        "第二条 ",
        "第二条之一",
        "第三条规定",
        "㈠",
        "⑴",
        "⒈",
    ),
    *(
        "一是",
        "二是",
        "第一，",
        "第二，",
        "首先，",
        "其次，",
        "其一，",
        "一要",
        "二要",
        "。",
        "；",
        "：",
        "，",
        "、",
    ),
    *(
        "附件",
        "附件1",
        "附件：1.",
        "附件2：",
        "目录",
        "....3",
        "某市科技局",
        " 某市财政局",
        "2021年3月1日",
        "二〇二一年三月一日",
    ),
    *(
        "（此件公开发布）",
        "抄送：",
        "印发",
        "《",
        "》",
        "〈",
        "〉",
        "关于印发《甲办法》的通知",
        "某市办法",
        "某科〔2021〕3号",
    ),
    *(
        "**",
        "# ",
        "---",
        "**发布日期**: ",
        "各单位：",
        "特此通知。",
        "某省人民政府令",
        "第5号",
        "建设平台",
        "5亿元",
        "　　",
        "\t",
    ),
    *("（", "）", "【", "】", "版权所有", "[甲](乙)", "\r", "\x00", "\ufffd", "\u2028", "|", "——"),
]


def check(text: str) -> None:
    """Raise where something that holds for every text does not hold for this one."""
    document = parse_document(text)
    end = 0
    for region in regions(document):
        assert end <= region.span.start <= region.span.end <= len(text), region
        end = region.span.end
    found = addresses(document)
    assert all(text.startswith(part.label, part.span.start) for part in found.values())
    json.dumps(to_json(document))
    to_markdown(document, text)
    etree.fromstring(to_akoma_ntoso(document, text).encode())


def test_one_input(data: bytes) -> None:
    check("".join(PIECES[byte % len(PIECES)] for byte in data[:2000]))


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
