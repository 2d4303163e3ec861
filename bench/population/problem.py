"""One problem for all: ten decisions about an enterprise, its population, and the same by hand in SQL.

Plain data and SQL, no imports of the project: the peers' environment reads this file too.
"""

from __future__ import annotations

CITIES = ("武汉市", "黄石市", "襄阳市", "宜昌市", "荆州市", "孝感市", "黄冈市", "咸宁市")
INPUTS = {
    "研发费用": "number",
    "营业收入": "number",
    "贷款额": "number",
    "职工人数": "number",
    "专利数": "number",
    "类型": "string",
    "区": "string",
    "首次认定": "boolean",
}
HIGH_TECH, SMALL, OTHER = "高新技术企业", "科技型中小企业", "其他"

# Decision → FEEL, or hit policy, columns and rules; each may use what stands before it.
DECISIONS: dict[str, str | tuple[str, list[str], list[tuple[str, ...]]]] = {
    "规模": (
        "F",
        ["职工人数", "营业收入"],
        [
            (">= 1000", ">= 400000000", '"大型"'),
            (">= 300", ">= 20000000", '"中型"'),
            (">= 20", ">= 3000000", '"小型"'),
            ("-", "-", '"微型"'),
        ],
    ),
    "强度达标": "研发费用 / 营业收入 >= 0.03",
    "研发补助": (
        "F",
        ["强度达标", "规模"],
        [
            ("true", '"大型"', "min(研发费用 * 0.04, 3000000)"),
            ("true", '"中型"', "min(研发费用 * 0.06, 2000000)"),
            ("true", "-", "min(研发费用 * 0.08, 1000000)"),
            ("-", "-", "0"),
        ],
    ),
    "高企奖励": (
        "F",
        ["类型", "首次认定", "区"],
        [
            (f'"{HIGH_TECH}"', "true", '"武汉市"', "50000"),
            (f'"{HIGH_TECH}"', "true", '"襄阳市","宜昌市"', "200000"),
            (f'"{HIGH_TECH}"', "true", "-", "150000"),
            (f'"{HIGH_TECH}"', "false", '"武汉市","襄阳市"', "30000"),
            (f'"{HIGH_TECH}"', "false", "-", "20000"),
            (f'"{SMALL}"', "true", "-", "10000"),
            ("-", "-", "-", "0"),
        ],
    ),
    "贴息": f'if 类型 = "{OTHER}" then 0 else min(贷款额 * 0.02, 200000)',
    "专利奖励": (
        "U",
        ["专利数", "类型"],
        [
            ("[1..5)", "-", "5000"),
            ("[5..20)", f'"{HIGH_TECH}"', "30000"),
            ("[5..20)", f'"{SMALL}","{OTHER}"', "20000"),
            (">= 20", "-", "100000"),
            ("< 1", "-", "0"),
        ],
    ),
    "人才补贴": (
        "F",
        ["规模", "职工人数"],
        [
            ('"大型"', "-", "200000"),
            ('"中型"', ">= 600", "职工人数 * 200"),
            ('"中型"', "-", "职工人数 * 150"),
            ('"小型"', "-", "职工人数 * 100"),
            ("-", "-", "0"),
        ],
    ),
    "就高": "max(高企奖励, 专利奖励)",
    "合计": "研发补助 + 就高 + 贴息 + 人才补贴",
    "兑付": "min(合计, 研发费用 * 0.5, 5000000)",
}
AMOUNTS = ("研发补助", "高企奖励", "贴息", "专利奖励", "人才补贴", "就高", "合计", "兑付")


def population_sql(rows: int) -> str:
    """DuckDB's query of so many enterprises: the same ones every time, one in 500 without revenue."""
    cities = ", ".join(f"'{each}'" for each in CITIES)
    kinds = ", ".join(f"'{each}'" for each in (HIGH_TECH, SMALL, OTHER))
    return f"""
    WITH drawn AS (
      SELECT n AS 编号,
        (hash(n) % 1000003) / 1000003 AS a, (hash(n * 31 + 7) % 1000003) / 1000003 AS b,
        (hash(n * 17 + 3) % 1000003) / 1000003 AS c, hash(n * 13 + 5) AS h
      FROM range(1, {rows} + 1) AS t(n)
    )
    SELECT 编号,
      CAST(power(10, 4.0 + 4.5 * a) AS DECIMAL(18, 2)) AS 研发费用,
      CASE WHEN h % 500 = 0 THEN 0
        ELSE CAST(power(10, 5.0 + 4.8 * b) AS DECIMAL(18, 2)) END AS 营业收入,
      CAST(power(10, 3.0 + 5.0 * c) AS DECIMAL(18, 2)) AS 贷款额,
      CAST(floor(power(10, 3.6 * b)) AS INTEGER) AS 职工人数,
      CAST(floor(power(10, 2.2 * a)) - 1 AS INTEGER) AS 专利数,
      [{kinds}][CAST(1 + h % 3 AS INTEGER)] AS 类型,
      [{cities}][CAST(1 + (h // 3) % {len(CITIES)} AS INTEGER)] AS 区,
      (h // 24) % 3 = 0 AS 首次认定
    FROM drawn
    """  # noqa: S608 -- a query of our own constants


