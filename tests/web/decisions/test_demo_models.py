"""The sample models: loaded once, released by a second person, with their cases and what they cite."""

from __future__ import annotations

from datetime import date

import pytest

from demo.decisions import load_models
from luodi_web.decisions.domain.cases import run_cases
from luodi_web.decisions.enums import ModelState
from luodi_web.decisions.models import DecisionModel, ModelVersion
from tests.web.decisions.making import incoming
from tests.web.factories import actor

pytestmark = pytest.mark.django_db

MANIFEST = """
[[model]]
file = "a.dmn"
title = "研发补助"
kind = "分档"
provisions = ["HB-1"]
document = "某办法"
doc_no = "鄂科〔2024〕1号"
article = "第三条"
valid_from = "2024"
valid_to = ""
open = ["口径未定"]
"""


def test_models_of_a_manifest_are_loaded_once_and_released(tmp_path, authors):
    (tmp_path / "manifest.toml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "a.dmn").write_text(incoming().xml, encoding="utf-8")
    people = {"author": actor(authors.author), "reviewer": actor(authors.second)}

    counts = [load_models(authors.unit, **people, folder=tmp_path) for _ in range(2)]

    version = ModelVersion.objects.get()
    assert counts == [1, 0]
    assert (version.state, version.effective_from) == (ModelState.RELEASED, date(2024, 1, 1))
    assert "只载明“2024”" in version.change_note
    assert str(version.model.links.get()) == "某办法（鄂科〔2024〕1号） 第三条"
    assert version.model.summary == "分档。原文未明确：口径未定。"
    assert run_cases(version).failed == 0


def test_a_source_without_an_article_shows_no_internal_key(tmp_path, authors):
    unnamed = MANIFEST.replace("第三条", "")
    (tmp_path / "manifest.toml").write_text(unnamed, encoding="utf-8")
    (tmp_path / "a.dmn").write_text(incoming().xml, encoding="utf-8")
    load_models(authors.unit, author=actor(authors.author), reviewer=actor(authors.second), folder=tmp_path)

    link = ModelVersion.objects.get().model.links.get()
    assert (link.policy_title, link.label) == ("某办法（鄂科〔2024〕1号）", "")


def test_without_a_manifest_there_is_nothing(tmp_path, authors):
    people = {"author": actor(authors.author), "reviewer": actor(authors.second)}

    assert load_models(authors.unit, **people, folder=tmp_path) == 0
    assert not DecisionModel.objects.exists()
