"""What is written down beforehand: refused where it could give no answer, fixed after the start."""

from dataclasses import replace

import pytest

from core.experiments.experiment import FIXED, Experiment, FixedAfterStart

PLAN = Experiment("Day 7 card", salt="e1", start_day=100, window_days=30, planned_n=400)


def test_a_plan_is_running_from_its_start_until_decided():
    assert [PLAN.stage(day) for day in (99, 100, 900)] == ["planned", "running", "running"]
    kept = PLAN.decided(500, "keep")
    assert (kept.stage(500), kept.decision, kept.decided_day) == ("decided", "keep", 500)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("control_bp", 2_000), ("window_days", 14), ("start_day", 101), ("planned_n", 500),
        ("salt", "e2"), ("hypothesis", "another"), ("group", "vip"), ("worth_share", 0.4),
    ],
)  # fmt: skip
def test_what_decides_the_result_is_fixed_after_the_start(name, value):
    other = replace(PLAN, **{name: value})

    with pytest.raises(FixedAfterStart) as refused:
        PLAN.changed(100, other)

    assert (refused.value.field, refused.value.value) == (name, getattr(PLAN, name))
    assert PLAN.changed(99, other) == other
    with pytest.raises(FixedAfterStart):
        PLAN.decided(300, "stop").changed(99, replace(other, decision="stop", decided_day=300))


def test_names_may_change_at_any_time():
    other = replace(PLAN, name="Card after a week", measure="trigger", measure_id="t7")

    assert PLAN.changed(200, other) == other


def test_the_other_end_may_not_be_chosen_after_the_start():
    other = replace(PLAN, planned_n=None, end_day=200)

    with pytest.raises(FixedAfterStart, match="planned_n"):
        PLAN.changed(150, other)


def test_a_kept_measure_goes_on_with_a_tenth_kept_aside():
    standing = PLAN.decided(300, "keep").standing(301, end_day=600)

    assert (standing.control_bp, standing.salt) == (1_000, PLAN.salt)
    assert (standing.start_day, standing.end_day, standing.planned_n) == (301, 600, None)
    assert standing.decision is None
    assert standing.stage(301) == "running"


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("name", {"name": " "}),
        ("salt", {"salt": ""}),
        ("control_bp", {"control_bp": 0}),
        ("control_bp", {"control_bp": 10_000}),
        ("window_days", {"window_days": 0}),
        ("window_days", {"window_days": 366}),
        ("at_least", {"outcome": "spent"}),
        ("at_least", {"at_least": 500}),
        ("planned_n", {"planned_n": None}),
        ("planned_n", {"end_day": 130}),
        ("planned_n", {"planned_n": 0}),
        ("end_day", {"planned_n": None, "end_day": 99}),
        ("expected_share", {"expected_share": 1.0}),
        ("worth_share", {"worth_share": 0.0}),
        ("worth_share", {"worth_share": 0.3, "expected_share": 0.3}),
    ],
)
def test_what_could_give_no_answer_is_refused(name, changes):
    with pytest.raises(ValueError, match=f"{name} == .*, must be"):
        replace(PLAN, **changes)


def test_every_fixed_part_is_a_part():
    assert set(FIXED) < set(Experiment.__dataclass_fields__)
