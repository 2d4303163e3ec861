"""Who acts in a clause: departments as its subject or partners, other subjects with 应当."""

from __future__ import annotations

import re
from typing import NamedTuple

from luodi.decompose.lexicon import match_verb
from luodi.facts.passages import fold
from luodi.facts.unit_names import is_unit, names_in
from luodi.source import Span


class Actor(NamedTuple):
    """end: where the words after the subject begin. lead is empty for a subject that is no department."""

    end: int
    lead: tuple[str, ...]
    joint: tuple[str, ...]


class Modal(NamedTuple):
    """end: where the words after 应当, 要… begin; binding: the word leaves no choice."""

    end: int
    binding: bool


# A character of a name: none that opens what a unit does. 和 only where it stands in names of offices.
_W = (
    r"(?:[^\W\d_要应须将把对的在向为于从与及并由各和会]|应(?=急)|由(?=贸)|会(?!同|商)|"
    r"和(?=规划|社会|改革|城乡|信息|旅游|体育|工业|科技|知识|民族|数字|商务|林业|水|交通|园林|绿化|草原|医疗|计划|产业|国土|海洋|质量|技术))"
)
_SUFFIX = (
    r"(?:领导小组|联席会议|委员会|管委会|督查室|研究室|专班|指挥部|部门|政府|党委|党组|党工委|机关|海关|中心|单位|科协|"
    r"厅|局|委|办公室|办|院|署|部(?!分|署)|处)(?:办公室)?"
)
_PLACE = (
    r"(?:市|州|县|区|盟|旗|乡镇|镇街|镇|乡|街道|直管市|林区|园区|开发区|功能区)(?:[（(][^（()）]{1,12}[)）])?"
)
# 各县（市、区）人民政府, 各级党委（党组）: many as one addressee.
_EACH = (
    rf"(?:各(?:地级|设区的?)?{_PLACE}(?:[、和及]各?{_PLACE})*(?:人民政府|党委和?政府|政府|党委|{_W}{{0,8}}?(?:主管部门|部门|局))?"
    rf"|各级(?:党委(?:[（(]党组[)）])?(?:和?政府)?|政府|{_W}{{0,8}}?部门)"
    r"|(?:省|市|州|县|区)直(?:各|有关|相关)*(?:单位|部门|机关)"
    rf"|县[（(]市、?区[)）](?:人民政府|政府|党委|{_W}{{0,10}}?(?:部门|局))?)"
)
# 市委, 市政府 and what begins with them: 市委组织部, 市政府督查室.
_TOP = (
    rf"(?:中共)?(?:省|市|区|县|州|盟|旗)(?:委(?!员|托|派)|政府)(?:{_W}{{0,14}}?(?:领导小组办公室|领导小组|办公室|督查室|研究室|专班|党校|信访局|"
    r"部(?!署|门|分)|办(?!理|好|事|学|会|公)))?"
)
_DEPARTMENT = (
    r"(?:中共)?(?:其[他它])?(?:各|省|市(?!场(?!监)|民|值)|区(?!域|块|位|间|分)|县(?!域)|州|国家|有关|相关|"
    rf"全省|全市|本市|我省|我市|牵头|责任|上海|湖北|武汉){_W}{{0,18}}?{_SUFFIX}"
)
_GROUP = r"(?:[\u4e00-\u9fff]{2,8}(?:、[\u4e00-\u9fff]{2,8}){1,12}等(?:有关|相关)?(?:部门|单位))"
_UNIT = (
    rf"(?:{_EACH}|{_TOP}|{_DEPARTMENT}|(?:省|市|县|区)级?财政"
    rf"|(?:省|市|区|县|各级)[\u4e00-\u9fff]{{2,6}}(?:、[\u4e00-\u9fff]{{2,6}}){{1,12}}等(?:有关|相关|主管|行政主管)*(?:部门|单位)"
    r"|(?:省|市|县|区)[\u4e00-\u9fff]{2,6}?(?:[、和][\u4e00-\u9fff]{2,6}?){1,6}(?:行政主管|行政|主管)部门)"
)
# 市教育、产业主管部门: one word for the kind of several offices.
_SHARED = re.compile(
    r"(?P<level>省|市|县|区)(?P<fields>[\u4e00-\u9fff]{2,6}?(?:[、和][\u4e00-\u9fff]{2,6}?)+)(?P<kind>(?:行政主管|行政|主管)部门)"
)
_TOGETHER = re.compile("联合|共同")
_UNITS = rf"{_UNIT}(?:[、和及与]{_UNIT})*(?:等(?:有关|相关)?(?:部门|单位)?)?(?:[（(][^（()）]*[)）])?"
_MUST = (
    r"(?<![重主需只相供效反对适响])"
    r"(?:要(?!求|素|害|点|件|闻|务)|应当|应(?!用|急|届|对|邀|变|答)|必须|须(?!知))"
)
_ACTOR = re.compile(
    rf"(?:由|请)?(?P<lead>{_UNITS})(?:{_MUST}|分别|[：:])?(?:(?:会同|联合|商)(?P<joint>{_UNITS}))?(?:{_MUST}|分别)?(?=..)"
)
_OFFICE = re.compile(
    rf"(?:由)?(?P<lead>{_UNITS})(?:(?:是|为|作为)[^，,。]{{2,40}}(?:部门|机构|单位)|(?:在)?(?:收到|接到|受理|接收)[^，,。]{{2,40}}后)$"
    rf"|请(?P<asked>{_UNITS})[^，,。]{{2,40}}后$"
)
_BORNE = re.compile(
    rf"[\u4e00-\u9fff]{{2,12}}?由(?P<lead>{_UNITS})(?:(?:会同|联合|商)(?P<joint>{_UNITS}))?(?=..)"
)
_PARTNERS = re.compile(
    rf"(?:会同|联合|协同|商)(?P<units>{_UNITS}|[\u4e00-\u9fff]{{2,8}}(?:、[\u4e00-\u9fff]{{2,8}}){{0,8}}?(?:等(?:有关|相关)?)?(?:部门|单位))(?=..)"
)
# 高新区要…, 领导小组办公室要会同有关部门…, 科技、教育等部门要…
_TOLD = re.compile(
    rf"(?P<lead>{_GROUP}|[\u4e00-\u9fff、]{{2,24}}?){_MUST}(?:(?:会同|联合|商)(?P<joint>{_UNITS}))?(?=..)"
)
_BODY = re.compile(
    r"(?:局|委|办|厅|部|政府|部门|办公室|督查室|研究室|科室|处室|专班|小组|乡|镇|街道|管委会|高新区|经开区|开发区|新区|园区|县|区|州|处|科|党委|党组|党工委|(?:成员|责任|牵头|直属)单位)$"
)
# 清江大学要…, 市城投集团负责…: bodies by name; 企业, 金融机构 are no body but a kind.
_NAMED = re.compile(
    r"(?:由|请)?(?P<lead>(?:[^\W\d_的在将对为由应要须]{2,12}(?:大学|学院|医院|集团|公司|银行|研究院|研究所)"
    r"(?:[、和及与](?=..))?){1,9}+)"
    rf"(?:{_MUST}|(?=负责|分别|牵头))(?=..)"
)
_KIND = re.compile(
    r"^(?!各).{0,4}(?:有关|相关|上市|国有|科技|中小|商业|合作|本科|高等|公立|民营|境外|外资|跨国|母|子|控股|龙头|该|本|其|全资|独立)"
    r".{0,4}(?:大学|学院|医院|集团|公司|银行|研究院|研究所)$"
)
_LEVELS = re.compile(
    r"(?:省、市|市、区|省、市、县|市、县|省市县?|市区|部省|央地|政企|校企|校地|院地|政产学研|产学研|各级各部门|各级|各地各部门|各地)(?:、县)?(?:两级|三级|四级)?(?:要|应当|应|须)?"
)
_MODAL = re.compile(
    r"(?<![重主需只相供效反])(?P<word>应当|应(?!用|急|届|对|邀|变|答)|必须|务必|须(?!知)|要(?!求|素|害|点|件|闻|务|的)|"
    r"可以|可(?!持续|靠|行|视|比|追|复|信|感|穿|吸|重复|查|控|用))(?=.{3,})"
)
# 请各地于4月20日前报送; 各地各部门要…
_ALL_PLACES = re.compile(
    rf"(?:请(?P<asked>)|)(?P<lead>(?:各地区?|各级)(?:[、，]?(?:各(?:有关|相关)?(?:部门|单位)))?)"
    rf"(?:{_MUST}|(?(asked)|(?!.)))(?=..)"
)
_PASSIVE = re.compile(
    r"[^，,]{2,40}?(?P<verb>纳入|列入|作为)[^，,]{4,}$"
    r"|[^，,]{2,20}?(?:在|通过)[^，,]{2,20}?(?P<told>公示|公布|公开|公告)(?:不少于)?\d+个?(?:工作日|[日天])$"
)


