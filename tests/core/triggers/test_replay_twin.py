"""The fast engine and the pencil agree decision by decision on random shops and belts."""

import numpy as np
import pytest
from hypothesis import given

from core.triggers.replay import replay
from tests.core.triggers.living import fast_rows, seeds, slow_rows
from tests.core.triggers.shop import DAYS, START, random_belt, random_shop
from tests.core.triggers.slow import Slow


@given(seeds)
def test_every_decision_is_the_pencils(seed):
    rng = np.random.default_rng(seed)
    shop, belt = random_shop(rng), random_belt(rng)
    end = START + int(rng.integers(10, DAYS + 10))

    found = replay(shop.facts, belt, START, end)

    assert fast_rows(found, belt) == slow_rows(Slow(shop.known, belt).run(START, end))


@pytest.mark.parametrize("seed", range(12))
def test_customers_walked_in_groups_are_decided_as_all_at_once(monkeypatch, seed):
    rng = np.random.default_rng(seed)
    shop, belt = random_shop(rng), random_belt(rng)
    whole = fast_rows(replay(shop.facts, belt, START, START + DAYS), belt)

    monkeypatch.setattr("core.triggers.replay.WALKED_AT_ONCE", 3)
    monkeypatch.setattr("core.triggers.replay.AT_A_TIME", 2)

    assert fast_rows(replay(shop.facts, belt, START, START + DAYS), belt) == whole
