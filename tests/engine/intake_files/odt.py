"""A Writer document in flat XML, for what python-docx cannot write; LibreOffice makes other kinds of it.

It has a footnote, an endnote, a comment, a running head, a page number, a tracked deletion and insertion, a
list and two pages.
"""

from __future__ import annotations

_NAMES = {
    "office": "office", "text": "text", "style": "style", "table": "table", "draw": "drawing",
    "fo": "xsl-fo-compatible", "svg": "svg-compatible",
}  # fmt: skip
_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"' for short, long in _NAMES.items()
)
LONG = (
    "支持县（市、区）依托高新技术产业园区建设科技服务站，为企业提供技术需求对接、专利检索和检验检测等服务。"
)
FOOTNOTE = "科技服务站的认定办法另行制定。"
ENDNOTE = "尾注的说明文字。"
COMMENT = "这里再核一下。"
HEAD = "示例省科学技术厅文件"
LINES = [
    f"第一段讲服务站的建设。{LONG * 3}",
    "奖励80万元，由省科技厅负责。",
    "一、扩大开放",
    "二、优化服务",
    *(f"第{at}项任务。{LONG * 4}" for at in range(1, 9)),
    "以上各项，请认真落实。",
]


def paragraph(words: str) -> str:
    return f'<text:p text:style-name="B">{words}</text:p>'


def note(kind: str, sign: str, words: str) -> str:
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>{sign}</text:note-citation>'
        f"<text:note-body><text:p>{words}</text:p></text:note-body></text:note>"
    )


def flat_odt() -> str:
    """The document; ``LINES`` is what must be read from it."""
    meta = (
        "<office:change-info><dc:creator>甲</dc:creator><dc:date>2021-03-01T00:00:00</dc:date>"
        "</office:change-info>"
    )
    changes = (
        '<text:tracked-changes><text:changed-region xml:id="c1" text:id="c1"><text:deletion>'
        f"{meta}<text:p>50</text:p></text:deletion></text:changed-region>"
        f'<text:changed-region xml:id="c2" text:id="c2"><text:insertion>{meta}</text:insertion>'
        "</text:changed-region></text:tracked-changes>"
    )
    first = paragraph(
        f"第一段讲服务站的建设。{note('footnote', '1', FOOTNOTE)}{LONG}"
        f"<office:annotation><text:p>{COMMENT}</text:p></office:annotation>{LONG}{LONG}"
        f"{note('endnote', 'i', ENDNOTE)}"
    )
    tracked = paragraph(
        '奖励<text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>80'
        '<text:change-end text:change-id="c2"/>万元，由省科技厅负责。'
    )
    items = "".join(
        f'<text:list-item><text:p text:style-name="B">{words}</text:p></text:list-item>'
        for words in ("扩大开放", "优化服务")
    )
    body = "".join(map(paragraph, LINES[4:]))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:styles>
<style:default-style style:family="paragraph"><style:text-properties fo:font-size="14pt"
 style:font-size-asian="14pt" style:font-name-asian="Noto Serif CJK SC" fo:language="zh" fo:country="CN"/>
</style:default-style><style:style style:name="B" style:family="paragraph"><style:paragraph-properties
 fo:text-indent="28pt" fo:text-align="justify"/></style:style>
<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-suffix="、"
 style:num-format="一, 二, 三, ..."/></text:list-style></office:styles><office:automatic-styles>
<style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm"
 fo:margin="25mm"/><style:header-style/><style:footer-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm">
<style:header><text:p>{HEAD}</text:p></style:header><style:footer><text:p>— <text:page-number/> —</text:p>
</style:footer></style:master-page></office:master-styles>
<office:body><office:text>{changes}{first}{tracked}
<text:list text:style-name="L">{items}</text:list>{body}</office:text></office:body></office:document>"""
