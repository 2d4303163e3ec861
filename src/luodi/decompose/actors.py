"""Parties that a duty sets to act: 支持企业…, 鼓励高校…; what of a sentence is theirs."""

from __future__ import annotations

import re

from luodi.decompose.clauses import Clause

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
    if cause.group().endswith(("组织", "动员", "发动")) and re.search(rf"(?:{_AGENT.pattern})$", words):
        # 组织各类服务机构，为企业提供…
        return True
    acts = any(_AGENT_VERB.match(words, agent.end()) for agent in _AGENT.finditer(words))
    if (
        "、" in words
        and not acts
        and re.search(rf"(?:{_AGENT.pattern})(?:等(?:单位|主体|机构|部门)?)?$", words)
    ):
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
