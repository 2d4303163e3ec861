"""Columns of details in words, for the audit trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from luodi_web.fields.domain.allowed import allowed_text
from luodi_web.fields.models import DetailColumn


def column_words(each: DetailColumn) -> str:
    """A column in one line: its name and what is said of it."""
    return f"{each.name}{_about(each)}"


def differences(
    had: Sequence[DetailColumn], now: Sequence[DetailColumn], renamed: Mapping[str, str]
) -> list[str]:
    """What became of columns, a line each: another name, other particulars, new, gone; then another order.

    renamed: by its new name the one that a column had. Empty where all is as it was.
    """
    before = {each.name: each for each in had}
    said, kept = [], []
    for each in now:
        old = before.pop(renamed.get(each.name, each.name), None)
        if old is None:
            said.append(_("新增 %(column)s") % {"column": column_words(each)})
            continue
        kept.append(old.name)
        about = "" if _about(old) == _about(each) else f"：{_about(old)} → {_about(each)}"
        if old.name != each.name:
            said.append(f"{old.name} → {each.name}{about}")
        elif about:
            said.append(f"{each.name}{about}")
    said += [_("删去 %(column)s") % {"column": column_words(each)} for each in before.values()]
    if kept != [each.name for each in had if each.name in kept]:
        said.append(_("次序改为：%(columns)s") % {"columns": " ".join(each.name for each in now)})
    return said


def _about(each: DetailColumn) -> str:
    parts = [each.get_type_display(), each.measure, allowed_text(each.allowed), each.description]
    if each.is_key:
        parts.append(_("用来区分"))
    return f"（{'；'.join(str(part) for part in parts if part)}）"
