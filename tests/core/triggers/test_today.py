"""The list of a day, and that it equals the replay of the day."""


import numpy as np
from hypothesis import given

from core.consent import CHANNELS
from core.triggers.decision import ON_LIST
from core.triggers.outcomes import Outcomes
from core.triggers.replay import replay
from core.triggers.today import due
from tests.core.triggers.shop import DAYS, START, random_belt, random_shop
from tests.core.triggers.slow import Slow
from tests.core.triggers.test_replay_twin import fast_rows, seeds, slow_rows


def outcomes_of(notes):
    columns = {
        name: [note[name] for note in notes]
        for name in ("customer", "rule", "day", "outcome", "order", "anchor_day", "folded")
    }
    channel = [CHANNELS.index(note["channel"]) if note["channel"] else -1 for note in notes]
    return Outcomes.of(**columns, channel=channel)


def notes_on(listed, belt, day, mark):
    """What people write down of a list; `mark` says what became of a line, None nothing."""
    frame = listed.decisions.frame(belt).assign(role=listed.role)
    notes = []
    for line in frame[frame["role"] == "now"].itertuples():
        if (outcome := mark()) is None:
            continue
        gifts = frame[(frame["role"] == "folded") & (frame["anchor_order"] == line.anchor_order)]
        kinds = {rule.id: (rule.kind, rule.amount_of) for rule in belt.rules}
        along = [rule for rule in gifts["rule"] if kinds[rule] == kinds[line.rule]]
        for rule, folded in [(line.rule, False), *((rule, True) for rule in along)]:
            notes.append(
                {
                    "customer": line.customer, "rule": rule, "day": day, "outcome": outcome,
                    "order": line.anchor_order, "folded": folded, "channel": line.channel,
                    "anchor_day": int(np.datetime64(line.anchor_day, "D").astype(int)),
                }
            )  # fmt: skip
    return notes


def lived(facts, belt, end, mark):
    """Work the lists day by day: the notes, and who stood on the list of each day."""
    notes, lists = [], {}
    for day in range(START, end):
        listed = due(facts, belt, day, outcomes_of(notes), START)
        lists[day] = lines_of(listed.decisions.take(listed.role == "now"))
        notes += notes_on(listed, belt, day, mark)
    return notes, lists


def lines_of(decisions):
    columns = (decisions.customer, decisions.rule, decisions.anchor_day, decisions.anchor_order)
    return sorted(zip(*(c.tolist() for c in (*columns, decisions.channel)), strict=True))


def of_day(found, day):
    rows = (found.decisions.day == day) & np.isin(found.decisions.code, ON_LIST)
    return lines_of(found.decisions.take(rows))


def marks(rng):
    return lambda: [None, "done", "done", "skipped", "no_answer"][rng.integers(5)]


@given(seeds)
def test_the_replay_of_a_day_equals_its_list_whatever_people_recorded(seed):
    rng = np.random.default_rng(seed)
    shop, belt = random_shop(rng, surveys=1), random_belt(rng)
    end = START + int(rng.integers(1, 25))
    notes, lists = lived(shop.facts, belt, end, marks(rng))

    found = replay(shop.facts, belt, START, end, outcomes=outcomes_of(notes))

    assert {day: of_day(found, day) for day in lists} == lists


@given(seeds)
def test_the_pencil_agrees_whatever_people_recorded(seed):
    rng = np.random.default_rng(seed)
    shop, belt = random_shop(rng, surveys=1), random_belt(rng)
    end = START + int(rng.integers(1, 25))
    notes, _ = lived(shop.facts, belt, end, marks(rng))

    found = replay(shop.facts, belt, START, end, outcomes=outcomes_of(notes))

    slow = Slow(shop.known, belt).run(START, end, notes)
    assert fast_rows(found, belt) == slow_rows(slow)


@given(seeds)
def test_with_every_line_done_on_its_day_the_lists_are_the_replay(seed):
    rng = np.random.default_rng(seed)
    shop, belt = random_shop(rng, surveys=1), random_belt(rng)
    end = START + int(rng.integers(1, 25))

    _, lists = lived(shop.facts, belt, end, lambda: "done")

    found = replay(shop.facts, belt, START, end)
    assert {day: of_day(found, day) for day in lists} == lists


@given(seeds)
def test_no_customer_stands_on_a_list_twice(seed):
    rng = np.random.default_rng(seed)
    shop, belt = random_shop(rng), random_belt(rng)
    day = START + int(rng.integers(0, DAYS))

    listed = due(shop.facts, belt, day, Outcomes.of(), START)

    assert np.unique(listed.customer).size == listed.size
    assert (listed.role[listed.winner] == "now").all()
    assert listed.decisions.customer[listed.winner].tolist() == listed.customer.tolist()
    assert (listed.limit >= day).all()
