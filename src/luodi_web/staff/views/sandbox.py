"""政策沙盘: a model over a snapshot, numbers that are moved, and what that changes within a second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luodi.simulate import Band, Change, Group, Side
from luodi_web.benefits.domain.levers import Lever, levers_of
from luodi_web.benefits.domain.sandbox import Answer, answer, decisions_to_try, moves_words, save_draft
from luodi_web.benefits.domain.scope import snapshots_to_run
from luodi_web.decisions.domain.content import content_of, digest_of
from luodi_web.decisions.domain.dictionary import units_by_name
from luodi_web.decisions.domain.figure_units import units_of_decisions
from luodi_web.decisions.domain.scope import model_versions_visible_to
from luodi_web.decisions.enums import ModelState
from luodi_web.decisions.models import ModelProvision, ModelVersion
from luodi_web.enterprises.models import Snapshot
from luodi_web.people.enums import RegionLevel
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.matches import money

TRIED_STATES = (ModelState.DRAFT, ModelState.RETURNED, ModelState.REVIEW, ModelState.RELEASED)


@dataclass(frozen=True)
class Asked:
    """What the address says: a version and a snapshot, both within sight, and what is moved."""

    version: ModelVersion | None
    snapshot: Snapshot | None
    decision: str
    decisions: list[tuple[str, str]]
    levers: tuple[Lever, ...]
    moves: Mapping[Lever, Decimal]
    faults: Mapping[str, str]
    unit: str


def _asked(request: HttpRequest, data: Any) -> Asked:
    versions = model_versions_visible_to(request.rights).filter(state__in=TRIED_STATES)
    version = versions.select_related("model__owner").filter(pk=_key(data.get("version", ""))).first()
    snapshots = snapshots_to_run(request.rights, Permission.SANDBOX).select_related("region", "file")
    snapshot = snapshots.filter(pk=_key(data.get("snapshot", ""))).first()
    if version is None:
        return Asked(None, snapshot, "", [], (), {}, {}, "")
    content = content_of(version)
    units = units_by_name()
    decisions = decisions_to_try(content)
    names = [name for name, _kind in decisions]
    wanted = str(data.get("decision", ""))
    decision = wanted if wanted in names else (names[0] if names else "")
    levers = levers_of(version.digest, version.xml, units)
    moves, faults = _moves(levers, data)
    unit = units_of_decisions(content.definitions, units).get(decision, "")
    return Asked(version, snapshot, decision, decisions, levers, moves, faults, unit)


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _moves(levers: tuple[Lever, ...], data: Any) -> tuple[dict[Lever, Decimal], dict[str, str]]:
    """Levers that stand elsewhere than in the model, and what is no number."""
    moves: dict[Lever, Decimal] = {}
    faults: dict[str, str] = {}
    for lever in levers:
        text = str(data.get(f"v.{lever.key}", "")).replace(",", "").replace("，", "").strip()
        if not text:
            continue
        try:
            value = Decimal(text)
            if not value.is_finite() or len(text) > 24 or abs(value.adjusted()) > 18:
                raise InvalidOperation
        except InvalidOperation:
            faults[lever.key] = _("请填写数字。")
            continue
        if value != lever.value:
            moves[lever] = value
    return moves, faults


@permission(Permission.SANDBOX)
@require_GET
def sandbox(request: HttpRequest) -> HttpResponse:
    """The page: a model and a snapshot to choose, then the numbers beside what they change."""
    try:
        asked = _asked(request, request.GET)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("staff:sandbox")
    versions = model_versions_visible_to(request.rights).filter(state__in=TRIED_STATES)
    context: dict[str, Any] = {
        "page_title": _("政策沙盘"),
        "asked": asked,
        "versions": versions.select_related("model").order_by("model__name", "-number"),
        "snapshots": snapshots_to_run(request.rights, Permission.SANDBOX),
        "groups": _groups(asked),
        "may_save": asked.version is not None
        and request.rights.covers(Permission.MODELS_EDIT, asked.version.model.owner),
        "links": ModelProvision.objects.filter(model=asked.version.model_id) if asked.version else [],
    }
    if asked.version is not None:
        context["content_digest"] = digest_of(asked.version.xml)
        context["note"] = request.GET.get("note", "")[:500]
        context["breadcrumb"] = [
            {"label": _("政策沙盘"), "url": reverse("staff:sandbox")},
            {"label": str(asked.version)},
        ]
    if asked.version is not None and asked.snapshot is not None:
        context |= _outcome(asked)
    return render(request, "staff/benefits/sandbox.html", context)


def _groups(asked: Asked) -> list[dict[str, Any]]:
    """The levers by decision, each with where it stands now."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for lever in asked.levers:
        now = asked.moves.get(lever, lever.value)
        low, high = min(lever.low, now), max(lever.high, now)
        groups.setdefault(lever.decision, []).append(
            {
                "lever": lever,
                "now": f"{now:f}",
                "was": f"{lever.value:f}",
                "low": f"{low:f}",
                "high": f"{high:f}",
                "step": f"{lever.step:f}",
                "is_moved": lever in asked.moves,
                "fault": asked.faults.get(lever.key, ""),
            }
        )
    return [{"name": name, "levers": rows} for name, rows in groups.items()]


