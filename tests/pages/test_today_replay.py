"""Through the database: the list of a day is the replay of that day, whatever comes and goes."""

import random
from datetime import date, timedelta

import numpy as np
import pytest

from core.intake import Options, Upload, read
from core.triggers.decision import ON_LIST
from core.triggers.presets import usual_belt
from core.triggers.replay import replay
from pages.shared.store import belts, dispatches, facts, histories, imports, lines
from pages.shared.store.dispatches import OUTCOMES

SHOP, START, DAYS = 1, date(2026, 4, 10), 8
PEOPLE = [f"person{k}@example.jp" for k in range(9)]
LONG_AGO = date(2025, 6, 1)


class Shop:
    """A shop whose files come day by day, as a person at the upload page would bring them."""

    def __init__(self, owner, chance):
        self.owner, self.chance = owner, chance
        self.live = {}
        self.orders = [
            (LONG_AGO + timedelta(days=chance.randrange(310)), who, chance.choice([3, 12, 25, 40]))
            for who in PEOPLE
            for _ in range(chance.randrange(2))
        ]
        self.answers = []

    def happen(self, day):
        """What customers do on a day."""
        for who in PEOPLE:
            if self.chance.random() < 0.2:
                self.orders.append((day, who, self.chance.choice([3, 12, 25, 40])))
            if self.chance.random() < 0.12:
                self.answers.append((day, who, self.chance.randrange(11)))

    def bring(self, day):
        """Upload the files of a day."""
        rows = sorted(self.orders)
        orders = [f"{k},{on},{who},{th * 1000}" for k, (on, who, th) in enumerate(rows, 1)]
        self._store("orders", day, "order number,order date,email,total", orders)
        said = [f"{who},{on} 12:00,{score}" for on, who, score in self.answers]
        if said:
            self._store("answers", day, "email,date,score", said)

    def _store(self, kind, day, heading, rows):
        content = "\n".join([heading, *rows]).encode()
        self.live[kind, day] = (self._commit(kind, day, content), content)

    def _commit(self, kind, day, content):
        intake = read([Upload(f"{kind}.csv", content)], Options(currency="JPY", as_of=day))
        said = imports.Answers(
            as_of=day, complete="yes", consent="yes" if kind == "orders" else "unknown",
            consent_source="form", consent_on=LONG_AGO, sha256=content.hex()[:64], by=self.owner,
        )  # fmt: skip
        return imports.commit(SHOP, intake, said, lambda *_: None)

    def shake(self):
        """Take some uploads back and bring the very same files again."""
        for key in self.chance.sample(list(self.live), min(2, len(self.live))):
            number, content = self.live[key]
            imports.undo(SHOP, number, by=self.owner)
            self.live[key] = (self._commit(*key, content), content)


def on_list(day):
    """The list of a day: (customer, rule), and each of its lines."""
    found = lines.of_day(SHOP, day)
    return {(p.customer, task.line.rule): task.line for p in found.people for task in p.now}


def replayed(day_after):
    """What the replay with all marks says stood on the list of each day."""
    running = belts.running(SHOP, START)
    known = facts.of_shop(SHOP, running.belt)
    said = dispatches.outcomes(SHOP, before=day_after)
    start, end = histories.number_of(START), histories.number_of(day_after)
    found = replay(known, running.belt, start, end, outcomes=said).decisions
    listed = found.take(np.isin(found.code, ON_LIST))
    rules = [rule.id for rule in running.belt.rules]
    lists = {START + timedelta(days=k): set() for k in range(end - start)}
    for customer, rule, day in zip(listed.customer, listed.rule, listed.day, strict=True):
        lists[histories.day_of(day)].add((int(customer), rules[rule]))
    return lists


@pytest.mark.parametrize("seed", range(2))
def test_the_list_of_every_day_is_the_replay_of_that_day(owner, monkeypatch, seed):
    chance = random.Random(seed)
    shop, shown, done = Shop(owner, chance), {}, set()
    monkeypatch.setenv("FANBELT_NOW", f"{START}T10:00:00+00:00")
    number = belts.save(SHOP, usual_belt("JPY"), by=owner)
    belts.start(SHOP, number, START, by=owner)
    for k in range(DAYS):
        day = START + timedelta(days=k)
        monkeypatch.setenv("FANBELT_NOW", f"{day}T10:00:00+00:00")
        shop.happen(day)
        shop.bring(day)  # all that is effective on the day is known when its list is made
        found = on_list(day)
        shown[day] = set(found)
        assert not {(line.rule, line.order_no, line.anchor_day, who)
                    for (who, _), line in found.items()} & done  # fmt: skip
        for (who, rule), line in found.items():
            outcome = chance.choice([*OUTCOMES[:3], None])
            if outcome:
                dispatches.mark(SHOP, [line], outcome, by=owner)
            if outcome in ("done", "skipped"):
                done.add((rule, line.order_no, line.anchor_day, who))
        if chance.random() < 0.5:
            before = set(on_list(day))
            shop.shake()
            assert set(on_list(day)) == before

    assert sum(map(len, shown.values())) > 10
    assert replayed(START + timedelta(days=DAYS)) == shown
