"""A version's content as the engine has it: read and compiled once, kept by its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn import export, read
from luodi.dmn.model import Definitions
from luodi.evaluate import Model, compile_model
from luodi.review.check import check_model
from luodi_web.decisions.domain.dictionary import units_by_name
from luodi_web.decisions.enums import ModelState
from luodi_web.decisions.models import ModelVersion


@dataclass(frozen=True)
class Content:
    """definitions and the compiled model; diagnostics of both, errors first. read: those of the reader."""

    definitions: Definitions
    diagnostics: tuple[Diagnostic, ...]
    model: Model
    read: tuple[Diagnostic, ...] = field(default=(), repr=False)

    @cached_property
    def has_errors(self) -> bool:
        return any(each.severity is Severity.ERROR for each in self.diagnostics)


# A figure with a unit in a column of which none is known.
_NO_UNIT = "FEEL026"


class Tampered(ValidationError):
    """The content of a released version is not what was released."""


def digest_of(xml: str) -> str:
    """SHA-256 of the text in UTF-8."""
    return hashlib.sha256(xml.encode()).hexdigest()


def content_of(version: ModelVersion) -> Content:
    """The content, ready to run.

    Raises Tampered for a released version whose content is not the one that was released.
    """
    digest = digest_of(version.xml)
    frozen = version.state in (ModelState.RELEASED, ModelState.REPLACED)
    if frozen and digest != version.digest:
        raise Tampered(_("这一版的内容与发布时不一致，已停止使用，请联系系统管理员核对审计记录。"))
    return _in_units(_content(digest, version.xml))


# Compiled models of the size of a provision take some 100 kB each.
@lru_cache(maxsize=128)
def _content(_digest: str, xml: str) -> Content:
    content = content_from(xml)
    if content is None:
        raise ValueError("stored content is not readable")
    return content


def content_from(xml: str) -> Content | None:
    """The content of a text that may be anything; None where it is no model at all."""
    found = read(xml.encode())
    return None if found.definitions is None else _in_units(compiled(found.definitions, found.diagnostics))


def compiled(definitions: Definitions, diagnostics: tuple[Diagnostic, ...] = ()) -> Content:
    """The content of definitions, with what the reader said of them."""
    model = compile_model(definitions)
    return Content(definitions, _found(definitions, model, diagnostics), model, diagnostics)


def _in_units(content: Content) -> Content:
    """With the figures whose unit no label says read by the dictionary, as it is now."""
    if not any(each.code == _NO_UNIT for each in content.diagnostics):
        return content
    found = _found(content.definitions, content.model, content.read, units_by_name())
    return replace(content, diagnostics=found)


def _found(
    definitions: Definitions,
    model: Model,
    diagnostics: tuple[Diagnostic, ...],
    units: Mapping[str, str] | None = None,
) -> tuple[Diagnostic, ...]:
    """What is wrong, errors first. Of a text that the check has faults of, the model is not asked again:
    it knows neither the column's type nor its unit."""
    checked = [each.diagnostic for each in check_model(definitions, read=diagnostics, units=units)]
    told = {each.where for each in checked if each.severity is Severity.ERROR}
    own = [each for each in model.diagnostics if not (each.code.startswith("FEEL") and each.where in told)]
    found = {_key(each): each for each in (*checked, *own)}
    return tuple(sorted(found.values(), key=_severity))


def written(definitions: Definitions) -> str:
    """Definitions as they are stored: DMN 1.3, or 1.5 where 1.3 cannot say it."""
    return export(definitions).data.decode()


def _key(found: Diagnostic) -> tuple[object, ...]:
    return (found.code, found.where, found.span, found.message())


def _severity(found: Diagnostic) -> int:
    return [Severity.ERROR, Severity.WARNING, Severity.INFO].index(found.severity)