@permission(Permission.SANDBOX)
@require_GET
def sandbox_result(request: HttpRequest) -> HttpResponse:
    """The part that changes while numbers are moved."""
    try:
        asked = _asked(request, request.GET)
    except ValidationError as error:
        return render(request, "staff/benefits/sandbox_result.html", {"problem": error.messages[0]})
    if asked.version is None or asked.snapshot is None:
        words = {"problem": _("请选择模型和数据快照。")}
        return render(request, "staff/benefits/sandbox_result.html", words)
    context = {"asked": asked, **_outcome(asked)}
    return render(request, "staff/benefits/sandbox_result.html", context)


def _outcome(asked: Asked) -> dict[str, Any]:
    if asked.faults:
        return {"problem": _("有一个数值不是数字，请改正。")}
    assert asked.version is not None and asked.snapshot is not None
    try:
        found = answer(asked.version, asked.snapshot, asked.decision, asked.moves, as_of=timezone.localdate())
    except ValidationError as error:
        return {"problem": " ".join(error.messages)}
    return _told(asked, found)


def _told(asked: Asked, found: Answer) -> dict[str, Any]:
    unit = _("家") if found.is_count else asked.unit
    totals = found.comparison.totals
    groups = found.comparison.distributions[0].groups if found.comparison.distributions else ()
    is_province = asked.snapshot is not None and asked.snapshot.region.level == RegionLevel.PROVINCE
    touched = [group for group in groups if group.totals.before.cost or group.totals.after.cost]
    places = [_place(group, unit) for group in touched]
    quiet = [group for group in groups if group not in touched]
    return {
        "is_count": found.is_count,
        "totals": totals,
        "before": _side(totals.before, unit),
        "after": _side(totals.after, unit),
        "difference": signed(totals.after.cost - totals.before.cost, unit),
        "gained": money(f"{totals.gained:f}", unit),
        "lost": money(f"{totals.lost:f}", unit),
        "winners_percent": totals.share_percent(totals.winners),
        "losers_percent": totals.share_percent(totals.losers),
        "places": places,
        "quiet": {"count": len(quiet), "unknown": sum(group.totals.unknown for group in quiet)},
        "map": _map(groups, unit) if is_province and found.place else None,
        "chart": _bars(tuple(touched), unit) if places else None,
        "bands": [_band(band) for band in found.comparison.bands if band.before_rows or band.after_rows],
        "gains": [_change(each, found, unit) for each in found.comparison.gains],
        "losses": [_change(each, found, unit) for each in found.comparison.losses],
        "moved": moves_words(asked.moves),
    }


def _side(side: Side, unit: str) -> dict[str, Any]:
    return {"cost": money(f"{side.cost:f}", unit), "paid": side.paid, "unknown": side.unknown}


def signed(number: Decimal, unit: str) -> str:
    """A difference with its sign."""
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return f"{sign}{money(f'{abs(number):f}', unit)}"


def _place(group: Group, unit: str) -> dict[str, Any]:
    totals = group.totals
    change = totals.after.cost - totals.before.cost
    return {
        "name": group.values[0] or _("地区未知"),
        "before": money(f"{totals.before.cost:f}", unit),
        "after": money(f"{totals.after.cost:f}", unit),
        "change": signed(change, unit),
        "is_changed": bool(change),
        "winners": totals.winners,
        "losers": totals.losers,
        "unknown": totals.unknown,
    }


