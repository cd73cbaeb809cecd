"""The engagement score: the worked example, parts that add up, and what is missing drops out."""

from dataclasses import astuple, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.customers.acts import Acts
from core.customers.engagement import (
    COMPONENTS,
    TEMPERATURES,
    Components,
    Facts,
    Weights,
    component_values,
    components,
    movers,
    scores,
)
from core.history import History
from tests.core.shops import LAST, cdnow, complete, cut, day_number, shops

EXAMPLE = {
    "silence": 30, "occasions": 4, "spent": 36_000, "answer": 9, "acts": 2, "profile": 0.8,
    "social": np.nan,
}  # fmt: skip


def known(*people, half_life=90, high=60_000):
    facts = Facts(**{name: np.array([p[name] for p in people], float) for name in EXAMPLE})
    values = component_values(facts, half_life=half_life, high_spend=high)
    return Components(0, np.arange(len(people)), half_life, high, values)


def test_O_G1_the_worked_customer_with_and_without_an_answer():
    both = known(EXAMPLE, EXAMPLE | {"answer": np.nan})

    result = scores(both)

    expected = [79.370053, 60, 60, 90, 50, 80, np.nan]
    assert both.values[:, 0] == pytest.approx(expected, abs=5e-7, nan_ok=True)
    assert result.score == pytest.approx([68.842513, 65.108839], abs=5e-7)
    assert result.missing.any(axis=0).tolist() == [False, True]
    assert result.contributions[:, 1][3] == 0


def test_O_G1_the_half_life_of_the_CDNOW_customers(shared_data):
    orders = cdnow(shared_data("cdnow", "CDNOW_master.txt"))

    assert components(History.build(orders, day_number("1998-06-30"))).half_life == 94


@pytest.mark.parametrize(
    ("name", "value", "component", "points"),
    [
        ("silence", 0, "recency", 100), ("silence", 90, "recency", 50),
        ("occasions", 1, "frequency", 0), ("occasions", 6, "frequency", 100),
        ("occasions", 60, "frequency", 100), ("spent", 90_000, "money", 100),
        ("spent", -500, "money", 0), ("answer", 0, "voice", 0), ("acts", 9, "participation", 100),
        ("profile", 1, "profile", 100), ("social", 0.5, "social", 50),
    ],
)  # fmt: skip
def test_every_component_stays_on_its_scale(name, value, component, points):
    row = known(EXAMPLE | {name: value}).values[COMPONENTS.index(component), 0]

    assert row == pytest.approx(points)


values = st.one_of(st.just(np.nan), st.floats(0, 100))
weight = st.one_of(st.just(0.0), st.floats(0.1, 50))


@given(
    st.lists(st.lists(values, min_size=7, max_size=7), min_size=1, max_size=6),
    st.lists(weight, min_size=7, max_size=7).filter(lambda w: sum(w) > 0),
)
def test_the_score_agrees_with_weighing_by_hand(people, weights):
    table = Components(0, np.arange(len(people)), 90, 1, np.transpose(people))

    result = scores(table, Weights(*weights))

    for i, person in enumerate(people):
        told = [(w, c) for w, c in zip(weights, person, strict=True) if not np.isnan(c)]
        total = sum(w for w, _ in told)
        expected = sum(w * c for w, c in told) / total if total else np.nan
        assert result.score[i] == pytest.approx(expected, nan_ok=True)
        parts = result.contributions[:, i]
        assert parts.sum() == pytest.approx(result.score[i], nan_ok=True)
        missing = [bool(np.isnan(c) and w > 0) for w, c in zip(weights, person, strict=True)]
        assert result.missing[:, i].tolist() == missing
    assert not ((result.score < -1e-9) | (result.score > 100 + 1e-9)).any()


