"""诊断用语（简体中文）：决策模型的检查。按代码排序。"""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "CHK001": Words(
        "这里声明的类型是{wanted}，实际给出{was}，结果会是 null。", "请改表达式，或改声明的类型。"
    ),
    "CHK002": Words(
        "模型里有“{name}”，但这个元素没有连到它，运行时得到 null。", "请从“{name}”拉一条连线过来。"
    ),
    "CHK010": Words("{region}没有规则。", "可以补一行：{row}；或写明默认输出。"),
    "CHK011": Words("{region}没有规则；是否有意如此、会不会出现，请确认。", "要补的话，这一行是：{row}。"),
    "CHK012": Words(
        "唯一（U）策略下，{region}规则 {other} 和规则 {number} 同时成立，{results}；这时得到 null。",
        "请让条件互不重叠；有先后的改用首个（F），结果相同的改用任一（A）。",
    ),
    "CHK013": Words(
        "任一（A）策略下，{region}规则 {other} 和规则 {number} 同时成立，{results}；这时得到 null。",
        "请让两条规则结果一致，或让条件互不重叠。",
    ),
    "CHK014": Words(
        "{region}规则 {other} 和规则 {number} 会同时成立，{results}；这种情况会不会出现，从表里看不出来。",
        "请确认；会出现的话，请让条件互不重叠。",
    ),
    "CHK015": Words(
        "规则 {number} 走不到：它成立时，规则 {rules} 已经先成立。", "请调整先后，改条件，或删去这条规则。"
    ),
    "CHK016": Words("规则 {number} 和规则 {other} 的条件完全相同，{results}。", "请删去一条，或改条件。"),
    "CHK017": Words("这个条件不会成立。", "请检查区间两端的大小和开闭，以及各条件能否同时成立。"),
    "CHK018": Words("{value} 不在这一列允许的值里：{allowed}。", "请改用允许的值，或补充允许的值。"),
    "CHK019": Words(
        "规则 {rules} 的“{columns}”用到了别的名称、函数或列表，同它有关的空当和重叠没有判断。",
        "能写成常数、区间或列举的，改写后就能判断。",
    ),
    "CHK020": Words("表太大，空当、重叠和走不到的规则没有全部看完。", "请拆成几张表，或减少列。"),
    "CHK021": Words("同类问题（{kind}）还有 {count} 处，没有列出。", "请先改正列出的。"),
    "CHK022": Words("输出 {value} 不在允许的值里：{allowed}。", "请改用允许的值，或补充允许的值。"),
    "CHK023": Words("命中策略 {policy} 需要列出输出的允许值，先后就是优先顺序；现在得到 null。", "请列出。"),
    "CHK024": Words("部分被前面的规则遮住的规则（括号里是遮住它的）：{rules}。", None),
    "CHK025": Words("规则 {number} 没有写结果，成立时得不出值。", "请填上结果；确实没有的，写 null。"),
    "CHK026": Words("“{was}”只能得 null：{reason}。", "请改正；确实要空值的，写 null。"),
    "CHK027": Words(
        "命中策略 {policy} 要汇总各条规则的结果，这里的结果是{was}，汇总总是得 null。",
        "请把结果改成{wanted}，或改用列出全部结果的命中策略（C）。",
    ),
    "CHK030": Words("没有元素用到输入“{name}”。", "不用的话可以删去。"),
    "CHK031": Words("没有决策用到“{name}”；这样的决策共有 {count} 个。", "是最后的结果就不用管。"),
    "CHK032": Words("“{element}”连到了“{name}”，但没有用到它。", "不用的话可以删去这条连线。"),
    "CHK040": Words(
        "条款写有金额上限（“{text}”，即 {cap}），而“{name}”的结果没有上限。",
        "例如写成 min(算出的金额, {cap})；单位不是元的请换算。",
    ),
    "CHK050": Words("不能成批计算：{reason}", "{advice}"),
    "CHK051": Words("用 {engines} 不能成批计算：“{decision}”{why}。", "可以改用其他引擎，或逐例计算。"),
    "CHK052": Words("能否成批计算，要看数据中的数有多少位：{reason}", "数据中的数位数少时可以运行；{advice}"),
}
