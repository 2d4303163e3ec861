"""Who acts in a clause: departments, parties that are supported, subjects with 应当."""

from __future__ import annotations

import re
from typing import NamedTuple

from luodi.decompose.clauses import Clause


class Actor(NamedTuple):
    """end: where the words after the subject begin. lead is empty for a subject that is no department."""

    end: int
    lead: tuple[str, ...]
    joint: tuple[str, ...]


class Modal(NamedTuple):
    """end: where the words after 应当, 要… begin; binding: the word leaves no choice."""

    end: int
    binding: bool


_SUFFIX = (
    r"(?:厅|局|委|办|部门|政府|办公室|领导小组|联席会议|委员会|管委会|中心|单位|科协|海关|党组|机关|院|署|部)"
)
_UNIT = (
    rf"(?:(?:中共)?(?:各|省|市|区|县|州|国家|有关|相关|全省|全市|本市|我省|我市|牵头|责任|上海|湖北|武汉)[\u4e00-\u9fff]{{0,16}}?{_SUFFIX}+"
    rf"|(?:省|市|县|区)级?财政"
    rf"|(?:省|市|区|县|各级)[\u4e00-\u9fff]{{2,6}}(?:、[\u4e00-\u9fff]{{2,6}}){{1,12}}等(?:有关|相关)?(?:部门|单位))"
)
_UNITS = rf"{_UNIT}(?:[、和及与]{_UNIT})*(?:等)?(?:[（(][^（()）]*[)）])?"
_ACTOR = re.compile(
    rf"(?:由)?(?P<lead>{_UNITS})(?:要|应当|应(?!用)|须)?(?:(?:会同|联合|商)(?P<joint>{_UNITS}))?"
    rf"(?:要|应当|应(?!用)|须)?(?=..)"
)
_PARTNERS = re.compile(
    rf"(?:会同|联合|协同|商)(?P<units>{_UNITS}|[\u4e00-\u9fff]{{2,8}}(?:、[\u4e00-\u9fff]{{2,8}}){{0,8}}?(?:等(?:有关|相关)?)?(?:部门|单位))(?=..)"
)
_LEVELS = re.compile(
    r"(?:省、市|市、区|省、市、县|市、县|省市县?|市区|部省|央地|政企|校企|校地|院地|政产学研|产学研|各级各部门|各级|各地各部门|各地)(?:、县)?(?:两级|三级|四级)?(?:要|应当|应|须)?"
)
_MODAL = re.compile(
    r"(?<![重主需只相供效反])(?P<word>应当|应(?!用|急|届|对|邀|变|答)|必须|务必|须(?!知)|要(?!求|素|害|点|件|闻|务|的)|"
    r"可以|可(?!持续|靠|行|视|比|追|复|信|感|穿|吸|重复|查|控|用))(?=.{3,})"
)
_PASSIVE = re.compile(r"[^，,]{2,40}?(?P<verb>纳入|列入|作为)[^，,]{4,}$")


def read_actor(text: str, start: int, end: int) -> Actor | None:
    """The departments that open a clause as its subject: 省科技厅会同省财政厅…"""
    match = _ACTOR.match(text, start, end)
    if match:
        return Actor(match.end(), _names(match["lead"]), _names(match["joint"] or ""))
    levels = _LEVELS.match(text, start, end)
    return Actor(levels.end(), (), ()) if levels and levels.end() < end else None


def read_partners(text: str, start: int, end: int) -> tuple[str, ...]:
    """The units that a clause opens with as partners: 会同省财政厅…, 联合公安、法院等部门…"""
    match = _PARTNERS.match(text, start, end)
    return _names(match["units"]) if match else ()


def read_modal(text: str, start: int, end: int) -> Modal | None:
    """应当, 必须, 要… after some other subject within the first words of a clause."""
    match = _MODAL.search(text, start + 1, min(end, start + 48))
    if match is None:
        return None
    return Modal(match.end(), match["word"] not in ("可以", "可"))


def read_passive(text: str, start: int, end: int) -> tuple[str, int] | None:
    """各项任务纳入重点清单: the verb of a clause whose subject is what is acted on."""
    match = _PASSIVE.match(text, start, end)
    return (match["verb"], match.start("verb")) if match else None


def _names(words: str) -> tuple[str, ...]:
    if "等" in words:
        return (words,)
    words = re.sub(r"[（(][^（()）]*[)）]$", "", words)
    return tuple(name for name in re.split(r"[、和及与]", words) if name)


