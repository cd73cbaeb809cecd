"""What groups can be chosen by, and the groups that are ready."""

import numpy as np
import pandas as pd
import pytest

from core.customers.acts import Acts
from core.customers.engagement import components, scores
from core.customers.fields import READY, customer_fields, offered
from core.customers.levels import RankRules
from core.customers.ranks import ranks
from core.customers.segments import Choice, Segment
from core.history import History
from core.journey.drift import STATES, customer_states
from core.refusal import Refusal
from tests.core.shops import complete, plain_shop


@pytest.fixture(scope="module")
def history():
    return History.build(plain_shop(2), 420)


def names_of(choice):
    return [choice.names[code] if code >= 0 else None for code in choice.codes]


def test_what_is_known_from_the_orders_alone(history):
    fields = customer_fields(history)

    assert fields["recency_days"].tolist() == (420 - history.last_day).tolist()
    assert fields["occasions"].tolist() == history.occasions.tolist()
    assert fields["spent"].tolist() == np.bincount(history.order_customer, history.net).tolist()
    assert names_of(fields["first_channel"]) == ["shop"] * history.n_customers
    assert names_of(fields["state"]) == [STATES[s] for s in customer_states(history)]
    assert offered(fields).keys() == {"new", "bought_once", "repeaters", "at_risk", "drifted"}


def test_the_rest_lights_up_when_it_is_there(history):
    acts = Acts.of(history.customer[:2], [400, 400], ["recommendation"] * 2, [10, 3])
    known = components(history, acts=acts)
    standing, n = ranks(history, RankRules()), history.n_customers

    fields = customer_fields(
        history, known=known, score=scores(known), standing=standing,
        outlook=Refusal("few_customers"), bands=pd.DataFrame({n_: np.arange(n) for n_ in "rfm"}),
        attributes={"gender": Choice(np.zeros(n, np.int8), ("f",))},
    )  # fmt: skip

    assert {"temperature", "score", "rank", "r", "f", "m", "gender"} <= fields.keys()
    assert "expected_occasions" not in fields
    masks = {code: group.mask(fields) for code, group in offered(fields).items()}
    assert masks["warm"].tolist() == [True, *[False] * (n - 1)]
    assert masks["unhappy"].tolist() == [False, True, *[False] * (n - 2)]
    assert (masks["cold_vips"] <= masks["vips"]).all()
    assert (masks["bought_once"] ^ masks["repeaters"]).all()


def test_a_shop_nobody_has_come_back_to_has_no_states():
    fields = customer_fields(History.build(complete([1, 2], [3, 4]), 30))

    assert fields["state"].codes.tolist() == [-1, -1]
    assert fields["list"].codes.tolist() == [0, 0]


def test_ready_groups_are_segments_that_can_be_stored():
    for group in READY.values():
        assert Segment.of(group.plain()) == group