# Bodies whose names begin with what is a verb elsewhere.
_IS_NAME = re.compile(
    r"组织部|宣传部|研究|发展|建设|改革|审计|审批|规划|统计|监察|监督|管理|服务|推进|考核|科技|开发区"
)
_LEADING = re.compile(
    r"(?:由)?(?P<units>[\u4e00-\u9fff、]{2,40}(?:厅|局|委|办|部|处|科|室|中心|院|会|政府|部门|单位|小组|社|公司|集团|大学|专班|开发区|高新区))(?:等)?"
    r"(?:(?P<word>牵头|配合|参与|负责(?=$|落实|抓好|组织实施)|(?:按照?|依据|根据)(?:各自|各|自身)?职责(?:分工)?)(?:负责|落实|推进|抓好落实|组织实施|做好)?)"
)


def read_actor(text: str, start: int, end: int) -> Actor | None:
    """The departments that open a clause as its subject: 省科技厅会同省财政厅…"""
    told = read_told(text, start, end)
    if told is not None:
        return told
    match = _ACTOR.match(text, start, end)
    if match:
        lead, joint = _names(match["lead"]), _names(match["joint"] or "")
        if _TOGETHER.match(text, match.end(), end):
            # Of those who act together the first named leads.
            lead, joint = lead[:1], (*lead[1:], *joint)
        return Actor(match.end(), lead, joint)
    all_places = _ALL_PLACES.match(text, start, end)
    if all_places:
        return Actor(all_places.end(), (all_places["lead"],), ())
    levels = _LEVELS.match(text, start, end)
    return Actor(levels.end(), (), ()) if levels and levels.end() < end else None


