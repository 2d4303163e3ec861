"""诊断用语（简体中文）。按代码排序。"""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "CLI001": Words("找不到文件“{file}”。", "请检查路径是否正确。"),
    "READ001": Words("文件是空的，没有可读的文字。", "请选择有正文的文件。"),
    "READ002": Words("这是二进制文件（{kind}），不是文字。", "请另存为文本、Markdown 或网页文件后再读。"),
    "READ003": Words("文件有 {size_mb} MB，超过 {limit_mb} MB 的上限。", "请拆分后再读。"),
    "READ004": Words("无法确定文件的字符编码。", "请用 UTF-8 另存后再读。"),
    "READ005": Words("文件打不开：{reason}。", "请检查路径和权限。"),
    "REPAIR001": Words("修复报告写不进去：{reason}。", "请检查路径和权限，或换一个位置。"),
}
