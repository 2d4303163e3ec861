"""Words of official Chinese: verbs by what they ask for, adverbs, and the words that open a clause.

A closed list can never be whole, so an adverb of effort (进一步, 持续, 着力…) makes any word after it
a verb. Collected from published plans, measures, rules and reports of meetings.
"""

from __future__ import annotations

import re
from enum import StrEnum


class TaskKind(StrEnum):
    """What a task asks for; the words shown to people are in ``KIND_NAMES``."""

    DRAFT = "draft"
    BUILD = "build"
    ORGANISE = "organise"
    REFORM = "reform"
    SUPPORT = "support"
    PROMOTE = "promote"
    SUPERVISE = "supervise"


KIND_NAMES = {
    TaskKind.DRAFT: "制定文件",
    TaskKind.BUILD: "建设培育",
    TaskKind.ORGANISE: "组织开展",
    TaskKind.REFORM: "改革完善",
    TaskKind.SUPPORT: "支持保障",
    TaskKind.PROMOTE: "推进提升",
    TaskKind.SUPERVISE: "督办考核",
}

_VERBS = {
    TaskKind.DRAFT: """
        制定 制订 制修订 编制 编写 编印 编修 编发 出台 印发 颁布 起草 草拟 拟定 拟订 修订 修改 修编
        研究提出 研究制定 研究制订 研究出台 研究修订 研究起草 研究编制 制定出台 制定实施 制定完善 制定发布
        修订完善 签订 签署 出具 修订出台 提出 推出 发布 公布 公开发布 定期发布 汇编 梳理 梳理形成 研究形成
        明确 细化 确定 划定 起草制定 配套制定 配套出台 抓紧制定
    """,
    TaskKind.BUILD: """
        建设 创建 争创 新建 改建 扩建 筹建 共建 共筑 共育 组建 设立 成立 搭建 打造 建成 建好 建强 建立
        构建 构筑 筑牢 布局 布局建设 谋划 谋划布局 谋划建设 规划 规划建设 规划布局 培育 培育建设 培育壮大
        培育发展 梯度培育 孵化 培植 培养 培养造就 引育 引进 引进培育 引入 招引 招引培育 集聚 汇聚 聚集
        壮大 做大 做强 做优 做实 做实做强 做强做优 做大做强 升级 改造 升级改造 提档升级 创制 研制 研发
        开发 建设运营 建设完善 建设改造 认定 评定 遴选 选树 选育 选拔 备案 创办 兴办 开办 新增 增设 增建
        储备 整合 重组 重构 联建 增强 充实 配齐 配强 配备 延伸 拉长 补齐 补强 强链 申建 申创 申报 创成
        新改扩建 新建改扩建 新改建 改扩建 选建 撤并
        新开工 开工 新签约 新投产 新入库 挂牌 入驻 落户 引建 扩容 增容 开通 上线 部署 部署建设
    """,
    TaskKind.ORGANISE: """
        开展 实行 允许 准予 豁免 配置 凝练 凝炼 攻坚 攻坚突破 谋深 抓牢 传承 守护 护航 唤醒 催生 孕育
        重点抓好 推荐申报 比对 核对 对比 组织 组织开展 组织实施 组织召开 组织举办 组织申报 组织推荐
        组织编写 组织参加 举办 承办 召开 筹办 主办 办好 开设 开辟 实施 启动 启动实施 宣传 宣讲 宣传推广
        宣传推介 宣传解读 宣介 解读 深入解读 深度解读 推介 推广 推广应用 推送 培训 轮训 辅导 指导 帮助
        帮扶 服务 走访 上门 对接 调研 摸排 摸底 排查 征集 征求 收集 采集 申请 受理 审核 审查 审批 评审
        评选 报送 上报 公示 公开 公告 参与 参加 承担 承接 牵头 联合 会同 联动 配合 协同 协调 协调解决 统筹
        统筹推进 统筹安排 统筹谋划 统筹布局 统筹协调 统一 调度 攻克 攻关 突破 破解 解决 化解 处置 探索
        探索建立 探索开展 试点 试行 先行先试 示范 推行 推开 推出 复制推广 总结推广 总结提炼 总结 提炼 选派
        派驻 派出 选聘 聘请 聘任 邀请 吸引 吸纳 招聘 招募 引聘 运用 应用 利用 使用 用好 用足 用活 发挥
        激发 激活 盘活 释放 挖掘 撮合 链接 连接 联结 交流 交办 移交 转化 转移转化 促成 推荐 遴选推荐 编排
        拍摄 制作 刊发 播出 印制 发放 张贴 设计 策划 创作 传播 弘扬 营造 倡导 塑造 讲好 唱响 叫响 擦亮
        打响 打好 打赢 打通 疏通 畅通 贯通 抓好 抓实 抓细 抓紧 抓住 做好 办理 承接落实 采购 购买 测试 测算
        验证 验收 检测 监管 治理 整治 整改 清理 清查 清退 处理 查处 打击 防范 防控 守牢 守住 管好 管控
        运营 运行 维护 更新 迭代 执行 履行 遵守 接受 保护 保存 保管 登记 备份 录入 归集 汇总 分析 研判
        研究 研究建立 研究设立 研究解决 研究推进 研究谋划 学习 学习领会 领会 吃透 贯彻 贯彻落实 传达 落地
        走进 深入 赋予 赋能 授予 委托 聚焦服务 凝聚 团结 动员 发动 号召 拟 开拓 开拓创新 开放 开放共享
        共享 互认 负责 调解 批准 核准 确认 撤销 解析 标注 接入 导入 集成 注重 树立 分析研判 签约 落地见效
        普及 科普 设计应用 筛选 遴选推广 招标 购置 论证 抽调 充分发挥 切实发挥 拜访 座谈 慰问 问需于企
        问计于企 建档 入库 备案管理 编发推送 转发 播放 直播 录制 翻译 聘用 储备培养 组建运行 联系 联系服务
        挂钩 结对 包联 严控 严把 严管 严查 严打 严防 把好 把牢 把稳 守好 摸清 备足 备齐 招录 招收 扩招
        增派 增聘 下沉 淘汰 关停 消除 遏制 缓解 清零 腾退 修缮 铺设 架设 安装 绘制 开行 增开 加装 引智 延聘
        约请 搜集 核减 核发 建档立卡 发掘 宣贯 巡诊 送教 送医 调配 派遣 集聚培育 遏止 制止 取缔 收回 扣减
        取消资格 暂停 报批 报备 请示 请示报告 外出招商 招商 摘牌 移出 追回 带队
    """,
    TaskKind.REFORM: """
        改革 改革完善 深化 深化改革 完善 完善提升 健全 建立健全 健全完善 优化 优化提升 优化完善 优化调整
        创新 创新完善 规范 理顺 简化 精简 压缩 压减 缩短 减少 减轻 降低 取消 清除 破除 打破 放宽 放开 放权
        下放 调整 转变 改进 改善 改变 修复 变革 重塑 再造 整合优化 厘清 界定 区分 分类 统一规范 标准化
        数字化 试点推进 推进改革 松绑 减负 衔接 接轨 适用 引入竞争
    """,
    TaskKind.SUPPORT: """
        支持 鼓励 引导 鼓励支持 鼓励引导 支持引导 支持鼓励 扶持 保障 落实 兑现 给予 予以 奖励 奖补 补助
        补贴 资助 贴息 减免 减征 免征 返还 拨付 安排 提供 供给 加大 加大投入 设置 划拨 列支 预留 倾斜
        优先支持 优先安排 优先保障 争取 积极争取 争取国家 用于 投入 增加 追加 筹措 募集 融资 投资 参股
        担保 授信 放贷 贷款 发行 质押 抵扣 抵免 摊销 覆盖 惠及 满足 关爱 照顾 落实落细 保证 维护好
        服务保障 协助 助推 助力
    """,
    TaskKind.PROMOTE: """
        推进 推动 促进 加强 加快 加速 强化 提升 提高 扩大 拓展 拓宽 扩展 抢抓 抢占 推进建设 推进实施
        推动建设 推动落实 推动形成 促使 带动 引领 牵引 巩固 巩固提升 巩固拓展 深耕 做精 突出 坚持 坚定
        坚决 紧盯 紧抓 抓 瞄准攻克 优先发展 发展 发展壮大 大力发展 振兴 融入 融合 对标 赶超 迈向 跨越 实现
        达到 力争 确保 形成 成为 取得 完成 增长 提质 增效 扩面 提速 提级 提能 延长 延展 繁荣 丰富 活跃
        充分利用 推向 走出 参评 领跑 落实推进 压实 夯实 增进 密切 深入推进 深入实施 深入开展 全面推进
        全面落实 全面实施 全面推行 全力推进 加快推进 加快建设 纵深推进 跟进
    """,
    TaskKind.SUPERVISE: """
        督查 督办 督导 追责 追责问责 通报批评 表扬 表扬激励 表彰奖励 曝光 惩处问责 督促 督战 检查 监督
        监测 监控 跟踪 跟踪问效 跟踪督办 通报 定期通报 考核 考评 评估 评价 评议 审计 问责 追究 约谈 巡查
        抽查 核查 核实 报告 汇报 反馈 纳入 列入 列为 挂牌督办 销号 晾晒 排名 预警 提醒 表彰 激励 奖惩 惩戒
        惩处 下达 通报表扬 定期调度 清单化 台账管理
    """,
}

