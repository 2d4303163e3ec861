"""政策沙盘: a snapshot that stays loaded, and what a moved number would cost, gain and lose."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from sqlglot import exp

from luodi.diagnostics import LuodiError
from luodi.dmn.model import (
    Decision,
    Definitions,
    InformationItem,
    LiteralExpression,
    Reference,
    Requirement,
    Requires,
)
from luodi.relational import wanted_children
from luodi.simulate import Comparison, Session, compare, prepare
from luodi_web.benefits.domain.levers import Lever, moved_definitions
from luodi_web.benefits.domain.result_files import column
from luodi_web.benefits.domain.runs import engine_words, lacking_lists, place_of
from luodi_web.benefits.enums import BenefitVerb
from luodi_web.benefits.rules import RUN_MEMORY
from luodi_web.decisions.domain.content import Content, content_of, written
from luodi_web.decisions.domain.saving import save_content
from luodi_web.decisions.domain.uploads import read_text
from luodi_web.decisions.domain.versions import draft_version, set_period
from luodi_web.decisions.models import ModelVersion
from luodi_web.decisions.rules import EDITABLE_STATES
from luodi_web.enterprises.domain.snapshot_lists import list_digests, open_lists
from luodi_web.enterprises.domain.snapshots import open_snapshot
from luodi_web.enterprises.models import Snapshot
from luodi_web.fields.domain.column_names import names_of_columns
from luodi_web.fields.domain.lists import names_of_lists
from luodi_web.fields.domain.naming import feel_language
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record

# Loaded populations that a process keeps; one of 100,000 enterprises takes some 100 MB.
_KEPT = 2
# A larger one would hold up everybody; it is simulated from the command line.
MOST_ROWS = 1_000_000
_COUNT = "符合的企业数"


@dataclass
class _Loaded:
    """users: questions that are being asked. is_dropped: the last of them closes it."""

    session: Session
    stack: ExitStack
    users: int = 0
    is_dropped: bool = False


_loaded: OrderedDict[tuple[int, str, date, frozenset[str], str], _Loaded] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Answer:
    """What the moved model comes to beside the model as it is.

    is_count: the result is a yes or no, and amounts are numbers of enterprises. names: of the enterprises
    that gain or lose most, by key.
    """

    comparison: Comparison
    is_count: bool
    names: Mapping[str, str]
    place: str


@contextmanager
def session_for(snapshot: Snapshot, as_of: date) -> Iterator[Session]:
    """The snapshot, loaded and kept for the next question; not closed while somebody asks one.

    Raises ValidationError for a changed file.
    """
    # A detail or a column may get another name while the snapshot is loaded; models ask by each that it had.
    own = names_of_lists(snapshot.lists.values_list("name", flat=True))
    names = frozenset(name for each in own.values() for name in each)
    columns = repr(names_of_columns(sorted(names)))
    with _lock:
        # Two snapshots of the same bytes may name other columns.
        key = (snapshot.pk, snapshot.digest, as_of, names, columns)
        found = _loaded.get(key)
        if found is None:
            found = _loaded[key] = _load(snapshot, as_of, names)
            while len(_loaded) > _KEPT:
                _drop(_loaded.popitem(last=False)[1])
        _loaded.move_to_end(key)
        found.users += 1
    try:
        yield found.session
    finally:
        with _lock:
            found.users -= 1
            if found.is_dropped:
                _drop(found)


def _load(snapshot: Snapshot, as_of: date, names: frozenset[str]) -> _Loaded:
    with ExitStack() as stack:
        path = stack.enter_context(open_snapshot(snapshot))
        columns = [each for each in (place_of(snapshot), snapshot.name_column) if each]
        spill = Path(stack.enter_context(TemporaryDirectory(prefix="luodi-")))
        # Read only when a model asks for them.
        children = stack.enter_context(open_lists(snapshot, names))
        session = prepare(
            path,
            keys=[snapshot.key],
            columns=columns,
            as_of=as_of,
            memory=RUN_MEMORY,
            spill=spill,
            children=children,
        )
        stack.callback(session.close)
        return _Loaded(session, stack.pop_all())


def _drop(loaded: _Loaded) -> None:
    loaded.is_dropped = True
    if not loaded.users:
        loaded.stack.close()


def forget_sessions() -> None:
    """End all that is loaded: for tests, and before files are moved."""
    with _lock:
        while _loaded:
            _loaded.popitem()[1].stack.close()


def decisions_to_try(content: Content) -> list[tuple[str, str]]:
    """(name, kind) of decisions that can be added up or counted, results first. kind: number or boolean."""
    model = content.definitions
    needed = {
        requirement.target.id for each in model.decisions for requirement in each.information_requirements
    }
    found = [(each.name, _kind(content, each), each.id in needed) for each in model.decisions]
    found.sort(key=lambda each: each[2])
    return [(name, kind) for name, kind, _needed in found if kind]


def _kind(content: Content, decision: Decision) -> str:
    reference = (decision.type_ref or "").rpartition(":")[2]
    items = {each.name: each for each in content.definitions.item_definitions}
    seen = set()
    while reference in items and reference not in seen:
        seen.add(reference)
        if items[reference].is_collection:
            return ""
        reference = (items[reference].type_ref or "").rpartition(":")[2]
    return reference if reference in ("number", "boolean") else ""


def answer(
    version: ModelVersion,
    snapshot: Snapshot,
    decision: str,
    moves: Mapping[Lever, Decimal],
    *,
    as_of: date,
) -> Answer:
    """What moving the levers changes. Raises ValidationError in words for what cannot be simulated."""
    if snapshot.rows > MOST_ROWS:
        raise ValidationError(
            _("沙盘最多用 %(limit)s 家企业的快照；更大的请用命令行模拟。") % {"limit": f"{MOST_ROWS:,}"}
        )
    content = content_of(version)
    if content.has_errors:
        raise ValidationError(_("这一版模型还有错误，请先改正。"))
    if lacking := lacking_lists(content, list_digests(snapshot, wanted_children(content.definitions))):
        raise ValidationError(lacking)
    kinds = dict(decisions_to_try(content))
    if decision not in kinds:
        raise ValidationError(_("这个模型没有可以汇总的结果。"))
    is_count = kinds[decision] == "boolean"
    place = place_of(snapshot)
    try:
        base, new = content.definitions, moved_definitions(content.definitions, moves)
        name = decision
        if is_count:
            base, new, name = _counting(base, decision), _counting(new, decision), _COUNT
        with session_for(snapshot, as_of) as session:
            compared = compare(base, new, session, decision=name, by=[place] if place else [], top=5)
            names = _names(session, snapshot, compared)
    except LuodiError as error:
        raise ValidationError(engine_words(error.diagnostic)) from error
    return Answer(compared, is_count, names, place)


def _counting(definitions: Definitions, decision: str) -> Definitions:
    """The model with one decision more: 1 for each yes, so that a yes can be added up."""
    asked = next(each for each in definitions.decisions if each.name == decision)
    needs = Requirement(requires=Requires.DECISION, target=Reference(f"#{asked.id}"))
    counted = Decision(
        id="_counted",
        name=_COUNT,
        variable=InformationItem(name=_COUNT, type_ref="number"),
        information_requirements=(needs,),
        expression=LiteralExpression(text=f"if {decision} then 1 else 0"),
    )
    return replace(definitions, elements=(*definitions.elements, counted))


def _names(session: Session, snapshot: Snapshot, compared: Comparison) -> dict[str, str]:
    keys = [str(each.key[0]) for each in (*compared.gains, *compared.losses)]
    if not keys or not snapshot.name_column:
        return {}
    key = exp.cast(column(snapshot.key), "TEXT")
    query = (
        exp.select(key, column(snapshot.name_column))
        .from_(exp.to_table(session.data.table))
        .where(exp.In(this=key.copy(), expressions=[exp.Literal.string(each) for each in keys]))
    )
    return {row[0]: row[1] for row in session.fetch(query) if row[1]}


@transaction.atomic
def save_draft(
    version: ModelVersion, moves: Mapping[Lever, Decimal], note: str, *, by: Actor
) -> ModelVersion:
    """The moved model as a draft: a new version of a released one, or the next content of a draft.

    note: kept as what was changed. Raises ValidationError where nothing was moved, somebody else works on a
    version, or the moved model is not readable.
    """
    if not moves:
        raise ValidationError(_("还没有调整任何数值。"))
    content = content_of(version)
    try:
        xml = written(moved_definitions(content.definitions, moves))
    except LuodiError as error:
        raise ValidationError(error.diagnostic.message(feel_language())) from error
    draft = version
    if version.state not in EDITABLE_STATES:
        draft = draft_version(version.model, version, by=by)
    outcome = save_content(draft, read_text(xml), revision=draft.revision, confirmed=True, by=by)
    if not outcome.saved:
        raise ValidationError(_("这份草稿刚被他人修改，请刷新后再操作。"))
    draft = outcome.version
    draft = set_period(draft, draft.effective_from, draft.effective_to, note[:500], by=by)
    record(by, BenefitVerb.DRAFTED, draft, after={"changes": moves_words(moves), "note": note[:200]})
    return draft


def moves_words(moves: Mapping[Lever, Decimal]) -> list[str]:
    """Each move as a sentence."""
    words = _("%(decision)s，%(place)s：%(was)s 改为 %(now)s")
    said: list[Any] = [
        words
        % {
            "decision": lever.decision,
            "place": lever.place,
            "was": lever.words,
            "now": replace(lever, value=value).words,
        }
        for lever, value in moves.items()
    ]
    return said
