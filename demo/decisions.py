"""The sample decision models: written, given their cases, reviewed and released by two people."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from luodi_web.decisions.domain.cases import import_cases
from luodi_web.decisions.domain.releasing import release_version, send_version
from luodi_web.decisions.domain.uploads import read_bytes
from luodi_web.decisions.domain.verdicts import can_send
from luodi_web.decisions.domain.versions import create_model
from luodi_web.decisions.models import DecisionModel, ModelVersion
from luodi_web.people.actor import Actor
from luodi_web.people.models import Unit

MODELS = Path(__file__).parent / "models"


def load_models(owner: Unit, *, author: Actor, reviewer: Actor, folder: Path = MODELS) -> int:
    """The models of the folder's manifest that are not there yet; their number. None without a manifest."""
    manifest = folder / "manifest.toml"
    if not manifest.is_file():
        return 0
    there = set(DecisionModel.objects.filter(owner=owner).values_list("name", flat=True))
    made = 0
    for entry in tomllib.loads(manifest.read_text(encoding="utf-8"))["model"]:
        if entry["title"] not in there:
            _load(entry, folder, owner, author, reviewer)
            made += 1
    return made


def _load(entry: dict[str, Any], folder: Path, owner: Unit, author: Actor, reviewer: Actor) -> None:
    data = (folder / entry["file"]).read_bytes()
    first, note = _first_day(entry)
    last = entry.get("effective_to") or _day(entry.get("valid_to", ""))
    version = create_model(
        name=entry["title"],
        owner=owner,
        incoming=read_bytes(data, entry["file"]),
        summary=_summary(entry),
        sources=[_source(entry)],
        effective_from=first,
        effective_to=last if isinstance(last, date) else None,
        by=author,
    )
    DecisionModel.objects.filter(pk=version.model_id).update(is_sample=True)
    ModelVersion.objects.filter(pk=version.pk).update(change_note=note)
    version.refresh_from_db()
    if entry.get("cases"):
        import_cases(version, (folder / entry["cases"]).read_bytes(), by=author)
    if can_send(version):
        version = send_version(version, by=author)
        release_version(version, digest=version.digest, by=reviewer)


def _source(entry: dict[str, Any]) -> tuple[str, str]:
    """The document and the provision, as they are cited; "" where the source does not say which provision.

    The manifest's own keys of provisions are no names that people know.
    """
    number = f"（{entry['doc_no']}）" if entry.get("doc_no") else ""
    return f"{entry['document']}{number}", entry.get("article") or ""


def _summary(entry: dict[str, Any]) -> str:
    open_points = entry.get("open") or []
    words = f"{entry['kind']}。" if entry.get("kind") else ""
    if open_points:
        words += "原文未明确：" + "；".join(open_points) + "。"
    return words[:2000]


def _first_day(entry: dict[str, Any]) -> tuple[date | None, str]:
    """From when it holds; where the source names a year only, its first day, and a note that says so."""
    known = entry.get("effective_from") or _day(entry.get("valid_from", ""))
    if isinstance(known, date):
        return known, ""
    year = str(entry.get("valid_from", ""))[:4]
    if year.isdecimal() and len(year) == 4:
        return date(int(year), 1, 1), f"来源只载明“{entry['valid_from']}”，生效日期暂按 {year} 年 1 月 1 日。"
    return None, "来源没有载明生效日期，暂不发布；查明后填写生效日期，再送复核。"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
