"""The demonstration's models with list inputs run over the demonstration's snapshot."""

from __future__ import annotations

from datetime import date

import pyarrow.parquet
import pytest
from django.core.management import call_command
from django.utils import timezone

from demo.decisions import load_models
from demo.enterprises import load_enterprises, load_snapshot
from demo.fields import load_fields, load_lists
from demo.people import find_unit
from luodi_web.benefits.domain.explaining import explain
from luodi_web.benefits.domain.results import stored_row
from luodi_web.benefits.domain.runs import begin_run, run_match
from luodi_web.benefits.enums import RunState
from luodi_web.benefits.models import MatchRun
from luodi_web.decisions.domain.versions import set_period
from luodi_web.decisions.enums import ModelState
from luodi_web.decisions.models import ModelVersion
from luodi_web.enterprises.domain.snapshot_lists import open_lists
from luodi_web.enterprises.models import DetailRow
from tests.web.benefits.making import KEY
from tests.web.decisions.making import released
from tests.web.factories import actor, make_user

pytestmark = pytest.mark.django_db


def test_models_that_ask_for_details_run_over_the_sample_snapshot() -> None:
    call_command("setup", verbosity=0)
    office = find_unit("省科技厅")
    author, reviewer = make_user(unit=office), make_user(unit=office)
    load_fields(by=actor())
    load_lists(by=actor())
    load_models(office, author=actor(author, office), reviewer=actor(reviewer, office))
    load_enterprises(by=actor(), count=60)
    snapshot = load_snapshot(office, by=actor(), rows=2_000)
    assert snapshot is not None

    assert {each.name for each in snapshot.lists.all()} == {"技术合同", "承接成果"}
    assert set(DetailRow.objects.values_list("detail__name", flat=True)) == {"技术合同", "承接成果"}
    won = {}
    for name in ("武汉市技术输出方补助（2025 年度）", "企业承接本省科技成果后补助"):
        version = ModelVersion.objects.get(model__name=name)
        if version.state != ModelState.RELEASED:
            # Its source does not say from when it holds, so that the demonstration leaves it a draft.
            version = set_period(version, date(2025, 1, 1), None, "", by=actor(author, office))
            version = released(version, author, reviewer)
        run = begin_run(version, snapshot, owner=office, as_of=timezone.localdate(), by=actor())
        run_match(run.pk)
        run = MatchRun.objects.select_related("version__model", "snapshot__region", "file").get(pk=run.pk)
        assert (run.state, run.problem) == (RunState.DONE, "")
        won[name] = any(told["won"] for told in run.summary["decisions"].values())
        for key in _keys_with_details(run):
            explained = explain(run, key, stored_row(run, key, None) or {}, {})
            assert explained.differences == []
            assert explained.details[0].count
    assert won == {"武汉市技术输出方补助（2025 年度）": True, "企业承接本省科技成果后补助": True}


def _keys_with_details(run: MatchRun) -> list[str]:
    [name] = run.list_digests
    with open_lists(run.snapshot, [name]) as files:
        keys = pyarrow.parquet.read_table(files[name].path, columns=[KEY]).column(KEY).to_pylist()
    return list(dict.fromkeys(keys))[:3]
