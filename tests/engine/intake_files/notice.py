"""A notice of an invented province, written for these tests: its paragraphs, table and footnote.

Every builder of a file kind writes this document in its own way; ``LINES`` is what must be read from it.
"""

from __future__ import annotations

TITLE = "示例省科学技术厅关于印发《示例省科技服务能力提升行动方案》的通知"
DOC_NO = "示例科技发〔2021〕5号"
ADDRESSEE = "各市、州科技局，各有关单位："
OPENING = (
    "现将《示例省科技服务能力提升行动方案》印发给你们，请结合实际认真贯彻执行。执行中遇到的问题，请及时向省科技厅反馈；"
    "省科技厅将会同有关部门适时组织评估，并按照评估结果调整支持方向和支持标准。"
)
FOOTNOTE = "本方案所称科技服务机构，是指在本省登记、以提供科技服务为主要业务的法人单位。"
RUNNING_HEAD = "示例省科学技术厅文件"
# Level (0 for plain text) and words, without the label: docx numbers them itself.
_SECTIONS = (
    ("总体要求", 4),
    ("重点任务", 9),
    ("保障措施", 5),
)
_TOPICS = (
    "完善服务网络",
    "培育服务机构",
    "壮大人才队伍",
    "推进成果转化",
    "强化资金支持",
    "优化营商环境",
    "开展政策宣讲",
    "推动开放合作",
    "健全统计监测",
)
_SENTENCES = (
    "支持县（市、区）依托高新技术产业园区建设科技服务站，为企业提供技术需求对接、专利检索和检验检测等服务，"
    "到2025年实现重点园区全覆盖。",
    "对年度服务企业超过50家且绩效评价为优秀的科技服务机构，按实际服务支出的20%给予后补助，单个机构每年最高不超过100万元。",
    "鼓励高等学校、科研院所设立技术转移岗位，将技术合同成交额1.5亿元以上的团队纳入R&D services重点支持名单，"
    "并在职称评聘中予以倾斜。",
    "每年举办不少于12场政策宣讲活动，通过线上答疑、上门走访和集中培训等方式，帮助企业用足用好各项支持政策。",
)
_HAN = "一二三四五六七八九十"


def sections() -> list[tuple[int, str]]:
    """Level 1 (一、), level 2 (（一）) and 0 (plain), with the words alone."""
    out: list[tuple[int, str]] = []
    turn = 0
    for name, count in _SECTIONS:
        out.append((1, name))
        for topic in _TOPICS[:count]:
            first, second, third = (_SENTENCES[(turn + step) % 4] for step in range(3))
            out.append((2, f"{topic}。{first}{second}"))
            out.append((0, f"{third}{first}"))
            turn += 1
    return out


def numbered(items: list[tuple[int, str]]) -> list[str]:
    """The sections with their labels, as Word shows them."""
    lines, chapter, item = [], 0, 0
    for level, words in items:
        if level == 1:
            chapter, item = chapter + 1, 0
            lines.append(f"{_HAN[chapter - 1]}、{words}")
        elif level == 2:
            item += 1
            lines.append(f"（{_HAN[item - 1]}）{words}")
        else:
            lines.append(words)
    return lines


SECTIONS = sections()
SECTION_LINES = numbered(SECTIONS)
TABLE = (
    ("序号", "任务", "牵头单位", "完成时限"),
    ("1", "建设科技服务站", "省科技厅", "2022年6月底前"),
    ("2", "开展政策宣讲，帮助企业用足用好各项支持政策，每年不少于12场", "省科技厅、省财政厅", "每年12月底前"),
    ("3", "发布绩效评价结果", "省科技厅", "长期坚持"),
)
TABLE_LINES = ["| " + " | ".join(row) + " |" for row in TABLE]
SIGNER = "示例省科学技术厅"
DATE = "2021年3月1日"

LINES = [TITLE, DOC_NO, ADDRESSEE, OPENING, *SECTION_LINES, *TABLE_LINES, SIGNER, DATE]
TEXT = "\n".join(LINES) + "\n"
