"""诊断用语（简体中文）。按代码排序。"""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "CLI001": Words("找不到文件“{file}”。", "请检查路径是否正确。"),
    "PARSE001": Words("结果写不进去：{reason}。", "请检查路径和权限，或换一个位置。"),
    "PLAN001": Words(
        "没有从这份文字里读出任何任务。",
        "任务要写明做什么，例如“制定实施方案”“建设创新平台”；请确认给的是计划、方案或工作报道。",
    ),
    "PLAN002": Words("表格不能显示在屏幕上。", "请用 -o 指定要保存的文件，例如 -o 任务分解表.xlsx。"),
    "READ001": Words("文件是空的，没有可读的文字。", "请选择有正文的文件。"),
    "READ002": Words("文件类型是“{kind}”，暂不能直接读取。", "请另存为文本、Markdown 或网页文件后再读。"),
    "READ003": Words("文件有 {size_mb} MB，超过 {limit_mb} MB 的上限。", "请拆分后再读。"),
    "READ004": Words("无法确定文件的字符编码。", "请用 UTF-8 另存后再读。"),
    "READ005": Words("文件打不开：{reason}。", "请检查路径和权限。"),
    "REPAIR001": Words("修复报告写不进去：{reason}。", "请检查路径和权限，或换一个位置。"),
}