KIND_BY_VERB: dict[str, TaskKind] = {verb: kind for kind, verbs in _VERBS.items() for verb in verbs.split()}
_LONGEST_VERB = max(len(verb) for verb in KIND_BY_VERB)

# Verbs that are as often nouns: alone at the head of a clause they need an object that is not one
# of the nouns they form compounds with (研究成果, 支持金额, 实施细则…).
_NOMINAL_WORDS = """
    研究 研发 研制 创新 发展 建设 服务 管理 应用 合作 支持 推进 实施 组织 投资 规划 保障 监管 评估 评价
    考核 培训 宣传 转化 试点 示范 改革 设计 检测 运行 运营 开发 交流 融资 补贴 补助 奖励 贷款 攻关 测试
    监督 检查 治理 孵化 培育 学习 使用 利用 融合 布局 审批 审核 评审 报告
"""
NOMINAL = frozenset(_NOMINAL_WORDS.split())
_RATHER_NOUN = frozenset(
    (
        "创新",
        "研发",
        "转化",
        "应用",
        "服务",
        "管理",
        "合作",
        "投资",
        "规划",
        "融合",
        "发展",
        "试点",
        "示范",
        "学习",
    )
)
_COMPOUND_NOUN = re.compile(
    r"金额|费用|经费|成果|周期|年限|期限|期满|结果|比例|人员|要素|指数|需求|成效|效率|对象|内容|情况|资金|主体|"
    r"券|港|谷|走廊|联合体|积分|大赛|型|能力|水平|方案|办法|纲要|细则|基金|机构(?!改革)|单位|领导|力量|队伍|氛围|条件|目标|任务|指标|工作[应要]|"
    r"中的|过程|阶段|期间|环节|领域|方向|方面|场景|收入|收益|额|率|者|方$|期$|过|的(?!重)"
)

