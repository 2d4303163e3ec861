"""Documents made to a known outline come back as that outline, whatever widths and restarts they use."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from luodi.structure import addresses, parse_document, to_markdown

HAN = [*"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五六七八九"), "二十"]
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
FAMILIES = {
    "rules": (("章", "条", "项", "目"), ("编", "章", "节", "条", "项"), ("条", "项"), ("章", "条", "顿")),
    "measures": (
        ("顿", "项", "目", "小目", "圈"),
        ("顿", "目", "小目"),
        ("顿", "项"),
        ("章", "顿", "项", "目"),
        ("目", "小目"),
    ),
    "turned": (("顿", "条", "项"), ("目", "项"), ("章", "目", "项", "小目")),
}
VERBS = ("建设", "完善", "推进", "加快", "优化", "健全")
NOUNS = ("平台", "机制", "服务体系", "人才队伍", "创新生态", "科技金融")


@dataclass
class Written:
    """lines: of the document; expected: the addresses that it was written to have."""

    lines: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)


def label(kind: str, number: int, draw: random.Random) -> tuple[str, str]:
    """A label as one office or another sets it, and its bare numeral."""
    han = HAN[number - 1]
    ordinal = {"编": "编", "章": "章", "节": "节", "条": "条"}.get(kind)
    if ordinal:
        return f"第{han}{ordinal}{draw.choice([' ', '　', '  '])}", f"第{han}{ordinal}"
    figure = str(number)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in figure)
    return {
        "顿": (f"{han}、", han),
        "项": (draw.choice([f"（{han}）", f"({han})", f"（{han})", f"（ {han} ）"]), han),
        "目": (draw.choice([f"{figure}.", f"{figure}．", f"{figure}、", f"{wide}．", f"{figure}. "]), figure),
        "小目": (draw.choice([f"（{figure}）", f"({figure})", f"（{wide}）"]), figure),
        "圈": (CIRCLED[number - 1], CIRCLED[number - 1]),
    }[kind]


def words(draw: random.Random) -> str:
    return f"{draw.choice(VERBS)}{draw.choice(NOUNS)}"


def write(
    written: Written,
    kinds: tuple[str, ...],
    above: str,
    last: dict[str, int],
    running: set[str],
    draw: random.Random,
) -> None:
    kind, deeper = kinds[0], kinds[1:]
    number = last.get(kind, 0) if kind in running else 0
    # Lists have two items and more, and the first of them has a list under it: where kinds are turned
    # round, nothing else would show it.
    for index in range(draw.randint(2, 3)):
        number += 1
        if number > len(HAN):
            return
        last[kind] = number
        text, numeral = label(kind, number, draw)
        address = f"{above}{numeral}"
        written.expected.append(address)
        law = kind in ("条",)
        headed = not law and (kind in ("编", "章", "节", "顿") or draw.random() < 0.5)
        indent = draw.choice(["", "　　", "  "])
        if headed:
            tail = (
                draw.choice(["", f"。{words(draw)}，{words(draw)}。"])
                if kind not in ("编", "章", "节")
                else ""
            )
            written.lines.append(f"{indent}{text}{words(draw)}{tail}")
        else:
            written.lines.append(f"{indent}{text}{words(draw)}，{words(draw)}。")
        if draw.random() < 0.3 and kind not in ("编", "章", "节"):
            opening = draw.choice(["1.5亿元", "第三条规定的", "到2025年"])
            written.lines.append(f"{indent}{words(draw)}，{words(draw)}。")
            written.lines.append(f"{indent}{opening}{words(draw)}。")
        if deeper and (index == 0 or kind in ("编", "章", "节") or draw.random() < 0.7):
            write(written, deeper, f"{address}/", last, running, draw)


@pytest.mark.parametrize("seed", range(150))
@pytest.mark.parametrize("family", FAMILIES)
def test_generated_document_has_the_outline_it_was_written_to(family: str, seed: int) -> None:
    draw = random.Random(seed)
    kinds = draw.choice(FAMILIES[family])
    # Articles run through all chapters; of measures one kind may.
    running = {"条"} if "条" in kinds else {draw.choice(kinds)} if draw.random() < 0.5 else set()
    written = Written([f"某市{draw.choice(['管理办法', '实施方案', '若干措施'])}"])
    write(written, kinds, "", {}, running, draw)
    text = "\n".join(written.lines)

    document = parse_document(text)

    assert list(addresses(document)) == written.expected
    assert list(addresses(parse_document(to_markdown(document, text)))) == written.expected
