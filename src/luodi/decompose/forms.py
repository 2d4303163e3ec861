"""Annexes that are forms to be filled in: they ask nothing of an office."""

from __future__ import annotations

import re

from luodi.structure import Annex

_FORM_NAME = re.compile(
    r"(?:(?:申请|申报|登记|审批|推荐|备案|承诺|报名|汇总|统计|评分|评价|信息|情况|调查|核定|验收|确认|审核|考核|反馈)(?:表|书)"
    r"|任务书|合同|协议|协议书|委托书|模板|样[表本式]|格式|证明|回执|信封)(?:[（(][^（）()]*[)）])?$"
)
# 单位名称：____, 申请日期：　年　月　日, □是 □否, （盖章）: what a person writes in.
_BLANK = re.compile(
    r"_{3,}|＿{2,}|[□☐]|年[ \u3000]+月|[（(](?:盖章|签字|签章|公章)[)）]|(?:签字|签名|盖章)[：:]"
)
# 单位名称：, with nothing behind it; in a text that is no form it announces a list.
_UNFILLED = re.compile(r"[：:][ \t\u3000]*$", re.MULTILINE)
# So many blanks are a form, whatever it is called.
_MANY = 6


def is_form(annex: Annex, text: str) -> bool:
    """Whether an annex is a blank form: it is called one and leaves places empty, or leaves many."""
    blanks = sum(1 for _ in _BLANK.finditer(text, *annex.span))
    if _FORM_NAME.search(annex.title.strip()) is None:
        return blanks >= _MANY
    return blanks > 0 or _UNFILLED.search(text, *annex.span) is not None