# Two of these together are a noun: 开放合作, 交流合作, 融合创新.
_PAIRED = _RATHER_NOUN | {"开放", "交流"}
# These mostly act, whatever noun follows.
_PUSHES = frozenset(("推进", "支持", "实施", "组织", "保障"))
# …but not these: 支持金额最高300万元, 实施期限.
_ITS_OWN_WORDS = """
    金额 费用 经费 资金 周期 年限 期限 期满 比例 对象 主体 机构 单位 额 率 者
"""
_ITS_OWN = frozenset(_ITS_OWN_WORDS.split())

_ADVERB_WORDS = """
    一次性 进一步 积极 持续 大力 全面 着力 深入 扎实 切实 充分 不断 稳步 有序 主动 及时 定期 适时 率先
    逐步 认真 坚决 努力 加快 加速 全力 奋力 倾力 聚力 合力 严格 从严 抓紧 尽快 继续 稳妥 稳慎 审慎 有力
    有力有序 扎实有效 高质量 高标准 高水平 高效 高起点 常态化 系统 系统性 体系化 有计划 有重点 有步骤
    有针对性 因地制宜 因企施策 分类 分级 分批 分步 分阶段 分层 分层分类 分区分类 梯次 梯度 滚动 动态 精准
    靶向 灵活 统筹 协同 联合 共同 同步 同时 一体 一体化 一体推进 集中 集成 广泛 普遍 重点 优先 超前 前瞻
    前瞻性 提前 科学 合理 规范 依法 依规 依法依规 按规定 按照规定 按要求 按程序 按需 按期 按时 按月 按周
    按旬 按季 按年 每年 每月 每季度 每半年 每两年 长期 坚持 始终 真正 有效 有力推动 更好 更大力度 更加
    强力 强势 快速 迅速 稳定 平稳 务实 细化 层层 逐级 逐项 逐一 首次 首批 批量 妥善 独立 自行 自觉 书面 新
    再 均 都 一律 原则上 务必 力争 争取 力求 通盘 整体 综合 多渠道 多形式 多层次 多方 全方位 全过程 全流程
    全链条 跟踪 择优 公开 自主 牵头 带头 线上线下 柔性 刚性 严肃 从重 从快 定点 就近 面对面 点对点 一对一
    实地 逐步逐级 试点 示范 鼓励并 第一时间 每半月 每周 每日 每天 每旬 每学期 每季 适当 适度 密切 限期 顶格
    足额 如期 全部 分别 从快从严 依法依规 坚持 定时 定员 不定期 至少 立即 马上 随时 长周期
"""
ADVERBS = frozenset(_ADVERB_WORDS.split())
_LONGEST_ADVERB = max(len(word) for word in ADVERBS)
# After one of these any two characters are a verb, listed or not.
_EFFORT_WORDS = """
    进一步 积极 持续 大力 着力 深入 扎实 切实 不断 稳步 主动 及时 定期 适时 率先 逐步 认真 坚决 努力 加快
    加速 全力 奋力 抓紧 尽快 继续 有序 稳妥 严格 从严 严肃 依法 依规 精准 适当 适度 密切 高标准 高质量 充分
    全面 第一时间 一律 限期 每月 每季度 每周 每半年 每年 每半月 每日
"""
EFFORT = frozenset(_EFFORT_WORDS.split())
# …but not where the adverb is part of a noun or a set phrase.
_NOUN_WORDS = """
    积极性 积极因素 主动性 主动权 持续性 持续时间 深入人心 深入群众 全面性 充分性 系统性风险 重点实验室
    重点产业 重点领域 重点任务 重点企业 重点项目 重点区域 重点高校 重点研发 科学家 科学技术 科学研究
    科学基金 科学城 科学仪器 科学数据 科学普及 规范性 有效性 有效投资 有效期 有效供给 公开性 统筹层次
    系统集成 系统工程 综合性 综合体 综合改革 精准性 新型 新兴 新一代 新产品 新材料 新能源 新质 新技术 新区
    新增 新闻 再生 都市 示范区 示范引领 试点示范 试点城市 试点单位 联合体 联合会 联合实验室 协同创新中心
    集成电路 集中度 稳定性 灵活性 动态管理机制 高质量发展 高水平大学 高水平人才 高水平团队 高效农业
    同步辐射
"""
_NOT_ADVERB = re.compile("|".join(_NOUN_WORDS.split()))

