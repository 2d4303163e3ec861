"""What a clause does in its sentence: a duty, a means, a result, a frame, or more of the one before.

The rules are of the language and tried in order; the first that holds decides.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

from luodi.decompose.clauses import Clause, protected_ranges
from luodi.decompose.lexicon import (
    KIND_BY_VERB,
    NOMINAL,
    head_verb,
    match_verb,
    skip_adverbs,
    skip_conjunctions,
)
from luodi.decompose.means import HEAD, Means, read_means
from luodi.decompose.subjects import (
    read_actor,
    read_lead,
    read_modal,
    read_partners,
    read_passive,
    read_told,
)
from luodi.source import Span


class Role(Enum):
    """TASK: a duty. MEANS: how. RESULT: what the duty before it leads to. FRAME: occasion or basis.

    MORE: belongs to the words before it. FACT: states what is. BAN: says what must not be.
    """

    TASK = auto()
    MEANS = auto()
    RESULT = auto()
    FRAME = auto()
    MORE = auto()
    FACT = auto()
    BAN = auto()
    UNITS = auto()


class Reading(NamedTuple):
    """A clause and its role.

    start: where the words that count begin, after 并, 同时, 要 and a department that acts.
    verb, verb_at: of a task. measures: spans of the means it names. lead, joint: departments that act.
    """

    clause: Clause
    role: Role
    start: int
    verb: str = ""
    verb_at: int = -1
    measures: tuple[tuple[int, int], ...] = ()
    lead: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()


# A result only completes what stands before it; at the head of a sentence it is a duty itself.
_RESULT = re.compile(
    r"(?:切实|坚决|全力|努力|有效|以|有力|真正|最终|逐步)?"
    r"(?:确保|力争|力求|争取(?=到20|全年|年内|早日)|取得|达到|实现|使得?(?!用|命|馆|领)|让|从而|进而|以期|以便|避免|防止|满足|彰显|助力|"
    r"(?:同比)?(?:增长|下降|提高|提升|降低|压减|减少)(?:到|至)?约?\d|支撑|推动形成|推动.{2,20}成为|打造成为|成为|切实保障|迈上|走在|构成|体现|做到(?!位)|不受|"
    r"形成(?=.{0,30}(?:格局|局面|合力|氛围|态势|模式|经验|样板|闭环|循环|示范|矩阵|能力|布局)$))"
)
_SERVES = re.compile(
    r"为.{2,60}?(?:提供|奠定|贡献|注入|打下|创造|积蓄|增添)"
    r".{0,16}(?:支撑|保障|动力|基础|依据|力量|活力|样板|经验|条件|支持)$"
)
_STATE = re.compile(
    r".{2,}(?:显著|明显|不断|持续|大幅|稳步|更加|进一步|全面|基本|有效|充分|逐步|初步)"
    r"(?:提升|提高|增强|优化|改善|完善|扩大|壮大|增长|形成|建成|健全|激发|释放|突破|加快|凸显|显现)$"
)
_ANAPHORIC = re.compile(
    r"(?:并)?(?:由[^，,]{2,20}(?:担任|兼任|任(?!务|期|何|命|职))[^，,]{0,16}|[^，,]{2,16}(?:设在|挂靠)|负责(?:日常|具体|统筹|协调)[^，,]{0,8}工作$|将其|把其|使其|促使其|让其|由其|对其|为其|与其|将之|其中|即(?!时|可|日|将|使|报|期)|如有|如因|如出现|用于)"
)
_BARE_GIVE = re.compile(
    r"(?:在.+?(?:中|上|下|方面))?(?:优先|重点|大力|全面)?(?:予以|给予)"
    r"(?:优先|重点|大力|全面|一定)?(?:支持|保障|倾斜|奖励|考虑)$"
)
_LIGHT_ONLY = re.compile(r"(?:予以|给予|进行)[\u4e00-\u9fff]{2}")
_BAN = re.compile(r".{0,20}?(?:不得|严禁|禁止|不再|不予)")
_FACT = re.compile(
    r"[^，,]{2,40}?(?<![或既都也仅凡但还正就便只总特尤像要])"
    r"(?:是指|是(?!否|非)|包括|分为|属于|由.{2,30}(?:组成|印发)|适用|一般为|期为|统一命名为)"
)
_CONDITION = re.compile(r".{0,24}?(?:应当?|须|必须)(?:具备|具有|是|符合|满足|为|在.{1,12}以上)")
_OCCASION = re.compile(r".{1,60}(?<![以])(?:后|时|之前|期间|的前提下|过程中)$")

_FRAME = re.compile(
    r"(?:围绕|聚焦|针对|面向|立足|瞄准|对照|紧盯|紧扣|紧紧围绕|紧密结合|按照|依照|遵循|遵照|根据|依据|结合|依托|以(?=.+为)|对于|关于|随着|"
    r"对标|着眼|把握|锚定|面对|顺应|鉴于|基于|适应|坚持|秉承|本着|若|如果|如(?!期|实|何)|一旦|凡|只要|遇到|充分考虑|兼顾|考虑到|借鉴|贯彻(?!落实)|"
    r"为(?:了|贯彻|深入|全面|进一步|切实|更好|积极|推动|推进|加快|促进|规范|落实|保障|深化|充分)|通过.+(?:后|的)$)"
)
_FRAME_TAIL = re.compile(
    r"(?:(?<!以)(?:下|上|内|前)|中|后|时|方面|领域|环节|过程|期间|层面|范围|同时|之际|要求|目标|需求|导向|原则|任务|重点|方向|问题|实际|特点|规律|"
    r"契机|引领|牵引|为主|优势|等)$"
)
# 按10%给予补助, 按不低于…的70%执行: a measure of what is paid or done.
_BY = re.compile(
    r"(?:可)?按(?:照)?.{2,60}?(?P<verb>给予|予以|执行|发放|拨付|安排|奖励|补助|资助|核定|进行|处理|办理|追究|整改|报送|提交)"
    r"(?!情况|要求|标准|期|方案|办法|原则|的|规则|程序|流程|中|意见|规定|权限|、|和|与)"
)
_AS = re.compile(r"以.+为.+")
# 报市政府批准, 提出意见后报省科技厅备案
_REPORT = re.compile(
    r"(?:[^，,]{2,20}后)?(?P<verb>报)[^，,]{2,24}(?:批准|审批|审定|备案|审议|同意|核准|审核)$"
)
_LOCATIVE_TAIL = re.compile(
    r"(?:(?<!以)(?:下|上|内|前)|中|后|时|方面|领域|环节|过程|期间|层面|范围|同时|之际|基础|前提|等)$"
)
_HAPPENS = re.compile(
    r"(?:全部|全面|正式|基本|力争|争取)?"
    r"(?:印发|印发(?:实施|执行)|出台(?:实施)?|发布(?:实施)?|实施|执行|报送|公布|"
    r"建成|完成|上线|上线运行|开工|开工建设|动工|投用|投入使用|投入运行|完工|竣工|启用|投产|开放|运行|试运行|挂牌|交付|见效|到位)"
    r"(?:(?:并)?(?:投用|投入使用|运行|见效|到位))?"
)
# 为科研人员减负松绑
_FOR_WHOM = re.compile(
    r"为[^，,的]{0,10}?(?:人员|企业|群众|职工|学生|教师|老人|老年人|儿童|农户|农民|基层|团队|干部|毕业生|居民|市民)"
    r"(?P<act>[\u4e00-\u9fff]{2,6})"
)
# …, 10月31日前淘汰2000辆: of what, the words before say.
_COUNTS = re.compile(
    r"[\u4e00-\u9fff]{2}(?:约|不少于|超过|至少)?\d[\d,.]*[万亿]?(?:人次|场次|[\u4e00-\u9fff])(?:以上)?"
)
_PAYS = re.compile(r"(?:可)?(?:按|给予|予以|一次性|最高|分别|每[家人项个]|奖励|补助|免征|减征|优先)")
# 对基金会支持的项目: who or what is paid, whatever verb stands before the 的.
_PAID_FOR = re.compile(r"[^的]的[^的]{0,8}(?:项目|企业|单位|机构|平台|团队|个人|人才|资金|费用|投入|收入)$")
# Verbs strong enough to be looked for in the middle of a clause that opens with a preposition.
_STRONG = re.compile(
    r"(?:组织开展|组织实施|开展|打造(?!成)|建立健全|建立|制定|制订|导入|配备|解决|推动|推出|设立|搭建|组建|给予|提供|加大|加快|优化|完善|构建|培育|"
    r"引进|引育|新建|举办|发布|推进|加强|强化|提升|培养|布局|建设|实施(?!意见|方案|细则|办法)|落实|形成|实现|应用推广|探索|鼓励|"
    r"支持(?!资金|政策|措施|金额)|予以|支撑|公示(?!期|时间|结果)|公布|公开(?!招|征|透明)|发布|提交|报送|办理|签订|履行(?!情况|期)|缴纳|挂牌|设置)"
)
_ARGUMENT = re.compile(
    r"将|把(?!好|牢|稳|握|关)|对(?!外|接|标|照)|向|与|同(?!步|时|类)|从|由|在|为(?!了|主|期)|给(?!予)|赴|前往|到(?!位|底|期|20)"
)
_ARGUMENT_VERB = re.compile(
    r"纳入|列入|列为|作为|转化为|转变为|打造成|建设成|建成|报(?=省|市|区|县|国家|上级|备|送)|压缩|提高|提升|降低|贯穿|嵌入|融入|用于|报送|上报|延伸|落实到|进行|开展|"
    r"给予|实施|实行|予以|加强|组织|提供|加大|做到|解决|搭建|争取|设立|配备|公布|公开|公示|通报|报告|反馈|汇报|推介|推荐|推广|倾斜|"
    r"开放|宣传|宣讲|学习|对接|合作|联动|共建|牵头|负责|汇总|审核|建立|建设|打造|完善|优化|制定|管理|考核|监督|评估|评价|检查|督促|"
    r"指导|支持|奖励|补助|聚焦|承担|布局|形成|培育|集聚|转移|转化|纠正|出具|免除|减免|放宽|下放|取消|调整|操作|办理|协商|采用|提出(?!的)|挂钩|结成|签订|订立"
)
_LIGHT_VERB = re.compile(r"(?:给予|予以|进行|开展|实施|实行|纳入|列入|作为|报送)(?!的)")
_SECOND_PREPOSITION = re.compile(
    r"(?<=方面|领域|环节|期间|过程)(?:中|内|上)?(?P<second>对|为|向)|(?<=[中上内])(?:对|为|向)"
)
_PLACE = re.compile(r"(?:方面|领域|环节|行业|地区|区域|等地)(?!开展)")
# 发现一起、查处一起
_WHENEVER = re.compile(
    r"(?P<verb>[\u4e00-\u9fff]{2})一(?P<unit>[起个件批户例宗家])、[\u4e00-\u9fff]{2}一(?P=unit)"
)
# Verbs that name an event when nothing but a preposition stands before them (围绕产业升级改造工作).
_EVENT_WORDS = """
    升级 改造 突破 集聚 转移 转移转化 增长 协同 联动 共享 负责 提质 增效 就业 验收 出台 发布 申报 备案
    入驻 落户 上线 更新 迭代 变革 下放 减负 采购 购买 生产 入库 上市 报告 通报 督查 督办 排名 公开 公示
    审查 登记 分类 分析 总结 宣讲 辅导 解读 使用 聚集 壮大 提升 增强 保护 传播 引领 牵引 带动 连接 交流
    合作 对接 服务 参与 承担 开放
