"""``--memory``: a size, checked before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.cli import main
from luodi.diagnostics import LuodiError
from luodi.engines.duckdb import connect
from luodi.engines.memory import memory_bytes, memory_limit


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("400MB", 400_000_000),
        ("2GB", 2_000_000_000),
        ("2g", 2_000_000_000),
        ("1.5 GiB", 3 << 29),
        ("512MiB", 512 << 20),
        ("2048k", 2_048_000),
        ("64000KiB", 64_000 << 10),
    ],
)
def test_sizes_are_read(text: str, found: int) -> None:
    assert memory_bytes(text) == found


@pytest.mark.parametrize(
    "text", ["", "lots", "400", "-1GB", "80%", "12Q", "1e3MB", "none", "２GB", "1,5GB", "4B"]
)
@pytest.mark.parametrize("command", ["run", "explain", "simulate"])
def test_what_is_no_size_is_wrong_usage(command: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    models = ["m.dmn", "n.dmn"] if command == "simulate" else ["m.dmn"]
    more = {"run": ["-o", "o.parquet"], "explain": ["--key", "1"], "simulate": []}[command]

    with pytest.raises(SystemExit) as ended:
        main([command, *models, "--population", "p.csv", *more, f"--memory={text}"])

    assert ended.value.code == 2
    assert f"“{text}”不是内存大小" in capsys.readouterr().err


def test_what_is_too_little_is_told() -> None:
    for least, text in ((32_000_000, "1MB"), (512 << 20, "400MB")):
        with pytest.raises(LuodiError) as raised:
            memory_limit(text, least)
        assert raised.value.diagnostic.code == "POP067"
        assert raised.value.diagnostic.values["text"] == text
    with pytest.raises(LuodiError) as raised:
        connect("0MB")
    assert raised.value.diagnostic.message("en") == "--memory 0MB is too little: at least 32MB are needed."


def test_the_engine_has_what_was_asked_for() -> None:
    with connect("64 MiB") as connection:
        assert connection.execute("SELECT current_setting('memory_limit')").fetchone() == ("64.0 MiB",)


def test_spark_has_a_least_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Told before Java is started, or looked for."""
    from luodi.engines.spark import start_spark

    with pytest.raises(LuodiError) as raised:
        start_spark("local[1]", "100MiB")
    assert raised.value.diagnostic.values == {"text": "100MiB", "least": "537MB"}