CONJUNCTION = re.compile(
    r"(?:并且|并将(?=其)|并(?!购|网|行|联)|同时(?!期)|此外|另外|以及|还要|还将|还应|还|也要|也|且|又要|又|再就是|尤其是|特别是|"
    r"会议(?:要求|强调|指出)|要求|强调|要(?!求|素|害|点|件|闻|务)|须|必须|需要|应当|应(?!用|急|届|对|邀|变|答)|务必|将(?=进一步|继续|重点|着力|全面|积极|持续|大力|加大|加快|加强|推|会同|开展|实施|组织|围绕|聚焦))[,，]?"
)
_CONJUNCTION_LIMIT = 3


# 一企一策, 一链一图: done for each in its own way.
_EACH_ITS_OWN = re.compile(r"一[\u4e00-\u9fff]一[\u4e00-\u9fff](?=[\u4e00-\u9fff]{3})")


# 链式推进, 项目化、清单化推进, 用心用情解决: a manner that no list can hold, before a verb that is listed.
_MANNER = re.compile(
    r"(?:[\u4e00-\u9fff]{1,3}[化式](?:、[\u4e00-\u9fff]{1,3}[化式])*|([\u4e00-\u9fff])[\u4e00-\u9fff]\1[\u4e00-\u9fff])地?"
)


_VERB_OPENS = frozenset(verb[0] for verb in KIND_BY_VERB)


# 制定|实施细则: the second verb is part of the document's name.
_PLAN_OF = re.compile(r"细则|方案|意见|办法|计划|规划|纲要")


