"""Letters, as search finds them: by the office that wrote them, and by their unit once they were issued."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from luodi_web.common.search.kinds import Entry, Kind, Shown, path_words, register
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import Unit
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.addresses import letter_url
from luodi_web.supervision.domain.letters_scope import letters_visible_to
from luodi_web.supervision.models import Letter
from luodi_web.supervision.rules_letters import SENT_STATES

# Scope words: of the unit that a letter went to, and of the one that issues it.
_UNIT, _ISSUER = "u", "i"
CHUNK = 1000


def _scopes(rights: Rights) -> list[str]:
    issuers = {
        unit.path
        for permission in (Permission.LETTERS_EDIT, Permission.SIGN_OFF)
        for unit in rights.units(permission)
    }
    return [
        *(f"{_UNIT}{unit.path}" for unit in rights.units(Permission.TASKS_VIEW)),
        *(f"{_ISSUER}{path}" for path in sorted(issuers)),
    ]


def _letters(keys: Iterable[int] | None) -> Iterator[Entry]:
    rows = Letter.objects.select_related("unit", "issuer").prefetch_related("answers")
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        scopes = path_words(_ISSUER, row.issuer.path, Unit.steplen)
        if row.state in SENT_STATES:
            scopes += path_words(_UNIT, row.unit.path, Unit.steplen)
        yield Entry(row.pk, str(row), _words(row), tuple(sorted(scopes)))


def _words(letter: Letter) -> str:
    parts = [letter.body, letter.requirement, *(answer.text for answer in letter.answers.all())]
    return "\n".join(part for part in parts if part)


def _visible(rights: Rights) -> QuerySet[Letter]:
    return letters_visible_to(rights).select_related("unit").prefetch_related("answers")


def _show(letter: Letter) -> Shown:
    return Shown(str(letter), letter_url(letter), _words(letter), letter.unit.label)


def _same(keys: list[int]) -> Iterable[int]:
    return keys


def _of_units(keys: list[int]) -> Iterable[int]:
    """Letters to and from these units and all below them: where a unit moves, so do they."""
    below = Q(pk__in=[])
    for path in Unit.objects.filter(pk__in=keys).values_list("path", flat=True):
        below |= Q(unit__path__startswith=path) | Q(issuer__path__startswith=path)
    return Letter.objects.filter(below).values_list("pk", flat=True)


register(
    Kind(
        "letters",
        gettext_lazy("督办函件"),
        entries=_letters,
        visible=_visible,
        show=_show,
        scopes=_scopes,
        follows={Letter._meta.label_lower: _same, Unit._meta.label_lower: _of_units},
    )
)
