"""The notice as web pages and typst source: what Chromium and typst print as pdf."""

from __future__ import annotations

import html

from tests.engine.intake_files import notice


def notice_html(*, indent: bool = True) -> str:
    """A page in the layout of official documents, with its table and a page number in the margin."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in notice.TABLE
    )
    style = "text-indent:2em;margin:0" if indent else "margin:0 0 1em"
    body = "".join(
        f'<p style="{style}">{html.escape(line)}</p>' for line in [notice.OPENING, *notice.SECTION_LINES]
    )
    return (
        f"<!DOCTYPE html><html lang=zh><head><meta charset=utf-8><title>{notice.TITLE}</title><style>"
        "@page{size:A4;margin:30mm 25mm;@bottom-center{content:'— ' counter(page) ' —'}}"
        "body{font:16px/1.75 'Noto Serif CJK SC';text-align:justify}h1{font-size:24px;text-align:center}"
        "td{border:1px solid #000;padding:4px}table{border-collapse:collapse;width:100%}</style></head><body>"
        f"<h1>{notice.TITLE}</h1><p style='text-align:center'>{notice.DOC_NO}</p>"
        f"<p style='margin:0'>{notice.ADDRESSEE}</p>{body}<table>{rows}</table>"
        f"<p style='text-align:right'>{notice.SIGNER}</p><p style='text-align:right'>{notice.DATE}</p>"
        "</body></html>"
    )


def notice_typst() -> str:
    """Typst source with a running head, page numbers and a footnote after the opening."""
    cells = ", ".join(f"[{_marked(cell)}]" for row in notice.TABLE for cell in row)
    lines = "\n\n".join(_marked(line) for line in notice.SECTION_LINES)
    return f"""
#set page(paper: "a4", margin: (x: 28mm, y: 35mm), header: align(center)[{notice.RUNNING_HEAD}],
  numbering: "— 1 —")
#set text(font: "Noto Serif CJK SC", size: 16pt, lang: "zh")
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 0.9em, spacing: 0.9em)
#align(center)[#text(size: 22pt)[{_marked(notice.TITLE)}]]
#align(center)[{_marked(notice.DOC_NO)}]
#par(first-line-indent: 0em)[{_marked(notice.ADDRESSEE)}]

{_marked(notice.OPENING)}#footnote[{notice.FOOTNOTE}]

{lines}

#table(columns: (auto, 1fr, auto, auto), {cells})

#align(right)[{notice.SIGNER}]
#align(right)[{notice.DATE}]
"""


def _marked(words: str) -> str:
    return words.replace("&", "\\&")
