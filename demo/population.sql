-- One stretch of the fictional enterprises: rows $first to $last - 1 of those that $seed gives.
-- Every value hangs on the row's number and the seed alone, so that a stretch is the same in a population of
-- any size. The shares are assumptions that make a plausible whole; they are no statistics of Hubei.
-- Draws: u is even in [0, 1), z is normal, pick is an item of a list, known is the value or, rarely, null.
CREATE OR REPLACE TEMP TABLE drawn AS
WITH place AS MATERIALIZED (
  SELECT number.i, slot.city, slot.city_word, slot.county, slot.code,
    -- Functional zones of Wuhan stand in place of the district that they lie in.
    CASE WHEN slot.county IN ('洪山区', '江夏区') AND u(number.i, 'zone') < 0.6 THEN '东湖高新区'
         WHEN slot.county IN ('蔡甸区', '汉南区') AND u(number.i, 'zone') < 0.6 THEN '武汉经开区'
         ELSE slot.county END AS district,
    -- Schools and institutes: some 140 and 250 in 100,000, most of them in the capital.
    CASE WHEN u(number.i, 'kind') < CASE WHEN slot.city = '武汉市' THEN 0.0020 ELSE 0.0008 END THEN '高等院校'
         WHEN u(number.i, 'kind') < CASE WHEN slot.city = '武汉市' THEN 0.0060 ELSE 0.0022 END THEN '科研院所'
         ELSE '企业' END AS kind,
    kind = '企业' AS is_firm,
    CASE kind WHEN '高等院校' THEN 'P83' WHEN '科研院所' THEN 'M73' ELSE trade.code END AS trade_code,
    CASE kind WHEN '高等院校' THEN '学院' WHEN '科研院所' THEN '研究院' ELSE trade.word || '有限公司' END AS name_end,
    CASE WHEN is_firm THEN trade.field ELSE '其他' END AS field,
    trade.made AND is_firm AS made,
    CASE WHEN is_firm THEN trade.tech ELSE 1.4 END AS tech, trade.size
  FROM range($first, $last) AS number(i)
  JOIN place_slots AS slot ON slot.slot = floor(u(number.i, 'place') * 10000)::INTEGER
  JOIN trade_slots AS trade
    ON trade.slot = slot.mix * 1000 + floor(u(number.i, 'trade') * 1000)::INTEGER
), age AS MATERIALIZED (
  SELECT *, district = '东湖高新区' OR u(i, 'in zone') < 0.08 AS in_zone,
    -- Half of them are younger than eight years.
    CASE WHEN is_firm THEN least(30 * 365, 40 + floor(-ln(1 - u(i, 'age')) * 4300))::INTEGER
         ELSE 12 * 365 + floor(u(i, 'age') * 18 * 365)::INTEGER END AS days
  FROM place
), latent AS MATERIALIZED (
  SELECT *, tech + CASE WHEN in_zone THEN 0.6 ELSE 0 END + z(i, 'tech') AS skill
  FROM age
), business AS MATERIALIZED (
  SELECT *, round(days / 365.25, 1) AS years,
    -- In whole hundreds of yuan; one in 500 stands exactly on a figure that rules ask for.
    CASE WHEN NOT is_firm
         THEN round(exp(CASE kind WHEN '高等院校' THEN 19.2 ELSE 17.3 END + 0.7 * z(i, 'revenue')) / 100) * 100
         WHEN u(i, 'exact') < 0.002
         THEN pick([20000000, 50000000, 100000000, 200000000, 500000000], i, 'exact one')::DOUBLE
         ELSE round(exp(15.1 + size + 0.25 * ln(1 + days / 365.25) + 1.55 * z(i, 'revenue')) / 100) * 100
    END AS revenue,
    skill > 0.1 OR NOT is_firm AS does_research,
    round(0.08 + 0.22 * z(i, 'growth'), 4) AS growth
  FROM latent
), research AS MATERIALIZED (
  SELECT *,
    CASE WHEN NOT does_research THEN 0
         WHEN u(i, 'exact share') < 0.01 THEN revenue * pick([0.03, 0.04, 0.05], i, 'which share')
         ELSE round(revenue * least(0.6, 0.045 * exp(0.35 * (skill - 1) + 0.6 * z(i, 'share'))) / 100) * 100
    END AS spent,
    greatest(1, round(revenue / (620000 * exp(0.45 * z(i, 'output')))))::INTEGER AS people,
    round(revenue * exp(0.1 + 0.6 * z(i, 'assets')) / 100) * 100 AS assets,
    least(3, greatest(1, ceil(days / 365.25)))::INTEGER AS past_years,
    (is_firm AND revenue >= 20000000 AND u(i, 'surveyed') < 0.9) AS surveyed,
    does_research AND u(i, 'rights') < 0.55 + 0.12 * skill AS owns_rights
  FROM business
), standing AS MATERIALIZED (
  SELECT *,
    least(people, round(people * least(0.9, 0.06 + 0.05 * greatest(skill, 0) + 0.06 * u(i, 'staff'))))::INTEGER
      AS scientists,
    is_firm AND owns_rights AND years >= 1 AND spent >= 0.03 * revenue AND u(i, 'recognised') < 0.62 AS hitech,
    CASE WHEN does_research THEN round(least(98, greatest(15, 56 + 9 * skill + 9 * z(i, 'score'))), 1)
         ELSE round(20 + 25 * u(i, 'score'), 1) END AS score
  FROM research
), backed AS MATERIALIZED (
  SELECT *,
    is_firm AND does_research AND skill > 1.2 AND u(i, 'backed') < 0.14 AS invested,
    is_firm AND people <= 500 AND revenue <= 200000000 AND assets <= 200000000 AND score >= 60 AND u(i, 'listed') < 0.8
      AS small_tech,
    is_firm AND u(i, 'loan') < CASE WHEN hitech THEN 0.30 ELSE 0.07 END AS borrowed,
    made AND u(i, 'land') < 0.7 AS has_land
  FROM standing
), money AS MATERIALIZED (
  SELECT *,
    CASE WHEN invested THEN round(revenue * exp(1.2 + 0.9 * z(i, 'value')) + 3000000, -4) ELSE 0 END AS valued,
    CASE WHEN borrowed THEN round(least(10000000, 300000 + revenue * 0.08 * u(i, 'sum')), -4) ELSE 0 END AS lent,
    CASE WHEN borrowed THEN 3 + floor(u(i, 'term') * 22)::INTEGER ELSE 0 END AS months,
    DATE '2025-01-05' + floor(u(i, 'lent on') * 355)::INTEGER - 365 AS lent_on,
    round(0.0345 + 0.018 * u(i, 'rate'), 4) AS rate
  FROM backed
)
SELECT *, 'SL' || code || lpad(i::VARCHAR, 10, '0') AS key FROM money;

