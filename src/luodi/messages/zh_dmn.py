"""诊断用语（简体中文）：决策模型、决策表工作簿和测试案例。按代码排序。"""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "CASE001": Words(
        '案例文件应当是一个 JSON 对象，例如 {{"研发费用": 120}}。', "请检查引号、逗号和括号，用 UTF-8 保存。"
    ),
    "CASE002": Words("模型里没有“{name}”这个输入。", "请核对名称；{known}。"),
    "CASE003": Words(
        "输入“{name}”的值“{was}”不是{type}。",
        "数不加引号，是否写成 true 或 false；日期写成 2026-03-01，时间写成 08:30:00，时长写成 P1Y 或 P30D。",
    ),
    "CASE004": Words("案例里“{name}”写了两次。", "请只留一个。"),
    "CASE005": Words("“{name}”已整体给出，又单独给了“{entry}”。", "请只留一种写法。"),
    "DMN001": Words(
        "第 {line} 行的 XML 写法有误：{reason}。", "请用原来的软件重新导出，或在这一行附近检查标签是否配对。"
    ),
    "DMN002": Words(
        "文件含有文档类型声明（DTD），为安全起见不读。", "正常软件不会写这种声明，请确认文件来源。"
    ),
    "DMN003": Words(
        "文件有 {size_mb} MB，超过 {limit_mb} MB 的上限。", "请把模型拆成几个文件，再用导入连起来。"
    ),
    "DMN004": Words("这不是 DMN 模型：根元素是“{root}”，应当是 definitions。", "请确认选对了文件。"),
    "DMN005": Words(
        "不认识的 DMN 版本（命名空间“{namespace}”）；能读 1.2 至 1.5。", "请用原来的软件另存为 1.3。"
    ),
    "DMN006": Words("第 {line} 行的 {element} 缺少必需的属性“{attribute}”。", "请补上这个属性。"),
    "DMN007": Words(
        "第 {line} 行：{element} 里不应有“{child}”，没有读，保存时会丢失。",
        "请确认拼写和位置；扩展内容应放在 extensionElements 里。",
    ),
    "DMN008": Words(
        "第 {line} 行：{element} 没有“{attribute}”这个属性，没有读，保存时会丢失。",
        "请确认拼写；自有属性应带命名空间。",
    ),
    "DMN009": Words(
        "第 {line} 行：“{was}”不是 {attribute} 可用的值；可用的有 {allowed}。", "请改用其中一个。"
    ),
    "DMN010": Words("第 {line} 行的 {element} 里缺少 {wanted}。", "请补上这一部分。"),
    "DMN011": Words(
        "文件里有 {count} 处 XML 注释或处理指令，它们不属于模型，保存时不保留。",
        "要留下的说明请写进 description。",
    ),
    "DMN012": Words("第 {line} 行：表达式嵌套超过 {limit} 层，没有读。", "请把里层拆成单独的决策。"),
    "DMN013": Words(
        "第 {line} 行的函数是 {kind} 写的，本程序只运行 FEEL；内容已保留。",
        "请改写为 FEEL，或在支持它的系统里运行。",
    ),
    "DMN014": Words(
        "第 {line} 行导入的模型“{name}”找不到（命名空间 {namespace}）。",
        "请把那个模型放在同一个文件夹里，并核对它的 namespace。",
    ),
    "DMN015": Words("第 {line} 行的导入成了循环：{circle}。", "请去掉其中一个导入。"),
    "DMN016": Words("第 {line} 行导入的模型“{name}”读不出来：{file}。", "请先改正那个文件。"),
    "DMN017": Words(
        "第 {line} 行的表达式语言是“{language}”，本程序只运行 FEEL；内容已保留。", "请改写为 FEEL。"
    ),
    "DMN018": Words(
        "第 {line} 行：{element} 里有不属于任何部分的文字“{text}”，没有读，保存时会丢失。",
        "请删去它，或写进 text。",
    ),
    "DMN019": Words("第 {line} 行起的元素引用了不存在的“{href}”。", "请核对编号，或删去这条连线。"),
    "DMN020": Words(
        "第 {line} 行起的元素引用了“{name}”（{href}），但它不是这里要的种类。", "请改用对应的连线。"
    ),
    "DMN021": Words("编号“{id}”用了不止一次。", "请给每个元素单独的编号。"),
    "DMN022": Words("决策之间互相依赖，成了循环：{circle}。", "请去掉其中一条连线。"),
    "DMN023": Words(
        "第 {line} 行：有 {cells} 个 {kind}，应当有 {columns} 个。", "请让每一行的格数和列数一致。"
    ),
    "DMN024": Words(
        "第 {line} 行的表达式引用外部文件“{location}”的值，不去读取；内容已保留。", "请把内容写进模型。"
    ),
    "DMN025": Words(
        "第 {line} 行：类型“{name}”没有定义。", "请核对名称，或在数据类型里定义它；相近的有：{near}。"
    ),
    "DMN026": Words("名称“{name}”用了不止一次，表达式分不清是哪一个。", "请改名。"),
    "DMN027": Words(
        "第 {line} 行：汇总方式 {aggregation} 只能和 COLLECT 一起用，这里是 {policy}，不起作用。",
        "请改命中策略，或去掉汇总方式。",
    ),
    "DMN028": Words("第 {line} 行导入的“{name}”不是 DMN 模型（{import_type}），没有读；内容已保留。", None),
    "DMN029": Words("第 {line} 行的规则有 {cells} 个批注，表头只有 {columns} 个批注列；都已保留。", None),
    "DMN030": Words(
        "“{kind}”是 DMN 1.4 起才有的框式表达式，文件保留为 1.5。",
        "要在 dmn-js 里编辑，请选择改写为 FEEL 文字。",
    ),
    "DMN031": Words(
        "框式表达式“{kind}”已改写为 FEEL 文字，以便存为 1.3；里面各部分的编号、说明和类型标注不再保留。", None
    ),
    "DMN032": Words(
        "框式表达式“{kind}”里有{inside}，不能改写为 FEEL 文字，文件保留为 1.5。",
        "请把里面的表拆成单独的决策。",
    ),
    "DMN033": Words(
        "类型“{name}”的 typeConstraint 是 DMN 1.5 起才有的，文件保留为 1.5。",
        "要存为 1.3，请改用 allowedValues。",
    ),
    "DMN034": Words("类型“{name}”的 typeConstraint 已写成 allowedValues，以便存为 1.3；意思不变。", None),
    "DMN035": Words("图形的属性“{attribute}”是 DMN 1.5 起才有的，存为 1.3 时去掉了。", None),
    "DMN036": Words("文字里有 XML 写不了的字符 {char}，在“{near}”之后。", "请删去这个字符。"),
    "DMN037": Words(
        "第 {line} 行：类型的定义成了循环：{circle}。", "请让其中一个用 number、string 等基本类型定义。"
    ),
    "DMN038": Words("问题超过 {limit} 个，后面的没有列出。", "请先改正列出的这些。"),
    "DMN039": Words("文件里的标签超过 {limit} 个，没有读。", "请把模型拆成几个文件，再用导入连起来。"),
    "DMN040": Words(
        "第 {line} 行：类型“{name}”的每个值里还有一个“{name}”：{circle}。",
        "只有某一层留空才写得完；里面可以有几个的，请把那一项设为列表。",
    ),
    "TCK001": Words("这不是测试案例文件：根元素是“{root}”。", "请用 DMN TCK 的格式。"),
    "TCK002": Words("第 {line} 行的值没有写类型（xsi:type），按文字处理。", "请写明类型，例如 xsd:decimal。"),
    "TCK003": Words("第 {line} 行：不认识类型“{type}”；可用的有 {allowed}。", "请改用其中一个。"),
    "TCK004": Words("第 {line} 行的扩展内容没有读，保存时不保留：{xml}。", None),
    "TCK005": Words("这里没有测试案例文件。", "请确认文件夹；案例文件是 DMN TCK 格式的 XML。"),
    "TCK006": Words(
        "找不到案例要运行的模型“{model}”。", "请把模型放在案例文件旁边，并在 modelName 里写它的文件名。"
    ),
    "TCK007": Words("模型里没有“{name}”。", "请核对案例里的名称。"),
    "TCK008": Words("运行时出错：{error}。", "这是程序的缺陷，请连同模型和案例一起报告。"),
    "TCK009": Words("模型“{model}”读不出来，案例没有运行。", "请先改正模型。"),
    "TCK010": Words("案例给了“{name}”的值，但模型里没有它，没有用上。", "请核对案例里的名称。"),
    "TCK011": Words("第 {line} 行：案例按哪一天计算，写的是“{was}”，不是日期。", "日期写成 2026-03-01。"),
    "XLS001": Words("这个文件不是能打开的 Excel 工作簿（xlsx）。", "请用 Excel 或 WPS 打开后另存为 xlsx。"),
    "XLS002": Words("工作簿解开后有 {size_mb} MB，超过 {limit_mb} MB 的上限。", "请拆成几个工作簿。"),
    "XLS003": Words(
        "这张工作表没有读：A1 应当写明它是什么（决策表、输入数据、数据类型、表达式或模型）。",
        "请在 A1 写明；不是给本程序的表可以留着。",
    ),
    "XLS004": Words(
        "这一格是公式，不能作为规则。", "请把公式换成它的值；以“=”开头的条件请先把单元格设为文本格式。"
    ),
    "XLS005": Words("这一格是错误值 {value}。", "请改正。"),
    "XLS006": Words(
        "这一格的文字超过 Excel 的上限 {limit} 个字符，写不进工作簿。", "请缩短，或留在 DMN 文件里编辑。"
    ),
    "XLS007": Words("不认识 A 列的“{label}”，这一行（列）没有读。", "请改用模板里的名称。"),
    "XLS008": Words("这一列没有写明是什么；可用的有 {allowed}。", "请在“列”这一行写明。"),
    "XLS009": Words("不认识命中策略“{was}”。", "请写 U、A、P、F、R、O、C、C+、C<、C>、C# 之一。"),
    "XLS010": Words("缺少“{label}”这一行（列）。", "请按模板补上。"),
    "XLS011": Words("工作簿里没有决策表。", "请在工作表的 A1 写“决策表”，B1 写名称。"),
    "XLS012": Words("这张决策表没有输出列。", "请至少加一列“输出”。"),
    "XLS013": Words("这里应当有名称或算式，但是空的。", "请填写。"),
    "XLS014": Words("“列表”一栏应当写“是”或“否”，实际是“{was}”。", "请改正。"),
    "XLS015": Words("层次应当是 1 至 {deepest} 的整数，实际是“{was}”。", "下一层只能比上一行深一层。"),
    "XLS016": Words(
        "工作表超过 {rows} 行或 {columns} 列，没有读。", "请删去表外的内容（包括只有格式的空行），或拆表。"
    ),
    "XLS017": Words("这一格有 XML 写不了的字符 {char}。", "请删去这个字符。"),
    "XLS018": Words("不认识方向“{was}”；可用的有 {allowed}。", "请改用其中一个，或删去这一行。"),
    "XLS019": Words("工作簿里放不下这一部分，没有写：{what}。", "要完整保留，请用 DMN 文件。"),
    "XLS020": Words(
        "“{was}”不能作编号：编号以字母开头，只含字母、数字、“_”“-”“.”。", "请改正，或留空自动编号。"
    ),
    "XLS022": Words("“{label}”这一行出现了两次。", "请删去一行。"),
    "XLS023": Words("这里的文字“{text}”不属于任何一栏，没有读。", "请移到对应的格里，或删去。"),
}