"""
_EVENTS = frozenset(_EVENT_WORDS.split())
# 对已纳入…的产品, 对符合条件的企业: what follows the preposition describes its object.
_RELATIVE = re.compile(
    r"(?:已|未|尚未|经|获|拟|新|首次)?(?:入选|纳入|取得|获得|符合|列入|通过|达到|属于|完成|开展|从事|承担|参与|被|有|具有|具备|违反|在)"
    r"[^，,]*?的(?=[^的]*$)"
)
_TIME = re.compile(
    r"(?:(?:力争|争取)(?=到?20\d\d年))?(?:到|至|截至|于|在)?"
    r"(?:(?:(?:自|在|于)[^，,；;]{1,24}?(?:之日起|后))(?=[\d一二三四五六七八九十两]+个?(?:工作日|[月日天周年])(?:之|以)?内))?"
    r"(?:每(?:年|半年|季度|月)(?:末月?)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|末|初)?(?=之?前|以前)|"
    r"(?:至少)?提前(?:至少)?[\d一二三四五六七八九十两]+个?(?:工作日|[月日天周年])|(?:力争)?用[一二三四五两\d]+年(?:左右)?(?:的)?时间|20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|末|初)?|\d{1,2}月(?:\d{1,2}日)?(?:底|末)?|"
    r"[一二三四五六七八九十两\d]+个?(?:工作日|[月日天周年])(?:之|以)?内|全年|上半年|下半年|[一二三四]季度(?:末)?|"
    r"年底|年内|本月底|今年(?:底|内)?|明年(?:底|初|上半年|[一二三四]季度|\d{1,2}月(?:底)?)?|“十[四五六]五”(?:期间|末))(?:之?前|以前|期间|起|内)?"
)
_REACHES = re.compile(
    r"(?!对|将|把|向|在|从|为|由|按).{0,24}?(?:率|额|数|量|比重|占比|规模|投入|值|收入|强度|度|家|人)(?:总体|稳定|均)?"
    r"(?:达到|达|突破|超过|提高到|提高至|提升到|提升至|保持在|控制在|不低于|不少于|增长|下降)(?:约)?\d"
)
# The same of any noun, where a duty stands before it: 企业开办压缩至0.5个工作日.
_REACHES_TOO = re.compile(
    r"(?!对|将|把|向|在|从|为|由|按)[^，,]{2,20}(?:压缩至|压缩到|缩短至|缩短到|降至|降到|提高到|提高至|提升到|提升至|达到|不少于|不低于)[^，,]{0,14}?\d"
)


# 所在单位对信息进行审核: a body without a name, and what it does to something.
_BODY_ACTS = re.compile(
    r"(?!对|将|把|向|为|由|按|在|给|其)[\u4e00-\u9fff]{0,8}?(?:单位|部门|机构)(?=[对将]..)"
)
# 主要负责同志每月走访企业不少于2次: a body without a name, and how often it acts.
_REPEATS = re.compile(
    r"(?!对|将|把|向|在|从|为|由|按|其|企业|人均)(?P<who>[\u4e00-\u9fff]{2,14}?)(?:原则上)?每(?:年|半年|季度|月|半月|周|两年)(?!均|度|增长)(?=.{3,})"
)


def read_clause(text: str, clause: Clause, *, opens: bool, first: bool) -> Reading:
    """The role of one clause.

    opens: no duty stands before it in its sentence; first: none since the last ；.
    """
    end = clause.end
    start = skip_conjunctions(text, clause.start, end)
    time = _TIME.match(text, start, end)
    if start >= end or (time and time.end() == end):
        return Reading(clause, Role.FRAME, clause.start)
    # 到2026年培养…: the time stays with the words of the task, the verb comes after it.
    at = skip_conjunctions(text, time.end(), end) if time else start
    words = text[at:end]
    responsible = read_lead(text, at, end)
    if responsible is not None:
        return Reading(clause, Role.UNITS, at, lead=responsible.lead, joint=responsible.joint)
    if time and not opens and (_HAPPENS.fullmatch(words) or _COUNTS.fullmatch(words)):
        # 建设甲，6月底前上线运行: when what stands before it is to be done.
        return Reading(clause, Role.MORE, start)
    if not opens:
        if _ANAPHORIC.match(words) or _BARE_GIVE.fullmatch(words):
            return Reading(clause, Role.MORE, clause.start)
        if _RESULT.match(words) or _SERVES.fullmatch(words):
            return Reading(clause, Role.RESULT, start)
        reaches = _REACHES.match(words) or (
            not first and _REACHES_TOO.match(words) and not _REPEATS.match(words)
        )
        if reaches and (_REACHES.match(words) or not _heads_duty(text, at, end)):
            return Reading(clause, Role.RESULT, start)
    if _BAN.match(words):
        return Reading(clause, Role.BAN, start)
    if words.endswith("的") or _OCCASION.fullmatch(words):
        return Reading(clause, Role.FRAME, clause.start)
    means = read_means(text, at, end)
    if means is not None:
        return _read_means_clause(text, clause, at, means)
    if words.startswith("由") or read_told(text, at, end) is not None:
        bearer = _read_with_subject(text, clause, at)
        if bearer is not None and bearer.lead:
            return bearer
    duty = _read_duty(text, clause, at)
    if duty is not None:
        return duty._replace(start=start, joint=duty.joint or read_partners(text, at, end))
    if not opens and _STATE.fullmatch(words):
        return Reading(clause, Role.RESULT, start)
    if _FRAME.match(words) or _ARGUMENT.match(words):
        return Reading(clause, Role.FRAME, start)
    if opens and (_FACT.match(words) or _CONDITION.match(words)):
        return Reading(clause, Role.FACT, start)
    acts = _read_with_subject(text, clause, at)
    if acts is not None:
        return acts if acts.lead or acts.start > at else acts._replace(start=start)
    return Reading(clause, Role.MORE, start)


def frames_payment(text: str, reading: Reading, following: Clause) -> bool:
    """Whether 对…增长 only says what the next clause pays for (按10%给予补助), and asks nothing itself."""
    start, clause = reading.start, reading.clause
    if reading.role is not Role.TASK or not text.startswith("对", start):
        return False
    verb_end = reading.verb_at + len(reading.verb)
    ends = verb_end == clause.end and not _LIGHT_VERB.search(text, start, verb_end)
    names = ends or _PAID_FOR.search(text, start, clause.end) is not None
    return names and _PAYS.match(text, following.start, following.end) is not None


def _heads_duty(text: str, at: int, end: int) -> bool:
    """Whether a clause with a figure opens with a verb (开展活动不少于20场), not with a noun (交流教师…)."""
    found = head_verb(text, at, end)
    return found is not None and (found[0] not in NOMINAL or found[1] > at)


def is_unfinished(text: str, reading: Reading) -> bool:
    """Whether a duty's clause stops before its object: 支持在张江等区域，…; 支持企业通过并购等方式，…"""
    words = text[reading.verb_at + len(reading.verb) : reading.clause.end]
    if re.match(r"在|对|围绕|针对|面向", words) and _LOCATIVE_TAIL.search(words):
        return True
    # Two searches: one with .* between them costs the square of a hostile text.
    if re.search(rf"{HEAD}$", words) and re.search(r"通过|采取|采用|以|利用", words):
        return True
    through = re.search(r"通过(?!验收|审核|评审)(?P<how>.+)$", words)
    return (
        through is not None and re.search(r"推动|促进|加强|提升|提高|支持|开展|加快", through["how"]) is None
    )