SELECT
  key AS "统一社会信用代码",
  city_word || '示例' || pick(['星', '启', '云', '江', '楚', '光', '恒', '新', '智', '华', '远', '瑞'], i, 'first')
    || pick(['辰', '航', '科', '源', '创', '达', '博', '峰', '汇', '联', '驰', '澜'], i, 'second')
    || name_end AS "企业名称",
  city AS "注册地市",
  county AS "注册区县",
  known(district, i, '注册区', 0.01) AS "注册区",
  in_zone AS "是否在国家高新区",
  kind AS "企业类型",
  DATE '2026-01-01' - days AS "成立日期",
  known(years, i, '成立年限', 0.01)::DECIMAL(5, 1) AS "成立年限",
  trade_code AS "国民经济行业代码",
  made AS "是否制造业",
  known(field, i, '产业领域', 0.02) AS "产业领域",
  known(does_research AND field <> '其他' OR skill > 1.5, i, '是否属于重点领域', 0.04) AS "是否属于重点领域",
  CASE WHEN surveyed THEN '规上' ELSE '规下' END AS "企业规模",
  surveyed AND revenue < 40000000 AND u(i, 'first surveyed') < 0.18 AS "是否首次进规",
  is_firm AND people <= 1000 AND revenue <= 400000000 AS "是否中小企业",
  true AS "是否省内注册",
  invested AND valued > 2000000000 AND u(i, 'quoted') < 0.3 AS "是否上市",
  is_firm AND u(i, 'from outside') < 0.03 AS "是否市外引进企业",
  known(revenue, i, '上年销售收入', 0.03)::DECIMAL(18, 2) AS "上年销售收入",
  known(round(revenue * (1 + 0.03 * u(i, 'other income')), 2), i, '上年营业收入', 0.03)::DECIMAL(18, 2)
    AS "上年营业收入",
  known(round(revenue * (1 - 0.04 * u(i, 'side')), 2), i, '年主营业务收入', 0.04)::DECIMAL(18, 2)
    AS "年主营业务收入",
  known(CASE WHEN past_years = 1 THEN 0 ELSE round(revenue / (1 + greatest(growth, -0.4)), 2) END,
    i, '以往最高主营业务收入', 0.05)::DECIMAL(18, 2) AS "以往最高主营业务收入",
  known(round(revenue * past_years * (1 - 0.45 * growth * (past_years - 1)), 2), i, '近三年销售收入', 0.04)
    ::DECIMAL(18, 2) AS "近三年销售收入",
  known(CASE WHEN past_years < 3 THEN NULL ELSE growth END, i, '增长', 0.05)::DECIMAL(9, 4)
    AS "近两年销售收入平均增长率",
  known(CASE WHEN past_years < 3 THEN NULL ELSE round(growth + 0.3 * z(i, 'profit'), 4) END, i, '利润增长', 0.08)
    ::DECIMAL(9, 4) AS "近两年利润总额平均增长率",
  known(assets, i, '资产总额', 0.04)::DECIMAL(18, 2) AS "资产总额",
  known(greatest(0, round(revenue * (0.05 + 0.06 * z(i, 'taxed')), 2)), i, '应纳税', 0.05)::DECIMAL(18, 2)
    AS "企业应纳税所得额",
  known(spent, i, '研发费用', 0.06)::DECIMAL(18, 2) AS "研发费用",
  known(round(spent * past_years * (1 - 0.4 * growth * (past_years - 1)), 2), i, '近三年研发费用', 0.07)
    ::DECIMAL(18, 2) AS "近三年研发费用",
  known(round(spent * 0.92, 2), i, '费用化', 0.06)::DECIMAL(18, 2) AS "费用化研发支出",
  known(round(spent * 0.08, 2), i, '资本化', 0.08)::DECIMAL(18, 2) AS "研发无形资产成本",
  10::DECIMAL(5, 0) AS "无形资产摊销年限",
  is_firm AND spent > 0 AND u(i, 'deducted') < 0.8 AS "是否享受加计扣除",
  is_firm AND spent > 0 AND u(i, 'deducted') < 0.85 AS "是否完成加计扣除备案",
  known(people, i, '职工总数', 0.02)::DECIMAL(9, 0) AS "职工总数",
  known(scientists, i, '科技人员数', 0.05)::DECIMAL(9, 0) AS "科技人员数",
  known(owns_rights, i, '核心知识产权', 0.04) AS "是否拥有核心知识产权",
  known(hitech, i, '高企', 0.005) AS "是否有效高企",
  CASE WHEN hitech AND u(i, 'case') < 0.16 THEN '首次认定'
       WHEN hitech AND u(i, 'case') < 0.40 THEN '重新认定'
       WHEN hitech AND u(i, 'case') < 0.408 THEN '整体迁入'
       WHEN is_firm AND NOT hitech AND does_research AND u(i, 'case') < 0.06 THEN '未通过'
       ELSE '无' END AS "高企认定情形",
  CASE WHEN hitech THEN '高新技术企业'
       WHEN is_firm AND does_research AND u(i, 'class') < 0.02 THEN '省级以上孵化器在孵科技型企业'
       ELSE '其他' END AS "企业资质",
  NOT made AND trade_code IN ('I65', 'M75') AND u(i, 'service') < 0.004 AS "是否首次认定技术先进型服务企业",
  known(small_tech, i, '科技型中小企业', 0.01) AS "是否科技型中小企业入库",
  known(score, i, '得分', 0.05)::DECIMAL(5, 1) AS "综合评价得分",
  known(CASE WHEN does_research THEN round(4 + 16 * u(i, 'staff score'), 0) ELSE 0 END, i, '人员得分', 0.05)
    ::DECIMAL(5, 0) AS "科技人员指标得分",
  CASE WHEN invested AND growth >= 0.25 AND years <= 15 AND u(i, 'species') < 0.25 THEN '瞪羚'
       WHEN invested AND valued > 700000000 AND years <= 8 AND u(i, 'species') < 0.5 THEN '潜在独角兽'
       WHEN invested AND valued > 7000000000 AND u(i, 'species') < 0.8 THEN '独角兽'
       ELSE '无' END AS "新物种称号",
  invested AS "是否获私募投资",
  known(valued, i, '估值', 0.02)::DECIMAL(18, 2) AS "投后估值人民币",
  known(round(valued / 7.1, 2), i, '估值', 0.02)::DECIMAL(18, 2) AS "投后估值美元",
  known(round(valued * 0.15, -3), i, '风险投资', 0.03)::DECIMAL(18, 2) AS "近三年风险投资额",
  pick(['研发服务', '大型仪器共享', '检验检测', '其他'], i, 'voucher') AS "创新券用途",
  known(CASE WHEN does_research AND u(i, 'bought') < 0.35 THEN round(20000 + 600000 * power(u(i, 'paid'), 2), 2)
       ELSE 0 END, i, '服务', 0.02)::DECIMAL(18, 2) AS "实际服务金额",
  CASE WHEN small_tech AND u(i, 'cashed') < 0.05 THEN 30000 * (1 + floor(u(i, 'cashed sum') * 6)) ELSE 0 END
    ::DECIMAL(18, 2) AS "当年已兑付创新券",
  CASE WHEN owns_rights AND u(i, 'sold') < 0.04 THEN round(50000 + 9000000 * power(u(i, 'sold for'), 3), 2) ELSE 0
    END::DECIMAL(18, 2) AS "技术转让所得",
  CASE WHEN has_land THEN round(1500 * exp(0.9 * z(i, 'area')) + people * 20, 2) ELSE 0 END::DECIMAL(12, 2)
    AS "土地面积",
  pick([2, 3, 4, 6, 8, 12], i, 'land tax')::DECIMAL(6, 2) AS "土地税额标准",
  (1 + floor(u(i, 'year of paying') * 3))::DECIMAL(3, 0) AS "兑付年序",
  is_firm AND does_research AND u(i, 'on file') < 0.5 AS "是否备案科技型企业",
  CASE WHEN borrowed THEN pick(['科保贷', '科担贷', '其他'], i, 'kind of loan') ELSE '其他' END AS "贷款品种",
  CASE WHEN borrowed THEN lent_on END AS "贷款发生日期",
  CASE WHEN borrowed AND lent_on + months * 30 < DATE '2026-01-01' THEN lent_on + months * 30 END
    AS "贷款结清日期",
  borrowed AND lent_on + months * 30 < DATE '2026-01-01' AS "是否还清本息",
  lent::DECIMAL(18, 2) AS "贷款金额",
  months::DECIMAL(3, 0) AS "贷款月数",
  rate::DECIMAL(6, 4) AS "贷款利率",
  0.0310::DECIMAL(6, 4) AS "同期LPR",
  round(lent * rate * months / 12, 2)::DECIMAL(18, 2) AS "利息及保费",
  u(i, 'other help') < 0.03 AS "是否已获其他市级支持",
  CASE WHEN u(i, 'helped before') < 0.04 THEN 1 ELSE 0 END::DECIMAL(3, 0) AS "当年已补贴笔数"
FROM drawn
ORDER BY i
