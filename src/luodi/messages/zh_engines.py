"""数据库引擎的诊断用语。"""

from __future__ import annotations

from luodi.messages.words import Words

MESSAGES: dict[str, Words] = {
    "SQL030": Words(
        "“{decision}”{why}，{engine} 不能精确计算。",
        "请换一个 --engine，或用 --decision 运行其余决策。",
    ),
    "POP030": Words(
        "与数据库引擎的连接不通或已中断，没有写出结果：{reason}", "请检查 --url 和服务是否正常后重试。"
    ),
    "POP031": Words("没有安装 {name}。", "Spark 由 tools/setup_spark.sh 安装，另需 Java 17。"),
    "POP033": Words(
        "数据在 PostgreSQL 的表中时，列表“{name}”也应当是同一数据库的表。",
        "写作 --child {name}=表名:主键列。",
    ),
    "POP032": Words("--engine postgres 要用 --url 指明数据库。", "例如 --url postgresql://用户@主机/库。"),
}