def match_verb(text: str, at: int, end: int) -> str | None:
    """The longest verb of the lexicon at a place, or None."""
    if at >= end or text[at] not in _VERB_OPENS:
        return None
    for length in range(min(_LONGEST_VERB, end - at), 0, -1):
        word = text[at : at + length]
        if word in KIND_BY_VERB and not (word.endswith("实施") and _PLAN_OF.match(text, at + length, end)):
            return word
    return None


def skip_adverbs(text: str, at: int, end: int) -> tuple[int, bool]:
    """Where the adverbs at a place end, and whether one of effort was among them."""
    effort = False
    while True:
        each = _EACH_ITS_OWN.match(text, at, end)
        if each:
            at, effort = each.end(), True
        verb = match_verb(text, at, end) or ""
        manner = None if verb else _MANNER.match(text, at, end)
        if manner and len(match_verb(text, manner.end(), end) or "") > 1:
            at = manner.end()
            continue
        for length in range(min(_LONGEST_ADVERB, end - at), 0, -1):
            word = text[at : at + length]
            # 新建 is a verb, not 新 and 建; 统筹推进 is one word.
            if word in ADVERBS and length >= len(verb) and not _NOT_ADVERB.match(text, at, end):
                effort = effort or word in EFFORT
                at += length
                if text[at : at + 1] in ("地", "、"):
                    at += 1
                break
        else:
            return at, effort


def skip_conjunctions(text: str, at: int, end: int) -> int:
    """Where the words that only join a clause to the one before it end (并, 同时, 要, 应当…)."""
    for _ in range(_CONJUNCTION_LIMIT):
        match = CONJUNCTION.match(text, at, end)
        if match is None or match.end() == end:
            break
        at = match.end()
    return at


def is_noun(text: str, at: int, end: int) -> bool:
    """Whether what follows a verb makes a noun of it: 增加|值, 研发|费用."""
    return text.startswith("值", at) or _COMPOUND_NOUN.match(text, at, end) is not None


# What no verb begins with: 每周不少于3列, 全面到位….
_NO_VERB = "不约各每其"


def head_verb(text: str, at: int, end: int) -> tuple[str, int] | None:
    """The verb that heads ``text[at:end]`` after its adverbs, and where it begins.

    None where the clause does not open with a verb: an unlisted word counts only after an adverb of
    effort, a word that is verb and noun only before an object that makes it a verb.
    """
    start, effort = skip_adverbs(text, at, end)
    verb = match_verb(text, start, end)
    if verb is None and start > at and text[at:start] in KIND_BY_VERB:
        # 加快 itself is the verb in 加快成果转化应用, where nothing after it is.
        return text[at:start], at
    if verb is None:
        previous = _last_adverb_verb(text, at, start)
        if previous is not None:
            return previous
        if effort and end - start >= 2 and _is_han(text[start : start + 2]) and text[start] not in _NO_VERB:
            return text[start : start + 2], start
        return None
    after = start + len(verb)
    if verb in NOMINAL and start == at and _is_compound(text, verb, after, end):
        return None
    pair = start == at and verb in _PAIRED and text[after : after + 2] in _PAIRED
    if pair and (after + 2 == end or text[after + 2] in "等、"):
        # 开放合作等绩效 names a thing.
        return None
    if verb in NOMINAL and start > at:
        # 加快创新型人才培养, 加快创新平台建设: the noun begins right after the adverb.
        pushed = _last_adverb_verb(text, at, start)
        if _is_compound(text, verb, after, end) or (pushed and verb in _RATHER_NOUN):
            return pushed
    return verb, start


def _is_compound(text: str, verb: str, after: int, end: int) -> bool:
    """Whether a verb and the noun after it name one thing: 支持资金, 创新成果; not 支持成果转化."""
    noun = _COMPOUND_NOUN.match(text, after, end)
    if noun is None:
        return False
    goes_on = _is_han(text[noun.end() : noun.end() + 2]) and text[noun.end()] not in "的等和与及达为是"
    acts = verb in _PUSHES and noun.group() not in _ITS_OWN and end - noun.end() >= 2
    return not (acts and goes_on)


def _last_adverb_verb(text: str, at: int, end: int) -> tuple[str, int] | None:
    """The last of the adverbs that can itself be the verb: 统筹, 加快, 争取, 公开…"""
    for start in range(end - 2, at - 1, -1):
        word = text[start:end]
        if word in KIND_BY_VERB:
            return word, start
    return None


def _is_han(text: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in text)
