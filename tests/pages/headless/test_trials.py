"""The bench prints one honest table, the drill counts what it tried."""

import argparse
import os

import pytest

from pages import console
from pages.headless import trials


@pytest.fixture
def benches(tmp_path, monkeypatch):
    monkeypatch.setattr(trials, "BENCHES", tmp_path)
    (tmp_path / "journey_bench.py").write_text(
        "def bench(orders):\n"
        "    yield 'ladder', 0.010, 0.3, {'DuckDB': 0.025}\n"
        "    yield 'history', 3.0, 2.0, {}\n"
    )
    (tmp_path / "store_bench.py").write_text(
        "def bench(orders):\n    yield 'write', orders / 1000, None, {}\n"
    )
    (tmp_path / "test_store_bench.py").write_text("raise AssertionError('a test measures nothing')")
    return tmp_path


def lines_of(capsys, only, orders):
    trials.bench(argparse.Namespace(only=only, orders=orders))
    return capsys.readouterr().out.splitlines()


def test_a_row_shows_ours_the_budget_and_how_much_longer_a_rival_takes(benches, capsys):
    ladder = next(line for line in lines_of(capsys, [], [10]) if line.startswith("ladder"))
    assert ladder.split() == ["ladder", "10.0", "ms", "300.0", "ms", "DuckDB", "2.5x"]


def test_a_row_over_its_budget_says_so(benches, capsys):
    history = next(line for line in lines_of(capsys, [], [10]) if line.startswith("history"))
    assert "OVER" in history


def test_every_size_is_measured_and_only_what_was_named(benches, capsys):
    said = lines_of(capsys, ["store"], [2_000, 4_000])
    writes = [line.split()[1:3] for line in said if line.startswith("write")]
    assert writes == [["2.00", "s"], ["4.00", "s"]]
    assert not any(line.startswith("ladder") for line in said)


def test_the_tally_sums_what_the_tests_noted():
    report = """<testsuites><testsuite>
      <testcase name="kill"><properties>
        <property name="tried" value="400"/><property name="lost" value="0"/>
      </properties></testcase>
      <testcase name="load"><properties>
        <property name="tried" value="100"/><property name="lost" value="2"/>
      </properties><failure/></testcase>
      <testcase name="random"/>
    </testsuite></testsuites>"""
    assert trials.tally(report) == "3 tests, 1 failed; 500 acts tried, 2 lost"
    assert list(trials.findings(report)) == []


def test_what_else_the_tests_noted_is_said_line_by_line():
    report = """<testsuites><testsuite><testcase name="alarms"><properties>
        <property name="tried" value="1000"/><property name="false alarms" value="54"/>
        <property name="lost" value="0"/>
      </properties></testcase></testsuite></testsuites>"""

    assert list(trials.findings(report)) == ["alarms: false alarms 54 of 1,000 tried"]


def test_what_follows_drill_is_passed_on_as_it_stands():
    asked = console.parser().parse_args(["drill", "-k", "fold", "-x", "tests/db"])
    assert asked.passed_on == ["-k", "fold", "-x", "tests/db"]


@pytest.mark.slow
def test_the_drill_runs_the_marked_tests_at_full_length(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(trials, "ROOT", tmp_path)
    monkeypatch.delenv("FANBELT_TEST_PROFILE", raising=False)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = drill\n")
    (tmp_path / "test_kill.py").write_text(
        "import os, pytest\n"
        "@pytest.mark.drill\n"
        "def test_kill(record_property):\n"
        "    full = os.environ['FANBELT_TEST_PROFILE'] == 'drill'\n"
        "    record_property('tried', 400 if full else 4)\n"
        "def test_other():\n"
        "    raise AssertionError\n"
    )
    code = trials.drill(argparse.Namespace(passed_on=["-q"]))
    assert code == 0
    assert "1 tests, 0 failed; 400 acts tried, 0 lost" in capfd.readouterr().out
    assert "FANBELT_TEST_PROFILE" not in os.environ
