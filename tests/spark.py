"""A Spark of several processes: a master and two workers on 127.0.0.1, from the package, gone after."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import free_port

_START_S = 90
# For a Java that does not live long enough to be worth optimising.
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@dataclass(frozen=True, slots=True)
class Cluster:
    """url: of the master. works: of each worker the folder where its executors write."""

    url: str
    works: tuple[Path, ...]


@contextmanager
def running_cluster(folder: Path) -> Iterator[Cluster]:
    """A master with two workers of one core each. RuntimeError has the words of one that fails."""
    import pyspark

    port = free_port()
    url = f"spark://127.0.0.1:{port}"
    works = (folder / "worker1", folder / "worker2")
    with ExitStack() as running:
        master = folder / "master.log"
        where = ["--host", "127.0.0.1", "--webui-port", "0"]
        home = Path(pyspark.__file__).parent
        _start(running, home, "master.Master", [*where, "--port", str(port)], master)
        _wait(master, "I have been elected leader", 1)
        for work in works:
            work.mkdir()
            size = ["--cores", "1", "--memory", "1g", "--work-dir", str(work)]
            _start(running, home, "worker.Worker", [*where, *size, url], work.with_suffix(".log"))
        _wait(master, "Registering worker", len(works))
        yield Cluster(url, works)


def _start(running: ExitStack, home: Path, part: str, arguments: list[str], log: Path) -> None:
    output = running.enter_context(log.open("wb"))
    # spark-class becomes the Java that it starts, so this is that process; what it logs is waited for.
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "JDK_JAVA_OPTIONS": QUICK_JAVA,
        "SPARK_DAEMON_JAVA_OPTS": "-Dlog4j2.level=INFO -Dspark.log.level=INFO",
    }
    process = subprocess.Popen(
        [home / "bin" / "spark-class", f"org.apache.spark.deploy.{part}", *arguments],
        stdout=output,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=log.parent,
    )
    running.callback(_stop, process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(log: Path, words: str, times: int) -> None:
    limit = time.monotonic() + _START_S
    while log.read_text(errors="replace").count(words) < times:
        if time.monotonic() > limit:
            raise RuntimeError(f"{log.name}: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.2)
