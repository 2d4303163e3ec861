"""What the bench needs in the database: a person, a released model, snapshots and runs of any size."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from demo.enterprises import AS_OF, NAME
from demo.people import PEOPLE
from demo.population import write_population
from luodi_web.benefits.domain.runs import begin_run, run_match
from luodi_web.benefits.enums import RunState
from luodi_web.benefits.models import MatchRun
from luodi_web.decisions.enums import ModelState
from luodi_web.decisions.models import ModelVersion
from luodi_web.enterprises.domain.snapshots import register_snapshot
from luodi_web.enterprises.models import Snapshot
from luodi_web.people.actor import Actor
from luodi_web.people.enums import Role
from luodi_web.people.models import User


def policy_officer() -> User:
    name = next(username for username, _name, role, *_rest in PEOPLE if role == Role.PROVINCE)
    return User.objects.get(username=name)


def released(name: str) -> ModelVersion:
    """The newest released version of the model whose name begins so."""
    found = ModelVersion.objects.filter(state=ModelState.RELEASED, model__name__startswith=name)
    version = found.select_related("model").order_by("-number").first()
    if version is None:
        raise SystemExit(f"the demonstration has no released model {name}")
    return version


def sample_snapshot() -> Snapshot:
    return Snapshot.objects.get(name=NAME)


def matched(version: ModelVersion, rows: int, *, by: User) -> tuple[MatchRun, float]:
    """A run over so many fictional enterprises, and the seconds that it took."""
    sample = sample_snapshot()
    actor = Actor(by, by.name, sample.owner)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "population.parquet"
        write_population(path, rows, children=())
        snapshot = register_snapshot(
            path,
            name=f"{rows:,} 家",
            region=sample.region,
            owner=sample.owner,
            as_of=AS_OF,
            note="",
            by=actor,
            is_sample=True,
        )
    run = begin_run(version, snapshot, owner=sample.owner, as_of=AS_OF, by=actor)
    began = time.perf_counter()
    done = run_match(run.pk)
    seconds = time.perf_counter() - began
    if done is None or done.state != RunState.DONE:
        raise SystemExit(f"the run did not end: {done and done.problem}")
    return done, seconds
