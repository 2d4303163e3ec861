-- What the enterprises of one stretch have several of: $what is 专利, 技术合同 or 承接成果, one query for each.
-- Drawn from the same numbers as population.sql, so that a child's enterprise is always there.

-- 专利
SELECT owner.key AS "统一社会信用代码",
  'SLZL' || lpad(owner.i::VARCHAR, 10, '0') || lpad(nth.n::VARCHAR, 2, '0') AS "专利号",
  CASE WHEN u(owner.i * 64 + nth.n, 'patent') < 0.3 THEN '发明'
       WHEN u(owner.i * 64 + nth.n, 'patent') < 0.85 THEN '实用新型'
       ELSE '外观设计' END AS "类型",
  DATE '2026-01-01' - least(owner.days, 20 + floor(u(owner.i * 64 + nth.n, 'granted') * 3600)::INTEGER)
    AS "授权日期",
  u(owner.i * 64 + nth.n, 'in force') < 0.88 AS "是否有效"
FROM drawn AS owner
JOIN range(40) AS nth(n) ON nth.n < CASE WHEN owner.owns_rights
  THEN least(40, 1 + floor(-ln(1 - u(owner.i, 'patents')) * 4)) ELSE 0 END
ORDER BY owner.i, nth.n;

-- 技术合同
SELECT owner.key AS "统一社会信用代码",
  'SLHT' || lpad(owner.i::VARCHAR, 10, '0') || lpad(nth.n::VARCHAR, 2, '0') AS "合同编号",
  pick(['技术开发', '技术转让', '技术许可', '技术咨询', '技术服务'], owner.i * 64 + nth.n, 'contract') AS "合同类别",
  u(owner.i * 64 + nth.n, 'registered') < 0.8 AS "是否认定登记",
  u(owner.i * 64 + nth.n, 'buyer') < 0.55 AS "受让方是否在汉企业",
  CASE WHEN u(owner.i * 64 + nth.n, 'unpaid') < 0.1 THEN NULL
       ELSE DATE '2026-01-01' - floor(u(owner.i * 64 + nth.n, 'paid on') * 700)::INTEGER END AS "到账日期",
  round(20000 * exp(1.6 + 1.3 * z(owner.i * 64 + nth.n, 'paid')), 2)::DECIMAL(18, 2) AS "到账金额"
FROM drawn AS owner
JOIN range(12) AS nth(n) ON nth.n < CASE
  -- What schools and institutes find out, others put to use: most of them sell.
  WHEN NOT owner.is_firm AND u(owner.i, 'sells') < 0.85
  THEN least(12, 1 + floor(-ln(1 - u(owner.i, 'contracts')) * 6))
  WHEN owner.does_research AND u(owner.i, 'sells') < 0.18
  THEN least(12, 1 + floor(-ln(1 - u(owner.i, 'contracts')) * 2)) ELSE 0 END
ORDER BY owner.i, nth.n;

-- 承接成果
SELECT owner.key AS "统一社会信用代码",
  '示例成果' || owner.i || '之' || (nth.n + 1) AS "成果名称",
  pick(['技术开发', '技术转让', '其他'], owner.i * 64 + nth.n, 'way') AS "承接方式",
  floor(u(owner.i * 64 + nth.n, 'since') * 4)::DECIMAL(3, 0) AS "距登记年度",
  CASE WHEN u(owner.i * 64 + nth.n, 'untold') < 0.04 THEN NULL
       ELSE round(80000 * exp(2 + 1.4 * z(owner.i * 64 + nth.n, 'new product')), 2) END::DECIMAL(18, 2)
    AS "新产品累计销售收入"
FROM drawn AS owner
JOIN range(4) AS nth(n) ON nth.n < CASE WHEN owner.is_firm AND owner.does_research AND u(owner.i, 'takes on') < 0.09
  THEN least(4, 1 + floor(-ln(1 - u(owner.i, 'results')) * 1.2)) ELSE 0 END
ORDER BY owner.i, nth.n;
