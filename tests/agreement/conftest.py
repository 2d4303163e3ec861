"""The engines of a test run, each in turn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from luodi.sql.capabilities import Engine
from tests.agreement.populations import On


@pytest.fixture(scope="session")
def on_engine(request: pytest.FixtureRequest) -> Callable[[Engine], On]:
    """Where an engine is; the test is skipped where it is not installed."""

    def where(engine: Engine) -> On:
        match engine:
            case Engine.DUCKDB:
                return On(engine)
            case Engine.POSTGRES:
                return On(engine, request.getfixturevalue("postgres_url"))
            case Engine.SPARK:
                return On(engine, request.getfixturevalue("local_spark"))

    return where


@pytest.fixture(params=list(Engine), ids=[each.value for each in Engine])
def on(request: pytest.FixtureRequest, on_engine: Callable[[Engine], On]) -> On:
    """Each engine in turn."""
    return on_engine(request.param)
