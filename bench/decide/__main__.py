"""Deciding single cases: ``python -m bench.decide``.

First a model of ten decisions, plain and traced. Then one table of 10, 200 and 3,700 rules, beside
zen-engine, SpiffWorkflow and cel-python on the same rules, each checked for its results. The others run in an
environment of their own, ``.build/peers/decide``, made here where packages can be fetched; what is not there
is left out by name. Times are the best of several rounds on this machine; numbers are exact decimals here and
binary fractions in the others.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from bench.decide.rules import cases, rules
from luodi.evaluate import Model, compile_model
from tests.engine.decision_models import literal, model, table

ROOT = Path(__file__).parents[2]
PEER = ROOT / ".build" / "peers" / "decide"
PEER_PACKAGES = ("zen-engine", "SpiffWorkflow", "cel-python")
SIZES = (10, 200, 3700)
# Engines that try rule by rule take minutes beyond this.
SLOW_FROM = 1000
ELIGIBILITY = [(">= 0.03", "-", "true"), (">= 0.02", '"高新"', "true"), ("-", "-", "false")]
BANDS = [
    ("< 40", "< 100", "20"),
    ("< 40", ">= 100", "30"),
    (">= 40", "< 60", "40"),
    (">= 40", ">= 60", "50 + 1"),
]


def ten_decisions() -> Model:
    """A share, an eligibility, an amount, and seven tables one behind the other."""
    decisions: dict[str, object] = {
        "占比": literal("研发费用 / 营业收入"),
        "资格": table(
            "F",
            ["占比", "类型"],
            [""],
            ELIGIBILITY,
        ),
        "金额": table(
            "C>",
            ["资格", "研发费用"],
            [""],
            [("true", ">= 100", "50"), ("true", "[50..100)", "30"), ("true", "< 50", "研发费用 * 0.2")],
        ),
    }
    before = "金额"
    for number in range(4, 11):
        decisions[f"档{number}"] = table(
            "U",
            [before, "研发费用"],
            [""],
            [
                ("< 40", "< 100", "20"),
                ("< 40", ">= 100", "30"),
                (">= 40", "< 60", "40"),
                (">= 40", ">= 60", "50 + 1"),
            ],
        )
        before = f"档{number}"
    inputs = {"研发费用": "number", "营业收入": "number", "类型": "string"}
    return compile_model(model(inputs, decisions))  # type: ignore[arg-type]


def measured(run: Callable[[], object], seconds: float = 3) -> tuple[float, float]:
    """Median and best time of a run, in seconds."""
    times = []
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times), min(times)


def own_table(count: int) -> float:
    """Microseconds a case of one table."""
    cells = [(f"[{low}..{high})", f'"{kind}"', str(result)) for low, high, kind, result in rules(count)]
    compiled = compile_model(
        model(
            {"amount": "number", "kind": "string"},
            {"d": table("F", ["amount", "kind"], [""], cells, defaults=["0"])},
        )
    )
    given = [({"amount": amount, "kind": kind}, wanted) for amount, kind, wanted in cases(count)]
    for inputs, wanted in given:
        if compiled.decide(inputs).values["d"] != wanted:
            raise SystemExit(f"wrong: {inputs}")
    best = measured(lambda: [compiled.decide(inputs) for inputs, _ in given])[1]
    return best / len(given) * 1e6


def peers_python() -> Path | None:
    """The interpreter of the peers' environment, made where it is not there; None where it cannot be."""
    python = PEER / "bin" / "python"
    if not python.exists():
        venv.create(PEER, with_pip=True, clear=True)
    command = [python, "-m", "pip", "install", "--quiet", *PEER_PACKAGES]
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False)  # noqa: S603
    return python if done.returncode == 0 else None


def peer_table(python: Path, engine: str, count: int) -> float | str:
    command = [str(python), "peers.py", engine, str(count)]
    done = subprocess.run(  # noqa: S603 -- a command of our own
        command, cwd=Path(__file__).parent, capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode:
        return done.stderr.strip().splitlines()[-1][:60] if done.stderr.strip() else "failed"
    return float(json.loads(done.stdout))


def main() -> None:
    compiled = ten_decisions()
    case = {"研发费用": Decimal(120), "营业收入": Decimal(4000), "类型": "高新"}
    for name, trace in (("plain", False), ("traced", True)):
        median, best = measured(lambda trace=trace: compiled.decide(case, trace=trace))  # type: ignore[misc]
        print(f"ten decisions, {name}: p50 {median * 1e3:.3f} ms, {1 / best:,.0f} cases/s at best")
    median, _ = measured(lambda: compiled.decide({"研发费用": Decimal(120)}).missing)
    print(f"ten decisions with two inputs missing, and which: p50 {median * 1e3:.3f} ms")
    print(f"\n{'one table, µs a case':24}" + "".join(f"{count:>12,}" for count in SIZES))
    print(f"{'luodi':24}" + "".join(f"{own_table(count):12.1f}" for count in SIZES))
    python = peers_python()
    if python is None:
        print("missing: zen-engine, SpiffWorkflow, cel-python (packages cannot be fetched)", file=sys.stderr)
        return
    for engine in PEER_PACKAGES:
        figures = []
        for count in SIZES:
            if count > SLOW_FROM and engine != "zen-engine":
                figures.append("-")
                continue
            figure = peer_table(python, engine, count)
            figures.append(f"{figure:.1f}" if isinstance(figure, float) else figure)
        print(f"{engine:24}" + "".join(f"{figure:>12}" for figure in figures))


if __name__ == "__main__":
    main()
