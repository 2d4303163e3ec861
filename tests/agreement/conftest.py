"""The engines of a test run: one PostgreSQL and one Spark for all tests of agreement."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest

from luodi.sql.capabilities import Engine
from tests.agreement.populations import On
from tests.agreement.spark_cluster import QUICK_JAVA


@pytest.fixture(scope="session")
def spark_installed() -> None:
    pytest.importorskip("pyspark", reason="missing: pyspark (tools/setup_spark.sh)")
    if shutil.which("java") is None:
        pytest.skip("missing: Java (Debian package openjdk-17-jre-headless)")


@pytest.fixture(scope="session")
def local_spark(spark_installed: None) -> Iterator[str]:
    """The master of a Spark in this process, which sessions share until the tests are over."""
    from luodi.engines.spark import start_spark

    url = "local[2]"
    # Of a few rows each: a plan takes longer to compile than to run. The cluster compiles its own.
    quick = {
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.codegen.wholeStage": "false",
        "spark.driver.extraJavaOptions": f"-Xss16m {QUICK_JAVA}",
    }
    spark = start_spark(url, further=quick)
    yield url
    spark.stop()


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
