"""Allowed values: typed as words or ranges, kept as FEEL unary tests, shown as they were typed."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.feel.ast import String, UnaryTests
from luodi.feel.parser import parse_unary_tests
from luodi_web.fields.domain.naming import feel_language
from luodi_web.fields.rules import ALLOWED_CHARS, ALLOWED_LIMIT, TYPES_WITHOUT_ALLOWED, WORD_TYPES

_BETWEEN_WORDS = re.compile(r"[、；;\n\r|]+")


def parse_allowed(text: str, type_: str) -> str:
    """FEEL unary tests of what a person typed; "" for no limit. Raises ValidationError.

    For texts: words separated by 、 or line breaks, or FEEL as it is ("甲","乙"). For all else FEEL:
    ``[0..100]``, ``>=0``, ``1,2,3``.
    """
    text = text.replace("\x00", "").strip()
    if not text or text == "-":
        return ""
    if type_ in TYPES_WITHOUT_ALLOWED:
        raise ValidationError(_("“是否”只有是、否两个值，取值范围请留空。"))
    if type_ in WORD_TYPES and '"' not in text:
        words = [word.strip() for word in _BETWEEN_WORDS.split(text)]
        text = ",".join(_quoted(word) for word in dict.fromkeys(words) if word)
    if len(text) > ALLOWED_CHARS:
        raise ValidationError(_("取值范围不能超过 %(limit)d 个字。") % {"limit": ALLOWED_CHARS})
    parsed = parse_unary_tests(text)
    if parsed.diagnostics:
        first = parsed.diagnostics[0]
        words = first.message(feel_language())
        hint = first.hint(feel_language()) or _("例如：[0..100]、>=0、1,2,3。")
        raise ValidationError(_("取值范围读不懂：%(words)s%(hint)s") % {"words": words, "hint": hint})
    if len(parsed.node.tests) > ALLOWED_LIMIT:
        raise ValidationError(_("取值超过 %(limit)d 个。") % {"limit": ALLOWED_LIMIT})
    return text


def allowed_words(allowed: str) -> list[str]:
    """The closed list of words that unary tests name, in their order; empty where they say anything else."""
    if not allowed:
        return []
    node = parse_unary_tests(allowed).node
    if not isinstance(node, UnaryTests) or node.negated or not node.tests:
        return []
    words = [test.value for test in node.tests if isinstance(test, String)]
    return words if len(words) == len(node.tests) else []


def allowed_text(allowed: str) -> str:
    """As a person types and reads it: words joined by 、, anything else as FEEL."""
    words = allowed_words(allowed)
    if words and not any(_BETWEEN_WORDS.search(word) or '"' in word for word in words):
        return "、".join(words)
    return allowed


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\")
    return f'"{escaped}"'
