"""求值时为什么得到空值（null）的用语（简体中文）。"""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "EVAL001": Words("“{op}”的一边是空值，结果为空。", "请补上缺少的值，或先用 if 判断。"),
    "EVAL002": Words("“{op}”不能用于{left}和{right}。", "请检查两边的类型。"),
    "EVAL003": Words("除数为零。", "请先判断除数不为零。"),
    "EVAL004": Words("数值超出范围。", "数最多 34 位有效数字，指数不超过 6144；年份不超过九位。"),
    "EVAL005": Words("函数 {function} 的参数 {name} 是空值。", "请补上这个参数的值。"),
    "EVAL006": Words("函数 {function} 的参数 {name} 应当是{wanted}，实际是{was}。", "请检查参数的类型。"),
    "EVAL007": Words("函数 {function} 的参数个数或名称不对。", "请对照函数的参数表。"),
    "EVAL008": Words("函数 {function} 的参数 {name} 不能取 {value}。", "请换一个允许的值。"),
    "EVAL009": Words("“{text}”不是{type}。", "请按规定的格式书写。"),
    "EVAL010": Words("{left}和{right}不能比较。", "两边要是同一类型。"),
    "EVAL011": Words("{was}不是函数，不能调用。", "请检查名称。"),
    "EVAL012": Words("没有名为“{name}”的值。", "请检查名称是否写对，所需的输入或决策是否已连上。"),
    "EVAL013": Words("{type}中没有“{name}”。", "请检查名称。"),
    "EVAL014": Words("条件应当是真或假，实际是{was}。", "请检查条件的写法。"),
    "EVAL015": Words("正则表达式第 {place} 个字符处（{near}）写法有误。", "请按 XPath 的正则表达式书写。"),
    "EVAL016": Words("正则表达式不认识标志“{flags}”。", "可用的标志是 s、m、i、x、q。"),
    "EVAL017": Words("结果太长，超过上限 {limit}。", "请缩小范围。"),
    "EVAL018": Words("正则表达式匹配超过 {seconds} 秒，已停止。", "请避免嵌套的重复，例如 (a+)+。"),
    "EVAL019": Words("正则表达式能匹配空文本，不能用来替换或拆分。", "请把 * 改为 +。"),
    "EVAL020": Words("键“{name}”重复。", "请删去其中一个。"),
    "EVAL021": Words("值不符合类型 {wanted}：{was}。", "请检查值，或改类型定义。"),
    "EVAL022": Words("没有一条规则符合，也没有默认值。", "请补一条规则或默认输出。"),
    "EVAL023": Words(
        "唯一（U）策略下有几条规则同时符合：{rules}。", "请让条件互不重叠，或改用其他命中策略。"
    ),
    "EVAL024": Words("任一（A）策略下符合的规则 {rules} 结果不同。", "请让重叠的规则给出同一结果。"),
    "EVAL025": Words("{value} 不在允许的值之内：{allowed}。", "请改用允许的值，或补充允许的值。"),
    "EVAL026": Words("外部函数（Java、PMML）不执行。", "请改写为 FEEL。"),
    "EVAL027": Words("表达式读不懂，无法求值。", "请先按诊断改正表达式。"),
    "EVAL028": Words("“{name}”的求值又用到它自己。", "请解开循环依赖。"),
    "EVAL029": Words("一个时间带时区，另一个不带，不能比较或相减。", "请给两边都写上时区。"),
    "EVAL030": Words("函数 {function} 得到空列表，没有结果。", "请先判断列表不为空。"),
    "EVAL031": Words("循环超过 {limit} 步，已停止。", "请缩小循环的范围。"),
    "EVAL032": Words("函数嵌套调用超过 {limit} 层，已停止。", "请检查递归是否会结束。"),
    "EVAL033": Words("列表只有 {size} 项，没有第 {position} 项。", "请检查序号；序号从 1 起，负数从末尾数。"),
    "EVAL034": Words("{was}不能用来循环。", "请用列表，或两个整数、两个日期之间的范围。"),
    "EVAL035": Words("命中策略 {policy} 不能汇总这些结果。", "SUM、MIN、MAX 要求每条规则的结果都是数。"),
    "EVAL036": Words("优先级（P）或输出顺序（O）需要列出输出的允许值。", "请按优先顺序列出允许的输出值。"),
    "EVAL037": Words("模型没有名为“{name}”的输入。", "请检查名称；多余的输入不起作用。"),
    "EVAL038": Words("{was}前面不能加负号。", "请改成数或时长。"),
}
