"""Random shops with everything triggers know, and random belts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.consent import CHANNELS, Consents
from core.history import NEVER, History, OrderColumns
from core.triggers.belt import Belt, Caps
from core.triggers.facts import Answers, Assigned, Birthdays, Facts
from core.triggers.rule import Rule
from tests.core.triggers.slow import Known, plain_orders

START = 18_300  # 2020-02-07, so that 29 February comes soon
DAYS = 45
PEOPLE = (3, 7, 11, 900)


@dataclass
class Shop:
    facts: Facts
    known: Known


def maybe(rng, share, value):
    return value if rng.random() < share else NEVER


def order(rng):
    day = int(START - 15 + rng.integers(0, DAYS + 15))
    own = rng.random() < 0.75
    later = [maybe(rng, share, day + int(rng.integers(0, 12))) for share in (0.2, 0.2, 0.6, 0.4)]
    return {
        "customer": int(rng.choice(PEOPLE)), "day": day, "second": int(rng.choice([0, 50, 50])),
        "net": int(rng.choice([500, 1_000, 2_000, 3_000, 4_500])), "known": True,
        "refund": int(rng.choice([300, 1_200])), "void_day": later[0], "refund_day": later[1],
        "shipped_day": later[2], "delivered_day": later[3], "own_list": own,
        "renewal": rng.random() < 0.1, "source": int(own) + 2 * int(rng.random() < 0.2),
    }  # fmt: skip


def random_shop(rng, *, surveys=2):
    rows = [order(rng) for _ in range(rng.integers(1, 24))]
    columns = OrderColumns.of(
        **{name: [row[name] for row in rows] for name in rows[0]}, sources=("a", "b", "c", "d")
    )
    as_of = int(START + rng.integers(DAYS // 2, DAYS + 5))
    words, refusals = random_words(rng)
    said = pd.DataFrame(words, columns=["customer", "key", "channel", "agreed", "day"])
    refused = pd.DataFrame(refusals, columns=["customer", "channel", "day"])
    erased = {int(rng.choice(PEOPLE))} if rng.random() < 0.1 else set()
    answers = [
        (int(rng.choice([*PEOPLE, 5])), int(START + rng.integers(-5, DAYS)),
         int(rng.choice([-1, 3_600, 36_000])), int(rng.integers(0, 11)), int(rng.integers(surveys)))
        for _ in range(rng.integers(0, 6))
    ]  # fmt: skip
    answers = list({(a[0], a[1], a[4]): a for a in answers}.values())
    birthdays = [
        (c, int(-8_000 + rng.integers(0, 366)), int(START + rng.integers(-60, 20)))
        for c in (*PEOPLE[:2], 5)
    ]
    birthdays[0] = (PEOPLE[0], -3_594, START - 60)  # 29 February 1960
    groups = {"some": sorted({int(c) for c in rng.choice([*PEOPLE, 5], 3)})}
    assigned = {"dealt": {c: bool(rng.random() < 0.5) for c in PEOPLE[:2]}}
    fixed = int(START + rng.integers(0, DAYS)) if rng.random() < 0.3 else None
    merge = bool(rng.random() < 0.8)
    dealt = assigned["dealt"]
    facts = Facts(
        History.build(columns, as_of, merge_same_day=merge),
        Consents.build(said, refused, erased),
        Answers.of(
            [a[0] for a in answers], [a[1] for a in answers], [a[3] for a in answers],
            second=[a[2] for a in answers], survey=[a[4] for a in answers],
        ),
        Birthdays.of(*(np.array([b[i] for b in birthdays]) for i in range(3))),
        {name: np.array(ids) for name, ids in groups.items()},
        {"dealt": Assigned(np.array(list(dealt)), np.array(list(dealt.values())))},
        consent_day=fixed,
    )  # fmt: skip
    known = Known(
        plain_orders(columns), as_of, words, refusals, erased, answers, birthdays, groups,
        assigned, fixed, merge,
    )  # fmt: skip
    return Shop(facts, known)


def random_words(rng):
    words = [
        (c, int(rng.integers(2)), channel, bool(rng.random() < 0.8), START - 10)
        for c in PEOPLE for channel in CHANNELS if rng.random() < 0.6
    ]  # fmt: skip
    words += [
        (int(rng.choice(PEOPLE)), int(rng.integers(3)), str(rng.choice(CHANNELS)),
         bool(rng.random() < 0.6), int(START + rng.integers(0, DAYS)))
        for _ in range(rng.integers(0, 8))
    ]  # fmt: skip
    words = list({(w[0], w[1], w[2], w[4]): w for w in words}.values())
    words.sort(key=lambda w: w[4])
    refusals = [
        (int(rng.choice(PEOPLE)), str(rng.choice(CHANNELS)), int(START + rng.integers(0, DAYS)))
        for _ in range(rng.integers(0, 2))
    ]
    return words, refusals


KINDS = (
    "elapsed", "elapsed", "count", "count", "amount", "amount", "amount", "score", "score",
    "birthday", "anniversary", "silence", "news",
)  # fmt: skip


def random_rule(rng, number, *, kinds=KINDS):
    kind = str(rng.choice(kinds))
    days = {
        "elapsed": (1, 9), "count": (0, 3), "amount": (0, 3), "score": (0, 1), "birthday": (0, 9),
        "anniversary": (0, 5), "silence": (3, 15), "news": (1, 28),
    }[kind]  # fmt: skip
    low, high = sorted(rng.integers(0, 11, 2).tolist())
    channels = rng.permutation(CHANNELS)[: rng.integers(1, 4)].tolist()
    if rng.random() < 0.4:
        channels = ["email", "postcard"]
    return Rule(
        f"r{rng.integers(10)}{number}", kind, days=int(rng.integers(*days)),
        count=int(rng.integers(2, 4)) if kind == "count" else int(rng.integers(0, 2)),
        at_least=int(rng.choice([1_000, 2_000, 3_000, 4_500])), low=low, high=high,
        basis=str(rng.choice(["ordered", "ordered", "shipped", "delivered"])),
        day_one=bool(rng.random() < 0.2),
        amount_of=str(rng.choice(["order", "order", "order", "day", "so_far"])),
        group="some" if rng.random() < 0.15 else "", channels=tuple(channels),
        priority=int(rng.integers(0, 99)) if rng.random() < 0.2 else None,
        cooldown_days=int(rng.choice([0, 0, 0, 2, 6])),
        again_days=[None, 0, 3, 10][rng.integers(4)],
        stops=("repurchased",) if rng.random() < 0.5 else (),
        valid_days=int(rng.integers(0, 5)),
        kept_aside_bp=int(rng.choice([0, 0, 0, 5_000])),
        experiment=str(rng.choice(["", "dealt"])), promotional=bool(rng.random() < 0.8),
    )  # fmt: skip


def random_belt(rng, **rest):
    caps = Caps(*(None if rng.random() < 0.2 else int(rng.integers(1, 4)) for _ in range(3)))
    closed = tuple(d for d in range(6) if rng.random() < 0.3) if rng.random() < 0.4 else ()
    first = int(START + rng.integers(0, DAYS))
    blackout = ((first, first + int(rng.integers(0, 6))),) if rng.random() < 0.3 else ()
    rules = tuple(random_rule(rng, number, **rest) for number in range(rng.integers(2, 12)))
    return Belt(
        "", rules, caps, closed, blackout, hold_days=int(rng.choice([0, 5, 14])),
        fold=bool(rng.random() < 0.7),
    )  # fmt: skip
