"""模拟测算的用语（简体中文）。"""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "SIM001": Words("不能确定测算哪个决策的金额，可选的有：{near}。", "请用 --decision 指明。"),
    "SIM002": Words("模型没有名为“{name}”的决策。", "模型的决策：{near}。"),
    "SIM003": Words("数据文件没有列“{name}”。", "文件中的列：{near}。"),
    "SIM004": Words("两个模型对列“{name}”的类型要求不同：{one}、{other}。", "请统一两个模型的类型。"),
    "SIM005": Words("“{name}”的值不是数，不能作为金额测算。", "请用 --decision 指明值为数的决策。"),
    "SIM006": Words("“{name}”没有规则 {rule}，共 {count} 条。", "规则从 1 数起。"),
    "SIM007": Words("“{name}”的决策表没有列“{column}”。", "决策表的列：{near}。"),
    "SIM008": Words(
        "“{parameter}”里有 {count} 个数：{shown}，不能确定移动哪一个。",
        "请在后面加 @1、@2 等指明第几个；没有数的地方不能作为参数。",
    ),
    "SIM009": Words(
        "“{text}”不是参数范围。",
        "写法：决策#规则.列=起:止:步长，或 决策=起:止:步长，例如 资格#2.研发占比=3%:6%:0.25%。",
    ),
    "SIM010": Words("参数取值有 {count} 个，最多 {limit} 个。", "请加大步长或缩小范围。"),
    "SIM011": Words("“{text}”不是金额或比例。", "写法：5000000、500万、3.5%、2亿。"),
    "SIM012": Words("不认识输出文件的格式：{suffix}。", "可用的格式：xlsx、csv、json、svg、png、html。"),
    "SIM013": Words(
        "金额位数太多，不能精确汇总（{digits} 位）。", "请用 decimal(x, 2) 减少小数位，或写明取值范围。"
    ),
    "SIM014": Words("“{name}”既不是模型的决策，也不是输入。", "可用的名称：{near}。"),
    "SIM015": Words("“{text}”不是分配方式。", "写法：pro-rata、rank:列、rank:列:asc、first:列。"),
    "SIM016": Words("按名次或先后分配要指明一列。", "写法：rank:列、first:列。"),
    "SIM017": Words("--allocate 要和 --budget 或 --cap 一起用。", "请写明预算总额或每行的上限。"),
    "SIM018": Words("“{text}”是比例，不是金额。", "写法：5000000、500万、2亿。"),
    "SIM019": Words(
        "找不到能测算的数值结果：有决策不能换算成数据库查询，原因见下。",
        "请改正，或用 --decision 指明别的决策。",
    ),
}
