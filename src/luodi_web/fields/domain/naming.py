"""Names of fields: what FEEL reads as one name wherever it stands."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.feel.ast import Name
from luodi.feel.builtins import SIGNATURES
from luodi.feel.names import RESERVED, normalise_name
from luodi.feel.parser import parse_expression
from luodi.feel.types import type_named
from luodi_web.fields.rules import NAME_CHARS


def feel_language() -> str:
    """The language that the engine's messages are wanted in."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def parse_name(text: str) -> str:
    """The name as it is kept: one space between words.

    FEEL lets a declared name hold signs and brackets (DMN 1.5, 10.3.1.2); here it must be read as one name
    even where nobody declared it, so that a rule means the same in every tool. Raises ValidationError.
    """
    # NUL is the one character that no database stores.
    name = normalise_name(text.replace("\x00", "").strip())
    if not name:
        raise ValidationError(_("请填写名称。"))
    if len(name) > NAME_CHARS:
        raise ValidationError(_("名称不能超过 %(limit)d 个字。") % {"limit": NAME_CHARS})
    if name in RESERVED or name in SIGNATURES or type_named(name) is not None:
        raise ValidationError(_("“%(name)s”是规则语言的保留词，请换一个名称。") % {"name": name})
    parsed = parse_expression(name)
    if isinstance(parsed.node, Name) and parsed.node.name == name and not parsed.diagnostics:
        return name
    if name[0].isdigit():
        raise ValidationError(_("名称不能以数字开头，例如“3年研发费用”请写成“近3年研发费用”。"))
    if any(sign in name for sign in "（）()"):
        raise ValidationError(_("名称里不能有括号；计量单位请填在“计量单位”一栏。"))
    raise ValidationError(
        _("“%(name)s”在规则里不能读作一个名称。请只用汉字、字母、数字和下划线，词之间可以有一个空格。")
        % {"name": name}
    )