def _read_means_clause(text: str, clause: Clause, start: int, means: Means) -> Reading:
    if means.rest < clause.end:
        rest = skip_conjunctions(text, means.rest, clause.end)
        duty = _read_duty(text, Clause(rest, clause.end, clause.mark), rest)
        if duty is not None:
            # 采用…形式予以支持 says nothing without its means.
            bare = _BARE_GIVE.fullmatch(text, rest, clause.end) or _LIGHT_ONLY.fullmatch(
                text, rest, clause.end
            )
            begin = start if bare else rest
            return duty._replace(clause=clause, start=begin, measures=means.named)
        if clause.end - rest >= 4:
            return Reading(clause, Role.TASK, start, measures=means.named)
    return Reading(clause, Role.MEANS, start, measures=means.named)


def _read_duty(text: str, clause: Clause, start: int) -> Reading | None:
    """A clause headed by a verb, or by a preposition (将…纳入…, 对…进行…) and then its verb."""
    end = clause.end
    adverbs, _ = skip_adverbs(text, start, end)
    for head in sorted({start, adverbs}):
        preposition = _ARGUMENT.match(text, head, end)
        if preposition and match_verb(text, head, end) is None:
            if preposition.group() == "为" and _FRAME.match(text, head, end):
                return None
            verb = _verb_after(text, preposition, end)
            if verb is not None:
                return _task_of(text, clause, start, verb)
            helped = _FOR_WHOM.fullmatch(text, head, end)
            if helped and match_verb(text, helped.start("act"), end):
                return Reading(clause, Role.TASK, start, helped["act"][:2], helped.start("act"))
            act = _act_after_relative(text, preposition, end) or _act_at_end(text, preposition, end)
            return Reading(clause, Role.TASK, start, *act) if act else None
    reported = _REPORT.match(text, start, end)
    if reported is not None:
        return Reading(clause, Role.TASK, start, "报", reported.start("verb"))
    by = _BY.match(text, start, end)
    if by is not None:
        return Reading(clause, Role.TASK, start, by["verb"], by.start("verb"))
    if _FRAME.match(text, start, end):
        settled = _FRAME_TAIL.search(text, start, end) or _AS.fullmatch(text, start, end)
        means = text.startswith(("依托", "利用"), start)
        inner = None if settled else _verb_inside(text, start + 3, end, nominal=means)
        return Reading(clause, Role.TASK, start, *inner) if inner else None
    found = head_verb(text, start, end)
    if found is None:
        return None
    word, at = found
    if at + len(word) >= end and (
        (word in NOMINAL and at == start) or (word in _EVENTS and not skip_adverbs(text, start, at)[1])
    ):
        return None
    return Reading(clause, Role.TASK, start, word, at)


