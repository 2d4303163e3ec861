"""What the engine and a person said of an example, in words for a list."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from luodi.repair.model import REPLACEMENT_CHARACTER
from luodi_web.policies.domain.fact_words import describe
from luodi_web.policies.enums import ExampleKind
from luodi_web.policies.models import Example


def engine_words(example: Example) -> str:
    if example.kind == ExampleKind.LOST_FILLED:
        words = _("、").join(_("空格") if word.isspace() else word for word in example.engine or [])
        return _("候选：%(words)s") % {"words": words} if words else _("没有候选")
    return _said(example.engine, _("没有识别"))


def person_words(example: Example) -> str:
    if example.person == REPLACEMENT_CHARACTER:
        return _("留作缺字")
    return _said(example.person, _("不是要素"))


def _said(said: Any, nothing: str) -> str:
    if said is None:
        return nothing
    if isinstance(said, dict):
        return describe(said["kind"], said["values"])
    return said.replace(REPLACEMENT_CHARACTER, "□") or _("（无）")
