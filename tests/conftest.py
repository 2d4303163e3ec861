"""Shared by all tests: the database of the run, the acceptance material, where the results are written.

A skip says why in its first word: ``missing:`` a part that is not installed, ``absent:`` acceptance
material that does not come with the repository, ``elsewhere:`` runs on the other database or machine.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgres import running_postgres
from tests.results import ResultsFile
from tests.spark import QUICK_JAVA

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
# How long one example takes on a busy machine tells nothing; linear time has tests of its own.
settings.register_profile("luodi", deadline=None)
settings.load_profile("luodi")
WITHOUT = "LUODI_TESTS_WITHOUT_DATABASE"
WITHOUT_DATABASE = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db", choices=("sqlite", "postgres"), default="sqlite", help="database of the web tests"
    )
    parser.addoption("--results", type=Path, help="JSON file for counts and skipped tests")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--results") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(ResultsFile(config.getoption("--results")))
    # Workers of pytest-xdist inherit what the first process found or started.
    config.stash[WITHOUT_DATABASE] = os.environ.get(WITHOUT, "")
    if config.getoption("--db") == "postgres" and not hasattr(config, "workerinput"):
        server = ExitStack()
        config.add_cleanup(server.close)
        try:
            use_database(server.enter_context(running_postgres()))
        except RuntimeError as error:
            if not str(error).startswith("missing:"):
                raise
            config.stash[WITHOUT_DATABASE] = os.environ[WITHOUT] = str(error)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if reason := config.stash[WITHOUT_DATABASE]:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=reason))


def use_database(url: str) -> None:
    """Points Django at the database of this URL: settings are read before any option is known."""
    from asgiref.local import Local
    from django.conf import settings
    from django.db import connections

    from luodi_web.settings import environment

    os.environ["LUODI_DATABASE"] = url  # for workers and for servers that tests start
    settings.DATABASES = {"default": environment.database(Path())}
    connections.settings = connections.configure_settings(settings.DATABASES)
    connections._connections = Local(connections.thread_critical)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of acceptance material beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("absent: ../shared")
    return SHARED


@pytest.fixture(scope="session")
def seed(shared: Path) -> Path:
    """The damaged article as it was delivered."""
    return shared / "seed" / "000_0ad4b72c3b226923.txt"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database server for tests that need PostgreSQL whatever the run's database is."""
    url = os.environ.get("LUODI_DATABASE", "")
    if url.startswith("postgres"):
        yield url
        return
    try:
        with running_postgres() as started:
            yield started
    except RuntimeError as error:
        if not str(error).startswith("missing:"):
            raise
        pytest.skip(str(error))


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