def _verb_after(text: str, preposition: re.Match[str], end: int) -> re.Match[str] | None:
    """The verb of a clause that opens with a preposition; None where it has none of its own."""
    at = preposition.end()
    if preposition.group() in ("在", "从", "为", "赴", "前往", "到"):
        second = _SECOND_PREPOSITION.search(text, at, end)
        if second:
            return _verb_after(text, second, end)
        if preposition.group() != "为" and _LOCATIVE_TAIL.search(text, at, end):
            return None
        # After a list of places the verb follows its last member.
        last = 0
        if preposition.group() != "为":
            last = max(text.rfind("、", at, end), _place_end(text, at, end)) + 1
        verb = _STRONG.search(text, last or at + 1, end)
        return verb if verb and verb.end() < end else None
    relative = _RELATIVE.match(text, at, end) if preposition.group() in ("对", "与", "向") else None
    begin = relative.end() if relative else at + 1
    verb = _LIGHT_VERB.search(text, begin, end) or _ARGUMENT_VERB.search(text, begin, end)
    if verb is None or preposition.group() not in ("对", "向", "与", "同") or verb.end() < end or relative:
        return verb
    # 对…及时审核 is a duty; 对…的审核 names a thing.
    return verb if text[verb.start() - 1] != "的" else None


def _verb_inside(text: str, start: int, end: int, *, nominal: bool) -> tuple[str, int] | None:
    """The first verb with an object inside a clause that opens with 围绕, 面向, 依托…, outside quotes.

    nominal: 依托甲建设乙 acts, 围绕甲建设乙 hardly ever does.
    """
    holes = protected_ranges(text, Span(start, end))
    at = start
    for hole in [*holes, Span(end, end)]:
        while at < hole.start:
            verb = match_verb(text, at, end)
            if verb and len(verb) > 1 and _takes_object(text, verb, at + len(verb), end, nominal):
                return verb, at
            at += 1
        at = max(at, hole.end)
    return None


