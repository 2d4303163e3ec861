"""The engines of a test run, each in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from luodi.sql.capabilities import Engine
from tests.agreement.populations import On

if TYPE_CHECKING:
    import psycopg


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


@pytest.fixture
def database(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A schema of the test's own, which queries look in first."""
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute('CREATE SCHEMA "运行"')
        connection.execute('SET search_path = "运行"')
        yield connection
        connection.execute('DROP SCHEMA "运行" CASCADE')
