"""Measuring and breaking: the bench and the drill."""

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[2]
BENCHES = ROOT / "tests" / "bench"


def bench(asked: argparse.Namespace) -> None:
    """Print one table of how long each work takes, beside its budget and its rivals.

    Each tests/bench/<name>_bench.py has `bench(orders)`, which yields rows
    (work, seconds, budget in seconds or None, {rival: seconds}).
    """
    for orders in asked.orders:
        print(f"\n{orders:,} orders")
        print(f"{'work':<44} {'ours':>9} {'budget':>9}  beside it")
        for module in bench_modules(asked.only):
            for row in module.bench(orders):
                print(bench_line(*row), flush=True)


def bench_modules(only: Sequence[str]) -> Iterator[Any]:
    """The measuring modules, all or the named ones."""
    for path in sorted(BENCHES.glob("*_bench.py")):
        if not path.name.startswith("test_") and (not only or path.stem[: -len("_bench")] in only):
            spec = importlib.util.spec_from_file_location(path.stem, path)
            if spec and spec.loader:
                module = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(module)
                yield module


def bench_line(work: str, ours: float, budget: float | None, rivals: dict[str, float]) -> str:
    """One row of the table: how many times longer than ours each rival takes."""
    mark = "" if budget is None or ours <= budget else " OVER"
    beside = ", ".join(f"{name} {took / ours:.1f}x" for name, took in rivals.items())
    return f"{work:<44} {span(ours):>9} {span(budget):>9}{mark}  {beside}"


def span(seconds: float | None) -> str:
    """A time, in the unit that reads best."""
    if seconds is None:
        return "-"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def drill(asked: argparse.Namespace) -> int:
    """Run the random and breaking tests at full length; say what was tried and what was lost."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        noted = ["-o", "junit_family=xunit1", f"--junitxml={report}"]
        chosen = ["-m", "hypothesis or drill", *noted, *asked.passed_on]
        done = subprocess.run(  # noqa: S603  our own Python and tests
            [sys.executable, "-m", "pytest", *chosen],
            cwd=ROOT,
            env={**os.environ, "FANBELT_TEST_PROFILE": "drill"},
            check=False,
        )
        if report.exists():
            found = report.read_text(encoding="utf-8")
            print("\n".join([*findings(found), tally(found)]))
    return done.returncode


def findings(report: str) -> Iterator[str]:
    """What tests noted beside the sums, a line each: `alarms: false alarms 54 of 1,000 tried`."""
    for case in ET.fromstring(report).iter("testcase"):  # noqa: S314  written by our own pytest
        noted = {note.get("name"): note.get("value") for note in case.iter("property")}
        tried = int(noted.pop("tried", None) or 0)
        noted.pop("lost", None)
        for name, value in noted.items():
            yield f"{case.get('name')}: {name} {value} of {tried:,} tried"


def tally(report: str) -> str:
    """The sums of a JUnit report: tests, failures, and the tried and lost they recorded."""
    cases = list(ET.fromstring(report).iter("testcase"))  # noqa: S314  written by our own pytest
    failed = sum(case.find("failure") is not None for case in cases)
    noted = [
        (note.get("name"), note.get("value")) for case in cases for note in case.iter("property")
    ]
    tried, lost = (
        sum(int(value or 0) for name, value in noted if name == key) for key in ("tried", "lost")
    )
    return f"{len(cases)} tests, {failed} failed; {tried:,} acts tried, {lost:,} lost"
