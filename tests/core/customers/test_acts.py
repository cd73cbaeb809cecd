"""Acts beside buying: the latest answer, counts, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.customers.acts import KINDS, PARTICIPATION, Acts, acts_of, latest_answer

rows = st.lists(
    st.tuples(
        st.sampled_from([1, 4, 9]), st.integers(0, 60), st.sampled_from(KINDS), st.integers(0, 10)
    ),
    max_size=15,
)


def acts_from(table):
    columns = list(zip(*table, strict=True)) if table else [[], [], [], []]
    values = [v if k == "recommendation" else np.nan for *_, k, v in table]
    return Acts.of(columns[0], columns[1], columns[2], values)


@given(rows, st.integers(0, 70), st.integers(0, 40))
def test_answers_and_counts_agree_with_reading_them_off(table, as_of, within):
    acts, customers = acts_from(table), np.array([1, 4, 5])

    answer = latest_answer(acts, customers, as_of=as_of, within=within)
    did = acts_of(acts, customers, PARTICIPATION, as_of=as_of)

    for place, customer in enumerate(customers.tolist()):
        mine = [row for row in table if row[0] == customer and row[1] <= as_of]
        said = [row for row in mine if row[2] == "recommendation"]
        latest = max(enumerate(said), key=lambda pair: (pair[1][1], pair[0]), default=None)
        expected = np.nan
        if latest is not None and as_of - latest[1][1] <= within:
            expected = latest[1][3]
        assert answer[place] == pytest.approx(expected, nan_ok=True)
        assert did[place] == sum(row[2] in PARTICIPATION for row in mine)


def test_an_old_answer_does_not_come_back_when_a_newer_one_is_too_old_to_count():
    acts = Acts.of([1, 1], [10, 50], ["recommendation"] * 2, [9, 3])

    asked = {"customers": np.array([1]), "as_of": 100}
    assert latest_answer(acts, **asked, within=50).tolist() == [3]
    assert np.isnan(latest_answer(acts, **asked, within=49)).all()


def test_what_is_on_record_is_what_occurs_or_is_said_to_be():
    acts = Acts.of([1], [3], ["review"], kept={"referral"})

    assert acts.on_record(3) == {"review", "referral"}
    assert acts.on_record(2) == {"referral"}
    assert Acts.of([], [], []).on_record(9) == frozenset()


def test_nobody_has_done_anything_in_an_empty_shop():
    acts = Acts.of([1], [3], ["review"])

    assert acts_of(acts, np.empty(0, np.int64), ("review",), as_of=9).size == 0


@pytest.mark.parametrize("value", [-1, 11, 7.5, np.nan])
def test_answers_that_are_none_are_refused(value):
    with pytest.raises(ValueError, match="value == "):
        Acts.of([1], [3], ["recommendation"], [value])


def test_every_whole_answer_is_taken():
    acts = Acts.of(range(11), [3] * 11, ["recommendation"] * 11, range(11))

    answers = latest_answer(acts, np.arange(11), as_of=3, within=0)
    assert answers.tolist() == list(range(11))


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="kind == hugged"):
        Acts.of([1], [3], ["hugged"])
