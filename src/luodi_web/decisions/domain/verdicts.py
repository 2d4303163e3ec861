"""What may be done with a version in which state, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luodi.dmn.model import DecisionTable
from luodi.dmn.walk import all_expressions
from luodi_web.decisions.domain.content import Content, content_of
from luodi_web.decisions.enums import ModelState
from luodi_web.decisions.models import DecisionModel, ModelVersion
from luodi_web.decisions.rules import EDITABLE_STATES
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.people.models import User


def can_edit(version: ModelVersion) -> Verdict:
    if version.state in EDITABLE_STATES:
        return ALLOWED
    return Verdict(
        False,
        {
            ModelState.REVIEW: _("这一版正在复核，撤回后才能修改。"),
            ModelState.RELEASED: _("这一版已经发布，内容已固定；要改请新建一版。"),
            ModelState.REPLACED: _("这一版已被替代，内容已固定；要改请新建一版。"),
        }[ModelState(version.state)],
    )


def can_send(version: ModelVersion) -> Verdict:
    """Whether a draft may go to review.

    It is readable without errors, no table of it is without rules, and it says from when it holds.
    """
    if version.state not in EDITABLE_STATES:
        return can_edit(version)
    if content_of(version).has_errors:
        return Verdict(False, _("模型还有错误，改正后才能送复核。"))
    if not content_of(version).definitions.decisions:
        return Verdict(False, _("模型里还没有决策，不能送复核。"))
    if (empty := ruleless(content_of(version))) is not None:
        return Verdict(False, empty)
    if version.effective_from is None:
        return Verdict(False, _("请先填写生效日期。"))
    return ALLOWED


def ruleless(content: Content) -> str | None:
    """Which tables have no rule, and what to do; None where each has one.

    A table without rules is valid DMN and never gives anything but its default: nobody means to release it.
    """
    names = [
        element.name
        for element, expression in all_expressions(content.definitions)
        if isinstance(expression, DecisionTable) and not expression.rules
    ]
    if not names:
        return None
    words = _("判定表“%(names)s”还没有规则，请下载 Excel 填写后传回来，或在线编辑，至少写一条规则。")
    return words % {"names": _("”、“").join(dict.fromkeys(names))}


def can_recall(version: ModelVersion) -> Verdict:
    if version.state == ModelState.REVIEW:
        return ALLOWED
    return Verdict(False, _("这一版不在复核中，不用撤回。"))


def can_decide(version: ModelVersion, user: User | None) -> Verdict:
    """Whether a person may release it or send it back: never who changed it."""
    if version.state != ModelState.REVIEW:
        return Verdict(False, _("这一版不在复核中，可能已经有人办理，请刷新页面。"))
    if user is not None and version.editors.filter(pk=user.pk).exists():
        return Verdict(False, _("参与编制的人不能复核自己的版本，请另一位同事复核。"))
    return ALLOWED


def can_draft(model: DecisionModel) -> Verdict:
    """Whether a new version may be begun: one is worked on at a time."""
    unfinished = (*EDITABLE_STATES, ModelState.REVIEW)
    waiting = model.versions.filter(state__in=unfinished).first()
    if waiting is None:
        return ALLOWED
    return Verdict(
        False,
        _("第 %(number)d 版还没有办完，一个模型同时只编制一版。") % {"number": waiting.number},
    )


def can_discard(version: ModelVersion) -> Verdict:
    if version.state not in EDITABLE_STATES:
        return can_edit(version)
    if version.model.versions.count() == 1:
        return Verdict(False, _("这是唯一的一版；不要了请删除整个模型。"))
    return ALLOWED


def can_delete(model: DecisionModel) -> Verdict:
    """Only a model that never held: what was released stays on record."""
    if model.versions.filter(state__in=(ModelState.RELEASED, ModelState.REPLACED)).exists():
        return Verdict(False, _("已经发布过的模型不能删除。"))
    return ALLOWED
