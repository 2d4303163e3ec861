"""运行与数据文件的诊断用语。"""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "POP040": Words("另一个运行正在写这个结果文件。", "请等它结束，或换一个 -o。"),
    "POP041": Words("已取消，没有写出结果；原有的文件不变。"),
    "POP042": Words("{done} / {rows} 行 · {share}% · 约剩 {left}"),
    "POP050": Words("数据文件有 {count} 列不是模型的输入，运行时不用：{names}。"),
    "POP051": Words("数据文件的编码是 {encoding}，已按此读取。", "导出时选择 UTF-8 可免去转换。"),
    "POP052": Words(
        "列“{name}”有 {count} 个数带千位分隔符。第 {rows} 行：{shown}。",
        "请去掉分隔符，或加 --thousands 按千位分隔符读取。",
    ),
    "POP053": Words("列“{name}”的 {count} 个日期写作 {form}，已按此读取。第 {rows} 行：{shown}。"),
    "POP054": Words("列“{name}”的日期有几种写法：{forms}。第 {rows} 行：{shown}。", "请统一为 2021-06-30。"),
    "POP055": Words("列“{name}”有 {count} 个值写作“是”“否”，已按真假读取。"),
    "POP056": Words("主键列“{name}”指明了两次。", "请每列只写一次。"),
    "POP057": Words(
        "模型有两个输入都对应名为“{name}”的列：一个输入的名称，和另一个输入的一项。", "请给其中一个输入改名。"
    ),
    "POP058": Words("这里要写结果文件的路径和名称。", "例如 -o 结果.parquet。"),
    "POP059": Words("结果文件就是读入的文件，会把它盖掉，没有运行。", "请换一个 -o。"),
    "POP060": Words("这个文件夹里有别的文件，写结果会把它们删去，没有运行。", "请换一个新的文件夹。"),
    "POP061": Words("列表“{name}”给了两个文件。", "每个列表只能有一个，请先合成一个。"),
    "POP062": Words(
        "列“{name}”的数位数太多，不能精确计算：整数部分最多 {whole} 位，小数部分最多 {scale} 位，"
        "合起来不能超过 {limit} 位。第 {rows} 行：{shown}。",
        "请四舍五入到需要的小数位数，或改用较大的单位（如万元）。",
    ),
    "POP063": Words(
        "排序的列“{name}”写法不一，不能确定次序：{numbers} 个数，{days} 个日期（{forms}），"
        "{others} 个别的文字。第 {rows} 行：{shown}。",
        "请统一为数，或 2021-06-30 这样的日期；要按文字排序的列不写数和日期。",
    ),
    "POP064": Words(
        "数据里没有模型的任何一个输入，没有运行。数据的列：{found}；模型的输入：{wanted}。",
        "列名要和输入的名称一致；CSV 的第一行应当是列名。",
    ),
    "POP065": Words(
        "文件的第一行不是列名：其中没有模型的任何一个输入，第 {line} 行才有（{names}）。第一行：{found}；"
        "模型的输入：{wanted}。",
        "请删去第 {line} 行以上的内容。",
    ),
    "POP066": Words(
        "文件的各列没有分开，输入的名称（{names}）都在同一个列名里：{found}。模型的输入：{wanted}。",
        "列与列之间请用逗号、分号、制表符或竖线。",
    ),
    "POP067": Words("--memory {text} 太小，至少要 {least}。", "请加大内存上限，或去掉 --memory。"),
    "SQL031": Words(
        "“{decision}”要用的输入中，有两个都对应名为“{name}”的列：一个输入的名称，和另一个输入的一项。",
        "请给其中一个输入改名。",
    ),
}
