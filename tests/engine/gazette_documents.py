"""Documents for the tests, as JSON; all of it invented."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

BASE = {"format": "luodi.gazette", "version": 1}


def document(**changes: Any) -> dict[str, Any]:
    """An official document (文件式) with every part the standard names."""
    return {
        **BASE,
        "kind": "document",
        "head": {"organs": ["示例省科学技术厅"], "doc_no": "示科发〔2026〕12号", "copy_no": "12"},
        "title": "示例省科学技术厅关于开展检查的通知",
        "addressees": ["各市、州科技局"],
        "blocks": [paragraph("国" * 700)],
        "signature": {"organs": ["示例省科学技术厅"], "day": "2026-10-09"},
        **changes,
    }


def letter(**changes: Any) -> dict[str, Any]:
    return {
        **BASE,
        "kind": "letter",
        "head": {"organs": ["示例省科技创新办公室"], "doc_no": "示创督〔2026〕7号"},
        "title": "关于按期完成任务的督办函",
        "addressees": ["示例市科技局"],
        "blocks": [paragraph("请按期完成任务并书面回复。")],
        "signature": {"organs": ["示例省科技创新办公室"], "day": "2026-10-14"},
        **changes,
    }


def bulletin(**changes: Any) -> dict[str, Any]:
    head = {"name": "督查通报", "issue": "第3期", "editor": "示例省科技创新办公室", "day": "2026-10-12"}
    return {
        **BASE,
        "kind": "bulletin",
        "head": head,
        "title": "关于任务落实情况的通报",
        "blocks": [paragraph("现将有关情况通报如下。")],
        **changes,
    }


def brief(**changes: Any) -> dict[str, Any]:
    return {
        **bulletin(),
        "kind": "brief",
        "title": "任务落实情况一页纸",
        **changes,
    }


def minutes(**changes: Any) -> dict[str, Any]:
    head = {"name": "会议纪要", "issue": "〔2026〕3号", "editor": "示例省科学技术厅", "day": "2026-10-12"}
    return {
        **BASE,
        "kind": "minutes",
        "head": head,
        "title": "第三次调度会议纪要",
        "blocks": [paragraph("会议议定以下事项。")],
        "attendance": [{"label": "出席", "names": "国" * 60}, {"label": "请假", "names": "李某"}],
        **changes,
    }


def paragraph(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "paragraph", "text": text, **more}


def rows_table(count: int) -> dict[str, Any]:
    """A table of so many rows; 任务0001 … tell them apart."""
    return {
        "type": "table",
        "columns": [
            {"title": "序号", "width": 1},
            {"title": "任务名称", "width": 4, "align": "left"},
            {"title": "责任单位", "width": 2},
        ],
        "rows": [[str(number), f"任务{number:04d}", "示例单位"] for number in range(1, count + 1)],
    }


def picture(*, whole: bool = True, **more: Any) -> dict[str, Any]:
    """A PNG of one grey point; not whole: its head is right and its content is not."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    content = chunk(b"IDAT", zlib.compress(b"\0\x80") if whole else b"\0\0\0\0")
    data = b"\x89PNG\r\n\x1a\n" + head + content + chunk(b"IEND", b"")
    return {"type": "picture", "data": base64.b64encode(data).decode(), **more}