# As someone writes it who knows DuckDB: types as narrow as the money allows, nothing computed twice.
BY_HAND = f"""
WITH a AS (
  SELECT *,
    CASE WHEN 职工人数 >= 1000 AND 营业收入 >= 400000000 THEN '大型'
         WHEN 职工人数 >= 300 AND 营业收入 >= 20000000 THEN '中型'
         WHEN 职工人数 >= 20 AND 营业收入 >= 3000000 THEN '小型' ELSE '微型' END AS 规模,
    CASE WHEN 营业收入 > 0 THEN 研发费用 >= 营业收入 * CAST(0.03 AS DECIMAL(3, 2)) END AS 强度达标,
    CASE WHEN 类型 = '{HIGH_TECH}' THEN
           CASE WHEN 首次认定 THEN
                  CASE 区 WHEN '武汉市' THEN 50000 WHEN '襄阳市' THEN 200000
                    WHEN '宜昌市' THEN 200000 ELSE 150000 END
                ELSE CASE WHEN 区 IN ('武汉市', '襄阳市') THEN 30000 ELSE 20000 END END
         WHEN 类型 = '{SMALL}' AND 首次认定 THEN 10000 ELSE 0 END AS 高企奖励,
    CASE WHEN 类型 = '{OTHER}' THEN 0
      ELSE least(贷款额 * CAST(0.02 AS DECIMAL(3, 2)), CAST(200000 AS DECIMAL(18, 4))) END AS 贴息,
    CASE WHEN 专利数 < 1 THEN 0 WHEN 专利数 < 5 THEN 5000 WHEN 专利数 >= 20 THEN 100000
         WHEN 类型 = '{HIGH_TECH}' THEN 30000 ELSE 20000 END AS 专利奖励
  FROM population
), b AS (
  SELECT *,
    CASE WHEN 强度达标 THEN
      CASE 规模
        WHEN '大型' THEN least(研发费用 * CAST(0.04 AS DECIMAL(3, 2)), CAST(3000000 AS DECIMAL(18, 4)))
        WHEN '中型' THEN least(研发费用 * CAST(0.06 AS DECIMAL(3, 2)), CAST(2000000 AS DECIMAL(18, 4)))
        ELSE least(研发费用 * CAST(0.08 AS DECIMAL(3, 2)), CAST(1000000 AS DECIMAL(18, 4))) END
      ELSE 0 END AS 研发补助,
    CASE 规模 WHEN '大型' THEN 200000
      WHEN '中型' THEN CASE WHEN 职工人数 >= 600 THEN 职工人数 * 200 ELSE 职工人数 * 150 END
      WHEN '小型' THEN 职工人数 * 100 ELSE 0 END AS 人才补贴,
    greatest(高企奖励, 专利奖励) AS 就高
  FROM a
), c AS (
  SELECT *, 研发补助 + 就高 + 贴息 + 人才补贴 AS 合计 FROM b
)
SELECT 编号, 规模, 强度达标, 研发补助, 高企奖励, 贴息, 专利奖励, 人才补贴, 就高, 合计,
  least(合计, 研发费用 * CAST(0.5 AS DECIMAL(2, 1)), 5000000) AS 兑付
FROM c
"""  # noqa: S608 -- a query of our own constants


# --- a big table ---------------------------------------------------------------------------------------

TRADES = tuple(f"{at:02d}" for at in range(1, 98))


def big_rules(count: int) -> list[tuple[str, str | None, int, int, int, int, int]]:
    """Trade, city or None for any, amount from and below, staff from and to, result: as a catalogue of
    industries has them, some rules within others."""
    rules = []
    for at in range(count):
        city = None if at % 5 == 0 else CITIES[at * 7 % len(CITIES)]
        low = (at * 37 % 400) * 100_000
        staff = at * 11 % 50 * 20
        span = (1 + at % 6) * 2_000_000
        rules.append((TRADES[at % len(TRADES)], city, low, low + span, staff, staff + 600, at * 10))
    return rules


def big_population_sql(rows: int) -> str:
    """Rows for the big table: every trade and city, amounts and staff a little beyond all rules."""
    trades = ", ".join(f"'{each}'" for each in TRADES)
    cities = ", ".join(f"'{each}'" for each in CITIES)
    return f"""
    SELECT n AS 编号, [{trades}][CAST(1 + hash(n) % {len(TRADES)} AS INTEGER)] AS 行业,
      [{cities}][CAST(1 + hash(n * 7) % {len(CITIES)} AS INTEGER)] AS 区,
      CAST((hash(n * 31) % 60000000) AS DECIMAL(18, 2)) AS 额,
      CAST(hash(n * 17) % 2000 AS INTEGER) AS 人数
    FROM range(1, {rows} + 1) AS t(n)
    """  # noqa: S608 -- a query of our own constants


def big_chain(count: int) -> str:
    """The same rules as one CASE, first match."""
    whens = []
    for number, (trade, city, low, below, staff, upto, result) in enumerate(big_rules(count), 1):
        town = "" if city is None else f" AND 区 = '{city}'"
        whens.append(
            f"WHEN 行业 = '{trade}'{town} AND 额 >= {low} AND 额 < {below}"
            f" AND 人数 >= {staff} AND 人数 <= {upto} THEN {number}"
        )
        assert result == (number - 1) * 10
    return f"""
    WITH r AS (SELECT 编号, CASE {" ".join(whens)} ELSE 0 END AS 规则 FROM population)
    SELECT 编号, CASE WHEN 规则 = 0 THEN 0 ELSE (规则 - 1) * 10 END AS 奖励, 规则 FROM r
    """  # noqa: S608 -- a query of our own constants