_CAUSE = re.compile(
    r"(?:进一步|积极|大力|持续|充分|有效|着力|全面|加快|重点|优先)*"
    r"(?:支持和鼓励|鼓励支持|鼓励引导|支持|鼓励|引导|推动|吸引|帮助|促使|动员|指导|发动|督促|组织)"
)
_AGENT = re.compile(
    r"企业|机构|高校|院所|单位|社会资本|社会力量|主体|平台|园区|基金|银行|区域|地方|各区|各地|各市|团队|人才|专家|人员|农户|合作社|"
    r"协会|学会|医院|港区|部门|资本|公司|学校|联盟|中心"
)
_AGENT_VERB = re.compile(
    r"(?:等)?(?:围绕|聚焦|依托|通过|利用|与|在|按照|针对|根据|以|牵头|联合|参与|承担|建立|设立|组建|共建|建设|打造|开展|运用|应用|"
    r"加大|加强|提升|提高|开设|开放|开发|制定|推出|申报|申请|购买|采购|提供|发展|加快|向|为|对|将|推荐|选派|组织|规划|自主|单独|全球|"
    r"同步|创新|成长|成为|拓展|获取|取得|挂牌|上市|到|赴|来|入驻|设置|引进|引入|抱团|培养|培育|投资|投入|攻克|突破|研发|实施|整合|共同|"
    r"共享|探索|支持|做大|做强|做优|走|主动|积极)"
)
# What only the supported party can do; any other verb begins a duty of its own.
_THEIRS = re.compile(
    r"(?:共同|联合|积极|主动|自主|率先|全程|精准|首先)*(?:承担|参与|牵头|申报|申请|入驻|上市|挂牌|成长|成为|走出去|采购|购买|应用|使用|运用|"
    r"标注|帮助|聚焦|围绕|依托|通过|利用|跟踪|分享|反哺|延伸|抵制|坚守|做好(?=小试)|面向|拓展海外|与.{2,14}(?:签订|签约|合作|对接|结对|共建))"
)
_LEADING = re.compile(
    r"(?:由)?(?P<units>[\u4e00-\u9fff、]{2,40}(?:厅|局|委|办|部|处|科|室|中心|院|会|政府|部门|单位|小组))(?:等)?(?P<word>牵头|配合|参与)(?:负责|落实|推进)?"
)


def read_lead(text: str, start: int, end: int) -> Actor | None:
    """由政策法规处牵头, 省财政厅配合 as a clause of its own: who is responsible for what it stands beside."""
    match = _LEADING.fullmatch(text, start, end)
    if match is None:
        return None
    names = _names(match["units"])
    return Actor(end, names, ()) if match["word"] == "牵头" else Actor(end, (), names)


# What a department does itself, also after 支持企业…: it ends the supported party's part.
_OWN = re.compile(
    r"(?:进一步|积极|大力|持续|全面|加快|不断)*(?:落实|完善|健全|建立健全|加强|强化|深化|推进|推动|促进|支持|鼓励|引导|给予|出台|印发|"
    r"优化|保障|兑现|发放|定期|督促|指导|按规定|按照|将|对(?!外)|争取|加大|为企业|简化|布局|吸引|用好|发挥|培育|引进|引育|招引|推广|遴选|"
    r"认定|举办|实施|制定)"
)
# With whom or on what the party acts, before what it is to do.
_PREPARES = re.compile(
    r"(?:自主建立或)?(?:围绕|聚焦|针对|依托|利用|面向|联合|根据|按照)|与.+(?:合作|联合|协作)$|组织.+力量$"
)
_DOES = re.compile(r"开展|建设|组建|共建|设立|打造|推进|实施|承担|提供|建立|制定|加大|提升|参与|申报|攻关")


def opens_scope(text: str, start: int, clause: Clause) -> bool:
    """Whether a duty sets another party to act (支持企业联合高校…): what follows may be that party's."""
    cause = _CAUSE.match(text, start, clause.end)
    if cause is None:
        return False
    for agent in _AGENT.finditer(text, cause.end(), clause.end):
        verb = _AGENT_VERB.match(text, agent.end(), clause.end)
        if verb and clause.end - verb.end() >= 2:
            return True
    return lacks_act(text, start, clause)


def lacks_act(text: str, start: int, clause: Clause) -> bool:
    """Whether a duty names a party and stops before what it is to do: 鼓励高校、企业，…; 支持企业围绕…，…"""
    cause = _CAUSE.match(text, start, clause.end)
    if cause is None:
        return False
    words = text[cause.end() : clause.end]
    if "、" in words and re.search(rf"(?:{_AGENT.pattern})(?:等(?:单位|主体|机构|部门)?)?$", words):
        return True
    for agent in _AGENT.finditer(words):
        rest = words[agent.end() :]
        if _PREPARES.match(rest) and not _DOES.search(rest):
            return True
    return False


def acts_itself(text: str, start: int, clause: Clause) -> bool:
    return _OWN.match(text, start, clause.end) is not None


def stays_in_scope(text: str, start: int, clause: Clause) -> bool:
    """Whether an act after 支持企业… is the supported party's own."""
    return _THEIRS.match(text, start, clause.end) is not None
