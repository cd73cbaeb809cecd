"""The fast engine and the pencil agree decision by decision on random shops and belts."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.triggers.replay import replay
from tests.core.triggers.shop import DAYS, START, random_belt, random_shop
from tests.core.triggers.slow import Slow

seeds = st.integers(0, 2**32 - 1)


def fast_rows(found, belt):
    frame = found.decisions.frame(belt)
    along = frame["folded"] & (frame["code"] == "DROP_HIGHER_TIER")
    day = frame[["anchor_day", "due", "day"]].to_numpy("datetime64[D]").astype(int)
    return sorted(
        zip(
            frame["customer"], frame["rule"], *day.T.tolist(), frame["anchor_order"],
            frame["code"], frame["channel"], along, strict=True,
        )
    )  # fmt: skip


def slow_rows(log):
    return sorted(
        (
            c.customer, c.rule.id, c.anchor_day, c.due, day, c.order["sequence"] if c.order else -1,
            code, channel, c.folded and code == "DROP_HIGHER_TIER",
        )
        for c, day, code, channel in log
    )  # fmt: skip


@given(seeds)
def test_every_decision_is_the_pencils(seed):
    rng = np.random.default_rng(seed)
    shop, belt = random_shop(rng), random_belt(rng)
    end = START + int(rng.integers(1, DAYS + 10))

    found = replay(shop.facts, belt, START, end)

    assert fast_rows(found, belt) == slow_rows(Slow(shop.known, belt).run(START, end))