def _takes_object(text: str, verb: str, after: int, end: int, nominal: bool) -> bool:
    if (verb in NOMINAL and not nominal) or verb in _EVENTS or end - after < 4:
        return False
    return re.match(r"[的和与及等中、者力型后前性化]", text[after:end]) is None


def _act_after_relative(text: str, preposition: re.Match[str], end: int) -> tuple[str, int] | None:
    """对落实不力的严肃追责: what is done to those whom the words before 的 describe."""
    de = text.rfind("的", preposition.end(), end)
    if preposition.group() != "对" or de < 0:
        return None
    found = head_verb(text, de + 1, end)
    return found if found and found[0] not in NOMINAL else None


def _act_at_end(text: str, preposition: re.Match[str], end: int) -> tuple[str, int] | None:
    """对进度滞后的单位发函提醒, 对超标企业一律顶格处罚: the verb that closes the clause, or the adverb's."""
    if preposition.group() != "对":
        return None
    begin = preposition.end() + 2
    repeated = _WHENEVER.search(text, begin, end)
    if repeated:
        return repeated["verb"], repeated.start()
    for at in range(begin, end - 2):
        after, effort = skip_adverbs(text, at, end)
        if effort and after < end - 1 and text[at - 1] not in "、的":
            verb = match_verb(text, after, end) or text[after : after + 2]
            return verb, after
    for length in (4, 3, 2):
        word = text[end - length : end]
        if end - length > begin and word in KIND_BY_VERB and word not in NOMINAL | _EVENTS:
            return None if text[end - length - 1] in "的和与及、" else (word, end - length)
    return None


