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
    "READ002": Words("文件类型是“{kind}”，不能读取。", "请另存为 docx、PDF 或文本后再读。"),
    "READ003": Words("文件有 {size_mb} MB，超过 {limit_mb} MB 的上限。", "请拆分后再读。"),
    "READ004": Words("无法确定文件的字符编码。", "请用 UTF-8 另存后再读。"),
    "READ005": Words("文件打不开：{reason}。", "请检查路径和权限。"),
    "READ006": Words("{kind} 文件有打开密码或已加密，读不了。", "请去掉密码另存后再读。"),
    "READ007": Words("{kind} 文件已损坏或不完整，读不出文字。", "请重新下载，或用原来的软件打开后另存。"),
    "READ008": Words(
        "{kind} 文件解压后太大（{part} 超过 {limit_mb} MB 的上限或压缩比异常），没有读取。",
        "请确认文件来源；可另存为 PDF 或文本后再读。",
    ),
    "READ009": Words(
        "这是扫描件（共 {pages} 页）：页面是图片，没有文字层。",
        "请先用 OCR 软件识别，或向发文单位要可复制文字的版本。",
    ),
    "READ010": Words(
        "读取 {kind} 文件需要另外的程序，本机没有。", "请安装软件包 {packages}，或另存为 docx 后再读。"
    ),
    "READ011": Words(
        "{program} 没能转换这个 {kind} 文件：文件可能已损坏，或转换超时。",
        "请用原来的软件打开，另存为 docx 后再读。",
    ),
    "READ012": Words("文件共 {total} 页，只读了 {read} 页，其余没有读。", "请拆分后分别读取。"),
    "READ013": Words(
        "{kind} 文件已损坏或不完整，只读出了其中一部分文字。", "请核对结尾和缺漏；最好重新下载后再读。"
    ),
    "READ014": Words("第 {pages} 页是图片，没有文字层，没有读。", "请用 OCR 软件识别这些页。"),
    "READ015": Words(
        "这个 {kind} 文件由 catdoc 读取：自动编号、表格和文本框可能缺失。",
        "要读全，请安装 libreoffice-writer-nogui。",
    ),
    "READ016": Words(
        "{kind} 文件的 {part} 含有 XML 文档类型声明（DTD），为安全起见不读。",
        "正常软件不会写这种声明，请确认文件来源，或用原来的软件另存。",
    ),
    "READ017": Words("{kind} 文件的表格嵌套过深，最里层没有读。", "请在原来的软件里拆开嵌套的表格。"),
    "REPAIR001": Words("修复报告写不进去：{reason}。", "请检查路径和权限，或换一个位置。"),
}