def read_told(text: str, start: int, end: int) -> Actor | None:
    """A body of any name that is told to act: 高新区要…, 组织部门要…"""
    named = _NAMED.match(text, start, end)
    if named is not None and not match_verb(text, named.start("lead"), named.end("lead")):
        names = _names(named["lead"])
        if names and not any(_KIND.search(name) for name in names):
            return Actor(named.end(), names, ())
    match = _TOLD.match(text, start, end)
    if match is None:
        return None
    names = _names(match["lead"])
    group = re.search(r"^[^的]*等(?:有关|相关)?(?:部门|单位)$", match["lead"]) is not None
    if not group and not all(_is_body(name) for name in names):
        return None
    if not group and match_verb(text, start, match.end("lead")) and not _IS_NAME.match(text, start):
        return None
    return Actor(match.end(), names, _names(match["joint"] or ""))


def _is_body(name: str) -> bool:
    if re.search(r"[的在了是]", name):
        return False
    return _BODY.search(name) is not None and (is_unit(name) or _IS_NAME.match(name) is not None)


def read_partners(text: str, start: int, end: int) -> tuple[str, ...]:
    """The units that a clause opens with as partners: 会同省财政厅…, 联合公安、法院等部门…"""
    match = _PARTNERS.match(text, start, end)
    return _names(match["units"]) if match else ()


def read_office(text: str, start: int, end: int) -> tuple[str, ...] | None:
    """Who a clause only presents before it tells their duty: 市数据局是主管部门，…; 市科技局收到申请后，…"""
    match = _OFFICE.match(text, start, end)
    return _names(match["lead"] or match["asked"]) if match else None


def read_bearer(text: str, start: int, end: int) -> Actor | None:
    """Whose part a thing is: 所需资金由市财政局统筹安排."""
    match = _BORNE.match(text, start, end)
    return Actor(match.end(), _names(match["lead"]), _names(match["joint"] or "")) if match else None


def read_modal(text: str, start: int, end: int) -> Modal | None:
    """应当, 必须, 要… after some other subject within the first words of a clause."""
    match = _MODAL.search(text, start + 1, min(end, start + 48))
    if match is None:
        return None
    return Modal(match.end(), match["word"] not in ("可以", "可"))


def read_passive(text: str, start: int, end: int) -> tuple[str, int] | None:
    """各项任务纳入重点清单: the verb of a clause whose subject is what is acted on."""
    match = _PASSIVE.match(text, start, end)
    if match is None:
        return None
    group = "verb" if match["verb"] else "told"
    return match[group], match.start(group)


def read_units(words: str) -> tuple[str, ...]:
    """The units that some words name, if they name nothing else."""
    names = _names(words)
    return names if names and all(_is_body(name) for name in names) else ()


def _names(words: str) -> tuple[str, ...]:
    """The names in a subject; a list that ends in 等 names a group and stays one."""
    if "等" in words:
        return (words,)
    shared = _SHARED.fullmatch(words)
    if shared:
        fields = re.split("[、和]", shared["fields"])
        return tuple(f"{shared['level']}{each}{shared['kind']}" for each in fields)
    return tuple(name.name for name in names_in(words, fold(words), Span(0, len(words))))


def read_lead(text: str, start: int, end: int) -> Actor | None:
    """由政策法规处牵头, 省财政厅配合 as a clause of its own: who is responsible for what it stands beside."""
    match = _LEADING.fullmatch(text, start, end)
    if match is None:
        return None
    names = _names(match["units"])
    if match["word"] == "负责":
        return Actor(end, names[:1], names[1:]) if text.startswith("由", start) else None
    return Actor(end, names, ()) if match["word"] == "牵头" else Actor(end, (), names)
