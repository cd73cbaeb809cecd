"""Who could be contacted how on any day is what the consents say of that day."""

import numpy as np
from hypothesis import given

from core.consent import CHANNELS, standing
from core.triggers.doors import Doors
from tests.core.triggers.living import seeds
from tests.core.triggers.shop import DAYS, START, random_shop


@given(seeds)
def test_the_doors_of_any_day_are_the_consents_as_they_stood(seed):
    rng = np.random.default_rng(seed)
    facts = random_shop(rng).facts
    doors = Doors(facts.consents, facts.customer)
    person = rng.integers(0, facts.customer.size, 60)
    channel = rng.integers(0, len(CHANNELS), 60)
    day = rng.integers(START - 12, START + DAYS, 60)

    found = doors.open(channel, person, day)

    for n in range(60):
        nobody = np.zeros(facts.customer.size, np.bool_)
        held = standing(facts.consents, facts.customer, mall=nobody, day=int(day[n]))
        assert found[n] == held.may(CHANNELS[channel[n]])[person[n]]


@given(seeds)
def test_doors_of_a_fixed_day_are_the_same_on_all(seed):
    rng = np.random.default_rng(seed)
    facts = random_shop(rng).facts
    fixed = int(rng.integers(START, START + DAYS))
    person = np.repeat(np.arange(facts.customer.size), len(CHANNELS))
    channel = np.tile(np.arange(len(CHANNELS)), facts.customer.size)
    days = rng.integers(START, START + DAYS, person.size)

    always = Doors(facts.consents, facts.customer, fixed).open(channel, person, days)
    then = Doors(facts.consents, facts.customer).open(channel, person, np.full(person.size, fixed))

    assert always.tolist() == then.tolist()