def _map(groups: tuple[Group, ...], unit: str) -> list[dict[str, Any]]:
    """Rows of ``ld-shade-map``: how each city changes."""
    rows = []
    for group in groups:
        totals = group.totals
        change = totals.after.cost - totals.before.cost
        values = {"after": money(f"{totals.after.cost:f}", unit), "change": signed(change, unit)}
        rows.append(
            {
                "name": group.values[0],
                "value": float(totals.after.cost),
                "change": float(change),
                "text": _("调整后 %(after)s，变化 %(change)s") % values,
            }
        )
    return [row for row in rows if row["name"]]


def _bars(groups: tuple[Group, ...], unit: str) -> dict[str, Any]:
    """Before and after by place, the largest first, for ``ld-chart``."""
    shown = [group for group in groups if group.values[0]][:20]
    scale, label = (10_000, _("万元")) if unit == "元" else (1, unit)
    sides = ((_("现行"), "before"), (_("调整后"), "after"))
    return {
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "category",
            "data": [group.values[0] for group in shown],
            "axisLabel": {"rotate": 40, "interval": 0},
        },
        "yAxis": {"type": "value", "name": label, "nameTextStyle": {"align": "left"}},
        "series": [
            {
                "type": "bar",
                "name": name,
                "data": [round(float(getattr(group.totals, side).cost) / scale, 2) for group in shown],
            }
            for name, side in sides
        ],
    }


def _band(band: Band) -> dict[str, Any]:
    def figure(number: Decimal | None) -> str:
        if number is None:
            return ""
        if number >= 10_000:
            return _("%(number)s 万") % {"number": f"{number / 10_000:,.0f}"}
        return f"{number:,f}"

    if band.low is not None and not band.low and band.high is not None and band.high <= Decimal("0.01"):
        words = _("没有")
    elif band.high is None:
        words = _("%(low)s 以上") % {"low": figure(band.low)}
    elif band.low is None:
        words = _("不足 %(high)s") % {"high": figure(band.high)}
    elif band.low <= Decimal("0.01"):
        words = _("有，不足 %(high)s") % {"high": figure(band.high)}
    else:
        words = _("%(low)s 以上、不足 %(high)s") % {"low": figure(band.low), "high": figure(band.high)}
    return {"words": words, "before": band.before_rows, "after": band.after_rows}


def _change(change: Change, found: Answer, unit: str) -> dict[str, Any]:
    key = str(change.key[0])
    return {
        "key": key,
        "name": found.names.get(key, key),
        "place": change.values[0] if change.values else "",
        "before": money(f"{change.before or Decimal(0):f}", unit),
        "after": money(f"{change.after or Decimal(0):f}", unit),
        "difference": signed(change.difference, unit),
    }


@permission(Permission.SANDBOX)
@require_POST
def sandbox_save(request: HttpRequest) -> HttpResponse:
    """The moved numbers as a draft of the model, with a note."""
    back = f"{reverse('staff:sandbox')}?{_kept(request)}"
    try:
        asked = _asked(request, request.POST)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("staff:sandbox")
    versions = model_versions_visible_to(request.rights)
    version = get_object_or_404(
        versions.select_related("model__owner"), pk=asked.version and asked.version.pk
    )
    note = request.POST.get("note", "").replace("\x00", "").strip()
    try:
        if not request.rights.covers(Permission.MODELS_EDIT, version.model.owner):
            raise ValidationError(_("您没有编制这个模型的权限。"))
        if request.POST.get("content", "") not in ("", digest_of(version.xml)):
            # Numbers that nobody moved here would undo what somebody else has moved since.
            raise ValidationError(_("这份草稿刚被他人修改，请刷新后再操作。"))
        if asked.faults:
            raise ValidationError(_("有一个数值不是数字，请改正。"))
        if not note:
            raise ValidationError(_("请写明为什么这样调整。"))
        draft = save_draft(version, asked.moves, note, by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect(back)
    messages.success(request, _("已存为草稿，没有影响已发布的版本；复核后才能发布。"))
    return redirect("staff:model_version", pk=draft.pk)


def _kept(request: HttpRequest) -> str:
    """What was typed, as an address, so that nothing is lost when a save is refused."""
    params = request.POST.copy()
    params.pop("csrfmiddlewaretoken", None)
    return params.urlencode()