@given(st.floats(0.01, 1_000))
def test_only_the_proportions_of_the_weights_matter(factor):
    people = known(EXAMPLE, EXAMPLE | {"silence": 300, "answer": np.nan})
    times = Weights(*(factor * w for w in astuple(Weights())))

    assert scores(people, times).score == pytest.approx(scores(people).score)


def test_moving_a_weight_moves_those_it_concerns():
    people = known(EXAMPLE | {"answer": 0}, EXAMPLE | {"answer": 10}, EXAMPLE | {"answer": np.nan})
    before, after = scores(people), scores(people, replace(Weights(), voice=40))

    table = movers(before, after)

    assert table["customer"].tolist() == [0, 1]
    assert table["moved"].to_numpy() == pytest.approx((after.score - before.score)[:2])
    assert table["moved"][0] < 0 < table["moved"][1]
    assert movers(before, before).empty
    assert len(movers(before, after, most=1)) == 1


def test_weights_that_weigh_nothing_are_refused():
    with pytest.raises(ValueError, match="sum of weights == 0"):
        Weights(0, 0, 0, 0, 0, 0, 0)
    for value in (-1, np.nan, np.inf):
        with pytest.raises(ValueError, match="voice == "):
            Weights(voice=value)


def test_weights_on_what_nobody_has_leave_the_score_missing():
    result = scores(known(EXAMPLE | {"answer": np.nan}), Weights(0, 0, 0, 1, 0, 0, 0))

    assert np.isnan(result.score).all()
    assert result.missing.any(axis=0).all()


# --- from a history


def test_what_a_shop_keeps_no_record_of_is_missing_not_none():
    history = History.build(complete([1, 2], [0, 50], net=[100, 300]), 100)
    asked = Acts.of([1], [90], ["recommendation"], [9])
    reviews = Acts.of([], [], [], kept={"review"})

    nothing, answers, took_part = (components(history, acts=a) for a in (None, asked, reviews))

    assert nothing.unused == ("voice", "participation", "profile", "social")
    assert answers.values[3, 0] == 90
    assert np.isnan([answers.values[3, 1], *answers.values[4]]).all()
    assert took_part.values[4].tolist() == [0, 0]


def test_an_answer_counts_for_180_days():
    history = History.build(complete([1], [0]), 400)

    for day, counts in ((220, True), (219, False), (401, False)):
        acts = Acts.of([1], [day], ["recommendation"], [7])
        assert (not np.isnan(components(history, acts=acts).values[3, 0])) == counts


def test_unknown_amounts_are_missing():
    history = History.build(complete([1, 2], [0, 1], net=[500, 0], known=[True, False]), 9)

    money = components(history).values[2]

    assert money[0] == 100
    assert np.isnan(money[1])


def test_the_temperature_is_the_answer_alone():
    history = History.build(complete([1, 2, 3, 4], [0, 1, 2, 3]), 9)
    acts = Acts.of([1, 2, 3], [5] * 3, ["recommendation"] * 3, [9, 8, 6])

    places = components(history, acts=acts).temperature

    assert [TEMPERATURES[p] for p in places] == ["warm", "mild", "cool", "unknown"]


@given(shops(), st.integers(0, LAST))
def test_later_facts_change_nothing(orders, day):
    rows = [
        (3, 5, "recommendation", 9), (3, 60, "review", np.nan), (7, 90, "recommendation", 4),
        (11, 20, "event", np.nan), (3, 95, "recommendation", 2),
    ]  # fmt: skip

    def acts(upto):
        told = [row for row in rows if row[1] <= upto]
        return Acts.of(*([row[i] for row in told] for i in range(4)))

    later = components(History.build(orders, LAST + 30).at(day), acts=acts(LAST))
    then = components(History.build(cut(orders, day), day), acts=acts(day))

    np.testing.assert_array_equal(later.values, then.values)
    assert later.half_life == then.half_life


def test_an_empty_shop_has_no_scores():
    empty = components(History.build(complete([], []), 9))

    assert scores(empty).score.size == 0
    assert empty.half_life == 90
