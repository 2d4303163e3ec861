"""Vocabulary of policy texts that several extractors read, as alternatives of a pattern.

Collected from 25 plans and measures, 83 laws and regulations, and the openings of twelve more documents.
"""

from __future__ import annotations

import re
from typing import Final


def any_of(words: str) -> str:
    """A pattern for any of the words, longest first. ``words`` are patterns separated by blanks."""
    return "|".join(sorted(words.split(), key=len, reverse=True))


# Verbs of paying, and of levying less.
PAYS: Final = any_of("""
    给予 予以 增发 累加补贴 奖励 加奖 奖补 补助 补贴 资助 扶持 拨付 拨给 安排 发放 贴息 贴保
    配套(?!率|设施|企业|产业|装备) 补偿
    代偿 返还 扣除 扣减 抵扣 加计 减免 减按 征收 支付 兑付 兑现 提取 计提 支持 出资 发给 下达 列支 授信
    提供 分担 承担 给到 核拨 抵用
    (?<![金银铜等秀特])奖(?=\\d|$) 补(?=\\d|$) 投放 落实(?=[^,;、]{0,12}资金)
    即征即退 统筹(?=[^,;、]{0,8}(?:\\d|$))
    (?:财政|政府|市级|省级|区级|每年)投入
""")
# What support is called after its figure: 500万元的一次性奖励, 200万元经费支持.
SUPPORT: Final = any_of("""
    奖励 补助 补贴 资助 支持 经费 资金 奖金 贴息 贴保 配套 奖补 津贴 补偿 保障 额度 授信 贷款 补助金
    安家费 生活费 开办费 创新券 科技券 算力券 代偿 减免 优惠 费用 投资 后补助 投入 启动 标准 比例 扣除 奖
""")
# What may stand between a figure and the word for support.
_ATTRIBUTES: Final = any_of("""
    一次性 定额 财政 专项 市级 省级 区级 国家级 市 省 区 县 研发 项目 科研 建设 开办 启动 后 事后 事前
    无偿 资金 经费 资本金 运营 租金 贷款 利息 首次 年度 综合 工作 人才 创新 生活 购房 安家 住房 引导 基础
    成果 转化 平台 创业 股权 股权投资 补充 最高 等额 配套 比例 标准 直接 信用 政府 公共 风险 分档 奖励性
    担保 相应 用电 场租 装修 培训 稳定 持续
""")
PAID_THING: Final = re.compile(rf"(?:{_ATTRIBUTES})*(?:{SUPPORT}|[“\"][一-龥]{{1,4}}贷[”\"])")
# What support is counted by: 每家, 每人, /千瓦时.
EACH: Final = any_of("""
    家 人 项 年 个 户 亩 平方米 件 名 次 架次 人次 场次 台 套 月 位 场 篇 单 条 吨 辆 所 批 款 例 千瓦
    千瓦时 度 株 头 天 日 笔 课题 企业 团队 机构 平台 班 期 座 处 公里 床位 学年 学期 季度 趟 航线 班次
    标箱 亩次 户次 课时
""")
# Verbs of making, bringing in, reaching: a bare figure after one is to be reached.
ACHIEVES: Final = any_of("""
    新增 新建 新引进 新培育 新认定 引进 培育 引育 培养 建成 建设 打造 形成 实现 布局 组建 创建 认定 遴选
    选派 选树 实施 开展 举办 组织 攻克 突破 研制 研发 开发 推出 发布 转化 落地 集聚 聚集 吸引 招引 推动
    推进 孵化 培训 完成 支持 引导 推广 设立 成立 建立 搭建 培植 做强 做大 改造 新获批 获批 取得 制定 制订
    制修订 参与 主导 承担 编制 申报 申请 授权 上市 入库 净增 增加 新改建 扩建 促成 服务 走访 举行 召开
    派遣 轮训 达 争取 力争 确保 累计 总数 总量 总规模 规模 备案 签约 合作 配备 部署 上线 接入 开放 改建
    招收 储备 招聘 凝练 征集 培树 评选 评定 命名 创制 产出 生产 年产 构建 谋划 交付 筹集 筹建 投放 供应
    竣工 投产 开工 开通 新开 新设 新引 集成 覆盖 化解 盘活 整合 设 设置 配套建设 编写 出版 发行 发放 推介
    对接 挖掘 梳理 投用 腾退 淘汰 关停 拆除 整治 治理 清理 修复 复垦 更新 维修 栽植 种植 绿化 拆迁 加装 铺设
    新发展 发展 资助 扶持 惠及 撬动 带动 拉动 吸纳 纳入 创建 存栏 出栏 产量 产能 保有量
""")
GROWS: Final = any_of("增长 提高 提升 增加 递增 增幅 增速 上升 扩大 增 高于[^,;]{1,12}")
FALLS: Final = any_of("下降 降低 减少 压减 缩减 缩短 压缩 下调 降幅 精简 节约 压降 降 减")
# What limits a sum or a share from above and from below, before it.
CAPS: Final = any_of("""
    最高 上限 封顶 不超过 不高于 不得超过 不得高于 不得突破 不多于 最多 限额 至多 不突破 总额控制在 控制在
""")
FLOORS: Final = any_of("不低于 不少于 最低 至少 不得低于 不得少于 保底")
# 每家, 每人每月, 户均: what a sum is counted by.
BY_EACH: Final = r"每[^,;:、\d]{1,18}$|[户人亩床校县村]均[^,;:、\d]{0,10}$"