def _task_of(text: str, clause: Clause, start: int, verb: re.Match[str]) -> Reading:
    """A duty whose verb stands after its object; 进行约谈 is about 约谈."""
    act = (
        match_verb(text, verb.end(), clause.end) if verb.group() in ("进行", "开展", "予以", "实施") else None
    )
    if act is not None:
        return Reading(clause, Role.TASK, start, act, verb.end())
    return Reading(clause, Role.TASK, start, verb.group(), verb.start())


def _place_end(text: str, at: int, end: int) -> int:
    places = list(_PLACE.finditer(text, at, end))
    return places[-1].end() - 1 if places else -1


def _read_with_subject(text: str, clause: Clause, start: int) -> Reading | None:
    """A department, or another subject with 应, 要, 须, and then what it is to do."""
    end = clause.end
    actor = read_actor(text, start, end)
    if actor is not None:
        inner = _read_act(text, clause, actor.end)
        if inner is not None:
            begin = inner.start if actor.lead else start
            return inner._replace(start=begin, lead=actor.lead, joint=actor.joint)
        if actor.lead and _FRAME.match(text, actor.end, end):
            # 各县要紧盯主导产业，…: who acts, before what they are to do.
            return Reading(clause, Role.FRAME, actor.end, lead=actor.lead, joint=actor.joint)
        told = read_told(text, start, end)
        if told is not None and not _ARGUMENT.match(text, told.end, end):
            # 市自然资源局要提前介入选址: what a body must do, whatever the verb.
            at, _ = skip_adverbs(text, told.end, end)
            return Reading(
                clause, Role.TASK, told.end, text[at : at + 2], at, lead=told.lead, joint=told.joint
            )
    passive = read_passive(text, start, end)
    if passive is not None:
        return Reading(clause, Role.TASK, start, *passive)
    modal = read_modal(text, start, end)
    if modal is None:
        body = _BODY_ACTS.match(text, start, end)
        done = _read_duty(text, Clause(body.end(), end, clause.mark), body.end()) if body else None
        if done is not None:
            return done._replace(clause=clause, start=start)
        repeats = _REPEATS.match(text, start, end)
        if repeats is None or head_verb(text, start, repeats.end("who")):
            return None
        found = _first_act(text, repeats.end(), end)
        return Reading(clause, Role.TASK, start, *found) if found else None
    at = skip_conjunctions(text, modal.end, end)
    duty = _read_duty(text, Clause(at, end, clause.mark), at)
    # The subject is no department: it stays in the words of the task.
    if duty is not None:
        return duty._replace(clause=clause, start=start)
    if _LOCATIVE_TAIL.search(text, at, end):
        return None
    if modal.binding and not _FRAME.match(text, at, end) and not _ARGUMENT.match(text, at, end):
        return Reading(clause, Role.TASK, start, text[at : at + 2], at)
    return None


def _first_act(text: str, at: int, end: int) -> tuple[str, int] | None:
    """The first verb of some words: 外出招商不少于2次, 至少联系2名专家."""
    for place in range(at, min(end - 2, at + 12)):
        found = head_verb(text, place, end)
        if found:
            return found
    return None


def _read_act(text: str, clause: Clause, at: int) -> Reading | None:
    """What a department does: a duty, or the means of the duty that follows."""
    at = skip_conjunctions(text, at, clause.end)
    # 将 before a verb is the future (将制定…), before a thing it takes an object (将…纳入…).
    if text.startswith("将", at) and not _LIGHT_VERB.search(text, at + 2, clause.end):
        at = skip_conjunctions(text, at + 1, clause.end)
    begin = at
    time = _TIME.match(text, at, clause.end)
    # 应当在15个工作日内核实处理: the time stays with the words of the task.
    at = time.end() if time and time.end() < clause.end else at
    means = read_means(text, at, clause.end)
    if means is not None:
        return _read_means_clause(text, clause, at, means)
    duty = _read_duty(text, Clause(at, clause.end, clause.mark), at)
    return duty._replace(clause=clause, start=begin) if duty else None
