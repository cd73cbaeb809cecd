"""Groups: conditions by hand, combinations, snapshots, and what was stored years ago."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.customers.segments import Choice, Condition, FieldGone, Group, Segment, numbers

FIELDS = {
    "occasions": numbers([1, 2, 5, 5, np.nan]),
    "rank": Choice(np.array([0, 1, 2, 2, -1]), ("first", "repeater", "vip")),
}
SLOW = [
    {"occasions": 1, "rank": "first"}, {"occasions": 2, "rank": "repeater"},
    {"occasions": 5, "rank": "vip"}, {"occasions": 5, "rank": "vip"},
    {"occasions": None, "rank": None},
]  # fmt: skip
OFTEN = Condition("occasions", "at_least", (2,))
VIP = Condition("rank", "is", ("vip",))


@pytest.mark.parametrize(
    ("field", "op", "values", "places"),
    [
        ("occasions", "at_least", (2,), [1, 2, 3]),
        ("occasions", "above", (2,), [2, 3]),
        ("occasions", "at_most", (2,), [0, 1]),
        ("occasions", "below", (2.0,), [0]),
        ("occasions", "known", (), [0, 1, 2, 3]),
        ("occasions", "unknown", (), [4]),
        ("rank", "is", ("vip", "first"), [0, 2, 3]),
        ("rank", "is_not", ("vip",), [0, 1]),
        ("rank", "is", ("king",), []),
        ("rank", "known", (), [0, 1, 2, 3]),
        ("rank", "unknown", (), [4]),
    ],
)
def test_a_condition_holds_for(field, op, values, places):
    assert np.flatnonzero(Condition(field, op, values).mask(FIELDS)).tolist() == places


def test_segments_combine():
    either = Segment((OFTEN, Condition("rank", "is", ("first",))), how="any")
    others = Segment((VIP,), others=True)

    assert Segment((OFTEN, VIP)).mask(FIELDS).tolist() == [False, False, True, True, False]
    assert either.mask(FIELDS).tolist() == [True, True, True, True, False]
    assert others.mask(FIELDS).tolist() == [True, True, False, False, True]
    assert Segment((either, others)).mask(FIELDS).tolist() == [True, True, False, False, False]
    assert Segment().mask(FIELDS).all()
    assert not Segment(others=True).mask({"rank": FIELDS["rank"]}).any()


limits = st.tuples(st.integers(0, 6))
some_names = st.lists(st.sampled_from(["first", "repeater", "vip", "gone"]), min_size=1).map(tuple)
either = st.sampled_from(["all", "any"])
conditions = st.one_of(
    st.builds(
        Condition,
        st.just("occasions"),
        st.sampled_from(["at_least", "at_most", "above", "below"]),
        limits,
    ),
    st.builds(Condition, st.just("rank"), st.sampled_from(["is", "is_not"]), some_names),
    st.builds(
        Condition, st.sampled_from(["rank", "occasions"]), st.sampled_from(["known", "unknown"])
    ),
)


def of_parts(inner):
    parts = st.lists(st.one_of(conditions, inner), min_size=1, max_size=3).map(tuple)
    return st.builds(Segment, parts, either, st.booleans())


simple = st.builds(Segment, st.lists(conditions, max_size=3).map(tuple), either)
segments = st.recursive(simple, of_parts, max_leaves=4).filter(lambda s: s.depth <= 5)


def slow_meets(part, person):
    """One person, one condition at a time."""
    if isinstance(part, Segment):
        told = [slow_meets(p, person) for p in part.parts] or [True]
        return (all if part.how == "all" else any)(told) != part.others
    value = person[part.field]
    if part.op in ("known", "unknown"):
        return (value is None) == (part.op == "unknown")
    if value is None:
        return False
    return {
        "at_least": lambda: value >= part.values[0], "at_most": lambda: value <= part.values[0],
        "above": lambda: value > part.values[0], "below": lambda: value < part.values[0],
        "is": lambda: value in part.values, "is_not": lambda: value not in part.values,
    }[part.op]()  # fmt: skip


@given(segments)
def test_segments_agree_with_asking_person_by_person(segment):
    assert segment.mask(FIELDS).tolist() == [slow_meets(segment, person) for person in SLOW]


@given(segments)
def test_what_is_stored_comes_back(segment):
    assert Segment.of(json.loads(json.dumps(segment.plain()))) == segment


def test_a_field_that_is_gone_is_named():
    segment = Segment((OFTEN, Segment((Condition("shoe_size", "at_least", (40,)),))))

    assert segment.fields == {"occasions", "shoe_size"}
    with pytest.raises(FieldGone) as gone:
        segment.mask(FIELDS)
    assert gone.value.field == "shoe_size"


def test_a_field_that_became_something_else_is_gone_too():
    for condition in (Condition("rank", "at_least", (2,)), Condition("occasions", "is", ("two",))):
        with pytest.raises(FieldGone) as gone:
            condition.mask(FIELDS)
        assert gone.value.field == condition.field


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("field", ("", "known", ())),
        ("op", ("rank", "like", ("v",))),
        ("values", ("rank", "is", ())),
        ("values", ("rank", "is", (3,))),
        ("values", ("occasions", "at_least", ("3",))),
        ("values", ("occasions", "at_least", (float("nan"),))),
        ("values", ("occasions", "at_least", (True,))),
        ("values", ("occasions", "at_least", (1, 2))),
        ("values", ("occasions", "known", (1,))),
    ],
)
def test_conditions_that_ask_nothing_are_refused(name, parts):
    with pytest.raises(ValueError, match=f"{name} == "):
        Condition(*parts)


@pytest.mark.parametrize(
    "stored",
    [
        None, [], "vip", {}, {"parts": "rank"}, {"parts": [3]}, {"parts": [{"field": "rank"}]},
        {"parts": [], "how": "some"}, {"parts": [{"field": ["x"], "op": "known"}]},
        {"parts": [{"field": "x", "op": "at_least", "values": [None]}]},
        {"parts": [{"field": "x", "op": "is", "values": "vip"}]},
        {"parts": [{"parts": [{"parts": [{"parts": [{"parts": [{"parts": []}]}]}]}]}]},
    ],
)  # fmt: skip
def test_what_is_no_segment_is_refused(stored):
    with pytest.raises(ValueError, match="== "):
        Segment.of(stored)


def test_a_snapshot_keeps_its_members():
    ids = np.array([10, 11, 12, 13, 14])
    live = Group("often", Segment((OFTEN,)))

    kept = live.snapshot(ids, FIELDS, as_of=200)
    later = {"occasions": numbers([9, 9, 0, 0, 0])}

    assert kept.members == (11, 12, 13)
    assert kept.as_of == 200
    assert live.mask(ids, later).tolist() == [True, True, False, False, False]
    assert kept.mask(ids, later).tolist() == [False, True, True, True, False]
    assert kept.mask(ids, {}).tolist() == [False, True, True, True, False]
    assert kept.mask(np.array([13, 99]), {}).tolist() == [True, False]
