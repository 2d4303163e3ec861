"""把决策换算成数据库查询、在数据上运行时的用语（简体中文）。"""

from __future__ import annotations

from luodi.messages.words import Words

_ONE_CASE = "可以改写，或逐例计算。"

MESSAGES: dict[str, Words] = {
    "SQL001": Words("“{decision}”把{what}当作一个值使用，换算成数据库查询后没有对应的列。", _ONE_CASE),
    "SQL002": Words("“{decision}”要把{left}和{right}放在一起比较或取其一，类型不同。", "请统一两边的类型。"),
    "SQL003": Words(
        "“{decision}”的结果可能有 {digits} 位数字，超过能精确计算的 {limit} 位。",
        "请用 decimal(x, n) 减少小数位，或在数据类型中写明取值范围。",
    ),
    "SQL004": Words(
        "“{decision}”直接使用除法的商；商可能除不尽，列中放不下。",
        "请写明位数：decimal(a / b, n)；与界限比较不受此限。",
    ),
    "SQL005": Words("“{decision}”这里应当是{wanted}，实际是{was}。", "请检查类型。"),
    "SQL006": Words(
        "“{decision}”的参数 {name} 须直接写出，不能取自数据；位置、位数、次数须是整数。", "请直接写出它的值。"
    ),
    "SQL007": Words("“{decision}”使用了 {what}，尚不能精确换算成数据库查询。", _ONE_CASE),
    "SQL008": Words("“{decision}”的表达式读不懂。", "请先用 luodi decide 查看诊断并改正。"),
    "SQL009": Words(
        "“{decision}”使用的名称“{name}”没有对应的值。", "请检查名称，所需的输入或决策是否已连上。"
    ),
    "SQL010": Words("“{decision}”调用了模型自己的函数“{name}”，尚不能换算成数据库查询。", _ONE_CASE),
    "SQL011": Words("“{decision}”的类型“{type}”尚不能换算成数据库查询。", _ONE_CASE),
    "SQL012": Words("“{decision}”的值声明为{wanted}，实际是{was}，每一行都会是空值。", "请改正类型。"),
    "SQL013": Words(
        "“{decision}”的优先级（P、O）要求列出输出的允许值，输出写成常量。", "请列出允许的输出值。"
    ),
    "SQL014": Words("“{decision}”这样汇总或默认的输出尚不能换算成数据库查询。", _ONE_CASE),
    "SQL015": Words(
        "“{decision}”的输入“{name}”是列表，没有给出它的数据文件。",
        "请加上 --child 输入名=文件:主键列；列表里的列表尚不能换算成数据库查询。",
    ),
    "SQL016": Words("“{decision}”的求值又用到它自己。", "请解开循环依赖。"),
    "SQL017": Words("“{decision}”需要“{needed}”，而它不能换算成数据库查询。", "原因见“{needed}”的诊断。"),
    "SQL018": Words("“{decision}”使用了另一个模型的“{name}”，尚不能换算成数据库查询。", _ONE_CASE),
    "SQL019": Words(
        "结果中已有名为“{name}”的列（不分大小写），“{decision}”放不下。", "请改名，或用 --decision 分开运行。"
    ),
    "SQL020": Words(
        "“{decision}”把不同列表的行放在一起计算：{names}。", "请分成两个决策，或改用单个列表的条件。"
    ),
    "SQL021": Words(
        "“{decision}”的循环和函数展开后超过 {limit} 步，不能换算成数据库查询。", "请减少循环的次数或层数。"
    ),
    "SQL022": Words(
        "“{decision}”由年、月、日组成日期；这些数须是整数，年份须限定在 {low} 到 {high} 之间。",
        "请在数据类型中写明取值范围，例如年份 [1..9999]。",
    ),
    "SQL023": Words(
        "“{decision}”对数据列使用 {what}：数据库的大小写对照表与逐例计算的不同（如 ß、İ），结果可能不一致。",
        "请在数据中统一大小写，或对写明的文字使用。",
    ),
    "POP001": Words("数据文件没有名为“{name}”的列，这一输入每行都按未填写计算。", "最接近的列：{near}。"),
    "POP002": Words("列“{name}”应当是{wanted}，数据中是{was}。", "请改正这一列的类型后重新导出。"),
    "POP003": Words(
        "列“{name}”有 {count} 个值不是{wanted}：第 {rows} 行，如 {shown}。",
        "请改正这些值：数不写千位分隔符，日期写作 2026-03-01，真假写作 true、false。",
    ),
    "POP004": Words("主键列“{name}”有 {count} 行没有值。", "请补上主键。"),
    "POP005": Words("主键“{shown}”出现 {count} 次。", "请去掉重复的行，或用 --key 指明主键列。"),
    "POP006": Words("数据文件没有主键列“{name}”。", "文件中的列：{near}。"),
    "POP007": Words("不认识数据文件的格式：{suffix}。", "可用的格式：parquet、csv、arrow。"),
    "POP008": Words("数据文件读不了：{reason}", "请检查文件是否完整。"),
    "POP009": Words("运行中断，没有写出结果：{reason}", "请检查磁盘空间和内存上限后重试。"),
    "POP010": Words("没有主键为“{shown}”的行。", "请检查 --key 的值。"),
    "POP011": Words("列名“{name}”有两列，只差大小写。", "请改名后重新导出。"),
    "POP012": Words(
        "“{name}”这一行的结果与解释器不同：{sql}，解释器 {value}。", "这是本软件的错误，请报告。"
    ),
    "POP014": Words(
        "看不懂 --child 的值：{text}。", "写法：输入名=文件:主键列，或输入名=文件:主键列:排序列。"
    ),
    "POP015": Words("模型没有名为“{name}”的列表输入。", "模型的列表输入：{near}。"),
    "POP016": Words("数据有多个主键列，列表“{name}”的文件只能对应一个。", "请用 --key 指定一个主键列。"),
    "POP017": Words("列表“{name}”的文件里分不清哪一列是它的值：{near}。", "请把值的列命名为“{name}”。"),
    "POP018": Words("列表“{name}”有 {count} 行的主键在数据中找不到，不计入。", "请检查主键列。"),
    "POP019": Words(
        "--key 给出 {given} 个值，主键列是：{names}。", "请按主键列的次序给出值；主键列用 --key-column 指明。"
    ),
    "POP013": Words("模型没有名为“{name}”的决策。", "模型的决策：{near}。"),
}
