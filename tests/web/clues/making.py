"""Clues as their senders send them."""

from __future__ import annotations

from luodi_web.people.models import Unit, User
from luodi_web.supervision.domain.clues import save_draft, send_clue
from luodi_web.supervision.models import Clue
from tests.web.factories import actor


def draft(user: User, unit: Unit, subject: str = "中试平台补助申报系统打不开", **values: object) -> Clue:
    text = values.pop("text", "连续三天提交申报材料时提示超时，企业无法按期申报。")
    return save_draft(None, {"unit": unit, "subject": subject, "text": text, **values}, by=actor(user))


def sent(user: User, unit: Unit, subject: str = "中试平台补助申报系统打不开", **values: object) -> Clue:
    return send_clue(draft(user, unit, subject, **values), by=actor(user))
